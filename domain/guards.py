"""Guards: what a rulebook demands when a verb is used, refused or recorded as a breach (rulebook.md 1.5)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from unicodedata import normalize

from domain import events as e
from domain.conditions import holds
from domain.deciding import Reason
from domain.fields import in_words, missing, value_of
from domain.forms import lacking
from domain.roles import is_filled
from domain.rulebook import GuardRule, Requirement, Trigger
from domain.turn import Turn, seen
from domain.values import Details, Person, is_before

Words = tuple[str, str]
"""What is missing, Chinese and English."""

NO_EXCUSE = ("Close", "Extend")
"""Verbs that are decisions always: a reason for entering them late opens no door (rulebook.md trap 13)."""


def objections(verb: str, turn: Turn) -> tuple[list[Reason], list[e.Breach]]:
    """All that the guards of this verb have against it: reasons to refuse it, and breaches to record with it.

    Where the line says why a thing is entered although it has already happened, `done` decides, else
    `effect`.
    """
    refusals: list[Reason] = []
    breaches: list[e.Breach] = []
    excused = turn.line.already_done is not None and verb not in NO_EXCUSE
    for guard in turn.context.book.guards_by_verb.get(verb, ()):
        for zh, en in _objections(guard, turn):
            if (guard.done if excused else guard.effect) == "breach":
                breaches.append(e.Breach(guard.clause, guard.id, en))
            else:
                refusals.append(Reason(guard.clause, guard.id, f"{guard.zh}：{zh}" if guard.zh else zh, en))
    return refusals, breaches


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
    names = ", ".join(trigger.event for trigger in triggers)
    return f"此前须有{names}", f"before it there must be {names}"


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
    return len({member.id if isinstance(member, Person) else _letters(member) for member in members})


def _letters(name: str) -> str:
    return "".join(normalize("NFKC", name).split()).casefold()


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
    return f"{form.zh or form.id}缺：{zh}", f"{form.id} lacks {en}"


def _roles_named(roles: tuple[str, ...], turn: Turn) -> Words | None:
    empty = [role for role in roles if not is_filled(role, turn)]
    return (f"未明确{'、'.join(empty)}", f"nobody is named as {', '.join(empty)}") if empty else None


def _target_not(relations: tuple[str, ...], turn: Turn) -> Words | None:
    """The words do not say why: who may not know of an accusation would learn of it (rulebook.md trap 31)."""
    if _related(relations, turn.after.details).isdisjoint(_handed_to(turn)):
        return None
    return "不得转给该单位或者个人", "it may not be passed to this unit or person"


def _handed_to(turn: Turn) -> set[str]:
    """Whom the act gives the petition to; one that is taken up again may stay with who had it."""
    event = turn.event
    match event:
        case e.Forwarded():
            return {event.target, *event.assisting}
        case e.SignedFor():
            return {event.unit}
        case e.Returned():
            return {event.back_to}
        case e.Reopened():
            return {turn.after.routing.holder}
        case _:
            return set()


def _actor_not(relations: tuple[str, ...], turn: Turn) -> Words | None:
    actor = turn.line.actor
    if _related(relations, turn.after.details).isdisjoint({actor.name, actor.unit, actor.acting_for}):
        return None
    return "经办人应当回避", "this officer may not act here"


def _related(relations: tuple[str, ...], known: Details) -> set[str]:
    """Units and persons in one of these relations; a sealed name cannot be compared, its unit can."""
    people = (*(known.accused or ()),) if "accused" in relations else ()
    if "petitioner" in relations and known.petitioner:
        people = (*people, known.petitioner)
    units = set(known.accused_units or ()) if "accused" in relations else set()
    return units | {person.name for person in people if isinstance(person.name, str) and person.name}


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
    "any_of": _any_of,
}
