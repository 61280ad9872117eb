"""`zhuoluo status` and `versions`: what stands where, told by another process than the one that serves."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from projections.catalog import REGISTER, STATISTICS
from service.database import Database
from service.migrations import read_migrations
from service.projector.following import Behind
from service.runtime import Instance, assembled
from service.settings import Settings
from tests.service.api.test_server import program
from tests.service.cli.conftest import Run
from tests.service.processes import until
from tests.service.projector.test_following import founded, receive

OLD = "statistics_v0"


@pytest.fixture
def instance(database: Database, home: Path) -> Iterator[Instance]:
    """The process that has the office."""
    with assembled(Settings(home), database) as made:
        founded(made, "yimin")
        yield made


@pytest.fixture
def connection(database: Database) -> Iterator[Connection[Any]]:
    with psycopg.connect(database.conninfo, autocommit=True) as opened:
        yield opened


@pytest.fixture
def stopped(instance: Instance, connection: Connection[Any]) -> str:
    """A petition that the statistics cannot take."""
    instance.projector.current("yimin")
    table = f"{STATISTICS.schema}.{STATISTICS.name}"
    connection.execute(f"ALTER TABLE {table} ADD CONSTRAINT refused CHECK (false)")
    petition = str(receive(instance, "yimin").petition)
    with pytest.raises(Behind):
        instance.projector.current("yimin")
    return petition


def test_where_all_is_well_the_code_is_0(run: Run, instance: Instance) -> None:
    instance.projector.current("yimin")
    said = run("status")
    assert (said.code, said.err) == (0, "")
    assert "register v" in said.out
    assert "最新 current" in said.out
    assert "一切正常 all is well" in said.out
    assert run("status", "--format", "json").json["well"] is True


def test_a_read_model_that_stands_still_is_named_with_its_event_and_the_code_is_1(run: Run, stopped: str) -> None:
    said = run("status")
    assert said.code == 1
    (line,) = [line for line in said.out.splitlines() if line.startswith("已停 stopped")]
    assert f"yimin statistics v{STATISTICS.version}" in line
    assert re.search(rf"at position \d+，件 petition {stopped}，\w+/1: CheckViolation 23514 in", line)
    assert "需要处理 something calls for somebody" in said.out
    found = run("status", "--format", "json")
    assert (found.code, found.json["well"]) == (1, False)
    states = {model["name"]: model["state"] for model in found.json["offices"][0]["models"]}
    assert (states["statistics"], states["register"]) == ("stopped", "current")


def test_what_stands_still_in_a_server_is_seen_by_a_command_and_goes_on_there_when_it_can(
    run: Run, instance: Instance, connection: Connection[Any], database: Database, home: Path
) -> None:
    """Three processes: one writes, one serves, one asks."""
    instance.projector.current("yimin")
    instance.projector.paused.set()
    table = f"{STATISTICS.schema}.{STATISTICS.name}"
    connection.execute(f"ALTER TABLE {table} ADD CONSTRAINT refused CHECK (false)")
    with program(home, database) as (server, _):
        petition = receive(instance, "yimin").petition
        assert until(lambda: run("status").code == 1)
        assert f"件 petition {petition}" in run("status").out
        connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT refused")
        assert until(lambda: run("status").code == 0)
        assert server.poll() is None
    models = {model["name"]: model for model in run("status", "--format", "json").json["offices"][0]["models"]}
    assert (models["statistics"]["state"], models["statistics"]["lag"]) == ("current", 0)


@pytest.mark.usefixtures("stopped")
def test_commands_that_read_others_go_on_and_those_that_read_it_are_told(run: Run) -> None:
    assert run("list", "register", "-o", "yimin").code == 0
    assert run("list", "duties", "-o", "yimin").code == 0
    told = run("stats", "2026-01", "-o", "yimin")
    assert told.code == 3
    assert f"stopped there (停在该处) {STATISTICS.schema}" in told.err


def test_lines_that_are_missing_are_counted_and_are_no_fault(run: Run, instance: Instance) -> None:
    instance.projector.current("yimin")
    receive(instance, "yimin")
    said = run("status", "--format", "json")
    models = {model["name"]: model for model in said.json["offices"][0]["models"]}
    assert (said.code, models["register"]["state"], models["register"]["lag"]) == (0, "catching-up", 2)
    assert "追赶中 catching up" in run("status").out


def test_it_says_whether_a_server_answers(run: Run, database: Database, home: Path) -> None:
    with program(home, database) as (_, place):
        port = place.rsplit(":", 1)[1]
        assert f"服务 server: {place}" in run("status", "--port", port).out
    said = run("status", "--port", port)
    assert (said.code, "未应答 does not answer" in said.out) == (0, True)


@pytest.mark.usefixtures("instance")
def test_it_migrates_nothing(run: Run, connection: Connection[Any]) -> None:
    newest = read_migrations()[-1].name
    connection.execute("DELETE FROM public.schema_migration WHERE name = %s", (newest,))
    said = run("status")
    assert (said.code, newest in said.out) == (1, True)
    found = connection.execute("SELECT 1 FROM public.schema_migration WHERE name = %s", (newest,)).fetchone()
    assert found is None


def test_without_a_database_none_is_made(home: Path) -> None:
    command = [sys.executable, "-m", "service.cli.main", "status"]
    said = subprocess.run(
        command, env={"ZHUOLUO_HOME": str(home)}, capture_output=True, text=True, check=False, cwd=Path.cwd()
    )
    assert (said.returncode, said.stdout) == (3, "")
    assert "尚无数据库 there is no database" in said.stderr
    assert list(home.iterdir()) == []


@pytest.mark.usefixtures("instance")
def test_a_database_that_cannot_be_reached_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHUOLUO_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")
    assert run("status").code == 3


@pytest.mark.usefixtures("instance")
def test_old_versions_are_listed_and_dropped_by_command_once_nobody_uses_them(
    run: Run, connection: Connection[Any]
) -> None:
    connection.execute("INSERT INTO projector.projection (schema, name, version) VALUES (%s, 'statistics', 1)", (OLD,))
    connection.execute(f"CREATE SCHEMA {OLD}; CREATE TABLE {OLD}.statistics (office text)")
    assert OLD in run("status").out
    assert run("versions", "drop", "--format", "json").json == [], "a program may use it"
    connection.execute("UPDATE projector.projection SET used_at = now() - interval '1 hour' WHERE schema = %s", (OLD,))
    assert [each["unused"] for each in run("versions", "list", "--format", "json").json] == [True]
    assert run("status").code == 0
    assert [each["schema"] for each in run("versions", "drop", "--format", "json").json] == [OLD]
    assert run("versions", "list", "--format", "json").json == []
    assert connection.execute("SELECT to_regnamespace(%s)", (OLD,)).fetchone() == (None,)
    assert connection.execute("SELECT to_regnamespace(%s) IS NULL", (REGISTER.schema,)).fetchone() == (False,)
