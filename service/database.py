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

from service import roles
from service.hosts import within
from service.migrations import migrate
from service.postgres import Server, embedded, kept_up
from service.roles import Logins
from service.settings import Settings

NAME = "zhuoluo"
OLDEST = 150000
"""PostgreSQL 15, as the server counts it."""
CONNECT_SECONDS = 10
POOL_SECONDS = 5
"""How long a caller waits for a connection before it is told that the database does not answer."""
SESSION = "-c synchronous_commit=on -c timezone=UTC -c jit=off -c work_mem=16MB"
"""Compiling a query takes longer than answering it here; figures that no sums are kept of are grouped in memory."""


SERVICE_URL, OWNER_URL = "ZHUOLUO_DATABASE_URL", "ZHUOLUO_OWNER_URL"
WHICH = "SELECT system_identifier, current_database() FROM pg_control_system()"


RESTORING = "SELECT to_regnamespace('restoring') IS NOT NULL"
"""A schema that is there from before a backup is put back until that is settled (service/backups/holding.py)."""


class DatabaseRefused(Exception):
    """The database that a variable names cannot be used; the message says which, why and what to do."""


class Restoring(DatabaseRefused):
    """A backup was put back here, and it is not settled what it lacks: nothing is written until that is on record."""

    def __init__(self) -> None:
        super().__init__(
            "this database was put back from a backup, and what it lacks is not on record yet, so nothing may be "
            "written to it: see 'zhuoluo status', then 'zhuoluo resume' "
            "(数据库刚从备份恢复，缺失情况尚未声明，暂不能写入)"
        )


@dataclass(frozen=True, slots=True)
class Database:
    """A database that is up to date and can be connected to; `applied` are the migrations that made it so just now.

    `conninfo` may do all that the login of the service may; without `logins` everything is done by it.
    """

    conninfo: str
    applied: tuple[str, ...] = ()
    logins: Logins | None = None

    @property
    def committer(self) -> str:
        """How to connect in order to append to the ledger."""
        return self.logins.app if self.logins else self.conninfo

    @property
    def projector(self) -> str:
        """How to connect for everything else: reading, read models, jobs."""
        return self.logins.projector if self.logins else self.conninfo


@contextmanager
def open_database(settings: Settings, *, restoring: bool = False) -> Iterator[Database]:
    """The database of these settings, ready for use; one started here lives as long as the `with`.

    `restoring`: also where a restore is not settled.
    Raises: DatabaseRefused, Restoring, service.postgres.PostgresError, service.migrations.MigrationError.
    """
    if settings.database_url is not None:
        yield _given(settings.database_url, settings.owner_url, restoring=restoring)
        return
    with embedded(settings) as server, kept_up(server):
        _create(server)
        conninfo = server.conninfo(NAME)
        _refuse_restoring(conninfo, restoring=restoring)
        applied = tuple(migrate(conninfo))
        roles.let_in(conninfo)
        yield Database(conninfo, applied, roles.own_logins(conninfo))


def _given(url: str, owner_url: str | None, *, restoring: bool) -> Database:
    """The database of a server that others run, brought up to date by the owner's login if there is one."""
    check_server(url)
    if owner_url is not None:
        check_server(owner_url, OWNER_URL)
        _check_same(url, owner_url)
    _refuse_restoring(url, restoring=restoring)
    applied = tuple(migrate(owner_url or url))
    logins = roles.taken_on(url)
    if logins is None:
        _check_may_read(url)
    return Database(url, applied, logins)


def _refuse_restoring(conninfo: str, *, restoring: bool) -> None:
    if restoring:
        return
    with psycopg.connect(within(conninfo, CONNECT_SECONDS)) as connection:
        if connection.execute(RESTORING).fetchone() == (True,):
            raise Restoring


def _check_may_read(url: str) -> None:
    """Raises: DatabaseRefused when the login of the service is nobody in this database."""
    with psycopg.connect(url) as connection:
        if connection.execute("SELECT has_schema_privilege('ledger', 'USAGE')").fetchone() != (True,):
            grant = f"GRANT {roles.APP}, {roles.PROJECTOR} TO {connection.info.user}"
            message = f"{SERVICE_URL} cannot be used: its login may do nothing in the ledger; as a superuser: {grant}"
            raise DatabaseRefused(message)


def _check_same(url: str, owner_url: str) -> None:
    """Raises: DatabaseRefused when the two lead to different databases."""
    with psycopg.connect(url) as service, psycopg.connect(owner_url) as owner:
        if service.execute(WHICH).fetchone() != owner.execute(WHICH).fetchone():
            message = f"{OWNER_URL} leads to another database than {SERVICE_URL}: let both name the same one"
            raise DatabaseRefused(message)


@contextmanager
def found_database(settings: Settings) -> Iterator[str | None]:
    """How to connect to the database of these settings as it is: nothing is made or migrated; None: there is none yet.

    A server of our own is started if need be, as for every command. Raises: DatabaseRefused, PostgresError.
    """
    if settings.database_url is not None:
        check_server(settings.database_url)
        yield settings.database_url
    elif not (settings.home / "postgres" / "data").exists():
        yield None
    else:
        with embedded(settings) as server:
            yield server.conninfo(NAME) if _exists(server) else None


def connection_pool(database: Database, size: int) -> ConnectionPool[Connection[Any]]:
    """At most `size` autocommit connections, checked before they are lent; close it after use (`with`)."""
    return ConnectionPool(
        _session(database.projector),
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
    given = roles.with_options(conninfo, SESSION)
    return make_conninfo(within(given, CONNECT_SECONDS), application_name=NAME)


def check_server(url: str, variable: str = SERVICE_URL) -> None:
    """Refuses a server that is too old, read-only, or says "committed" before that is true.

    Raises: DatabaseRefused.
    """
    try:
        conninfo_to_dict(url)
    except psycopg.ProgrammingError:  # its words repeat the URL, and with it a password
        message = f"{variable} is no connection string: postgresql://user@host/database, or host=… dbname=…"
        raise DatabaseRefused(message) from None
    try:
        connection = psycopg.connect(within(url, CONNECT_SECONDS), autocommit=True)
    except psycopg.Error as error:
        message = f"cannot connect to {variable}: {error}"
        raise DatabaseRefused(message) from error
    with connection:
        reason = _reason_to_refuse(connection)
    if reason is not None:
        message = f"{variable} cannot be used: {reason}"
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
    if not _exists(server):
        given = psycopg.connect(server.conninfo("postgres"), autocommit=True)
        with given as connection, suppress(errors.DuplicateDatabase, errors.UniqueViolation):
            connection.execute(f"CREATE DATABASE {NAME}")


def _exists(server: Server) -> bool:
    with psycopg.connect(server.conninfo("postgres"), autocommit=True) as connection:
        return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone() is not None
