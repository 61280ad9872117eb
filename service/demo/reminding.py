"""What an invented office was reminded of: its time is replayed, so that no job does it on the day (service/jobs)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from domain.reminding import opening
from domain.values import midnight
from service.jobs.period_reminding import remind_of_periods
from service.jobs.reminding import remind, remind_of_orphaned
from service.offices import KnownOffice
from service.readmodels.asking import today
from service.runtime import Instance

LATELY = timedelta(days=14)
"""Up to so many days before the last one an office was reminded daily, earlier than that once a week: the list shows
what still holds, and each day more costs the demo some of its time."""
OF_PERIODS = 10
"""On so many of the last of these days it was reminded of reports and checks, which are kept until they are made."""
REMINDED = "SELECT EXISTS (SELECT FROM jobs.reminder WHERE office = %s)"


def remind_until_today(instance: Instance, office: str, first: date) -> None:
    """Writes the reminders that went out from the first day to the office's own today, all or none.

    They are the last that is written of an office. Done again, it writes nothing.
    """
    known = instance.offices.get(office)
    reminded = list(openings(known, first, today(instance, known)))
    with instance.pool.connection() as connection:
        for at in reminded:
            remind(instance, connection, office, at)
            remind_of_orphaned(instance, connection, office, at)
        for at in reminded[-OF_PERIODS:]:
            remind_of_periods(instance, connection, office, at)


def was_reminded(instance: Instance, office: str) -> bool:
    """Whether the office is there with all that the demo tells of it."""
    with instance.pool.connection() as connection:
        return bool(connection.execute(REMINDED, (office,)).fetchone() == (True,))


def openings(office: KnownOffice, first: date, last: date) -> Iterator[datetime]:
    """When the office was reminded: as it opened on the first day of each week, and lately on every day."""
    week = None
    for day in (first + timedelta(days) for days in range((last - first).days + 1)):
        if office.calendar.is_working(day):
            if week != day.isocalendar()[:2] or last - day < LATELY:
                hours = office.book_on(day).settings.office_hours
                yield opening(midnight(day, office.zone), hours, office.calendar, office.zone).at
            week = day.isocalendar()[:2]
