"""Whatever cannot be meant is refused by a problem document that names it, and nothing is written."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, unquote

import pytest
from starlette.testclient import TestClient

from service.api import examples
from service.api.posting import LARGEST_BODY
from tests.service.api.callers import CLERK, V1, Caller, problem

JSON = {"Content-Type": "application/json"}
RECEIVE: dict[str, Any] = {"actor": CLERK, "channel": "letter"}

BODIES: dict[str, tuple[Any, str]] = {
    "no object": ([], "$"),
    "a number": (17, "$"),
    "no actor": ({"channel": "letter"}, "$.actor"),
    "an actor without a name": ({**RECEIVE, "actor": {"name": " "}}, "$.actor.name"),
    "no channel": ({"actor": CLERK}, "$.channel"),
    "an unknown field": ({**RECEIVE, "chanel": "letter"}, "$.chanel"),
    "a field of the wrong type": ({**RECEIVE, "from_chief_day": "yes"}, "$.from_chief_day"),
    "a day that is none": ({**RECEIVE, "occurred": "2026-02-30"}, "$.occurred"),
    "an instant without a time zone": ({**RECEIVE, "occurred": "2026-02-03T10:00:00"}, "$.occurred"),
    "an instant at the end of time": ({**RECEIVE, "occurred": "9999-12-31T23:59:59-12:00"}, "$.occurred"),
    "a control character": ({**RECEIVE, "external_id": "a\u0000b"}, "$.external_id"),
    "a text that is too long": ({**RECEIVE, "external_id": "x" * 501}, "$.external_id"),
    "a number out of range": ({**RECEIVE, "details": {"people": 0}}, "$.details.people"),
    "a huge number": ({**RECEIVE, "details": {"people": 10**30}}, "$.details.people"),
    "a date that is none": ({**RECEIVE, "details": {"due_on": "tomorrow"}}, "$.details.due_on"),
    "a sealed value": ({**RECEIVE, "details": {"problem": ["k", "AAAA", "AAAA"]}}, "$.details.problem"),
    "a person's unknown field": ({**RECEIVE, "details": {"petitioner": {"nick": "x"}}}, "$.details.petitioner.nick"),
    "a forged authentication": ({**RECEIVE, "actor": {**CLERK, "authenticated": "card"}}, "$.actor.authenticated"),
    "a time of recording": ({**RECEIVE, "recorded_at": "2026-01-01T00:00:00Z"}, "$.recorded_at"),
}


@pytest.mark.parametrize("which", BODIES)
def test_a_body_that_cannot_be_meant_is_refused_by_its_field(plain: Caller, which: str) -> None:
    body, path = BODIES[which]
    size = plain.size()
    said = problem(plain.client.post(plain.path("petitions"), json=body), 422, "invalid")
    assert [error["path"] for error in said["errors"]] == [path]
    assert said["errors"][0]["zh"]
    assert plain.size() == size


SENSELESS: dict[str, dict[str, Any]] = {
    "an unknown code": {**RECEIVE, "channel": "pigeon"},
    "an empty text": {**RECEIVE, "external_id": " "},
    "the future": {**RECEIVE, "occurred": "2199-01-01"},
    "long ago": {**RECEIVE, "occurred": "1200-01-01"},
    "a telephone number in the title": {**RECEIVE, "details": {"title": "张某13812345678来电"}},
    "a code for what was not given": {**RECEIVE, "details": {"not_given": {"phone": "不知道"}}},
}


@pytest.mark.parametrize("which", SENSELESS)
def test_what_makes_no_sense_is_refused_with_reasons_in_both_languages(plain: Caller, which: str) -> None:
    size = plain.size()
    said = problem(plain.client.post(plain.path("petitions"), json=SENSELESS[which]), 409, "refused")
    assert all(reason["zh"] and reason["en"] and reason["clause"] for reason in said["reasons"])
    assert plain.size() == size


@pytest.mark.parametrize(
    ("content", "headers", "status", "name"),
    [
        (b"", JSON, 400, "malformed"),
        (b"{", JSON, 400, "malformed"),
        (b'{"\xff": 1}', JSON, 400, "malformed"),
        (b'{"actor": {"name": "a"}, ', JSON, 400, "malformed"),
        (b"[" * 100_000, JSON, 422, "invalid"),
        (b"{}", {"Content-Type": "text/plain"}, 415, "unsupported-media-type"),
        (b"{}", {}, 415, "unsupported-media-type"),
        (b"{}", {"Content-Type": "application/json; charset=gbk"}, 415, "unsupported-media-type"),
        (b" " * (LARGEST_BODY + 1), JSON, 413, "too-large"),
        (b"{}", {**JSON, "If-Match": "3"}, 400, "bad-header"),
    ],
)
def test_a_request_that_is_none_of_ours_is_refused(
    plain: Caller, content: bytes, headers: dict[str, str], status: int, name: str
) -> None:
    size = plain.size()
    problem(plain.client.post(plain.path("petitions"), content=content, headers=headers), status, name)
    problem(plain.client.post(f"{V1}/offices", content=content, headers=headers), status, name)
    assert plain.size() == size


def test_a_body_that_grows_beyond_the_limit_unannounced_is_refused(plain: Caller) -> None:
    parts = (b" " * 65536 for _ in range(LARGEST_BODY // 65536 + 2))
    problem(plain.client.post(plain.path("petitions"), content=parts, headers=JSON), 413, "too-large")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("register?limit=0", "limit"),
        ("register?limit=1001", "limit"),
        ("register?limit=ten", "limit"),
        ("register?limit=", "limit"),
        ("register?limt=10", "limt"),
        ("register?limit=1&limit=2", "limit"),
        ("open?state=opened", "state"),
        ("open?channel=pigeon", "channel"),
        ("open?unit=a%00b", "unit"),
        ("open?received_from=1.1.2026", "received_from"),
        ("overdue?on=2026-13-01", "on"),
        ("overdue?on=9999-12-31", "on"),
        ("overdue?on=2026-01-01T10:00:00", "on"),
        ("overdue?as_of=2026-01-01", "as_of"),
        ("overdue?position=-1", "position"),
        ("due-soon?days=0", "days"),
        ("overdue?days=3", "days"),
        ("duties?nature=wish", "nature"),
        ("breaches?ended_to=x", "ended_to"),
        ("statistics/2026-01?style=lunar", "style"),
        ("statistics/2026-01/facts?measure=happiness", "measure"),
    ],
)
def test_a_query_that_cannot_be_meant_is_refused_by_its_name(plain: Caller, path: str, name: str) -> None:
    said = problem(plain.client.get(plain.path(path)), 422, "invalid")
    assert [error["path"] for error in said["errors"]] == [f"query.{name}"]


@pytest.mark.parametrize(
    "path",
    [
        "register?cursor=x",
        "register?cursor=%C3%A9",
        "duties?cursor=WyIyMDI2LTAxLTAxIl0=",
        "register?position=1000000",
        "statistics/2026-13",
        "statistics/9999-12",
        "statistics/january",
    ],
)
def test_a_question_that_has_no_answer_is_refused(plain: Caller, path: str) -> None:
    problem(plain.client.get(plain.path(path)), 422, "invalid")


@pytest.mark.parametrize(
    ("method", "path", "status", "name"),
    [
        ("GET", "/api/v1/nothing", 404, "not-found"),
        ("GET", "/api/v1/offices/desk/", 404, "not-found"),
        ("GET", "/api/static/..%2Fapp.py", 404, "not-found"),
        ("GET", "/api/v1/offices/nobody/register", 404, "no-such-office"),
        ("GET", "/api/v1/offices/No%00Body/register", 404, "no-such-office"),
        ("GET", "/api/v1/offices/desk/petitions/17", 404, "no-such-petition"),
        ("GET", "/api/v1/offices/desk/petitions/00000000-0000-0000-0000-000000000001", 404, "no-such-petition"),
        ("GET", "/api/v1/offices/desk/petitions/%00/history", 404, "no-such-petition"),
        ("DELETE", "/api/v1/offices/desk/petitions", 405, "method-not-allowed"),
        ("PUT", "/api/v1/health", 405, "method-not-allowed"),
        ("POST", "/api/v1/offices/desk/register", 405, "method-not-allowed"),
    ],
)
def test_what_is_not_there_is_a_problem_document_too(
    plain: Caller, method: str, path: str, status: int, name: str
) -> None:
    assert problem(plain.client.request(method, path), status, name)["instance"] == quote(unquote(path))


def test_an_act_on_a_petition_that_is_not_there_is_not_found(plain: Caller) -> None:
    for petition in ("00000000-0000-0000-0000-000000000001", "信〔2026〕0001"):
        problem(plain.send("comment", {"text": "好"}, petition), 404, "no-such-petition")


def test_a_command_takes_no_query(plain: Caller) -> None:
    said = problem(plain.client.post(plain.path("petitions?force=1"), json=RECEIVE), 422, "invalid")
    assert said["errors"][0]["path"] == "query.force"


OFFICES: dict[str, tuple[dict[str, Any], int]] = {
    "an id in capitals": ({"id": "Yimin"}, 422),
    "no name": ({"name": "  "}, 422),
    "an unknown rulebook": ({"rulebook": "R99"}, 409),
    "an unknown time zone": ({"time_zone": "Asia/Nowhere"}, 409),
    "a time zone that is a path": ({"time_zone": "../../etc/passwd"}, 409),
    "an unknown role": ({"roles": {"king": "陈"}}, 422),
    "another time": ({"time": "past"}, 422),
    "replayed without a time": ({"time": "replayed"}, 422),
    "live with a time": ({"recorded_at": "2026-01-01T00:00:00Z"}, 422),
    "a time out of all time": ({"time": "replayed", "recorded_at": "0001-01-01T00:00:00+08:00"}, 422),
}


@pytest.mark.parametrize("which", OFFICES)
def test_an_office_that_cannot_be_meant_is_not_made(client: TestClient, which: str) -> None:
    said, status = OFFICES[which]
    problem(client.post(f"{V1}/offices", json={**examples.OFFICE, **said}), status)
    assert client.get(f"{V1}/offices").json() == {"offices": []}


DAY = {"name": "元旦", "date": "2028-01-03", "isOffDay": True}
YEARS: dict[str, tuple[Any, int]] = {
    "no year": ({"papers": ["x"], "days": []}, 422),
    "days without a notice": ({"year": 2028, "papers": [], "days": [DAY]}, 422),
    "a day far outside": ({"year": 2028, "papers": ["x"], "days": [{**DAY, "date": "2031-01-03"}]}, 422),
    "the year nought": ({"year": 0, "papers": ["x"]}, 422),
    "not published yet": ({"year": 2028}, 409),
    "no year at all": ([], 422),
}


@pytest.mark.parametrize("which", YEARS)
def test_a_calendar_that_cannot_be_meant_is_not_loaded(plain: Caller, which: str) -> None:
    year, status = YEARS[which]
    size = plain.size()
    problem(plain.client.post(plain.path("calendars"), json={"actor": CLERK, "calendar": year}), status)
    assert plain.size() == size


def test_a_replayed_log_takes_no_time_before_its_last_one(r5: Caller) -> None:
    r5.do("receive", on="2026-02-01 09:00", channel="letter")
    size = r5.size()
    problem(r5.send("receive", {"channel": "letter"}, on="2026-01-31 09:00"), 409, "recorded-backwards")
    problem(r5.send("receive", {"channel": "letter"}), 409, "recorded-backwards")
    assert r5.size() == size


def test_a_field_said_twice_is_refused(plain: Caller) -> None:
    body = b'{"actor": {"name": "A", "name": "B"}, "channel": "letter"}'
    size = plain.size()
    answer = plain.client.post(plain.path("petitions"), content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["errors"][0]["path"], plain.size()) == (422, "$.name", size)


def test_a_cursor_is_taken_by_its_own_list_only(plain: Caller) -> None:
    for _ in range(3):
        plain.do("receive", channel="letter")
    cursor = plain.client.get(plain.path("register"), params={"limit": 1}).json()["cursor"]
    for path, more in (("register", {}), ("open", {}), ("register", {"channel": "visit"})):
        answer = plain.client.get(plain.path(path), params={"limit": 1, "cursor": cursor, **more})
        assert (answer.status_code, path, more) == (200 if (path, more) == ("register", {}) else 422, path, more)
