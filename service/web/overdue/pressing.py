"""催办 of one petition or of many: one command each, under a key of its own, and what became of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Any
from uuid import UUID

from msgspec import Struct

from domain.deciding import Reason, Refused
from service.api.places import found_petition
from service.ledger.submission import KeyReused
from service.readmodels.petition import UnknownPetition
from service.web.acts.capacities import Capacity
from service.web.acts.doing import Said, carried_out
from service.web.screen import Screen

MOST = 200
"""Petitions that are pressed with one form."""
SEPARATOR = " "
"""Between the petition and who is pressed, in what a tick says."""
DONE, REFUSED, UNKNOWN, SENT_BEFORE = "done", "refused", "unknown", "sent_before"


Tick = tuple[str, str]
"""A petition, and who is pressed in it."""


class Pressed(Struct, frozen=True, kw_only=True):
    """What became of pressing one petition, and every reason against it."""

    petition: str
    to: str
    outcome: str
    number: str = ""
    title: str = ""
    reasons: tuple[Reason, ...] = ()


def ticked(said: Iterable[str]) -> tuple[Tick, ...]:
    """Each petition and who is pressed in it, once: of several duties of one petition each who owes one."""
    parted = (each.partition(SEPARATOR) for each in said)
    return tuple(dict.fromkeys((petition, to) for petition, _, to in parted))


def pressed(screen: Screen, ticks: Iterable[Tick], text: str, capacity: Capacity, key: str) -> Iterator[Pressed]:
    """Presses each, one after the other. Raises Refusal (422) for words that fit no command, LedgerError."""
    for said, to in ticks:
        try:
            petition = found_petition(screen.instance, screen.id, said)
        except UnknownPetition:
            yield Pressed(petition=said, to=to, outcome=UNKNOWN)
        else:
            yield _one(screen, petition, to, text, capacity, _own_key(key, petition, to))


def _own_key(key: str, petition: UUID, to: str) -> str:
    """Of the form's key one for each command."""
    return sha256(f"{key} {petition} {to}".encode()).hexdigest()


def _one(screen: Screen, petition: UUID, to: str, text: str, capacity: Capacity, key: str) -> Pressed:
    content = {"to": to, **({"text": text} if text else {})}
    outcome, reasons = DONE, tuple[Reason, ...]()
    try:
        carried_out(screen, petition, Said(verb="press", content=content, capacity=capacity, expected=None, key=key))
    except Refused as refused:
        outcome, reasons = REFUSED, refused.reasons
    except KeyReused:
        outcome = SENT_BEFORE
    state: Any = screen.instance.desk.petition(screen.id, petition)
    return Pressed(
        petition=str(petition),
        to=to,
        outcome=outcome,
        number=state.number,
        title=state.details.title or "",
        reasons=reasons,
    )
