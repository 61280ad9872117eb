"""One act for each of several petitions, each under a key of its own, and what became of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from msgspec import Struct

from domain.deciding import Reason, Refused
from domain.petition import Petition
from service.api.places import found_petition
from service.ledger.submission import KeyReused
from service.readmodels.petition import UnknownPetition
from service.web.acts.capacities import Capacity
from service.web.acts.doing import Said, carried_out
from service.web.screen import Screen

MOST = 200
"""Petitions that are acted upon with one form."""
DONE, REFUSED, UNKNOWN, SENT_BEFORE = "done", "refused", "unknown", "sent_before"

Content = Callable[[Petition], Mapping[str, Any]]


class Order(Struct, frozen=True, kw_only=True):
    """What is to be done to each: the verb, its content for a petition, by whom, under which key of the form."""

    verb: str
    content: Content
    capacity: Capacity
    key: str


class Result(Struct, frozen=True, kw_only=True):
    """What became of one petition, and every reason against it."""

    petition: str
    outcome: str
    number: str = ""
    title: str = ""
    reasons: tuple[Reason, ...] = ()


def each_done(about: Screen, petitions: Iterable[str], order: Order) -> Iterator[Result]:
    """Does it to each, one after the other; sent again it records nothing twice.

    Raises Refusal (422) for words that fit no command, LedgerError.
    """
    for said in dict.fromkeys(petitions):
        try:
            petition = found_petition(about.instance, about.id, said)
        except UnknownPetition:
            yield Result(petition=said, outcome=UNKNOWN)
        else:
            yield _one(about, petition, order)


def _one(about: Screen, petition: UUID, order: Order) -> Result:
    state: Any = about.instance.desk.petition(about.id, petition)
    outcome, reasons = _tried(about, petition, order, state)
    return Result(
        petition=str(petition),
        outcome=outcome,
        number=state.number,
        title=state.details.title or "",
        reasons=reasons,
    )


def _tried(about: Screen, petition: UUID, order: Order, state: Petition) -> tuple[str, tuple[Reason, ...]]:
    said = Said(
        verb=order.verb,
        content=order.content(state),
        capacity=order.capacity,
        expected=None,
        key=f"{order.key}{petition.hex}",
    )
    try:
        carried_out(about, petition, said)
    except Refused as refused:
        return REFUSED, refused.reasons
    except KeyReused:
        return SENT_BEFORE, ()
    return DONE, ()
