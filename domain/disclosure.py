"""Hiding small cells 小格隐藏 of a table that outsiders see, so that nobody can be recognised in a count of one or two.

Hidden is every cell above zero and below the bound. A total, which anybody may ask for, less the cells that are shown
would give the only hidden one away; so in each row, column, block and in the table as a whole that has exactly one
hidden cell the next smallest is hidden too, and again until there is none. Cells that are hidden are not told apart:
if it were said which of them are below the bound, two of four each would follow from their sum of eight. For the same
reason cells that are all ones, and would follow from how many they are, get the next smallest to hide them.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
Key = tuple[K, ...]
"""The value of each dimension by which the cells of the table are told apart."""


def hidden(cells: Mapping[Key[K], int], bound: int, small: frozenset[Key[K]] = frozenset()) -> frozenset[Key[K]]:
    """The cells that are not to be shown; what has nothing in it tells nothing and is.

    `small`: cells to be hidden whatever their count. Where everything of a group is hidden nothing more can be.
    """
    counted = {key: count for key, count in cells.items() if count}
    found = {key for key, count in counted.items() if count < bound or key in small}
    groups = list(_groups(sorted(counted, key=lambda key: (counted[key], str(key)))))
    while more := [key for group in groups for key in _next(group, counted, found)]:
        found.add(more[0])
    return frozenset(found)


def _groups(keys: Sequence[Key[K]]) -> Iterator[list[Key[K]]]:
    """All cells that have the same values in some of the dimensions, or in none: each has a total of its own."""
    dimensions = range(len(keys[0])) if keys else range(0)
    for fixed in (each for size in dimensions for each in combinations(dimensions, size)):
        together: dict[Key[K], list[Key[K]]] = {}
        for key in keys:
            together.setdefault(tuple(key[nth] for nth in fixed), []).append(key)
        yield from together.values()


def _next(group: Sequence[Key[K]], counts: Mapping[Key[K], int], found: set[Key[K]]) -> Sequence[Key[K]]:
    """The smallest cell of the group that is shown, where its hidden cells follow from their sum."""
    inside = [key for key in group if key in found]
    follow = len(inside) == 1 or (bool(inside) and sum(counts[key] for key in inside) == len(inside))
    return [key for key in group if key not in found][:1] if follow else []
