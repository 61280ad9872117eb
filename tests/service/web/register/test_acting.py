"""Several petitions are forwarded or signed for with one form, each with its own result."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from service.runtime import Instance
from tests.service.access.conftest import Door
from tests.service.access.story import BY_ROLE, CLERK
from tests.service.web.register.pages import page, sent

COORDINATOR = BY_ROLE["coordinator"]


@pytest.fixture
def letters(door: Door, told: dict[str, Any]) -> list[str]:
    """Two that are registered, and lie with the petition section."""
    desk, found = told["desk"], []
    with door.console():
        for title in ("反映路灯", "反映围墙"):
            petition = desk.do("receive", on="2026-03-10", by=CLERK, channel="letter", details={"title": title})
            found.append(petition["petition"])
            desk.do("register", found[-1], "2026-03-10", by=CLERK)
    return found


def forwarded(client: TestClient, *ticks: object, **form: str) -> Any:
    said = {"target": "规划科", "mode": "forward", "text": "请研究", "key": uuid4().hex, "next": "/register", **form}
    return sent(client, "/register/forward", which=[str(each) for each in ticks], **said)


def names(instance: Instance, petition: object) -> list[str]:
    return [type(line.event).__name__ for line in instance.desk.petition("yimin", petition).lines]  # type: ignore[arg-type]


def test_each_is_forwarded_with_the_same_words_or_refused_with_the_reason(
    client: TestClient, door: Door, told: dict[str, Any], letters: list[str], instance: Instance
) -> None:
    """What is hidden is told as what is not there."""
    with door.signed_in(COORDINATOR):
        answer = forwarded(client, *letters, told["accusation"], "nothing")
    assert answer.status_code == 200
    assert "已办理2件" in answer.text
    assert answer.text.count("没有此件") == 2
    for petition in letters:
        state = instance.desk.petition("yimin", petition)  # type: ignore[arg-type]
        event: Any = state.lines[-1].event
        assert (type(event).__name__, event.target, event.mode) == ("Forwarded", "规划科", "forward")
        assert state.lines[-1].actor.name == COORDINATOR


def test_what_the_rules_forbid_is_said_of_the_petition_and_the_others_go_on(
    client: TestClient, door: Door, told: dict[str, Any], letters: list[str], instance: Instance
) -> None:
    with door.console():
        told["desk"].do("void", letters[0], "2026-03-11", by=CLERK, reason="误登")
    with door.signed_in(COORDINATOR):
        answer = forwarded(client, *letters)
    assert "已办理1件" in answer.text
    assert answer.text.count("未获准") == 1 or "tag late" in answer.text
    assert names(instance, letters[1])[-1] == "Forwarded"


def test_a_form_that_is_sent_again_forwards_nothing_twice(
    client: TestClient, door: Door, letters: list[str], instance: Instance
) -> None:
    key = uuid4().hex
    with door.signed_in(COORDINATOR):
        for _ in range(2):
            assert "已办理2件" in forwarded(client, *letters, key=key).text
        assert forwarded(client, letters[0], key=key, target="后扶科").text.count("此前已用其他内容提交") == 1
    assert names(instance, letters[0]).count("Forwarded") == 1


def test_several_that_are_on_the_way_are_signed_for_at_once(
    client: TestClient, door: Door, told: dict[str, Any], letters: list[str], instance: Instance
) -> None:
    ticks = [str(told["road"]), str(told["house"]), letters[0]]
    with door.signed_in(BY_ROLE["handler"]):
        answer = sent(client, "/register/sign-for", which=ticks, key=uuid4().hex, next="/register")
    assert "已办理2件" in answer.text
    assert instance.desk.petition("yimin", told["road"]).routing.holder == "规划科"


def test_a_form_without_a_tick_or_a_unit_says_what_is_missing(
    client: TestClient, door: Door, letters: list[str], instance: Instance
) -> None:
    with door.signed_in(COORDINATOR):
        answer = forwarded(client)
        assert answer.status_code == 422
        assert "请至少勾选一件" in answer.text
        assert forwarded(client, letters[0], target="").status_code == 422
    assert names(instance, letters[0])[-1] == "Registered"


def test_who_may_not_act_is_shown_no_form_and_forwards_nothing(
    client: TestClient, door: Door, letters: list[str]
) -> None:
    with door.signed_in(BY_ROLE["auditor"]):
        assert 'name="which"' not in page(client)
        assert forwarded(client, letters[0]).status_code == 403
