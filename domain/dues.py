"""Until when: counting a limit, rolling its end, and asking whether it has passed (rulebook.md 1.3)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from msgspec.structs import replace

from domain.calendar import Calendar, Reckoned
from domain.duty import Duty
from domain.events import Due, DutyKey, OpenedDuty
from domain.rulebook import DutyRule
from domain.values import Moment

Terms = DutyRule | OpenedDuty
"""What says how to count: unit, count_from and roll stand in both."""

NO_DUE = Due()


def counted(terms: Terms, start: date, amount: int, calendar: Calendar) -> Due:
    """The end of `amount` units from `start`; of unit "same_day" the start day itself, of others no date."""
    match terms.unit:
        case "calendar":
            first = 1 if terms.count_from == "same_day" else 0
            return rolled(terms, Reckoned(start + timedelta(amount - first)), calendar)
        case "working":
            return rolled(terms, _working(terms, start, amount, calendar), calendar)
        case "same_day":
            return rolled(terms, Reckoned(start + timedelta(amount)), calendar)
        case _:
            return NO_DUE


def _working(terms: Terms, start: date, amount: int, calendar: Calendar) -> Reckoned:
    """The start day is the first day counted only when it counts at all and is worked."""
    if terms.count_from != "same_day":
        return calendar.add_working_days(start, amount)
    end = calendar.add_working_days(start, amount - calendar.is_working(start))
    return Reckoned(end.day, end.provisional or calendar.touches_unpublished(start, end.day))


def rolled(terms: Terms, nominal: Reckoned, calendar: Calendar) -> Due:
    """The due date whose nominal end is known; the calendar's digest stands in it iff a calendar decided."""
    if terms.roll == "none":
        digest = calendar.digest if terms.unit == "working" else ""
        return Due(nominal.day, nominal.day, calendar=digest, provisional=nominal.provisional)
    end = calendar.next_working_day(nominal.day)
    return Due(nominal.day, end.day, calendar=calendar.digest, provisional=nominal.provisional or end.provisional)


def given(terms: Terms, said: date | datetime | None, zone: tzinfo, calendar: Calendar) -> Due:
    """A date or an aware instant set by somebody; an instant also has its local day."""
    if said is None:
        return NO_DUE
    if not isinstance(said, datetime):
        return rolled(terms, Reckoned(said), calendar)
    day = said.astimezone(zone).date()
    return Due(day, day, said)


def later(terms: Terms, due: Due, days: int, calendar: Calendar) -> Due:
    """`days` after the nominal end, working days for a limit in working days; then the roll, never before.

    What has no date has none later.
    """
    if due.nominal is None:
        return NO_DUE
    if terms.unit == "working":
        nominal = calendar.add_working_days(due.nominal, days)
    else:
        nominal = Reckoned(due.nominal + timedelta(days))
    if due.at is None:
        return rolled(terms, nominal, calendar)
    return Due(nominal.day, nominal.day, due.at + (nominal.day - due.nominal))


def behind(terms: Terms, parent: Due, amount: int, calendar: Calendar) -> Due:
    """The end that counts from the effective end of another duty: without a date as that one is, or provisional."""
    if parent.effective is None:
        return NO_DUE
    due = counted(terms, parent.effective, amount, calendar)
    return replace(due, provisional=due.provisional or parent.provisional)


def parent_key(after: str, child: DutyKey, among: Iterable[DutyKey]) -> DutyKey | None:
    """The duty of entry `after` that `child` depends on: of its round, its target if there are several."""
    found = [key for key in among if key.id == after and key.round == child.round]
    same = [key for key in found if key.discriminator == child.discriminator]
    return next(iter(same or found), None)


def same_end(one: Due, other: Due) -> bool:
    """Whether two due dates promise the same, whichever calendar they were reckoned by."""
    ends = [(due.nominal, due.effective, due.at, due.provisional) for due in (one, other)]
    return ends[0] == ends[1]


def is_late(due: Due, moment: Moment) -> bool:
    """Whether something of that moment comes after the end: the instant, else the effective day."""
    if due.at and moment.at:
        return moment.at > due.at
    return due.effective is not None and moment.day > due.effective


def end_of(due: Due, zone: tzinfo) -> datetime | None:
    """The first instant (UTC) at which this due date is overdue; None without a date.

    That is midnight after its effective day in `zone`, or a microsecond after its instant.
    """
    if due.at:
        return due.at.astimezone(UTC) + timedelta(microseconds=1)
    if due.effective is None:
        return None
    return datetime.combine(due.effective + timedelta(1), time.min, zone).astimezone(UTC)


def overdue(duty: Duty, on: date) -> bool:
    """Whether, judged on that day, the duty is open and its end lies before that day.

    Only a duty can be overdue: a right lapses, an aim has elapsed time.
    """
    return duty.opened.nature == "duty" and _left_behind(duty, on)


def lapsed(duty: Duty, on: date) -> bool:
    """Whether, judged on that day, the duty is a right that nobody used and whose last day lies before that day.

    Nobody owes it any more.
    """
    return duty.opened.nature == "right" and _left_behind(duty, on)


def _left_behind(duty: Duty, on: date) -> bool:
    return duty.end is None and duty.due.effective is not None and duty.due.effective < on
