"""What must hold in a rulebook beyond its words: keys that belong together, references, facts that are known.

Each check yields faults, the word that is wrong and what was expected there; the loader adds file and entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from string import Formatter
from typing import Any

from msgspec import Struct

from domain import rulebook as r
from domain import vocabulary as v

Fault = tuple[str, str]
Faults = Iterator[Fault]
Ids = Mapping[str, frozenset[str]]
"""The ids of each kind in the book, inherited ones too."""

TARGETED = ("Forwarded", "SignedFor", "Returned", "ResultReported")
SERIES_EVENTS = ("Registered",)
PATTERN_PARTS = ("office", "year", "number")
NUMBER_WIDTHS = frozenset({"", *(f"{width:02}" for width in range(1, 10))})


def entry_faults(kind: str, entry: Struct, ids: Ids) -> Faults:
    """Everything wrong with one entry of that kind, in a book with these ids."""
    for check in CHECKS[kind]:
        yield from check(entry, ids)


def facts_in(condition: r.Condition) -> Iterator[tuple[str, tuple[v.Value, ...]]]:
    """Every fact that a condition asks for, with the values it names, at any depth."""
    yield from condition.facts
    for part in condition.any_of:
        yield from facts_in(part)
    if condition.negated:
        yield from facts_in(condition.negated)


def _condition(condition: r.Condition, events: Iterable[str], ids: Ids) -> Faults:
    """Event facts only where each of the events carries them; outcomes and duties only of this book."""
    for fact, values in facts_in(condition):
        for event in events if fact in v.EVENT_FACTS else ():
            if fact not in v.CARRIED[event]:
                yield fact, f"a fact that {event} carries: " + _list(v.CARRIED[event])
        if fact in v.ENTRY_FACTS:
            yield from _known(v.ENTRY_FACTS[fact], map(str, values), ids)


def _petition_only(entry: r.RouteRule | r.FormRule | r.OutcomeRule, ids: Ids) -> Faults:
    del ids
    for fact, _ in facts_in(entry.when):
        if fact in v.EVENT_FACTS:
            yield fact, "a fact of the petition: no event is in hand here"


def _triggers(triggers: Iterable[r.Trigger], ids: Ids) -> Faults:
    for trigger in triggers:
        yield from _condition(trigger.when, (trigger.event,), ids)


def _known(kind: str, words: Iterable[str], ids: Ids) -> Faults:
    for word in words:
        if word and word not in ids[kind]:
            yield word, f"the id of a {kind} of this book: " + _list(ids[kind])


def _list(words: Iterable[str]) -> str:
    return ", ".join(sorted(words)) or "none"


# ---- duties


def _duty_triggers(duty: r.DutyRule, ids: Ids) -> Faults:
    yield from _triggers((*duty.opens, *duty.met_by, *duty.cancelled_by), ids)
    yield from _condition(duty.when, [trigger.event for trigger in duty.opens], ids)
    if not duty.opens:
        yield "opens", "at least one event"
    if not duty.met_by:
        yield "met_by", "at least one event, so that some verb can meet the duty"


def _duty_date(duty: r.DutyRule, ids: Ids) -> Faults:
    """Amount, unit, field and nature belong together: an aim has no date, all else has one."""
    del ids
    counted = duty.unit in v.COUNTED_UNITS
    if (duty.unit == "none") != (duty.nature == "aim"):
        yield duty.unit, 'unit "none" for an aim and a unit that gives a date for a duty or a right'
    if not counted and duty.amount:
        yield "amount", "no amount where the unit counts nothing"
    if counted and not duty.after and duty.amount < 1:
        yield "amount", "at least 1 where days are counted"
    if (duty.unit == "given") != bool(duty.field):
        yield "field", 'a field where the unit is "given", and only there'
    if duty.late == "refuse" and duty.nature != "right":
        yield "late", '"refuse" for a right only: a duty may always still be met'


def _duty_field(duty: r.DutyRule, ids: Ids) -> Faults:
    del ids
    for trigger in duty.opens if duty.field else ():
        known = v.dates_of(trigger.event)
        if duty.field not in known:
            yield duty.field, f"a date that is known at {trigger.event}: " + _list(known)


def _duty_start(duty: r.DutyRule, ids: Ids) -> Faults:
    """An anchor that may not have happened is a fault of the book, never "today"."""
    del ids
    opening = {trigger.event for trigger in duty.opens}
    if duty.start == "accepted" and not _requires_accepted(duty) and opening != {"Accepted"}:
        yield "start", 'accepted = true in `when`, where the start is "accepted"'
    elif duty.start == "registered" and opening & {"Received", "Opened"}:
        yield "start", "an anchor that has happened when the duty opens"
    elif duty.start in ("signed_for", "served", "forwarded") and opening != {v.ANCHORS[duty.start]}:
        yield "start", f"{v.ANCHORS[duty.start]} as the only opening event, where it is the start"


def _requires_accepted(duty: r.DutyRule) -> bool:
    return ("accepted", (True,)) in duty.when.facts


def _duty_after(duty: r.DutyRule, ids: Ids) -> Faults:
    yield from _known("duty", [duty.after], ids)
    if duty.after and duty.unit not in v.COUNTED_UNITS:
        yield "after", "a unit that counts days from the end of the other duty"
    if duty.after and (duty.start != "this" or duty.extension):
        yield "after", "no start and no extension of its own: the date follows the other duty"


def _duty_extension(duty: r.DutyRule, ids: Ids) -> Faults:
    del ids
    if duty.extension is None:
        return
    if duty.unit not in (*v.COUNTED_UNITS, "given"):
        yield "extension", "a duty with a date that can be extended"
    if not duty.extension.by:
        yield "by", "at least one post that may extend"
    if duty.extension.mode == "total" and duty.extension.days <= duty.amount:
        yield "days", f"more days in total than the {duty.amount} without extension"


def _duty_target(duty: r.DutyRule, ids: Ids) -> Faults:
    del ids
    for trigger in duty.opens if duty.per == "target" else ():
        if trigger.event not in TARGETED:
            yield "per", f'"target" only with events that name one: {_list(TARGETED)}'


# ---- guards


def _guard(guard: r.GuardRule, ids: Ids) -> Faults:
    yield from _condition(guard.when, (v.VERBS[guard.verb],), ids)
    if not guard.require:
        yield "require", "at least one requirement"
    for requirement in guard.require:
        yield from _requirement(requirement, guard.verb, ids)


def _requirement(requirement: r.Requirement, verb: str, ids: Ids) -> Faults:
    argument: Any = requirement.argument
    if not argument:
        yield requirement.name, "an argument"
    shape = v.REQUIREMENTS[requirement.name]
    if shape == "triggers":
        yield from _triggers(argument, ids)
    elif shape == "fields":
        yield from _fields(argument, v.fields_of(verb))
    elif shape == "count":
        yield from _fields(argument[:1], v.collections_of(verb))
    elif shape == "form":
        yield from _known("form", [argument], ids)
    elif shape == "requirements":
        for each in argument:
            yield from _requirement(each, verb, ids)


def _guard_target(guard: r.GuardRule, ids: Ids) -> Faults:
    del ids
    if guard.verb not in v.HANDING_OVER and any(each.name == "target_not" for each in guard.require):
        yield "target_not", "it at a verb that hands the petition to somebody: " + _list(v.HANDING_OVER)


def _fields(names: Iterable[str], known: frozenset[str]) -> Faults:
    for name in names:
        if name not in known:
            yield name, "one of the fields " + _list(known)


# ---- routes


def _route(route: r.RouteRule, ids: Ids) -> Faults:
    if not route.steps:
        yield "steps", "at least one step"
    done: list[str] = []
    for step in route.steps:
        yield from _step(step, done, ids)
        done.append(step.id)


def _step(step: r.Step, done: list[str], ids: Ids) -> Faults:
    if step.id in done:
        yield step.id, "an id that no other step of this route has"
    for back in step.send_back:
        if back not in done:
            yield back, "the id of an earlier step: " + _list(done)
    if step.to and step.event != "Forwarded":
        yield "to", "kinds of target only at a step that forwards"
    yield from _known("form", [step.document], ids)


# ---- forms, outcomes, series


def _form(form: r.FormRule, ids: Ids) -> Faults:
    del ids
    asked = (*form.required, *form.optional)
    for name in {name for name in asked if asked.count(name) > 1}:
        yield name, "each field once, required or optional"
    for channel, names in form.not_givable.items():
        if form.channels and channel not in form.channels:
            yield channel, "a channel of this form: " + _list(form.channels)
        yield from _fields(names, frozenset(form.required))
    if form.kind in ("sheet", "event"):
        verbs = form.before or tuple(v.VERBS)
        yield from _fields(asked, frozenset().union(*map(v.fields_of, verbs)))


def _outcome(outcome: r.OutcomeRule, ids: Ids) -> Faults:
    del ids
    yield from _fields(outcome.needs, v.fields_of("Close"))


def _series(series: r.SeriesRule, ids: Ids) -> Faults:
    del ids
    if series.of not in SERIES_EVENTS:
        yield series.of, "an event that takes a number: " + _list(SERIES_EVENTS)
    yield from _pattern(series.pattern)


def _pattern(pattern: str) -> Faults:
    try:
        parts = [(name, spec or "") for _, name, spec, _ in Formatter().parse(pattern) if name is not None]
    except ValueError as error:
        yield pattern, f"a pattern: {error}"
        return
    names = [name for name, _ in parts]
    for name, spec in parts:
        if name not in PATTERN_PARTS or spec not in (NUMBER_WIDTHS if name == "number" else ("",)):
            yield f"{name}:{spec}" if spec else name, "{office}, {year} and {number:05} as the only parts"
    for name in ("number", "year"):
        if names.count(name) != 1:
            yield pattern, f"{{{name}}} once: numbers begin anew each year"


Check = Callable[[Any, Ids], Faults]

CHECKS: Mapping[str, tuple[Check, ...]] = {
    "duty": (
        _duty_triggers,
        _duty_date,
        _duty_field,
        _duty_start,
        _duty_after,
        _duty_extension,
        _duty_target,
    ),
    "guard": (_guard, _guard_target),
    "route": (_petition_only, _route),
    "form": (_petition_only, _form),
    "outcome": (_petition_only, _outcome),
    "series": (_series,),
}
