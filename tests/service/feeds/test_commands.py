"""`zhuoluo webhooks` and the API of subscriptions: a secret is shown once, what fails is told with why."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.database import Database
from service.runtime import Instance, assembled
from service.settings import Settings
from tests.service.api.callers import HERE, V1, problem
from tests.service.apps import app_of
from tests.service.cli.conftest import Run, run
from tests.service.feeds.offices import Program
from tests.service.jobs.desks import OFFICE

__all__ = ["run"]
AT = ("-o", OFFICE)
JSON = ("--format", "json")
SUBSCRIPTIONS = f"{V1}/offices/{OFFICE}/subscriptions"
URL = "https://exchange.example.org/hooks"


@pytest.fixture
def again(database: Database, home: Path, instance: Instance) -> Iterator[TestClient]:
    """A client of an installation without accounts: the console."""
    with assembled(Settings(home), database) as other, TestClient(app_of(other), base_url=HERE) as made:
        yield made
    assert instance is not None


def rows(run: Run) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = run("webhooks", "list", *AT, *JSON).json
    return found


def test_a_subscription_is_named_paused_resumed_given_another_secret_and_ended(run: Run, program: Program) -> None:
    words = ("webhooks", "add", "市级平台", *AT, "--url", URL, "--token", str(program.id), "--event", "Closed")
    made = run(*words, "--reason", "对接", *JSON)
    assert made.code == 0
    assert made.json["secret"].startswith("whsec_")
    (row,) = rows(run)
    assert (row["name"], row["url"], row["events"], row["standing"]) == ("市级平台", URL, ["Closed"], "on")
    assert row["behind"] == 1, "the event that named it"
    assert made.json["secret"] not in run("webhooks").out
    assert run("webhooks", "pause", "市级平台", *AT, "--reason", "维护").code == 0
    assert rows(run)[0]["standing"] == "paused"
    assert run("webhooks", "resume", "市级平台", *AT, "--after", "1", "--reason", "恢复").code == 0
    assert (rows(run)[0]["standing"], rows(run)[0]["after"]) == ("on", 1)
    other = run("webhooks", "secret", made.json["id"], *AT, "--reason", "更换", *JSON)
    assert other.json["secret"] != made.json["secret"]
    change = ("webhooks", "change", "市级平台", *AT, "--called", "省级平台", "--url", f"{URL}/2")
    assert run(*change, "--token", str(program.id), "--reason", "变更").code == 0
    assert (rows(run)[0]["name"], rows(run)[0]["events"], rows(run)[0]["after"]) == ("省级平台", [], 1)
    assert run("webhooks", "end", "省级平台", *AT, "--reason", "结束").code == 0
    assert rows(run)[0]["standing"] == "ended"


def test_what_stands_in_the_way_is_told_in_both_languages(run: Run, program: Program) -> None:
    words = ("webhooks", "add", "市级平台", *AT, "--url", "http://10.0.0.7/", "--token", str(program.id))
    refused = run(*words, "--reason", "对接")
    assert refused.code == 1
    assert "https" in refused.err
    unknown = run("webhooks", "end", "没有", *AT, "--reason", "结束")
    assert (unknown.code, "没有订阅“没有”" in unknown.err) == (1, True)
    said = ("--url", URL, "--token", str(program.id), "--after", "9999", "--reason", "对接")
    beyond = run("webhooks", "add", "平台", *AT, *said)
    assert (beyond.code, "the log ends at position" in beyond.err) == (1, True)


def test_over_the_api_it_is_the_same(again: TestClient, program: Program) -> None:
    body = {"name": "平台", "url": URL, "token": str(program.id), "units": ["规划科"], "reason": "对接"}
    made = again.post(SUBSCRIPTIONS, json=body)
    assert made.status_code == 200, made.text
    said = made.json()
    one = f"{SUBSCRIPTIONS}/{said['subscription']}"
    assert said["secret"].startswith("whsec_")
    (row,) = again.get(SUBSCRIPTIONS).json()["rows"]
    assert "secret" not in row
    assert row["units"] == ["规划科"]
    assert again.post(f"{one}/pauses", json={"reason": "维护"}).json()["standing"] == "paused"
    problem(again.post(f"{one}/pauses", json={"reason": "维护"}), 409)
    back = again.post(f"{one}/resumptions", json={"reason": "恢复", "after": 0}).json()
    assert (back["standing"], back["after"]) == ("on", 0)
    assert again.post(f"{one}/secrets", json={"reason": "更换"}).json()["secret"] != said["secret"]
    assert again.post(f"{one}/changes", json={**body, "name": "省平台", "units": []}).json()["name"] == "省平台"
    assert again.post(f"{one}/endings", json={"reason": "结束"}).json()["standing"] == "ended"
    unknown = SUBSCRIPTIONS + "/00000000-0000-4000-8000-000000000000/pauses"
    problem(again.post(unknown, json={"reason": "维护"}), 404, "no-such-subscription")
