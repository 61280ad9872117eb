"""Sheets and documents that must be complete, and outcomes that must fit (rulebook.md 1.5)."""

from __future__ import annotations

from collections.abc import Iterator

from domain import events as e
from domain.conditions import holds
from domain.deciding import Reason, structural
from domain.fields import in_words, missing
from domain.rulebook import FormRule, OutcomeRule
from domain.turn import Turn
from domain.vocabulary import EITHER
from domain.words import bracketed, titled

NO_OUTCOME = "outcome"
"""The entry named where the outcome is none of the rulebook's."""
MARKS = range(6)
"""What an item of a checklist may be marked with."""


def lacking(form: FormRule, turn: Turn) -> tuple[str, ...]:
    """The required fields that are neither given, nor impossible on this channel, nor marked not given."""
    channel = str(turn.facts["channel"])
    if form.channels and channel not in form.channels:
        return ()
    if not holds(form.when, turn.facts):
        return ()
    excused = {*form.not_givable.get(channel, ()), *(turn.after.details.not_given or {})}
    return missing((field for field in form.required if not _is_excused(field, excused)), turn)


def _is_excused(field: str, excused: set[str]) -> bool:
    """A field that several can fill is excused by its own name, or when each of them is."""
    return field in excused or (field in EITHER and excused.issuperset(EITHER[field]))


def faults(verb: str, turn: Turn) -> Iterator[Reason]:
    """Each form that this verb needs complete and that is not, with the fields it lacks."""
    for form in turn.context.book.forms_by_verb.get(verb, ()):
        if fields := lacking(form, turn):
            zh, en = in_words(fields)
            yield Reason(
                form.clause,
                form.id,
                f"{titled(form.zh, form.id)}未填：{zh}（确实无法填写的注明原因）",
                f"{form.id} lacks {en} (or the reason why it cannot be given)",
            )


def checklist_faults(turn: Turn) -> Iterator[Reason]:
    """Why a checklist is not filled: the book has checklists and none of this name, or none with these items."""
    event = turn.event
    if not isinstance(event, e.ChecklistFilled):
        return
    known = {form.id: form for form in turn.context.book.forms if form.kind == "checklist"}
    if not known:
        return
    form = known.get(event.form)
    if form is None:
        named = "、".join(f"{each.zh}{bracketed(each.id)}" for each in known.values())
        zh = f"规则中没有检查单“{event.form}”；可用：{named}"
        yield structural(zh, f"no checklist {event.form!r}; one of {', '.join(known)}")
        return
    if unknown := [item for item in event.items if item not in form.items]:
        names = "、".join(unknown)
        yield Reason(form.clause, form.id, f"{titled(form.zh, form.id)}没有“{names}”", f"{form.id} has no {names}")
    if not event.items or any(mark not in MARKS for mark in event.items.values()):
        yield Reason(
            form.clause, form.id, f"{titled(form.zh, form.id)}：每项须评0至5", f"{form.id}: every item is marked 0 to 5"
        )


def demands(verb: str, turn: Turn) -> Iterator[Reason]:
    """Why the sheets that go with the event refuse it: forms, checklists, and what an outcome needs."""
    yield from faults(verb, turn)
    yield from checklist_faults(turn)
    yield from outcome_faults(turn)


def outcome_faults(turn: Turn) -> Iterator[Reason]:
    """Why a closing is refused: no such outcome, one that does not fit, or what it needs is missing."""
    event = turn.event
    if not isinstance(event, e.Closed):
        return
    book = turn.context.book
    outcome = next((each for each in book.outcomes if each.id == event.outcome), None)
    if outcome is None:
        yield _no_such(event.outcome, turn)
    elif is_for_others(outcome, turn):
        zh, en = (
            f"办结方式“{titled(outcome.zh, outcome.id)}”不适用于本件",
            f"the outcome {outcome.id} does not fit this petition",
        )
        yield Reason(outcome.clause, outcome.id, zh, en)
    elif fields := missing(outcome.needs, turn):
        zh, en = in_words(fields)
        yield Reason(
            outcome.clause,
            outcome.id,
            f"以“{titled(outcome.zh, outcome.id)}”办结须写明：{zh}",
            f"{outcome.id} needs {en}",
        )


def is_for_others(outcome: OutcomeRule, turn: Turn) -> bool:
    """Whether it is no outcome for a petition such as this one."""
    return not holds(outcome.when, turn.facts)


def _no_such(asked: str, turn: Turn) -> Reason:
    """Says which outcomes would fit and what each needs."""
    fitting = [each for each in turn.context.book.outcomes if holds(each.when, turn.facts)]
    zh = f"办结须写明处理结果，“{asked}”不在其中；可用：" + "、".join(map(_needs_zh, fitting))
    en = f"no outcome {asked!r}; one of " + ", ".join(map(_needs_en, fitting))
    return Reason(turn.context.book.settings.outcome_clause, NO_OUTCOME, zh, en)


def _needs_zh(outcome: OutcomeRule) -> str:
    needs = f"须写明{in_words(outcome.needs)[0]}" if outcome.needs else ""
    return f"{outcome.zh}{bracketed('，'.join(filter(None, (outcome.id, needs))))}"


def _needs_en(outcome: OutcomeRule) -> str:
    return f"{outcome.id} (needs {', '.join(outcome.needs)})" if outcome.needs else outcome.id
