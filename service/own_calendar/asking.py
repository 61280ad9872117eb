"""What stands in the calendar of a person today: their open duties and those of their units, and their receptions.

Who may know of what is judged now, as on their pages. Whoever has no post and no role any more has an empty calendar,
so that what was fetched before leaves their telephone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from domain import events as e
from domain.access import Viewer, may
from domain.office_state import office_stream
from domain.own_names import own_names
from domain.reception_calendar import COMING, Ground, appointments, month_of
from domain.rulebook import DutyRule
from domain.schedule import SKIPPED
from service.access.predicate import unrestricted
from service.ledger.application import MATTERS
from service.offices import KnownOffice
from service.own_calendar.entries import Appointed, Change, Entry, Writer, appointed
from service.readmodels import duties, needs, waiting
from service.readmodels.asking import Question, question
from service.readmodels.duties import DutyListed
from service.runtime import Instance

LISTED, FIGURES = "list", "figures"
"""What duties and appointments, and what days of reception are shown for (service/api/actions.py)."""
MOST = 1000
"""Duties in a calendar, those that end first."""
BACK = timedelta(days=90)
"""What has been overdue for longer stands on the pages only."""
MONTHS = 3
"""Of which days of reception are told: this month and those behind it."""
APPOINTED = (str(e.Appointed.__struct_config__.tag), waiting.CORRECTED)
CHANGED = f"""
SELECT c.petition, c.entry, c.discriminator, c.act, c.times, e.recorded_at FROM (
    SELECT d.petition, d.entry, d.discriminator, d.act, count(DISTINCT d.from_pos)::int - 1 AS times,
        max(d.from_pos) AS last
    FROM unnest(%(petitions)s::uuid[], %(entries)s::text[], %(discriminators)s::text[], %(acts)s::int[])
        AS k (petition, entry, discriminator, act)
    JOIN {duties.TABLE} d ON d.office = %(office)s AND d.petition = k.petition AND d.entry = k.entry
        AND d.discriminator = k.discriminator AND d.act = k.act AND d.from_pos <= %(position)s
    GROUP BY d.petition, d.entry, d.discriminator, d.act
) c JOIN ledger.event e ON e.office = %(office)s AND e.log = %(log)s AND e.position = c.last
"""  # noqa: S608 - constants
OF_OFFICE = "SELECT recorded_at FROM ledger.event WHERE office = %s AND log = %s AND stream = %s AND version = %s"

Key = tuple[UUID, str, str, int]
"""A duty: its petition, entry, discriminator and the act that opened it."""


class UnknownEntry(LookupError):
    """There is no such open duty with a date, or no such day of reception, that whoever asks may see."""


class Calendar(Struct, frozen=True):
    """A calendar: the question that it answers, its entries in order, the petitions of which they tell."""

    asked: Question
    writer: Writer
    entries: tuple[Entry, ...]
    petitions: frozenset[UUID]


def calendar(instance: Instance, office: KnownOffice, viewer: Viewer, language: str) -> Calendar:
    """The calendar of that person as they may see it today. Raises as `question`."""
    asked = question(instance, viewer, office.profile.id, needs=needs.DUTIES)
    writer = Writer(asked.office, language, instance.settings.address)
    owed, met = (_owed(instance, asked), _met(instance, asked)) if may(viewer, LISTED, asked.id) else ([], [])
    about = frozenset({row.petition for row in owed} | {each.appointment.petition for each in met})
    with instance.pool.connection() as connection:
        plain = unrestricted(connection, asked.id, about)
        changes = _changes(connection, asked, owed)
    rules = _rules(asked.office)
    entries = [
        *(writer.duty(row, rules.get(row.entry), changes[_key(row)], plain=row.petition in plain) for row in owed),
        *(writer.appointment(each, plain=each.appointment.petition in plain) for each in met),
        *_receptions(instance, asked, writer),
    ]
    return Calendar(asked, writer, tuple(sorted(entries, key=lambda each: str(each.uid))), about)


def of_duty(instance: Instance, asked: Question, petition: UUID, named: tuple[str, str], language: str) -> Calendar:
    """One open duty of a petition, whoever owes it: `named` are its entry and discriminator. Raises UnknownEntry.

    It is the entry that stands in the calendar of who owes it, so a program that has both shows it once.
    """
    writer = Writer(asked.office, language, instance.settings.address)
    with instance.reading(asked.seeing) as connection:
        wanted = {"petition": petition, "entry": named[0]}
        rows = duties.open_duties(connection, asked, "duties", wanted, limit=MOST).rows
    row = next((each for each in rows if each.discriminator == named[1] and (each.due_on or each.due_at)), None)
    if row is None:
        raise UnknownEntry
    with instance.pool.connection() as connection:
        plain = petition in unrestricted(connection, asked.id, frozenset({petition}))
        changes = _changes(connection, asked, [row])
    entry = writer.duty(row, _rules(asked.office).get(row.entry), changes[_key(row)], plain=plain)
    return Calendar(asked, writer, (entry,), frozenset({petition}))


def of_reception(instance: Instance, asked: Question, day: date, language: str) -> Calendar:
    """What whoever asks receives on a day, of this month or those behind it. Raises UnknownEntry."""
    writer = Writer(asked.office, language, instance.settings.address)
    entries = tuple(each for each in _receptions(instance, asked, writer) if each.begins == day)
    if not entries:
        raise UnknownEntry
    return Calendar(asked, writer, entries, frozenset())


def _owed(instance: Instance, asked: Question) -> list[DutyListed]:
    """The open duties with a date, by any of the names under which the person owes."""
    names = sorted(own_names(asked.office.profile, asked.viewer))
    wanted = {"holders": names, "late_to": asked.on.judged - BACK}
    with instance.reading(asked.seeing) as connection:
        return list(duties.open_duties(connection, asked, "duties", wanted, limit=MOST).rows)


def _key(row: DutyListed) -> Key:
    return row.petition, row.entry, row.discriminator, row.act


def _changes(connection: Connection[Any], asked: Question, rows: Sequence[DutyListed]) -> Mapping[Key, Change]:
    """How often each of these duties was changed, as known at the position. Cost: a look-up by key for each."""
    keys = [_key(row) for row in rows]
    named = {"office": asked.id, "log": MATTERS, "position": asked.position}
    for place, name in enumerate(("petitions", "entries", "discriminators", "acts")):
        named[name] = [key[place] for key in keys]
    found = connection.execute(CHANGED, named)
    return {(petition, entry, mark, act): Change(times, at) for petition, entry, mark, act, times, at in found}


def _rules(office: KnownOffice) -> Mapping[str, DutyRule]:
    """The rule of each entry: that of the version adopted last which has it."""
    return {id_: rule for book in office.adopted for id_, rule in book.duties_by_id.items()}


def _met(instance: Instance, asked: Question) -> list[Appointed]:
    """The receptions to come that are appointed with the person, in open petitions."""
    told = waiting.among(waiting.told_of(instance, asked, APPOINTED), APPOINTED)
    names = {asked.viewer.person, *asked.viewer.stands_for}
    with instance.pool.connection() as connection:
        return [
            each
            for petition in waiting.states(instance, connection, asked, told)
            for each in appointed(appointments(petition, asked.on.day))
            if each.appointment.standing == COMING and each.appointment.leader in names
        ]


def _receptions(instance: Instance, asked: Question, writer: Writer) -> Iterator[Entry]:
    """The days of this month and the next ones on which the person receives visitors."""
    known, viewer = asked.office, asked.viewer
    if not may(viewer, FIGURES, asked.id):
        return
    change: Change | None = None
    ground = Ground(office=known.state, adopted=tuple(known.adopted), calendar=known.calendar, today=asked.on.day)
    for first in _months(asked.on.day):
        for day in month_of(ground, first.year, first.month).days:
            if day.sits == viewer.person and day.standing != SKIPPED:
                change = change or _of_office(instance, known)
                yield writer.reception(day, change)


def _months(day: date) -> Iterator[date]:
    first = day.replace(day=1)
    for _ in range(MONTHS):
        yield first
        first = (first + timedelta(31)).replace(day=1)


def _of_office(instance: Instance, known: KnownOffice) -> Change:
    """How often the office was changed, and when last: by its rules and its rota a day is what it is."""
    id_, version = known.profile.id, known.state.version
    with instance.pool.connection() as connection:
        row = connection.execute(OF_OFFICE, (id_, MATTERS, office_stream(id_), version)).fetchone()
    assert row is not None  # noqa: S101 - an office that is known has a line
    at: datetime = row[0]
    return Change(version, at)
