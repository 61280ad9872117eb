"""Every single change of a rulebook that the tests of its clauses must notice: the mutants.

Of each entry of its own a book has one mutant without it, and one for each amount, unit, roll, post, field, trigger,
requirement, step or day in it that is taken out or changed. What a book inherits unchanged is changed in the book that
says it. Mutants do not pass the loader: what it would refuse must be noticed all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from domain import rulebook as r
from domain import vocabulary as v
from domain.guards import NO_EXCUSE
from domain.rulebook_kinds import KINDS
from tests.clauses.mutating.words import written

Change = tuple[str, Any]
"""What is changed, in words, and the entry as it is then; None = it is taken out."""

OTHER: Mapping[str, str] = {
    "calendar": "working",
    "working": "calendar",
    "given": "none",
    "none": "next_working_day",
    "next_working_day": "none",
    "stay": "follow",
    "follow": "stay",
    "end": "stay",
    "record": "refuse",
    "refuse": "record",
    "aim": "duty",
    "duty": "aim",
    "right": "duty",
    "next_day": "same_day",
    "same_day": "next_day",
    "total": "additional",
    "additional": "total",
    "fixed": "additional",
    "first": "last",
    "last": "first",
    "morning": "afternoon",
    "afternoon": "morning",
    "week": "month",
    "month": "week",
    "quarter": "month",
    "year": "month",
    "working_day": "week",
    "request": "month",
}
"""What stands in the place of a word."""

NOBODY = "nobody"
"""In the place of a post, a role or a kind of unit."""


class Mutant(Struct, frozen=True):
    """A book with one change, and the clause whose tests must notice it."""

    name: str
    clause: str
    book: r.Rulebook


def mutants(book: r.Rulebook, parent: r.Rulebook | None) -> Iterator[Mutant]:
    """Each change of each entry that `book` does not share with its parent."""
    for kind, known in KINDS.items():
        entries = getattr(book, known.field)
        inherited = getattr(parent, known.field) if parent else ()
        for entry in entries:
            if entry in inherited:
                continue
            for words, changed in (("taken out", None), *CHANGES[kind](entry)):
                kept = [changed if each is entry else each for each in entries]
                mutant = replace(book, **{known.field: tuple(each for each in kept if each is not None)})
                yield Mutant(f"{book.id} {kind} {entry.id}: {words}", entry.clause, mutant)


# ---- changes of one field


def _other(entry: Struct, field: str) -> Iterator[Change]:
    """Another word of the same kind."""
    word = getattr(entry, field)
    if word:
        yield f"{field} {OTHER[word]}", replace(entry, **{field: OTHER[word]})


def _nobody(entry: Struct, field: str) -> Iterator[Change]:
    if getattr(entry, field):
        yield f"{field} {NOBODY}", replace(entry, **{field: NOBODY})


def _flipped(entry: Struct, field: str) -> Iterator[Change]:
    value = not getattr(entry, field)
    yield f"{field} {written(value)}", replace(entry, **{field: value})


def _by_one(entry: Struct, field: str) -> Iterator[Change]:
    for step in (1, -1):
        number = getattr(entry, field) + step
        yield f"{field} {number}", replace(entry, **{field: number})


def _less(entry: Struct, field: str, least: int = 0) -> Iterator[Change]:
    """Without each member of a row or table, where more than `least` are left."""
    members = getattr(entry, field)
    for at, member in enumerate(members if len(members) > least else ()):
        if isinstance(members, Mapping):
            left: object = {name: value for name, value in members.items() if name != member}
        else:
            left = (*members[:at], *members[at + 1 :])
        yield f"{field} without {written(member)}", replace(entry, **{field: left})


def _allowed(entry: Struct, field: str) -> Iterator[Change]:
    """Posts or kinds of units: each one taken out, an only one changed, and anybody allowed."""
    members = getattr(entry, field)
    if not members:
        return
    yield from _less(entry, field, 1)
    if len(members) == 1:
        yield f"{field} {NOBODY}", replace(entry, **{field: (NOBODY,)})
    yield f"{field} anybody", replace(entry, **{field: ()})


def _at(row: tuple[Any, ...], at: int, changed: object) -> tuple[Any, ...]:
    return (*row[:at], changed, *row[at + 1 :])


# ---- by kind


def _duty(rule: r.DutyRule) -> Iterator[Change]:
    yield from _other(rule, "nature")
    yield from _nobody(rule, "holder")
    yield from _less(rule, "opens", 1)
    yield from _less(rule, "met_by")
    yield from _less(rule, "cancelled_by")
    yield from _less(rule, "stops")
    if rule.priority > 1:
        yield "priority 1", replace(rule, priority=1)
    if rule.on_forward != "stay" or rule.nature == "duty":
        yield from _other(rule, "on_forward")
    if rule.unit != "none":
        yield from _until(rule)
    if rule.extension:
        yield "extension none", replace(rule, extension=None)
        for words, extension in _extension(rule.extension):
            yield f"extension {words}", replace(rule, extension=extension)


def _until(rule: r.DutyRule) -> Iterator[Change]:
    """The end of what has one. The end of a limit in working days is worked, so its roll changes nothing."""
    yield from _other(rule, "late")
    if rule.unit != "working":
        yield from _other(rule, "roll")
    if rule.start != "this":
        yield "start this", replace(rule, start="this")
    if rule.unit == "same_day":
        yield "unit calendar 1", replace(rule, unit="calendar", amount=1)
        return
    yield from _other(rule, "unit")
    if rule.unit in v.COUNTED_UNITS:
        yield from _by_one(rule, "amount")
        yield from _other(rule, "count_from")


def _extension(extension: r.Extension) -> Iterator[Change]:
    yield from _other(extension, "mode")
    yield from _by_one(extension, "days")
    yield from _by_one(extension, "times")
    yield from _allowed(extension, "by")
    yield from _flipped(extension, "before_expiry")


def _guard(rule: r.GuardRule) -> Iterator[Change]:
    yield from _less(rule, "verbs", 1)
    yield from _effect(rule, "effect")
    if not set(rule.verbs) <= set(NO_EXCUSE):
        yield from _effect(rule, "done")
    yield from _less(rule, "require", 1)
    for at, requirement in enumerate(rule.require):
        for words, changed in _requirement(requirement):
            yield words, replace(rule, require=_at(rule.require, at, changed))


def _effect(rule: r.GuardRule, field: str) -> Iterator[Change]:
    other = "breach" if getattr(rule, field) == "refuse" else "refuse"
    yield f"{field} {other}", replace(rule, **{field: other})


def _requirement(requirement: r.Requirement) -> Iterator[Change]:
    """Each member of its argument taken out, a number changed; an alternative changed within."""
    argument: Any = requirement.argument
    name = requirement.name
    match v.REQUIREMENTS[name]:
        case "form":
            return
        case "count":
            field, number = argument
            for other in (number + 1, number - 1):
                yield f"{name} {field} {other}", replace(requirement, argument=(field, other))
        case shape:
            yield from _less(requirement, "argument", 1)
            for at, each in enumerate(argument if shape == "requirements" else ()):
                for words, changed in _requirement(each):
                    yield f"{name} {words}", replace(requirement, argument=_at(argument, at, changed))


def _route(route: r.RouteRule) -> Iterator[Change]:
    steps = route.steps
    yield from _less(route, "steps", 1)
    for at, (one, next_one) in enumerate(pairwise(steps)):
        swapped = (*steps[:at], next_one, one, *steps[at + 2 :])
        yield f"steps {one.id} and {next_one.id} swapped", replace(route, steps=swapped)
    for at, step in enumerate(steps):
        for words, changed in _step(step):
            yield f"step {step.id}: {words}", replace(route, steps=_at(steps, at, changed))


def _step(step: r.Step) -> Iterator[Change]:
    yield from _allowed(step, "posts")
    yield from _allowed(step, "to")
    yield from _less(step, "send_back")
    yield from _flipped(step, "optional")
    if step.document:
        yield "document none", replace(step, document="")


def _form(form: r.FormRule) -> Iterator[Change]:
    yield from _less(form, "required")
    yield from _less(form, "before", 1)
    yield from _less(form, "fill")
    yield from _less(form, "items")
    if form.channels:
        yield from _less(form, "channels", 1)
        yield "channels every", replace(form, channels=())
    for channel, fields in form.not_givable.items():
        for field in fields:
            left = {**form.not_givable, channel: tuple(other for other in fields if other != field)}
            yield f"not_givable {channel} without {field}", replace(form, not_givable=left)


def _outcome(outcome: r.OutcomeRule) -> Iterator[Change]:
    yield from _less(outcome, "needs")


def _series(series: r.SeriesRule) -> Iterator[Change]:
    yield "pattern {number}", replace(series, pattern="{number}")


def _schedule(schedule: r.ScheduleRule) -> Iterator[Change]:
    for field in ("every", "which", "part"):
        yield from _other(schedule, field)
    if schedule.on:
        day = v.WEEKDAYS[(v.WEEKDAYS.index(schedule.on) + 1) % 7]
        yield f"on {day}", replace(schedule, on=day)
    for holiday in v.HOLIDAY if schedule.what == "reception" and schedule.on else ():
        if holiday != schedule.holiday:
            yield f"holiday {holiday}", replace(schedule, holiday=holiday)
    yield from _allowed(schedule, "attend")
    yield from _allowed(schedule, "may_preside")
    yield from _less(schedule, "met_by")
    yield from _nobody(schedule, "holder")
    if schedule.what == "report":
        yield from _by_one(schedule, "due_days")
    if schedule.route:
        yield "route none", replace(schedule, route="")


CHANGES: Mapping[str, Callable[[Any], Iterator[Change]]] = {
    "duty": _duty,
    "guard": _guard,
    "route": _route,
    "form": _form,
    "outcome": _outcome,
    "series": _series,
    "schedule": _schedule,
}
