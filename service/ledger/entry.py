"""What is stored of one event: its line as the domain made it, and how it reached the service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from domain import access_record, events, office
from service.ledger.submission import NumberAsked
from service.ledger.upcasts import UPCASTS, Upcast, upcast

Line = events.Line | office.OfficeLine | access_record.AccessLine


class Via(Struct, frozen=True, omit_defaults=True):
    """How a command came in: channel (api, cli, import …), for an import the file's digest and line.

    `key` and `request` are the caller's idempotency key and the digest of the request; `seen` is the highest
    position among the streams that the decision had read.
    """

    channel: str = ""
    file: str = ""
    line: int = 0
    key: str = ""
    request: bytes = b""
    seen: int = 0


class Entry(Struct, frozen=True):
    """The content of an event: 128-bit nonce, the way it came, the line. Also the library's domain event."""

    nonce: bytes
    via: Via
    line: Any

    @property
    def originator_id(self) -> UUID:
        return stream_of(self.line)

    @property
    def originator_version(self) -> int:
        return int(self.line.version)


class PetitionEntry(Entry, frozen=True):
    line: events.Line


class OfficeEntry(Entry, frozen=True):
    line: office.OfficeLine


class AccessEntry(Entry, frozen=True):
    line: access_record.AccessLine


class UnknownTopic(ValueError):
    """An event whose topic this program does not know: it was written by a newer one, or is forged."""


def stream_of(line: Line) -> UUID:
    """The stream a line belongs to: the petition, the office's own stream, or what somebody has read on a day."""
    return line.petition if isinstance(line, events.Line) else line.stream


def topic_of(line: Line) -> str:
    """The name and schema version of the line's event, for example "Received/1"."""
    return str(type(line.event).__struct_config__.tag)


def number_asked(line: Line) -> NumberAsked | None:
    """The number that the committer is to give to this line: a register number, or that of a document."""
    event = line.event
    if isinstance(event, events.Registered):
        return NumberAsked(event.series, event.period, event.pattern)
    if isinstance(event, events.DocumentIssued) and event.ordinal:
        return NumberAsked(event.series, event.period, event.pattern, event.ordinal)
    return None


_KINDS: dict[str, type[Entry]] = {
    **dict.fromkeys(events.TOPICS, PetitionEntry),
    **dict.fromkeys(office.TOPICS, OfficeEntry),
    **dict.fromkeys(access_record.TOPICS, AccessEntry),
}
_DECODERS = {kind: msgspec.json.Decoder(kind) for kind in set(_KINDS.values())}


def encoded(entry: Entry) -> bytes:
    """The content bytes: JSON, fields in the order of their declaration."""
    return msgspec.json.encode(entry)


def decoded(topic: str, content: bytes, upcasts: Mapping[str, Upcast] = UPCASTS) -> Entry:
    """The entry of these content bytes, upcast where it is old.

    Raises UnknownTopic, or ValueError (msgspec.ValidationError) when the bytes are no such event.
    """
    kind = _KINDS.get(topic)
    if kind is not None:
        try:
            return _DECODERS[kind].decode(content)
        except msgspec.ValidationError:
            if not upcasts:
                raise
    return _upcast(topic, content, upcasts)


def _upcast(topic: str, content: bytes, upcasts: Mapping[str, Upcast]) -> Entry:
    raw = msgspec.json.decode(content)
    event = upcast(raw["line"]["event"], upcasts)
    kind = _KINDS.get(event["type"])
    if kind is None:
        message = f"topic {topic!r} is not known to this version of zhuoluo"
        raise UnknownTopic(message)
    raw["line"]["event"] = event
    return msgspec.convert(raw, kind)
