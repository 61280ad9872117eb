"""Signs every log that has grown, at most each second, in a thread behind the writers."""

from __future__ import annotations

from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from service.background import Background
from service.evidence.signing import PACE, Checkpoints
from service.projector.failing import Failures

EVERY = "all logs"
SIZES = "SELECT office, log, size FROM ledger.head WHERE size > 0 ORDER BY office, log"


class Signing(Background):
    """Keeps the checkpoints of one database up, in this process together with others."""

    def __init__(self, pool: ConnectionPool[Any], checkpoints: Checkpoints) -> None:
        super().__init__("checkpoints", PACE.total_seconds())
        self._pool = pool
        self._checkpoints = checkpoints
        self._signed: dict[tuple[str, str], int] = {}
        self.failures = Failures("checkpoints")

    def turn(self) -> None:
        """Signs what has grown."""
        if self.failures.waits(EVERY):
            return
        try:
            with self._pool.connection() as connection:
                grown = self._grown(connection)
        except Exception as error:  # noqa: BLE001 - the database is away, or the like: it is tried again
            self.failures.failed(EVERY, error)
            return
        self.failures.passed(EVERY)
        for office, log in grown:
            if not self._stopped.is_set():
                self._sign(office, log)

    def _grown(self, connection: Connection[Any]) -> list[tuple[str, str]]:
        found = connection.execute(SIZES).fetchall()
        return [(office, log) for office, log, size in found if self._signed.get((office, log)) != size]

    def _sign(self, office: str, log: str) -> None:
        """One log. What cannot be signed stays unsigned, is told by `zhuoluo status`, and is tried again."""
        name = f"{office}/{log}"
        if self.failures.waits(name):
            return
        try:
            self._signed[office, log] = self._checkpoints.current(office, log).size
        except Exception as error:  # noqa: BLE001 - one log does not stand in the way of the others
            self.failures.failed(name, error)
        else:
            self.failures.passed(name)
