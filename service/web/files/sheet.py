"""A table that leaves as a file, whatever it is written as: what it rests on, its columns, its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

from msgspec import Struct

Number = int | float | Decimal
Said = Callable[[str], str]
"""From a message to its words in the language of the file."""


class Quantity(Struct, frozen=True):
    """A number and what stands behind it, such as %."""

    number: Number
    suffix: str


Value = str | Number | date | datetime | Quantity | None
"""Text stays text whatever it looks like, so ids and register numbers are text; days are days; None is nothing."""


class Column(Struct, frozen=True):
    """What a column is called, and what it holds."""

    name: str
    holds: str


class Grounds(Struct, frozen=True):
    """What a table rests on, line by line; `moment`: when the last line of the ledger that it knows was recorded."""

    lines: tuple[tuple[str, Value], ...]
    moment: datetime | None


class Sheet(Struct, frozen=True, kw_only=True):
    """`name`: of the file, without its ending; `title`: of the table.

    `rows` are taken once, one after the other. `total`: what they come to, where they may be added up. `charted`: the
    columns of numbers that a chart shows, by the first `labels` columns.
    """

    name: str
    title: str
    grounds: Grounds
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Value]]
    total: Sequence[Value] = ()
    labels: int = 1
    charted: tuple[int, ...] = ()

    def lines(self) -> Iterator[Sequence[Value]]:
        """The rows, and the total below them."""
        yield from self.rows
        if self.total:
            yield self.total
