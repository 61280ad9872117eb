"""The facts of a petition and whether a condition or a trigger holds for them (rulebook.md 1.1)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import get_args

from domain import events as e
from domain import vocabulary as v
from domain.petition import Petition
from domain.rulebook import ALWAYS, Condition, Settings, Trigger
from domain.values import Details

Facts = Mapping[str, v.Value]

_CARRIED: Mapping[type, tuple[str, ...]] = {
    fact: tuple(v.CARRIED[fact.__name__]) for fact in get_args(e.Fact) if v.CARRIED[fact.__name__]
}


def facts_of(petition: Petition, this: e.Event, settings: Settings) -> Facts:
    """Every fact of the petition as it is after `this`, and what `this` itself carries.

    A fact that nothing is known of has its default. Facts of other events have no value, so that only
    their negation holds.
    """
    return {**_came_in_as(petition), **_known_of(petition, settings), **_done_with(petition), **carried_by(this)}


def _came_in_as(petition: Petition) -> dict[str, v.Value]:
    received = petition.received
    source = received.source if received else "direct"
    return {
        "channel": received.channel if received else "",
        "source": source,
        "handed_down": source in v.HANDED_DOWN,
        "place": received.place if received else "elsewhere",
        "from_chief_day": received is not None and received.from_chief_day,
    }


def _known_of(petition: Petition, settings: Settings) -> dict[str, v.Value]:
    known = petition.details
    people = known.people or 1
    channel = petition.received.channel if petition.received else ""
    return {
        "importance": known.importance or "ordinary",
        "urgent": known.urgent or False,
        "purpose": known.purpose or "unknown",
        "procedure": known.procedure or "unknown",
        "anonymous": known.anonymous or False,
        "reachable": known.reachable is not False,
        "collective": people >= settings.collective_min and channel in settings.collective_channels,
        "joint": people > 1,
        "assigner_named": bool(known.assigner),
        "names_accused": bool(known.accused or known.accused_units),
        "held_by_accused": False,  # the turn knows who leads which unit
        "restricted": is_restricted(known),
        "office_role": settings.office_role,
    }


def is_restricted(known: Details) -> bool:
    """Whether only those who are cleared may know of it: an accusation is, unless somebody has said otherwise."""
    return known.purpose == "accusation" if known.restricted is None else known.restricted


def _done_with(petition: Petition) -> dict[str, v.Value]:
    ending = petition.ending
    return {
        "repeat": petition.joined is not None,
        "first_of_matter": petition.joined is None,
        "final": petition.final,
        "assigned_out": petition.assigned_out,
        "reopened": petition.round > 0,
        "accepted": petition.accepted_at is not None,
        "extended": petition.extended,
        "answered": ending.answered is not None,
        "answer_delivered": ending.delivered is not None,
        "handed_on": bool(petition.routing.senders),
        "refused": ending.refused is not None,
        "report_returned": bool(petition.reports_wanted),
    }


def carried_by(this: e.Event) -> Facts:
    """The facts of the event alone."""
    return {name: getattr(this, name) for name in _CARRIED.get(type(this), ())}


def holds(condition: Condition, facts: Facts) -> bool:
    """All facts named have one of the values named, any one part of `any_of` holds, `negated` does not."""
    if condition is ALWAYS:
        return True
    for fact, wanted in condition.facts:
        if facts.get(fact) not in wanted:
            return False
    if condition.any_of and not any(holds(part, facts) for part in condition.any_of):
        return False
    return condition.negated is None or not holds(condition.negated, facts)


def may_hold(condition: Condition, facts: Facts, open_: Collection[str]) -> bool | None:
    """As `holds` where the facts named in `open_` may have any value: None = it depends on them."""
    parts = [None if fact in open_ else facts.get(fact) in wanted for fact, wanted in condition.facts]
    if condition.any_of:
        parts.append(_any_may([may_hold(part, facts, open_) for part in condition.any_of]))
    if condition.negated is not None:
        negated = may_hold(condition.negated, facts, open_)
        parts.append(None if negated is None else not negated)
    if False in parts:
        return False
    return None if None in parts else True


def _any_may(parts: Collection[bool | None]) -> bool | None:
    if True in parts:
        return True
    return None if None in parts else False


def named_in(condition: Condition) -> frozenset[str]:
    """The facts of which the condition asks."""
    inner = (*condition.any_of, *((condition.negated,) if condition.negated else ()))
    return frozenset(fact for fact, _ in condition.facts).union(*map(named_in, inner))


def fires(triggers: Sequence[Trigger], event: str, facts: Facts) -> bool:
    """Whether one of the triggers waits for an event of this name with these facts."""
    for trigger in triggers:  # noqa: SIM110 - half the time of `any` over a generator, and asked most of all
        if trigger.event == event and holds(trigger.when, facts):
            return True
    return False
