"""An office told by its events, for tests: each is decided on what those before it made."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest

from domain import office as o
from domain.deciding import OfficeProfile, Reason, Refused
from domain.office_state import Reception
from domain.rulebook import FormRule, Rulebook, ScheduleRule
from domain.values import Actor, Moment
from tests.domain.chinese import foreign

CLERK = Actor("管理员")
START = date(2026, 1, 1)
CREATED = o.OfficeCreated(id="yimin", name="移民局", time_zone="Asia/Shanghai", roles={"registrar": "田甜"})

ROTA = ScheduleRule(
    id="leaders_rota",
    clause="R5.10",
    what="reception",
    every="week",
    on="monday",
    attend=("deputy_head",),
    met_by=("ReceptionHeld",),
)
CHIEF_DAY = ScheduleRule(
    id="chief_day",
    clause="R5.11",
    what="reception",
    every="month",
    on="monday",
    which="last",
    attend=("head", "deputy_for_petitions", "petition_section_head", "petition_section"),
    may_preside=("head", "deputy_head"),
    met_by=("ReceptionHeld",),
)
APPOINTMENT = ScheduleRule(
    id="by_appointment", clause="R5.9", what="reception", every="request", met_by=("ReceptionHeld",)
)
ANALYSIS = ScheduleRule(id="trend", clause="R3.2.4", what="report", every="quarter", met_by=("AnalysisSubmitted",))
ROOM = FormRule(id="reception_room", clause="R3.3.2", kind="checklist", items=("整洁卫生", "开水", "茶杯"))
SHEET = FormRule(id="sheet", clause="R5.3", kind="sheet")
BOOK = Rulebook(id="own", valid_from=START, schedules=(ROTA, CHIEF_DAY, APPOINTMENT, ANALYSIS), forms=(ROOM, SHEET))


class Told:
    """An office that is told what happens to it."""

    def __init__(self, *events: o.OfficeEvent, book: Rulebook | None = BOOK) -> None:
        self.state = o.Office()
        self.lines: list[o.OfficeLine] = []
        self.book = book
        self.tell(CREATED, *events)

    def tell(self, *events: o.OfficeEvent, on: date = START) -> Told:
        for event in events:
            line = o.decide(self.state, event, CLERK, Moment(on), self.book)
            self.lines.append(line)
            self.state = o.evolve(self.state, line)
        return self

    def refused(self, event: o.OfficeEvent, on: date = START) -> tuple[Reason, ...]:
        """The reasons for which it is refused; each has its words in both languages."""
        with pytest.raises(Refused) as refused:
            o.decide(self.state, event, CLERK, Moment(on), self.book)
        reasons = refused.value.reasons
        assert all(reason.zh and reason.en and reason.clause and reason.entry for reason in reasons)
        assert not [reason.zh for reason in reasons if foreign(reason.zh, event)]
        return reasons

    @property
    def profile(self) -> OfficeProfile:
        return self.state.profile()

    @property
    def receptions(self) -> Iterable[Reception]:
        return self.state.receptions


def unit(name: str, kind: str = "section", parent: str = "", closed_from: date | None = None) -> o.UnitSet:
    return o.UnitSet(name=name, kind=kind, parent=parent, closed_from=closed_from)


def appointed(
    person: str, post: str, unit: str = "", since: date = date(2025, 1, 1), until: date | None = None
) -> o.PersonAppointed:
    return o.PersonAppointed(person=person, post=post, unit=unit, since=since, until=until)


def bureau(book: Rulebook | None = BOOK) -> Told:
    """The bureau of resettlement: its leaders, the petition section, two sections and a county body."""
    return Told(
        unit("局领导", "department"),
        unit("信访科", "petition_section", "局领导"),
        unit("规划科", "section", "局领导"),
        unit("后扶科", "section", "局领导"),
        unit("河口县移民局", "county_body"),
        appointed("钟山", "head", "局领导"),
        appointed("倪虹", "deputy_for_petitions", "局领导"),
        appointed("邱泽", "deputy_head", "局领导"),
        appointed("武刚", "petition_section_head", "信访科"),
        appointed("田甜", "handler", "信访科"),
        appointed("罗辉", "handler", "信访科"),
        appointed("卫东", "section_head", "规划科"),
        appointed("柳青", "section_head", "后扶科"),
        appointed("耿直", "head", "河口县移民局", date(2020, 1, 1)),
        book=book,
    )
