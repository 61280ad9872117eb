"""Old event shapes made into today's, on reading: stored bytes are never touched.

`UPCASTS["Name/1"]` turns the event's JSON object of that version into the next version's, and says its new
topic under "type". Golden examples of every version ever written stay in tests/data/golden_events.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Upcast = Callable[[dict[str, Any]], dict[str, Any]]

UPCASTS: Mapping[str, Upcast] = {}


def upcast(event: dict[str, Any], upcasts: Mapping[str, Upcast] = UPCASTS) -> dict[str, Any]:
    """The event (and the fact inside a correction) as the newest version of its kind."""
    while (step := upcasts.get(event["type"])) is not None:
        event = step(event)
    if isinstance(event.get("fact"), dict):
        event = {**event, "fact": upcast(event["fact"], upcasts)}
    return event
