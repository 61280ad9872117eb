"""Writes reminders of what a schedule owes for a period: a report that ends soon or has ended, a day without its check.

Reports have the tiers that the book gives to what is warned of normally; a day's check is reminded of the day after,
once. It goes to who fills the role that the schedule names, else to the coordinating department.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from psycopg import Connection

from domain.access import CONSOLE
from domain.outstanding import Outstanding
from domain.reminding import opening, reached, why
from service.offices import KnownOffice
from service.readmodels import needs, papers
from service.readmodels.asking import question
from service.runtime import Instance

DAILY = (0,)
"""The tier of a check that is wanted each day: when the day has passed."""
WRITE = """
INSERT INTO jobs.period_reminder
    (office, schedule, period, due_on, holder, recipient, why, tier, goes_out_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""

Row = tuple[str, str, date, str, str, str, int]
"""Schedule, period, end, holder, recipient, why, tier."""


def remind_of_periods(instance: Instance, connection: Connection[Any], office: str, now: datetime) -> int:
    """Reminds of all that has come to a new tier, when the office is open; of how much it is. Raises Behind."""
    asked = question(instance, CONSOLE, office, on=now, needs=needs.NOTHING)
    known = asked.office
    hours = known.book_on(known.moment(now).day).settings.office_hours
    goes_out = opening(now, hours, known.calendar, known.zone)
    missing = papers.outstanding(instance, asked, goes_out.day)
    rows = [(office, *row, goes_out.at) for row in _rows(known, missing, goes_out.day)]
    cursor = connection.cursor()
    cursor.executemany(WRITE, rows)
    return max(cursor.rowcount, 0)  # below 0 when there was nothing to write


def _rows(office: KnownOffice, missing: tuple[Outstanding, ...], day: date) -> Iterator[Row]:
    tiers = office.book_on(day).settings.warn.normal
    for each in missing:
        tier = reached(each.due, day, DAILY if each.daily else tiers, office.calendar)
        if tier is not None:
            yield each.schedule, each.period, each.due, each.holder, each.recipient, why(tier), tier
