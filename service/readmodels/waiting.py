"""What waits for a decision in the open petitions that a viewer sees: told from their lines, few as they are.

Of the open petitions only those are read in which something was ever put forward.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from domain import commands as c
from domain import events as e
from domain.deciding import Context
from domain.petition import Petition
from domain.possible import judged
from domain.route_steps import StepDone, steps
from domain.values import Actor
from domain.waiting import ASKING, EXTENSION, INSTRUCTION, RECUSAL, Waiting, waiting
from projections.track import view
from service.ledger import reading
from service.ledger.application import MATTERS
from service.readmodels.asking import Question
from service.readmodels.put_forward import put_forward
from service.runtime import Instance

MOST = 300
"""Petitions that are read for one queue, those received first before the others."""
CORRECTED = "Corrected/1"
Told = Mapping[UUID, frozenset[str]]
"""Of petitions, which topics were told in them."""
TOPICS = (*(str(kind.__struct_config__.tag) for kind in ASKING), CORRECTED)


class Queued(Struct, frozen=True, kw_only=True):
    """What waits in a petition for one of the actors: the verbs open to them, and where it is on its route."""

    petition: UUID
    waiting: Waiting
    verbs: tuple[str, ...]
    steps: tuple[StepDone, ...]


def told_of(instance: Instance, asked: Question, topics: Sequence[str]) -> Told:
    """The open petitions that the viewer sees and in which something of these topics was told, as received."""
    with instance.pool.connection() as connection:
        told = put_forward(connection, asked, topics, instance.put_forward)
    with instance.reading(asked.seeing) as connection:
        seen = asked.seeing.among(connection, [petition for _, petition in told])
    return {petition: told[received, petition] for received, petition in sorted(told) if petition in seen}


def among(told: Told, topics: Sequence[str]) -> list[UUID]:
    """Those in which something of these topics was told."""
    return [petition for petition, known in told.items() if known & {*topics}]


def states(
    instance: Instance, connection: Connection[Any], asked: Question, petitions: Sequence[UUID]
) -> Iterator[Petition]:
    """The petitions as they stood, with what is personal in the clear, to judge what can be done; not to be shown."""
    sealer = instance.ledger.log(asked.id).sealer
    streams = reading.streams(connection, asked.id, MATTERS, petitions, asked.position)
    for petition in petitions:
        lines = [sealer.opened(line, restricted=True) for line in streams.get(petition, ())]
        yield view([line for line in lines if isinstance(line, e.Line)], asked.on.moment, asked.office.zone)


def queue(
    instance: Instance, asked: Question, actors: Sequence[Actor], names: frozenset[str], told: Told
) -> list[Queued]:
    """What waits for somebody who may act as each of the actors and goes by these names, the oldest petition first.

    `told`: as `told_of` says of TOPICS at least.
    """
    found = among(told, TOPICS)[:MOST]
    with instance.pool.connection() as connection:
        known = list(states(instance, connection, asked, found))
    return [each for petition in known for each in _of(petition, asked, actors, names)]


def _of(petition: Petition, asked: Question, actors: Sequence[Actor], names: frozenset[str]) -> Iterator[Queued]:
    waits = [each for each in waiting(petition) if _is_theirs(each, names)]
    if not waits or petition.received_at is None:
        return
    context = asked.office.context(petition.received_at.day, asked.on.moment, petition.book)
    for each in waits:
        verbs = tuple(_possible(each, petition, actors, context, asked))
        if verbs:
            yield Queued(petition=petition.id, waiting=each, verbs=verbs, steps=steps(petition, context.book))


def _is_theirs(wait: Waiting, names: frozenset[str]) -> bool:
    """What is put before somebody is theirs; nobody decides of themselves, nor what they put forward."""
    if wait.kind == INSTRUCTION:
        return wait.to in names
    return wait.about not in names if wait.kind == RECUSAL else wait.line.actor.name not in names


def _possible(
    wait: Waiting, petition: Petition, actors: Sequence[Actor], context: Context, asked: Question
) -> Iterator[str]:
    """The verbs that decide it and are open to one of the actors."""
    moment = asked.office.moment(asked.on.moment)
    for verb in wait.verbs:
        kind = getattr(c, verb)
        if any(_open_to(judged(kind, petition, actor, moment, context), wait) for actor in actors):
            yield verb


def _open_to(found: Any, wait: Waiting) -> bool:
    choices: Mapping[str, tuple[str, ...]] = found.choices
    return found.allowed and (wait.kind != EXTENSION or wait.about in choices.get("duty", (wait.about,)))
