"""Keeps the index of reads up: who read what, found by petition, person and time. It can be made anew from the logs.

It is brought up to date before every question, and in between by whoever runs `Indexing`. It holds ids, names of
officers and times; what a record says is read from its log.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from psycopg import Connection
from psycopg_pool import ConnectionPool

from domain.access_record import AccessLine, AccessRecorded
from service.background import Background
from service.ledger import reading, tables
from service.ledger.entry import Line
from service.projector.failing import Failures

PACE = 5.0
"""Seconds between two looks."""
BATCH = 1000
EVERY = "all offices"
LOGS = """
SELECT log FROM ledger.head WHERE office = %s AND log ~ '^access-[0-9]{4}$' AND size > 0 ORDER BY log
"""
OFFICES = "SELECT DISTINCT office FROM ledger.head WHERE log ~ '^access-[0-9]{4}$' AND size > 0 ORDER BY office"
BEGIN = "INSERT INTO access_log.position (office, log, position) VALUES (%s, %s, 0) ON CONFLICT DO NOTHING"
HOLD = "SELECT position FROM access_log.position WHERE office = %s AND log = %s FOR UPDATE"
ADVANCE = "UPDATE access_log.position SET position = %s WHERE office = %s AND log = %s"
ADD = """
INSERT INTO access_log.read (office, log, position, at, person, action, allowed, listed, petitions)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING
"""
CLEAR = ("DELETE FROM access_log.read WHERE office = %s", "DELETE FROM access_log.position WHERE office = %s")


def catch_up(pool: ConnectionPool[Any], office: str) -> None:
    """Reads what has come into the office's logs of access records since. Raises reading.Unreadable."""
    with pool.connection() as connection:
        for log in logs(connection, office):
            while _batch(connection, office, log) == BATCH:
                pass


def rebuild(pool: ConnectionPool[Any], office: str) -> None:
    """Makes the office's index anew."""
    with pool.connection() as connection, connection.transaction():
        for statement in CLEAR:
            connection.execute(statement, (office,))
    catch_up(pool, office)


def logs(connection: Connection[Any], office: str) -> list[str]:
    """The office's logs of access records whose events are there, by year."""
    found = [log for (log,) in connection.execute(LOGS, (office,)).fetchall()]
    return [log for log in found if tables.exists(connection, office, log)]


def _batch(connection: Connection[Any], office: str, log: str) -> int:
    """The next lines of a log put into the index with the position; one process at a time. How many they were."""
    with connection.transaction():
        connection.execute(BEGIN, (office, log))
        row = connection.execute(HOLD, (office, log)).fetchone()
        after = row[0] if row else 0
        lines = reading.tail(connection, office, log, after, BATCH)
        if lines:
            with connection.cursor() as cursor:
                cursor.executemany(ADD, list(_rows(office, log, lines)))
            connection.execute(ADVANCE, (lines[-1].position, office, log))
    return len(lines)


def _rows(office: str, log: str, lines: Sequence[Line]) -> Iterator[tuple[Any, ...]]:
    for line in lines:
        if isinstance(line, AccessLine) and isinstance(line.event, AccessRecorded):
            event = line.event
            named = event.listed.petitions if event.listed else ()
            petitions = [*named, *([event.petition] if event.petition else ())]
            said = (event.reader.person, event.action, event.allowed, event.listed is not None, petitions)
            yield (office, log, line.position, line.recorded_at, *said)


class Indexing(Background):
    """Keeps the index of all offices up, in this process together with others."""

    def __init__(self, pool: ConnectionPool[Any]) -> None:
        super().__init__("index of reads", PACE)
        self._pool = pool
        self.failures = Failures("index of reads")

    def turn(self) -> None:
        try:
            with self._pool.connection() as connection:
                offices = [office for (office,) in connection.execute(OFFICES).fetchall()]
        except Exception as error:  # noqa: BLE001 - the database is away, or the like: it is tried again
            self.failures.failed(EVERY, error)
            return
        self.failures.passed(EVERY)
        for office in offices:
            self._one(office)

    def _one(self, office: str) -> None:
        """One office; it does not stand in the way of the others."""
        if self._stopped.is_set() or self.failures.waits(office):
            return
        try:
            catch_up(self._pool, office)
        except Exception as error:  # noqa: BLE001 - the same
            self.failures.failed(office, error)
        else:
            self.failures.passed(office)
