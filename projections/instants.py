"""Instants: up to when facts count, what is judged overdue.

Two things are asked of a day D: which facts count (those that occurred on or before D, so before the
next midnight of the office) and what is overdue (what had ended before D began). Of an instant both are
asked as they stood at that instant.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache

from msgspec import Struct

from domain.dues import end_of
from domain.events import Due
from domain.values import midnight

TICK = timedelta(microseconds=1)


@lru_cache(maxsize=65536)
def overdue_from(due: Due, zone: tzinfo) -> datetime | None:
    """The first instant (UTC) at which this due date is overdue; None without a date."""
    return end_of(due, zone)


class Judged(Struct, frozen=True):
    """A day or an instant asked about.

    Facts that began at `moment` or before count; what is overdue from `judged` or before is overdue;
    `day` is the local day.
    """

    day: date
    moment: datetime
    judged: datetime


def judged_on(on: date | datetime, zone: tzinfo) -> Judged:
    """`on` as a whole day of the office, or as an instant (aware)."""
    if isinstance(on, datetime):
        return Judged(on.astimezone(zone).date(), on.astimezone(UTC), on.astimezone(UTC))
    return Judged(on, midnight(on + timedelta(days=1), zone) - TICK, midnight(on, zone))
