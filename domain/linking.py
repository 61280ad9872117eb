"""A joining 关联 stands in the streams of both petitions: what the earlier one is told, and when it is told.

Whatever changes to which petition another one is joined (joining, undoing it, correcting either, voiding the petition)
tells those it was joined to and those it is joined to now, of the day on which it is so. It is one command.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import tzinfo
from typing import NamedTuple
from uuid import UUID

from msgspec.structs import replace

from domain import commands as c
from domain import events as e
from domain.deciding import Context, Reason, Refused, structural
from domain.lifecycle import NOT_RECEIVED, moment_faults
from domain.making import line_of
from domain.petition import Petition
from domain.values import Moment, begins


class Turn(NamedTuple):
    """From this moment on it is joined to that petition; None: to none."""

    since: Moment
    to: UUID | None


def turns(petition: Petition) -> Sequence[Turn]:
    """When it was joined and told apart, in the order in which it was written. What is void is joined to nothing."""
    return [turn for line in petition.lines for turn in _turn(line)]


def _turn(line: e.Line) -> Iterator[Turn]:
    match line.event:
        case e.Joined():
            yield Turn(line.occurred, line.event.to)
        case e.Unjoined() | e.Voided():
            yield Turn(line.occurred, None)
        case _:
            pass


def concerned(before: Petition, after: Petition) -> frozenset[UUID]:
    """The earlier petitions that are to learn what has changed; none if nothing has."""
    was, now = turns(before), turns(after)
    return frozenset(turn.to for turn in (*was, *now) if turn.to) if was != now else frozenset()


def told(first: Petition, after: Petition, asked: c.Asked, zone: tzinfo) -> Iterator[c.Asked]:
    """What `first` is to be told, so that on every day it says the same of the joining as `after` does."""
    known = [Turn(line.occurred, _of_whom(line)) for line in first.lines if _speaks_of(line, after.id)]
    wanted = turns(after)
    for moment in sorted({turn.since for turn in (*known, *wanted)}, key=lambda at: begins(at, zone)):
        is_, shall = (_at(moment, each, zone) == first.id for each in (_here(known, first.id), wanted))
        if is_ != shall:
            known.append(Turn(moment, after.id if shall else None))
            command = c.Link(petition=after.id) if shall else c.Unlink(petition=after.id)
            yield replace(asked, petition=first.id, command=command, occurred=moment, already_done=None)


def _speaks_of(line: e.Line, petition: UUID) -> bool:
    return isinstance(line.event, e.Linked | e.Unlinked) and line.event.petition == petition


def _of_whom(line: e.Line) -> UUID | None:
    return line.event.petition if isinstance(line.event, e.Linked) else None


def _here(known: Sequence[Turn], first: UUID) -> Sequence[Turn]:
    """The same turns as the later petition would tell them."""
    return [Turn(turn.since, first if turn.to else None) for turn in known]


def _at(moment: Moment, among: Sequence[Turn], zone: tzinfo) -> UUID | None:
    """To which petition it is joined at that moment: the last word written of what had begun by then."""
    latest = begins(moment, zone)
    return next((turn.to for turn in reversed(among) if begins(turn.since, zone) <= latest), None)


def linked(state: Petition, asked: c.Asked, command: c.Told, context: Context) -> e.Line:
    """The line that tells the earlier petition. Raises Refused, as when it had not come in by then."""
    reasons: list[Reason] = []
    if state.received is None:
        reasons.append(NOT_RECEIVED)
    elif any(moment_faults(state, asked.occurred, context)):
        day = state.received_at.day if state.received_at else ""
        zh, en = (
            f"首件{day}才收到，不能在此之前关联",
            f"the petition to join to came in on {day}, not before the joining",
        )
        reasons.append(structural(zh, en))
    if reasons:
        raise Refused(tuple(reasons))
    kind = e.Linked if isinstance(command, c.Link) else e.Unlinked
    return line_of(state, asked, kind(petition=command.petition), context)
