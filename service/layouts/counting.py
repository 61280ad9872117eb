"""Counts what layouts are made of; figures are read once for each combination of dimensions that cells use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import product
from typing import Any

from msgspec import Struct
from psycopg import Connection

from domain.indicators import Rate
from domain.layouts.terms import CLASS_ABOVE, THIS, Count, Where
from domain.periods import Period
from service.codes import lists_on
from service.layouts.spans import spans
from service.readmodels.asking import Question
from service.readmodels.statistics import comparing, counting, whole
from service.readmodels.statistics.figures import Figure, figures
from service.readmodels.statistics.taking import Taken, taken

CLASS = "content_class"
Facts = Mapping[str, str | bool]
"""The cell of facts as they are asked for."""


class Behind(Struct, frozen=True):
    """What opens a part of a number: facts of a period and a cell. `what` is counted of them, which makes `number`."""

    period: str
    style: str
    cell: Facts
    what: str
    number: int


class Counting:
    """Counts at the position of a question, for one period and those beside it. Raises BadQuestion as figures do.

    `class_above` in a cell is all classes below one of the first level, as the list of the period's end has them.
    """

    def __init__(self, connection: Connection[Any], asked: Question, of: Period) -> None:
        self._connection, self._asked, self._of = connection, asked, of
        counting.begun(asked, of)
        self._spans = spans(of, asked.on.day)
        self._began = counting.known_from(connection, asked)
        held = lists_on(asked.office, of.last).get("content_classes")
        self._above = held.list.above if held else lambda _code: ""
        self._figures: dict[tuple[object, ...], list[Figure]] = {}
        self._taken: dict[tuple[object, ...], list[Taken]] = {}
        self._balance: whole.Balance | None = None
        self._rates: Mapping[str, Rate] = {}

    def span(self, when: str) -> Period | None:
        """The period; None: it was over before the register began, so nothing is known of it."""
        of = self._spans[when]
        return of if when == THIS or (self._began is not None and of.last >= self._began) else None

    def number(self, count: Count) -> int | None:
        """How many there are; None where nothing is known of the period."""
        if self.span(count.when) is None:
            return None
        return sum(int(getattr(each, count.what)) for each in self._found(count))

    def mean(self, count: Count) -> tuple[int, int] | None:
        """The calendar days from receipt to the facts together, and how many these are."""
        if self.span(count.when) is None:
            return None
        where = self._where(count.where)
        found = [each for each in self._days(count, where) if _is_of(each, where)]
        return sum(each.sum for each in found), sum(each.count for each in found)

    def behind(self, count: Count) -> Iterator[Behind]:
        """What opens the number, part by part; parts of nothing are left out."""
        of = self.span(count.when)
        for cell in self._cells(count.where) if of else ():
            number = self.number(Count(measure=count.measure, what=count.what, where=cell, when=count.when))
            if of and number:
                yield Behind(of.name, of.style, {"measure": count.measure, **cell}, count.what, number)

    def occurring(self, count: Count, dimension: str) -> Mapping[str, int]:
        """The values of a dimension that occur in a cell, and how many there are of each."""
        found: dict[str, int] = {}
        if self.span(count.when) is not None:
            for each in self._found(count, dimension):
                value = str(each.by[_read(dimension)])
                key = self._above(value) or value if dimension == CLASS_ABOVE else value
                found[key] = found.get(key, 0) + getattr(each, count.what)
        return {value: number for value, number in found.items() if number}

    @property
    def balance(self) -> whole.Balance:
        """What was open when the period began and when it ended, and overdue then."""
        if self._balance is None:
            self._balance = whole.statistics(self._connection, self._asked, self._of).balance
        assert self._balance is not None  # noqa: S101 - there is one where no cell is asked about
        return self._balance

    def day_of(self, kind: str) -> date:
        """The day on which what was open is counted."""
        return self._of.first - timedelta(1) if kind == "opening" else min(self._of.last, self._asked.on.day)

    def rate(self, id_: str) -> Rate:
        if not self._rates:
            found = comparing.rates(self._connection, self._asked, self._of).rates
            self._rates = {each.id: each for each in found}
        return self._rates[id_]

    def _found(self, count: Count, *more: str) -> list[Figure]:
        where = self._where(count.where)
        dimensions, narrowed = _parted(where)
        of = self.span(count.when)
        assert of is not None  # noqa: S101 - asked before
        by = tuple(sorted({*dimensions, *map(_read, more)}))
        key = (count.when, count.measure, by, tuple(sorted(narrowed.items())))
        if key not in self._figures:
            cell = {"measure": count.measure, **narrowed}
            self._figures[key] = figures(self._connection, self._asked, of, by, cell)
        return [each for each in self._figures[key] if _is_of(each, where)]

    def _days(self, count: Count, where: Where) -> list[Taken]:
        dimensions, narrowed = _parted(where)
        of = self.span(count.when)
        assert of is not None  # noqa: S101 - asked before
        key = (count.when, count.measure, dimensions, tuple(sorted(narrowed.items())))
        if key not in self._taken:
            cell = {"measure": count.measure, **narrowed}
            self._taken[key] = taken(self._connection, self._asked, of, dimensions, cell)
        return self._taken[key]

    def _where(self, where: Where) -> Where:
        """The cell by dimensions that facts have."""
        if CLASS_ABOVE not in where:
            return where
        rest = {name: value for name, value in where.items() if name != CLASS_ABOVE}
        return {**rest, CLASS: self._below(str(where[CLASS_ABOVE]))}

    def _below(self, first: str) -> tuple[str, ...]:
        """The class of the first level and those below it."""
        held = lists_on(self._asked.office, self._of.last).get("content_classes")
        codes = held.list.codes if held else ()
        return (first, *(each.code for each in codes if each.parent == first and first))

    def _cells(self, where: Where) -> Iterator[Facts]:
        """The cell as cells in which each dimension has one value."""
        said = self._where(where)
        each = [value if isinstance(value, tuple) else (value,) for value in said.values()]
        return (dict(zip(said, values, strict=True)) for values in product(*each))


def _read(dimension: str) -> str:
    return CLASS if dimension == CLASS_ABOVE else dimension


def _parted(where: Where) -> tuple[tuple[str, ...], dict[str, object]]:
    """What facts are told apart by, and what they are narrowed to before."""
    dimensions = tuple(sorted(name for name in where if name not in counting.NARROWED))
    return dimensions, {name: value for name, value in where.items() if name in counting.NARROWED}


def _is_of(each: Figure | Taken, where: Where) -> bool:
    return all(_holds(each.by[name], wanted) for name, wanted in where.items() if name not in counting.NARROWED)


def _holds(value: str | bool, wanted: str | bool | Sequence[str]) -> bool:  # noqa: FBT001 - values of dimensions
    return value in wanted if isinstance(wanted, tuple) else value == wanted
