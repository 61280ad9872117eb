"""Each file is applied once, wholly or not at all, and never again in other words."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from service import migrations
from service.database import Database
from service.migrations import (
    BadName,
    DuplicateNumber,
    EditedMigration,
    FailedMigration,
    Migration,
    MigrationError,
    MigrationsBusy,
    NewerDatabase,
    OutOfOrder,
    migrate,
    read_migrations,
)
from tests.service.holder import ROOT

FIRST = Migration(1, "0001_first.sql", b"CREATE TABLE first (number integer PRIMARY KEY);")
SECOND = Migration(2, "0002_second.sql", b"CREATE TABLE second (number integer);\nINSERT INTO first VALUES (1);")
INDEX = Migration(
    3,
    "0003_index.sql",
    b"-- A big table, in use.\n-- no-transaction\nCREATE INDEX CONCURRENTLY IF NOT EXISTS by_number ON second (number)",
)
THIRD = Migration(3, "0003_third.sql", b"CREATE TABLE third ();")


def tables(database: Database) -> set[str]:
    with psycopg.connect(database.conninfo) as connection:
        rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return {name for (name,) in rows} - {"schema_migration"}


def applied(database: Database) -> list[tuple[int, str]]:
    with psycopg.connect(database.conninfo) as connection:
        return connection.execute("SELECT number, name FROM schema_migration ORDER BY number").fetchall()


def test_files_are_applied_in_order_and_once(empty_database: Database) -> None:
    assert migrate(empty_database.conninfo, [FIRST]) == ["0001_first.sql"]
    assert migrate(empty_database.conninfo, [FIRST, SECOND]) == ["0002_second.sql"]
    assert migrate(empty_database.conninfo, [FIRST, SECOND]) == []
    assert applied(empty_database) == [(1, "0001_first.sql"), (2, "0002_second.sql")]


@pytest.mark.parametrize("last", [SECOND, INDEX], ids=["transaction", "no-transaction"])
def test_of_many_that_start_at_once_one_applies_and_all_go_on(empty_database: Database, last: Migration) -> None:
    files = [FIRST, SECOND, INDEX][: last.number]
    with ThreadPoolExecutor(8) as threads:
        done = list(threads.map(lambda _: migrate(empty_database.conninfo, files), range(8)))
    assert sorted(name for names in done for name in names) == [file.name for file in files]


def test_of_three_processes_that_start_at_once_one_applies(empty_database: Database) -> None:
    program = "import sys; from service.migrations import migrate; print(*migrate(sys.argv[1]))"
    command = [sys.executable, "-c", program, empty_database.conninfo]
    started = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    names = " ".join(process.communicate(timeout=60)[0].strip() for process in started).split()
    assert sorted(names) == [migration.name for migration in read_migrations()]
    assert [process.returncode for process in started] == [0, 0, 0]


def test_a_failing_statement_takes_its_whole_file_back(empty_database: Database) -> None:
    broken = Migration(2, "0002_broken.sql", b"CREATE TABLE second (); INSERT INTO first VALUES (1), (1);")
    with pytest.raises(FailedMigration, match=r"0002_broken.sql failed, nothing of it remains: duplicate key"):
        migrate(empty_database.conninfo, [FIRST, broken])
    assert tables(empty_database) == {"first"}
    assert applied(empty_database) == [(1, "0001_first.sql")]
    assert migrate(empty_database.conninfo, [FIRST, SECOND]) == ["0002_second.sql"]


def test_a_file_without_transaction_can_build_an_index_in_use(empty_database: Database) -> None:
    assert migrate(empty_database.conninfo, [FIRST, SECOND, INDEX])[-1] == "0003_index.sql"
    assert migrate(empty_database.conninfo, [FIRST, SECOND, INDEX]) == []


def test_a_file_without_transaction_that_fails_says_that_something_may_remain(
    empty_database: Database,
) -> None:
    broken = Migration(2, "0002_broken.sql", b"-- no-transaction\nDROP INDEX CONCURRENTLY nothing")
    with pytest.raises(FailedMigration, match="look what remains"):
        migrate(empty_database.conninfo, [FIRST, broken])
    assert applied(empty_database) == [(1, "0001_first.sql")]


@pytest.mark.parametrize("body", [b"CREATE TABLE x (); COMMIT;", b"-- no-transaction\nBEGIN"])
def test_a_file_that_ends_or_begins_a_transaction_is_refused(empty_database: Database, body: bytes) -> None:
    with pytest.raises(FailedMigration, match="begins or ends a transaction itself"):
        migrate(empty_database.conninfo, [Migration(1, "0001_first.sql", body)])
    assert applied(empty_database) == []


def test_the_characters_of_sql_stand_for_themselves(empty_database: Database) -> None:
    body = "CREATE TABLE t AS SELECT '100 %s; 信访'::text AS t; DO $$ BEGIN PERFORM 1; END $$;"
    migrate(empty_database.conninfo, [Migration(1, "0001_first.sql", body.encode())])
    with psycopg.connect(empty_database.conninfo) as connection:
        assert connection.execute("SELECT t FROM t").fetchone() == ("100 %s; 信访",)


def test_a_file_that_was_edited_after_it_was_applied_is_noticed(empty_database: Database) -> None:
    migrate(empty_database.conninfo, [FIRST, SECOND])
    edited = Migration(1, FIRST.name, FIRST.body + b"\n")
    with pytest.raises(EditedMigration, match=r"0001_first.sql was edited after it had been applied"):
        migrate(empty_database.conninfo, [edited, SECOND])


def test_a_database_that_is_newer_than_the_program_is_refused(empty_database: Database) -> None:
    migrate(empty_database.conninfo, [FIRST, SECOND])
    with pytest.raises(NewerDatabase, match=r"newer than this program: it has 0002_second.sql"):
        migrate(empty_database.conninfo, [FIRST])


def test_a_new_file_before_one_that_is_applied_is_refused(empty_database: Database) -> None:
    migrate(empty_database.conninfo, [FIRST, THIRD])
    with pytest.raises(OutOfOrder, match=r"0002_second.sql comes before 0003"):
        migrate(empty_database.conninfo, [FIRST, SECOND, THIRD])


def test_waiting_for_another_process_has_an_end(empty_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations, "LOCK_SECONDS", 0.1)
    with psycopg.connect(empty_database.conninfo, autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", [migrations.LOCK])
        with pytest.raises(MigrationsBusy):
            migrate(empty_database.conninfo, [FIRST])
    assert migrate(empty_database.conninfo, [FIRST]) == [FIRST.name]


def test_two_files_with_one_number_are_refused(tmp_path: Path) -> None:
    for name in ("0001_first.sql", "0002_second.sql", "0002_other.sql", "README.md"):
        (tmp_path / name).touch()
    with pytest.raises(DuplicateNumber, match=r"0002_other.sql and 0002_second.sql share a number"):
        read_migrations(tmp_path)


@pytest.mark.parametrize("name", ["1_first.sql", "0000_none.sql", "0001-first.sql", "0001_First.sql", "0001_.sql"])
def test_a_badly_named_file_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    with pytest.raises(BadName, match="must be called NNNN_one_sentence"):
        read_migrations(tmp_path)


def test_a_folder_without_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MigrationError, match="holds no migrations"):
        read_migrations(tmp_path)
