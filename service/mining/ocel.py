"""The register as OCEL 2.0 in JSON: the acts, and the petitions, matters, persons, units and officers in them.

Written as it is read: all objects first, then all events. Which objects and relations there are stands in objects.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from service.mining.attributes import Value, Words
from service.mining.cases import cases
from service.mining.choosing import Chosen
from service.mining.objects import Event, Related, Thing, event, office_of, things
from service.runtime import Instance

MEDIA_TYPE = "application/json"
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
"""Since when an attribute of an object has been so that never was otherwise (section 7 of the specification)."""
TYPES: dict[type, str] = {str: "string", bool: "boolean", int: "integer", datetime: "time"}

Types = dict[str, dict[str, str]]
"""By the name of a type the types of its attributes, by their names."""


def written(instance: Instance, chosen: Chosen) -> Iterator[bytes]:
    """The file, a batch of petitions at a time. Raises as `cases`, also when half of it has been handed out.

    Memory: one batch, and the id of each person, unit, officer and matter. Cost: reads each petition twice.
    """
    told, met, objects, events = Words(chosen.asked.office), set[str](), Types(), Types()
    yield b'{"objects":[\n' + _object(office_of(instance, chosen), objects)
    shown = bytearray()
    for batch in cases(instance, chosen):
        for case in batch:
            shown += case.row.petition.bytes
            yield b"".join(b",\n" + _object(thing, objects) for thing in things(case, told, met))
    yield b'\n],"events":[\n'
    between = b""
    for batch in cases(instance, replace(chosen, ids=bytes(shown))):  # no act of what is no object
        made = [_event(event(case, act, chosen.asked.office), events) for case in batch for act in case.life.acts]
        if made:
            yield between + b",\n".join(made)
            between = b",\n"
    yield b'\n],"objectTypes":' + _types(objects) + b',\n"eventTypes":' + _types(events) + b"}\n"


def _object(thing: Thing, types: Types) -> bytes:
    known = types.setdefault(thing.kind, {})
    known |= {name: TYPES[type(value)] for name, value, _ in thing.said}
    return msgspec.json.encode(
        {
            "id": thing.id,
            "type": thing.kind,
            "attributes": [
                {"name": name, "value": _text(value), "time": (since or BEGINNING).isoformat()}
                for name, value, since in thing.said
            ],
            "relationships": _related(thing.related),
        }
    )


def _event(made: Event, types: Types) -> bytes:
    known = types.setdefault(made.kind, {})
    known |= {name: TYPES[type(value)] for name, value in made.said}
    return msgspec.json.encode(
        {
            "id": made.id,
            "type": made.kind,
            "time": made.at.isoformat(),
            "attributes": [{"name": name, "value": _text(value)} for name, value in made.said],
            "relationships": _related(made.related),
        }
    )


def _related(related: Related) -> list[dict[str, str]]:
    return [{"objectId": id_, "qualifier": qualifier} for id_, qualifier in related]


def _types(types: Types) -> bytes:
    """Those that occurred, with the attributes that they had."""
    said: list[dict[str, Any]] = [
        {"name": name, "attributes": [{"name": each, "type": kind} for each, kind in attributes.items()]}
        for name, attributes in types.items()
    ]
    return msgspec.json.encode(said)


def _text(value: Value) -> str:
    """A value as the published schema wants it: text, whatever its declared type."""
    match value:
        case bool():
            return str(value).lower()
        case datetime():
            return value.isoformat()
        case _:
            return str(value)
