"""Folds the logs anew into fresh tables beside those in use, and puts them in their place."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Any

from psycopg import Connection, sql
from psycopg_pool import ConnectionPool

from projections.catalog import ALL
from service.ledger import reading
from service.ledger.application import MATTERS
from service.projector import schema
from service.projector.advancing import LogProjector
from service.projector.schema import Table

BATCH = 5_000
REMEMBERED = 20_000
"""Petitions of a log that are kept folded, about 20 KB each, so that hardly any has to be loaded again."""
ALONE = "SELECT pg_try_advisory_lock(hashtext('zhuoluo rebuild'))"
NOT_ALONE = "SELECT pg_advisory_unlock(hashtext('zhuoluo rebuild'))"

Progress = Callable[[str, int, int], None]


class RebuildRunning(Exception):
    """Another process rebuilds the read models of this database just now."""

    def __init__(self) -> None:
        super().__init__("another rebuild of this database is under way (另一重建正在进行)")


def rebuild(pool: ConnectionPool[Any], progress: Progress) -> int:
    """Folds every log from its beginning into new tables and puts them in the place of those in use.

    Those are read and followed meanwhile. `progress` is told (office, lines folded, lines in all).
    Returns the number of lines. Raises RebuildRunning.
    """
    with pool.connection() as connection, _alone(connection), _uncollected():
        return _rebuilt(connection, pool, progress)


def _rebuilt(connection: Connection[Any], pool: ConnectionPool[Any], progress: Progress) -> int:
    """What is folded here is freed on the return, before the collector of cycles would have to look through it."""
    made = [_fresh(connection, projection.schema, nth) for nth, projection in enumerate(ALL)]
    projectors = {office: _projector(office, made) for office in _offices(connection)}
    for projector in projectors.values():
        with pool.connection() as writer:
            _fold(connection, writer, projector, progress)
    with ThreadPoolExecutor(len(made)) as threads:
        list(threads.map(partial(_index, pool), made))
    with connection.transaction():
        total = sum(_caught_up(connection, made, projectors).values())
        for table in made:
            schema.swap(connection, table.schema, table.projection.schema)
    return total


@contextmanager
def _alone(connection: Connection[Any]) -> Iterator[None]:
    row = connection.execute(ALONE).fetchone()
    if row is None or not row[0]:
        raise RebuildRunning
    try:
        yield
    finally:
        if not connection.broken:
            connection.execute(NOT_ALONE)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the search for cycles: what is folded has none, and looking took two thirds of the time (measured)."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _offices(connection: Connection[Any]) -> list[str]:
    return [office for office, log in reading.logs(connection) if log == MATTERS]


def _projector(office: str, tables: Sequence[Table]) -> LogProjector:
    return LogProjector(office, MATTERS, tables, remembered=REMEMBERED)


def _fresh(connection: Connection[Any], live: str, nth: int) -> Table:
    """An empty table without the indexes that only readers need: those are made faster at the end."""
    name = f"{live}_new"
    schema.dropped(connection, name)
    return schema.opened(connection, ALL[nth], name, indexed=False)


def _index(pool: ConnectionPool[Any], table: Table) -> None:
    """Makes the indexes of one table, while those of others are made beside it."""
    with pool.connection() as connection:
        schema.index(connection, table)
        connection.execute(sql.SQL("ANALYZE {}").format(table.name))


def _fold(reader: Connection[Any], writer: Connection[Any], projector: LogProjector, progress: Progress) -> None:
    """Folds what the log holds now from its beginning; each batch is written while the next one is folded."""
    size = reading.head(reader, projector.office, projector.log)
    positions = projector.begin(writer)
    with ThreadPoolExecutor(1) as thread:
        written: Future[Any] = thread.submit(bool)  # nothing, at first
        while batch := projector.folded(reader, positions, BATCH):
            written.result()
            written = thread.submit(projector.write, writer, batch)
            positions = dict.fromkeys(positions, batch.last)
            progress(projector.office, batch.last, max(size, batch.last))
        written.result()


def _advanced(connection: Connection[Any], projector: LogProjector) -> int:
    """Where the log stands once all of it is folded and written."""
    while True:
        stretch = projector.advance(connection, BATCH, wait=True)
        assert stretch is not None  # noqa: S101 - it waits for other runners
        if not stretch.more:
            return stretch.position


def _caught_up(
    connection: Connection[Any], made: Sequence[Table], projectors: Mapping[str, LogProjector]
) -> dict[str, int]:
    """Holds all other runners up, and brings each log's new rows to its head: no reader may fall back."""
    live = [table.projection.schema for table in made]
    found: dict[str, int] = {}
    for office in _offices(connection):
        schema.held(connection, office, MATTERS, live, wait=True)
        projector = projectors.get(office) or _projector(office, made)
        found[office] = _advanced(connection, projector)
    return found
