"""Periods of statistics 统计期间: weeks, months, quarters, halves and years, natural or business, and comparisons.

A business month 业务月 runs from the 21st of the month before to the 20th, a business year from 21 December to
20 December (domain.md 9.2). Comparison 同比 is with the same period a year before (of a week: the one 52 weeks before),
环比 with the one before; a period that is not over is compared up to the same day (domain.md 9.3).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from domain.schedule import BUSINESS_DAY
from domain.wellformed import YEARS

NATURAL, BUSINESS = "natural", "business"
STYLES = (NATURAL, BUSINESS)
MONTHS_A_YEAR = 12
LENGTHS: Mapping[str, int] = {"month": 1, "quarter": 3, "half": 6, "year": 12}
"""Months in a period of each kind."""
WEEK, DAYS = "week", "days"
"""The kinds of a week (ISO 8601, Monday to Sunday) and of a period that is given by its first and last day."""
A_WEEK, WEEKS_A_YEAR = timedelta(7), 52

_NAMES: Mapping[str, re.Pattern[str]] = {
    "month": re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])"),
    "quarter": re.compile(r"([0-9]{4})-Q([1-4])"),
    "half": re.compile(r"([0-9]{4})-H([12])"),
    "year": re.compile(r"([0-9]{4})()"),
}
_WEEK = re.compile(r"([0-9]{4})-W(0[1-9]|[1-4][0-9]|5[0-3])")
_SPAN = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\.\.([0-9]{4}-[0-9]{2}-[0-9]{2})")
CALLED = "2026-01, 2026-Q1, 2026-H1, 2026, 2026-W02, 2026-01-05..2026-01-11"
"""How periods are written, for messages."""


class BadPeriod(ValueError):
    """Words that are no period."""

    def __init__(self, said: str) -> None:
        super().__init__(f"period {said!r} is not written as one of {CALLED} (统计期间格式)")


class Period(Struct, frozen=True):
    """A period by its name; first and last day belong to it. `month` is the last month of it, counted from year 0."""

    name: str
    kind: str
    style: str
    first: date
    last: date
    month: int = 0

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def until(self, day: date) -> Period:
        """The part of it up to that day."""
        return replace(self, last=min(self.last, day))

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def period(said: str, style: str = NATURAL) -> Period:
    """The period that is written so (CALLED). Raises BadPeriod."""
    if style not in STYLES:
        raise BadPeriod(f"{said} {style}")
    for kind, pattern in _NAMES.items():
        if (found := pattern.fullmatch(said)) and int(found[1]) in YEARS:
            nth = int(found[2] or 1)
            return _checked(said, _of_months(kind, style, int(found[1]) * MONTHS_A_YEAR + nth * LENGTHS[kind] - 1))
    if (found := _WEEK.fullmatch(said)) and int(found[1]) in YEARS:
        return _checked(said, _said_week(said, int(found[1]), int(found[2])))
    if found := _SPAN.fullmatch(said):
        return _checked(said, _of_days(said, found[1], found[2]))
    raise BadPeriod(said)


def _checked(said: str, found: Period) -> Period:
    if found.first.year not in YEARS or found.last.year not in YEARS or found.last < found.first:
        raise BadPeriod(said)
    return found


def _of_days(said: str, first: str, last: str) -> Period:
    try:
        return Period(said, DAYS, NATURAL, date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        raise BadPeriod(said) from None


def _said_week(said: str, year: int, nth: int) -> Period:
    try:
        return _week_of(date.fromisocalendar(year, nth, 1))
    except ValueError:  # a year of 52 weeks
        raise BadPeriod(said) from None


def _week_of(monday: date) -> Period:
    year, nth, _ = monday.isocalendar()
    return Period(f"{year:04}-W{nth:02}", WEEK, NATURAL, monday, monday + A_WEEK - timedelta(1))


def _of_months(kind: str, style: str, month: int) -> Period:
    """The period whose last month is `month`, counted from January of year 0."""
    first, last = month - LENGTHS[kind] + 1, month
    begins = _day(first - 1, BUSINESS_DAY + 1) if style == BUSINESS else _day(first, 1)
    ends = _day(last, BUSINESS_DAY) if style == BUSINESS else _last_day(last)
    return Period(_NAMED[kind](last), kind, style, begins, ends, last)


_NAMED: Mapping[str, Callable[[int], str]] = {
    "month": lambda month: f"{month // MONTHS_A_YEAR:04}-{month % MONTHS_A_YEAR + 1:02}",
    "quarter": lambda month: f"{month // MONTHS_A_YEAR:04}-Q{month % MONTHS_A_YEAR // 3 + 1}",
    "half": lambda month: f"{month // MONTHS_A_YEAR:04}-H{month % MONTHS_A_YEAR // 6 + 1}",
    "year": lambda month: f"{month // MONTHS_A_YEAR:04}",
}


def _day(month: int, day: int) -> date:
    return date(month // MONTHS_A_YEAR, month % MONTHS_A_YEAR + 1, day)


def _last_day(month: int) -> date:
    year, nth = divmod(month, MONTHS_A_YEAR)
    return date(year, nth + 1, monthrange(year, nth + 1)[1])


# ---- what a period is compared with


def year_before(of: Period, day: date) -> Period:
    """The same period a year before, if the period is not over on `day` up to the same day of that year (同比)."""
    if of.kind == DAYS:
        first, last = shifted(of.first, -MONTHS_A_YEAR), shifted(of.last, -MONTHS_A_YEAR)
        found = Period(f"{first}..{last}", DAYS, of.style, first, last)
    elif of.kind == WEEK:
        weeks = WEEKS_A_YEAR * A_WEEK
        return _week_of(of.first - weeks).until(day - weeks)
    else:
        found = _of_months(of.kind, of.style, of.month - MONTHS_A_YEAR)
    return found.until(shifted(day, -MONTHS_A_YEAR)) if day < of.last else found


def before(of: Period, day: date) -> Period:
    """The period before, if the period is not over on `day` up to the day that is as far into it (环比)."""
    if of.kind == DAYS:
        first = of.first - timedelta(of.days)
        found = Period(f"{first}..{of.first - timedelta(1)}", DAYS, of.style, first, of.first - timedelta(1))
        return found.until(day - timedelta(of.days)) if day < of.last else found
    if of.kind == WEEK:
        return _week_of(of.first - A_WEEK).until(day - A_WEEK)
    months = LENGTHS[of.kind]
    found = _of_months(of.kind, of.style, of.month - months)
    return found.until(shifted(day, -months)) if day < of.last else found


def following(of: Period) -> Period:
    """The whole period behind it."""
    if of.kind in LENGTHS:
        return _of_months(of.kind, of.style, of.month + LENGTHS[of.kind])
    first = of.last + timedelta(1)
    if of.kind == WEEK:
        return _week_of(first)
    last = first + timedelta(of.days - 1)
    return Period(f"{first}..{last}", DAYS, of.style, first, last)


def shifted(day: date, months: int) -> date:
    """The same day so many months later; where there is none, the last of that month."""
    year, month = divmod(day.year * MONTHS_A_YEAR + day.month - 1 + months, MONTHS_A_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
