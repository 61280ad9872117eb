"""Figures: how many facts of each measure, and how many petitions, matters, batches and persons stand behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct
from psycopg import Connection

from domain.periods import Period
from service.readmodels.asking import Question
from service.readmodels.statistics.counting import NO_CELL, TABLE, Cell, checked, condition, values
from service.readmodels.statistics.masking import source
from service.readmodels.statistics.summed import reach, summed

# At one position all facts of a petition have the same channel, matter and persons: a group of the first step is one
# petition in one cell, one of the second one matter. Every step hashes: sorting by matter took four times as long.
FIGURES = """
WITH each AS (
    SELECT {dimensions}, petition, matter, visit, persons, count(*) AS n
    FROM {table} WHERE {condition} GROUP BY {dimensions}, petition, matter, visit, persons
), of_matter AS (
    SELECT {dimensions}, matter, sum(n) AS n, count(*) AS petitions, sum(n) FILTER (WHERE visit) AS batches,
        sum(n * persons) FILTER (WHERE visit) AS visitors, sum(n * persons) AS persons
    FROM each GROUP BY {dimensions}, matter
)
SELECT {dimensions}, sum(n)::int, sum(petitions)::int, count(*)::int, coalesce(sum(batches), 0)::int,
    coalesce(sum(visitors), 0)::int, sum(persons)::int
FROM of_matter GROUP BY {dimensions} ORDER BY {dimensions}
"""

MANY = 4_000
"""Facts of a period from which on adding up sums is quicker than counting them."""
SOME = f"""
SELECT count(*) FROM (
    SELECT FROM {TABLE} WHERE office = %(office)s AND day >= %(first)s AND day <= %(last)s LIMIT %(many)s
) AS reached
"""  # noqa: S608 - constants


class Figure(Struct, frozen=True):
    """One cell of a table of figures.

    `by`: the values of the dimensions by which it was asked. `count`: facts, a petition counts each time it happened.
    `petitions` 件 and `matters` 事项 count once. `batches` 批次 and `visitors` 人次 are those of visits, `persons` all
    petitioners, each time.
    """

    measure: str
    by: dict[str, str | bool]
    count: int
    petitions: int
    matters: int
    batches: int
    visitors: int
    persons: int


def figures(
    connection: Connection[Any], asked: Question, of: Period, by: Sequence[str] = (), cell: Cell = NO_CELL
) -> list[Figure]:
    """The figures of a period as known at the question's position, one for each combination that there is.

    `by`: dimensions that are told apart; the others are summed. Raises BadQuestion.
    """
    names = checked(by)
    named = values(asked, of, cell)
    where = condition(cell)
    table = source(connection, asked, named)
    may_be_summed = table == TABLE and _are_many(connection, named)
    found = reach(connection, asked, of, names, cell) if may_be_summed else None
    rows = (
        counted(connection, names, where, named, table)
        if found is None
        else summed(connection, asked, of, names, cell, found)
    )
    return [_figure(row, names) for row in rows]


def _are_many(connection: Connection[Any], named: Mapping[str, object]) -> bool:
    """Whether the period has so many facts that sums answer sooner; looks at no more than that."""
    row = connection.execute(SOME, {**named, "many": MANY}).fetchone()
    return row is not None and row[0] >= MANY


def counted(
    connection: Connection[Any], names: Sequence[str], where: str, named: Mapping[str, object], table: str = TABLE
) -> list[Sequence[Any]]:
    """A row for each cell, counted from the facts."""
    dimensions = ", ".join(("measure", *names))
    statement = FIGURES.format(dimensions=dimensions, table=table, condition=where)
    return connection.execute(statement, named, prepare=False).fetchall()


def _figure(row: Sequence[Any], names: Sequence[str]) -> Figure:
    behind = len(names) + 1
    return Figure(row[0], dict(zip(names, row[1:behind], strict=True)), *row[behind:])
