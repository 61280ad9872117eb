"""Fills a layout: rows and columns as they occur in a period, every cell with its value and what opens it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from psycopg import Connection

from domain.codes import Label
from domain.guarded import RESTRICTED
from domain.indicators import Rate as Indicator
from domain.indicators import growth, percent
from domain.layouts import terms as t
from domain.periods import Period
from service.layouts.calling import DIMENSIONS, Called, calling
from service.layouts.counting import Behind, Counting
from service.readmodels.asking import Question

TOTAL = t.Row(id="total", label=Label("合计", "Total"))
PERCENT = "%"
HUNDRED = 100


class Stood(Struct, frozen=True):
    """What opens a number of petitions that were open, or overdue: the list of that day."""

    kind: str
    on: date


class Cell(Struct, frozen=True):
    """A value and what it is made of. None: nothing is known, or it would be divided by zero.

    `behind`: facts, which together are the number, or its part and (`base`) what that is measured by.
    """

    value: int | Decimal | None
    suffix: str = ""
    behind: tuple[Behind, ...] = ()
    base: tuple[Behind, ...] = ()
    stood: Stood | None = None
    indicator: Indicator | None = None


class Head(Struct, frozen=True):
    """A column: what it is called, what it counts, what stands above it."""

    id: str
    label: Label
    value: t.Value | None
    over: Label | None = None


class Line(Struct, frozen=True):
    """A row: what it is of, and its cells; `value` is what an item counts."""

    id: str
    label: Label
    cells: tuple[Cell, ...]
    value: t.Value | None = None


class Filled(Struct, frozen=True):
    """A table of a layout."""

    table: t.Table
    corner: Label
    head: tuple[Head, ...]
    lines: tuple[Line, ...]

    def cell(self, row: str, column: str) -> Cell:
        """Raises StopIteration where there is none."""
        nth = next(nth for nth, each in enumerate(self.head) if each.id == column)
        return next(line for line in self.lines if line.id == row).cells[nth]


VALUE = "value"
ITEM = Label("项目", "Item")
AMOUNT = Label("数值", "Value")


def filled(connection: Connection[Any], asked: Question, of: Period, layout: t.Layout) -> tuple[Filled, ...]:
    """The tables of a layout as known at the question's position. Raises BadQuestion for a period to come."""
    counting, called = Counting(connection, asked, of), calling(asked.office, of.last)
    return tuple(_filled(counting, called, table) for table in layout.tables)


def _filled(counting: Counting, called: Called, table: t.Table) -> Filled:
    if isinstance(table.rows, tuple) and all(isinstance(row, t.Item) for row in table.rows):
        head: tuple[Head, ...] = (Head(VALUE, AMOUNT, None),)
        lines = [
            Line(row.id, row.label, (_cell(counting, row.value),), row.value)
            for row in table.rows
            if isinstance(row, t.Item)
        ]
        return Filled(table, ITEM, head, tuple(lines))
    head = tuple(_head(counting, called, table.columns))
    lines = [_line(counting, row, head) for row in _rows(counting, called, table)]
    corner = DIMENSIONS[table.rows.dimension] if isinstance(table.rows, t.Each) else ITEM
    return Filled(table, corner, head, tuple(lines))


def _head(counting: Counting, called: Called, columns: Sequence[t.Column | t.Spread]) -> Iterator[Head]:
    for column in columns:
        if isinstance(column, t.Column):
            yield Head(column.id, column.label, column.value, column.over)
        else:
            yield from _spread(counting, called, column)


def _spread(counting: Counting, called: Called, spread: t.Spread) -> Iterator[Head]:
    """The columns once for each value that occurs."""
    counts = [column.value for column in spread.columns if isinstance(column.value, t.Count)]
    values = {value for count in counts for value in counting.occurring(count, spread.dimension)}
    for value in sorted(values, key=_place):
        for column in spread.columns:
            narrowed = _narrowed(column.value, t.Row(id="", label=column.label, where={spread.dimension: value}))
            yield Head(f"{column.id}:{value}", column.label, narrowed, called(spread.dimension, value))


def _rows(counting: Counting, called: Called, table: t.Table) -> Iterator[t.Row]:
    if isinstance(table.rows, tuple):
        yield from (row for row in table.rows if isinstance(row, t.Row))
        return
    each = table.rows
    if each.total:
        yield TOTAL
    for value in _values(counting, table, each):
        yield t.Row(id=value, label=called(each.dimension, value), where={each.dimension: value})


def _values(counting: Counting, table: t.Table, each: t.Each) -> list[str]:
    """The values that have a row: those of every period of the table, or those with the largest counts."""
    if each.top:
        found = counting.occurring(each.by, each.dimension)
        named = [value for value in found if value not in ("", RESTRICTED)]
        return sorted(named, key=lambda value: (-found[value], value))[: each.top]
    whens = {when for column in table.columns if isinstance(column, t.Column) for when in _whens(column.value)}
    values = {
        value for when in whens | {t.THIS} for value in counting.occurring(replace(each.by, when=when), each.dimension)
    }
    return sorted(values, key=_place)


def _place(value: str) -> tuple[bool, bool, str]:
    """By codes; what is not said behind them, what is restricted last."""
    return value == RESTRICTED, not value, value


def _whens(value: t.Value) -> Iterator[str]:
    match value:
        case t.Count():
            yield value.when
        case t.Growth():
            yield from (value.this.when, value.base.when)
        case t.Share():
            yield value.part.when
        case t.Mean():
            yield value.of.when
        case t.Rate() | t.Stock():
            return


def _line(counting: Counting, row: t.Row, head: Sequence[Head]) -> Line:
    cells = (_cell(counting, _narrowed(each.value, row)) for each in head if each.value is not None)
    return Line(row.id, row.label, tuple(cells))


def _narrowed(value: t.Value, row: t.Row) -> t.Value:
    """What a column counts, of this row."""
    match value:
        case t.Count():
            return _of_row(value, row)
        case t.Share():
            return t.Share(_of_row(value.part, row), value.of)
        case t.Growth():
            return t.Growth(_of_row(value.this, row), _of_row(value.base, row))
        case t.Mean():
            return t.Mean(_of_row(value.of, row))
        case t.Rate() | t.Stock():
            return value


def _of_row(count: t.Count, row: t.Row) -> t.Count:
    return t.Count(
        measure=row.measure or count.measure,
        what=row.what or count.what,
        where={**count.where, **row.where},
        when=count.when,
    )


def _cell(counting: Counting, value: t.Value) -> Cell:
    match value:
        case t.Count():
            return Cell(counting.number(value), "", tuple(counting.behind(value)))
        case t.Share():
            return _share(counting, value)
        case t.Growth():
            return _growth(counting, value)
        case t.Mean():
            return _mean(counting, value)
        case t.Rate():
            return _rate(counting, value)
        case t.Stock():
            kind = "overdue" if value.kind == "overdue" else "open"
            stood = Stood(kind, counting.day_of(value.kind))
            return Cell(getattr(counting.balance, value.kind), "", (), (), stood)


def _share(counting: Counting, value: t.Share) -> Cell:
    part, whole = counting.number(value.part), [counting.number(each) for each in value.of]
    base = tuple(each for count in value.of for each in counting.behind(count))
    if part is None or None in whole:
        return Cell(None, PERCENT)
    return Cell(percent(part, sum(n or 0 for n in whole)), PERCENT, tuple(counting.behind(value.part)), base)


def _growth(counting: Counting, value: t.Growth) -> Cell:
    this, base = counting.number(value.this), counting.number(value.base)
    behind, below = tuple(counting.behind(value.this)), tuple(counting.behind(value.base))
    found = None if this is None or base is None else growth(this, base)
    return Cell(found, PERCENT, behind, below)


def _mean(counting: Counting, value: t.Mean) -> Cell:
    found = counting.mean(value.of)
    if found is None or not found[1]:
        return Cell(None)
    return Cell(t.rounded(Decimal(found[0]) / found[1]), "", tuple(counting.behind(value.of)))


def _rate(counting: Counting, value: t.Rate) -> Cell:
    found = counting.rate(value.id)
    if found.value is None:
        return Cell(None, PERCENT if value.percent else "", indicator=found)
    shown = percent(found.of, found.by) if value.percent else t.rounded(found.value)
    return Cell(shown, PERCENT if value.percent else "", indicator=found)
