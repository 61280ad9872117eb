"""Brings a database to the schema of this program: numbered SQL files, each applied once, never edited."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import psycopg
from psycopg import Connection, errors, pq

NAME = re.compile(r"(\d{4})_[a-z0-9]+(_[a-z0-9]+)*\.sql")
NO_TRANSACTION = re.compile(rb"^-- no-transaction[ \t]*\r?$", re.MULTILINE)
LOCK = 0x7A68756F6C756F
"""Advisory lock of all runners of this program: "zhuoluo" in ASCII."""
LOCK_SECONDS = 600
PATIENCE, PAUSE = "SET LOCAL lock_timeout = '2s'", 1.0
"""So long a file waits for a lock on a table, and then lets those through who wait behind it, for so many seconds."""

BOOK = """
CREATE TABLE IF NOT EXISTS public.schema_migration (
    number      integer     PRIMARY KEY CHECK (number > 0),
    name        text        NOT NULL,
    sha256      bytea       NOT NULL CHECK (octet_length(sha256) = 32),
    applied_at  timestamptz NOT NULL DEFAULT clock_timestamp()
)"""
ENTER = "INSERT INTO public.schema_migration (number, name, sha256) VALUES (%s, %s, %s)"


class MigrationError(Exception):
    """The schema could not be brought up to date; the message names the file and what to do."""


class BadName(MigrationError):
    """A file in the folder is not called NNNN_one_sentence.sql."""


class DuplicateNumber(MigrationError):
    """Two files carry one number."""


class EditedMigration(MigrationError):
    """A file was changed after it had been applied."""


class NewerDatabase(MigrationError):
    """The database holds a migration that this program lacks."""


class OutOfOrder(MigrationError):
    """A file that was never applied has a lower number than one that was."""


class FailedMigration(MigrationError):
    """A statement failed; nothing of its file remains, unless the file runs without a transaction."""


class MigrationsBusy(MigrationError):
    """Another process has been applying migrations for longer than LOCK_SECONDS."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One file."""

    number: int
    name: str
    body: bytes

    @property
    def digest(self) -> bytes:
        """SHA-256 of the file's bytes, 32 bytes."""
        return sha256(self.body).digest()

    @property
    def in_transaction(self) -> bool:
        return NO_TRANSACTION.search(self.body) is None


def migrations_folder() -> Traversable:
    """The folder of a checkout when this is one, else the one packed into the wheel.

    An editable installation holds a copy, made when it was installed: the checkout's own folder comes first.
    """
    checkout = Path(__file__).resolve().parents[1]
    if (checkout / "pyproject.toml").is_file() and (checkout / "migrations").is_dir():
        return checkout / "migrations"
    return files("zhuoluo_migrations")


def read_migrations(folder: Traversable | None = None) -> list[Migration]:
    """The files of the folder in the order of their numbers. Raises: BadName, DuplicateNumber."""
    found: dict[int, Migration] = {}
    place = folder or migrations_folder()
    for file in sorted(place.iterdir(), key=lambda file: file.name):
        if not file.name.endswith(".sql"):
            continue
        named = NAME.fullmatch(file.name)
        if named is None or int(named[1]) == 0:
            message = f"migration {file.name!r} must be called NNNN_one_sentence.sql, counted from 0001"
            raise BadName(message)
        number = int(named[1])
        if number in found:
            message = f"migrations {found[number].name} and {file.name} share a number; renumber the newer one"
            raise DuplicateNumber(message)
        found[number] = Migration(number, file.name, file.read_bytes())
    if not found:
        raise MigrationError(f"{place} holds no migrations: zhuoluo is not wholly installed; install it again")
    return list(found.values())


def migrate(conninfo: str, migrations: Sequence[Migration] | None = None) -> list[str]:
    """Applies what the database lacks and returns the names of those files. May be called by many at once.

    Raises: MigrationError.
    """
    wanted = read_migrations() if migrations is None else migrations
    try:
        with psycopg.connect(conninfo, autocommit=True, application_name="zhuoluo migrations") as connection:
            # An unchanged schema is the usual case, and needs no lock.
            if not _missing(connection, wanted):
                return []
            with _alone(connection):
                missing = _missing(connection, wanted)
                for migration in missing:
                    _apply(connection, migration)
                return [migration.name for migration in missing]
    except errors.InsufficientPrivilege as error:
        message = f"the role may not change the schema: {error}; connect as the owner of the database"
        raise MigrationError(message) from error


@contextmanager
def _alone(connection: Connection[Any]) -> Iterator[None]:
    """Holds the advisory lock, and the table in which the migrations are entered exists.

    The lock is asked for again and again: whoever waits inside a statement holds a snapshot,
    and CREATE INDEX CONCURRENTLY would wait for that for ever.
    """
    end = monotonic() + LOCK_SECONDS
    while not _scalar(connection, "SELECT pg_try_advisory_lock(%s)", LOCK):
        if monotonic() > end:
            message = f"another process has been applying migrations for {LOCK_SECONDS} s; end it, then start again"
            raise MigrationsBusy(message)
        sleep(0.05)
    try:
        connection.execute(BOOK)
        yield
    finally:
        if not connection.broken:
            connection.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _missing(connection: Connection[Any], wanted: Sequence[Migration]) -> list[Migration]:
    """What is not applied yet. Raises: EditedMigration, NewerDatabase, OutOfOrder."""
    if not _scalar(connection, "SELECT to_regclass('public.schema_migration') IS NOT NULL"):
        return list(wanted)
    rows = connection.execute("SELECT number, name, sha256 FROM public.schema_migration ORDER BY number").fetchall()
    known = {migration.number: migration for migration in wanted}
    for number, name, digest in rows:
        if number not in known:
            message = (
                f"the database is newer than this program: it has {name}; install the version that brings it, or "
                "restore a backup from before (数据库比本程序新，请安装带有该迁移的版本，或恢复升级前的备份)"
            )
            raise NewerDatabase(message)
        if known[number].digest != digest:
            message = (
                f"{known[number].name} was edited after it had been applied (as {name}): "
                "put its old text back and write the change into a new file"
            )
            raise EditedMigration(message)
    applied = {number for number, _, _ in rows}
    missing = [migration for migration in wanted if migration.number not in applied]
    if missing and applied and missing[0].number < max(applied):
        newest = max(applied)
        message = f"{missing[0].name} comes before {newest:04d}, which is applied; give it the next number"
        raise OutOfOrder(message)
    return missing


def _apply(connection: Connection[Any], migration: Migration) -> None:
    """Runs one file and enters it in the table: both or neither, unless the file wants no transaction.

    Raises: FailedMigration.
    """
    try:
        if migration.in_transaction:
            _run_whole(connection, migration)
        else:
            _run(connection, migration)
    except psycopg.Error as error:
        left = (
            "nothing of it remains" if migration.in_transaction else "it ran without a transaction: look what remains"
        )
        message = f"migration {migration.name} failed, {left}: {error}"
        raise FailedMigration(message) from error


def _run_whole(connection: Connection[Any], migration: Migration) -> None:
    """Runs the file in a transaction, again and again while a table that it changes is in use (by a backup, say).

    Whoever waits for such a lock keeps out all who come behind, also those who only want to read.
    """
    end = monotonic() + LOCK_SECONDS
    while True:
        try:
            with connection.transaction():
                connection.execute(PATIENCE)
                _run(connection, migration)
                return
        except errors.LockNotAvailable:
            if monotonic() > end:
                raise
        sleep(PAUSE)


def _run(connection: Connection[Any], migration: Migration) -> None:
    # Bytes without parameters: %, $$ and ; stand for themselves, and a file may hold many statements.
    connection.execute(migration.body)
    inside = connection.info.transaction_status == pq.TransactionStatus.INTRANS
    if inside != migration.in_transaction:
        message = f"migration {migration.name} begins or ends a transaction itself; leave that to the runner"
        raise FailedMigration(message)
    connection.execute(ENTER, [migration.number, migration.name, migration.digest])


def _scalar(connection: Connection[Any], query: str, *values: object) -> object:
    row = connection.execute(query.encode(), values or None).fetchone()
    return row[0] if row else None
