"""Reads lines for folding: a stretch of a log, or many streams at once. Nothing is opened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from eventsourcing.persistence import MapperDeserialisationError
from msgspec import ValidationError
from psycopg import Connection

from domain.office import TOPICS as OFFICE_TOPICS
from service.ledger import entry as entries
from service.ledger import head as heads
from service.ledger import tables
from service.ledger.entry import Line, UnknownTopic
from service.ledger.mapper import stamped
from service.ledger.recorder import COLUMNS, TAIL

STREAMS = f"""
SELECT {COLUMNS} FROM ledger.event
WHERE office = %s AND log = %s AND stream = ANY(%s) AND position <= %s ORDER BY stream, version
"""  # noqa: S608 - the columns are a constant
TOLD = """
SELECT position, stream FROM ledger.event
WHERE office = %s AND log = %s AND position > %s AND topic = ANY(%s) ORDER BY position LIMIT %s
"""
PETITIONS = """
SELECT DISTINCT stream FROM ledger.event
WHERE office = %s AND log = %s AND stream > %s AND position <= %s AND topic <> ALL(%s) ORDER BY stream LIMIT %s
"""
FIRST_OF_ALL = UUID(int=0)
logs = heads.logs

Unreadable = MapperDeserialisationError


def head(connection: Connection[Any], office: str, log: str) -> int:
    """The last position of the log; 0 while it is empty. Raises UnknownLog."""
    return heads.read(connection, office, log).size


def tail(connection: Connection[Any], office: str, log: str, after: int, limit: int) -> list[Line]:
    """At most `limit` lines behind position `after`, in order. Raises Unreadable."""
    rows = connection.execute(
        tables.over(TAIL.format(topics=""), office, log), (office, log, after, 2**62, limit), binary=True
    )
    return [_line(row) for row in rows]


def of_topics(
    connection: Connection[Any], office: str, log: str, topics: Sequence[str], *, after: int, upto: int, limit: int
) -> list[tuple[Line, bytes]]:
    """At most `limit` lines of these topics behind `after` down to `upto`, in order, with their leaf hashes.

    Raises Unreadable.
    """
    statement = tables.over(TAIL.format(topics="AND topic = ANY(%s)"), office, log)
    rows = connection.execute(statement, (office, log, after, upto, list(topics), limit), binary=True)
    return [(_line(row), bytes(row[-1])) for row in rows]


def told(
    connection: Connection[Any], office: str, log: str, topics: Sequence[str], after: int, limit: int
) -> list[tuple[int, UUID]]:
    """Where the next events of these topics stand behind position `after`, and in which streams; none is read."""
    return connection.execute(tables.over(TOLD, office, log), (office, log, after, list(topics), limit)).fetchall()


def petitions(connection: Connection[Any], office: str, log: str, upto: int, page: int) -> Iterator[list[UUID]]:
    """The petitions with a line at or before position `upto`, a page at a time, by their ids."""
    after = FIRST_OF_ALL
    while True:
        found = connection.execute(
            tables.over(PETITIONS, office, log), (office, log, after, upto, list(OFFICE_TOPICS), page)
        ).fetchall()
        if found:
            yield [stream for (stream,) in found]
        if len(found) < page:
            return
        after = found[-1][0]


def streams(
    connection: Connection[Any], office: str, log: str, ids: Sequence[UUID], upto: int
) -> dict[UUID, list[Line]]:
    """The lines of each stream at or before position `upto`, in order; streams without lines are left out."""
    found: dict[UUID, list[Line]] = {}
    for row in connection.execute(tables.over(STREAMS, office, log), (office, log, list(ids), upto), binary=True):
        found.setdefault(row[1], []).append(_line(row))
    return found


def _line(row: tuple[Any, ...]) -> Line:
    position, stream, version, topic, content, stamp, recorded_at, _leaf = row
    try:
        line = entries.decoded(topic, content).line
    except (ValidationError, UnknownTopic, KeyError) as error:
        message = f"position {position}, {topic} of {stream} version {version}: {error}"
        raise Unreadable(message) from error
    return stamped(line, position, recorded_at, stamp)
