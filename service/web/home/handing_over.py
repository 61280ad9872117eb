"""Handing over a desk: the form, how much would pass to the taker, and what a rule kept with the giver."""

from __future__ import annotations

from typing import Any

from fastapi import Response

from domain import office as o
from domain.office_effects import CHANGED, Effect
from service.api.office_bodies import BODIES, event_of
from service.foreseen import foreseen
from service.handover import Handed, hand_over, held
from service.ledger.entry import Via
from service.web.changes.change import Change, Control, Plan, led_back
from service.web.changes.events import Wanted, control, repeated
from service.web.changes.sending import at, at_or_now, whoever_asks
from service.web.forms.fields import Choice, fields_of
from service.web.forms.reading import Typed, body, said
from service.web.marking import N_
from service.web.screen import Screen

PACKAGE = "service.web.home"
PATH = "/handover"


def _leaving(screen: Screen) -> tuple[Choice, ...]:
    return (Choice("false", screen.said("stays in the office")), Choice("true", screen.said("leaves the office")))


WANTED = Wanted(
    labels={
        "giver": N_("Whose desk"),
        "taker": N_("Who takes it over"),
        "since": N_("From which day on"),
        "leaving": N_("Whoever hands over"),
    },
    choices={"leaving": _leaving},
)


def _begun(screen: Screen, _asked: Typed) -> Typed:
    return {"giver": screen.caller.viewer.person, "since": screen.now.date().isoformat(), "leaving": "false"}


def _controls(screen: Screen, _given: Typed) -> tuple[Control, ...]:
    return tuple(control(screen, field, WANTED) for field in fields_of(o.DeskHandedOver))


def _planned(screen: Screen, given: Typed) -> Plan:
    asked, actor = _controls(screen, given), whoever_asks(screen)
    content = {**said(asked, given, screen.office.zone), "actor": {"name": actor.name}}
    event: Any = event_of(body(BODIES[o.DeskHandedOver], content), o.DeskHandedOver)
    # What was cut short is finished by the same form sent again.
    begun = event in screen.office.state.handovers
    effects = () if begun else foreseen(screen.instance, screen.office, [event], actor, at_or_now(screen))

    def act(via: Via) -> Handed:
        viewer = screen.caller.viewer
        return hand_over(screen.instance, screen.id, event, actor, via, viewer=viewer, at=at(screen))

    passing = _passing(screen, event)
    return Plan(said=repeated(screen, asked, given), effects=(passing, *effects), act=act, upon=False, again=True)


def _passing(screen: Screen, event: Any) -> Effect:
    """How many petitions would pass; those that whoever hands over may not know of are not counted."""
    found = held(screen.instance, screen.id, event.giver, at_or_now(screen), screen.caller.viewer)
    number = len(found)
    zh = f"{event.giver}名下{number}件信访件中的未完事项转由{event.taker}承担"
    return Effect(CHANGED, zh, f"what {event.giver} owes in {number} petitions passes to {event.taker}")


def _done(screen: Screen, change: Change, outcome: Handed | None) -> Response:
    """Back to the day; or, where a rule kept something with the giver, what and why."""
    if outcome is None or not outcome.kept:
        return led_back(screen, change, outcome)
    return screen.page(PACKAGE, "handed.html", {"handed": outcome})


CHANGE = Change(
    path=PATH,
    title=N_("Hand over a desk"),
    back="/",
    controls=_controls,
    planned=_planned,
    begun=_begun,
    done=_done,
    hint=N_("Roles, fields and everything that is owed pass to somebody else, each petition with an event of its own."),
)
