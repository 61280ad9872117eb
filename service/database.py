"""The database of the service: given by URL or started here, at the schema of this program."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import Connection, errors
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg_pool import ConnectionPool

from service.migrations import migrate
from service.postgres import Server, embedded, kept_up
from service.settings import Settings

NAME = "zhuoluo"
OLDEST = 150000
"""PostgreSQL 15, as the server counts it."""
CONNECT_SECONDS = 10
POOL_SECONDS = 5
"""How long a caller waits for a connection before it is told that the database does not answer."""
SESSION = "-c synchronous_commit=on -c timezone=UTC"


class DatabaseRefused(Exception):
    """The database that ZHUOLUO_DATABASE_URL names cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Database:
    """A database that is up to date and can be connected to; `applied` are the migrations that made it so just now."""

    conninfo: str
    applied: tuple[str, ...] = ()


@contextmanager
def open_database(settings: Settings) -> Iterator[Database]:
    """The database of these settings, ready for use; one started here lives as long as the `with`.

    Raises: DatabaseRefused, service.postgres.PostgresError, service.migrations.MigrationError.
    """
    if settings.database_url is not None:
        check_server(settings.database_url)
        yield Database(settings.database_url, tuple(migrate(settings.database_url)))
        return
    with embedded(settings) as server, kept_up(server):
        _create(server)
        yield Database(server.conninfo(NAME), tuple(migrate(server.conninfo(NAME))))


def connection_pool(database: Database, size: int) -> ConnectionPool[Connection[Any]]:
    """At most `size` autocommit connections, checked before they are lent; close it after use (`with`)."""
    return ConnectionPool(
        _session(database.conninfo),
        min_size=1,
        max_size=size,
        timeout=POOL_SECONDS,
        kwargs={"autocommit": True},
        check=ConnectionPool.check_connection,
        open=True,
        name=NAME,
    )


def _session(conninfo: str) -> str:
    """The connection string with what every session of the service needs, behind the options it has."""
    options = conninfo_to_dict(conninfo).get("options")
    return make_conninfo(
        conninfo,
        application_name=NAME,
        connect_timeout=CONNECT_SECONDS,
        options=f"{options} {SESSION}" if options else SESSION,
    )


def check_server(url: str) -> None:
    """Refuses a server that is too old, read-only, or says "committed" before that is true.

    Raises: DatabaseRefused.
    """
    try:
        conninfo_to_dict(url)
    except psycopg.ProgrammingError:  # its words repeat the URL, and with it a password
        message = "ZHUOLUO_DATABASE_URL is no connection string: postgresql://user@host/database, or host=… dbname=…"
        raise DatabaseRefused(message) from None
    try:
        connection = psycopg.connect(url, autocommit=True, connect_timeout=CONNECT_SECONDS)
    except psycopg.Error as error:
        message = f"cannot connect to ZHUOLUO_DATABASE_URL: {error}"
        raise DatabaseRefused(message) from error
    with connection:
        reason = _reason_to_refuse(connection)
    if reason is not None:
        message = f"ZHUOLUO_DATABASE_URL cannot be used: {reason}"
        raise DatabaseRefused(message)


def _reason_to_refuse(connection: Connection[Any]) -> str | None:
    version = connection.info.server_version
    if version < OLDEST:
        return f"its server is PostgreSQL {version // 10000}; zhuoluo needs 15 or newer"
    encoding = connection.info.parameter_status("server_encoding")
    if encoding != "UTF8":
        return f"its encoding is {encoding}; create a database with encoding UTF8"
    query = "SELECT pg_is_in_recovery(), current_setting('synchronous_commit')"
    in_recovery, synchronous_commit = connection.execute(query).fetchone() or (True, "")
    if in_recovery:
        return "its server is a standby in recovery, which cannot be written to; name the primary"
    if synchronous_commit in {"off", "local"}:
        return f"synchronous_commit is {synchronous_commit}, so committed events could be lost; set it to on"
    return None


def _create(server: Server) -> None:
    """Makes the database of the embedded server, unless it is there or another process makes it just now."""
    with psycopg.connect(server.conninfo("postgres"), autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone()
        if found is None:
            with suppress(errors.DuplicateDatabase, errors.UniqueViolation):
                connection.execute(f"CREATE DATABASE {NAME}")
