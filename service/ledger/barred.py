"""Which subjects of an office may not be opened: erased ones for nobody, restricted ones for data protection only.

Read from the office's own events, so that no key that comes back opens anything, and remembered for a second.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from time import monotonic
from typing import Any
from uuid import UUID

from msgspec import Struct
from psycopg_pool import ConnectionPool

from domain.erasure_events import ErasureEvent, ProcessingRestricted, RestrictionLifted, SubjectErased
from domain.office_state import office_stream
from domain.subjects import subject_of
from service.ledger import entry as entries

LIFETIME = 1.0
"""Seconds for which what was read counts."""
TOPICS = tuple(str(kind.__struct_config__.tag) for kind in (SubjectErased, ProcessingRestricted, RestrictionLifted))
NEWER = """
SELECT e.version, e.topic, e.content FROM ledger.event e
WHERE e.office = %s AND e.log = 'matters' AND e.stream = %s AND e.version > %s AND e.topic = ANY(%s) ORDER BY e.version
"""
ERASED = """
SELECT e.office, e.content FROM unnest(%s::text[], %s::uuid[]) AS own (office, stream)
JOIN ledger.event e ON e.office = own.office AND e.log = 'matters' AND e.stream = own.stream AND e.topic = %s
ORDER BY e.office, e.version
"""


class Names(Struct, frozen=True):
    """The subjects."""

    erased: frozenset[str] = frozenset()
    restricted: frozenset[str] = frozenset()


NOBODY = Names()


class Barred:
    """The barred subjects of one office, as known to this process."""

    def __init__(self, pool: ConnectionPool[Any], office: str, clock: Callable[[], float] = monotonic) -> None:
        self._pool, self._office, self._clock = pool, office, clock
        self._stream = office_stream(office)
        self._known, self._version, self._until = NOBODY, 0, 0.0

    def names(self) -> Names:
        """The subjects as of a second ago at most."""
        if self._clock() >= self._until:
            self.refresh()
        return self._known

    def refresh(self) -> Names:
        """The subjects as of now."""
        asked = self._clock()
        version, known = self._version, self._known
        with self._pool.connection() as connection:
            rows = connection.execute(NEWER, (self._office, self._stream, version, list(TOPICS))).fetchall()
        for version, topic, content in rows:  # noqa: B007 - the last one is kept
            known = after(known, event_of(topic, content))
        self._version, self._known, self._until = version, known, asked + LIFETIME
        return known


def after(known: Names, event: ErasureEvent) -> Names:
    """The names after an event."""
    match event:
        case SubjectErased():
            return Names(known.erased | {subject_of(kid) for kid in event.kids}, known.restricted)
        case ProcessingRestricted():
            return Names(known.erased, known.restricted | {event.subject})
        case RestrictionLifted():
            return Names(known.erased, known.restricted - {event.subject})
        case _:
            return known


def named_in(event: object) -> frozenset[str]:
    """The subjects that an event bars or frees."""
    match event:
        case SubjectErased():
            return frozenset(map(subject_of, event.kids))
        case ProcessingRestricted() | RestrictionLifted():
            return frozenset((event.subject,))
        case _:
            return frozenset()


def event_of(topic: str, content: bytes) -> Any:
    """The event of the office in these content bytes."""
    return entries.decoded(topic, content).line.event


def erased(pool: ConnectionPool[Any], offices: Iterable[str]) -> Iterator[tuple[str, SubjectErased]]:
    """Every SubjectErased of these offices, one question for all of them. Cost: reads only the offices' own streams."""
    named: list[str] = list(offices)
    streams: list[UUID] = [office_stream(office) for office in named]
    topic = str(SubjectErased.__struct_config__.tag)
    with pool.connection() as connection:
        rows = connection.execute(ERASED, (named, streams, topic)).fetchall()
    for office, content in rows:
        event = event_of(topic, content)
        assert isinstance(event, SubjectErased)  # noqa: S101 - asked for by its topic
        yield office, event
