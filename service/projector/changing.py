"""What a stretch of a log changes in the facts that can be counted, as the beginning of a statement.

Between the positions `low` and `high`, `touched` are the facts that came (`turn` 1) or went (-1), and those that did
both (0). `several` are the facts known at the one (`turn` -1) or the other (1) whose matter has more than one of a
measure that was touched: only of these a petition or a matter can count less than its facts.
"""

from __future__ import annotations

from collections.abc import Collection

from projections.spans import FOREVER

CHANGES = """
touched AS MATERIALIZED (
    SELECT {columns}, visit, persons, (to_pos > %(high)s)::integer AS turn FROM {table}
    WHERE office = %(office)s AND from_pos > %(low)s AND from_pos <= %(high)s {only}
    UNION ALL SELECT {columns}, visit, persons, -1 FROM {table}
    WHERE office = %(office)s AND to_pos > %(low)s AND to_pos <= %(high)s AND from_pos <= %(low)s
        AND to_pos < {forever} {only}
), pairs AS MATERIALIZED (
    SELECT DISTINCT matter, measure FROM touched {among}
), related AS MATERIALIZED (
    SELECT related.* FROM (SELECT matter, array_agg(measure) AS measures FROM pairs GROUP BY matter) AS each, LATERAL (
        SELECT {columns}, from_pos, to_pos FROM {table} AS s
        WHERE s.office = %(office)s AND s.petition = each.matter AND s.measure = ANY(each.measures)
            AND s.matter = s.petition AND from_pos <= %(high)s AND to_pos > %(low)s {only}
        UNION ALL SELECT {columns}, from_pos, to_pos FROM {table} AS s
        WHERE s.office = %(office)s AND s.matter = each.matter AND s.measure = ANY(each.measures)
            AND s.matter <> s.petition AND from_pos <= %(high)s AND to_pos > %(low)s {only}
    ) AS related
), crowd AS MATERIALIZED (
    SELECT * FROM (SELECT *, count(*) OVER (PARTITION BY matter, measure) AS facts FROM related) AS every
    WHERE facts > 1
), several AS MATERIALIZED (
    SELECT {columns}, 1 AS turn FROM crowd WHERE from_pos <= %(high)s AND to_pos > %(high)s
    UNION ALL SELECT {columns}, -1 FROM crowd WHERE from_pos <= %(low)s AND to_pos > %(low)s
)
"""


def changes(table: str, columns: Collection[str], *, only: str = "", among: str = "") -> str:
    """The parts of a WITH clause. `columns` are those of the facts that are needed, `only` narrows down the facts.

    `among` is a JOIN that leaves those pairs of a matter and a measure of which there may be several facts. The values
    `office`, `low` and `high` are named in the clause.
    """
    named = ", ".join(dict.fromkeys(("measure", "petition", "matter", *columns)))
    return CHANGES.format(table=table, columns=named, only=f"AND {only}" if only else "", among=among, forever=FOREVER)
