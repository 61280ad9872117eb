"""Days and instants as callers write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import msgspec

from domain.values import Moment
from domain.wellformed import YEARS
from service.api import problems
from service.offices import KnownOffice

DAY_LENGTH = len("2026-01-05")
SPOILT_PLUS = re.compile(r"(?<=T)([0-9:.]+) (?=[0-9]{2}:[0-9]{2}$)")
"""A time zone whose plus was not written as %2B: in a query it arrives as a blank."""


def day_or_instant(text: str, path: str) -> date | datetime:
    """A day, or an instant with its time zone. Raises Refusal (422) naming `path`."""
    try:
        if len(text) == DAY_LENGTH:
            return msgspec.convert(text, date)
        at = msgspec.convert(text, datetime)
        if at.tzinfo is not None:
            at.astimezone(UTC)  # overflows at the ends of the calendar
            return at
    except (msgspec.ValidationError, OverflowError):
        pass
    zh = "须为日期（2026-01-05）或者带时区的时刻（2026-01-05T09:00:00+08:00）"
    en = "neither a day (2026-01-05) nor an instant with its time zone (2026-01-05T09:00:00+08:00)"
    raise problems.invalid(path, zh, en)


def moment(text: str, path: str, office: KnownOffice) -> Moment:
    """The same as a moment of the office: the day of an instant is the local one."""
    said = day_or_instant(text, path)
    if not isinstance(said, datetime):
        return Moment(said)
    try:
        return office.moment(said)
    except OverflowError:
        raise problems.invalid(path, "时刻不合理", "no such time") from None


def asked_moment(text: str, path: str) -> date | datetime:
    """The same out of a query, within the years in which a petition can live."""
    said = day_or_instant(SPOILT_PLUS.sub(r"\1+", text), path)
    if said.year not in YEARS:
        years = f"{YEARS[0]}-{YEARS[-1]}"
        raise problems.invalid(path, f"年份须在{years}之间", f"a year from {years}")
    return said


def asked_instant(text: str, path: str) -> datetime:
    """An instant with its time zone out of a query. Raises Refusal (422) naming `path`."""
    said = asked_moment(text, path)
    if isinstance(said, datetime):
        return said
    zh, en = "须为带时区的时刻（2026-01-05T09:00:00+08:00）", "a day is no instant (2026-01-05T09:00:00+08:00)"
    raise problems.invalid(path, zh, en)
