"""From what was asked to what becomes true: the event of an act, with the fields that the decision adds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import asdict

from domain import commands as c
from domain import events as e
from domain import vocabulary as v
from domain.deciding import Context
from domain.lifecycle import sender_of
from domain.petition import Petition
from domain.roles import home
from domain.rulebook import SeriesRule
from domain.values import Actor, Moment

EVENTS: Mapping[type[c.Act], Any] = {
    getattr(c, verb): getattr(e, event) for verb, event in v.VERBS.items() if hasattr(c, verb)
}
"""The event of each act."""

NO_SERIES = SeriesRule(id="register", clause="", of="Registered", pattern="{year}-{number:05}")
"""How numbers run where the rulebook says nothing of it."""


def made(act: c.Act, state: Petition, actor: Actor, moment: Moment, context: Context) -> e.Fact:
    """The event that `act` makes of the petition as it is before it."""
    said = asdict(act)
    match act:
        case c.Register():
            said |= _numbering(moment, context)
        case c.Forward():
            said |= {"sender": sender_of(state, actor, home(context))}
        case c.Assign():
            said |= {"sender": sender_of(state, actor, home(context)), "mode": "assign"}
        case c.Return():
            senders = state.routing.senders
            said |= {"back_to": senders[-1] if senders else home(context)}
        case _:
            pass
    event: e.Fact = EVENTS[type(act)](**said)
    return event


def line_of(state: Petition, asked: c.Asked, event: e.Event, context: Context) -> e.Line:
    """The next line of the petition, with neither duty changes nor breaches yet."""
    return e.Line(
        petition=asked.petition,
        version=state.version + 1,
        event=event,
        occurred=asked.occurred,
        actor=asked.actor,
        book=context.book.reference,
        calendar=context.calendar.digest,
        already_done=asked.already_done,
    )


def _numbering(moment: Moment, context: Context) -> dict[str, str]:
    """From which counter the number comes: the book's series, in the year in which it is registered."""
    series = next((each for each in context.book.series if each.of == "Registered"), NO_SERIES)
    return {"series": series.id, "period": str(moment.day.year), "pattern": series.pattern}
