"""What recurs by the rules of a book: days of reception, periods of reports, and what was missed (R5.9 to R5.11).

Days are local days of the office. A month or year whose notice of holidays is not out is reckoned by weekdays
and marked provisional.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta

from msgspec import Struct

from domain.calendar import Calendar
from domain.rulebook import Rulebook, ScheduleRule, in_force
from domain.vocabulary import WEEKDAYS

MOVED = "moved"
SKIPPED = "skipped"
LONG = {"month": 1, "quarter": 3, "year": 12}
"""Months in a period."""
SELDOM = ("week", *LONG)
"""From what recurs often to what recurs seldom."""
BUSINESS_DAY = 20
"""The last day of a business month 业务月, which begins on the 21st of the month before."""


class Day(Struct, frozen=True):
    """A day on which it takes place; `said` when a rest day has moved it there from `nominal`, or skips it."""

    day: date
    nominal: date
    said: str = ""
    provisional: bool = False


class Period(Struct, frozen=True):
    """A period, named 2026-01, 2026-Q1, 2026 or by its only day or first day, and until when what is owed for it."""

    name: str
    first: date
    last: date
    due: date
    provisional: bool = False


class Reception(Struct, frozen=True):
    """A reception and the ids of the schedules that it is held for."""

    day: Day
    schedules: tuple[str, ...]


def days(rule: ScheduleRule, year: int, month: int, calendar: Calendar) -> Iterator[Day]:
    """The days of a month on which the rule has it, in order, by the day that it falls on before any moving.

    None where the rule fixes no day: once a month without a weekday, or on request.
    """
    for nominal in _nominal(rule, year, month, calendar):
        if calendar.is_working(nominal) or rule.holiday == "keep":
            yield Day(nominal, nominal, provisional=calendar.touches_unpublished(nominal, nominal))
        elif rule.holiday == "skip":
            yield Day(nominal, nominal, SKIPPED, calendar.touches_unpublished(nominal, nominal))
        else:
            day = _worked(nominal, rule.holiday, calendar)
            yield Day(day, nominal, MOVED, calendar.touches_unpublished(nominal, day))


def periods(rule: ScheduleRule, year: int, calendar: Calendar, month: str = "natural") -> Iterator[Period]:
    """The periods of a year, in order; `month` natural or business (21st to 20th), as the settings say.

    A report is due `due_days` behind its period, moved off a rest day as `holiday` says; what is no report is due
    by the end of the period. Periods of a week are those whose Monday lies in the year.
    """
    for name, first, last in _spans(rule.every, year, calendar, month):
        end = last + timedelta(rule.due_days)
        due = end if calendar.is_working(end) else _worked(end, rule.holiday, calendar)
        yield Period(name, first, last, due, calendar.touches_unpublished(min(end, due), max(end, due)))


def receptions(book: Rulebook, year: int, month: int, calendar: Calendar) -> tuple[Reception, ...]:
    """All receptions of a month in one calendar; two on one day are one where the book counts it as both (R5.10)."""
    rules = [rule for rule in book.schedules if rule.what == "reception"]
    found = [Reception(day, (rule.id,)) for rule in rules for day in days(rule, year, month, calendar)]
    if book.settings.rota_on_chief_day == "counts_as_both":
        found = list(_joined(found))
    return tuple(sorted(found, key=lambda reception: reception.day.day))


def rules_between(
    adopted: Sequence[Rulebook], what: str, first: date, last: date
) -> Iterator[tuple[ScheduleRule, Rulebook]]:
    """The schedules of this kind of every book that holds on some day from `first` to `last`; none without a book."""
    if not adopted:
        return
    held = (in_force(adopted, first + timedelta(n)) for n in range((last - first).days + 1))
    for book in {book.reference: book for book in held}.values():
        for rule in book.schedules:
            if rule.what == what:
                yield rule, book


def held_for(rule: ScheduleRule, book: Rulebook, held: Iterable[tuple[str, date]]) -> frozenset[date]:
    """The days on which a reception was held for this schedule; `held` are schedules and days.

    Where the book counts a reception as both, that of a schedule that recurs more seldom, such as the chief's
    day, is one of the rota too.
    """
    counting = {rule.id}
    if book.settings.rota_on_chief_day == "counts_as_both" and rule.every in SELDOM:
        rarer = SELDOM[SELDOM.index(rule.every) + 1 :]
        counting |= {other.id for other in book.schedules if other.what == rule.what and other.every in rarer}
    return frozenset(day for schedule, day in held if schedule in counting)


def gaps(expected: Iterable[Day | Period], met: Collection[date | str], on: date) -> tuple[Day | Period, ...]:
    """Those behind `on` that nothing has met; what was skipped was not missed.

    A day is met by itself, a period by its name or, where it is no report's, by a day in it.
    """
    return tuple(each for each in expected if _end(each) < on and not _is_met(each, met))


def _end(each: Day | Period) -> date:
    return each.day if isinstance(each, Day) else each.due


def _is_met(each: Day | Period, met: Collection[date | str]) -> bool:
    if isinstance(each, Day):
        return each.said == SKIPPED or each.day in met
    return each.name in met or any(isinstance(day, date) and each.first <= day <= each.last for day in met)


def _joined(found: Iterable[Reception]) -> Iterator[Reception]:
    """Receptions of one day as one, for all their schedules; the skipped ones stand for themselves."""
    by_day: dict[tuple[date, bool], list[Reception]] = {}
    for each in found:
        by_day.setdefault((each.day.day, each.day.said == SKIPPED), []).append(each)
    for together in by_day.values():
        unmoved = next((each.day for each in together if not each.day.said), together[0].day)
        yield Reception(unmoved, tuple(schedule for each in together for schedule in each.schedules))


# ---- days


def _nominal(rule: ScheduleRule, year: int, month: int, calendar: Calendar) -> list[date]:
    """The days of the month that the rule names, rest days or not."""
    of_month = [date(year, month, day) for day in range(1, monthrange(year, month)[1] + 1)]
    if rule.every == "working_day":
        return [day for day in of_month if calendar.is_working(day)]
    if not rule.on:
        return []
    on = [day for day in of_month if day.weekday() == WEEKDAYS.index(rule.on)]
    return {"": on, "first": on[:1], "last": on[-1:]}[rule.which]


def _worked(day: date, holiday: str, calendar: Calendar) -> date:
    """The working day to which a rest day is moved; the day itself when it stays there."""
    if holiday == "next_working_day":
        return calendar.next_working_day(day).day
    return calendar.add_working_days(day, -1).day if holiday == "previous_working_day" else day


# ---- periods


def _spans(every: str, year: int, calendar: Calendar, month: str) -> Iterator[tuple[str, date, date]]:
    """Name, first and last day of each period; none on request."""
    if every in LONG:
        yield from _months(LONG[every], year, month)
    elif every == "week":
        first = date(year, 1, 1) + timedelta(-date(year, 1, 1).weekday() % 7)
        while first.year == year:
            yield first.isoformat(), first, first + timedelta(6)
            first += timedelta(7)
    elif every == "working_day":
        for number in range(1, 13):
            for day in range(1, monthrange(year, number)[1] + 1):
                if calendar.is_working(date(year, number, day)):
                    yield date(year, number, day).isoformat(), date(year, number, day), date(year, number, day)


def _months(long: int, year: int, month: str) -> Iterator[tuple[str, date, date]]:
    for last in range(long, 13, long):
        name = {1: f"{year}-{last:02}", 3: f"{year}-Q{last // 3}", 12: f"{year}"}[long]
        yield name, _month_end(year, last - long, month) + timedelta(1), _month_end(year, last, month)


def _month_end(year: int, number: int, month: str) -> date:
    """The last day of a month; month 0 is December of the year before."""
    year, number = (year, number) if number else (year - 1, 12)
    return date(year, number, BUSINESS_DAY if month == "business" else monthrange(year, number)[1])
