"""One event in hand: everything that a rule may look at while a decision is taken or replayed."""

from __future__ import annotations

from typing import Any

from msgspec import Struct

from domain import events as e
from domain.conditions import Facts, carried_by, facts_of, fires
from domain.deciding import Context
from domain.petition import Petition, counting, evolve
from domain.relations import NOBODY, Accused, accused, lies_with
from domain.rulebook import Trigger
from domain.values import Moment


class Turn(Struct, frozen=True):
    """The petition before and after the event, its line (duty changes still empty), the facts, what is known.

    `facts` are read after the event, so that what it brings counts for it (rulebook.md 1.3). `accused` are the
    persons and units that were ever complained of in it.
    """

    before: Petition
    after: Petition
    line: e.Line
    facts: Facts
    context: Context
    accused: Accused = NOBODY

    @property
    def event(self) -> Any:
        return self.line.event

    @property
    def name(self) -> str:
        return type(self.line.event).__name__


def turn_of(before: Petition, line: e.Line, context: Context) -> Turn:
    """The turn in which `line` is added to `before`."""
    return between(before, evolve(before, line), line, context)


def between(before: Petition, after: Petition, line: e.Line, context: Context) -> Turn:
    """The turn of `line` when the state after it is known already."""
    facts = facts_of(after, line.event, context.book.settings)
    those = accused(after, context.office, line.occurred.day, context.book.settings.secrecy.accused_blocks)
    if those and lies_with(after.routing, those):
        facts = {**facts, "held_by_accused": True}
    return Turn(before, after, line, facts, context, those)


def seen(triggers: tuple[Trigger, ...], turn: Turn) -> list[Moment]:
    """When, before this turn in its round, one of these events happened; the petition's facts are those of now.

    A petition that was taken up again is done with by what is done then, not by what had been done before.
    """
    names = {trigger.event for trigger in triggers}
    lines = (line for line in counting(turn.before) if type(line.event).__name__ in names)
    return [line.occurred for line in lines if fired(triggers, line, turn)]


def fired(triggers: tuple[Trigger, ...], line: e.Line, turn: Turn) -> bool:
    """Whether an earlier line fires one of the triggers, by the petition's facts of now."""
    facts = {**turn.facts, **carried_by(line.event)}
    return fires(triggers, type(line.event).__name__, facts)
