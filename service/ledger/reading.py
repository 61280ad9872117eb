"""Reads lines for folding: a stretch of a log, or many streams at once. Nothing is opened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from eventsourcing.persistence import MapperDeserialisationError
from msgspec import ValidationError
from psycopg import Connection

from service.ledger import entry as entries
from service.ledger import head as heads
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
logs = heads.logs

Unreadable = MapperDeserialisationError


def head(connection: Connection[Any], office: str, log: str) -> int:
    """The last position of the log; 0 while it is empty. Raises UnknownLog."""
    return heads.read(connection, office, log).size


def tail(connection: Connection[Any], office: str, log: str, after: int, limit: int) -> list[Line]:
    """At most `limit` lines behind position `after`, in order. Raises Unreadable."""
    rows = connection.execute(TAIL.format(topics=""), (office, log, after, 2**62, limit), binary=True)
    return [_line(row) for row in rows]


def told(
    connection: Connection[Any], office: str, log: str, topics: Sequence[str], after: int, limit: int
) -> list[tuple[int, UUID]]:
    """Where the next events of these topics stand behind position `after`, and in which streams; none is read."""
    return connection.execute(TOLD, (office, log, after, list(topics), limit)).fetchall()


def streams(
    connection: Connection[Any], office: str, log: str, ids: Sequence[UUID], upto: int
) -> dict[UUID, list[Line]]:
    """The lines of each stream at or before position `upto`, in order; streams without lines are left out."""
    found: dict[UUID, list[Line]] = {}
    for row in connection.execute(STREAMS, (office, log, list(ids), upto), binary=True):
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
