"""Deciding: a command and the petition it is for become the line to write, or a refusal with every reason.

Pure: who asks, when it happened, the clock, the rulebook and the calendar come with the arguments. The order:
is it sensible (wellformed, lifecycle), then guards, route, forms, outcome, extension and rights of the
petition's rulebook, all of them, then the duty step.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain import (
    addressees,
    coding,
    duties,
    extensions,
    forms,
    guards,
    lifecycle,
    linking,
    routes,
    transfers,
    wellformed,
)
from domain import commands as c
from domain import events as e
from domain.corrections import corrected
from domain.deciding import Context, Reason, Refused, structural
from domain.filling import filled
from domain.making import line_of, made, reader_faults
from domain.petition import Petition, advance
from domain.recomputing import redated_by
from domain.turn import Turn, turn_of


def decide(state: Petition, asked: c.Asked, context: Context) -> list[e.Line]:
    """The lines that carry out the command, to be written behind `state`; at present always one.

    Raises: Refused with every reason.
    Cost: about 70 microseconds with 60 rules and a dozen lines of history (zhuoluo bench decide).
    """
    match asked.command:
        case c.Correct():
            return [corrected(state, asked, asked.command, context)]
        case c.Recompute():
            return [_recomputed(state, asked, asked.command, context)]
        case c.Link() | c.Unlink():
            return [linking.linked(state, asked, asked.command, context)]
        case c.TakeTransfer() | c.AcknowledgeTransfer():
            return [transfers.recorded(state, asked, asked.command, context)]
        case _:
            return [_acted(state, asked, asked.command, context)]


class Decided(Struct, frozen=True):
    """Lines to be written behind the petition, what it is then, and who is to learn of it in the same command.

    `concerned`: petitions that it was or is joined to (linking.py).
    """

    lines: Sequence[e.Line]
    state: Petition
    concerned: frozenset[UUID]


def decide_all(state: Petition, asked: Sequence[c.Asked], context: Context) -> Decided:
    """The lines of several commands on one petition, each decided on the state the ones before it make.

    Raises: Refused with the reasons of the first command refused; then nothing is to be written.
    """
    lines: list[e.Line] = []
    before = state
    for each in asked:
        for line in decide(state, each, context):
            lines.append(line)
            state = advance(state, line)
    return Decided(lines, state, linking.concerned(before, state))


def _acted(state: Petition, asked: c.Asked, act: c.Act, context: Context) -> e.Line:
    senseless = [
        *lifecycle.moment_faults(state, asked.occurred, context),
        *life_faults(state, asked, act, context),
        *wellformed.faults(act, state.lines),
        *addressees.unknown_names(act, asked.actor, context.office, asked.occurred.day),
        *reader_faults(act, asked, context),
        *wellformed.text_faults("already_done", asked.already_done),
    ]
    if senseless and not _can_be_judged(state, asked):
        raise Refused(tuple(senseless))
    turn = turn_asked(state, asked, act, context)
    refusals, breaches = objections(type(act).__name__, turn)
    if reasons := (*senseless, *refusals):
        raise Refused(reasons)
    return _finished(turn, tuple(breaches))


def life_faults(state: Petition, asked: c.Asked, act: c.Act, context: Context) -> Iterator[Reason]:
    """What the life of the petition, the actor and the office's codes have against the act under any rulebook."""
    yield from lifecycle.faults(state, act, asked.occurred)
    yield from lifecycle.actor_faults(act, asked.actor)
    yield from coding.unknown_codes(act, context.office.code_lists, asked.occurred.day)


def turn_asked(state: Petition, asked: c.Asked, act: c.Act, context: Context) -> Turn:
    """The turn that the act makes, with what its sheets get from the office."""
    event = made(act, state, asked.actor, asked.occurred, context)
    turn = turn_of(state, line_of(state, asked, event, context), context)
    return filled(type(act).__name__, turn)


def _can_be_judged(state: Petition, asked: c.Asked) -> bool:
    """Whether the rulebook can say something too: there is a petition, and its time has a time zone."""
    exists = state.received is not None or isinstance(asked.command, c.Receive)
    return exists and not lifecycle.is_naive(asked.occurred)


def objections(verb: str, turn: Turn) -> tuple[list[Reason], list[e.Breach]]:
    """Everything that the petition's rulebook has against the event: to refuse it, and to record with it."""
    refusals, breaches = guards.objections(verb, turn)
    excused = turn.line.already_done is not None and verb not in guards.NO_EXCUSE
    for reason in routes.faults(turn):
        if excused or turn.line.historic:
            breaches.append(guards.breach(reason))
        else:
            refusals.append(reason)
    for reason in forms.demands(verb, turn):
        if turn.line.historic and reason.entry != forms.NO_OUTCOME:
            breaches.append(guards.breach(reason))
        else:
            refusals.append(reason)
    refusals += extensions.faults(turn)
    refusals += duties.faults(turn)
    return refusals, breaches


def _finished(turn: Turn, breaches: tuple[e.Breach, ...]) -> e.Line:
    route, step = routes.ticked(turn)
    changes, missed = duties.worked(turn)
    return replace(turn.line, duties=changes, breaches=(*breaches, *missed), route=route, step=step)


def _recomputed(state: Petition, asked: c.Asked, command: c.Recompute, context: Context) -> e.Line:
    """The open duties dated anew under the calendar of the context; nothing to move is a refusal."""
    reasons = [*lifecycle.moment_faults(state, asked.occurred, context)]
    redated = redated_by(state, context.calendar)
    if state.received is None:
        reasons.append(lifecycle.NOT_RECEIVED)
    elif command.calendar != context.calendar.digest:
        reasons.append(structural("日历已经更换", "the calendar named is not the one in use"))
    elif not redated:
        reasons.append(structural("没有需要重算的期限", "no open duty would end on another day"))
    if reasons:
        raise Refused(tuple(reasons))
    event = e.DutiesRecomputed(calendar=command.calendar)
    return replace(line_of(state, asked, event, context), duties=e.DutyChanges(redated=redated))
