"""Folds a stretch of a log into what its read models are to write."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from uuid import UUID

from domain.events import Line
from projections.spans import Spans
from service.projector.tracks import Tracks

Loader = Callable[[Sequence[UUID]], Mapping[UUID, Sequence[Line]]]


def fold(lines: Iterable[object], tracks: Tracks, positions: Sequence[int], load: Loader) -> list[Spans]:
    """What each read model is to write for these lines of a log, in order; lines of the office are not read.

    `positions` says up to where each read model has written already; `load` gives the earlier lines of
    petitions that `tracks` does not remember.
    """
    told = [line for line in lines if isinstance(line, Line)]
    tracks.meet(told, load)
    found = [Spans() for _ in positions]
    for line in told:
        before, after = tracks.extend(line)
        for spans, position, old, new in zip(found, positions, before, after, strict=True):
            if old is not new and line.position > position:
                spans.turn(line.petition, line.position, old, new)
    tracks.forget_oldest()
    return found
