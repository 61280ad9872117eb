"""Which acts make sense now, and why the others do not, whatever is filled into their forms.

Each act is tried with nothing filled in, once for each of its closed codes, against the same checks as in decide.py;
what is only lacking because nobody has typed anything yet does not count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from itertools import product
from typing import Any, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec
from msgspec import Struct

from domain import commands as c
from domain import duties, extensions, forms, guards, lifecycle, routes
from domain.attachments import attachments
from domain.deciding import Context, Reason, Refused
from domain.filling import filled
from domain.making import line_of, made
from domain.petition import Petition
from domain.rulebook import DutyRule, Rulebook
from domain.turn import Turn, turn_of
from domain.values import Actor, Moment
from domain.vocabulary import UNIT_KINDS, VERBS
from domain.wellformed import SHAPES

ACTS: tuple[type[Struct], ...] = tuple(act for act in get_args(c.Act) if act not in (c.Receive, c.Attach))
BLANK = "…"
NOBODY = UUID(int=0)
TYPED = frozenset({"fields", "form_complete", "count_at_least", "count_at_most", "target_not"})
"""Requirements of a guard that what is typed can meet."""
OTHERWISE: Mapping[str, str] = {"taker": "……", "text": BLANK}
"""Somebody else than who gives, and something that is said."""


class Possible(Struct, frozen=True, kw_only=True):
    """Whether an act makes sense now. `choices`: for each closed field the codes with which it does.

    `reasons` stand against it where it does not: those of the choice against which least is said.
    """

    verb: str
    allowed: bool
    reasons: tuple[Reason, ...] = ()
    choices: Mapping[str, tuple[str, ...]] = {}


def possible(state: Petition, actor: Actor, moment: Moment, context: Context) -> tuple[Possible, ...]:
    """Every act, in the order of the vocabulary."""
    return tuple(judged(kind, state, actor, moment, context) for kind in ACTS)


def judged(kind: type[Struct], state: Petition, actor: Actor, moment: Moment, context: Context) -> Possible:
    """One act."""
    tried = [
        (choice, tuple(_against(kind, choice, state, actor, moment, context)))
        for choice in _tries(kind, state, context)
    ]
    fitting = [choice for choice, reasons in tried if not reasons]
    name = kind.__name__
    if not fitting:
        return Possible(verb=name, allowed=False, reasons=min((said for _, said in tried), key=len))
    return Possible(verb=name, allowed=True, choices=_by_field(fitting))


def _by_field(fitting: Iterable[Mapping[str, Any]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for choice in fitting:
        for name, value in choice.items():
            if isinstance(value, str) and value and name not in ("target", "target_kind"):
                found.setdefault(name, {})[value] = None
    return {name: tuple(values) for name, values in found.items()}


# ---- what is tried


def _tries(kind: type[Struct], state: Petition, context: Context) -> list[dict[str, Any]]:
    """Every code of what must be said, or else of the field that decides most; and every kind of unit as a target."""
    known = [(name, values) for name, values in _choices(kind, state, context) if values]
    must = [pair for pair in known if pair[0] in _bare(kind)] or known[:1]
    tried = [dict(zip((name for name, _ in must), chosen, strict=True)) for chosen in product(*(v for _, v in must))]
    if "target" not in kind.__struct_fields__:
        return tried
    return [{**choice, **target} for choice in tried for target in _targets(state, context)]


def _targets(state: Petition, context: Context) -> list[dict[str, Any]]:
    """A unit of each kind that neither has it nor gets it, and bodies of each kind that the office does not know."""
    routing = state.routing
    others = (unit for unit in context.office.units if unit.name not in (routing.holder, routing.on_the_way_to))
    known = {unit.kind: unit.name for unit in others}
    return [{"target": name} for name in known.values()] + [
        {"target": BLANK, "target_kind": kind} for kind in UNIT_KINDS
    ]


def _choices(kind: type[Struct], state: Petition, context: Context) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """The fields for which something out of the petition or its rulebook is chosen, then those with closed codes."""
    for name in kind.__struct_fields__:
        if name in _CHOSEN:
            yield name, _CHOSEN[name](state, context)
    for name, words in SHAPES[kind].codes:
        if name != "target_kind":
            yield name, tuple(words)


def _steps(state: Petition, context: Context) -> tuple[str, ...]:
    route = context.book.routes_by_id.get(state.route)
    return tuple(step.id for step in route.steps) if route else ()


_CHOSEN: Mapping[str, Callable[[Petition, Context], tuple[Any, ...]]] = {
    "outcome": lambda _, context: tuple(each.id for each in context.book.outcomes),
    "duty": lambda state, _: tuple(extensions.called(state)),
    "to_step": _steps,
    "form": lambda _, context: tuple(form.id for form in context.book.forms if form.kind == "checklist"),
    "attachment": lambda state, _: tuple(attachments(state.lines)),
    "of": lambda state, _: tuple(line.version for line in state.lines) or (None,),
}


@cache
def _bare(kind: type[Struct]) -> dict[str, Any]:
    """The required fields with something in them that says nothing."""
    hints = get_type_hints(kind, include_extras=True)
    return {field.name: _blank(hints[field.name]) for field in msgspec.structs.fields(kind) if field.required}


def _blank(hint: Any) -> Any:
    if get_origin(hint) is dict:
        return {}
    simple: dict[Any, Any] = {bool: True, int: 1, date: date.max - timedelta(days=400), UUID: NOBODY}
    return simple.get(hint, BLANK)


def _act(kind: type[Struct], choice: Mapping[str, Any], state: Petition, moment: Moment) -> Any:
    said = {**_bare(kind), **choice}
    said |= {name: value for name, value in OTHERWISE.items() if name in kind.__struct_fields__}
    if kind is c.Unjoin:
        said["to"] = state.joined or NOBODY
    if "unit" in said:
        said["unit"] = state.routing.on_the_way_to or state.routing.holder or BLANK
    for name, value in said.items():
        if isinstance(value, date):
            said[name] = moment.day
    return kind(**said)


# ---- what stands against it


def _against(
    kind: type[Struct],
    choice: Mapping[str, Any],
    state: Petition,
    actor: Actor,
    moment: Moment,
    context: Context,
) -> Iterator[Reason]:
    act = _act(kind, choice, state, moment)
    yield from lifecycle.faults(state, act, moment)
    if state.received is None:
        return
    asked = c.Asked(petition=state.id, command=act, actor=actor, occurred=moment, now=context.now)
    try:
        event = made(act, state, actor, moment, context)
        turn = filled(kind.__name__, turn_of(state, line_of(state, asked, event, context), context))
    except Refused as refused:
        yield from refused.reasons
        return
    yield from _guarded(kind.__name__, turn)
    yield from routes.faults(turn)
    yield from _unfitting(turn)
    yield from extensions.faults(turn)
    yield from duties.faults(turn)


def _guarded(verb: str, turn: Turn) -> Iterator[Reason]:
    """What the guards have against it that nothing typed can cure."""
    for guard in turn.context.book.guards_by_verb.get(verb, ()):
        rest = tuple(each for each in guard.require if not _is_typed(each))
        if guard.effect == "refuse" and rest:
            yield from guards.said_against(msgspec.structs.replace(guard, require=rest), turn)


def _is_typed(requirement: Any) -> bool:
    if requirement.name == "any_of":
        return any(_is_typed(each) for each in requirement.argument)
    return requirement.name in TYPED


def _unfitting(turn: Turn) -> Iterator[Reason]:
    """An outcome that is not for such a petition; what it wants to be told can still be typed."""
    outcome = getattr(turn.event, "outcome", None)
    known = next((each for each in turn.context.book.outcomes if each.id == outcome), None)
    if known is not None and forms.is_for_others(known, turn):
        yield from forms.outcome_faults(turn)


# ---- which act meets a duty


def meets(entry: str, book: Rulebook) -> tuple[str, ...]:
    """The verbs that can meet a duty of that entry, in the order in which the rulebook names their events."""
    rule = book.duties_by_id.get(entry)
    return tuple(dict.fromkeys(_verbs(rule))) if rule else ()


def _verbs(rule: DutyRule) -> Iterator[str]:
    for trigger in rule.met_by:
        yield from (verb for verb, event in VERBS.items() if event == trigger.event)
