"""What the office files for itself in the year: the day's checks as its checklists ask, and analyses of quarters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from domain import office as o
from service.demo.year.laying import ZONE
from service.demo.year.reading import Checks, Told
from service.offices import KnownOffice

CHECKED, SUBMITTED = time(8, 40), time(16, 0)
MARKS = (5, 4, 5, 3, 5, 5, 4)
"""What the items get in turn, of 0 to 5."""
FORGOTTEN = 12
"""One check in so many is not made."""

Paper = o.OfficeChecklistFilled | o.AnalysisSubmitted
At = tuple[datetime, Paper]


def papers_of(told: Told, office: KnownOffice, last: date) -> list[At]:
    """Checks up to the last day, and the analyses, in the order in which they are recorded."""
    analyses = [
        (
            datetime.combine(each.day, SUBMITTED, ZONE),
            o.AnalysisSubmitted(to=each.to, period=each.period, text=each.text),
        )
        for each in told.analysis
    ]
    checks = (check for each in told.check for check in _checks(each, office, last))
    return sorted([*analyses, *checks], key=lambda one: one[0])


def _checks(each: Checks, office: KnownOffice, last: date) -> Iterator[At]:
    days = (each.since + timedelta(number) for number in range((last - each.since).days + 1))
    working = (day for day in days if office.calendar.is_working(day))
    for number, day in enumerate(working, 1):
        if number % FORGOTTEN:
            marks = {item: MARKS[(number + nth) % len(MARKS)] for nth, item in enumerate(each.items)}
            filled = o.OfficeChecklistFilled(form=each.form, day=day, items=marks)
            yield datetime.combine(day, CHECKED, ZONE), filled
