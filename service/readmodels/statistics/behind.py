"""The facts behind a figure: the same rows that it counts, a page at a time; and what changed between two positions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace
from psycopg import Connection
from psycopg.rows import class_row

from domain.periods import Period
from service.readmodels import paging
from service.readmodels.asking import BadQuestion, Question
from service.readmodels.paging import Page
from service.readmodels.statistics.counting import NO_CELL, TABLE, Cell, condition, values

KEY = "day, petition, measure, act, duty"
BEHIND = f"({KEY}) > (%(after_day)s, %(after_petition)s, %(after_measure)s, %(after_act)s, %(after_duty)s)"


class StatedFact(Struct, frozen=True):
    """One fact behind a figure, said by the petition's line of version `act` (projections/statistics.py)."""

    petition: UUID
    measure: str
    act: int
    duty: str
    day: date
    unit: str
    channel: str
    source: str
    purpose: str
    content_class: str
    place: str
    repeat: bool
    matter: UUID
    outcome: str
    clause: str
    persons: int
    days: int
    elapsed: int | None


COLUMNS = ", ".join(StatedFact.__struct_fields__)
FACTS = f"SELECT {COLUMNS} FROM {TABLE} WHERE {{condition}} ORDER BY {KEY} LIMIT %(limit)s"  # noqa: S608 - constants
# Facts that are of the period at one of both positions, and not the same at the other.
CHANGED = f"""
SELECT {COLUMNS} FROM {TABLE} WHERE {{condition}} AND NOT (from_pos <= %(other)s AND %(other)s < to_pos)
ORDER BY {KEY}
"""  # noqa: S608 - constants


class _Place(Struct, frozen=True, array_like=True):
    """Where the list goes on."""

    after_day: date
    after_petition: UUID
    after_measure: str
    after_act: int
    after_duty: str


class Difference(Struct, frozen=True):
    """What a later position knows of a period that an earlier one did not, and what it knows no more.

    A fact that is told otherwise now (classified anew, corrected) stands in both.
    """

    since: int
    added: list[StatedFact]
    removed: list[StatedFact]


def facts(
    connection: Connection[Any],
    asked: Question,
    of: Period,
    cell: Cell = NO_CELL,
    *,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[StatedFact]:
    """One page of the facts behind a cell, by their days. Raises BadQuestion."""
    conditions = [condition(cell)]
    named = values(asked, of, cell) | {"limit": limit + 1}
    mark = paging.list_of("facts", asked.id, of.name, of.style, dict(cell))
    if cursor is not None:
        place = paging.placed(cursor, mark, _Place)
        conditions.append(BEHIND)
        named |= {name: getattr(place, name) for name in place.__struct_fields__}
    statement = FACTS.format(condition=" AND ".join(conditions))
    rows = connection.cursor(row_factory=class_row(StatedFact)).execute(statement, named).fetchall()
    return paging.cut(rows, limit, mark, lambda row: (row.day, row.petition, row.measure, row.act, row.duty))


def all_facts(connection: Connection[Any], asked: Question, of: Period, cell: Cell = NO_CELL) -> Iterator[StatedFact]:
    """All facts behind a cell, by their days. Raises BadQuestion."""

    def page(cursor: str | None) -> Page[StatedFact]:
        return facts(connection, asked, of, cell, limit=paging.WHOLE_LIST, cursor=cursor)

    return paging.whole(page)


def difference(
    connection: Connection[Any], asked: Question, of: Period, since: int, cell: Cell = NO_CELL
) -> Difference:
    """What came in about a period between the position `since` and that of the question. Raises BadQuestion."""
    if not 0 <= since <= asked.position:
        message = f"since {since} is not between 0 and {asked.position}, the position asked about (since 超出范围)"
        raise BadQuestion(message)
    earlier = replace(asked, position=since)
    return Difference(
        since, _changed(connection, asked, of, since, cell), _changed(connection, earlier, of, asked.position, cell)
    )


def _changed(connection: Connection[Any], asked: Question, of: Period, other: int, cell: Cell) -> list[StatedFact]:
    """The facts at the question's position that are not the same at the other one."""
    statement = CHANGED.format(condition=condition(cell))
    named = values(asked, of, cell) | {"other": other}
    return connection.cursor(row_factory=class_row(StatedFact)).execute(statement, named).fetchall()
