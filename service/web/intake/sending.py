"""Recording an entry: all its commands as one request, which succeeds or fails as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID, uuid4

import msgspec
from msgspec import Struct

from domain.values import Moment
from service.api import problems
from service.api.acting import acting
from service.api.decoding import digest
from service.api.places import found_petition
from service.api.verbs import ACTS
from service.desk import Answer, Request, Step
from service.ledger.entry import Via
from service.web.acts.capacities import Capacity, actor
from service.web.acts.doing import CHANNEL
from service.web.forms.fields import Field, fields_of
from service.web.forms.reading import said
from service.web.intake.entry import AFTERWARDS, ANSWER, JOIN, NEXT, OPEN, OPENED, RECEIVE, REGISTER, Entry

PATH = "/intake"
ASKED_NEXT: Mapping[str, tuple[str, ...]] = {
    "submit": ("to", "text"),
    "forward": ("target", "handler", "reason", "text"),
    "assign": ("target", "reply_by", "handler", "reason", "text"),
}
"""What is asked of the act that follows; whoever has more to say does it on the petition's own page."""


class Told(Struct, frozen=True):
    """One command of the request as it was typed; when it happened, None for now."""

    verb: str
    content: Mapping[str, Any]
    occurred: Moment | None = None


def recorded(made: Entry, capacity: Capacity) -> Answer:
    """Records it, once for each draft.

    Raises Refusal (422, with the controls), Refused, UnknownPetition, LedgerError.
    """
    screen, petition = made.screen, uuid4()
    told = tuple(steps(made))
    canonical = msgspec.json.encode([told, made.reason])
    return screen.instance.desk.handle(
        Request(
            office=screen.id,
            petition=petition,
            steps=tuple(_step(made, each, petition) for each in told),
            actor=acting(actor(screen.caller.viewer, capacity)),
            via=Via(channel=CHANNEL, key=made.draft.hex, request=digest("POST", PATH, canonical)),
            recorded_at=screen.recorded_at,
        )
    )


def _step(made: Entry, told: Told, petition: UUID) -> Step:
    command = made.command(told.verb, told.content, petition)
    if told.verb == JOIN:
        found_petition(made.screen.instance, made.screen.id, str(command.to))
    return Step(command=command, occurred=told.occurred, already_done=made.reason)


def steps(made: Entry) -> Iterator[Told]:
    """What is done, in the order in which it happens. Raises Refusal (422)."""
    received = made.received
    yield Told(RECEIVE, {**made.content(RECEIVE), "channel": made.channel}, received)
    if OPENED in made.typed:
        yield Told(OPEN, made.content(OPEN), made.opened)
    yield Told(REGISTER, made.content(REGISTER))
    if answer := _answer(made):
        yield Told(ANSWER, answer, _then(made, received))
    if chosen := made.joining:
        said_ = {"to": str(chosen.to), "kind": chosen.kind, "score": chosen.score}
        yield Told(JOIN, {name: value for name, value in said_.items() if value is not None})
    if verb := _next(made):
        yield Told(verb, next_content(made, verb))


def _next(made: Entry) -> str:
    """The act that follows, "" for none. Raises Refusal (422) where only its fields say something."""
    chosen = made.text(AFTERWARDS)
    if chosen not in NEXT and any(next_content(made, verb) for verb in NEXT):
        raise problems.invalid(AFTERWARDS, "请选择下一步怎么办", "choose what is to be done next")
    return chosen if chosen in NEXT else ""


def _answer(made: Entry) -> dict[str, Any]:
    """The answer that was given on the spot; nothing where none was typed."""
    typed = {name: value for name, value in made.content(ANSWER).items() if isinstance(value, str)}
    return {**typed, "delivered": True, "on_spot": True} if typed else {}


def _then(made: Entry, received: Moment | None) -> Moment | None:
    """An answer to whoever was there on an earlier day was given then."""
    return received if received is not None and received.day < made.screen.now.date() else None


def next_fields(verb: str) -> tuple[Field, ...]:
    """What is asked of the act that follows."""
    known = {field.key: field for field in fields_of(ACTS[verb].kind, f"{AFTERWARDS}.{verb}.")}
    return tuple(known[name] for name in ASKED_NEXT[verb])


def next_content(made: Entry, verb: str) -> dict[str, Any]:
    return said(next_fields(verb), made.typed, made.screen.office.zone)
