"""Follows the logs: folds at once what this process commits, and soon what others do.

`current` is how a reader sees its own writes: it folds what is missing itself rather than wait for somebody,
and raises `Behind` rather than let an older row be read. An office whose log cannot be folded is tried again
and again, ever more seldom; its readers are told `Behind`, and all others go on.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from time import monotonic
from typing import Any

from psycopg_pool import ConnectionPool

from projections.catalog import ALL
from service.ledger.application import MATTERS, Ledger
from service.projector import schema
from service.projector.advancing import LogProjector
from service.projector.failing import Failures
from service.projector.rebuilding import rebuild
from service.projector.schema import Table

__all__ = ["Behind", "Projector", "rebuild"]

BATCH = 500
POLL = 0.1
SHORTEST_PAUSE = 0.005
PATIENCE = 5.0
"""Seconds that a reader waits for the read models before it is told to come again."""
NO_OFFICE = "all offices"
"""Under this name stands what fails before an office is looked at."""


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
        self.failures = Failures()
        with pool.connection() as connection:
            self._tables: Sequence[Table] = [schema.opened(connection, projection) for projection in ALL]
        self._schemas = [table.schema for table in self._tables]

    def start(self) -> None:
        """Keeps all logs up in a thread of its own until `close`."""
        self._thread = threading.Thread(target=self._follow, name="projector", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._stopped.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()
        for office in self._logs:
            self._ledger.writer(office).grown.forget(self._wake)

    def current(self, office: str, patience: float = PATIENCE) -> int:
        """The position of the log's head, once the read models have come so far. Raises Behind, UnknownLog."""
        wanted = self._ledger.head(office).size
        self.wait_for(office, wanted, patience)
        return wanted

    def wait_for(self, office: str, wanted: int, patience: float = PATIENCE) -> None:
        """Returns once the read models stand at `wanted` or further.

        Raises: Behind after `patience` seconds, or at once when the log cannot be folded.
        """
        give_up = monotonic() + patience
        pause = SHORTEST_PAUSE
        while (found := self._tried(office, wanted, give_up)) < wanted:
            if monotonic() > give_up or self.failures.stuck(office):
                raise Behind(office, wanted, found)
            self._stopped.wait(pause)
            pause = min(pause * 2, POLL)

    def _tried(self, office: str, wanted: int, give_up: float) -> int:
        """How far the read models have come once this thread has done what it can. An error is kept for later."""
        found = self._position(office)
        if found >= wanted or self.paused.is_set() or self.failures.waits(office):
            return found
        try:
            self._fold(office, wanted, give_up)
        except Exception as error:  # noqa: BLE001 - whatever it is, it concerns this office only
            self.failures.failed(office, error)
        else:
            self.failures.passed(office)
        return self._position(office)

    def _fold(self, office: str, wanted: int, give_up: float) -> None:
        """Folds towards `wanted` until another runner has the log, or no time is left."""
        projector, lock = self._log(office)
        while lock.acquire(timeout=max(0.0, give_up - monotonic())):
            try:
                with self._pool.connection(PATIENCE) as connection:
                    stretch = projector.advance(connection, BATCH)
            finally:
                lock.release()
            if stretch is None or not stretch.more or stretch.position >= wanted:
                return

    def _position(self, office: str) -> int:
        with self._pool.connection(PATIENCE) as connection:
            return schema.come_to(connection, office, MATTERS, self._schemas)

    def _log(self, office: str) -> tuple[LogProjector, threading.Lock]:
        with self._guard:
            if office not in self._logs:
                self._ledger.writer(office).grown.listen(self._wake)
                self._logs[office] = (LogProjector(office, MATTERS, self._tables), threading.Lock())
            return self._logs[office]

    def _follow(self) -> None:
        """Looks for what is missing when it is woken, else after a short while. Ends with `close` only."""
        while not self._stopped.is_set():
            self._wake.clear()
            try:
                for office, size in self._behind():
                    self._tried(office, size, monotonic() + PATIENCE)
            except Exception as error:  # noqa: BLE001 - the database is away, or the like: it is tried again
                self.failures.failed(NO_OFFICE, error)
                self._stopped.wait(POLL)
            else:
                self.failures.passed(NO_OFFICE)
            self._wake.wait(POLL)

    def _behind(self) -> list[tuple[str, int]]:
        if self.paused.is_set():
            return []
        with self._pool.connection(PATIENCE) as connection:
            return schema.behind(connection, MATTERS, self._schemas)
