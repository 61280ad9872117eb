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

TARGETED = ("Forwarded", "SignedFor", "Returned", "ResultReported", "ReportReturned")
SERIES_EVENTS = ("Registered", "DocumentIssued")
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
    yield from _facts_of_petition(entry.when)


def _facts_of_petition(condition: r.Condition) -> Faults:
    for fact, _ in facts_in(condition):
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


def _duty_stops(duty: r.DutyRule, ids: Ids) -> Faults:
    del ids
    if duty.stops and duty.unit not in v.COUNTED_UNITS:
        yield "stops", "a duty that counts days, which can stop"


def _duty_target(duty: r.DutyRule, ids: Ids) -> Faults:
    del ids
    for trigger in duty.opens if duty.per == "target" else ():
        if trigger.event not in TARGETED:
            yield "per", f'"target" only with events that name one: {_list(TARGETED)}'


# ---- guards


def _guard(guard: r.GuardRule, ids: Ids) -> Faults:
    yield from _condition(guard.when, [v.VERBS[verb] for verb in guard.verbs], ids)
    if not guard.verbs or len(set(guard.verbs)) < len(guard.verbs):
        yield "verb", "at least one verb, and each once"
    if not guard.require:
        yield "require", "at least one requirement"
    for requirement in guard.require:
        yield from dict.fromkeys(fault for verb in guard.verbs for fault in _requirement(requirement, verb, ids))


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
    targeted = any(each.name == "target_not" for each in guard.require)
    if targeted and not set(guard.verbs) <= set(v.HANDING_OVER):
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
    yield from _condition(step.when, (step.event,), ids)


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
        yield from _fields((*asked, *form.fill), frozenset().union(*map(v.fields_of, verbs)))


def _checklist(form: r.FormRule, ids: Ids) -> Faults:
    del ids
    if (form.kind == "checklist") != bool(form.items):
        yield "items", "the items of a checklist, and items only there"
    for item in {item for item in form.items if form.items.count(item) > 1}:
        yield item, "each item once"


def _outcome(outcome: r.OutcomeRule, ids: Ids) -> Faults:
    del ids
    yield from _fields(outcome.needs, v.fields_of("Close"))


def _series(series: r.SeriesRule, ids: Ids) -> Faults:
    del ids
    if series.of not in SERIES_EVENTS:
        yield series.of, "an event that takes a number: " + _list(SERIES_EVENTS)
    if (series.of == "DocumentIssued") != bool(series.document_kind):
        yield "document_kind", "whose numbers they are, of DocumentIssued and only there"
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


# ---- schedules


def _reception(schedule: r.ScheduleRule, ids: Ids) -> Faults:
    """Posts, a part of the day and a route for matters arising belong to a reception."""
    yield from _known("route", [schedule.route], ids)
    for key in ("attend", "may_preside", "part", "route"):
        if schedule.what != "reception" and getattr(schedule, key):
            yield key, "it at a reception only"
    if schedule.what == "reception" and schedule.every == "working_day":
        yield schedule.every, "week, month, quarter, year or request for a reception"


def _recurs(schedule: r.ScheduleRule, ids: Ids) -> Faults:
    """A report has a period and days behind it; what is no report recurs on days."""
    del ids
    if not schedule.met_by:
        yield "met_by", "at least one event of the office, so that it can be met"
    if schedule.what == "report" and schedule.every not in ("month", "quarter", "year"):
        yield schedule.every, "month, quarter or year for a report"
    if schedule.due_days and schedule.what != "report":
        yield "due_days", "days behind the period at a report only"


def _on_days(schedule: r.ScheduleRule, ids: Ids) -> Faults:
    """Which weekday, the first or the last of the month, and what a rest day does to it, belong together."""
    del ids
    if schedule.on and schedule.every not in ("week", "month"):
        yield "on", "a weekday where it recurs every week or month only"
    if schedule.what == "reception" and schedule.every == "week" and not schedule.on:
        yield "on", "the weekday of a weekly reception"
    if (schedule.every == "month" and bool(schedule.on)) != bool(schedule.which):
        yield "which", "first or last where a weekday of the month is meant, and only there"
    if schedule.holiday != "keep" and not schedule.on and schedule.what != "report":
        yield "holiday", "what a rest day does where the day is fixed by `on` or a report is due"
    if schedule.holiday == "skip" and schedule.what == "report":
        yield "skip", "keep, next_working_day or previous_working_day for a report"


# ---- settings


def settings_faults(settings: r.Settings) -> Faults:
    """Everything wrong with settings whose words are known."""
    for word, said in settings.promptly.items():
        if (said.unit in v.COUNTED_UNITS) != bool(said.amount):
            yield word, "an amount where days are counted, and only there"
    for name in ("normal", "short"):
        tiers = getattr(settings.warn, name)
        if list(tiers) != sorted(set(tiers)):
            yield name, "days in rising order, each once"
    if settings.office_hours.opens >= settings.office_hours.closes:
        yield "office_hours", "opens before closes, on one day"
    for gap in settings.no_route:
        yield from _facts_of_petition(gap)


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
        _duty_stops,
    ),
    "guard": (_guard, _guard_target),
    "route": (_petition_only, _route),
    "form": (_petition_only, _form, _checklist),
    "outcome": (_petition_only, _outcome),
    "series": (_series,),
    "schedule": (_reception, _recurs, _on_days),
}
