"""The reports 统计报表 of an office as its events made them: how far each has gone, what came from below.

A report is drafted, checked, signed, sent. A new draft of the same period takes the place of one that was not sent;
one that was sent stays as it is, and what replaces it says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from msgspec import Struct
from msgspec.structs import replace

from domain import periods
from domain import report_events as r
from domain.periods import NATURAL, Period

DRAFTED, CHECKED, RETURNED, SIGNED, SENT, SUPERSEDED = "drafted", "checked", "returned", "signed", "sent", "superseded"
STANDINGS = (DRAFTED, CHECKED, RETURNED, SIGNED, SENT, SUPERSEDED)
"""How far a report has gone; `superseded`: another draft of its period took its place before it was sent."""


class Step(Struct, frozen=True, kw_only=True):
    """What was done with a report, by whom, on which day, in which version of the office; `to`: sent to.

    `log_position`: where that stands in the log, 0 while it is being decided.
    """

    standing: str
    by: str
    post: str
    day: date
    version: int
    log_position: int = 0
    reason: str = ""
    to: str = ""


class Report(r.OfPeriod, frozen=True, kw_only=True):
    """A report of the office; its steps in order. Its content stands in its first event."""

    standing: str
    steps: tuple[Step, ...]
    replaces: str = ""

    @property
    def drafted(self) -> Step:
        return self.steps[0]

    @property
    def sent_to(self) -> tuple[str, ...]:
        return tuple(step.to for step in self.steps if step.standing == SENT)


class Received(r.OfPeriod, frozen=True, kw_only=True):
    """A report that came from another office, in which version of this one."""

    sender: str
    sender_name: str
    day: date
    version: int
    log_position: int


class Line(Protocol):
    """A line of the office's stream."""

    @property
    def event(self) -> Any: ...
    @property
    def version(self) -> int: ...
    @property
    def actor(self) -> Any: ...
    @property
    def occurred(self) -> Any: ...
    @property
    def position(self) -> int: ...


def report_id(period: str, style: str, known: Iterable[Report]) -> str:
    """The id of the next report of a period: 2026-01-1, 2026-01-2, of business months 2026-01-business-1."""
    before = sum((each.period, each.style) == (period, style) for each in known)
    return "-".join((period, *(() if style == NATURAL else (style,)), str(before + 1)))


def by_id(known: Iterable[Report], report: str) -> Report | None:
    return next((each for each in known if each.report == report), None)


def after(known: tuple[Report, ...], line: Line) -> tuple[Report, ...]:
    """The office's own reports after one of its report events."""
    match line.event:
        case r.StatisticsDrafted():
            return (*(_superseded(each, line.event) for each in known), _drafted(line))
        case r.StatisticsChecked():
            return _stepped(known, line, CHECKED)
        case r.StatisticsReturned():
            return _stepped(known, line, RETURNED)
        case r.StatisticsSigned():
            return _stepped(known, line, SIGNED)
        case r.StatisticsSent():
            return _stepped(known, line, SENT)
        case _:
            return known


def received(line: Line) -> Received:
    """The report that an event received."""
    event: r.ReportReceived = line.event
    return Received(
        **_of_period(event),
        sender=event.sender,
        sender_name=event.sender_name,
        day=line.occurred.day,
        version=line.version,
        log_position=line.position,
    )


def _of_period(event: r.OfPeriod) -> dict[str, Any]:
    return {name: getattr(event, name) for name in r.OfPeriod.__struct_fields__}


def _drafted(line: Line) -> Report:
    event: r.StatisticsDrafted = line.event
    return Report(**_of_period(event), standing=DRAFTED, steps=(_step(line, DRAFTED),), replaces=event.replaces)


def _superseded(report: Report, drafted: r.StatisticsDrafted) -> Report:
    same = (report.period, report.style) == (drafted.period, drafted.style)
    if not same or report.standing in (SENT, RETURNED, SUPERSEDED):
        return report
    return replace(report, standing=SUPERSEDED)


def _stepped(known: tuple[Report, ...], line: Line, standing: str) -> tuple[Report, ...]:
    return tuple(
        replace(each, standing=standing, steps=(*each.steps, _step(line, standing)))
        if each.report == line.event.report
        else each
        for each in known
    )


def _step(line: Line, standing: str) -> Step:
    return Step(
        standing=standing,
        by=line.actor.name,
        post=line.actor.post,
        day=line.occurred.day,
        version=line.version,
        log_position=line.position,
        reason=getattr(line.event, "reason", ""),
        to=getattr(line.event, "to", ""),
    )


def sending(report: Report, to: str, digest: str) -> r.StatisticsSent:
    """The event that sends a report; `digest`: of what whoever sends it has seen."""
    return r.StatisticsSent(**{**_of_period(report), "digest": digest}, to=to)


# ---- what the next report has to say of those before it


def sent_for(known: Iterable[Report]) -> Mapping[tuple[date, date], Report]:
    """The report that holds for each reported period: of several that were sent the last one."""
    return {(each.first, each.last): each for each in known if each.standing == SENT}


def to_adjust(known: Iterable[Report], of: Period) -> list[tuple[Report, int]]:
    """The reports that the next one, of this period, has to adjust, with the position up to which that was done.

    They are those of the same kind and style for periods that ended before it. Each report adjusts all that had been
    sent by its position, so of each period counts the latest position among its own report and those after it.
    """
    sent = [each for each in known if each.standing == SENT and _alike(each, of)]
    holding = [each for each in sent_for(sent).values() if each.last < of.first]
    return [(each, max(other.position for other in sent if other is each or _adjusts(other, each))) for each in holding]


def _alike(report: Report, of: Period) -> bool:
    """Whether they follow one another: months, quarters, halves, years, weeks or days, of one style."""
    return (periods.period(report.period, report.style).kind, report.style) == (of.kind, of.style)


def _adjusts(later: Report, earlier: Report) -> bool:
    """Whether the later report told what had come late for the period of the earlier one."""
    return later.first > earlier.last and _sent_by(earlier, later.position)


def _sent_by(report: Report, position: int) -> bool:
    return any(step.standing == SENT and step.log_position <= position for step in report.steps)


def overtaken(known: Sequence[Report], report: Report) -> tuple[str, ...]:
    """The reports that were sent since this one was drafted, where they leave it something else to adjust."""
    of = periods.period(report.period, report.style)
    then = [each for each in known if _sent_by(each, report.position)]
    if _adjusted(then, of) == _adjusted(known, of):
        return ()
    return tuple(each.report for each in known if each.standing == SENT and each not in then and _alike(each, of))


def _adjusted(known: Iterable[Report], of: Period) -> set[tuple[str, int]]:
    return {(each.report, since) for each, since in to_adjust(known, of)}


def latest(known: Iterable[Received], first: date, last: date) -> tuple[Received, ...]:
    """The report that counts of each office below for a period: the one received last; by the ids of the offices."""
    found = {each.sender: each for each in known if (each.first, each.last) == (first, last)}
    return tuple(found[sender] for sender in sorted(found))
