"""The committer's own few connections: kept open, thrown away when one breaks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import Any

import psycopg
from psycopg import Connection, errors

from service.hosts import within
from service.ledger import arrays
from service.ledger.replication import Watch
from service.roles import with_options

CONNECT_TIMEOUT = 5
SESSION = "-c synchronous_commit=on -c timezone=UTC -c plan_cache_mode=force_generic_plan"


class Committing(Connection[Any]):
    """A connection of the committer; its `watch` knows whether a commit did not wait for the standby."""

    watch: Watch


class Connections:
    """At most `limit` autocommit connections to one database, lent one at a time."""

    def __init__(self, conninfo: str, limit: int = 4) -> None:
        self._conninfo = conninfo
        self._idle: list[Committing] = []
        self._room = BoundedSemaphore(limit)

    @contextmanager
    def borrow(self) -> Iterator[Committing]:
        """A connection; it goes back afterwards, or is closed when an operational error came out of it.

        So is one to a server that takes no writes any more: the next may find the one that does.
        """
        with self._room:
            connection = self._idle.pop() if self._idle else self._open()
            try:
                yield connection
            except (psycopg.OperationalError, psycopg.InterfaceError, errors.ReadOnlySqlTransaction):
                connection.close()
                raise
            finally:
                if not connection.closed:
                    self._idle.append(connection)

    def _open(self) -> Committing:
        connection = Committing.connect(
            within(with_options(self._conninfo, SESSION), CONNECT_TIMEOUT),
            autocommit=True,
            application_name="zhuoluo committer",
        )
        connection.watch = Watch(connection)
        connection.prepare_threshold = 1
        arrays.register(connection)
        return connection

    def close(self) -> None:
        while self._idle:
            self._idle.pop().close()
