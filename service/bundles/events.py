"""The events of a bundle as they are stored, each with its leaf record and its proof under one checkpoint."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct
from psycopg import Connection

from domain.office import office_stream
from service.evidence import proofs
from service.evidence.note import Note
from service.ledger import leaf, merkle
from service.ledger.application import MATTERS

STORED = """
SELECT version, position, topic, recorded_at, content, stamp, mac FROM ledger.event
WHERE office = %s AND log = %s AND stream = %s AND position <= %s ORDER BY version
"""
FOUNDING = 1
"""The version of the event that founds an office."""
PETITION, OFFICE = "events", "office"
"""The folders of the events of a petition, and of those of the office that they rest on."""

Files = Mapping[str, bytes]


class StoredEvent(Struct, frozen=True, kw_only=True):
    """An event of a stream: the exact bytes stored, and the leaf record that is hashed into the tree."""

    version: int
    position: int
    topic: str
    content: bytes
    stamp: bytes
    record: bytes

    @property
    def line(self) -> Any:
        """What the content says, as it was written."""
        return msgspec.json.decode(self.content)["line"]


def of_stream(connection: Connection[Any], office: str, stream: UUID, upto: int) -> list[StoredEvent]:
    """The events of a stream of the office's matters at or before a position, in order."""
    rows = connection.execute(STORED, (office, MATTERS, stream, upto), binary=True)
    return [_event(office, stream, *row) for row in rows]


def of_office(connection: Connection[Any], office: str, upto: int) -> list[StoredEvent]:
    """The office's own events at or before a position, in order."""
    return of_stream(connection, office, office_stream(office), upto)


def _event(  # noqa: PLR0913, PLR0917 - the columns of a row
    office: str,
    stream: UUID,
    version: int,
    position: int,
    topic: str,
    recorded_at: datetime,
    content: bytes,
    stamp: bytes,
    mac: bytes,
) -> StoredEvent:
    opened = leaf.opening(leaf.Identity(office, MATTERS, stream, version, topic))
    payload = leaf.payload_hash(leaf.payload_begun(content), stamp)
    record = leaf.record(opened, leaf.instant(recorded_at), payload, mac)
    return StoredEvent(version=version, position=position, topic=topic, content=content, stamp=stamp, record=record)


def proved(
    connection: Connection[Any], office: str, folder: str, events: Sequence[StoredEvent], note: Note
) -> dict[str, bytes]:
    """Four files an event, named by its version. Raises Unprovable. Cost: see `proofs.inclusion`, for each event."""
    found: dict[str, bytes] = {}
    for event in events:
        hash_ = merkle.leaf_hash(event.record)
        proof = proofs.inclusion(connection, office, MATTERS, event.position, hash_, note)
        name = f"{folder}/{event.version:06}"
        found |= {
            f"{name}.content": event.content,
            f"{name}.stamp": event.stamp,
            f"{name}.record": event.record,
            f"{name}.tlog-proof": str(proof).encode(),
        }
    return found
