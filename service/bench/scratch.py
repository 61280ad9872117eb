"""A database to measure in: made beside that of the service, on the same server, and dropped afterwards."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import errors
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier

from service.database import Database, check_server
from service.migrations import migrate
from service.postgres import embedded
from service.settings import Settings


class BenchRefused(Exception):
    """Nothing can be measured here; the message says why and what to do."""


@contextmanager
def scratch(settings: Settings) -> Iterator[Database]:
    """A fresh database at the newest schema on the server of these settings; the service's own is not touched.

    Raises: BenchRefused, DatabaseRefused, service.postgres.PostgresError.
    """
    with _server(settings) as conninfo, psycopg.connect(conninfo, autocommit=True) as owner:
        name = Identifier(f"zhuoluo_bench_{secrets.token_hex(6)}")
        try:
            owner.execute(SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(name))
        except errors.InsufficientPrivilege as error:
            message = "the account of ZHUOLUO_DATABASE_URL may not make a database to measure in; give it CREATEDB"
            raise BenchRefused(message) from error
        try:
            database = Database(make_conninfo(conninfo, dbname=name.as_string().strip('"')))
            migrate(database.conninfo)
            yield database
        finally:
            owner.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(name))


@contextmanager
def _server(settings: Settings) -> Iterator[str]:
    """How to connect to the server, to a database that is there."""
    if settings.database_url is not None:
        check_server(settings.database_url)
        yield settings.database_url
        return
    with embedded(settings) as server:
        yield server.conninfo("postgres")
