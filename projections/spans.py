"""Rows that stand in a read model from one position to another, and how they differ from line to line.

A row has a key within its petition, a body, and an end: `None` until it is known how and when what the
row says ceased to be so. A row is true at position P and moment M when

    from_pos <= P < to_pos  and  since <= M  and  (P < until_pos or M < until)

where `until` and the rest of the end became known at `until_pos`. So an ordinary next step costs one new
row and the end of the old one, while a correction closes rows (`to_pos`) and writes others.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from msgspec import Struct

Key = tuple[object, ...]
Body = tuple[object, ...]
End = tuple[object, ...]

FOREVER = 10**12
"""The position at which what has no end yet ends; no log is that long."""


class Row(Struct, frozen=True):
    """What a projection says of a petition under one key; columns in the order of its table."""

    body: Body
    end: End | None = None


Rows = Mapping[Key, Row]


class Standing(Struct, eq=False):
    """A row that was written in a stretch of a log, with the positions between which it is true."""

    petition: UUID
    key: Key
    body: Body
    end: End | None
    from_pos: int
    until_pos: int
    to_pos: int = FOREVER


class Spans:
    """What a stretch of a log does to the rows of one read model.

    `new`: rows that began in it, among them such as also ended in it. `ended` and `dropped`: what is to be
    added to rows from before it, by petition and key: the end, and the position at which each became known.
    """

    def __init__(self) -> None:
        self.new: list[Standing] = []
        self.ended: dict[tuple[UUID, Key], tuple[End, int]] = {}
        self.dropped: dict[tuple[UUID, Key], int] = {}
        self._standing: dict[int, dict[Key, Standing]] = {}

    def turn(self, petition: UUID, position: int, before: Rows, after: Rows) -> None:
        """At `position` the petition's rows `before` become the rows `after`."""
        standing = self._standing.setdefault(petition.int, {})  # an int is found faster than a UUID
        kept = 0
        for key, new in after.items():
            old = before.get(key)
            kept += old is not None
            if old is new or old == new:
                continue
            if old is not None and new.end and not old.end and new.body == old.body:
                self._end(petition, standing.get(key), key, new.end, position)
                continue
            if old is not None:
                self._drop(petition, standing.pop(key, None), key, position)
            until = FOREVER if new.end is None else position
            standing[key] = made = Standing(petition, key, new.body, new.end, position, until)
            self.new.append(made)
        if kept < len(before):
            for key in before:
                if key not in after:
                    self._drop(petition, standing.pop(key, None), key, position)

    def _end(self, petition: UUID, row: Standing | None, key: Key, end: End, position: int) -> None:
        """It is known now how the row ended."""
        if row is None:
            self.ended[petition, key] = (end, position)
        else:
            row.end, row.until_pos = end, position

    def _drop(self, petition: UUID, row: Standing | None, key: Key, position: int) -> None:
        """The row is no longer true of any moment: corrected away."""
        if row is None:
            self.dropped[petition, key] = position
        else:
            row.to_pos = position
