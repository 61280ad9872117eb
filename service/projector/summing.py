"""Adds the facts up block by block, behind the runners: figures of long periods are read from the sums.

A block is added up once it is whole, in one transaction with the mark that it is. Whoever reads looks how far that has
come and counts the facts behind it (service/readmodels/statistics/summed.py), so that sums which are late make an
answer slower and never another one.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from projections.catalog import STATISTICS
from projections.sums import BLOCK, DIMENSIONS, GROUPINGS, OF_ACTS, SECOND_PART, name_of
from service.ledger.application import MATTERS
from service.projector.changing import changes
from service.projector.failing import Failures

POLL = 1.0
"""Seconds after which it is looked whether a block has become whole."""
EVERY = "all offices"
SCHEMA = STATISTICS.schema
PART = f"""(day - extract(day FROM day)::integer
    + CASE WHEN extract(day FROM day) < {SECOND_PART} THEN 1 ELSE {SECOND_PART} END)"""
VALUES = ("count", "persons", "batches", "visitors", "again", "again_in_matter")
# One row for each office: how far its facts reach, and how far they are added up.
LATE = f"""
SELECT p.office, coalesce(max(s.upto), 0) FROM projector.position p LEFT JOIN {SCHEMA}.summed s USING (office)
WHERE p.schema = %(schema)s AND p.log = %(log)s GROUP BY p.office, p.position
HAVING p.position >= coalesce(max(s.upto), 0) + %(block)s ORDER BY p.office
"""  # noqa: S608 - constants
# Whole, the next one, and of several processes that try one adds it up. The day plus nothing: the facts are found by
# their positions; the latest day of all, looked for first, would be followed back through nearly the whole table.
MARK = f"""
INSERT INTO {SCHEMA}.summed (office, upto, latest)
SELECT %(office)s, %(high)s, greatest(
    (SELECT max(day + 0) FROM {SCHEMA}.{STATISTICS.name}
        WHERE office = %(office)s AND from_pos > %(low)s AND from_pos <= %(high)s),
    (SELECT latest FROM {SCHEMA}.summed WHERE office = %(office)s AND upto = %(low)s), '-infinity')
WHERE (%(low)s = 0 OR EXISTS (SELECT FROM {SCHEMA}.summed WHERE office = %(office)s AND upto = %(low)s))
    AND EXISTS (SELECT FROM projector.position
        WHERE office = %(office)s AND log = %(log)s AND schema = %(schema)s AND position >= %(high)s)
ON CONFLICT DO NOTHING RETURNING upto
"""  # noqa: S608 - constants
# Of which matters and measures there are several facts: whoever asks about a position in the block need not look again.
CROWDED = f"""
crowded AS (
    UPDATE {SCHEMA}.summed SET matters = found.matters, measures = found.measures, in_one_unit = found.in_one_unit
    FROM (SELECT array_agg(matter) AS matters, array_agg(measure) AS measures, array_agg(here) AS in_one_unit
        FROM (SELECT matter, measure, bool_or(facts > 1) AS here
            FROM (SELECT matter, measure, count(*) AS facts FROM crowd GROUP BY matter, measure, unit) AS of_unit
            GROUP BY matter, measure) AS pairs) AS found
    WHERE office = %(office)s AND upto = %(high)s
)
"""  # noqa: S608 - constants
PLACED = f"""
placed_touched AS MATERIALIZED (
    SELECT *, {PART} AS part FROM touched
), placed_several AS MATERIALIZED (
    SELECT *, {PART} AS part, bool_or(matter <> petition) OVER (PARTITION BY matter, measure) AS joint FROM several
)
"""  # noqa: S608 - constants
LOOK = f"ANALYZE {SCHEMA}.sums"
COUNTED = """
SELECT part, part AS since, measure, {cells}, sum(turn) AS count, sum(turn * persons) AS persons,
    sum(turn) FILTER (WHERE visit) AS batches, sum(turn * persons) FILTER (WHERE visit) AS visitors,
    0 AS again, 0 AS again_in_matter
FROM placed_touched GROUP BY part, measure {more}
"""
# Of the facts of one petition in a part all but one are `again` in it, and that one since the part before. What it is
# told apart by is the same for all its facts at one position, but for the dimensions of acts.
CHAINED = """
SELECT petition, turn, part, measure, {all}, joint, count(*) AS facts,
    lag(part) OVER (PARTITION BY petition, turn, measure {more} ORDER BY part) AS before
FROM placed_several GROUP BY petition, turn, part, measure, {all}, joint
"""
AGAIN = """
SELECT part, v.since, measure, {cells}, 0, 0, 0, 0, sum(v.again), coalesce(sum(v.again) FILTER (WHERE NOT joint), 0)
FROM {chained}, LATERAL (VALUES (part, turn * (facts - 1)), (before, turn)) AS v (since, again)
WHERE v.since IS NOT NULL AND v.again <> 0 GROUP BY part, v.since, measure {more}
"""
# The same of matters that have several petitions.
IN_MATTER = """
SELECT part, v.since, measure, {cells}, 0, 0, 0, 0, 0, sum(v.again) FROM (
    SELECT matter, turn, part, measure {more}, count(*) AS facts,
        lag(part) OVER (PARTITION BY matter, turn, measure {more} ORDER BY part) AS before
    FROM placed_several WHERE joint GROUP BY matter, turn, part, measure {more}
) AS each, LATERAL (VALUES (part, turn * (facts - 1)), (before, turn)) AS v (since, again)
WHERE v.since IS NOT NULL AND v.again <> 0 GROUP BY part, v.since, measure {more}
"""
GROUPED = """
SELECT %(office)s, %(high)s::bigint, '{grouped}', part, since, measure, {columns}, {sums} FROM ({every}) AS every
GROUP BY part, since, measure, {columns} HAVING {any}
"""


class Summer:
    """Adds up what has become whole in one database, in this process together with others."""

    def __init__(self, pool: ConnectionPool[Any]) -> None:
        self._pool = pool
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self.failures = Failures("sums of facts")

    def start(self) -> None:
        """Goes on in a thread of its own until `close`."""
        self._thread = threading.Thread(target=self._follow, name="sums", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()

    def catch_up(self) -> int:
        """Adds up all that is whole by now; how many blocks."""
        with self._pool.connection() as connection:
            done = sum_up(connection)
            connection.execute(LOOK)
            return done

    def _follow(self) -> None:
        while not self._stopped.is_set():
            if not self.failures.waits(EVERY) and self._turn():
                continue
            self._stopped.wait(POLL)

    def _turn(self) -> int:
        """Adds up one block of each office. An error is kept: sums that are late change no answer."""
        try:
            with self._pool.connection() as connection:
                done = sum_up(connection, 1)
        except Exception as error:  # noqa: BLE001 - the database is away, or the like: it is tried again
            self.failures.failed(EVERY, error)
            return 0
        self.failures.passed(EVERY)
        return done


def sum_up(connection: Connection[Any], blocks: int | None = None, *, block: int = BLOCK) -> int:
    """Adds up what is whole and not added up yet, at most so many blocks of each office; how many those were."""
    named = {"schema": SCHEMA, "log": MATTERS, "block": block}
    done = 0
    for office, low in connection.execute(LATE, named).fetchall():
        nth = 0
        while (blocks is None or nth < blocks) and _added(connection, office, low + nth * block, block):
            nth += 1
        done += nth
    return done


def _added(connection: Connection[Any], office: str, low: int, block: int) -> bool:
    """Adds up the block behind position `low`. False: it is not whole, or another process has done it."""
    named = {"office": office, "low": low, "high": low + block, "schema": SCHEMA, "log": MATTERS}
    with connection.transaction():
        if connection.execute(MARK, named).fetchone() is None:
            return False
        connection.execute(ADD, named)
    return True


def _statement() -> str:
    """Adds up one block for every grouping."""
    parts = [
        changes(f"{SCHEMA}.{STATISTICS.name}", ("day", *DIMENSIONS)),
        PLACED,
        *(f"{_chain(acts)} AS MATERIALIZED ({_chained(acts)})" for acts in dict.fromkeys(map(_of_acts, GROUPINGS))),
        CROWDED,
    ]
    columns = ", ".join(("office", "upto", "grouped", "part", "since", "measure", *DIMENSIONS, *VALUES))
    every = " UNION ALL ".join(_grouped(grouping) for grouping in GROUPINGS)
    return f"WITH {', '.join(parts)} INSERT INTO {SCHEMA}.sums ({columns}) {every}"


def _of_acts(grouping: Sequence[str]) -> tuple[str, ...]:
    """The dimensions in which the facts of one petition may differ."""
    return tuple(name for name in grouping if name in OF_ACTS)


def _chain(acts: Sequence[str]) -> str:
    return "_".join(("chained", *acts))


def _chained(acts: Sequence[str]) -> str:
    of_all = [name for name in DIMENSIONS if name in acts or name not in OF_ACTS]
    return CHAINED.format(all=", ".join(of_all), more=_more(acts))


def _grouped(grouping: Sequence[str]) -> str:
    cells = ", ".join(name if name in grouping else f"NULL::{_type(name)} AS {name}" for name in DIMENSIONS)
    more, chained = _more(grouping), _chain(_of_acts(grouping))
    parts = (each.format(cells=cells, more=more, chained=chained) for each in (COUNTED, AGAIN, IN_MATTER))
    return GROUPED.format(
        grouped=name_of(grouping),
        columns=", ".join(DIMENSIONS),
        sums=", ".join(f"coalesce(sum({value}), 0)" for value in VALUES),
        any=" OR ".join(f"sum({value}) <> 0" for value in VALUES),
        every=" UNION ALL ".join(parts),
    )


def _more(names: Sequence[str]) -> str:
    return "".join(f", {name}" for name in names)


def _type(name: str) -> str:
    return "boolean" if name == "repeat" else "text"


ADD = _statement()
