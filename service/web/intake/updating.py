"""Which controls decide what else is asked: where they change the form is laid out anew, with everything typed kept."""

from __future__ import annotations

from collections.abc import Mapping

from domain.rulebook import Rulebook
from domain.sheets import facts_asked
from service.api.problems import Refusal
from service.web.intake.entry import CHANNEL, DETAILS, RECEIVED_DAY, Entry

_ACCUSED = (f"{DETAILS}accused", f"{DETAILS}accused_units")
SAID_IN: Mapping[str, tuple[str, ...]] = {
    **{name: (name,) for name in (CHANNEL, "source", "place", "from_chief_day")},
    **{name: (f"{DETAILS}{name}",) for name in ("importance", "urgent", "purpose", "procedure")},
    **{name: (f"{DETAILS}{name}",) for name in ("anonymous", "reachable")},
    "handed_down": ("source",),
    "assigner_named": ("source", f"{DETAILS}assigner"),
    "collective": (f"{DETAILS}people",),
    "joint": (f"{DETAILS}people",),
    "names_accused": _ACCUSED,
    "held_by_accused": _ACCUSED,
    "restricted": (f"{DETAILS}purpose", f"{DETAILS}restricted"),
}
"""The controls in which each fact is said that a rulebook can ask about as something comes in."""


def deciding(made: Entry) -> tuple[str, ...]:
    """The controls that decide what else is asked; on another day of receipt another rulebook may hold."""
    facts = facts_asked(_book(made))
    controls = {name for fact in facts for name in SAID_IN.get(fact, ())} - {CHANNEL}
    return (RECEIVED_DAY, *sorted(controls))


def _book(made: Entry) -> Rulebook:
    """The rulebook of the day of receipt; of a day that there is not that of today."""
    office, today = made.screen.office, made.screen.now.date()
    try:
        received = made.received
    except Refusal:
        received = None
    return office.book_on(received.day if received else today)
