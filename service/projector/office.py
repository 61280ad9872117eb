"""The read models of one office as this process keeps them: what cannot be folded stands, all else goes on."""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Sequence
from time import monotonic
from typing import Any

from psycopg.errors import LockNotAvailable
from psycopg_pool import ConnectionPool

from service.ledger import reading
from service.ledger.application import MATTERS
from service.projector import schema, stops
from service.projector.advancing import LogProjector, Stretch
from service.projector.failing import DATABASE_GONE, Failures
from service.projector.parting import Group, narrowed, together
from service.projector.schema import Standing, Table
from service.projector.zones import NotCreated

BATCH = 500
PATIENCE = 5.0
"""Seconds that a reader waits for the read models, or for a connection, before it is told to come again."""
OF_THE_LOG = (reading.Unreadable, NotCreated)
"""What no read model can go past."""


class OfficeProjector:
    """Brings the read models `tables` of an office forward, together where they stand together. For many threads.

    What fails is told to `failures` under `failing_as`.
    """

    def __init__(self, pool: ConnectionPool[Any], office: str, tables: Sequence[Table], failures: Failures) -> None:
        self.office = office
        self._pool = pool
        self._tables = {table.schema: table for table in tables}
        self._failures = failures
        self._guard = threading.Lock()
        self._projectors: dict[tuple[str, ...], tuple[LogProjector, threading.Lock]] = {}
        self._stood: dict[str, int] = {}

    def failing_as(self, name: str) -> str:
        """What a schema of this office is called among the failures."""
        return f"{self.office}/{name}"

    def advance(self, needs: Collection[str], wanted: int, give_up: float) -> bool:
        """Folds a batch of each of these schemas that is not at `wanted` yet; whether there is more to do at once.

        Raises: what concerns all of them, such as a database that is away.
        """
        went = [self._go(group, give_up) for group in self._groups() if self._ready(group, needs, wanted)]
        return any(went)

    def _groups(self) -> list[Group]:
        with self._pool.connection(PATIENCE) as connection:
            standing = schema.standing(connection, self.office, MATTERS, list(self._tables))
        self.notice(standing)
        failing = {name for name in self._tables if self.failing_as(name) in self._failures}
        groups = together(standing, failing, BATCH)
        with self._guard:
            kept = {group.schemas for group in groups}
            self._projectors = {names: each for names, each in self._projectors.items() if names in kept}
        return groups

    def notice(self, standing: Iterable[Standing]) -> None:
        """What another process has brought past the line at fault fails no more."""
        for each in standing:
            if each.position > self._stood.get(each.schema, each.position):
                self._passed((each.schema,))

    def _ready(self, group: Group, needs: Collection[str], wanted: int) -> bool:
        asked = group.position < wanted and any(name in needs for name in group.schemas)
        return asked and not any(self._failures.waits(self.failing_as(name)) for name in group.schemas)

    def _go(self, group: Group, give_up: float) -> bool:
        """Folds a batch of a group, of one that failed its next line; whether there is more to do at once."""
        limit = 1 if group.failed else BATCH
        try:
            stretch = self._batch(group, limit, give_up)
        except LockNotAvailable as error:
            return self._parted(group, limit, error, give_up)
        except DATABASE_GONE:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it concerns only those that cannot fold it
            return self._parted(group, limit, error, give_up)
        if stretch is not None and group.failed:
            self._lifted(group)
        return stretch is not None and stretch.more

    def _parted(self, group: Group, limit: int, error: Exception, give_up: float) -> bool:
        """Each by itself, and the one that fails up to the line at fault; where no one can go on, all up to it."""
        if len(group.schemas) > 1 and not isinstance(error, OF_THE_LOG):
            went = [self._go(each, give_up) for each in group.alone()]
            return any(went)
        if isinstance(error, DATABASE_GONE):
            self._failed(group, error, "")
            return False
        found = narrowed(lambda lines: self._batch(group, lines, give_up), limit, error)
        if found is not None:
            self._stopped(group, found)
        return False

    def _batch(self, group: Group, limit: int, give_up: float) -> Stretch | None:
        """None when another thread or process has them just now."""
        projector, lock = self._projector(group.schemas)
        if not lock.acquire(timeout=max(0.0, give_up - monotonic())):
            return None
        try:
            with self._pool.connection(PATIENCE) as connection:
                return projector.advance(connection, limit)
        finally:
            lock.release()

    def _projector(self, names: tuple[str, ...]) -> tuple[LogProjector, threading.Lock]:
        with self._guard:
            if names not in self._projectors:
                tables = [self._tables[name] for name in names]
                self._projectors[names] = (LogProjector(self.office, MATTERS, tables), threading.Lock())
            return self._projectors[names]

    def _stopped(self, group: Group, error: Exception) -> None:
        """Writes down before which event they stand, unless another process has gone past it meanwhile."""
        projector, _ = self._projector(group.schemas)
        with self._pool.connection(PATIENCE) as connection:
            culprit = stops.note(connection, self.office, MATTERS, group.schemas, projector.after, error)
        if culprit is not None:
            self._failed(group, error, str(culprit))

    def _failed(self, group: Group, error: Exception, where: str) -> None:
        projector, _ = self._projector(group.schemas)
        for name in group.schemas:
            self._stood[name] = projector.after
            self._failures.failed(self.failing_as(name), error, where)

    def _lifted(self, group: Group) -> None:
        with self._pool.connection(PATIENCE) as connection:
            stops.lift(connection, self.office, MATTERS, group.schemas)
        self._passed(group.schemas)

    def _passed(self, names: Iterable[str]) -> None:
        for name in names:
            self._stood.pop(name, None)
            self._failures.passed(self.failing_as(name))
