"""The shelf of production: a PostgreSQL on another server than the ledger's, whose backups end with a short time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg_pool import ConnectionPool, PoolTimeout

from domain.subjects import generation_of, subject_of
from service.database import SESSION, DatabaseRefused, check_server
from service.keystore.shelves import Standing, SubjectDestroyed
from service.migrations import migrate, read_migrations
from service.roles import with_options

KEYS_URL = "ZHUOLUO_KEYS_URL"
POOL_SIZE = 4
PATIENCE = 5.0
"""Seconds for which a caller waits for a connection."""
PAGE = 1000
CLUSTER = "SELECT system_identifier FROM pg_control_system()"
BEGIN = "INSERT INTO keystore.standing (current, rotating) VALUES (%s, false) ON CONFLICT DO NOTHING"
STANDING = "SELECT current, rotating FROM keystore.standing"
TURN = "UPDATE keystore.standing SET current = %s, rotating = %s"
LOAD = "SELECT wrapped FROM keystore.key WHERE kid = %s"
NEWEST = "SELECT coalesce(max(generation), 0) FROM keystore.key WHERE subject = %s"
ENTER = "INSERT INTO keystore.subject (subject) VALUES (%s) ON CONFLICT DO NOTHING"
SHARE = "SELECT destroyed_at IS NOT NULL FROM keystore.subject WHERE subject = %s FOR SHARE"
SHARE_ALL = """
SELECT subject FROM keystore.subject WHERE subject = ANY(%s) AND destroyed_at IS NULL ORDER BY subject FOR SHARE
"""
ENTER_ALL = """
INSERT INTO keystore.subject (subject) SELECT * FROM unnest(%s::text[]) ON CONFLICT DO NOTHING
"""
PUT = "INSERT INTO keystore.key (kid, subject, generation, wrapped) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING"
PUT_ALL = """
INSERT INTO keystore.key (kid, subject, generation, wrapped)
SELECT * FROM unnest(%s::text[], %s::text[], %s::integer[], %s::bytea[]) AS new (kid, subject, generation, wrapped)
WHERE subject = ANY(%s) ON CONFLICT DO NOTHING RETURNING kid
"""
REPLACE = "UPDATE keystore.key SET wrapped = %s WHERE kid = %s AND wrapped = %s"
MARK = """
INSERT INTO keystore.subject (subject, destroyed_at) VALUES (%s, clock_timestamp())
ON CONFLICT (subject) DO UPDATE SET destroyed_at = coalesce(subject.destroyed_at, excluded.destroyed_at)
"""
REMOVE = "DELETE FROM keystore.key WHERE subject = %s RETURNING kid"
CLEAN = "VACUUM keystore.key"
IS_DESTROYED = "SELECT EXISTS (SELECT FROM keystore.subject WHERE subject = %s AND destroyed_at IS NOT NULL)"
ALIVE = """
SELECT wanted.subject FROM unnest(%s::text[]) AS wanted (subject)
WHERE NOT EXISTS (
    SELECT FROM keystore.subject s WHERE s.subject = wanted.subject AND s.destroyed_at IS NOT NULL
) OR EXISTS (SELECT FROM keystore.key k WHERE k.subject = wanted.subject)
"""
DESTROYED = """
SELECT subject FROM keystore.subject WHERE destroyed_at IS NOT NULL AND subject > %s ORDER BY subject LIMIT %s
"""
KIDS = "SELECT kid FROM keystore.key WHERE kid > %s ORDER BY kid LIMIT %s"


class StoreUnavailable(Exception):
    """The server of the keys does not answer: nothing can be sealed or opened meanwhile."""


class ServerShelf:
    """Wrapped keys in the schema `keystore` of a database."""

    def __init__(self, url: str) -> None:
        self._url = url
        kwargs = {"autocommit": True, "application_name": "zhuoluo keys"}
        conninfo = with_options(url, SESSION)
        self._pool = ConnectionPool(
            conninfo, min_size=1, max_size=POOL_SIZE, kwargs=kwargs, open=True, timeout=PATIENCE
        )

    @property
    def place(self) -> str:
        said = conninfo_to_dict(self._url)
        return f"{said.get('host', '')}:{said.get('port', '')}/{said.get('dbname', '')}"

    def standing(self) -> Standing | None:
        found = self._asked(STANDING)
        return Standing(*found[0]) if found else None

    def begin(self, current: str) -> Standing:
        self._asked(BEGIN, current)
        return self.standing() or Standing(current)

    def turn(self, standing: Standing) -> None:
        self._asked(TURN, standing.current, standing.rotating)

    def load(self, kid: str) -> bytes | None:
        found = self._asked(LOAD, kid)
        return bytes(found[0][0]) if found else None

    def newest(self, subject: str) -> int:
        return int(self._asked(NEWEST, subject)[0][0])

    def put(self, kid: str, blob: bytes) -> None:
        subject = subject_of(kid)
        try:
            with self._pool.connection() as connection, connection.transaction():
                connection.execute(ENTER, (subject,))
                if connection.execute(SHARE, (subject,)).fetchone() != (False,):
                    raise SubjectDestroyed(subject)
                connection.execute(PUT, (kid, subject, generation_of(kid), blob))
        except (psycopg.OperationalError, PoolTimeout) as error:
            raise _unavailable(error) from error

    def put_all(self, blobs: Mapping[str, bytes]) -> set[str]:
        kids = list(blobs)
        subjects = [subject_of(kid) for kid in kids]
        apart = sorted(set(subjects))
        try:
            with self._pool.connection() as connection, connection.transaction():
                connection.execute(ENTER_ALL, (apart,))
                alive = [subject for (subject,) in connection.execute(SHARE_ALL, (apart,))]
                values = (kids, subjects, [generation_of(kid) for kid in kids], list(blobs.values()), alive)
                return {kid for (kid,) in connection.execute(PUT_ALL, values)}
        except (psycopg.OperationalError, PoolTimeout) as error:
            raise _unavailable(error) from error

    def replace(self, kid: str, before: bytes, blob: bytes) -> None:
        self._asked(REPLACE, blob, kid, before)

    def destroy(self, subject: str) -> tuple[str, ...]:
        try:
            with self._pool.connection() as connection:
                with connection.transaction():
                    connection.execute(MARK, (subject,))
                    gone = tuple(kid for (kid,) in connection.execute(REMOVE, (subject,)))
                connection.execute(CLEAN)
        except (psycopg.OperationalError, PoolTimeout) as error:
            raise _unavailable(error) from error
        return gone

    def is_destroyed(self, subject: str) -> bool:
        return bool(self._asked(IS_DESTROYED, subject)[0][0])

    def alive(self, subjects: Sequence[str]) -> list[str]:
        return [subject for (subject,) in self._asked(ALIVE, list(subjects))]

    def destroyed(self) -> Iterator[str]:
        return self._paged(DESTROYED)

    def kids(self) -> Iterator[str]:
        return self._paged(KIDS)

    def close(self) -> None:
        self._pool.close()

    def _paged(self, statement: str) -> Iterator[str]:
        after = ""
        while page := self._asked(statement, after, PAGE):
            yield from (name for (name,) in page)
            after = page[-1][0]

    def _asked(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Raises StoreUnavailable."""
        try:
            with self._pool.connection() as connection:
                cursor = connection.execute(statement.encode(), values or None)
                return cursor.fetchall() if cursor.description else []
        except (psycopg.OperationalError, PoolTimeout) as error:
            raise _unavailable(error) from error


def opened(url: str, ledger: str) -> ServerShelf:
    """The shelf at this URL, brought to the schema of this program. `ledger`: how to connect to the ledger.

    Raises: DatabaseRefused when it cannot be used, or lies in the same cluster as the ledger, whose backups and WAL
    would then keep the keys; MigrationError.
    """
    check_server(url, KEYS_URL)
    if _cluster(url) == _cluster(ledger):
        message = (
            f"{KEYS_URL} names a database in the same cluster as the ledger (or in a copy of it): keys must lie on "
            "another server (密钥库不得与账本在同一数据库集群)"
        )
        raise DatabaseRefused(message)
    migrate(url, read_migrations(files("service.keystore") / "migrations"))
    return ServerShelf(url)


def _cluster(conninfo: str) -> int:
    with psycopg.connect(conninfo, autocommit=True) as connection:
        row = connection.execute(CLUSTER).fetchone()
        return int(row[0]) if row else 0


def _unavailable(error: Exception) -> StoreUnavailable:
    return StoreUnavailable(f"the server of the keys does not answer: {error} (密钥库无法连接)")
