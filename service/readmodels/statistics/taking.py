"""How long it took: the days from receipt to each step, counted both ways, and how they spread.

Calendar days are the difference of two dates; elapsed days are whole spans of 24 hours between two instants, known only
where both instants are. The two are named apart, since they differ for most petitions.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from msgspec import Struct
from psycopg import Connection

from domain.periods import Period
from service.readmodels.asking import Question
from service.readmodels.statistics.counting import NO_CELL, Cell, checked, condition, values
from service.readmodels.statistics.masking import source

CALENDAR, ELAPSED = "calendar_days", "elapsed_days"
COUNTINGS = {CALENDAR: "days", ELAPSED: "elapsed / 86400"}
"""How days are counted, and the days of a fact."""
WITHIN = (15, 30, 60)
# Interpolated between two whole numbers of days: four decimals are exact, and free of what binary fractions leave.
PERCENTILE = "round((percentile_cont({part}) WITHIN GROUP (ORDER BY took))::numeric, 4)::float8"
TAKEN = """
SELECT {dimensions}, count(*)::int, sum(took)::int, round(avg(took), 4),
    {half}, {ninth},
    min(took), max(took), {within}
FROM (SELECT *, {took} AS took FROM {table} WHERE {condition}) AS each
WHERE took IS NOT NULL GROUP BY {dimensions} ORDER BY {dimensions}
"""


class Taken(Struct, frozen=True):
    """The days that facts of a cell took: how many facts, their sum, mean, median, 90th percentile and extremes.

    Percentiles are interpolated between the two nearest. `within`: how many took at most 15, 30 and 60 days.
    """

    measure: str
    by: dict[str, str | bool]
    counting: str
    count: int
    sum: int
    mean: Decimal
    median: float
    p90: float
    shortest: int
    longest: int
    within: dict[str, int]


def taken(
    connection: Connection[Any],
    asked: Question,
    of: Period,
    by: Sequence[str] = (),
    cell: Cell = NO_CELL,
    counting: str = CALENDAR,
) -> list[Taken]:
    """The days taken by the facts of a period, for each measure and combination of `by`. Raises BadQuestion."""
    names = checked(by)
    named = values(asked, of, cell)
    half, ninth = (PERCENTILE.format(part=part) for part in (0.5, 0.9))
    statement = TAKEN.format(
        half=half,
        ninth=ninth,
        dimensions=", ".join(("measure", *names)),
        within=", ".join(f"count(*) FILTER (WHERE took <= {limit})::int" for limit in WITHIN),
        took=COUNTINGS[counting],
        table=source(connection, asked, named),
        condition=condition(cell),
    )
    return [_taken(row, names, counting) for row in connection.execute(statement, named)]


def _taken(row: Sequence[Any], names: Sequence[str], counting: str) -> Taken:
    behind, within = len(names) + 1, len(row) - len(WITHIN)
    limits = dict(zip(map(str, WITHIN), row[within:], strict=True))
    by = dict(zip(names, row[1:behind], strict=True))
    return Taken(row[0], by, counting, *(*row[behind:within], limits))
