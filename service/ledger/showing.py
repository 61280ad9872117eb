"""What of a log is shown to others as evidence: leaf hashes, and the leaf records of some events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from service.ledger import leaf as leaves
from service.ledger import merkle, tables

LEAVES = "SELECT leaf FROM ledger.event WHERE office = %s AND log = %s AND position <= %s ORDER BY position"
COLUMNS = "position, stream, version, topic, recorded_at, content, stamp, mac"
RECORDS = f"""
SELECT {COLUMNS} FROM ledger.event
JOIN unnest(%s::uuid[], %s::int[]) AS wanted (stream, version) USING (stream, version)
WHERE office = %s AND log = %s ORDER BY position
"""  # noqa: S608 - the columns are a constant
BETWEEN = f"""
SELECT {COLUMNS} FROM ledger.event
WHERE office = %s AND log = %s AND position > %s AND position <= %s ORDER BY position
"""  # noqa: S608 - the columns are a constant


class Shown(Struct, frozen=True):
    """An event by its position and its leaf record (leaf.py), which says what it is and hides its content."""

    position: int
    record: str

    @property
    def leaf(self) -> bytes:
        return merkle.leaf_hash(self.record.encode("ascii"))

    @property
    def stands_for(self) -> tuple[str, str, str, int]:
        """Office, log, stream and version, as the record says. Raises ValueError for what is no record."""
        fields = self.record.split("\n")
        if len(fields) != leaves.LINES + 1 or fields[0] != leaves.SUITE:
            message = f"position {self.position}: this is no leaf record of the suite {leaves.SUITE}"
            raise ValueError(message)
        return fields[1], fields[2], fields[3], int(fields[4])


def leaf_hashes(connection: Connection[Any], office: str, log: str, upto: int) -> list[bytes]:
    """The leaf hashes down to a position, in order. Cost: reads so many rows."""
    return [
        bytes(leaf)
        for (leaf,) in connection.execute(tables.over(LEAVES, office, log), (office, log, upto), binary=True)
    ]


def shown(connection: Connection[Any], office: str, log: str, acts: Sequence[tuple[UUID, int]]) -> list[Shown]:
    """The events of these streams and versions, by their positions."""
    streams, versions = [stream for stream, _ in acts], [version for _, version in acts]
    rows = connection.execute(tables.over(RECORDS, office, log), (streams, versions, office, log), binary=True)
    return [_shown(office, log, row) for row in rows]


def at_position(connection: Connection[Any], office: str, log: str, position: int) -> Shown | None:
    """The event at a position; None when there is none."""
    return next(iter(records(connection, office, log, position - 1, position)), None)


def records(connection: Connection[Any], office: str, log: str, after: int, upto: int) -> list[Shown]:
    """The events behind a position, up to another, in order."""
    rows = connection.execute(tables.over(BETWEEN, office, log), (office, log, after, upto), binary=True)
    return [_shown(office, log, row) for row in rows]


def _shown(office: str, log: str, row: tuple[Any, ...]) -> Shown:
    position, stream, version, topic, recorded_at, content, stamp, mac = row
    opened = leaves.opening(leaves.Identity(office, log, stream, version, topic))
    payload = leaves.payload_hash(leaves.payload_begun(content), stamp)
    return Shown(position, leaves.record(opened, leaves.instant(recorded_at), payload, mac).decode("ascii"))
