"""Working days and due dates reckoned again: from the files of holidays, by a list of working days and bisection."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from importlib.resources import files
from typing import NamedTuple
from zoneinfo import ZoneInfo

from domain import events as e

ZONE = ZoneInfo("Asia/Shanghai")
FIRST, LAST = date(2024, 1, 1), date(2029, 12, 31)
LAST_WEEK = (12, 25)
ONE_DAY = timedelta(1)


class Table(NamedTuple):
    """The working days from FIRST to LAST in order, and the years whose notices are out."""

    working: Sequence[date]
    published: frozenset[int]


def table(years: Sequence[int]) -> Table:
    """The table when the files of these years are out, which the bundled calendars hold."""
    ruled: dict[date, bool] = {}
    published = set()
    for year in years:
        file = json.loads((files("domain") / "calendars" / f"{year}.json").read_text(encoding="utf-8"))
        if file["papers"]:
            published.add(year)
            ruled |= {date.fromisoformat(day["date"]): not day["isOffDay"] for day in file["days"]}
    span = ((FIRST + timedelta(n)) for n in range((LAST - FIRST).days + 1))
    return Table([day for day in span if ruled.get(day, day.isoweekday() <= 5)], frozenset(published))


def is_known(day: date, known: Table) -> bool:
    """Whether a notice that is out says what the day is; the last week of a year waits for the next one's."""
    return day.year + ((day.month, day.day) >= LAST_WEEK) in known.published


def _all_known(first: date, last: date, known: Table) -> bool:
    days = (min(first, last) + timedelta(n) for n in range(abs((last - first).days) + 1))
    return all(is_known(day, known) for day in days)


class End(NamedTuple):
    """Nominal and effective end, and whether they hang upon a notice that is not out."""

    nominal: date | None
    effective: date | None
    provisional: bool


NO_END = End(None, None, provisional=False)


def of(due: e.Due) -> End:
    """What was written, to be compared."""
    return End(due.nominal, due.effective, due.provisional)


def rolled(nominal: date, roll: str, known: Table, *, provisional: bool = False) -> End:
    if roll == "none":
        return End(nominal, nominal, provisional)
    end = known.working[bisect_left(known.working, nominal)]
    return End(nominal, end, provisional or not _all_known(nominal, end, known))


class Terms(NamedTuple):
    """How the text counts."""

    unit: str
    count_from: str
    roll: str


def counted(terms: Terms, start: date, amount: int, known: Table) -> End:
    """The end of `amount` units from `start`, as unit, count_from and roll of the text say."""
    includes = terms.count_from == "same_day"
    if terms.unit == "working":
        at = bisect_left(known.working, start) if includes else bisect_right(known.working, start)
        nominal = known.working[at + amount - 1]
        first = start if includes else start + ONE_DAY
        return rolled(nominal, terms.roll, known, provisional=not _all_known(first, nominal, known))
    if terms.unit == "calendar":
        return rolled(start + timedelta(amount - includes), terms.roll, known)
    if terms.unit == "same_day":
        return rolled(start, terms.roll, known)
    return NO_END


def later(terms: Terms, nominal: date, amount: int, known: Table) -> End:
    """`amount` more units behind a nominal end, which is itself not counted; then the roll."""
    if terms.unit == "working":
        return counted(terms._replace(count_from="next_day"), nominal, amount, known)
    return rolled(nominal + timedelta(amount), terms.roll, known)


def set_by_somebody(terms: Terms, said: date | datetime | None, known: Table) -> End:
    if said is None:
        return NO_END
    if isinstance(said, datetime):
        day = said.astimezone(ZONE).date()
        return End(day, day, provisional=False)
    return rolled(said, terms.roll, known)


def is_late(due: e.Due, day: date, at: datetime | None) -> bool:
    """By the instant where both have one, else by the day."""
    if due.at is not None and at is not None:
        return at > due.at
    return due.effective is not None and day > due.effective
