"""What is counted: the facts of a period, as known at a position, of a cell; and by what they are told apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from psycopg import Connection

from domain import periods
from domain.guarded import RESTRICTED
from domain.periods import NATURAL, BadPeriod, Period
from domain.results import purposes
from projections.catalog import STATISTICS
from projections.measures import MEASURES
from service.readmodels.asking import BadQuestion, Question

TABLE = f"{STATISTICS.schema}.{STATISTICS.name}"
DIMENSIONS = (
    "unit",
    "channel",
    "source",
    "purpose",
    "content_class",
    "place",
    "repeat",
    "outcome",
    "clause",
)
"""By what figures are told apart. `repeat`: joined to an earlier petition."""
COLLECTIVE, LIMIT_FOR = "collective", "limit_for"
NARROWED: Mapping[str, str] = {
    "visit": "visit = %(visit)s",
    COLLECTIVE: f"""channel <> '{RESTRICTED}' AND %(collective)s =
        (channel = ANY(%(collective_channels)s) AND persons >= %(collective_min)s)""",
    LIMIT_FOR: f"channel <> '{RESTRICTED}' AND split_part(duty, ' ', 1) = ANY(%(limits)s)",
}
"""What figures are narrowed to beside dimensions, and are not told apart by: visits, whether many came at once as the
rulebook of the period's end says, what a limit is for (domain/results.py). What is restricted is neither collective nor
not, and of no limit."""
Cell = Mapping[str, object]
"""Values of the measure, of dimensions and of what is NARROWED; what is not named is not looked at."""
NO_CELL: Cell = {}
WITHIN = """office = %(office)s AND day >= %(first)s AND day <= %(last)s
    AND from_pos <= %(position)s AND %(position)s < to_pos"""
FIRST = f"""
SELECT day FROM {TABLE} WHERE office = %(office)s AND measure = 'received'
    AND from_pos <= %(position)s AND %(position)s < to_pos
ORDER BY day LIMIT 1
"""  # noqa: S608 - constants


def period(said: str, style: str = NATURAL) -> Period:
    """The period that is written so. Raises BadQuestion."""
    try:
        return periods.period(said, style)
    except BadPeriod as bad:
        raise BadQuestion(str(bad)) from None


def begun(asked: Question, of: Period) -> None:
    """Raises BadQuestion for a period that has not begun on the day asked about."""
    if asked.on.day < of.first:
        message = f"period {of.name} has not begun on {asked.on.day} (统计期间尚未开始)"
        raise BadQuestion(message)


def checked(by: Sequence[str]) -> Sequence[str]:
    """Dimensions that there are, each once. Raises BadQuestion."""
    if unknown := sorted(set(by) - set(DIMENSIONS)):
        message = f"no such dimension: {', '.join(unknown)}; there are {', '.join(DIMENSIONS)} (统计维度不存在)"
        raise BadQuestion(message)
    return tuple(dict.fromkeys(by))


def condition(cell: Cell) -> str:
    """The facts of the period that are of the cell. Raises BadQuestion for what is no dimension."""
    checked([name for name in cell if name not in ("measure", *NARROWED)])
    if cell.get("measure", MEASURES[0]) not in MEASURES:
        message = f"no such measure: {cell['measure']}; there are {', '.join(MEASURES)} (统计指标不存在)"
        raise BadQuestion(message)
    return " AND ".join([WITHIN, *(NARROWED.get(name, f"{name} = %({name})s") for name in cell)])


def values(asked: Question, of: Period, cell: Cell = NO_CELL) -> dict[str, Any]:
    """What the conditions name. Facts that had not happened yet on the day asked about do not count.

    Raises BadQuestion for a period that has not begun on that day.
    """
    begun(asked, of)
    last = min(of.last, asked.on.day)
    named = {"office": asked.id, "first": of.first, "last": last, "position": asked.position}
    return {**named, **asked.seeing.values, **cell, **_narrowed(asked, of, cell)}


def _narrowed(asked: Question, of: Period, cell: Cell) -> dict[str, Any]:
    """What the conditions of NARROWED name beside their own value."""
    found: dict[str, Any] = {}
    if COLLECTIVE in cell:
        settings = asked.office.book_on(of.last).settings
        found |= {
            "collective_channels": list(settings.collective_channels),
            "collective_min": settings.collective_min,
        }
    if LIMIT_FOR in cell:
        meant = purposes(asked.office.books)
        found["limits"] = [entry for entry, purpose in meant.items() if purpose == cell[LIMIT_FOR]]
    return found


def known_from(connection: Connection[Any], asked: Question) -> date | None:
    """The day of the first receipt in the register: of what came before nothing is known. None: it is empty."""
    row = connection.execute(FIRST, {"office": asked.id, "position": asked.position}).fetchone()
    return row[0] if row else None
