"""Receptions 接待: the calendar of a month with what came of each day, and appointments, as known at a position.

Told from the office's own lines and from those of the petitions that may have been heard in the month: each is opened
only if the viewer may know of it.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from psycopg import Connection

from domain import events as e
from domain.petition import Petition
from domain.reception_calendar import Appointment, Ground, ReceptionMonth, appointments, in_order, month_of
from projections.catalog import REGISTER
from projections.track import view
from service.offices import KnownOffice
from service.readmodels.asking import Question
from service.readmodels.told import Told, facts
from service.runtime import Instance

Span = tuple[date, date]
"""The first and the last day."""

TOPICS = ("Appointed/1", "Met/1")
RECEIVED = f"""
SELECT DISTINCT petition FROM {REGISTER.schema}.{REGISTER.name}
WHERE office = %s AND received_on = ANY(%s) AND from_pos <= %s
"""  # noqa: S608 - constants


def month(instance: Instance, asked: Question, year: int, number: int) -> ReceptionMonth:
    """The calendar of receptions of that month, as known at the position and judged on the day asked about.

    Cost: reads every appointment and meeting of the office up to the position, and the streams of those petitions that
    were received, met or expected on a day of reception of the month.
    """
    office = instance.offices.as_known(asked.id, asked.position)
    if office is None:
        return ReceptionMonth((), (), ())
    bare = month_of(_ground(office, asked), year, number)
    with instance.reading(asked.seeing) as connection:
        received = received_on(connection, asked, [each.day for each in bare.days])
    heard = sorted({*received, *_told(instance, asked, _span(bare, year, number))})
    petitions = tuple(found for each in heard if (found := seen(instance, asked, each)) is not None)
    return month_of(_ground(office, asked, petitions), year, number)


def made(instance: Instance, asked: Question, of: date | None = None, standing: str = "") -> list[Appointment]:
    """The appointments for the days of a month (any day of it), of all months when none is said, by their days."""
    span = None if of is None else (of.replace(day=1), of.replace(day=monthrange(of.year, of.month)[1]))
    found = (seen(instance, asked, each) for each in sorted({*_told(instance, asked, span)}))
    each_made = (each for petition in found if petition for each in appointments(petition, asked.on.day))
    return sorted(
        (
            each
            for each in each_made
            if (span is None or span[0] <= each.appointed_on <= span[1]) and standing in ("", each.standing)
        ),
        key=in_order,
    )


def _ground(office: KnownOffice, asked: Question, petitions: tuple[Petition, ...] = ()) -> Ground:
    return Ground(
        office=office.state,
        adopted=tuple(office.adopted),
        calendar=office.calendar,
        today=asked.on.day,
        petitions=petitions,
    )


def _told(instance: Instance, asked: Question, span: Span | None) -> Iterator[UUID]:
    """The petitions with an appointment for a day from one to the other, or a meeting then; all when none is said."""
    for told in facts(instance, asked, TOPICS):
        day = _day(told)
        if day and (span is None or span[0] <= day <= span[1]):
            yield told.petition


def _span(bare: ReceptionMonth, year: int, number: int) -> Span:
    """The days of the month, and those behind it to which a day of reception was moved."""
    last = date(year, number, monthrange(year, number)[1])
    return date(year, number, 1), max((last, *(each.day for each in bare.days)))


def _day(told: Told) -> date | None:
    """The day that the fact is about: of the appointment or of the meeting."""
    if isinstance(told.fact, e.Appointed):
        return told.fact.appointed_on
    return told.day if isinstance(told.fact, e.Met) else None


def received_on(connection: Connection[Any], asked: Question, days: Sequence[date]) -> list[UUID]:
    """The petitions that came in on one of these days, as known at the position."""
    rows = connection.execute(RECEIVED, (asked.id, list(days), asked.position))
    return [petition for (petition,) in rows]


def seen(instance: Instance, asked: Question, petition: UUID) -> Petition | None:
    """The petition on the day asked about; None when it was not there, or the viewer may not know of it."""
    with instance.pool.connection() as connection:
        if not asked.seeing.among(connection, [petition]):
            return None
    written = [line for line in instance.ledger.log(asked.id).stream(petition) if isinstance(line, e.Line)]
    state = view([line for line in written if line.position <= asked.position], asked.on.moment, asked.office.zone)
    return state if state.received is not None else None
