"""A server of before goes on while a newer program changes the schema; put back, it is refused, and the reason told."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from psycopg import Connection
from starlette.testclient import TestClient

from service import migrations
from service.cli.failures import UNAVAILABLE
from service.database import Database
from service.migrations import Migration, NewerDatabase, migrate, read_migrations
from service.readiness import readiness
from service.runtime import Instance
from tests.service.access.conftest import Door
from tests.service.access.crawling import PAST, paths, text_of
from tests.service.access.story import tell
from tests.service.api.callers import HERE, V1, Caller
from tests.service.apps import app_of
from tests.service.cli.conftest import Run, run
from tests.service.upgrades.expanding import breaking

__all__ = ["run"]

ADDED = b"""
CREATE TABLE jobs.more (office text NOT NULL, said text);
ALTER TABLE ledger.head ADD COLUMN more text;
ALTER TABLE ledger.event ADD COLUMN more bigint;
ALTER TABLE ledger.checkpoint ADD COLUMN more text NOT NULL DEFAULT '';
ALTER TABLE access_log.read ADD COLUMN more text;
ALTER TABLE jobs.job ADD COLUMN more integer NOT NULL DEFAULT 1;
ALTER TABLE jobs.reminder ADD COLUMN more date;
ALTER TABLE signin.session ADD COLUMN more uuid;
"""
INDEX = (
    b"-- no-transaction\nCREATE INDEX CONCURRENTLY IF NOT EXISTS event_time ON ledger.event (office, log, recorded_at)"
)
EXPANDING = [Migration(9000, "9000_more.sql", ADDED), Migration(9001, "9001_event_time.sql", INDEX)]
CONTRACTING = Migration(9000, "9000_series_renamed.sql", b"ALTER TABLE ledger.series RENAME COLUMN last TO newest")


@pytest.fixture
def client(instance: Instance) -> Iterator[TestClient]:
    """Of the server of before, which nobody starts anew; errors in it are answers."""
    door = Door()
    app = app_of(instance, door)
    with TestClient(app, base_url=HERE, raise_server_exceptions=False) as made, door.console():
        yield made


def newer(database: Database, *files: Migration) -> None:
    """What the newer program does when it is started."""
    migrate(database.conninfo, [*read_migrations(), *files])


@pytest.mark.slow
def test_a_server_of_before_reads_and_writes_on(instance: Instance, database: Database, client: TestClient) -> None:
    """With the statements that it has prepared; the same answers at every address."""
    told = tell(client)
    before, again = answers(client, told), answers(client, told)
    newer(database, *EXPANDING)
    after = answers(client, told)
    steady = {path for path in before if before[path] == again[path] and path != STATUS}
    assert len(steady) > len(before) / 2, "few answers tell of the moment at which they are made"
    assert {path for path in steady if after[path] != before[path]} == set()
    assert registered(told["desk"])
    assert readiness(instance).ready


def answers(client: TestClient, told: dict[str, Any]) -> dict[str, str]:
    """What is answered at each address as of now, of one petition."""
    others = tuple(str(told[name]) for name in ("water", "accusation", "number"))
    wanted = [path for path in paths(told) if PAST not in path and not any(each in path for each in others)]
    found = {path: client.get(path) for path in wanted}
    assert {path for path, answer in found.items() if answer.status_code >= 500} == set()
    return {path: text_of(answer.content) for path, answer in found.items()}


STATUS = f"{V1}/status"
"""Says how many migrations there are."""


def registered(desk: Caller) -> Any:
    """The number of one more petition."""
    clerk = {"name": "田甜", "unit": "信访科", "post": "petition_section"}
    petition = desk.do("receive", on="2026-03-20", by=clerk, channel="letter", details={"title": "反映路灯"})[
        "petition"
    ]
    return desk.do("register", petition, "2026-03-20", by=clerk)["number"]


def test_what_the_newer_program_did_there_is_what_the_rule_allows() -> None:
    assert [breaking(each.body.decode()) for each in EXPANDING] == [[], []]
    assert breaking(CONTRACTING.body.decode()) != []


def test_a_server_of_before_fails_where_something_was_renamed(database: Database, client: TestClient) -> None:
    """The control."""
    told = tell(client)
    newer(database, CONTRACTING)
    with pytest.raises(AssertionError):
        registered(told["desk"])


@contextmanager
def waiting(database: Database) -> Iterator[tuple[Connection[Any], Future[None]]]:
    """A reader, and a migration that waits for a lock which somebody holds until the end; then it is applied."""
    with ThreadPoolExecutor(1) as beside, psycopg.connect(database.conninfo, autocommit=True) as reader:
        with psycopg.connect(database.conninfo) as holder:
            holder.execute("SELECT count(*) FROM jobs.job")
            migrated = beside.submit(newer, database, *EXPANDING[:1])
            while not reader.execute(WAITS).fetchall():
                assert not migrated.done()
            yield reader, migrated
        migrated.result()
        assert reader.execute("SELECT 1 FROM schema_migration WHERE number = 9000").fetchall()


WAITS = """
SELECT FROM pg_locks WHERE NOT granted AND locktype = 'relation' AND relation = 'jobs.job'::regclass
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


def test_who_reads_does_not_wait_behind_a_migration_that_waits(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A backup reads a table for an hour; the migration that changes it lets others through, and comes when it can."""
    monkeypatch.setattr(migrations, "PATIENCE", "SET LOCAL lock_timeout = '50ms'")
    with waiting(database) as (reader, migrated):
        for _ in range(5):
            reader.execute("SELECT count(*) FROM jobs.job")
        assert not migrated.done()


def test_who_reads_would_wait_behind_a_migration_without_patience(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control."""
    monkeypatch.setattr(migrations, "PATIENCE", "SELECT 1")
    with waiting(database) as (reader, _):
        reader.execute("SET lock_timeout = '500ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            reader.execute("SELECT count(*) FROM jobs.job")


@pytest.mark.parametrize(
    "words", [("office", "list"), ("serve",), ("migrate",), ("verify",), ("rebuild",)], ids=" ".join
)
def test_a_program_of_before_is_refused_and_says_what_to_do(
    run: Run, database: Database, words: tuple[str, ...]
) -> None:
    newer(database, *EXPANDING)
    said = run(*words)
    assert (said.code, said.out) == (UNAVAILABLE, "")
    for told in ("9000_more.sql", "newer than this program", "数据库比本程序新"):
        assert told in said.err


@pytest.mark.parametrize("command", ["status", "doctor"])
def test_what_only_looks_names_what_it_does_not_know(run: Run, database: Database, command: str) -> None:
    assert "9000" not in run(command).out
    newer(database, *EXPANDING)
    said = run(command)
    assert said.code != 0
    assert "9000" in said.out
    assert "migrate" not in said.out, "which would be refused"


def test_nothing_was_changed_by_the_program_that_was_refused(database: Database) -> None:
    newer(database, *EXPANDING)
    with psycopg.connect(database.conninfo) as connection:
        before = connection.execute("SELECT * FROM schema_migration ORDER BY number").fetchall()
        with pytest.raises(NewerDatabase):
            migrate(database.conninfo)
        assert connection.execute("SELECT * FROM schema_migration ORDER BY number").fetchall() == before
