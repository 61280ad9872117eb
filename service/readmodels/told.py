"""The facts of some topics in the log of an office, as it stands at a position: each as it really was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from msgspec import Struct

from domain import events as e
from service.readmodels.asking import Question
from service.runtime import Instance

CORRECTED = "Corrected/1"
PAGE = 1000


class Told(Struct, frozen=True):
    """A fact of a petition and the day on which it happened."""

    petition: UUID
    fact: e.Event
    day: date


def facts(instance: Instance, asked: Question, topics: Sequence[str]) -> Iterator[Told]:
    """The facts of these topics, and those that corrections say in the place of others, up to the position."""
    for line in instance.ledger.log(asked.id).of_topics((*topics, CORRECTED), asked.position, PAGE):
        if isinstance(line, e.Line):
            corrected = line.event if isinstance(line.event, e.Corrected) else None
            yield Told(line.petition, corrected.fact if corrected else line.event, (corrected or line).occurred.day)
