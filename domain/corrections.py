"""Correcting 更正 an earlier fact: the whole replacing fact, and what it makes of the duties (rulebook.md 7).

The duty step is replayed over the effective history twice, as it was and as it becomes, both under today's
calendar. What comes out alike keeps what was written at the time, with its calendar; what differs is written
into the correction. So a promise that nothing touches stays as it was given (rulebook.md traps 10, 23).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import reduce
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from domain import (
    addressees,
    attachments,
    coding,
    extensions,
    forms,
    guards,
    lifecycle,
    relations,
    resting,
    routes,
    wellformed,
    words,
)
from domain import commands as c
from domain import events as e
from domain.deciding import Context, Reason, Refused, structural
from domain.documents import issuing
from domain.dues import is_late, overdue
from domain.duties import rule_of, work, worked
from domain.duty import Duty
from domain.making import EVENTS, line_of, made
from domain.petition import UNKNOWN, Petition, advance, evolve
from domain.rulebook import DutyRule
from domain.turn import Turn, turn_of
from domain.values import IMPORTED, is_before, moment_of

ADDED: Mapping[type, tuple[str, ...]] = {
    e.Registered: ("series", "period", "pattern"),
    e.Forwarded: ("sender",),
    e.Returned: ("back_to",),
}
"""What the decision had added to an event stays when the event is corrected: a number is used once."""

ANOTHER_PERSON = structural(
    "更正使期限延后、免除或者消除已有的违反，须由经办、录入以外的另一人作出",
    "what lengthens or lifts a limit, or clears a breach, is corrected by somebody else than who entered or did it",
)


class _Case(Struct, frozen=True):
    """A correction in hand: the line as it stands, the petition just before that line, what is asked."""

    state: Petition
    before: Petition
    old: e.Line
    asked: c.Asked
    command: c.Correct
    context: Context


def corrected(state: Petition, asked: c.Asked, command: c.Correct, context: Context) -> e.Line:
    """The line that corrects the fact at version `of`; `petition.advance` gives the state after it.

    The new fact is judged at its old place as one that has already happened: guards that then record a breach
    do so in the correction, what refuses then refuses. What it makes of the duties is judged by the time at
    which the correction itself is recorded. Raises: Refused with every reason.
    """
    case = _case(state, asked, command, context)
    senseless = [*_faults(case)]
    if senseless and lifecycle.is_naive(command.occurred):
        raise Refused(tuple(senseless))
    fact = _fact(case)
    new = replace(case.old, event=fact, occurred=command.occurred, duties=e.NO_CHANGES)
    turn = turn_of(case.before, replace(new, already_done=command.reason), context)
    refusals, broken = _rules(turn, type(command.act).__name__)
    refusals += _step_faults(case, turn)
    if reasons := (*senseless, *refusals):
        raise Refused(reasons)
    event = e.Corrected(
        of=command.of,
        fact=fact,
        occurred=new.occurred,
        reason=command.reason,
        recomputed=replayed(state.lines, new, context),
        breaches=_breaches(case, turn, broken),
    )
    line = line_of(state, asked, event, context)
    if escapes := tuple(_escapes(case, advance(state, line))):
        raise Refused(escapes)
    return line


def _case(state: Petition, asked: c.Asked, command: c.Correct, context: Context) -> _Case:
    """Raises Refused when there is no such line, or none that can be corrected by such an act."""
    if state.received is None:
        raise Refused((lifecycle.NOT_RECEIVED,))
    for place, line in enumerate(state.lines):
        if line.version == command.of:
            if type(line.event) is not EVENTS[type(command.act)]:
                raise Refused((_another_kind(line),))
            before = reduce(evolve, state.lines[:place], UNKNOWN)
            return _Case(state, before, line, asked, command, context)
    raise Refused((structural(f"没有第{command.of}项记录", f"there is no version {command.of} to correct"),))


def _another_kind(line: e.Line) -> Reason:
    kind = type(line.event).__name__
    if isinstance(line.event, e.Corrected):
        of = line.event.of
        return structural(
            f"更正本身不再更正，请更正第{of}项", f"a correction is not corrected: correct version {of} again"
        )
    return structural(
        f"“{words.EVENTS[kind]}”只能更正为同类事实", f"{kind} can be corrected by a fact of its own kind only"
    )


def _fact(case: _Case) -> e.Fact:
    fact = made(case.command.act, case.before, case.old.actor, case.command.occurred, case.context)
    added = {name: getattr(case.old.event, name) for name in ADDED.get(type(fact), ())}
    return replace(fact, **added)


# ---- what stands against a correction


def _faults(case: _Case) -> Iterator[Reason]:
    command, context = case.command, case.context
    yield from lifecycle.moment_faults(case.state, case.asked.occurred, context)
    yield from lifecycle.moment_faults(case.before, command.occurred, context)
    yield from lifecycle.faults(case.before, command.act, command.occurred)
    yield from attachments.correction_faults(case.old.event, command.act)
    yield from issuing.correction_faults(case.old.event)
    if not lifecycle.is_naive(command.occurred):
        yield from _order_faults(case)
    others = [line for line in case.state.lines if line.version != command.of]
    yield from wellformed.faults(command.act, others)
    yield from coding.unknown_codes(command.act, context.office.code_lists, command.occurred.day)
    yield from addressees.unknown_names(command.act, case.old.actor, context.office, command.occurred.day)
    yield from wellformed.text_faults("reason", command.reason)
    if isinstance(command.act, c.Receive):
        yield from _receipt_faults(case)
    if command.occurred == case.old.occurred and _fact(case) == case.old.event:
        yield structural("与原记录相同，无可更正", "it says what stands there already: there is nothing to correct")


def _order_faults(case: _Case) -> Iterator[Reason]:
    """Acts that rest on the corrected one would come before it."""
    state = evolve(case.before, replace(case.old, event=_fact(case), occurred=case.command.occurred))
    was = evolve(case.before, case.old)
    for line in case.state.lines:
        if line.version > case.old.version:
            if _too_early(line, state) and not _too_early(line, was):
                yield structural(
                    f"第{line.version}项发生于{line.occurred.day}，依据此事，不得早于此事",
                    f"version {line.version} of {line.occurred.day} rests on it and would come before it",
                )
            state, was = evolve(state, line), evolve(was, line)


def _too_early(line: e.Line, before: Petition) -> bool:
    base = None if isinstance(line.event, e.Corrected) else lifecycle.rests_on(before, line.event)
    return base is not None and is_before(line.occurred, base)


def _receipt_faults(case: _Case) -> Iterator[Reason]:
    """A receipt after something else has happened, or under another version of the rulebook (trap 7)."""
    day = case.command.occurred.day
    first = min((line.occurred.day for line in case.state.lines[1:] if _happened(line)), default=day)
    if day > first:
        yield structural(
            f"收到之日不得晚于{first}已发生之事", f"the receipt cannot be later than what happened on {first}"
        )
    was, becomes = (case.context.in_force(when).reference for when in (case.old.occurred.day, day))
    if was != becomes:
        yield structural(
            f"更正后应适用规则（{becomes}）而非（{was}），须先按新版本重算",
            f"on that day {becomes} was in force, not {was}: it needs a recomputation that names both",
        )


def _happened(line: e.Line) -> bool:
    """Whether the line says something of the petition's life, not only of its record."""
    record = e.Corrected | e.DutiesRecomputed | e.Linked | e.Unlinked | e.TransferTaken | e.TransferAcknowledged
    return not isinstance(line.event, record)


def _rules(turn: Turn, verb: str) -> tuple[list[Reason], list[e.Breach]]:
    """What the rulebook has against the new fact at its place: to refuse it, and to record with it."""
    refusals, broken = guards.objections(verb, turn)
    for reason in (*forms.faults(verb, turn), *forms.outcome_faults(turn)):
        if turn.line.historic and reason.entry != forms.NO_OUTCOME:
            broken.append(guards.breach(reason))
        else:
            refusals.append(reason)
    refusals += extensions.faults(turn)
    return refusals, broken


def _step_faults(case: _Case, turn: Turn) -> Iterator[Reason]:
    """What stands against the new fact as the step that the line has done, and did not against the old one."""
    if case.old.step:
        was = turn_of(case.before, replace(case.old, duties=e.NO_CHANGES), case.context)
        route = case.before.route or case.old.route
        said = set(routes.step_faults(route, case.old.step, was))
        yield from (each for each in routes.step_faults(route, case.old.step, turn) if each not in said)


def _breaches(case: _Case, turn: Turn, broken: Sequence[e.Breach]) -> tuple[e.Breach, ...]:
    """All that the fact, as it really was, breaks; what was wrong with its step of the route stays (trap 26)."""
    steps = {f"{route.id}.{step.id}" for route in case.context.book.routes for step in route.steps}
    kept = (breach for breach in case.old.breaches if breach.entry in steps)
    _, missed = worked(turn)
    return (*broken, *kept, *missed)


# ---- no way round a limit that has passed


def _escapes(case: _Case, becomes: Petition) -> Iterator[Reason]:
    """What makes of the correction a way round a rule: too late a grant of time, a miss cleared by oneself."""
    if isinstance(case.command.act, c.Extend | c.OpenHearing | c.CloseHearing):
        yield from _extended_too_late(case, becomes)
    if _needs_another_person(case, becomes):
        yield ANOTHER_PERSON
    yield from relations.faults(case.asked, case.state, becomes, case.context)
    yield from resting.faults(case.state, becomes, case.command.of, case.context)


def _extended_too_late(case: _Case, becomes: Petition) -> Iterator[Reason]:
    """More time by correcting an extension or a hearing, when the end that stands has passed (traps 12, 14)."""
    now = moment_of(case.context.now, case.context.office.time_zone)
    later = {(duty.key, duty.version): duty.due for duty in becomes.duties}
    for duty in case.state.duties:
        rule = rule_of(duty, case.context)
        new = later.get((duty.key, duty.version))
        longer = (new and _ends_later(new, duty.due)) or _hears_longer(case, duty)
        if _asks_before(case, rule) and longer and is_late(duty.due, now):
            end = duty.due.effective
            yield Reason(
                rule.clause,
                rule.id,
                f"期限已于{end}届满，届满后不得以更正延长",
                f"the limit ended on {end}; after its end a correction may not lengthen it",
            )


def _asks_before(case: _Case, rule: DutyRule) -> bool:
    """Whether more time of this kind is to be had before the end only."""
    if isinstance(case.command.act, c.Extend):
        return rule.extension is not None and rule.extension.before_expiry
    return "hearing" in rule.stops


def _hears_longer(case: _Case, duty: Duty) -> bool:
    """A hearing that goes on still would stop the clock from an earlier day on."""
    earlier = isinstance(case.command.act, c.OpenHearing) and is_before(case.command.occurred, case.old.occurred)
    return earlier and duty.end is None


def _ends_later(new: e.Due, old: e.Due) -> bool:
    return new.nominal is not None and old.nominal is not None and new.nominal > old.nominal


def _needs_another_person(case: _Case, becomes: Petition) -> bool:
    """Whether the correction gives time or clears a breach, by a hand that has a part in it (trap 10).

    Who entered the fact neither clears what was missed or broken nor lengthens what is owed, but on the day on
    which it was entered; who was late does not clear that. What makes a duty late that was not may be corrected by
    anybody. A register kept elsewhere has its own hands: what is read from it is taken as it comes.
    """
    actor = case.asked.actor
    if actor.authenticated == IMPORTED:
        return False
    cleared = _missed(case.state, case.context) - _missed(becomes, case.context)
    if actor.name in _late_hands(case, cleared):
        return True
    if actor.name not in _hands(case):
        return False
    return bool(cleared or _unsaid(case, becomes)) or (_stands(case) and _lengthens(case.state, becomes))


def _hands(case: _Case) -> set[str]:
    """Who entered the fact, and who has corrected it since."""
    of = case.command.of
    earlier = (line for line in case.state.lines if isinstance(line.event, e.Corrected) and line.event.of == of)
    return {case.old.actor.name, *(line.actor.name for line in earlier)}


def _late_hands(case: _Case, cleared: Counter[e.DutyKey]) -> set[str]:
    """Who did too late what was owed, or owes it still, where that is no longer so."""
    actors = {line.version: line.actor.name for line in case.state.lines}
    missed = [duty for duty in case.state.duties if duty.key in cleared and _was_missed(duty, case.context.today)]
    return {actors[duty.end.version] if duty.end else duty.holder for duty in missed}


def _unsaid(case: _Case, becomes: Petition) -> Counter[str]:
    """The breaches of the line that it states no longer."""
    new = next(line for line in becomes.lines if line.version == case.command.of)
    said, says = (Counter(breach.entry for breach in line.breaches) for line in (case.old, new))
    return said - says


def _stands(case: _Case) -> bool:
    """Whether a limit may rest on the fact: a slip of today could have been said rightly at once.

    An extension is a grant of time itself, and is corrected as it is granted.
    """
    recorded = moment_of(case.old.recorded_at or case.context.now, case.context.office.time_zone)
    return recorded.day < case.context.today and not isinstance(case.command.act, c.Extend)


def _lengthens(was: Petition, becomes: Petition) -> bool:
    """Whether something that is owed now by a date would be owed later, or no longer without having been done."""
    then = {duty.key: duty for duty in becomes.duties}
    for duty in was.duties:
        if duty.end is None and duty.opened.nature == "duty" and duty.due.nominal is not None:
            new = then.get(duty.key)
            if new is None or _ends_later(new.due, duty.due) or (new.end and new.end.kind == "cancelled"):
                return True
    return False


def _missed(petition: Petition, context: Context) -> Counter[e.DutyKey]:
    """How many instances of each duty ended late or are open past their end, or were so before they were known."""
    stated = (breach.entry for line in petition.lines for breach in line.breaches)
    found = Counter(duty.key for duty in petition.duties if _was_missed(duty, context.today))
    return found + Counter(e.DutyKey(entry) for entry in stated if entry in context.book.duties_by_id)


def _was_missed(duty: Duty, today: date) -> bool:
    return duty.end.late if duty.end else overdue(duty, today)


# ---- the replay of the duty step


def replayed(lines: Sequence[e.Line], new: e.Line, context: Context) -> tuple[e.Recomputed, ...]:
    """The duty changes that differ once `new` stands in the place of the line of its version."""
    was = becomes = UNKNOWN
    found: list[e.Recomputed] = []
    for line in lines:
        changed = new if line.version == new.version else line
        duties = _kept(line.duties, _worked(was, line, context), _worked(becomes, changed, context))
        if duties != line.duties:
            found.append(e.Recomputed(line.version, duties))
        was = evolve(was, line)
        becomes = evolve(becomes, replace(changed, duties=duties))
    return tuple(found)


def _worked(before: Petition, line: e.Line, context: Context) -> e.DutyChanges:
    bare = replace(line, duties=e.NO_CHANGES)
    return work(before, evolve(before, bare), bare, context)


def _kept(written: e.DutyChanges, was: e.DutyChanges, becomes: e.DutyChanges) -> e.DutyChanges:
    """`written` where the replay comes out alike for a duty, `becomes` for every duty where it does not."""
    keys = _keys(was) | _keys(becomes)
    moved = {key for key in keys if _of(key, was) != _of(key, becomes)}
    if not moved:
        return written
    return e.DutyChanges(
        **{
            name: _in_order(
                (
                    *(entry for entry in getattr(written, name) if entry.key not in moved),
                    *(entry for entry in getattr(becomes, name) if entry.key in moved),
                ),
                getattr(becomes, name),
            )
            for name in e.DutyChanges.__struct_fields__
        }
    )


def _in_order(entries: Sequence[Any], becomes: Sequence[Any]) -> tuple[Any, ...]:
    """As the replay lists them: what depends on another duty stands behind it, whichever of the two is kept."""
    places = {entry.key: place for place, entry in enumerate(becomes)}
    return tuple(sorted(entries, key=lambda entry: places.get(entry.key, len(places))))


def _keys(changes: e.DutyChanges) -> set[e.DutyKey]:
    return {entry.key for name in changes.__struct_fields__ for entry in getattr(changes, name)}


def _of(key: e.DutyKey, changes: e.DutyChanges) -> tuple[tuple[Any, ...], ...]:
    """What the changes say of one duty."""
    return tuple(
        tuple(entry for entry in getattr(changes, name) if entry.key == key) for name in changes.__struct_fields__
    )
