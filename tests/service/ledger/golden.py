"""Golden examples of stored events: `python -m tests.service.ledger.golden` adds those of new topics.

A file once written is never written again: it stands for what lies in somebody's ledger.
"""

from __future__ import annotations

import typing
from datetime import UTC, date, datetime
from pathlib import Path
from types import UnionType
from typing import Any
from uuid import UUID

import msgspec

from domain import access_record, events, office
from domain.values import Sealed
from service.ledger import entry as entries
from service.ledger.entry import Entry, Via

FOLDER = Path(__file__).parents[2] / "data" / "golden_events"
PLAIN: dict[object, object] = {
    str: "文字",
    int: 7,
    float: 1.5,
    bool: True,
    bytes: b"bytes",
    date: date(2026, 1, 5),
    datetime: datetime(2026, 1, 5, 1, 2, 3, 456789, UTC),
    UUID: UUID("0b7e3a52-6b0f-4c55-9d6e-1f6f5a3c1d01"),
    Sealed: Sealed("case-0b7e3a52", b"nonce-of-12b", b"ciphertext"),
}


def filled(hint: Any) -> Any:
    """A value of this type with every field given; of a union the last option that is not None."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Annotated:
        return filled(arguments[0])
    if origin in (typing.Union, UnionType):
        return filled([option for option in arguments if option is not type(None)][-1])
    if origin is tuple:
        return (filled(arguments[0]),)
    if origin is not None:
        return {filled(arguments[0]): filled(arguments[1])}
    return PLAIN[hint] if hint in PLAIN else struct(hint)


def struct(kind: type[msgspec.Struct]) -> msgspec.Struct:
    hints = typing.get_type_hints(kind, include_extras=True)
    return kind(**{name: filled(hints[name]) for name in kind.__struct_fields__})


def golden(kind: type[msgspec.Struct], line_kind: type[msgspec.Struct]) -> bytes:
    """The content bytes of an event of this kind with every field of event, line and way filled."""
    hints = typing.get_type_hints(line_kind, include_extras=True)
    given = {name: filled(hints[name]) for name in line_kind.__struct_fields__ if name not in BY_COMMITTER}
    line: Any = line_kind(**{**given, "event": struct(kind)})
    return entries.encoded(Entry(b"0123456789abcdef", typing.cast("Via", struct(Via)), line))


BY_COMMITTER = {"position", "recorded_at", "number", "event"}


def kinds() -> dict[str, tuple[type[msgspec.Struct], type[msgspec.Struct]]]:
    """Every topic of today with its event and its line."""
    petition = {str(kind.__struct_config__.tag): (kind, events.Line) for kind in typing.get_args(events.Event)}
    of_office = {
        str(kind.__struct_config__.tag): (kind, office.OfficeLine) for kind in typing.get_args(office.OfficeEvent)
    }
    of_access = {
        str(kind.__struct_config__.tag): (kind, access_record.AccessLine)
        for kind in typing.get_args(access_record.AccessEvent)
    }
    return {**petition, **of_office, **of_access}


def file_of(topic: str) -> Path:
    return FOLDER / f"{topic.replace('/', '.')}.json"


def main() -> None:
    for topic, (kind, line) in kinds().items():
        if not file_of(topic).exists():
            file_of(topic).write_bytes(golden(kind, line))


if __name__ == "__main__":
    main()
