"""Figures from sums: what whole blocks of the log add up to, and what the facts behind the last of them change.

Where that is not possible the facts themselves are counted (figures.py); both give the same, and a property test holds
them to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from psycopg import Connection

from domain.periods import Period
from projections.catalog import STATISTICS
from projections.sums import BLOCK, grouped_by, of_whole_parts
from service.projector.changing import changes
from service.readmodels.asking import Question
from service.readmodels.statistics.counting import TABLE, Cell, values

SCHEMA = STATISTICS.schema
FARTHEST = 2 * BLOCK
"""Positions behind the last sums from which on it is quicker to count the facts of the period."""
# How far the sums come, whether a fact of a later day than the last that counts is known, where the next block ends.
# The day plus nothing: so the facts are found by their positions, not by looking for the latest day of all.
REACHED = f"""
SELECT upto, greatest(latest, (
    SELECT max(day + 0) FROM {TABLE} WHERE office = %(office)s AND from_pos > upto AND from_pos <= %(position)s
)) > %(last)s,
    (SELECT min(upto) FROM {SCHEMA}.summed WHERE office = %(office)s AND upto > %(position)s)
FROM {SCHEMA}.summed AS s WHERE office = %(office)s AND upto <= %(position)s ORDER BY upto DESC LIMIT 1
"""  # noqa: S608 - constants
# Once the block of the question's position is added up too, it is known which matters have several facts of a measure.
CROWDED = f"""
JOIN (SELECT pair.matter, pair.measure FROM {SCHEMA}.summed,
    unnest(matters, measures, in_one_unit) AS pair (matter, measure, in_one_unit)
    WHERE office = %(office)s AND upto = %(inside)s AND (pair.in_one_unit OR NOT %(by_unit)s)
) AS crowded USING (matter, measure)
"""  # noqa: S608 - constants
# Of facts that are `again` in the period all but the first of a petition (or matter) are left out.
SUMMED = """
WITH {changes}
SELECT {by}, sum(count)::int, (sum(count) - coalesce(sum(again), 0))::int,
    (sum(count) - coalesce(sum(again_in_matter), 0))::int,
    coalesce(sum(batches), 0)::int, coalesce(sum(visitors), 0)::int, sum(persons)::int
FROM (
    SELECT {by}, sum(count) AS count, sum(persons) AS persons, sum(batches) AS batches, sum(visitors) AS visitors,
        sum(again) FILTER (WHERE since >= %(first)s) AS again,
        sum(again_in_matter) FILTER (WHERE since >= %(first)s) AS again_in_matter
    FROM {schema}.sums WHERE office = %(office)s AND grouped = %(grouped)s AND part >= %(first)s AND part <= %(last)s
        AND upto <= %(low)s {only} GROUP BY {by}
    UNION ALL
    SELECT {by}, sum(turn), sum(turn * persons), sum(turn) FILTER (WHERE visit),
        sum(turn * persons) FILTER (WHERE visit), 0, 0
    FROM touched GROUP BY {by}
    UNION ALL
    SELECT {by}, 0, 0, 0, 0, sum(turn * (facts - 1)), 0 FROM (
        SELECT turn, {all}, petition, count(*) AS facts FROM several GROUP BY turn, {all}, petition
    ) AS of_petition GROUP BY {by}
    UNION ALL
    SELECT {by}, 0, 0, 0, 0, 0, sum(turn * (facts - 1)) FROM (
        SELECT turn, {all}, matter, count(*) AS facts FROM several GROUP BY turn, {all}, matter
    ) AS of_matter GROUP BY {by}
) AS every GROUP BY {by} HAVING sum(count) > 0 ORDER BY {by}
"""


class Reach(Struct, frozen=True):
    """Sums of the cells `grouped` that hold for a question: those of all blocks down to the position `low`.

    `inside`: the end of the block in which the question's position lies, once that is added up too.
    """

    grouped: str
    low: int
    inside: int | None


def reach(connection: Connection[Any], asked: Question, of: Period, names: Sequence[str], cell: Cell) -> Reach | None:
    """How far sums answer the question; None: they do not.

    They are kept by whole parts of months. So a period that is not over is answered by them as long as no fact is known
    that happened on a later day than the one asked about, as is usual.
    """
    grouped = grouped_by({*names, *cell} - {"measure"})
    if grouped is None or not of_whole_parts(of.first, of.last):
        return None
    named = {"office": asked.id, "position": asked.position, "last": min(of.last, asked.on.day)}
    found = connection.execute(REACHED, named).fetchone()
    if found is None or asked.position - found[0] > FARTHEST or (asked.on.day < of.last and found[1]):
        return None
    return Reach(grouped, found[0], found[2])


def summed(
    connection: Connection[Any], asked: Question, of: Period, names: Sequence[str], cell: Cell, found: Reach
) -> list[Sequence[Any]]:
    """A row for each cell, as figures.FIGURES has it."""
    only = [f"{name} = %({name})s" for name in cell]
    within = " AND ".join(("day >= %(first)s AND day <= %(last)s", *only))
    of_all = dict.fromkeys((*names, *cell))
    of_all.pop("measure", None)
    statement = SUMMED.format(
        changes=changes(TABLE, tuple(of_all), only=within, among="" if found.inside is None else CROWDED),
        by=", ".join(("measure", *names)),
        all=", ".join(("measure", *of_all)),
        schema=SCHEMA,
        only="".join(f" AND {each}" for each in only),
    )
    named = values(asked, of, cell) | {
        "grouped": found.grouped,
        "low": found.low,
        "high": asked.position,
        "inside": found.inside,
        "by_unit": "unit" in of_all,
    }
    return connection.execute(statement, named, prepare=False).fetchall()  # a month is planned otherwise than ten years
