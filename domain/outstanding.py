"""What the schedules of an office still want of it: reports that are not submitted, days whose checklist is not filled.

Looked at are the reports for the periods of the year and of the year before, so that December's stands in January, and
the checks of the month in which the last working day lies. What was over before the office was made is not asked for.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct

from domain.calendar import Calendar
from domain.deciding import OfficeProfile
from domain.office_papers import FilledChecklist, Submission, owed, unfilled
from domain.roles import COORDINATING, nobody
from domain.rulebook import Rulebook, in_force
from domain.staffing import has_left, holder_of, present


class Outstanding(Struct, frozen=True, kw_only=True):
    """What a schedule wants for a period (2026-01, 2026-Q1, 2026) or a day (2026-01-05), and has not got.

    `holder` owes it; `recipient` is the holder, or whoever acts for that person on the day asked about.
    """

    schedule: str
    clause: str
    zh: str
    en: str
    period: str
    due: date
    daily: bool
    holder: str
    recipient: str


class Ground(Struct, frozen=True):
    """What is known of an office: books, calendar, people, and what it has submitted and filled.

    `since` is the day on which the office was made.
    """

    adopted: Sequence[Rulebook]
    calendar: Calendar
    profile: OfficeProfile
    sent: Sequence[Submission]
    filled: Sequence[FilledChecklist]
    since: date


def outstanding(ground: Ground, today: date) -> tuple[Outstanding, ...]:
    """All of it, by the day on which it is or was due; also what is due later in the year."""
    found = (*_reports(ground, today), *_checks(ground, today))
    return tuple(sorted(found, key=lambda each: (each.due, each.schedule, each.period)))


def _reports(ground: Ground, today: date) -> Iterator[Outstanding]:
    for year in (today.year - 1, today.year):
        for each in owed(ground.adopted, ground.calendar, ground.sent, year, today):
            if each.met_on is None and each.last >= ground.since:
                holder = _holder(ground, each.schedule, each.last, today)
                yield Outstanding(
                    schedule=each.schedule,
                    clause=each.clause,
                    zh=each.zh,
                    en=each.en,
                    period=each.period,
                    due=each.due,
                    daily=False,
                    holder=holder,
                    recipient=present(ground.profile, holder, today),
                )


def _checks(ground: Ground, today: date) -> Iterator[Outstanding]:
    before = ground.calendar.add_working_days(today, -1).day
    first, last = before.replace(day=1), before.replace(day=monthrange(before.year, before.month)[1])
    for each in unfilled(ground.adopted, ground.calendar, ground.filled, first, last, today):
        for day in each.days:
            if day >= ground.since:
                holder = _holder(ground, each.schedule, day, today)
                yield Outstanding(
                    schedule=each.schedule,
                    clause=each.clause,
                    zh=each.zh,
                    en=each.en,
                    period=day.isoformat(),
                    due=day,
                    daily=True,
                    holder=holder,
                    recipient=present(ground.profile, holder, today),
                )


def _holder(ground: Ground, schedule: str, of: date, today: date) -> str:
    """Who fills the role that the schedule of that day names, else the coordinating department, or nobody(…)."""
    profile = ground.profile
    rule = in_force(ground.adopted, of).schedules_by_id.get(schedule)  # none: moved to a day of a book without it
    role = rule.holder if rule else COORDINATING
    named = profile.roles.get(role) or holder_of(profile, role, today)
    if named and not has_left(profile, named, today):
        return named
    return profile.roles.get(COORDINATING) or nobody(COORDINATING)
