"""From what was typed to what was recorded, through the same door as everything else (service/desk.py)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec
from msgspec import Struct

from service.api.acting import acting
from service.api.bodies import BODIES
from service.api.decoding import digest
from service.api.petitions import must_be_known, step_of
from service.desk import Answer, Request
from service.ledger.entry import Via
from service.web.acts.capacities import Capacity, actor
from service.web.forms.reading import Typed, body
from service.web.screen import Screen

CHANNEL = "page"
KEY, VERSION, CSRF = "key", "version", "csrf"
DAY, TIME, REASON = "occurred.day", "occurred.time", "already_done"
"""Controls beside the fields of a command: when it happened, and why it is entered afterwards."""
LONGEST_KEY = 64


class Said(Struct, frozen=True, kw_only=True):
    """A form that was sent: the verb, the content of its command, by whom, upon which version, under which key.

    `typed` is the form as it came, where the content depends on how the petition stands, which is otherwise once it has
    been recorded: by it the same form is known again. None: by the content.
    """

    verb: str
    content: Mapping[str, Any]
    capacity: Capacity
    expected: int | None
    key: str
    typed: Typed | None = None


def expected(given: Typed) -> int | None:
    """The version that the form was made for."""
    said = given.get(VERSION, "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 10 else None  # noqa: PLR2004 - digits of 2^31


def key(given: Typed) -> str:
    """The key under which a form is recorded once, however often it is sent; a new one for a form without."""
    said = given.get(KEY, "")
    return said if said.isalnum() and said.isascii() and len(said) <= LONGEST_KEY else uuid4().hex


def carried_out(screen: Screen, petition: UUID, said: Said) -> Answer:
    """Does it. Raises Refusal (422, with the fields), Refused, Changed, UnknownPetition, LedgerError."""
    who = acting(actor(screen.caller.viewer, said.capacity))
    content = {**said.content, "actor": {"name": who.name}}
    read: Any = body(BODIES[said.verb], content)
    step = step_of(read, petition, screen.office)
    must_be_known(screen.instance, screen.id, step.command)
    path = f"/petitions/{petition}/acts/{said.verb}"
    sent = said.content if said.typed is None else {name: each for name, each in said.typed.items() if name != CSRF}
    return screen.instance.desk.handle(
        Request(
            office=screen.id,
            petition=petition,
            steps=(step,),
            actor=who,
            via=Via(channel=CHANNEL, key=said.key, request=digest("POST", path, msgspec.json.encode(sent))),
            expected=said.expected,
            recorded_at=screen.recorded_at,
        )
    )


def circumstances(given: Typed, screen: Screen) -> dict[str, Any]:
    """When it happened, and why it is entered afterwards, as the body says it."""
    told: dict[str, Any] = {}
    day, time = given.get(DAY, "").strip(), given.get(TIME, "").strip()
    if day and time:
        told["occurred"] = _instant(day, time, screen)
    elif day:
        told["occurred"] = day
    if reason := given.get(REASON, "").strip():
        told["already_done"] = reason
    return told


def _instant(day: str, time: str, screen: Screen) -> str:
    """The local day and time as an instant; what is none is handed on to be refused with its field."""
    try:
        return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=screen.office.zone).isoformat()
    except ValueError:
        return f"{day}T{time}"
