"""What was asked and answered, between which moments, and what the ledger holds in the end."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from typing import NamedTuple


class Write(NamedTuple):
    """An act under its key; `position` 0 where nobody was ever answered. Times in seconds of one monotonic clock."""

    client: int
    petition: str
    key: str
    begun: float
    ended: float = inf
    position: int = 0
    version: int = 0


class Read(NamedTuple):
    """The history of a petition as it was shown: (version, position) of every event."""

    client: int
    petition: str
    begun: float
    ended: float
    seen: tuple[tuple[int, int], ...]


class Page(NamedTuple):
    """A page of the feed: the positions that came after `after`, and where the next page begins."""

    client: int
    begun: float
    ended: float
    after: int
    next: int
    positions: tuple[int, ...]


class Row(NamedTuple):
    """An event as it stands in the ledger; `key` "" for all but the first of a command, `petition` for the office."""

    position: int
    petition: str
    version: int
    key: str


class Observed(NamedTuple):
    """All that was seen."""

    writes: Sequence[Write]
    reads: Sequence[Read]
    pages: Sequence[Page]
    rows: Sequence[Row]
