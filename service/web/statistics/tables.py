"""A table of figures as page and file both show it: labels, then numbers, each leading to its facts."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct

from service.web.files.sheet import Column, Quantity
from service.web.files.sheet import Value as Filed

Value = str | int | float | Decimal | None
MOST_BARS = 20
"""Bars of a chart; the table below it has them all."""


class Cell(Struct, frozen=True):
    """One value, what opens when it is clicked, and what stands behind it (such as %). None: there is none.

    `links`: what else opens, each called by what it is.
    """

    value: Value
    href: str = ""
    suffix: str = ""
    links: tuple[tuple[str, str], ...] = ()


class Table(Struct, frozen=True, kw_only=True):
    """What each column is called, of which the first `labels` say what a row is of; and the rows.

    `holds`: what each column holds, as a file says it.
    """

    caption: str
    head: tuple[str, ...]
    labels: int
    rows: tuple[tuple[Cell, ...], ...]
    holds: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[Column, ...]:
        """The head as a file has it."""
        return tuple(Column(*each) for each in zip(self.head, self.holds, strict=True))

    @property
    def filed(self) -> tuple[list[Filed], ...]:
        """The rows as a file has them."""
        return tuple([filed(cell) for cell in row] for row in self.rows)

    def bars(self, column: int) -> list[tuple[str, int]]:
        """The rows with their whole number in one column, the largest first, as far as a chart has room."""
        named = [(self.label(row), row[column].value) for row in self.rows]
        known = [(label, value) for label, value in named if isinstance(value, int)]
        return sorted(known, key=lambda pair: -pair[1])[:MOST_BARS]

    def label(self, row: Sequence[Cell]) -> str:
        return " · ".join(str(cell.value) for cell in row[: self.labels])


def filed(cell: Cell) -> Filed:
    """What stands in a cell where nothing can be clicked: of several links what they are called."""
    if cell.links:
        return "；".join(called for called, _ in cell.links)
    if cell.suffix and isinstance(cell.value, int | float | Decimal):
        return Quantity(cell.value, cell.suffix)
    return cell.value


def number(value: Value, href: str, suffix: str = "") -> Cell:
    """A number; zero and what is not known lead nowhere."""
    return Cell(value, href if value else "", suffix)
