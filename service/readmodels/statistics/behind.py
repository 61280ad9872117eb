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
from projections.catalog import STATISTICS
from service.readmodels import paging
from service.readmodels.asking import BadQuestion, Question
from service.readmodels.paging import Page
from service.readmodels.statistics.counting import NO_CELL, TABLE, Cell, condition, values
from service.readmodels.statistics.masking import MASKED, source

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
    visit: bool
    persons: int
    days: int
    elapsed: int | None


COLUMNS = ", ".join(StatedFact.__struct_fields__)
FACTS = f"SELECT {COLUMNS} FROM {{table}} WHERE {{condition}} ORDER BY {KEY} LIMIT %(limit)s"  # noqa: S608 - constants
UNSEEN = "SELECT count(*) FROM {table} WHERE {condition}"
# Facts that are of the period at one of both positions, and not the same at the other.
CHANGED = f"""
SELECT {{columns}} FROM {{table}} WHERE {{condition}} AND NOT (from_pos <= %(other)s AND %(other)s < to_pos)
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

    A fact that is told otherwise now (classified anew, corrected) stands in both. `restricted`: how many there are in
    either beside those, which are not shown to this viewer.
    """

    since: int
    added: list[StatedFact]
    removed: list[StatedFact]
    restricted: int


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
    conditions = [condition(cell), asked.seeing.of(STATISTICS.name)]
    named = values(asked, of, cell) | {"limit": limit + 1}
    mark = paging.list_of("facts", asked.id, of.name, of.style, dict(cell))
    if cursor is not None:
        place = paging.placed(cursor, mark, _Place)
        conditions.append(BEHIND)
        named |= {name: getattr(place, name) for name in place.__struct_fields__}
    statement = FACTS.format(table=source(connection, asked, named), condition=" AND ".join(conditions))
    rows = connection.cursor(row_factory=class_row(StatedFact)).execute(statement, named).fetchall()
    return paging.cut(rows, limit, mark, lambda row: (row.day, row.petition, row.measure, row.act, row.duty))


def unseen(connection: Connection[Any], asked: Question, of: Period, cell: Cell = NO_CELL) -> int:
    """How many facts of the cell this viewer is not shown: with `all_facts` the cell's count. Raises BadQuestion."""
    named = values(asked, of, cell)
    where = f"{condition(cell)} AND NOT {asked.seeing.of(STATISTICS.name)}"
    statement = UNSEEN.format(table=source(connection, asked, named), condition=where)
    ((found,),) = connection.execute(statement, named).fetchall()
    return int(found)


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
    sources = {source(connection, each, values(each, of)) for each in (asked, earlier)}
    table = MASKED if MASKED in sources else TABLE
    added = _changed(connection, asked, of, since, cell, table)
    removed = _changed(connection, earlier, of, asked.position, cell, table)
    return Difference(since, added[0], removed[0], added[1] + removed[1])


def _changed(
    connection: Connection[Any], asked: Question, of: Period, other: int, cell: Cell, table: str
) -> tuple[list[StatedFact], int]:
    """The facts at the question's position that are not the same at the other one; how many more are not shown."""
    named = values(asked, of, cell) | {"other": other}
    rows = CHANGED.format(
        columns=f"{COLUMNS}, {asked.seeing.of(STATISTICS.name)}", table=table, condition=condition(cell)
    )
    found = connection.execute(rows, named).fetchall()
    shown = [StatedFact(*row) for *row, seen in found if seen]
    return shown, len(found) - len(shown)
