"""The rulebook as far as no words typed into the form of one verb can meet it, whatever the petition.

A rule that asks for a field of the form is taken out, and so is one whose condition such a field decides. What is left
is applied by the functions that apply the whole of it: no rule is written twice.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from domain import events as e
from domain import vocabulary as v
from domain.conditions import named_in
from domain.rulebook import ALWAYS, DutyRule, FormRule, GuardRule, Requirement, RouteRule, Rulebook, Trigger
from domain.values import Details, Person

TELLS_DETAILS = frozenset({"Register", "Classify"})
SENDS = frozenset({"Forward", "Assign"})
NAMES_A_UNIT = SENDS | {"ReportResult", "ReturnReport", "Suggest"}
"""Verbs whose event concerns the unit that is typed: another unit is another target."""
OF_DETAILS = frozenset(
    {"importance", "urgent", "purpose", "procedure", "anonymous", "reachable", "collective", "joint"}
    | {"assigner_named", "names_accused", "held_by_accused", "restricted"}
)
"""Facts that hang on what is known of a petition."""
TYPED_FACTS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(TELLS_DETAILS, OF_DETAILS),
    **dict.fromkeys(SENDS, frozenset({"overrides", "held_by_accused"})),
    "Reopen": frozenset({"held_by_accused"}),
    "ReportResult": frozenset({"report_returned"}),
}
"""Facts that hang on what is typed into the form, beside its closed codes, which are tried one by one."""
TYPED_ROLES: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(TELLS_DETAILS, frozenset({"assigner", "leader_in_charge"})),
    **dict.fromkeys((*SENDS, "Reopen"), frozenset({"leader_in_charge", "handling_unit", "target"})),
}
"""Roles that are filled, or not, by what is typed."""
TARGET_KNOWN = frozenset({"SignFor", "Return"})
"""Verbs by which it goes where it is known to go; for any other another name can be typed."""


class Beyond(Struct, frozen=True, kw_only=True):
    """What is left of a rulebook for one verb.

    `open_facts` are those that the form decides. `on` is the same book with one route only, by its id; "" without any.
    `decisive` are the facts of which its rules ask at this verb.
    """

    book: Rulebook
    on: Mapping[str, Rulebook]
    open_facts: frozenset[str]
    decisive: frozenset[str]


class _Typed(Struct, frozen=True):
    """What the form of a verb decides: facts, and which fields it can fill."""

    verb: str
    event: str
    facts: frozenset[str]
    fields: frozenset[str]


# ---- each book once


KEPT = 64
_known: OrderedDict[int, tuple[Rulebook, dict[str, Beyond]]] = OrderedDict()
"""By the identity of the book, which is held, so that no other one gets the same."""


def beyond(book: Rulebook, verb: str) -> Beyond:
    """What of the book stands against the verb whatever is typed; reckoned once."""
    known = _known.get(id(book))
    if known is None:
        known = _known[id(book)] = (book, {})
        while len(_known) > KEPT:
            _known.popitem(last=False)
    if verb not in known[1]:
        known[1][verb] = _beyond(book, verb)
    return known[1][verb]


def _beyond(book: Rulebook, verb: str) -> Beyond:
    typed = _Typed(verb, v.VERBS[verb], TYPED_FACTS.get(verb, frozenset()), typed_fields(verb))
    rest = replace(
        book,
        guards=tuple(_guards(book, typed)),
        forms=tuple(_form(form, typed) for form in book.forms),
        routes=tuple(_route(route, typed) for route in book.routes),
        outcomes=tuple(replace(each, needs=_left(each.needs, typed.fields)) for each in book.outcomes),
        duties=tuple(_duty(rule, typed) for rule in book.duties),
    )
    return Beyond(
        book=rest, on=_on(rest, typed.facts), open_facts=typed.facts, decisive=frozenset().union(*_asked(rest, typed))
    )


def _on(rest: Rulebook, facts: frozenset[str]) -> dict[str, Rulebook]:
    """Where the form may decide which route it is, each of them alone."""
    if not any(named_in(route.when) & facts for route in rest.routes):
        return {}
    alone = {route.id: replace(rest, routes=(replace(route, when=ALWAYS),)) for route in rest.routes}
    return {"": replace(rest, routes=()), **alone}


def typed_fields(verb: str) -> frozenset[str]:
    """The fields that the form can fill: those of the event, and where it tells details, all that is known by them."""
    kind: type[Struct] = getattr(e, v.VERBS[verb])
    own = frozenset(kind.__struct_fields__)
    if verb in TELLS_DETAILS:
        own |= frozenset((*Details.__struct_fields__, *Person.__struct_fields__))
    return own | {name for name, either in v.EITHER.items() if own.intersection(either)}


def _left(names: Iterable[str], typed: Collection[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name not in typed)


# ---- what is left of each entry


def _guards(book: Rulebook, typed: _Typed) -> Iterator[GuardRule]:
    """Those of this verb only."""
    for guard in book.guards_by_verb.get(typed.verb, ()):
        rest = tuple(filter(None, (_requirement(each, typed) for each in guard.require)))
        if rest and not named_in(guard.when) & typed.facts:
            yield replace(guard, require=rest)


def _requirement(asked: Requirement, typed: _Typed) -> Requirement | None:
    """The requirement without what can be typed; None where nothing is left of it."""
    left = LEFT.get(asked.name)
    argument = left(asked.argument, typed) if left else asked.argument
    return Requirement(asked.name, argument) if argument else None


def _all_certain(triggers: tuple[Trigger, ...], typed: _Typed) -> tuple[Trigger, ...]:
    """One that may have fired is enough."""
    return triggers if len(_certain(triggers, typed)) == len(triggers) else ()


def _all_left(alternatives: tuple[Requirement, ...], typed: _Typed) -> tuple[Requirement, ...]:
    """One that can be typed is enough."""
    left = tuple(filter(None, (_requirement(each, typed) for each in alternatives)))
    return left if len(left) == len(alternatives) else ()


def _certain(triggers: Iterable[Trigger], typed: _Typed) -> tuple[Trigger, ...]:
    """Those of which nothing that is typed says whether they fired; an event carries its own facts."""
    return tuple(each for each in triggers if not (named_in(each.when) - v.CARRIED[each.event]) & typed.facts)


LEFT: Mapping[str, Callable[[Any, _Typed], object]] = {
    "fields": lambda names, typed: _left(names, typed.fields),
    "count_at_least": lambda count, typed: () if count[0] in typed.fields else count,
    "count_at_most": lambda count, typed: () if count[0] in typed.fields else count,
    "roles_named": lambda roles, typed: _left(roles, TYPED_ROLES.get(typed.verb, frozenset())),
    "target_not": lambda relations, typed: relations if typed.verb in TARGET_KNOWN else (),
    "actor_not": lambda relations, typed: _left(relations, {"petitioner"} if typed.verb in TELLS_DETAILS else ()),
    "event_seen": _all_certain,
    "not_before": _certain,
    "any_of": _all_left,
}
"""What is left of the argument of each requirement; the others stand as they are."""


def _route(route: RouteRule, typed: _Typed) -> RouteRule:
    """Without steps where what is typed decides which of them it is."""
    return replace(route, steps=()) if any(named & typed.facts for named in _whens(route, typed.event)) else route


def _whens(route: RouteRule, event: str) -> Iterator[frozenset[str]]:
    """The facts of which the steps of this event ask."""
    return (named_in(step.when) for step in route.steps if step.event == event)


def _form(form: FormRule, typed: _Typed) -> FormRule:
    left = () if named_in(form.when) & typed.facts else _left(form.required, typed.fields)
    return form if left == form.required else replace(form, required=left)


def _duty(rule: DutyRule, typed: _Typed) -> DutyRule:
    """A date that the form sets can be set as it stands; what hangs on what is typed has not lapsed for every form."""
    if rule.field in typed.fields:
        rule = replace(rule, field="")
    if rule.late != "refuse" or typed.event not in rule.settled_by:
        return rule
    if rule.per == "target" and typed.verb in NAMES_A_UNIT:
        return replace(rule, late="record")
    return replace(rule, met_by=tuple(each for each in rule.met_by if not named_in(each.when) & typed.facts))


# ---- of which facts its rules ask


def _asked(book: Rulebook, typed: _Typed) -> Iterator[frozenset[str]]:
    for guard in book.guards:
        yield named_in(guard.when)
        yield from (named_in(trigger.when) for each in guard.require for trigger in _triggers(each))
    for route in book.routes:
        yield named_in(route.when)
        yield from _whens(route, typed.event)
        yield frozenset({"target_kind"} if any(step.to for step in route.steps if step.event == typed.event) else ())
    yield from (named_in(form.when) for form in book.forms)
    for rule in book.duties:
        if rule.late == "refuse":
            yield from (named_in(trigger.when) for trigger in rule.met_by if trigger.event == typed.event)


def _triggers(requirement: Requirement) -> Iterator[Trigger]:
    match requirement.name, requirement.argument:
        case "event_seen" | "not_before", tuple(triggers):
            yield from triggers
        case "any_of", tuple(alternatives):
            for each in alternatives:
                yield from _triggers(each)
        case _:
            pass
