"""Folds the logs anew into fresh tables beside those in use, and puts them in their place."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from projections.catalog import ALL
from service.ledger import reading
from service.ledger.application import MATTERS
from service.projector import histories, indexing, refolding, schema
from service.projector.advancing import LogProjector
from service.projector.breaking_off import LinesMissing, RebuildRunning
from service.projector.refolding import Fresh
from service.projector.schema import Table

__all__ = ["RebuildRunning", "alone", "processors", "rebuild"]

BATCH = 5_000
LITTLE = 20_000
"""Lines that are folded before a process of their own would have begun to."""
MOST = 8
"""Processes at once, about 100 MB each."""
ALONE = "SELECT pg_try_advisory_lock(hashtext('zhuoluo rebuild'))"
NOT_ALONE = "SELECT pg_advisory_unlock(hashtext('zhuoluo rebuild'))"

Progress = Callable[[str, int, int], None]


def rebuild(pool: ConnectionPool[Any], progress: Progress, processes: int | None = None) -> int:
    """Folds every log from its beginning into new tables and puts them in the place of those in use.

    Those are read and followed meanwhile. `progress` is told (office, lines folded, lines in all). Folds in so many
    processes beside this one; where nothing is said, in one for each processor unless there is little to fold.
    Returns the number of lines. Raises RebuildBrokenOff, and whatever a fold raises.
    """
    with pool.connection() as connection, alone(connection):
        made = [_fresh(connection, projection.schema, nth) for nth, projection in enumerate(ALL)]
        bare = [indexing.bared(connection, table) for table in made]
        _fill(connection, _at(pool), made, progress, processes)
        indexing.index(pool, bare, processors())
        with connection.transaction():
            total = sum(_caught_up(connection, made).values())
            for table in made:
                schema.swap(connection, table.schema, table.projection.schema)
        return total


@contextmanager
def alone(connection: Connection[Any]) -> Iterator[None]:
    """Nobody else rebuilds meanwhile. Raises RebuildRunning."""
    row = connection.execute(ALONE).fetchone()
    if row is None or not row[0]:
        raise RebuildRunning
    try:
        yield
    finally:
        if not connection.broken:
            connection.execute(NOT_ALONE)


def _offices(connection: Connection[Any]) -> list[str]:
    return [office for office, log in reading.logs(connection) if log == MATTERS]


def _fresh(connection: Connection[Any], live: str, nth: int) -> Table:
    """An empty table without the indexes that only readers need: those are made faster at the end."""
    name = f"{live}_new"
    schema.dropped(connection, name)
    return schema.opened(connection, ALL[nth], name, indexed=False)


def _at(pool: ConnectionPool[Any]) -> str:
    """How to connect to where the pool connects to."""
    assert isinstance(pool.conninfo, str)  # noqa: S101 - service.database makes no other
    return pool.conninfo


def processors() -> int:
    """Those that this process may use, at most MOST."""
    found = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(found, MOST)


def _fill(
    connection: Connection[Any], conninfo: str, tables: Sequence[Table], progress: Progress, processes: int | None
) -> None:
    """Folds what the logs hold now."""
    heads = {office: reading.head(connection, office, MATTERS) for office in _offices(connection)}
    if processes is None:
        processes = processors() if sum(heads.values()) > LITTLE else 0
    cut = [piece for office, head in heads.items() for piece in histories.pieces(office, MATTERS, head)]
    fresh = Fresh(conninfo, [(table.schema, table.types) for table in tables])
    folded = dict.fromkeys(heads, 0)
    with closing(refolding.folded(fresh, cut, processes)) as done:
        for piece, lines in done:
            folded[piece.office] += lines
            progress(piece.office, folded[piece.office], heads[piece.office])
    for office, head in heads.items():
        if folded[office] != head:
            raise LinesMissing(office, head, folded[office])
        _come_to(connection, office, tables, head)


def _come_to(connection: Connection[Any], office: str, tables: Sequence[Table], head: int) -> None:
    names = [table.schema for table in tables]
    with connection.transaction():
        schema.held(connection, office, MATTERS, names, wait=True)
        schema.advance(connection, office, MATTERS, names, head)


def _advanced(connection: Connection[Any], office: str, tables: Sequence[Table]) -> int:
    """Where the log stands once all of it is folded and written."""
    projector = LogProjector(office, MATTERS, tables)
    while True:
        stretch = projector.advance(connection, BATCH, wait=True)
        assert stretch is not None  # noqa: S101 - it waits for other runners
        if not stretch.more:
            return stretch.position


def _caught_up(connection: Connection[Any], made: Sequence[Table]) -> dict[str, int]:
    """Holds all other runners up, and brings each log's new rows to its head: no reader may fall back."""
    live = [table.projection.schema for table in made]
    found: dict[str, int] = {}
    for office in _offices(connection):
        schema.held(connection, office, MATTERS, live, wait=True)
        found[office] = _advanced(connection, office, made)
    return found
