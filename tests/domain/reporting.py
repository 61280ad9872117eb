"""An office that reports, for tests: its events in order with their positions; reports that say next to nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from msgspec.structs import replace

from domain import office as o
from domain import reports as rs
from domain.deciding import Reason, Refused
from domain.periods import period
from domain.report_content import COUNTS, HANDLING, MEASURE, Basis, Content, Row, Table, digest_of, text_of
from domain.values import Actor, Moment
from tests.domain.chinese import foreign
from tests.domain.offices import CREATED, Told

OFFICE = CREATED.id
ROOT = "ab" * 32
DRAFTER, CHECKER, LEADER = Actor("周静"), Actor("吴敏"), Actor("韩德胜", post="head")
LATER = date(2027, 1, 5)


def content(of: str, position: int, style: str = "natural", office: str = OFFICE, received: int = 3) -> Content:
    """A report that says only how much came in."""
    days = period(of, style)
    row = Row(("received",), (received, received, received, 0, 0, received))
    handling = Table(
        id=HANDLING, zh="办理情况", en="all", formula="f/1", by=(MEASURE,), counts=COUNTS, rows=(row,) * bool(received)
    )
    return Content(
        basis=Basis(
            office=office,
            name="移民局",
            period=days.name,
            style=days.style,
            first=days.first,
            last=days.last,
            judged_on=days.last + timedelta(1),
            date_basis="day of the fact",
            collective_min=5,
            position=position,
            root=ROOT,
            recorded_at=datetime(2027, 1, 1, tzinfo=UTC),
        ),
        tables=(handling,),
    )


def drafting(said: Content, report: str, **more: str) -> o.StatisticsDrafted:
    """The event that freezes it under this id."""
    text, basis = text_of(said), said.basis
    return o.StatisticsDrafted(
        report=report,
        period=basis.period,
        style=basis.style,
        first=basis.first,
        last=basis.last,
        position=basis.position,
        root=basis.root,
        digest=digest_of(text),
        content=text,
        **more,
    )


def receiving(said: Content, report: str) -> o.ReportReceived:
    """The event that keeps it as the report of the office that it is of."""
    drafted = drafting(said, report)
    fixed = {
        name: getattr(drafted, name) for name in ("report", "period", "style", "first", "last", "position", "root")
    }
    return o.ReportReceived(
        **fixed,
        digest=drafted.digest,
        sender=said.basis.office,
        sender_name=said.basis.name,
        content=drafted.content,
        file="cd" * 32,
    )


class Desk:
    """An office in whose log each event has the next position."""

    def __init__(self, *events: o.OfficeEvent) -> None:
        told = Told(*events)
        self.lines: list[o.OfficeLine] = []
        self.state, self.position = o.Office(), 0
        for line in told.lines:
            self._write(line)

    def _write(self, line: o.OfficeLine) -> None:
        self.position += 1
        self.lines.append(replace(line, position=self.position))
        self.state = o.evolve(self.state, self.lines[-1])

    def tell(self, event: o.OfficeEvent, by: Actor = DRAFTER, on: date = LATER) -> None:
        self._write(o.decide(self.state, event, by, Moment(on), None))

    def passed(self, events: int = 1) -> None:
        """Something else is written in the log."""
        self.position += events

    def refused(self, event: o.OfficeEvent, by: Actor = DRAFTER, on: date = LATER) -> tuple[Reason, ...]:
        """The reasons for which it is refused; each has its words in both languages."""
        with pytest.raises(Refused) as refused:
            o.decide(self.state, event, by, Moment(on), None)
        reasons = refused.value.reasons
        assert all(reason.zh and reason.en and reason.clause for reason in reasons)
        assert not [reason.zh for reason in reasons if foreign(reason.zh, event)]
        return reasons

    def draft(self, of: str, style: str = "natural", on: date = LATER, **more: str) -> rs.Report:
        """Drafts the next report of a period as the log stands."""
        days = period(of, style)
        report = rs.report_id(days.name, days.style, self.state.reports)
        self.tell(drafting(content(of, self.position, style), report, **more), DRAFTER, on)
        return self.report(report)

    def report(self, report: str) -> rs.Report:
        found = rs.by_id(self.state.reports, report)
        assert found is not None
        return found

    def check(self, report: str, by: Actor = CHECKER, on: date = LATER) -> None:
        self.tell(o.StatisticsChecked(report=report, digest=self.report(report).digest), by, on)

    def sign(self, report: str, by: Actor = LEADER, on: date = LATER) -> None:
        self.tell(o.StatisticsSigned(report=report, digest=self.report(report).digest), by, on)

    def send(self, report: str, to: str = "市信访局", on: date = LATER) -> None:
        self.tell(self.sending(report, to), DRAFTER, on)

    def sending(self, report: str, to: str = "市信访局") -> o.StatisticsSent:
        found = self.report(report)
        return rs.sending(found, to, found.digest)

    def sent(self, of: str, style: str = "natural", on: date = LATER, **more: str) -> rs.Report:
        """Drafts, checks, signs and sends a report of the period."""
        report = self.draft(of, style, on, **more).report
        self.check(report, on=on)
        self.sign(report, on=on)
        self.send(report, on=on)
        return self.report(report)


def words(reasons: Sequence[Reason]) -> str:
    return "; ".join(reason.en for reason in reasons)
