"""Follows the logs: folds at once what this process commits, and soon what others do.

`current` is how a reader sees its own writes: it folds what is missing itself rather than wait for somebody, and
raises `Behind` rather than let an older row be read. It waits for the read models that the reader names only. What
cannot be folded is tried again and again, ever more seldom; its readers are told `Behind`, and all others go on.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import Any

from psycopg_pool import ConnectionPool

from projections.catalog import ALL, Projection
from service.ledger.application import MATTERS, Ledger
from service.projector import schema
from service.projector.failing import Failures
from service.projector.office import PATIENCE, OfficeProjector
from service.projector.rebuilding import rebuild
from service.projector.schema import Table
from service.projector.versions import Use

__all__ = ["NO_OFFICE", "PATIENCE", "Behind", "Projector", "rebuild"]

AT_ONCE = 4
"""Offices that are followed at the same time: while one waits for the database, others fold."""
TURN = 2.0
"""Seconds after which an office that has much to fold lets others go first."""
POLL = 0.1
SHORTEST_PAUSE = 0.005
NO_OFFICE = "all offices"
"""Under this name stands what fails before an office is looked at."""


class Behind(Exception):
    """The read models have not come as far as the reader may expect; try again (HTTP 503)."""

    def __init__(self, office: str, wanted: int, found: int, stopped: str = "") -> None:
        super().__init__(
            f"read models of {office} are at position {found}, not yet at {wanted} (读模型尚未跟上)"
            + (f": stopped there (停在该处) {stopped}" if stopped else "")
        )


class Projector:
    """The read models of one database, kept up by this process together with others."""

    def __init__(self, pool: ConnectionPool[Any], ledger: Ledger, projections: Sequence[Projection] = ALL) -> None:
        self._pool = pool
        self._ledger = ledger
        self._guard = threading.Lock()
        self._offices: dict[str, OfficeProjector] = {}
        self._busy: set[str] = set()
        self._wake = threading.Event()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self.paused = threading.Event()
        self.failures = Failures()
        self._every = [projection.schema for projection in projections]
        self._use = Use(self._every)
        with pool.connection() as connection:
            self._use.said(connection)
            self._tables: Sequence[Table] = [schema.opened(connection, projection) for projection in projections]

    def start(self) -> None:
        """Keeps all logs up in a thread of its own until `close`."""
        self._thread = threading.Thread(target=self._follow, name="projector", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._stopped.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()
        for office in self._offices:
            self._ledger.writer(office).grown.forget(self._wake)

    def current(self, office: str, patience: float = PATIENCE, *, needs: Sequence[Projection] | None = None) -> int:
        """The position of the log's head, once the read models in `needs`, else all, have come so far.

        Raises: Behind, UnknownLog.
        """
        wanted = self._ledger.head(office).size
        self.wait_for(office, wanted, patience, needs=needs)
        return wanted

    def wait_for(
        self, office: str, wanted: int, patience: float = PATIENCE, *, needs: Sequence[Projection] | None = None
    ) -> None:
        """Returns once the read models in `needs`, else all, stand at `wanted` or further.

        Raises: Behind after `patience` seconds, or at once when one of them cannot be folded.
        """
        names = self._every if needs is None else [projection.schema for projection in needs]
        give_up = monotonic() + patience
        pause = SHORTEST_PAUSE
        while names and (found := self._tried(office, names, wanted, give_up)) < wanted:
            if (stuck := self._stuck(office, names)) or monotonic() > give_up:
                raise Behind(office, wanted, found, ", ".join(stuck))
            self._stopped.wait(pause)
            pause = min(pause * 2, POLL)

    def _stuck(self, office: str, names: Collection[str]) -> list[str]:
        """Which of these cannot be folded just now, for a reason that does not pass by itself."""
        failing_as = self._office(office).failing_as
        return [name for name in names if self.failures.stuck(failing_as(name))]

    def _tried(self, office: str, names: Collection[str], wanted: int, give_up: float) -> int:
        """How far these have come once this thread has done what it can. An error is kept for later."""
        found = self._position(office, names)
        if found >= wanted or self.paused.is_set() or self.failures.waits(office):
            return found
        try:
            self._fold(office, names, wanted, give_up)
        except Exception as error:  # noqa: BLE001 - whatever it is, it concerns this office only
            self.failures.failed(office, error)
        else:
            self.failures.passed(office)
        return self._position(office, names)

    def _fold(self, office: str, names: Collection[str], wanted: int, give_up: float) -> None:
        """Folds towards `wanted` until others have what is left, or no time is left."""
        projector = self._office(office)
        while projector.advance(names, wanted, give_up) and monotonic() < give_up and not self._stopped.is_set():
            pass

    def _position(self, office: str, names: Collection[str]) -> int:
        with self._pool.connection(PATIENCE) as connection:
            return schema.come_to(connection, office, MATTERS, list(names))

    def _office(self, office: str) -> OfficeProjector:
        with self._guard:
            if office not in self._offices:
                self._ledger.writer(office).grown.listen(self._wake)
                self._offices[office] = OfficeProjector(self._pool, office, self._tables, self.failures)
            return self._offices[office]

    def _follow(self) -> None:
        """Looks for what is missing when it is woken, else after a short while. Ends with `close` only."""
        with ThreadPoolExecutor(AT_ONCE, "projector") as threads:
            while not self._stopped.is_set():
                self._wake.clear()
                try:
                    self._hand_out(threads)
                except Exception as error:  # noqa: BLE001 - the database is away, or the like: it is tried again
                    self.failures.failed(NO_OFFICE, error)
                    self._stopped.wait(POLL)
                else:
                    self.failures.passed(NO_OFFICE)
                self._wake.wait(POLL)
            threads.shutdown(cancel_futures=True)

    def _hand_out(self, threads: ThreadPoolExecutor) -> None:
        """Has every office that is behind followed, each by one thread."""
        behind = self._behind()
        self._forget_failures(behind)
        for office, size in behind.items():
            with self._guard:
                known = office in self._busy
                self._busy.add(office)
            if not known:
                threads.submit(self._turn, office, size)

    def _behind(self) -> dict[str, int]:
        if self.paused.is_set():
            return {}
        with self._pool.connection(PATIENCE) as connection:
            self._use.said(connection)
            return dict(schema.behind(connection, MATTERS, self._every))

    def _forget_failures(self, behind: Collection[str]) -> None:
        """An office that others have brought up to its head fails no more."""
        for whose in self.failures.said():
            office = whose.partition("/")[0]
            if office not in behind and office != NO_OFFICE and not self.paused.is_set():
                self.failures.passed(whose)

    def _turn(self, office: str, size: int) -> None:
        try:
            self._tried(office, self._every, size, monotonic() + TURN)
        except Exception as error:  # noqa: BLE001 - the database is away, or the like: it is tried again
            self.failures.failed(office, error)
        finally:
            with self._guard:
                self._busy.discard(office)
