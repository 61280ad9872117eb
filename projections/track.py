"""A petition through time: what it was from each moment on, as its lines known so far tell it.

Two times meet here. Lines become known in the order of their positions; what they tell happened at their
occurred moments, perhaps earlier. The petition as it was at moment M, given the lines known up to a
position, is the fold, in stream order, of those effective lines that began at M or before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, tzinfo
from itertools import pairwise
from typing import Any, TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from domain import events as e
from domain.petition import UNKNOWN, Petition, effective, evolve
from domain.values import begins

V = TypeVar("V")


class Segment(Struct, frozen=True):
    """The petition as it was from `since` until the next segment begins; `lines` are those that began then.

    `memo` keeps what folds over the segments had found when they had come this far.
    """

    since: datetime
    state: Petition
    lines: tuple[e.Line, ...]
    memo: dict[str, Any] = field(default_factory=dict)


class Track(Struct, frozen=True):
    """The lines of one petition as they were written, and its segments in order of time."""

    zone: tzinfo
    lines: tuple[e.Line, ...] = ()
    segments: tuple[Segment, ...] = ()

    @property
    def state(self) -> Petition:
        """The petition after all its lines."""
        return self.segments[-1].state if self.segments else UNKNOWN


def track(lines: Sequence[e.Line], zone: tzinfo) -> Track:
    """The track of a whole stream, from scratch."""
    known = effective(lines)
    starts = [begins(line.occurred, zone) for line in known]
    if all(earlier <= later for earlier, later in pairwise(starts)):
        segments: tuple[Segment, ...] = ()
        for since, line in zip(starts, known, strict=True):
            segments = _with(segments, since, line)
    else:
        segments = tuple(_anew(known, starts))
    return Track(zone, tuple(lines), segments)


def extended(known: Track, line: e.Line) -> Track:
    """The track with its next line. A correction, or a line about an earlier time, tells all of it anew."""
    since = begins(line.occurred, known.zone)
    late = bool(known.segments) and since < known.segments[-1].since
    if late or type(line.event) is e.Corrected:
        return track((*known.lines, line), known.zone)
    return Track(known.zone, (*known.lines, line), _with(known.segments, since, line))


def folded(known: Track, name: str, start: V, step: Callable[[V, Segment, Track], V]) -> V:
    """The fold of `step` over the segments, going on from the last one at which it is remembered.

    The last two segments remember: the next line belongs to a new one or takes the place of the last.
    """
    segments = known.segments
    first = len(segments)
    while first and name not in segments[first - 1].memo:
        first -= 1
    value: V = segments[first - 1].memo[name] if first else start
    for nth in range(first, len(segments)):
        value = segments[nth].memo[name] = step(value, segments[nth], known)
        if nth > 1:
            segments[nth - 2].memo.pop(name, None)
    return value


def counting_from(segment: Segment) -> tuple[e.Line, ...]:
    """The lines that count from the segment on: with the receipt also those from before it, without it none."""
    if segment.state.received is None:
        return ()
    for line in segment.lines:
        if type(line.event) is e.Received:
            return segment.state.lines
    return segment.lines


def view(lines: Sequence[e.Line], moment: datetime, zone: tzinfo) -> Petition:
    """The petition as it was at `moment` according to `lines`: what a segment means, from scratch."""
    known = effective(lines)
    return _view(known, [begins(line.occurred, zone) for line in known], moment)


def _with(segments: tuple[Segment, ...], since: datetime, line: e.Line) -> tuple[Segment, ...]:
    """One line more, not earlier than the last segment; at the same moment it becomes part of that one."""
    if not segments:
        return (Segment(since, evolve(UNKNOWN, line), (line,)),)
    last = segments[-1]
    if last.since == since:
        return (*segments[:-1], Segment(since, evolve(last.state, line), (*last.lines, line)))
    return (*segments, Segment(since, evolve(last.state, line), (line,)))


def _anew(lines: Sequence[e.Line], starts: Sequence[datetime]) -> Iterator[Segment]:
    """The segments of lines that were not told in the order of time."""
    for since in sorted(set(starts)):
        began = tuple(line for line, start in zip(lines, starts, strict=True) if start == since)
        yield Segment(since, _view(lines, starts, since), began)


def _view(lines: Sequence[e.Line], starts: Sequence[datetime], moment: datetime) -> Petition:
    state = UNKNOWN
    for line, since in zip(lines, starts, strict=True):
        if since <= moment:
            state = evolve(state, _possible(state, line))
    return state


def _possible(state: Petition, line: e.Line) -> e.Line:
    """The line without changes to duties that were not open at that moment."""
    said = line.duties
    if said == e.NO_CHANGES:
        return line
    here = {duty.key for duty in state.duties if duty.end is None}
    duties = e.DutyChanges(
        met=tuple(change for change in said.met if change.key in here),
        cancelled=tuple(change for change in said.cancelled if change.key in here),
        moved=tuple(change for change in said.moved if change.key in here),
        redated=tuple(change for change in said.redated if change.key in here),
        opened=said.opened,
    )
    return replace(line, duties=duties)
