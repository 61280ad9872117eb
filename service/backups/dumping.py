"""The database of a backup: dumped in one snapshot by pg_dump, put back by pg_restore in one transaction.

What can be made anew from the ledger is left out: the tables of the read models and how far they had come. So is who
owns what: that comes with the migrations (service/doctor/mending.py), which fit the server that it is put back on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from msgspec import Struct
from psycopg import Connection

from service.backups.holding import SCHEMA
from service.backups.programs import Tools
from service.database import CONNECT_SECONDS
from service.hosts import within

LOCK_WAIT = "60s"
"""How long a dump waits for a migration that is under way."""
DERIVED = "SELECT schema FROM projector.projection ORDER BY schema"
STATE = """
SELECT current_setting('server_version'), (SELECT max(number) FROM public.schema_migration), pg_export_snapshot()
"""
TABLES = """
SELECT format('%%I.%%I', schemaname, tablename) FROM pg_tables
WHERE schemaname NOT IN ('pg_catalog', 'information_schema', %s) ORDER BY 1 LIMIT 5
"""
LEFT_OUT = "EVENT TRIGGER"
"""Of these the migrations make anew what this server lets them make."""


class Snapshot(Struct, frozen=True):
    """The moment that is dumped: its id, the server's version, the newest migration, the schemas that are left out."""

    connection: Connection[Any]
    id: str
    server: str
    migration: int
    derived: tuple[str, ...]


@contextmanager
def snapshot(conninfo: str) -> Iterator[Snapshot]:
    """One moment of the database, seen by this connection and by pg_dump alike."""
    with psycopg.connect(within(conninfo, CONNECT_SECONDS)) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        server, migration, name = connection.execute(STATE).fetchone() or ("", 0, "")
        derived = tuple(schema for (schema,) in connection.execute(DERIVED))
        yield Snapshot(connection, name, server, migration, derived)


def dump(tools: Tools, conninfo: str, moment: Snapshot, file: Path) -> None:
    """Writes what stood in the database at that moment. Raises ToolFailed."""
    left_out = [f'--exclude-schema="{schema}"' for schema in (*moment.derived, SCHEMA)]
    arguments = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={moment.id}", f"--file={file}"]
    tools.run(
        "pg_dump",
        conninfo,
        *arguments,
        f"--lock-wait-timeout={LOCK_WAIT}",
        "--exclude-table-data=projector.*",
        *left_out,
    )


def put_back(tools: Tools, conninfo: str, file: Path, aside: Path) -> None:
    """Puts the dump into an empty database, all of it or nothing. `aside`: a folder to write in. Raises ToolFailed."""
    contents = aside / "contents.list"
    wanted = [line for line in tools.listed(file).splitlines() if f" {LEFT_OUT} " not in line]
    contents.write_text("\n".join(wanted) + "\n", encoding="utf-8")
    tools.run(
        "pg_restore",
        conninfo,
        "--single-transaction",
        "--exit-on-error",
        "--no-owner",
        "--no-privileges",
        f"--use-list={contents}",
        str(file),
    )


def tables_of(conninfo: str) -> Sequence[str]:
    """The first tables that a database holds, but for what a restore has begun with."""
    with psycopg.connect(within(conninfo, CONNECT_SECONDS)) as connection:
        return [name for (name,) in connection.execute(TABLES, (SCHEMA,))]
