"""Told apart again: what a petition owes once its joining to an earlier one was taken back (rulebook.md trap 5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msgspec import Struct
from msgspec.structs import replace

from domain import events as e
from domain.deciding import Context
from domain.duty import Duty
from domain.petition import UNKNOWN, Petition, evolve
from domain.turn import Turn

Work = Callable[[Petition, Petition, e.Line, Context], e.DutyChanges]
"""The duty step of one line (duties.work)."""


class Again(Struct, frozen=True):
    """What is owed again, and what was settled too late while it was carried elsewhere."""

    opened: tuple[e.OpenedDuty, ...] = ()
    missed: tuple[e.Breach, ...] = ()


def owed_again(turn: Turn, duties: Sequence[Duty], work: Work) -> Again:
    """What the duties of the matter would be here had the earlier petition carried none of them.

    The duty step is replayed so; what is open in it and not among `duties` is owed again, counted from the day from
    which it was counted, with the extensions it had. What it settles too late is a breach of the line.
    """
    if not turn.before.carried:
        return Again()
    known = {duty.key for duty in duties if duty.end is None}
    late = {duty.key for duty in duties if duty.end is not None and duty.end.late}
    carried = [duty for duty in _uncarried(turn, work).duties if _of_the_matter(duty, turn)]
    return Again(
        tuple(_again(duty) for duty in carried if duty.end is None and duty.key not in known),
        tuple(_missed(duty) for duty in carried if duty.end is not None and duty.end.late and duty.key not in late),
    )


def _of_the_matter(duty: Duty, turn: Turn) -> bool:
    return turn.context.rule(duty.opened.book, duty.key.id).per == "matter"


def _again(duty: Duty) -> e.OpenedDuty:
    return replace(duty.opened, holder=duty.holder, due=duty.due, amount=duty.amount)


def _missed(duty: Duty) -> e.Breach:
    assert duty.end is not None  # noqa: S101 - asked for ended ones
    settled, end = duty.end.moment.day, duty.due.effective
    return e.Breach(duty.opened.clause, duty.key.id, f"settled on {settled}, after its end on {end}")


def _uncarried(turn: Turn, work: Work) -> Petition:
    """The petition before the event as if nothing had been carried for it."""
    state = UNKNOWN
    for line in turn.before.lines:
        bare = replace(line, event=_alone(line.event), duties=e.NO_CHANGES)
        done = work(state, evolve(state, bare), bare, turn.context)
        state = evolve(state, replace(bare, duties=done))
    return state


def _alone(event: e.Event) -> e.Event:
    return replace(event, first_open=False) if isinstance(event, e.Joined) else event
