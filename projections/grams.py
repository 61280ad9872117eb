"""The pairs of signs in what a petition is called 二元切分, as numbers: where a search for a part of it begins.

A table to be searched holds no content, so a pair stands in it as a number; two pairs may have the same one. What is
found here is compared with the words themselves, which stand in headings.py.
"""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from zlib import crc32

from msgspec import Struct

from projections.headings import END, KEY, heading_of
from projections.spans import Key, Row, Rows
from projections.track import Segment, Track, folded

__all__ = ["END", "KEY", "NAME", "VERSION", "Grams", "Paired", "grams_of", "rows", "step"]

NAME = "grams"
VERSION = 1
MIDDLE = 2**31
"""The column holds numbers of four bytes with a sign."""


class Grams(Struct, frozen=True):
    """What a row says; the column of the table."""

    grams: tuple[int, ...]


class Paired(Struct, frozen=True):
    """The rows so far, since when the petition has been called as it is (None: not received yet), and its pairs."""

    rows: dict[Key, Row]
    since: datetime | None = None
    sought: str | None = None


NOTHING = Paired({})


def rows(track: Track) -> Rows:
    """A row by the instant since which it is so."""
    return folded(track, NAME, NOTHING, step).rows


def step(before: Paired, segment: Segment, _track: Track) -> Paired:
    """The rows with the pairs of what the petition is called in the segment, and the end of those before."""
    heading = heading_of(segment.state)
    if heading is None or heading.sought == before.sought:
        return before
    found = dict(before.rows)
    if before.since is not None:
        found[before.since,] = Row(found[before.since,].body, (segment.since,))
    found[segment.since,] = Row((grams_of(heading.sought),))
    return Paired(found, segment.since, heading.sought)


def grams_of(sought: str) -> tuple[int, ...]:
    """The number of each pair of neighbouring signs, each once, in order of size; pairs do not reach over lines."""
    pairs = {one + other for line in sought.split("\n") for one, other in pairwise(line)}
    return tuple(sorted({crc32(pair.encode()) - MIDDLE for pair in pairs}))
