"""The same key again is answered as the first time, byte for byte; with another request it is refused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.api import examples
from tests.service.api.callers import CLERK, V1, Caller, problem

LETTER: dict[str, Any] = {"channel": "letter", "details": {"title": "路面积水", "due_on": "2026-03-01"}}


def test_a_repeated_key_is_answered_with_the_same_bytes_also_after_the_petition_was_closed(plain: Caller) -> None:
    first = plain.send("receive", LETTER, Idempotency_Key="a-1")
    p = first.json()["petition"]
    comment = plain.send("comment", {"text": "已联系。"}, p, Idempotency_Key="a-2")
    plain.do("register", p)
    plain.do("answer", p, reply_kind="result", text="已疏通。", delivered=True)
    plain.do("close", p, outcome="recorded")
    size = plain.size()

    for before, verb, body, key in (
        (first, "receive", LETTER, "a-1"),
        (comment, "comment", {"text": "已联系。"}, "a-2"),
    ):
        again = plain.send(verb, body, p, Idempotency_Key=key)
        assert again.content == before.content
        assert again.status_code == before.status_code
        assert (before.headers["Idempotent-Replayed"], again.headers["Idempotent-Replayed"]) == ("false", "true")
        assert again.headers["ETag"] == before.headers["ETag"]
        assert again.headers.get("Location") == before.headers.get("Location")
    assert plain.size() == size


def test_the_same_key_with_another_body_is_refused_and_nothing_is_written(plain: Caller) -> None:
    p = plain.send("receive", LETTER, Idempotency_Key="b-1").json()["petition"]
    size = plain.size()
    problem(plain.send("receive", {**LETTER, "channel": "call"}, Idempotency_Key="b-1"), 422, "key-reused")
    problem(plain.send("comment", {"text": "好"}, p, Idempotency_Key="b-1"), 422, "key-reused")
    assert plain.size() == size


def test_the_order_of_the_fields_and_blanks_do_not_make_another_body(plain: Caller) -> None:
    headers = {"Idempotency-Key": "c-1", "Content-Type": "application/json"}
    one = '{"actor":{"name":"李文"},"channel":"letter","external_id":"x1"}'
    other = '{ "external_id": "x1",\n "channel":"letter", "actor": {"name": "李文"} }'
    first = plain.client.post(plain.path("petitions"), content=one.encode(), headers=headers)
    again = plain.client.post(plain.path("petitions"), content=other.encode(), headers=headers)
    assert first.status_code == 201
    assert again.content == first.content
    assert again.headers["Idempotent-Replayed"] == "true"


def test_the_same_key_at_the_same_time_makes_one_event(plain: Caller) -> None:
    size = plain.size()
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda _: plain.send("receive", LETTER, Idempotency_Key="d-1"), range(12)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sorted(answer.headers["Idempotent-Replayed"] for answer in answers) == ["false"] + ["true"] * 11
    assert plain.size() == size + 1


@pytest.mark.parametrize("headers", [{}, {"If_Match": '"1"'}], ids=["free", "upon a version"])
def test_of_twins_sent_at_once_both_hear_what_the_first_heard(plain: Caller, headers: dict[str, str]) -> None:
    """What the later one would be refused for is what the earlier one has just done."""
    for round_ in range(6):
        petition = plain.do("receive", channel="letter")["petition"]
        key = {"Idempotency_Key": f"twins-{round_}", **headers}
        with ThreadPoolExecutor(6) as pool:
            answers = list(pool.map(lambda _: plain.send("register", {}, petition, **key), range(6)))  # noqa: B023
        assert {(answer.status_code, answer.content) for answer in answers} == {(200, answers[0].content)}


def test_without_a_key_the_same_request_is_two_acts(plain: Caller) -> None:
    assert plain.send("receive", LETTER).json()["petition"] != plain.send("receive", LETTER).json()["petition"]


def test_keys_belong_to_their_office(client: TestClient, plain: Caller) -> None:
    other = Caller.founded(client, "other", "plain")
    one = plain.send("receive", LETTER, Idempotency_Key="e-1")
    two = other.send("receive", LETTER, Idempotency_Key="e-1")
    assert two.headers["Idempotent-Replayed"] == "false"
    assert one.json()["petition"] != two.json()["petition"]


def test_an_office_is_made_once_for_each_key(client: TestClient) -> None:
    headers = {"Idempotency-Key": "f-1"}
    first = client.post(f"{V1}/offices", json=dict(examples.OFFICE), headers=headers)
    again = client.post(f"{V1}/offices", json=dict(examples.OFFICE), headers=headers)
    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    assert (first.headers["Idempotent-Replayed"], again.headers["Idempotent-Replayed"]) == ("false", "true")
    problem(client.post(f"{V1}/offices", json=dict(examples.OFFICE)), 409, "refused")
    problem(client.post(f"{V1}/offices", json={**examples.OFFICE, "name": "别局"}, headers=headers), 422, "key-reused")


@pytest.mark.parametrize("key", ["", "a b", "é", "x" * 201])
def test_a_key_that_is_none_is_refused(plain: Caller, key: str) -> None:
    headers = {b"Idempotency-Key": key.encode("latin-1")}
    answer = plain.client.post(plain.path("petitions"), json={"actor": CLERK, **LETTER}, headers=headers)
    assert problem(answer, 400, "bad-header")["errors"][0]["path"] == "header.Idempotency-Key"


def test_a_command_upon_a_version_that_has_passed_is_refused_with_the_one_that_is(plain: Caller) -> None:
    p = plain.do("receive", **LETTER)["petition"]
    read = plain.ask("petitions", p)
    assert read.headers["ETag"] == '"1"'
    assert plain.send("comment", {"text": "一"}, p, If_Match=read.headers["ETag"]).status_code == 200
    size = plain.size()
    answer = plain.send("comment", {"text": "二"}, p, If_Match=read.headers["ETag"])
    problem(answer, 412, "changed")
    assert answer.headers["ETag"] == '"2"'
    assert plain.size() == size
    assert plain.send("comment", {"text": "三"}, p, If_Match="*").status_code == 200
    problem(plain.send("comment", {"text": "四"}, p, If_Match='W/"3"'), 400, "bad-header")


def test_an_office_has_versions_too(client: TestClient, plain: Caller) -> None:
    shown = client.get(plain.path())
    assert shown.headers["ETag"] == '"2"'
    problem(client.post(plain.path("clock"), json=dict(examples.CLOCK), headers={"If-Match": '"1"'}), 412, "changed")
    accepted = client.post(plain.path("clock"), json=dict(examples.CLOCK), headers={"If-Match": '"2"'})
    assert accepted.status_code == 200
    assert accepted.headers["ETag"] == '"3"'
    assert accepted.json()["events"][0]["event"] == "ClockAccepted"


def test_a_calendar_sent_again_is_answered_alike_under_its_key_and_under_a_new_one(plain: Caller) -> None:
    body = {"actor": CLERK, "calendar": examples.CALENDAR["calendar"]}
    first = plain.client.post(plain.path("calendars"), json=body, headers={"Idempotency-Key": "y-1"})
    assert (first.status_code, first.headers["Idempotent-Replayed"]) == (200, "false")
    assert first.headers["Recomputed-Petitions"] == "0"
    size = plain.size()
    for key in ("y-1", "y-2"):
        again = plain.client.post(plain.path("calendars"), json=body, headers={"Idempotency-Key": key})
        assert again.content == first.content
        assert again.headers["Idempotent-Replayed"] == "true"
    assert plain.size() == size
    other = {"actor": CLERK, "calendar": {**body["calendar"], "year": 2029, "days": []}}
    headers = {"Idempotency-Key": "y-1"}
    problem(plain.client.post(plain.path("calendars"), json=other, headers=headers), 422, "key-reused")


def test_the_same_new_office_asked_for_at_the_same_time_is_made_once(client: TestClient) -> None:
    headers = {"Idempotency-Key": "g-1"}
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(lambda _: client.post(f"{V1}/offices", json=dict(examples.OFFICE), headers=headers), range(8))
        )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
