"""The statistics of a period as a whole: its figures, what was open when it began and when it ended, and its basis."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from psycopg import Connection

from domain.periods import Period
from projections.instants import judged_on
from service.readmodels import register
from service.readmodels.asking import Question
from service.readmodels.statistics.counting import NO_CELL, Cell
from service.readmodels.statistics.figures import Figure, figures

FORMULA = "facts-of-the-period/2"


class Basis(Struct, frozen=True):
    """What a figure rests on: which days, by which date, at which position, by which formula (domain.md 9.2).

    `counted_to`: the last day of which facts count, earlier than `last` while the period is not over; on it the
    stocks are counted too.
    """

    office: str
    period: str
    style: str
    first: date
    last: date
    counted_to: date
    date_basis: str
    position: int
    formula: str
    collective_min: int


class Balance(Struct, frozen=True):
    """Open petitions: those when the period began, what became open, what came to an end, and those at its end.

    The first two and the last two are counted apart, from facts and from the register: opening + opened - ended is
    `closing`.
    """

    opening: int
    opened: int
    ended: int
    closing: int
    overdue: int


class UnitStock(Struct, frozen=True):
    """What is open with a unit, and overdue."""

    unit: str
    open: int
    overdue: int


class Statistics(Struct, frozen=True):
    """The figures of a period, and the stocks at its end, or today while it lasts: by unit, and broken down.

    Balance and stocks are those of the whole office: there are none where a cell was asked about.
    """

    basis: Basis
    figures: list[Figure]
    balance: Balance | None
    stocks: list[UnitStock]
    stock_figures: list[register.Stock]

    def total(self, measure: str) -> int:
        return sum(figure.count for figure in self.figures if figure.measure == measure)


def statistics(
    connection: Connection[Any], asked: Question, of: Period, by: Sequence[str] = (), cell: Cell = NO_CELL
) -> Statistics:
    """Everything of the period as known at the question's position. Raises BadQuestion."""
    found = figures(connection, asked, of, by, cell)
    if cell:
        return Statistics(basis(asked, of), found, None, [], [])
    stocks = register.stocks(connection, stocked(asked, min(of.last, asked.on.day)))
    return Statistics(basis(asked, of), found, _balance(connection, asked, of, found, stocks), _by_unit(stocks), stocks)


def _by_unit(stocks: Sequence[register.Stock]) -> list[UnitStock]:
    units = sorted({stock.unit for stock in stocks})
    return [UnitStock(unit, *_sums([stock for stock in stocks if stock.unit == unit])) for unit in units]


def _sums(stocks: Sequence[register.Stock]) -> tuple[int, int]:
    """Open and overdue petitions."""
    return sum(stock.open for stock in stocks), sum(stock.overdue for stock in stocks)


def basis(asked: Question, of: Period) -> Basis:
    settings = asked.office.book_on(of.last).settings
    counted_to = min(of.last, asked.on.day)
    return Basis(
        asked.id,
        of.name,
        of.style,
        of.first,
        of.last,
        counted_to,
        "day of the fact",
        asked.position,
        FORMULA,
        settings.collective_min,
    )


def stocked(asked: Question, day: date) -> Question:
    """The same question about the end of another day."""
    return replace(asked, on=judged_on(day, asked.office.zone))


def _balance(
    connection: Connection[Any],
    asked: Question,
    of: Period,
    every: Sequence[Figure],
    stocks: Sequence[register.Stock],
) -> Balance:
    """Of the whole office; `every` are the figures of all facts."""
    opening = register.how_many_open(connection, stocked(asked, min(of.first - timedelta(1), asked.on.day)))
    opened, ended = (
        sum(figure.count for figure in every if figure.measure == measure) for measure in ("opened", "ended")
    )
    return Balance(opening, opened, ended, *_sums(stocks))
