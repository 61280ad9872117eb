"""Guards: what a rulebook demands when a verb is used, refused or recorded as a breach (rulebook.md 1.5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from domain import events as e
from domain.conditions import holds
from domain.deciding import Reason
from domain.fields import in_words, missing, value_of
from domain.forms import lacking
from domain.petition import this_round
from domain.relations import names
from domain.roles import is_filled, is_leader, standing_units
from domain.rulebook import GuardRule, Requirement, Trigger
from domain.turn import Turn, seen
from domain.values import Person, is_before, letters
from domain.vocabulary import DECISIONS
from domain.words import EVENTS, ROLES, listed, titled

Words = tuple[str, str]
"""What is missing, Chinese and English."""

NO_EXCUSE = DECISIONS
"""Verbs that are decisions always: a reason for entering them late opens no door (rulebook.md trap 13)."""


def objections(verb: str, turn: Turn) -> tuple[list[Reason], list[e.Breach]]:
    """All that the guards of this verb have against it: reasons to refuse it, and breaches to record with it.

    Where the line says why a thing is entered although it has already happened, `done` decides, else
    `effect`. Of history nothing is refused.
    """
    refusals: list[Reason] = []
    breaches: list[e.Breach] = []
    excused = turn.line.already_done is not None and verb not in NO_EXCUSE
    for guard, reason in _against(verb, turn):
        if turn.line.historic or (guard.done if excused else guard.effect) == "breach":
            breaches.append(breach(reason))
        else:
            refusals.append(reason)
    return refusals, breaches


def breach(reason: Reason) -> e.Breach:
    """What would be a reason to refuse, recorded of something that has happened."""
    return e.Breach(reason.clause, reason.entry, reason.en)


def against(verb: str, turn: Turn) -> list[Reason]:
    """The same, in words for people, whether it refuses or is recorded."""
    return [reason for _, reason in _against(verb, turn)]


def _against(verb: str, turn: Turn) -> Iterator[tuple[GuardRule, Reason]]:
    for guard in turn.context.book.guards_by_verb.get(verb, ()):
        for reason in said_against(guard, turn):
            yield guard, reason


def said_against(guard: GuardRule, turn: Turn) -> Iterator[Reason]:
    """What one guard has against the event, in words for people."""
    for zh, en in _objections(guard, turn):
        yield Reason(guard.clause, guard.id, _said(guard, zh), en)


def _said(guard: GuardRule, zh: str) -> str:
    """What is missing, behind what the guard wants; never why somebody is kept from it (rulebook.md trap 31)."""
    silent = any(requirement.name in ("target_not", "actor_not") for requirement in guard.require)
    return zh if silent or not guard.zh else f"{guard.zh}：{zh}"


def _objections(guard: GuardRule, turn: Turn) -> Iterator[Words]:
    if holds(guard.when, turn.facts):
        for requirement in guard.require:
            if words := _check(requirement, turn):
                yield words


def _check(requirement: Requirement, turn: Turn) -> Words | None:
    return CHECKS[requirement.name](requirement.argument, turn)


# ---- the closed list of requirements; each answers what is missing, or None


def _event_seen(triggers: tuple[Trigger, ...], turn: Turn) -> Words | None:
    """One of them happened, and not after this: a later one is no ground for it."""
    if any(not is_before(turn.line.occurred, moment) for moment in seen(triggers, turn)):
        return None
    names = tuple(dict.fromkeys(trigger.event for trigger in triggers))
    return f"此前须有{listed(EVENTS, names)}", f"before it there must be {', '.join(names)}"


def _not_before(triggers: tuple[Trigger, ...], turn: Turn) -> Words | None:
    later = [moment for moment in seen(triggers, turn) if is_before(turn.line.occurred, moment)]
    if not later:
        return None
    last = max(moment.day for moment in later)
    return f"不得早于{last}已发生之事", f"it cannot come before what happened on {last}"


def _fields(names: tuple[str, ...], turn: Turn) -> Words | None:
    if not (lack := missing(names, turn)):
        return None
    zh, en = in_words(lack)
    return f"须写明{zh}", f"it needs {en}"


def _counted(field: str, turn: Turn) -> int:
    """Distinct members; a person is known by the id, a name by its letters, however it was spaced or typed."""
    value = value_of(field, turn)
    members = value if isinstance(value, tuple) else ()
    return len({member.id if isinstance(member, Person) else letters(member) for member in members})


def _count_at_least(argument: tuple[str, int], turn: Turn) -> Words | None:
    field, least = argument
    count = _counted(field, turn)
    if count >= least:
        return None
    return (
        f"{in_words([field])[0]}至少{least}，现为{count}",
        f"at least {least} different {field}, not {count}",
    )


def _count_at_most(argument: tuple[str, int], turn: Turn) -> Words | None:
    field, most = argument
    count = _counted(field, turn)
    if count <= most:
        return None
    return f"{in_words([field])[0]}至多{most}，现为{count}", f"at most {most} {field}, not {count}"


def _form_complete(form_id: str, turn: Turn) -> Words | None:
    form = turn.context.book.forms_by_id[form_id]
    if not (lack := lacking(form, turn)):
        return None
    zh, en = in_words(lack)
    return f"{titled(form.zh, form.id)}缺：{zh}", f"{form.id} lacks {en}"


def _roles_named(roles: tuple[str, ...], turn: Turn) -> Words | None:
    empty = [role for role in roles if not is_filled(role, turn)]
    return (f"未明确{listed(ROLES, empty)}", f"nobody is named as {', '.join(empty)}") if empty else None


def _target_not(relations: tuple[str, ...], turn: Turn) -> Words | None:
    """The words do not say why: who may not know of an accusation would learn of it (rulebook.md trap 31)."""
    those = _related(relations, turn)
    if not those or those.isdisjoint(letters(name) for name in _handed_to(turn)):
        return None
    return "不得转给该单位或者个人", "it may not be passed to this unit or person"


def _handed_to(turn: Turn) -> set[str]:
    """Whom the act gives the petition to; one that is taken up again may stay with who had it."""
    event = turn.event
    match event:
        case e.Forwarded():
            return {event.target, event.handler, *event.assisting} - {""}
        case e.SignedFor():
            return {event.unit, turn.line.actor.name}
        case e.Returned():
            return {event.back_to}
        case e.Reopened():
            return {turn.after.routing.holder, event.handler} - {""}
        case e.HandedOver():
            return {event.taker}
        case _:
            return _told_to(event)


def _told_to(event: e.Event) -> set[str]:
    """Whom the act lets know of the petition without moving it."""
    match event:
        case e.Submitted() | e.SpecialReported() | e.Pressed():
            return {event.to}
        case e.BodyTold():
            return {event.name} - {""}
        case e.Appointed():
            return {event.leader}
        case e.SuggestionMade():
            return {event.to_body}
        case _:
            return set()


def _actor_not(relations: tuple[str, ...], turn: Turn) -> Words | None:
    """Whoever serves in the unit of one of them, and is none himself, may act; nobody acts in the name of one."""
    actor = turn.line.actor
    those = _related(relations, turn)
    if not those:
        return None
    acts = {letters(name) for name in (actor.name, actor.acting_for, _leader_of(turn.event))}
    if those.isdisjoint(acts) and letters(actor.unit) not in those - turn.accused.own:
        return None
    return "经办人应当回避", "this officer may not act here"


def _leader_of(event: e.Event) -> str:
    """The leader in whose name somebody else enters the act, "" where it is the actor's own."""
    return event.leader if isinstance(event, e.Instructed | e.Met) else ""


def _related(relations: tuple[str, ...], turn: Turn) -> set[str]:
    """Units and persons in one of these relations, by the letters of their names."""
    found: set[str] = set()
    for relation in relations:
        if names_ := RELATED[relation](turn):
            found |= {letters(name) for name in names_}
    return found - {""} if found else found


def _accused(turn: Turn) -> set[str]:
    """All from whom an accusation is kept (reading 41)."""
    return set(turn.accused.everyone)


def _petitioner(turn: Turn) -> set[str]:
    known = turn.after.details
    return set(names((known.petitioner,))) if known.petitioner else set()


def _recused(turn: Turn) -> set[str]:
    return set(turn.after.recused)


def _who_did(kind: type[e.Fact], turn: Turn) -> set[str]:
    """Who did that last in this round."""
    lines = (line for line in reversed(this_round(turn.before)) if isinstance(line.event, kind))
    last = next(lines, None)
    return {last.actor.name} if last else set()


RELATED: Mapping[str, Callable[[Turn], set[str]]] = {
    "accused": _accused,
    "recused": _recused,
    "drafter": partial(_who_did, e.Drafted),
    "reviewer": partial(_who_did, e.Reviewed),
    "petitioner": _petitioner,
}


def _actor_in(standings: tuple[str, ...], turn: Turn) -> Words | None:
    """The actor's unit has to do with the petition; somebody who leads the office always has."""
    actor = turn.line.actor
    if {actor.unit, actor.name} & {unit for standing in standings for unit in standing_units(standing, turn)}:
        return None
    if "leaders" in standings and is_leader(turn):
        return None
    return (
        f"{actor.unit or actor.name}既非承办、协办单位，也未受转办",
        "the unit neither handles nor assists this petition",
    )


def _any_of(alternatives: tuple[Requirement, ...], turn: Turn) -> Words | None:
    found = [_check(each, turn) for each in alternatives]
    lacks = [words for words in found if words]
    if len(lacks) < len(found):
        return None
    return "；或者".join(zh for zh, _ in lacks), "; or ".join(en for _, en in lacks)


CHECKS: Mapping[str, Callable[[Any, Turn], Words | None]] = {
    "event_seen": _event_seen,
    "not_before": _not_before,
    "fields": _fields,
    "count_at_least": _count_at_least,
    "count_at_most": _count_at_most,
    "form_complete": _form_complete,
    "roles_named": _roles_named,
    "target_not": _target_not,
    "actor_not": _actor_not,
    "actor_in": _actor_in,
    "any_of": _any_of,
}
