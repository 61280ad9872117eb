"""Figures: how many facts of each measure, and how many petitions, matters, batches and persons stand behind them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from psycopg import Connection

from domain.periods import Period
from service.readmodels.asking import Question
from service.readmodels.statistics.counting import NO_CELL, TABLE, Cell, checked, condition, values

# At one position all facts of a petition have the same channel, matter and persons: a group of the first step is one
# petition in one cell.
FIGURES = """
WITH each AS MATERIALIZED (
    SELECT {dimensions}, petition, matter, channel = 'visit' AS visit, persons, count(*)::int AS n
    FROM {table} WHERE {condition} GROUP BY {dimensions}, petition, matter, visit, persons
)
SELECT {dimensions}, sum(n)::int, count(*)::int, count(DISTINCT matter)::int,
    coalesce(sum(n) FILTER (WHERE visit), 0)::int, coalesce(sum(n * persons) FILTER (WHERE visit), 0)::int,
    sum(n * persons)::int
FROM each GROUP BY {dimensions} ORDER BY {dimensions}
"""


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
    dimensions = ", ".join(("measure", *names))
    statement = FIGURES.format(dimensions=dimensions, table=TABLE, condition=condition(cell))
    found = connection.execute(statement, values(asked, of, cell))
    return [_figure(row, names) for row in found]


def _figure(row: Sequence[Any], names: Sequence[str]) -> Figure:
    behind = len(names) + 1
    return Figure(row[0], dict(zip(names, row[1:behind], strict=True)), *row[behind:])
