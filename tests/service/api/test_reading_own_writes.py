"""A reader sees what it wrote, or is told to come again: never an older state."""

from __future__ import annotations

from dataclasses import replace
from threading import Timer

import psycopg
import pytest
from starlette.testclient import TestClient

from service.api import problems
from service.api.app import create_app
from service.migrations import read_migrations
from service.projector import following
from service.runtime import Instance
from tests.service.api.callers import HERE, V1, Caller, problem


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers wait a fifth of a second instead of five."""
    monkeypatch.setattr(following.Projector.current, "__defaults__", (0.2,))


@pytest.mark.usefixtures("impatient")
def test_while_the_read_models_stand_still_a_read_of_an_own_write_is_503_and_never_the_old_row(
    instance: Instance, plain: Caller
) -> None:
    p = plain.do("receive", channel="letter", details={"title": "积水"})["petition"]
    number = plain.do("register", p)["number"]
    assert [row["state"] for row in plain.read("register")["rows"]] == ["registered"]

    instance.projector.paused.set()
    assert plain.read("register")["rows"], "what is up to date can be read while nothing moves"
    plain.do("withdraw", p)
    for path in ("register", "open", "overdue", "duties", "breaches", "statistics/2026-01", f"petitions/{p}"):
        answer = plain.ask(path)
        problem(answer, 503, problems.BEHIND.name)
        assert answer.headers["Retry-After"] == "1"
    problem(plain.send("comment", {"text": "好"}, number), 503, problems.BEHIND.name)
    assert plain.client.get(f"{V1}/ready").json()["offices"][0]["lag"] == 1

    instance.projector.paused.clear()
    assert [row["state"] for row in plain.read("register")["rows"]] == ["withdrawn"]


@pytest.mark.usefixtures("impatient")
def test_commands_upon_an_id_need_no_read_model(instance: Instance, plain: Caller) -> None:
    instance.projector.paused.set()
    p = plain.do("receive", channel="letter")["petition"]
    assert plain.do("register", p)["version"] == 2


def test_a_reader_waits_for_read_models_that_are_on_their_way(instance: Instance, plain: Caller) -> None:
    instance.projector.paused.set()
    p = plain.do("receive", channel="letter")["petition"]
    Timer(0.3, instance.projector.paused.clear).start()
    assert plain.ids("register") == [p]


def test_what_another_process_wrote_is_read_too(instance: Instance, plain: Caller) -> None:
    """The other process is another app over the same database with a projector of its own that stands still."""
    other = replace(instance, projector=following.Projector(instance.pool, instance.ledger))
    other.projector.paused.set()
    client = TestClient(create_app(other), base_url=HERE)
    p = Caller(client, "desk").do("receive", channel="letter")["petition"]
    assert plain.ids("register") == [p]


def test_a_server_says_that_it_is_alive_and_ready(plain: Caller) -> None:
    assert plain.client.get(f"{V1}/health").json() == {"status": "alive"}
    ready = plain.client.get(f"{V1}/ready").json()
    assert ready["database"].startswith("PostgreSQL ")
    assert ready["missing"] == []
    assert [office["office"] for office in ready["offices"]] == ["desk"]


def test_a_database_of_another_schema_is_not_ready(instance: Instance, plain: Caller) -> None:
    newest = read_migrations()[-1]
    with psycopg.connect(instance.database.conninfo) as connection:
        connection.execute("DELETE FROM public.schema_migration WHERE number = %s", [newest.number])
    said = problem(plain.client.get(f"{V1}/ready"), 503, problems.NOT_READY.name)
    assert newest.name in said["detail"]


def test_a_database_that_is_gone_is_a_problem_without_its_words(instance: Instance, plain: Caller) -> None:
    instance.pool.close()
    said = problem(plain.client.get(f"{V1}/ready"), 503, problems.UNAVAILABLE.name)
    assert "pool" not in said["detail"]
    problem(plain.ask("register"), 503, problems.UNAVAILABLE.name)
