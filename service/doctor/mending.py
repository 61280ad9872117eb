"""Raises the walls again: roles, grants, event triggers, from the files that made them."""

from __future__ import annotations

import re

import psycopg
from psycopg import errors

from service.database import CONNECT_SECONDS
from service.hosts import within
from service.migrations import Migration, MigrationError, read_migrations

REPEATABLE = re.compile(rb"^-- repeatable: ", re.MULTILINE)
PATIENCE = "SET LOCAL lock_timeout = '10s'"
"""Giving a table to its owner waits for whoever uses it, and lets nobody else in meanwhile."""


def repeatable() -> list[Migration]:
    """The migrations that may be run again."""
    return [migration for migration in read_migrations() if REPEATABLE.search(migration.body)]


def mend(conninfo: str) -> list[str]:
    """Runs those migrations again, all or none; their names. The database has the newest schema.

    Raises: MigrationError when this login may not, or a table is in use for longer than can be waited for.
    """
    wanted = repeatable()
    with psycopg.connect(within(conninfo, CONNECT_SECONDS), application_name="zhuoluo doctor") as connection:
        connection.execute(PATIENCE)
        try:
            for migration in wanted:
                connection.execute(migration.body)
        except (errors.InsufficientPrivilege, errors.LockNotAvailable) as error:
            message = (
                f"未能修复 the walls could not be mended, nothing was changed: {error.diag.message_primary}; set "
                "ZHUOLUO_OWNER_URL to a superuser, or try again when fewer use the database (请以超级用户或稍后再试)"
            )
            raise MigrationError(message) from error
    return [migration.name for migration in wanted]
