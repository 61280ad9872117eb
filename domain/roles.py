"""Who fills a role of the vocabulary (rulebook.md 1.4): through office and petition, never by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from domain import events as e
from domain.deciding import Context
from domain.petition import Petition
from domain.turn import Turn

COORDINATING = "coordinating_department"


def resolved(role: str, turn: Turn) -> str:
    """The unit or person that fills the role as the petition stands after the event, or "nobody(<role>)"."""
    found = _BY_PETITION.get(role)
    return (found(turn) if found else "") or in_office(role, turn.context)


def in_office(role: str, context: Context) -> str:
    """Who fills the role in the office whatever the petition, or "nobody(<role>)"."""
    return context.office.roles.get(role) or f"nobody({role})"


def is_filled(role: str, turn: Turn) -> bool:
    return resolved(role, turn) != f"nobody({role})"


def home(context: Context) -> str:
    """Where a petition lies that nobody has been named for: the coordinating department, else the office."""
    return context.office.roles.get(COORDINATING) or context.office.name


def unit_of(line: e.Line, before: Petition) -> str | None:
    """Which unit an event is about, so that it touches only the duties of that target (rulebook.md trap 4).

    A unit that is not named is the actor's own; None = the event concerns the petition as a whole.
    """
    event = line.event
    match event:
        case e.Forwarded():
            return event.target
        case e.SignedFor():
            return event.unit
        case e.Returned():
            return event.unit or before.routing.holder or before.routing.on_the_way_to
        case e.ResultReported():
            return event.unit or line.actor.unit
        case e.Accepted() | e.Answered():
            return line.actor.unit
        case _:
            return None


def _handling_unit(turn: Turn) -> str:
    """The target of the live forwarding, else the unit handling the petition, else the coordinating one."""
    routing = turn.after.routing
    return routing.on_the_way_to or routing.holder or in_office(COORDINATING, turn.context)


def _target(turn: Turn) -> str:
    return unit_of(turn.line, turn.before) or ""


def _actor(turn: Turn) -> str:
    return turn.line.actor.name


def _petitioner(turn: Turn) -> str:
    """The word itself: a petitioner's name is a personal field and stands in no duty."""
    del turn
    return "petitioner"


def _assigner(turn: Turn) -> str:
    return turn.after.details.assigner or ""


def _instructing_leader(turn: Turn) -> str:
    """Who instructed last, else before whom the petition was put last."""
    for line in reversed(turn.after.lines):
        match line.event:
            case e.Instructed():
                return line.event.leader or line.actor.name
            case e.Submitted():
                return line.event.to
            case _:
                pass
    return ""


_BY_PETITION: Mapping[str, Callable[[Turn], str]] = {
    "handling_unit": _handling_unit,
    "target": _target,
    "actor": _actor,
    "petitioner": _petitioner,
    "assigner": _assigner,
    "instructing_leader": _instructing_leader,
}
"""Roles that the petition itself fills; where it does not, the office may."""
