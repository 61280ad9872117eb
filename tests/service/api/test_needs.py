"""With a read model away its readers are told so and all others are served: each waits for what answers it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from psycopg import sql
from starlette.testclient import TestClient

from projections.catalog import (
    ALL,
    DUTIES,
    ENTERED_LATE,
    EXCUSED,
    GRAMS,
    HEADINGS,
    MATTERS,
    REGISTER,
    STATISTICS,
    Projection,
)
from service.projector.following import Projector
from service.readmodels import needs
from service.runtime import Instance
from tests.service.api.callers import HERE, Caller
from tests.service.apps import app_of

OK, SIGNED_OUT, UNAVAILABLE, BROKEN = 200, 401, 503, 500
HIDDEN = "hidden_from_all"
QUERIES = {
    "compare": "from_position=3",
    "since": "since=3",
    "seen-by": "person=nobody",
    "accountability": "offices=desk",
}
"""What some addresses cannot do without, by their ends."""
SEARCH = "register?text=积水"


@pytest.fixture
def client(instance: Instance) -> Iterator[TestClient]:
    with TestClient(app_of(instance), base_url=HERE, raise_server_exceptions=False) as made:
        yield made


@pytest.fixture
def petition(plain: Caller) -> str:
    """A petition of an office whose read models are current."""
    made = plain.do("receive", channel="letter", details={"title": "积水", "due_on": "2026-03-02"})["petition"]
    plain.do("register", made)
    plain.read("statistics/2026-01")
    return str(made)


def paths(client: TestClient, petition: str) -> list[str]:
    """Every address that is read, about this petition."""
    given = {
        "office": "desk",
        "petition": petition,
        "period": "2026-01",
        "what": "not-landed",
        "month": "2026-01",
        "layout": "visits",
        "register": "petitions",
    }
    given |= {"duty": "answer", "code_list": "channels", "report": "2026-01"}
    given |= {"tile": "0/000.p/1", "log_position": "1"}
    given |= {"attachment": "0", "document": "registration", "year": "2026", "number": "1"}
    given |= dict.fromkeys(("account", "session", "token"), "0b7e3a52-6b0f-4c55-9d6e-1f6f5a3c1d01")
    read = [path for path, said in client.get("/api/v1/openapi.json").json()["paths"].items() if "get" in said]
    return [path.format_map(given) + _query(path) for path in read] + [f"/api/v1/offices/desk/{SEARCH}"]


def _query(path: str) -> str:
    last = path.rsplit("/", 1)[1]
    if path.endswith("{office}/access"):
        return "?person=nobody"
    if last == "accountability" and "{office}" in path:
        return ""
    return f"?{QUERIES[last]}" if last in QUERIES else ""


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for what nobody folds."""
    monkeypatch.setattr(Projector.current, "__defaults__", (0.0,))


@contextmanager
def away(instance: Instance, projection: Projection) -> Iterator[None]:
    """The table of a read model is gone, how far it had come is forgotten, and nobody folds."""
    instance.projector.paused.set()
    name, hidden = sql.Identifier(projection.schema), sql.Identifier(HIDDEN)
    with instance.pool.connection() as connection:
        connection.execute(sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(name, hidden))
        connection.execute("DELETE FROM projector.position WHERE schema = %s", (projection.schema,))
        yield
        connection.execute(sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(hidden, name))
    instance.projector.paused.clear()


def statuses(client: TestClient, petition: str) -> dict[str, int]:
    return {path: client.get(path).status_code for path in paths(client, petition)}


@pytest.mark.parametrize("projection", ALL, ids=lambda each: each.name)
def test_without_a_read_model_each_address_answers_as_ever_or_is_behind(
    instance: Instance, client: TestClient, petition: str, projection: Projection
) -> None:
    before = statuses(client, petition)
    assert set(before.values()) <= {OK, 404, SIGNED_OUT}, before
    with away(instance, projection):
        found = statuses(client, petition)
    changed = {path: status for path, status in found.items() if status != before[path]}
    assert set(changed.values()) == {UNAVAILABLE}


SERVED = {
    REGISTER.name: (),
    DUTIES.name: ("register", "open", "overdue", "statistics/2026-01", "numbers", "receptions"),
    STATISTICS.name: ("register", "duties", "breaches", "entered-late", "accountability", "accountability/not-landed"),
    MATTERS.name: ("register", "duties", "statistics/2026-01", "accountability"),
    ENTERED_LATE.name: ("register", "duties", "excused", "statistics/2026-01", "petitions/{}", "petitions/{}/history"),
    EXCUSED.name: ("register", "duties", "entered-late", "statistics/2026-01", "petitions/{}", "petitions/{}/replay"),
    HEADINGS.name: ("statistics/2026-01", "statistics/2026-01/facts", "statistics/2026-01/trends"),
    GRAMS.name: ("register", "overdue", "duties", "accountability", "petitions/{}"),
}
TOLD = {
    REGISTER.name: ("register", "open", "overdue", "duties", "statistics/2026-01", "accountability"),
    DUTIES.name: ("duties", "breaches", "accountability", "entered-late", "reminders", "orphaned-duties"),
    STATISTICS.name: ("statistics/2026-01", "statistics/2026-01/facts", "statistics/2026-01/rates"),
    MATTERS.name: ("petitions/{}", "petitions/{}/repeat-candidates"),
    ENTERED_LATE.name: ("entered-late",),
    EXCUSED.name: ("excused",),
    HEADINGS.name: ("register", "duties", "accountability", "excused", "petitions/{}", "reminders"),
    GRAMS.name: (SEARCH,),
}


@pytest.mark.parametrize("projection", ALL, ids=lambda each: each.name)
def test_readers_of_it_are_told_and_readers_of_others_are_served(
    instance: Instance, plain: Caller, petition: str, projection: Projection
) -> None:
    with away(instance, projection):
        served = {path: plain.ask(path.format(petition)).status_code for path in SERVED[projection.name]}
        told = {path: plain.ask(path.format(petition)).status_code for path in TOLD[projection.name]}
        assert plain.ask("checklists").status_code == OK, "what the office itself recorded needs none"
        assert plain.client.get("/api/v1/health").status_code == OK
    assert set(served.values()) <= {OK}, served
    assert set(told.values()) == {UNAVAILABLE}, told


def test_a_question_that_names_too_little_is_found_out(
    instance: Instance, client: TestClient, petition: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: statistics that wait for nothing read a table that is not there."""
    monkeypatch.setattr(needs, "STATISTICS", ())
    with away(instance, STATISTICS):
        found = statuses(client, petition)
    assert BROKEN in found.values()


def test_the_status_says_which_read_model_stands_and_of_which_office(instance: Instance, plain: Caller) -> None:
    with instance.pool.connection() as connection:
        table = sql.Identifier(STATISTICS.schema, STATISTICS.name)
        connection.execute(sql.SQL("ALTER TABLE {} ADD CONSTRAINT refused CHECK (false)").format(table))
    petition = plain.do("receive", channel="letter")["petition"]
    assert plain.ask("register").status_code == OK
    assert plain.ask("statistics/2026-01").status_code == UNAVAILABLE
    said: Any = plain.client.get("/api/v1/status").json()
    assert said["well"] is False
    (office,) = said["offices"]
    models = {model["name"]: model for model in office["models"]}
    assert {name for name, model in models.items() if model["state"] == "stopped"} == {"statistics"}
    assert models["statistics"]["stopped"]["petition"] == petition
    assert models["statistics"]["stopped"]["error"] == "CheckViolation 23514"
    assert models["register"]["state"] == "current"
    ready = plain.client.get("/api/v1/ready").json()
    assert ready["offices"][0]["failing"] == f"statistics at {office['position']}: CheckViolation 23514"
