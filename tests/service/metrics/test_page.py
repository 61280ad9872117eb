"""`/metrics`: for this computer and for whoever brings the token; bounded, without a person, also when all is down."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import psycopg
import pytest
from fastapi import FastAPI
from msgspec.structs import replace as changed
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from projections.catalog import STATISTICS
from service.api.app import create_app
from service.database import Database
from service.metrics import standing
from service.metrics.standing import OFFICES
from service.runtime import Instance, assembled
from service.settings import Settings
from service.status import ModelStatus, OfficeStatus
from service.web_guard.configured import WebSettings
from tests.service.api.callers import Caller
from tests.service.api.test_personal_data import MARK, Planted, refused
from tests.service.processes import until

PUBLIC = "https://xinfang.example"
TOKEN = "a-token-of-monitoring"  # noqa: S105 - made up
PAGE = Path(__file__).parents[3] / "docs" / "operations.md"
Found = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def read(client: TestClient, **headers: str) -> Found:
    """Every sample by its name and labels."""
    answer = client.get("/metrics", headers=headers)
    assert answer.status_code == 200, answer.text
    return samples(answer.text)


def samples(text: str) -> Found:
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def value(found: Found, name: str, **labels: str) -> float:
    return found[f"zhuoluo_{name}", tuple(sorted(labels.items()))]


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """The database is looked at each time."""
    monkeypatch.setattr(standing, "AGAIN", -1.0)


@pytest.fixture
def token_file(home: Path) -> Path:
    file = home / "metrics.token"
    file.write_text(f"{TOKEN}\n", encoding="utf-8")
    file.chmod(0o600)
    return file


@pytest.fixture
def public(database: Database, home: Path, token_file: Path) -> Iterator[TestClient]:
    """Asks from another computer; the server knows a token for metrics."""
    web = WebSettings(hosts=frozenset({"xinfang.example", "127.0.0.1"}))
    with (
        assembled(Settings(home, web=web, metrics_token_file=token_file), database) as instance,
        TestClient(create_app(instance), base_url=PUBLIC, client=("192.0.2.7", 5000)) as client,
    ):
        yield client


@pytest.mark.usefixtures("fresh")
def test_it_tells_how_the_parts_stand(client: TestClient, instance: Instance) -> None:
    before = read(client)
    office = Caller.founded(client, "desk", "plain")
    office.do("receive", channel="letter")
    instance.projector.current("desk")
    found = read(client)
    assert value(found, "database_up") == value(found, "offices") == 1
    assert value(found, "events_written_total", office="desk") == instance.ledger.head("desk").size
    assert value(found, "read_models_stopped", office="desk") == 0
    assert value(found, "checkpoint_lag_events", office="desk") == instance.ledger.head("desk").size
    assert value(found, "pool_most") == 16
    assert value(found, "disk_free_bytes", folder="home") > 0
    assert value(found, "jobs", state="given_up") == 0
    route = {"method": "POST", "route": "/api/v1/offices"}
    for name, labels in (("http_requests_total", {**route, "status": "201"}), ("http_request_seconds_count", route)):
        key = f"zhuoluo_{name}", tuple(sorted(labels.items()))
        assert found[key] - before.get(key, 0) == 1
    assert ("process_open_fds", ()) in found


@pytest.mark.usefixtures("fresh")
def test_a_read_model_that_stands_still_is_counted(client: TestClient, instance: Instance) -> None:
    office = Caller.founded(client, "desk", "plain")
    instance.projector.current("desk")
    table = f"{STATISTICS.schema}.{STATISTICS.name}"
    with psycopg.connect(instance.database.conninfo, autocommit=True) as connection:
        connection.execute(f"ALTER TABLE {table} ADD CONSTRAINT refused CHECK (false)")
    office.do("receive", channel="letter")
    instance.projector.start()
    assert until(lambda: value(read(client), "read_models_stopped", office="desk") == 1)
    found = read(client)
    assert value(found, "read_models_lag_events", office="desk") >= 1
    assert value(found, "well") == 0
    assert value(found, "parts_failing", part="read models") >= 1


def test_it_is_read_from_this_computer_without_a_token_and_not_through_a_proxy(client: TestClient) -> None:
    assert client.get("/metrics").headers["content-type"].startswith("text/plain; version=")
    for header in ("X-Forwarded-For", "Forwarded", "X-Forwarded-Host"):
        assert client.get("/metrics", headers={header: "192.0.2.7"}).status_code == 401
    assert client.post("/metrics", json={}).status_code == 405


def test_another_computer_needs_the_token(public: TestClient) -> None:
    refused_ = public.get("/metrics")
    assert (refused_.status_code, refused_.headers["www-authenticate"]) == (401, 'Bearer realm="zhuoluo"')
    for said in ("Bearer ", f"Bearer {TOKEN}x", f"Basic {TOKEN}", f"bearer {TOKEN[:-1]}"):
        assert public.get("/metrics", headers={"Authorization": said}).status_code == 401
    assert value(read(public, Authorization=f"Bearer {TOKEN}"), "database_up") == 1
    spoken = public.get("/metrics", headers={"Host": "127.0.0.1"})
    assert spoken.status_code == 401, "a loopback name alone opens nothing"


def test_the_token_opens_nothing_else(public: TestClient) -> None:
    for path in ("/api/v1/status", "/api/v1/offices", "/register"):
        answer = public.get(path, headers={"Authorization": f"Bearer {TOKEN}"}, follow_redirects=False)
        assert answer.status_code == 401


@pytest.mark.parametrize("fault", ["others", "short", "gone"])
def test_a_token_that_is_not_safe_opens_nothing_and_is_told_in_the_log(
    public: TestClient, token_file: Path, caplog: pytest.LogCaptureFixture, fault: str
) -> None:
    said = TOKEN
    if fault == "others":
        token_file.chmod(0o644)
    elif fault == "short":
        token_file.write_text(said := "kurz", encoding="utf-8")
    else:
        token_file.unlink()
    assert public.get("/metrics", headers={"Authorization": f"Bearer {said}"}).status_code == 401
    assert str(token_file) in caplog.text
    assert said not in caplog.text


@pytest.mark.usefixtures("fresh")
def test_it_answers_while_the_database_does_not(client: TestClient, instance: Instance) -> None:
    assert value(read(client), "database_up") == 1
    instance.pool.close()
    found = read(client)
    assert value(found, "database_up") == 0
    assert ("zhuoluo_well", ()) not in found
    assert value(found, "disk_free_bytes", folder="home") > 0


def test_the_database_is_looked_at_once_in_a_while(
    client: TestClient, instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[Instance] = []
    monkeypatch.setattr(standing, "looked_at", looks.append)
    monkeypatch.setattr(standing, "AGAIN", 3600.0)
    made = standing.Standing(instance)
    for _ in range(3):
        list(made.collect())
    assert len(looks) == 1
    assert client.get("/metrics").status_code == 200


def test_labels_hold_shapes_of_addresses_and_nothing_that_was_sent(client: TestClient) -> None:
    office = Caller.founded(client, "desk", "plain")
    refused(office, Planted())
    before = {
        dict(labels)["route"]
        for name, labels in samples(client.get("/metrics").text)
        if name == "zhuoluo_http_requests_total"
    }  # of this process, whoever asked
    for path in (f"/api/v1/{MARK}", f"/{MARK}", f"/register?unit={MARK}", f"/static/{MARK}"):
        client.get(path, follow_redirects=False)
    client.request(f"X{MARK.encode().hex()}", "/")
    text = client.get("/metrics").text
    assert MARK not in text
    assert MARK.encode().hex() not in text
    routes = {dict(labels)["route"] for name, labels in samples(text) if name == "zhuoluo_http_requests_total"}
    new = routes - before
    api = set(cast("FastAPI", client.app).openapi()["paths"])
    assert new <= api | {"-", "/", "/metrics", "/register", "/static/{name:path}"}
    assert "/api/v1/offices/{office}/register" in routes
    assert len(routes) > 3
    methods = {dict(labels)["method"] for name, labels in samples(text) if name == "zhuoluo_http_requests_total"}
    assert "OTHER" in methods


def test_of_many_offices_those_that_lag_most_are_listed() -> None:
    model = ModelStatus(
        name="register", version=1, position=0, lag=0, state="current", missing_since=None, seconds=None, stopped=None
    )
    offices = [
        OfficeStatus(office=f"o{number:04}", position=9, models=(changed(model, lag=number % 7),))
        for number in range(3 * OFFICES)
    ]
    listed = standing._listed(offices)
    assert len(listed) == OFFICES
    assert [each.office for each in listed] == sorted(each.office for each in listed)
    least = min(each.models[0].lag for each in listed)
    assert all(each in listed for each in offices if each.models[0].lag > least)


@pytest.mark.usefixtures("fresh")
def test_every_metric_stands_in_the_operators_guide_and_the_guide_names_no_other(
    client: TestClient, instance: Instance
) -> None:
    Caller.founded(client, "desk", "plain")
    (instance.settings.home / "backup.json").write_text(
        '{"place": "/backup", "began_at": "2026-01-01T00:00:00Z", "tried": true}', encoding="utf-8"
    )
    families = {each.name for each in text_string_to_metric_families(client.get("/metrics").text)}
    ours = {name for name in families if name.startswith("zhuoluo_")}
    told = set(re.findall(r"(?m)^\| `(zhuoluo_[a-z_]+)", PAGE.read_text(encoding="utf-8")))
    assert {name.removesuffix("_total") for name in told} == ours


def test_an_instance_of_many_folders_tells_where_they_will_be(tmp_path: Path) -> None:
    settings = Settings(tmp_path, attachments=replace(Settings(tmp_path).attachments, folder=tmp_path / "a" / "b"))
    free = standing._free(cast("Instance", SimpleNamespace(settings=settings)))
    assert free["attachments"] > 0
