"""Asks the logs of access records: who read this petition, what did this person read, what was unusual."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from msgspec import Struct

from domain import unusual_reading
from domain.access_record import OF_ITSELF, OWN_NAME, AccessLine, AccessRecorded
from domain.unusual_reading import BASELINE, OFFICE_HOURS, Finding, Period, Place, Reading
from domain.values import midnight
from service.access_log.indexing import catch_up
from service.ledger.application import MATTERS
from service.offices import KnownOffice
from service.readmodels.asking import RECORDED, BadQuestion
from service.runtime import Instance

OF_PETITION = """
SELECT log, position FROM access_log.read WHERE office = %s AND petitions @> ARRAY[%s::uuid] AND at < %s
ORDER BY log, position
"""
OF_LONG_LISTS = """
SELECT log, position FROM access_log.read WHERE office = %s AND listed AND petitions = '{}' AND at < %s
ORDER BY log, position
"""
OF_PERSON = """
SELECT log, position FROM access_log.read WHERE office = %s AND person = %s AND at >= %s AND at < %s
ORDER BY log, position
"""
OF_TIME = """
SELECT log, position FROM access_log.read WHERE office = %s AND at >= %s AND at < %s ORDER BY log, position
"""


class Shown(Struct, frozen=True):
    """A record as it stands in its log."""

    log: str
    position: int
    recorded_at: datetime
    event: AccessRecorded


class ReadBy(Struct, frozen=True):
    """Who read a petition. `lists`: long lists of which the petitions are not named; it may have stood in these."""

    records: tuple[Shown, ...]
    lists: tuple[Shown, ...]


class Involved(Struct, frozen=True):
    """How a reader stands to a petition: `own`, and since when barred from it."""

    own: bool = False
    barred_since: datetime | None = None


NOT_INVOLVED = Involved()
Involvement = Callable[[str, UUID], Involved]
"""How a person stands to a petition; told by whoever knows the accused and the recused."""


def who_read(instance: Instance, office: str, petition: UUID, before: datetime | None = None) -> ReadBy:
    """Every record of a read of this petition, and of every list that it stood in, refused attempts among them.

    `before`: only what was recorded before that instant. Raises UnknownOffice.
    """
    instance.offices.get(office)
    until = before or _now_and_all()
    records = _shown(instance, office, OF_PETITION, petition, until)
    long = _shown(instance, office, OF_LONG_LISTS, until)
    return ReadBy(tuple(records), tuple(each for each in long if each.event.listed and each.event.listed.count))


def who_had_read(instance: Instance, office: str, petition: UUID, before: datetime | int) -> tuple[Shown, ...]:
    """Who was shown the petition before an instant, or before what stands at a position of the log of matters.

    For somebody who is named as accused later. Raises UnknownOffice, BadQuestion for a position that there is not.
    """
    at = before if isinstance(before, datetime) else _recorded(instance, office, before)
    return tuple(each for each in who_read(instance, office, petition, at).records if each.event.allowed)


def by_person(instance: Instance, office: str, person: str, first: date, last: date) -> tuple[Shown, ...]:
    """What a person has read or tried to read, from one local day to another. Raises UnknownOffice."""
    known = instance.offices.get(office)
    return tuple(_shown(instance, office, OF_PERSON, person, *_days(known, first, last)))


def unusual(
    instance: Instance,
    office: str,
    first: date,
    last: date,
    *,
    hours: tuple[time, time] = OFFICE_HOURS,
    involvement: Involvement = lambda _person, _petition: NOT_INVOLVED,
) -> list[Finding]:
    """What the rules of domain/unusual_reading.py find between two local days, both included; nothing is stored.

    What a job hands out, or a calendar program fetches, says nothing of how anybody reads. Cost: reads the records
    from BASELINE before on. Raises UnknownOffice, BadQuestion when the days are the wrong way round.
    """
    if last < first:
        message = f"the last day {last} is before the first {first} (日期颠倒)"
        raise BadQuestion(message)
    known = instance.offices.get(office)
    shown = _shown(instance, office, OF_TIME, *_days(known, first - BASELINE, last))
    readings = [_reading(each, known, involvement) for each in shown if each.event.via not in OF_ITSELF]
    return unusual_reading.findings(readings, Period(first, last, known.calendar, hours))


def records(instance: Instance, office: str, places: Sequence[Place]) -> Iterator[Shown]:
    """The records at these places, log by log, in order."""
    for log in sorted({place.log for place in places}):
        positions = [place.position for place in places if place.log == log]
        for line in instance.ledger.log(office, log).at(positions):
            if isinstance(line, AccessLine) and isinstance(line.event, AccessRecorded) and line.recorded_at:
                yield Shown(log, line.position, line.recorded_at, line.event)


def _shown(instance: Instance, office: str, query: str, *values: object) -> list[Shown]:
    catch_up(instance.pool, office)
    with instance.pool.connection() as connection:
        places = [Place(log, position) for log, position in connection.execute(query, (office, *values))]
    return list(records(instance, office, places))


def _days(known: KnownOffice, first: date, last: date) -> tuple[datetime, datetime]:
    return midnight(first, known.zone), midnight(last + timedelta(1), known.zone)


def _now_and_all() -> datetime:
    """Behind everything that can have been recorded."""
    return datetime.fromisoformat("9999-01-01T00:00:00+00:00")


def _recorded(instance: Instance, office: str, position: int) -> datetime:
    with instance.pool.connection() as connection:
        row = connection.execute(RECORDED, (office, MATTERS, position)).fetchone()
    if row is None:
        message = f"the log of matters has no position {position} (position 超出范围)"
        raise BadQuestion(message)
    at: datetime = row[0]
    return at


def _reading(shown: Shown, known: KnownOffice, involvement: Involvement) -> Reading:
    event = shown.event
    stands = involvement(event.reader.person, event.petition) if event.petition else NOT_INVOLVED
    return Reading(
        place=Place(shown.log, shown.position),
        at=shown.recorded_at.astimezone(known.zone),
        person=event.reader.person,
        allowed=event.allowed,
        petition=event.petition,
        purpose=event.purpose,
        demanded=event.demanded,
        own=stands.own or OWN_NAME in event.reasons,
        barred=stands.barred_since is not None and shown.recorded_at >= stands.barred_since,
    )
