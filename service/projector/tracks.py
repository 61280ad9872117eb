"""The petitions that a projector met last, folded, so that the next line of one costs one step."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from datetime import tzinfo
from uuid import UUID

from msgspec import Struct

from domain.events import Line
from projections.catalog import Projection
from projections.spans import Rows
from projections.track import Track, extended, track


class Folded(Struct, frozen=True):
    """A petition's track and its rows in each read model."""

    track: Track
    rows: list[Rows]


class Tracks:
    """At most `limit` petitions of one log between two stretches; what is forgotten is loaded when met again."""

    def __init__(self, projections: Sequence[Projection], zone: tzinfo, limit: int) -> None:
        self._projections = projections
        self._zone = zone
        self._limit = limit
        self._known: OrderedDict[UUID, Folded] = OrderedDict()
        self._nothing = self._folded(Track(zone))

    def meet(self, lines: Sequence[Line], load: Callable[[Sequence[UUID]], Mapping[UUID, Sequence[Line]]]) -> None:
        """Has every petition of these lines ready: as remembered, as loaded, or as nothing yet."""
        firsts = {line.petition: line.version for line in reversed(lines)}
        missing = [petition for petition, first in firsts.items() if first > 1 and petition not in self._known]
        loaded = load(missing) if missing else {}
        for petition in firsts:
            if petition not in self._known:
                earlier = loaded.get(petition, ())
                self._known[petition] = self._folded(track(earlier, self._zone)) if earlier else self._nothing

    def extend(self, line: Line) -> tuple[list[Rows], list[Rows]]:
        """The rows in each read model before and after the petition's next line."""
        before = self._known.pop(line.petition)
        after = self._folded(extended(before.track, line))
        self._known[line.petition] = after
        return before.rows, after.rows

    def forget_oldest(self) -> None:
        """Keeps the petitions met last."""
        while len(self._known) > self._limit:
            self._known.popitem(last=False)

    def _folded(self, known: Track) -> Folded:
        return Folded(known, [projection.rows(known) for projection in self._projections])
