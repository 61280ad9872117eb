"""Figures for outsiders: those of small cells are hidden, and of others from which they could be reckoned."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import asdict

from domain.disclosure import hidden
from domain.report_content import COUNTS
from service.readmodels.statistics.figures import Figure


class Shown(Struct, frozen=True):
    """A figure as it may be seen; the numbers of one that is hidden are not said, nor why it is (domain/disclosure)."""

    measure: str
    by: dict[str, str | bool]
    hidden: bool
    count: int | None
    petitions: int | None
    matters: int | None
    batches: int | None
    visitors: int | None
    persons: int | None


def shown(found: Sequence[Figure], bound: int | None) -> list[Shown]:
    """The figures, those of each measure being a table; all of them when there is no `bound`.

    A cell is small when any of its numbers is above zero and below the bound.
    """
    away = {id(each) for each in _hidden(found, bound)} if bound is not None else frozenset()
    return [_shown(each, hidden=id(each) in away) for each in found]


def _shown(each: Figure, *, hidden: bool) -> Shown:
    said = asdict(each)
    return Shown(**{**said, **(dict.fromkeys(COUNTS) if hidden else {})}, hidden=hidden)


def _hidden(found: Sequence[Figure], bound: int) -> Iterator[Figure]:
    for measure in {each.measure for each in found}:
        table = {tuple(map(str, each.by.values())): each for each in found if each.measure == measure}
        small = frozenset(key for key, each in table.items() if _is_small(each, bound))
        for key in hidden({key: each.count for key, each in table.items()}, bound, small):
            yield table[key]


def _is_small(each: Figure, bound: int) -> bool:
    return any(0 < getattr(each, name) < bound for name in COUNTS)
