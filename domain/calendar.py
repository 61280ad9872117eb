"""Which days are working days 工作日 and which are rest days 休息日, and counting by them (S1.23, S1.34).

Built from the yearly notices of the State Council in the JSON shape of holiday-cn. The file of year Y rules
the days from 25 December before it to 24 December of it, because a New Year arrangement reaches back into
the last week of December; the last week of Y itself waits for the notice of Y+1. Until that notice is out a
day is *unknown*: it is reckoned by its weekday, and whatever is reckoned from it is called provisional.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cached_property

import msgspec
from msgspec import Struct
from msgspec.structs import replace

WORKING = "working"
REST = "rest"
UNKNOWN = "unknown"

WEEKEND = "周末"
SATURDAY = 5
YEAR_END = (12, 25)
YEARS = range(1949, 9000)


class MalformedYear(ValueError):
    """A file of holidays that cannot be read; the message names the place and what is wrong there."""


class HolidayDay(Struct, frozen=True, rename={"day": "date", "off": "isOffDay"}):
    """A day ruled by a notice: off, or (调休) a weekend day that is worked."""

    name: str
    day: date
    off: bool


class HolidayYear(Struct, frozen=True):
    """What the notices of one year say; `papers` are their addresses, none = not yet published."""

    year: int
    papers: tuple[str, ...] = ()
    days: tuple[HolidayDay, ...] = ()

    @property
    def published(self) -> bool:
        return bool(self.papers)


class Reckoned(Struct, frozen=True):
    """A day reckoned by the calendar; provisional iff a day of an unpublished year was looked at."""

    day: date
    provisional: bool = False


class RestDay(Struct, frozen=True):
    """A rest day and why it is one: the holiday's name or 周末, the notices, or kind unknown."""

    day: date
    kind: str
    name: str
    papers: tuple[str, ...] = ()


class OwnDay(Struct, frozen=True):
    """A day that an office itself made a working day or a rest day, what it is called, and the paper that says so."""

    day: date
    working: bool
    name: str
    paper: str


class Calendar(Struct, frozen=True, dict=True):
    """The union of some holiday years, in order, one file a year. Make it with `Calendar.of`.

    `own` are days that the office arranged otherwise; they go before what any file says.
    """

    years: tuple[HolidayYear, ...] = ()
    own: tuple[OwnDay, ...] = ()

    @classmethod
    def of(cls, years: Iterable[HolidayYear]) -> Calendar:
        """The calendar of these files in any order; of two files of one year the later in line counts."""
        by_year = {year.year: year for year in years}
        return cls(tuple(by_year[year] for year in sorted(by_year)))

    def with_year(self, year: HolidayYear) -> Calendar:
        """The calendar with the file of one year added or put in the place of the old one."""
        return replace(Calendar.of((*self.years, year)), own=self.own)

    def with_own(self, days: Iterable[OwnDay]) -> Calendar:
        """The calendar with these days arranged by the office itself; of two of one day the later in line counts."""
        by_day = {own.day: own for own in (*self.own, *days)}
        return replace(self, own=tuple(by_day.values()))

    @cached_property
    def digest(self) -> str:
        """SHA-256, hex, of what decides: the published years and the days they rule, not names or papers."""
        years = sorted(self._published)
        days = sorted(self._ruled.items())
        said = [f"{year}" for year in years] + [f"{day} {REST if off else WORKING}" for day, off in days]
        return hashlib.sha256("\n".join(said).encode()).hexdigest()

    def is_working(self, day: date) -> bool:
        """Whether `day` is worked; in an unpublished year by its weekday alone (see `kind`)."""
        off = self._ruled.get(day)
        return day.weekday() < SATURDAY if off is None else not off

    def kind(self, day: date) -> str:
        """Working, rest, or unknown while the notice that would rule `day` is not out."""
        if ruling_year(day) not in self._published and day not in self._own:
            return UNKNOWN
        return WORKING if self.is_working(day) else REST

    def add_working_days(self, start: date, n: int) -> Reckoned:
        """The n-th working day after `start`, which is not counted; n < 0 counts back, 0 is `start`."""
        if n == 0:
            return Reckoned(start)
        nearest = start + timedelta(1 if n > 0 else -1)
        origin = min(start, nearest).toordinal()
        wanted = self._worked_through(origin) + n + (n < 0)
        reach = 7 * (abs(n) + len(self._holidays)) // 5 + 14
        span = range(origin, origin + reach) if n > 0 else range(origin - reach, origin + 1)
        found = date.fromordinal(span[bisect_left(span, wanted, key=self._worked_through)])
        return Reckoned(found, self.touches_unpublished(nearest, found))

    def next_working_day(self, day: date) -> Reckoned:
        """`day` itself when it is worked, else the first working day after it."""
        found = day
        while not self.is_working(found):
            found += timedelta(1)
        return Reckoned(found, self.touches_unpublished(day, found))

    def touches_unpublished(self, one: date, other: date) -> bool:
        """Whether any day from one to the other, both included and in any order, is unknown."""
        first, last = sorted((ruling_year(one), ruling_year(other)))
        return any(year not in self._published for year in range(first, last + 1))

    def skipped(self, start: date, end: date) -> tuple[RestDay, ...]:
        """The rest days d with start < d <= end, each with its name and the notices that say so."""
        return tuple(self._rest_day(day) for day in _days(start, end) if not self.is_working(day))

    def _rest_day(self, day: date) -> RestDay:
        name, papers = self._reasons.get(day, (WEEKEND, ()))
        return RestDay(day, self.kind(day), name, papers)

    def _worked_through(self, ordinal: int) -> int:
        """How many days are worked from 0001-01-01, a Monday, through the day of that ordinal."""
        weeks, rest = divmod(ordinal, 7)
        return 5 * weeks + min(rest, 5) - bisect_right(self._holidays, ordinal) + bisect_right(self._shifts, ordinal)

    @cached_property
    def _published(self) -> frozenset[int]:
        return frozenset(year.year for year in self.years if year.published)

    @cached_property
    def _ruled(self) -> dict[date, bool]:
        """Off or worked, for each day that a published file or the office names; of two files the later year's."""
        filed = {day.day: day.off for year in self.years if year.published for day in year.days}
        return {**filed, **{own.day: not own.working for own in self.own}}

    @cached_property
    def _own(self) -> frozenset[date]:
        return frozenset(own.day for own in self.own)

    @cached_property
    def _reasons(self) -> dict[date, tuple[str, tuple[str, ...]]]:
        filed = {day.day: (day.name, year.papers) for year in self.years if year.published for day in year.days}
        return {**filed, **{own.day: (own.name, (own.paper,)) for own in self.own}}

    @cached_property
    def _holidays(self) -> tuple[int, ...]:
        """Ordinals of the days from Monday to Friday that are off."""
        return tuple(sorted(d.toordinal() for d, off in self._ruled.items() if off and d.weekday() < SATURDAY))

    @cached_property
    def _shifts(self) -> tuple[int, ...]:
        """Ordinals of the weekend days that are worked."""
        return tuple(sorted(d.toordinal() for d, off in self._ruled.items() if not off and d.weekday() >= SATURDAY))


def ruling_year(day: date) -> int:
    """The year whose notice decides whether `day` is worked."""
    return day.year + ((day.month, day.day) >= YEAR_END)


def parse_year(content: bytes) -> HolidayYear:
    """A holiday year out of a file of the holiday-cn shape: year, papers, days[{name, date, isOffDay}].

    Raises: MalformedYear naming what is wrong: no JSON, a key missing or of another type, days although no
    paper is named, a day far outside the year, a day twice.
    """
    try:
        year = msgspec.json.decode(content, type=HolidayYear)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        message = f"not a file of holidays: {error}"
        raise MalformedYear(message) from error
    for fault in _faults(year):
        message = f"holidays of {year.year}: {fault}"
        raise MalformedYear(message)
    return year


def _faults(year: HolidayYear) -> Iterator[str]:
    if year.year not in YEARS:
        yield "`year` is no year"
    if year.days and not year.papers:
        yield "`days` are ruled but `papers` names no notice"
    if year.papers and not year.days:
        yield "`papers` names a notice but `days` rules none"
    if any(not paper.strip() for paper in year.papers):
        yield "`papers` holds an empty name"
    seen: set[date] = set()
    for day in year.days:
        if not (year.year - 1, 12) <= (day.day.year, day.day.month) <= (year.year + 1, 1):
            yield f"`date` {day.day} lies outside the year"
        if day.day in seen:
            yield f"`date` {day.day} stands there twice"
        seen.add(day.day)


def _days(after: date, through: date) -> Iterator[date]:
    """The days d with after < d <= through."""
    return (after + timedelta(n) for n in range(1, (through - after).days + 1))
