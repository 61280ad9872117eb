"""Monthly statistics: counts of facts at a position, each with its basis, and the facts behind a count."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from msgspec import Struct
from psycopg import Connection
from psycopg.rows import class_row

from domain.wellformed import YEARS
from projections.catalog import STATISTICS
from projections.instants import judged_on
from service.readmodels import register
from service.readmodels.asking import BadQuestion, Question

TABLE = f"{STATISTICS.schema}.{STATISTICS.name}"
PERIODS = ("natural", "business")
MEASURES = (
    "received",
    "registered",
    "instructed",
    "forwarded",
    "answered",
    "delivered",
    "extended",
    "settled_in_time",
    "settled_late",
    "closed",
    "withdrawn",
)
DIMENSIONS = ("unit", "channel", "content_class", "outcome", "clause")
FORMULA = "facts-of-the-period/1"
WITHIN = """office = %(office)s AND day >= %(first)s AND day <= %(last)s
    AND from_pos <= %(position)s AND %(position)s < to_pos"""
FIGURES = f"""
SELECT measure, unit, channel, content_class, outcome, clause, count(*), sum(persons)::int
FROM {TABLE} WHERE {WITHIN} GROUP BY measure, unit, channel, content_class, outcome, clause
ORDER BY measure, unit, channel, content_class, outcome, clause
"""  # noqa: S608 - constants
FACTS = f"""
SELECT petition, measure, act, duty, day, unit, channel, content_class, outcome, clause, persons, days
FROM {TABLE} WHERE {WITHIN} {{more}} ORDER BY day, petition, measure, act, duty
"""  # noqa: S608 - constants


class Basis(Struct, frozen=True):
    """What a figure rests on: which days, by which date, at which position, by which formula.

    `stocks_on` is the day on which the stocks are counted.
    """

    office: str
    period: str
    first: date
    last: date
    stocks_on: date
    date_basis: str
    position: int
    formula: str
    collective_min: int


class Figure(Struct, frozen=True):
    """One cell: how many facts of a measure, and how many persons stand behind them."""

    measure: str
    unit: str
    channel: str
    content_class: str
    outcome: str
    clause: str
    count: int
    persons: int


class StatedFact(Struct, frozen=True):
    """One fact behind a figure; `act` is the version of the petition's line that says it."""

    petition: UUID
    measure: str
    act: int
    duty: str
    day: date
    unit: str
    channel: str
    content_class: str
    outcome: str
    clause: str
    persons: int
    days: int | None


class Statistics(Struct, frozen=True):
    """The figures of a period, and the stocks at its end, or today while it lasts: by unit, and broken down."""

    basis: Basis
    figures: list[Figure]
    stocks: list[register.UnitCount]
    stock_figures: list[register.Stock]

    def total(self, measure: str) -> int:
        return sum(figure.count for figure in self.figures if figure.measure == measure)


def days_of(month: str, period: str = "natural") -> tuple[date, date]:
    """First and last day of YYYY-MM: of the natural month, or the 21st before to the 20th (domain.md 9.2).

    Raises: BadQuestion.
    """
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        first = date.min
    if first.year not in YEARS:
        message = f"month {month!r} is not YYYY-MM of a year from {YEARS.start} to {YEARS.stop - 1} (月份格式)"
        raise BadQuestion(message)
    if period not in PERIODS:
        message = f"period {period!r} is none of {', '.join(PERIODS)}"
        raise BadQuestion(message)
    if period == "business":
        return (first - timedelta(days=1)).replace(day=21), first.replace(day=20)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def month_statistics(connection: Connection[Any], asked: Question, month: str, period: str = "natural") -> Statistics:
    """Every figure of the month as known at the question's position. Raises BadQuestion."""
    first, last = days_of(month, period)
    rows = connection.execute(FIGURES, _values(asked, first, last)).fetchall()
    stocked = min(last, asked.on.day)
    at_end = Question(asked.viewer, asked.office, asked.position, judged_on(stocked, asked.office.zone))
    settings = asked.office.book_on(last).settings
    basis = Basis(
        asked.id, period, first, last, stocked, "day of the fact", asked.position, FORMULA, settings.collective_min
    )
    figures = [Figure(*row) for row in rows]
    return Statistics(basis, figures, register.by_unit(connection, at_end), register.stocks(connection, at_end))


def facts(
    connection: Connection[Any], asked: Question, month: str, period: str = "natural", **cell: str
) -> list[StatedFact]:
    """The facts behind a cell: the same rows that its figure counts. Raises BadQuestion."""
    if unknown := sorted(set(cell) - {"measure", *DIMENSIONS}):
        message = f"no such dimension: {', '.join(unknown)}"
        raise BadQuestion(message)
    more = "".join(f" AND {name} = %({name})s" for name in cell)
    values = _values(asked, *days_of(month, period)) | cell
    cursor = connection.cursor(row_factory=class_row(StatedFact))
    return cursor.execute(FACTS.format(more=more), values).fetchall()


def _values(asked: Question, first: date, last: date) -> dict[str, Any]:
    """Facts that had not happened yet on the day asked about do not count."""
    last = min(last, asked.on.day)
    return {"office": asked.id, "first": first, "last": last, "position": asked.position}
