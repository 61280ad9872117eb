"""Sums of facts 分段合计: what a stretch of a log adds to the figures of each part of a month.

A log is cut into blocks of positions. What each block changes in the number of facts of a cell is added up once, when
the block is whole; it never changes afterwards, since what became known in it stays known to have become so. The
figures at a position are the sums of the whole blocks before it, and what the facts behind them change.

Days are added up by parts of a month, from the 1st and from the 21st: natural and business months, quarters, half-years
and years are made of these.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

BLOCK = 512
"""Positions in a block."""
SECOND_PART = 21
"""The day on which the second part of a month begins, and with it a business month."""
GROUPINGS = (
    (),
    ("unit",),
    ("channel",),
    ("repeat",),
    ("outcome",),
    ("unit", "channel"),
    ("channel", "repeat", "outcome"),
)
"""The combinations of dimensions for which sums are kept; for others the facts are counted."""
OF_ACTS = ("unit", "outcome")
"""Dimensions of GROUPINGS in which facts of one petition may differ at a position; in the others they are alike."""
DIMENSIONS = tuple(dict.fromkeys(name for grouping in GROUPINGS for name in grouping))


def grouped_by(names: Collection[str]) -> str | None:
    """The name of the grouping of exactly these dimensions; None: no sums are kept for them."""
    found = next((grouping for grouping in GROUPINGS if set(grouping) == set(names)), None)
    return None if found is None else name_of(found)


def name_of(grouping: Collection[str]) -> str:
    return " ".join(grouping) or "all"


def part(day: date) -> date:
    """The first day of the part of a month in which a day lies."""
    return day.replace(day=SECOND_PART if day.day >= SECOND_PART else 1)


def of_whole_parts(first: date, last: date) -> bool:
    """Whether the days from `first` to `last`, both included, are whole parts of months."""
    behind = last + timedelta(1)
    return first == part(first) and behind == part(behind)
