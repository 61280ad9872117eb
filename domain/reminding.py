"""When somebody is reminded of a duty, and when a reminder may go out: pure reckoning by tiers, hours and calendar.

The tiers of a rulebook (`settings.warn`) are days from the end of a limit. One below 0 is counted back in working
days, so that a holiday does not eat the warning; 0 begins when the limit has passed, on the day after its last day,
and those above 0 so many calendar days later.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo

from msgspec import Struct

from domain.calendar import Calendar
from domain.rulebook import OfficeHours, Rulebook, Warnings

DUE_SOON, OVERDUE, ORPHANED = "due-soon", "overdue", "orphaned"
"""Why somebody is reminded: the end is near, the end has passed, or who owes it has left (rulebook.md trap 30)."""
DUE_TODAY = "due-today"
"""What is said of a reminder that is told on the last day itself."""


class Opening(Struct, frozen=True):
    """An instant (UTC) at which the office is open, and its local day."""

    at: datetime
    day: date


def opening(at: datetime, hours: OfficeHours, calendar: Calendar, zone: tzinfo) -> Opening:
    """`at` itself when the office is open then, else its next opening on a working day.

    `at` is aware. A day of a year without its notice is judged by its weekday, as everywhere.
    """
    local = at.astimezone(zone)
    open_today = calendar.is_working(local.date())
    if open_today and hours.opens <= local.time() < hours.closes:
        return Opening(at.astimezone(UTC), local.date())
    before = open_today and local.time() < hours.opens
    day = local.date() if before else calendar.next_working_day(local.date() + timedelta(1)).day
    return Opening(datetime.combine(day, hours.opens, zone).astimezone(UTC), day)


def tiers_of(books: Iterable[Rulebook], entry: str, warn: Warnings) -> tuple[int, ...]:
    """The tiers of a duty's entry: those that the first of the books that has it names; () = nobody is reminded.

    An entry that none of them has is reminded of like any other.
    """
    rule = next((book.duties_by_id[entry] for book in books if entry in book.duties_by_id), None)
    named = rule.warn if rule else "normal"
    return {"normal": warn.normal, "short": warn.short}.get(named, ())


def begins_on(due: date, tier: int, calendar: Calendar) -> date:
    """The day on which a tier begins for a limit whose last day is `due`."""
    if tier < 0:
        return calendar.add_working_days(due, tier).day
    return due + timedelta(tier + 1)


def reached(due: date, day: date, tiers: Sequence[int], calendar: Calendar) -> int | None:
    """The last of the tiers that has begun by `day`, None when none has. What was missed is not made up for."""
    return max((tier for tier in tiers if begins_on(due, tier, calendar) <= day), default=None)


def why(tier: int) -> str:
    """What a reminder of this tier says."""
    return DUE_SOON if tier < 0 else OVERDUE


def as_told(reason: str, due: date | None, day: date) -> str:
    """The reason as it is told on a day, which may lie after the one on which the reminder was written."""
    if reason == ORPHANED or due is None or due > day:
        return reason
    return DUE_TODAY if due == day else OVERDUE


def is_open(at: datetime, hours: OfficeHours, calendar: Calendar, zone: tzinfo) -> bool:
    """Whether the office is open at that instant."""
    return opening(at, hours, calendar, zone).at == at
