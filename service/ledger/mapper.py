"""The library's Mapper for our entries: seals, encodes, names the topic; and back, with the stamp put in."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from eventsourcing.persistence import Mapper, MapperDeserialisationError, StoredEvent
from msgspec.structs import replace

from service.ledger import entry as entries
from service.ledger.entry import Entry, Line, Via
from service.ledger.recorder import ContentEvent, StampedEvent
from service.ledger.sealing import Sealer

NONCE_BYTES = 16


class LineMapper(Mapper[UUID]):
    """Topics are looked up in the list of our own events; a stored topic is never imported."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer

    def entry(self, line: Line, via: Via) -> Entry:
        """The line with its nonce and the way it came, ready to be stored."""
        return Entry(secrets.token_bytes(NONCE_BYTES), via, line)

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        """Content bytes of an entry, personal fields sealed; the register number it asks for beside them."""
        entry: Entry = domain_event
        sealed = replace(entry, line=self._sealer.sealed(entry.line, entry.originator_id))
        return ContentEvent(
            originator_id=entry.originator_id,
            originator_version=entry.originator_version,
            topic=entries.topic_of(entry.line),
            state=entries.encoded(sealed),
            number=entries.number_asked(entry.line),
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        """The entry of a stored event, its line completed by the stamp. Raises MapperDeserialisationError."""
        try:
            entry = entries.decoded(stored_event.topic, stored_event.state)
        except (ValueError, KeyError, TypeError) as error:
            raise MapperDeserialisationError(_where(stored_event, str(error))) from error
        found = (entry.originator_id, entry.originator_version)
        if found != (stored_event.originator_id, stored_event.originator_version):
            raise MapperDeserialisationError(_where(stored_event, f"its content says {found[0]} version {found[1]}"))
        if isinstance(stored_event, StampedEvent):
            event = stored_event
            return replace(entry, line=stamped(entry.line, event.id, event.recorded_at, event.stamp))
        return entry


def stamped(line: Line, position: int, recorded_at: datetime | None, stamp: bytes) -> Line:
    """The line with position, time and number as the committer gave them."""
    number = msgspec.json.decode(stamp).get("number", "") if b'"number"' in stamp else ""
    return replace(line, position=position, recorded_at=recorded_at, number=number)


def _where(event: StoredEvent, why: str) -> str:
    return f"{event.topic} of stream {event.originator_id} version {event.originator_version}: {why}"
