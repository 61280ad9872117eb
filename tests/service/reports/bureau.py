"""Offices in replayed time that letters come to, and that report; for tests of frozen reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import msgspec

from domain import commands as c
from domain import office as o
from domain import reports as rs
from domain.access import CONSOLE
from domain.periods import period
from domain.report_content import Content, Table
from domain.values import Actor, Details, Moment
from service.desk import Request, Step
from service.ledger.entry import Via
from service.readmodels.asking import Question, question
from service.reports import bundle, drafting, reading, receiving, verifying
from service.reports.bundle import Bundle
from service.reports.checking import DIFFERS, Check
from service.reports.tables import MAKERS, Maker
from service.runtime import Instance

S = TypeVar("S", bound=msgspec.Struct)

ZONE = ZoneInfo("Asia/Shanghai")
VIA = Via(channel="test")
DRAFTER, CHECKER, LEADER = Actor("周静"), Actor("吴敏"), Actor("韩德胜", post="head")
JANUARY, FEBRUARY, MARCH = "2026-01", "2026-02", "2026-03"


class Bureau:
    """An office; `today` is the day on which everything is recorded."""

    def __init__(self, instance: Instance, office: str = "yimin", book: str = "plain", name: str = "移民局") -> None:
        self.instance, self.id, self.today = instance, office, date(2026, 1, 1)
        made = o.OfficeCreated(id=office, name=name, time_zone=ZONE.key, time="replayed")
        instance.offices.create(made, book, DRAFTER, self.now, VIA, at=self.now)

    @property
    def now(self) -> datetime:
        return datetime.combine(self.today, time(9), ZONE)

    @property
    def size(self) -> int:
        return self.instance.ledger.head(self.id).size

    # ---- petitions

    def letter(self, day: date, **details: Any) -> UUID:
        """A letter that was received and registered on that day."""
        petition = uuid4()
        said = {"content_class": "0001", "due_on": day + timedelta(15), **details}
        channel = said.pop("channel", "letter")
        self.do(petition, c.Receive(channel=channel, details=Details(**said)), c.Register(), on=day)
        return petition

    def do(self, petition: UUID, *acts: c.Command, on: date, by: Actor = DRAFTER) -> None:
        steps = [Step(command=act, occurred=Moment(on)) for act in acts]
        self.instance.desk.handle(
            Request(office=self.id, petition=petition, steps=steps, actor=by, via=VIA, recorded_at=self.now)
        )

    def answered(self, petition: UUID, on: date) -> None:
        self.do(petition, c.Answer(reply_kind="result", text="已办", delivered=True), on=on)

    def corrected(self, petition: UUID, on: date, **details: Any) -> None:
        """What was received is put right by somebody else: it says something else, or came in on another day."""
        act = c.Receive(channel="letter", details=Details(content_class="0001", **details))
        self.do(petition, c.Correct(of=1, act=act, occurred=Moment(on), reason="录入有误"), on=self.today, by=CHECKER)

    # ---- reports

    def tell(self, event: o.OfficeEvent, by: Actor = DRAFTER) -> None:
        self.instance.offices.add(self.id, event, by, VIA, at=self.now)

    def draft(self, of: str, style: str = "natural", **more: Any) -> rs.Report:
        drafting.draft(self.instance, self.id, period(of, style), DRAFTER, VIA, at=self.now, **more)
        return self.instance.offices.get(self.id).state.reports[-1]

    def sent(self, of: str, **more: Any) -> rs.Report:
        """A report that is drafted, checked, signed and sent, all on one day."""
        made = self.draft(of, **more)
        self.tell(o.StatisticsChecked(report=made.report, digest=made.digest), CHECKER)
        self.tell(o.StatisticsSigned(report=made.report, digest=made.digest), LEADER)
        self.tell(rs.sending(made, "市信访局", made.digest))
        return self.report(made.report)

    def report(self, name: str) -> rs.Report:
        return reading.report(self.instance.offices.get(self.id), name)

    def content(self, report: rs.Report) -> Content:
        return reading.content(self.instance, self.instance.offices.get(self.id), report)

    def asked(self, position: int | None = None, on: date | None = None) -> Question:
        return question(self.instance, CONSOLE, self.id, position=position, on=on)

    def file(self, report: rs.Report, *, facts: bool = True) -> Bundle:
        return bundle.bundle(self.instance, self.asked(), self.report(report.report), facts=facts)

    def written(self, report: rs.Report) -> bytes:
        return bundle.text_of(self.file(report)).encode()

    def verified(
        self, given: Bundle, makers: Sequence[Maker] = MAKERS, *, from_events: bool = False
    ) -> verifying.Verified:
        return verifying.verified(self.instance, given, makers, from_events=from_events)

    def receive(self, file: bytes) -> rs.Received:
        receiving.receive(self.instance, self.id, file, DRAFTER, VIA, at=self.now)
        return self.instance.offices.get(self.id).state.received[-1]


def differing(checks: Sequence[Check]) -> list[str]:
    """What differs, by the names of the checks."""
    return [check.what for check in checks if check.standing == DIFFERS]


def by_file(given: Bundle) -> list[str]:
    """What differs by the file alone, once it was written and read again."""
    read = bundle.read(bundle.text_of(given))
    return differing(list(verifying.by_file(read, read.parsed())))


def changed(given: S, **fields: Any) -> S:
    return msgspec.structs.replace(given, **fields)


def table(said: Content, name: str) -> Table:
    found = said.table(name)
    assert found is not None
    return found


def a_quarter(bureau: Bureau) -> list[UUID]:
    """Letters and visits of January and February; two are answered, one of them late."""
    days = [date(2026, 1, 5), date(2026, 1, 12), date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 9)]
    petitions = []
    for nth, day in enumerate(days):
        bureau.today = day
        kind = "visit" if nth % 2 else "letter"
        petitions.append(bureau.letter(day, content_class=f"000{nth % 2}", channel=kind, people=nth + 1))
    for petition, day in ((petitions[0], date(2026, 2, 10)), (petitions[1], date(2026, 2, 12))):
        bureau.today = day
        bureau.answered(petition, day)
    bureau.today = date(2026, 3, 2)
    return petitions
