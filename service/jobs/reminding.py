"""Writes reminders: of what ends soon or has ended, to who owes it; of what nobody owes any more, to the department.

Whoever is away is represented by whom the delegation names, and who has left is reminded of nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import astuple
from psycopg import Connection

from domain.access import CONSOLE
from domain.reminding import ORPHANED, Opening, opening, reached, tiers_of, why
from domain.roles import COORDINATING, nobody
from domain.staffing import has_left, present
from service.offices import KnownOffice
from service.readmodels import duties, needs
from service.readmodels.asking import question
from service.readmodels.duties import DutyListed
from service.readmodels.orphaned import orphaned
from service.runtime import Instance

WRITE = """
INSERT INTO jobs.reminder
    (office, recipient, petition, entry, discriminator, act, why, tier, holder, due_on, goes_out_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""


class Reminder(Struct, frozen=True):
    """A row of jobs.reminder, but the office and the instant at which it goes out."""

    recipient: str
    petition: Any
    entry: str
    discriminator: str
    act: int
    why: str
    tier: int
    holder: str
    due_on: date | None


def remind(instance: Instance, connection: Connection[Any], office: str, now: datetime) -> None:
    """Reminds of every open duty that has come to a new tier; it goes out when the office is open. Raises Behind."""
    asked = question(instance, CONSOLE, office, on=now, needs=needs.DUTIES)
    goes_out = _opening(asked.office, now)
    owed = duties.all_open(connection, asked, filters={"nature": "duty"})
    _write(connection, office, goes_out, _reminders(asked.office, owed, goes_out.day))


def _reminders(office: KnownOffice, owed: Iterable[DutyListed], day: date) -> Iterator[Reminder]:
    books = [office.books[adopted.reference] for adopted in reversed(office.state.books)]
    warn = office.book_on(day).settings.warn
    for duty in owed:
        if duty.due_on is None or has_left(office.profile, duty.holder, day):
            continue
        tier = reached(duty.due_on, day, tiers_of(books, duty.entry, warn), office.calendar)
        if tier is not None:
            yield _reminder(duty, present(office.profile, duty.holder, day), why(tier), tier)


def remind_of_orphaned(instance: Instance, connection: Connection[Any], office: str, now: datetime) -> int:
    """Puts before the coordinating department what is owed by people who have left; how much is new. Raises Behind."""
    asked = question(instance, CONSOLE, office, on=now, needs=needs.DUTIES)
    recipient = asked.office.profile.roles.get(COORDINATING) or nobody(COORDINATING)
    rows = (_reminder(duty, recipient, ORPHANED, 0) for duty in orphaned(connection, asked))
    return _write(connection, office, _opening(asked.office, now), rows)


def _opening(office: KnownOffice, now: datetime) -> Opening:
    hours = office.book_on(office.moment(now).day).settings.office_hours
    return opening(now, hours, office.calendar, office.zone)


def _reminder(duty: DutyListed, recipient: str, reason: str, tier: int) -> Reminder:
    return Reminder(
        recipient, duty.petition, duty.entry, duty.discriminator, duty.act, reason, tier, duty.holder, duty.due_on
    )


def _write(connection: Connection[Any], office: str, goes_out: Opening, reminders: Iterable[Reminder]) -> int:
    rows = [(office, *astuple(each), goes_out.at) for each in reminders]
    cursor = connection.cursor()
    cursor.executemany(WRITE, rows)
    return max(cursor.rowcount, 0)  # below 0 when there was nothing to write
