"""Clusters 聚集 of petitions in a period: matters that come again and again, and visits of many at once (R3.2.4).

What is restricted is in none: neither its class nor its place is told, and "restricted" is neither.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from msgspec import Struct
from psycopg import Connection
from psycopg.rows import class_row

from domain.periods import Period
from projections.catalog import STATISTICS
from service.readmodels.asking import Question
from service.readmodels.statistics.counting import NO_CELL, Cell, condition, values
from service.readmodels.statistics.masking import NOT_RESTRICTED, source

REPEATED, VISITED = 3, 2
"""So many petitions, or so many visits, of one matter in a period are told, when nobody says otherwise."""
MOST = 50
"""Clusters of each kind that are told, the largest first, when nobody says otherwise."""
RECEIVED = {"measure": "received"}
SUMS = """count(*)::int AS petitions, count(*) FILTER (WHERE visit)::int AS visits,
    sum(persons)::int AS persons,
    coalesce(array_agg(petition ORDER BY day, petition) FILTER (WHERE {seen}), '{{}}') AS named"""
REPEATS = """
SELECT matter, {sums} FROM {table} WHERE {condition} AND {told_apart} GROUP BY matter
HAVING count(*) >= %(repeated)s OR count(*) FILTER (WHERE visit) >= %(visited)s
ORDER BY petitions DESC, persons DESC, matter LIMIT %(most)s
"""
COLLECTIVES = """
SELECT content_class, place, {sums} FROM {table}
WHERE {condition} AND {told_apart} AND channel = ANY (%(channels)s) AND persons >= %(collective_min)s
GROUP BY content_class, place ORDER BY petitions DESC, persons DESC, content_class, place LIMIT %(most)s
"""


class Repeat(Struct, frozen=True):
    """Petitions of one matter that came in the period, visits among them, and persons in them each time."""

    matter: UUID
    petitions: int
    visits: int
    persons: int
    named: list[UUID]


class Collective(Struct, frozen=True):
    """Visits of the period by as many at once as the rulebook calls collective 集体访, of one class and place."""

    content_class: str
    place: str
    petitions: int
    visits: int
    persons: int
    named: list[UUID]


def _statement(connection: Connection[Any], asked: Question, form: str, cell: Cell, named: Mapping[str, Any]) -> str:
    """What is summed: of everybody, what is restricted left out; named are those that the viewer may know of."""
    return form.format(
        sums=SUMS.format(seen=asked.seeing.of(STATISTICS.name)),
        table=source(connection, asked, named),
        condition=condition(cell),
        told_apart=NOT_RESTRICTED,
    )


def repeats(
    connection: Connection[Any],
    asked: Question,
    of: Period,
    cell: Cell = NO_CELL,
    *,
    repeated: int = REPEATED,
    visited: int = VISITED,
    most: int = MOST,
) -> list[Repeat]:
    """Matters with at least so many petitions, or so many visits, the largest first. Raises BadQuestion."""
    cell = {**cell, **RECEIVED}
    named = values(asked, of, cell) | {"repeated": repeated, "visited": visited, "most": most}
    statement = _statement(connection, asked, REPEATS, cell, named)
    return connection.cursor(row_factory=class_row(Repeat)).execute(statement, named).fetchall()


def collectives(
    connection: Connection[Any], asked: Question, of: Period, cell: Cell = NO_CELL, *, most: int = MOST
) -> list[Collective]:
    """Collective visits by class and place, the most first, as the book of the period's end calls them.

    Raises BadQuestion.
    """
    cell, settings = {**cell, **RECEIVED}, asked.office.book_on(of.last).settings
    named = values(asked, of, cell) | {
        "channels": list(settings.collective_channels),
        "collective_min": settings.collective_min,
        "most": most,
    }
    statement = _statement(connection, asked, COLLECTIVES, cell, named)
    return connection.cursor(row_factory=class_row(Collective)).execute(statement, named).fetchall()
