"""The reports of figures of the year: drafted, checked, signed and sent by an office, received by the one above it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from msgspec import Struct

from domain import office as o
from domain import reports as rs
from domain.access import CONSOLE
from domain.periods import Period, period
from domain.values import Actor
from service.demo.summary import PATIENCE
from service.demo.year.laying import ZONE
from service.demo.year.reading import Receiving, Reporting, Told
from service.offices import KnownOffice
from service.readmodels.asking import question
from service.reports import bundle, drafting, receiving
from service.runtime import Instance

DRAFTED, CHECKED, SIGNED, SENT, RECEIVED = time(9, 20), time(10, 40), time(15, 0), time(16, 30), time(9, 30)
MONTHS = range(1, 13)


class Filed(Struct, frozen=True):
    """A step of the report of a period, and by whom; `to`: sent to. What it says is known when it is done."""

    step: str
    report: str
    period: str
    actor: Actor
    to: str = ""


class Kept(Struct, frozen=True):
    """A report that another office had sent is received, by whom."""

    sender: str
    report: str
    actor: Actor


Step = Filed | Kept
At = tuple[datetime, Step]


def reports_of(told: Told, office: KnownOffice, last: date) -> list[At]:
    """All that was done with reports up to the last day, in the order in which it is recorded."""
    sent = (step for each in told.reports for step in _sent(each, told, office))
    kept = (step for each in told.received for step in _kept(each, told, office))
    return sorted((step for step in (*sent, *kept) if step[0].date() <= last), key=lambda one: one[0])


def _sent(each: Reporting, told: Told, office: KnownOffice) -> Iterator[At]:
    for of in _periods(each.missed):
        day = _working(of, each.after + each.later.get(of.name, 0), office)
        for at, step, name in (
            (DRAFTED, rs.DRAFTED, each.drafter),
            (CHECKED, rs.CHECKED, each.checker),
            (SIGNED, rs.SIGNED, each.signer),
            (SENT, rs.SENT, each.drafter),
        ):
            filed = Filed(step, f"{of.name}-1", of.name, Actor(**told.actors[name]), each.to)
            yield datetime.combine(day, at, ZONE), filed


def _kept(each: Receiving, told: Told, office: KnownOffice) -> Iterator[At]:
    for of in _periods(each.missed):
        day = _working(of, each.after, office)
        yield datetime.combine(day, RECEIVED, ZONE), Kept(each.sender, f"{of.name}-1", Actor(**told.actors[each.by]))


def _periods(missed: tuple[str, ...]) -> Iterator[Period]:
    for month in MONTHS:
        of = period(f"2025-{month:02}")
        if of.name not in missed:
            yield of


def _working(of: Period, after: int, office: KnownOffice) -> date:
    """The first working day so many days behind a period or later."""
    day = of.last + timedelta(after)
    while not office.calendar.is_working(day):
        day += timedelta(1)
    return day


def event_of(instance: Instance, office: str, step: Step, at: datetime) -> o.OfficeEvent:
    """The event by which the step is done, as things stand then."""
    instance.projector.current(office, PATIENCE)
    instance.gate.current(office, PATIENCE)
    if isinstance(step, Kept):
        return _received(instance, step)
    if step.step == rs.DRAFTED:
        return drafting.drafted(instance, office, period(step.period), at)
    found = rs.by_id(instance.offices.get(office).state.reports, step.report)
    assert found is not None  # noqa: S101 - drafted before
    match step.step:
        case rs.CHECKED:
            return o.StatisticsChecked(report=found.report, digest=found.digest, reason="与登记簿核对相符。")
        case rs.SIGNED:
            return o.StatisticsSigned(report=found.report, digest=found.digest)
        case _:
            return rs.sending(found, step.to, found.digest)


def _received(instance: Instance, step: Kept) -> o.ReportReceived:
    asked = question(instance, CONSOLE, step.sender)
    found = rs.by_id(asked.office.state.reports, step.report)
    assert found is not None  # noqa: S101 - the office below is loaded first
    return receiving.received(bundle.text_of(bundle.bundle(instance, asked, found)).encode())
