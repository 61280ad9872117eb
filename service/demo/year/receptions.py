"""The receptions of the year: the rota of each quarter, and each day that was held, as the office's schedules ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time

from domain import office as o
from domain.rulebook import ScheduleRule
from domain.schedule import SKIPPED, days
from service.demo.year.laying import ZONE
from service.demo.year.reading import Receptions, Told
from service.offices import KnownOffice

PUBLISHED, HELD = time(8, 50), time(11, 30)
MONTHS_OF_A_QUARTER = 3
NO_DAY_FIXED = 15
"""Where the rule leaves the day of the month to the office, it is the first working day from this one on."""

Happening = o.RotaPublished | o.ReceptionHeld
At = tuple[datetime, Happening]


def receptions_of(told: Told, office: KnownOffice, year: int) -> list[At]:
    """What the office did about its receptions, in the order in which it is recorded."""
    found: list[At] = []
    for each in told.reception:
        rule = office.book_on(date(year, 1, 2)).schedules_by_id[each.schedule]
        held = list(_days(rule, office, year))
        if each.rota:
            found += _rotas(each, held, office)
        found += [(_at(day, HELD), _held(each, number, day)) for number, day in enumerate(held)]
    return sorted(found, key=lambda one: one[0])


def _days(rule: ScheduleRule, office: KnownOffice, year: int) -> Iterator[date]:
    for month in range(1, 13):
        fixed = [day.day for day in days(rule, year, month, office.calendar) if day.said != SKIPPED]
        yield from fixed or ([] if rule.on else [office.calendar.next_working_day(date(year, month, NO_DAY_FIXED)).day])


def _rotas(each: Receptions, held: Sequence[date], office: KnownOffice) -> Iterator[At]:
    """One rota for each quarter, made known on its first working day, or when the office begins."""
    for quarter in range(1, 13, MONTHS_OF_A_QUARTER):
        months = range(quarter, quarter + MONTHS_OF_A_QUARTER)
        slots = {day: _turn(each, number) for number, day in enumerate(held) if day.month in months}
        published = office.calendar.next_working_day(date(held[0].year, quarter, 2)).day
        yield _at(published, PUBLISHED), o.RotaPublished(schedule=each.schedule, slots=slots)


def _held(each: Receptions, number: int, day: date) -> o.ReceptionHeld:
    who = _turn(each, number)
    return o.ReceptionHeld(schedule=each.schedule, day=day, presided_by=who, attendance=(who, *each.attendance))


def _turn(each: Receptions, number: int) -> str:
    return each.leaders[number % len(each.leaders)]


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, ZONE)
