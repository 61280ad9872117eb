"""What a sheet gets from the office where nobody has said it: fields filled from roles (rulebook.md 1.5, R6.2)."""

from __future__ import annotations

from msgspec.structs import replace

from domain import events as e
from domain.fields import is_given, value_of
from domain.roles import nobody, resolved
from domain.turn import Turn, turn_of


def filled(verb: str, turn: Turn) -> Turn:
    """The turn with the empty fields of the forms of this verb filled from the roles that they name.

    Only details can be filled, and only from a role that somebody fills; what was said stays.
    """
    offered = {
        field: _offered(role, turn)
        for form in turn.context.book.forms_by_verb.get(verb, ())
        for field, role in form.fill.items()
        if not is_given(value_of(field, turn))
    }
    wanted = {field: who for field, who in offered.items() if who}
    event = turn.event
    if not wanted or not isinstance(event, e.Registered | e.Classified | e.Received):
        return turn
    line = replace(turn.line, event=replace(event, details=replace(event.details, **wanted)))
    return turn_of(turn.before, line, turn.context)


def _offered(role: str, turn: Turn) -> str:
    """Who fills the role, "" for nobody and for who is complained of: then somebody has to say who it is.

    The unit that handles is that of the place, never the desk that received.
    """
    if role == "handling_unit":
        who = turn.context.office.places.get(turn.after.details.problem_place or "", "")
    else:
        who = resolved(role, turn)
    return "" if who == nobody(role) or who in turn.accused else who
