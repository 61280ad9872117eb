"""The database of the service, by URL and embedded."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from service.database import Database, DatabaseRefused, connection_pool, open_database
from service.migrations import read_migrations
from service.postgres import binaries, embedded
from service.settings import Settings
from tests.servers import AnyServer

APPLIED = "SELECT array_agg(name ORDER BY number) FROM public.schema_migration"


def everything() -> tuple[list[str]]:
    return ([migration.name for migration in read_migrations()],)


def by_url(url: str) -> Settings:
    return Settings(Path("/nonexistent"), database_url=url)


def refusal(url: str) -> str:
    with pytest.raises(DatabaseRefused) as caught, open_database(by_url(url)):
        pytest.fail("the database was accepted")
    return str(caught.value)


def test_a_database_by_url_is_brought_to_the_newest_schema(empty_database: Database) -> None:
    with open_database(by_url(empty_database.conninfo)) as database:
        assert database.conninfo == empty_database.conninfo
        assert database.applied == tuple(migration.name for migration in read_migrations())
        with psycopg.connect(database.conninfo) as connection:
            assert connection.execute(APPLIED).fetchone() == everything()


def test_the_embedded_database_is_made_once_and_keeps_its_rows(home: Path) -> None:
    for expected in (1, 2):
        with open_database(Settings(home)) as database, psycopg.connect(database.conninfo) as connection:
            assert connection.info.dbname == "zhuoluo"
            assert connection.execute(APPLIED).fetchone() == everything()
            connection.execute("CREATE TABLE IF NOT EXISTS row (number serial)")
            assert connection.execute("INSERT INTO row DEFAULT VALUES RETURNING number").fetchone() == (expected,)


def test_the_newest_debian_server_will_do(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the wheel. The schema asks for nothing that this older server lacks."""
    if not binaries._debian():
        pytest.skip("no Debian server is installed")
    monkeypatch.setattr(binaries, "shipped", lambda: None)
    with open_database(Settings(home)) as database, psycopg.connect(database.conninfo) as connection:
        assert connection.info.server_version >= 150000
        assert connection.execute(APPLIED).fetchone() == everything()
        assert connection.execute("SELECT '信' < '访', length('信访')").fetchone() == (True, 2)


def test_a_server_that_does_not_answer_is_refused(home: Path) -> None:
    assert "cannot connect to ZHUOLUO_DATABASE_URL" in refusal(f"host={home} dbname=zhuoluo")


@pytest.mark.parametrize("value", ["off", "local"])
def test_a_server_that_says_committed_too_early_is_refused(empty_database: Database, value: str) -> None:
    url = make_conninfo(empty_database.conninfo, options=f"-c synchronous_commit={value}")
    assert f"synchronous_commit is {value}, so committed events could be lost" in refusal(url)


def test_a_database_in_another_encoding_is_refused(server: AnyServer, database_names: Iterator[str]) -> None:
    name = next(database_names)
    with psycopg.connect(server.conninfo("postgres"), autocommit=True) as connection:
        connection.execute(
            f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE_PROVIDER libc LOCALE 'C'"
        )
        try:
            assert "its encoding is SQL_ASCII" in refusal(server.conninfo(name))
        finally:
            connection.execute(f"DROP DATABASE {name}")


def test_a_server_that_is_too_old_is_refused(empty_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psycopg.ConnectionInfo, "server_version", property(lambda _: 140009))
    assert "its server is PostgreSQL 14; zhuoluo needs 15 or newer" in refusal(empty_database.conninfo)


def test_a_standby_in_recovery_is_refused(home: Path) -> None:
    with embedded(Settings(home)):
        pass
    # A server that is told to be a standby, and has no primary, stays in recovery.
    signal = home / "postgres" / "data" / "standby.signal"
    signal.touch()
    with embedded(Settings(home)) as server:
        assert "its server is a standby in recovery" in refusal(server.conninfo("postgres"))


def test_a_role_that_may_not_change_the_schema_is_told_so(
    empty_database: Database, server: AnyServer, database_names: Iterator[str]
) -> None:
    role = f"{next(database_names)}_role"
    with psycopg.connect(server.conninfo("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {role} LOGIN PASSWORD '{secrets.token_hex()}'")
        try:
            url = make_conninfo(empty_database.conninfo, options=f"-c role={role}")
            with (
                pytest.raises(Exception, match="connect as the owner of the database"),
                open_database(by_url(url)),
            ):
                pytest.fail("the database was accepted")
        finally:
            connection.execute(f"DROP ROLE {role}")


def test_the_pool_lends_connections_that_wait_for_the_disk(database: Database) -> None:
    with connection_pool(database, 3) as pool, pool.connection() as connection:
        assert connection.autocommit
        settings = ("application_name", "synchronous_commit", "TimeZone", "search_path")
        found = [connection.execute("SELECT current_setting(%s)", [name]).fetchone() for name in settings]
        assert found == [("zhuoluo",), ("on",), ("UTC",), ('"$user", public',)]


def test_the_pool_keeps_the_options_of_the_url(database: Database) -> None:
    url = make_conninfo(database.conninfo, options="-c search_path=ledger -c synchronous_commit=off")
    with connection_pool(Database(url), 1) as pool, pool.connection() as connection:
        row = connection.execute("SELECT current_setting('search_path'), current_setting('synchronous_commit')")
        assert row.fetchone() == ("ledger", "on")


def test_the_pool_replaces_a_connection_that_the_server_ended(database: Database) -> None:
    with connection_pool(database, 1) as pool:
        with pool.connection() as connection:
            first = connection.info.backend_pid
        with psycopg.connect(database.conninfo, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [first])
        with pool.connection() as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
            assert connection.info.backend_pid != first


def test_what_is_wrong_with_a_url_is_said_without_repeating_its_password() -> None:
    with pytest.raises(DatabaseRefused) as refused, open_database(by_url("mysql://u:SECRET@h/x")):
        pass
    assert "SECRET" not in str(refused.value)
