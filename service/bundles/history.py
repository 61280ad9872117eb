"""The readable history of a petition: what its events say, field by field, and the same in words.

Personal values are left out, or opened; everything else stands there as it was written, which verify.py compares.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from domain.events import Line
from domain.values import Sealed
from service.bundles.events import StoredEvent
from service.bundles.verifier import history as verifier

WITHHELD = verifier.WITHHELD


def withheld(value: Any) -> Any:
    """The value with a word in the place of each sealed one; the very same object when there is none in it."""
    if isinstance(value, Sealed):
        return WITHHELD
    if isinstance(value, tuple):
        told = tuple(map(withheld, value))
        return told if any(new is not old for new, old in zip(told, value, strict=True)) else value
    if not isinstance(value, Struct):
        return value
    fields = {name: getattr(value, name) for name in value.__struct_fields__}
    changes = {name: new for name, old in fields.items() if (new := withheld(old)) is not old}
    return replace(value, **changes) if changes else value


def history_json(events: Sequence[StoredEvent], lines: Sequence[Line], *, opened: bool) -> bytes:
    """The events one by one: version, topic, stamp, and the line as it was written."""
    told = [_told(event, line) for event, line in zip(events, lines, strict=True)]
    return msgspec.json.format(msgspec.json.encode({"opened": opened, "events": told}), indent=1)


def _told(event: StoredEvent, line: Line) -> dict[str, Any]:
    said = replace(line, position=0, recorded_at=None, number="")
    return {"version": event.version, "topic": event.topic, "stamp": msgspec.Raw(event.stamp), "line": said}
