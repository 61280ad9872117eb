"""What read models say of a petition through the whole of its log, in one walk over its lines.

It is what `rows` of each projection says of the track after each line. A line that tells of a later time than all
before it costs one step of each fold; a line of the same moment takes the place of the last step; only a correction, or
a line about an earlier time, has the folds begin anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import tzinfo
from typing import Any, NamedTuple

from domain.events import Line
from projections.catalog import Projection
from projections.spans import Spans
from projections.track import Segment, Track, extended


class Reached(NamedTuple):
    """What the fold of each projection had found when it had come as far as a segment; None: nowhere yet."""

    segment: Segment | None
    found: Sequence[Any]


def walk(projections: Sequence[Projection], lines: Iterable[Line], zone: tzinfo, into: Sequence[Spans]) -> None:
    """Takes the lines of one petition, all of them from its first, into what each read model is to write."""
    track = Track(zone)
    earlier = last = Reached(None, [projection.start for projection in projections])
    folds = [(projection.step, spans.turn) for projection, spans in zip(projections, into, strict=True)]
    for line in lines:
        track = extended(track, line)
        earlier, said = _before(projections, track, earlier, last), last.found
        segment, found = track.segments[-1], []
        for (step, turn), base, old in zip(folds, earlier.found, said, strict=True):
            new = step(base, segment, track)
            found.append(new)
            if new is not old:
                turn(line.petition, line.position, old.rows, new.rows)
        last = Reached(segment, found)


def _before(projections: Sequence[Projection], track: Track, earlier: Reached, last: Reached) -> Reached:
    """What was found before the last segment of the track: it is a new one, or has taken the place of the last."""
    segments = track.segments
    before = segments[-2] if len(segments) > 1 else None
    if before is last.segment:
        return last
    return earlier if before is earlier.segment else _anew(projections, track)


def _anew(projections: Sequence[Projection], track: Track) -> Reached:
    found = []
    for projection in projections:
        value = projection.start
        for segment in track.segments[:-1]:
            value = projection.step(value, segment, track)
        found.append(value)
    return Reached(track.segments[-2], found)
