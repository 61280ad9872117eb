"""Guessing query codes gets slower with every failure, by number and by address, for all processes of an installation.

An attempt is counted as a failure before it is judged, in one statement for each subject, so that many at once count
as many; a right one is taken back. A number is delayed by a minute at most: nobody can shut a petitioner out, and the
2^45 codes of a number still take millions of years. An address that goes on is delayed by up to an hour.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from msgspec import Struct
from psycopg import Connection
from psycopg_pool import ConnectionPool

KEPT = timedelta(days=400)
"""How long attempts stay on record: more than the six months that the Cybersecurity Law, art. 21, asks for."""
FORGOTTEN = timedelta(days=1)


class Limit(Struct, frozen=True):
    """`free` failures without a delay; then 1 s, doubled with each further one up to `longest` seconds."""

    free: int
    longest: int


OF_NUMBER = Limit(free=5, longest=60)
OF_ADDRESS = Limit(free=20, longest=3600)
"""More are free than for a number: behind one address may stand a hall with many petitioners."""

COUNT = """
INSERT INTO query.failing AS f (subject, failures, free_at, expires_at)
VALUES (%(subject)s, 1, now(), now() + %(forgotten)s)
ON CONFLICT (subject) DO UPDATE SET
    failures = CASE WHEN f.expires_at <= now() THEN 1 ELSE f.failures + 1 END,
    free_at = now() + CASE WHEN f.expires_at <= now() OR f.failures < %(free)s THEN interval '0'
        ELSE least(2 ^ least(f.failures - %(free)s, 30), %(longest)s) * interval '1 second' END,
    expires_at = now() + %(forgotten)s
WHERE f.free_at <= now()
RETURNING failures
"""
WAIT = "SELECT greatest(1, ceil(extract(epoch FROM free_at - now())))::int FROM query.failing WHERE subject = %s"
TAKE_BACK = """
UPDATE query.failing SET failures = greatest(failures - 1, 0),
    free_at = CASE WHEN failures <= %(free)s + 1 THEN now() ELSE free_at END
WHERE subject = %(subject)s
"""
FORGET = "DELETE FROM query.failing WHERE expires_at <= now()"
RECORD = "INSERT INTO query.attempt (office, outcome, address, number) VALUES (%s, %s, %s, %s)"
EXPIRE = "DELETE FROM query.attempt WHERE attempted_at < now() - %s"


class Attempt(Struct, frozen=True, kw_only=True):
    """One attempt: office, outcome (shown, refused, throttled), address it came from, number as a keyed hash."""

    office: str
    outcome: str
    address: str
    number: bytes


class Throttle:
    """The counters and the record, in the database."""

    def __init__(self, pool: ConnectionPool[Any]) -> None:
        self._pool = pool

    def begun(self, number: bytes, address: bytes) -> int:
        """Counts an attempt as a failure; 0, or the seconds to wait when it must not be judged now."""
        with self._pool.connection() as connection:
            # Always in the same order, so that two attempts never wait for each other.
            for subject, limit in sorted(((number, OF_NUMBER), (address, OF_ADDRESS)), key=lambda each: each[0]):
                if not _counted(connection, subject, limit):
                    ((seconds,),) = connection.execute(WAIT, [subject]).fetchall()
                    connection.rollback()
                    return int(seconds)
        return 0

    def right(self, number: bytes, address: bytes) -> None:
        """Takes back the failure that was counted for an attempt that turned out right."""
        with self._pool.connection() as connection:
            for subject, limit in sorted(((number, OF_NUMBER), (address, OF_ADDRESS)), key=lambda each: each[0]):
                connection.execute(TAKE_BACK, {"subject": subject, "free": limit.free})

    def record(self, attempt: Attempt) -> None:
        """Puts the attempt on record, and forgets what is past its time."""
        with self._pool.connection() as connection:
            connection.execute(RECORD, (attempt.office, attempt.outcome, attempt.address, attempt.number))
            connection.execute(EXPIRE, [KEPT])
            connection.execute(FORGET)


def _counted(connection: Connection[Any], subject: bytes, limit: Limit) -> bool:
    said = {"subject": subject, "free": limit.free, "longest": limit.longest, "forgotten": FORGOTTEN}
    return connection.execute(COUNT, said).fetchone() is not None
