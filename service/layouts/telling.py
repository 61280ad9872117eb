"""A layout as an answer: every cell with its value and what opens it, every column with what it holds."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from msgspec import Struct

from domain.codes import Label
from domain.indicators import Rate
from domain.layouts.terms import Value
from domain.wording import EN, ZH
from service.api.basis import BasisSaid, basis
from service.layouts.counting import Behind
from service.layouts.describing import formula_of, holds
from service.layouts.filling import Cell, Filled, Head, Stood
from service.layouts.made import Made
from service.readmodels.statistics import whole


class CellSaid(Struct, frozen=True):
    """A number, and its `suffix` (such as %). None: nothing is known, or it would be divided by zero.

    `behind`: what opens the facts that make it, of a rate or a change those of the part; `base`: of what it is measured
    by. `stood`: the list of that day; `indicator`: the figures of an indicator.
    """

    value: int | Decimal | None
    suffix: str
    behind: list[Behind]
    base: list[Behind]
    stood: Stood | None
    indicator: Rate | None


class ColumnSaid(Struct, frozen=True):
    """A column: `over` stands above it; `holds` is what it counts, by which `formula`; of items each row says so."""

    id: str
    label: Label
    over: Label | None
    holds: Label | None
    formula: str


class RowSaid(Struct, frozen=True):
    """A row; `id` is the value of the dimension that it is of. Of an item it says what its value is."""

    id: str
    label: Label
    holds: Label | None
    formula: str
    cells: list[CellSaid]


class TableSaid(Struct, frozen=True):
    """A table of a layout. `blank`: cells of zero are left empty where it is printed."""

    id: str
    label: Label
    of: Label
    blank: bool
    columns: list[ColumnSaid]
    rows: list[RowSaid]


class GroundSaid(Struct, frozen=True):
    """A line of what the layout rests on; an instant by the office's clock."""

    label: Label
    said: Label | str | int


class LayoutSaid(Struct, frozen=True):
    """Figures in a layout that offices know, as known at a position: every number is a count of facts.

    `missing`: what the form has and no event tells. `prose_zh` and `prose_en`: sentences made of the first table.
    """

    basis: BasisSaid
    counted: whole.Basis
    layout: str
    label: Label
    source: str
    grounds: list[GroundSaid]
    missing: list[Label]
    prose_zh: list[str]
    prose_en: list[str]
    tables: list[TableSaid]


def told(found: Made) -> LayoutSaid:
    return LayoutSaid(
        basis(found.asked),
        whole.basis(found.asked, found.of),
        found.layout.formula,
        found.layout.label,
        found.layout.source,
        [GroundSaid(each.label, _ground(each.said)) for each in found.grounds.lines],
        list(found.layout.missing),
        found.sentences(ZH),
        found.sentences(EN),
        [_table(each) for each in found.tables],
    )


def _ground(value: Label | str | int | datetime) -> Label | str | int:
    return value.isoformat() if isinstance(value, datetime) else value


def _table(each: Filled) -> TableSaid:
    rows = [
        RowSaid(line.id, line.label, *_said(line.value), [_cell(cell) for cell in line.cells]) for line in each.lines
    ]
    return TableSaid(
        each.table.id, each.table.label, each.corner, each.table.blank, [_column(head) for head in each.head], rows
    )


def _column(head: Head) -> ColumnSaid:
    return ColumnSaid(head.id, head.label, head.over, *_said(head.value))


def _said(value: Value | None) -> tuple[Label | None, str]:
    return (None, "") if value is None else (holds(value), formula_of(value))


def _cell(cell: Cell) -> CellSaid:
    return CellSaid(cell.value, cell.suffix, list(cell.behind), list(cell.base), cell.stood, cell.indicator)
