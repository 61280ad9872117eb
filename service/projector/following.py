"""Follows the logs: folds at once what this process commits, and soon what others do.

`current` is how a reader sees its own writes: it folds what is missing itself rather than wait for somebody,
and raises `Behind` rather than let an older row be read.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from time import monotonic
from typing import Any

import psycopg
from psycopg import Connection, sql
from psycopg_pool import ConnectionPool

from projections.catalog import ALL
from service.ledger import reading
from service.ledger.application import MATTERS, Ledger
from service.projector import schema
from service.projector.advancing import LogProjector
from service.projector.schema import Table

BATCH = 500
REBUILD_BATCH = 5000
POLL = 0.1
SHORTEST_PAUSE = 0.005
PATIENCE = 5.0
"""Seconds that a reader waits for the read models before it is told to come again."""
POSITION = "SELECT min(position) FROM projector.position WHERE office = %s AND log = %s AND schema = ANY(%s)"
FORGET = "DELETE FROM projector.projection WHERE schema = %s"


class Behind(Exception):
    """The read models have not come as far as the reader may expect; try again (HTTP 503)."""

    def __init__(self, office: str, wanted: int, found: int) -> None:
        super().__init__(f"read models of {office} are at position {found}, not yet at {wanted} (读模型尚未跟上)")


class Projector:
    """The read models of one database, kept up by this process together with others."""

    def __init__(self, pool: ConnectionPool[Any], ledger: Ledger) -> None:
        self._pool = pool
        self._ledger = ledger
        self._guard = threading.Lock()
        self._logs: dict[str, tuple[LogProjector, threading.Lock]] = {}
        self._wake = threading.Event()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self.paused = threading.Event()
        with pool.connection() as connection:
            self._tables = [schema.opened(connection, projection) for projection in ALL]

    def start(self) -> None:
        """Keeps all logs up in a thread of its own until `close`."""
        self._thread = threading.Thread(target=self._follow, name="projector", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._stopped.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()

    def current(self, office: str, patience: float = PATIENCE) -> int:
        """The position of the log's head, once the read models have come so far. Raises Behind, UnknownLog."""
        wanted = self._ledger.head(office).size
        self.wait_for(office, wanted, patience)
        return wanted

    def wait_for(self, office: str, wanted: int, patience: float = PATIENCE) -> None:
        """Returns once the read models stand at `wanted` or further. Raises Behind after `patience` seconds."""
        give_up = monotonic() + patience
        pause = SHORTEST_PAUSE
        while (found := self._come_to(office)) < wanted:
            if monotonic() > give_up:
                raise Behind(office, wanted, found)
            self._stopped.wait(pause)
            pause = min(pause * 2, POLL)

    def _come_to(self, office: str) -> int:
        """Folds what this process may fold now; how far the read models have come."""
        projector, lock = self._log(office)
        with lock, self._pool.connection() as connection:
            if not self.paused.is_set():
                stretch = projector.advance(connection, BATCH)
                while stretch is not None and stretch.more:
                    stretch = projector.advance(connection, BATCH)
                if stretch is not None:
                    return stretch.position
            return position(connection, office, self._tables)

    def _log(self, office: str) -> tuple[LogProjector, threading.Lock]:
        with self._guard:
            if office not in self._logs:
                self._ledger.writer(office).grown.listen(self._wake)
                self._logs[office] = (LogProjector(office, MATTERS, self._tables), threading.Lock())
            return self._logs[office]

    def _follow(self) -> None:
        while not self._stopped.is_set():
            self._wake.clear()
            with suppress(psycopg.OperationalError, psycopg.InterfaceError):
                for office in self._ledger.offices():
                    self._come_to(office)
            self._wake.wait(POLL)


def position(connection: Connection[Any], office: str, tables: Sequence[Table]) -> int:
    """How far all of these tables have come in the matters log of the office; 0 before the first line."""
    row = connection.execute(POSITION, (office, MATTERS, [table.schema for table in tables])).fetchone()
    return row[0] or 0 if row else 0


def rebuild(pool: ConnectionPool[Any], progress: Callable[[str, int, int], None]) -> int:
    """Folds every log from its beginning into new tables and puts them in the place of the old ones.

    `progress` is told (office, lines folded, lines in all). Returns the number of lines.
    """
    with pool.connection() as connection:
        made = [_fresh(connection, f"{projection.schema}_new", index) for index, projection in enumerate(ALL)]
        total = 0
        for office, log in reading.logs(connection):
            if log == MATTERS:
                total += _fold(connection, office, made, progress)
        with connection.transaction():
            for table in made:
                schema.swap(connection, table.schema, table.projection.schema)
    return total


def _fresh(connection: Connection[Any], name: str, index: int) -> Table:
    connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(name)))
    connection.execute(FORGET, (name,))
    return schema.opened(connection, ALL[index], name)


def _fold(
    connection: Connection[Any], office: str, tables: Sequence[Table], progress: Callable[[str, int, int], None]
) -> int:
    projector = LogProjector(office, MATTERS, tables, remembered=200_000)
    size = reading.head(connection, office, MATTERS)
    while True:
        stretch = projector.advance(connection, REBUILD_BATCH, wait=True)
        assert stretch is not None  # noqa: S101 - it waits for other runners
        progress(office, stretch.position, max(size, stretch.position))
        if not stretch.more:
            return stretch.position
