"""What waits for whom, and that no word of a petition is read for the queue."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from service.runtime import Instance
from tests.service.access.conftest import Door
from tests.service.access.story import BY_ROLE
from tests.service.api.callers import Caller

pytestmark = pytest.mark.usefixtures("told")
HANDLER = {"name": "白桦", "unit": "规划科", "post": "handler"}
DEPUTY, HEAD, OTHER = "倪虹", "钟山", "葛平"
WORDS = "拟办标记"


def page(client: TestClient, address: str = "/approvals") -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return answer.text


def tell(door: Door, told: dict[str, Any], verb: str, name: str, by: Any = None, **said: Any) -> None:
    desk: Caller = told["desk"]
    with door.console():
        desk.do(verb, str(told[name]), "2026-03-10", **({"by": by} if by else {}), **said)


def recorded(instance: Instance, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What goes on record from here on, in order."""
    said: list[Any] = []
    record = instance.reads.record

    def noted(office: str, read: Any) -> Any:
        said.append(read)
        return record(office, read)

    monkeypatch.setattr(instance.reads, "record", noted)
    return said


@pytest.fixture
def submitted(door: Door, told: dict[str, Any]) -> dict[str, Any]:
    """The road is put before the deputy with words that are nobody's business else."""
    tell(door, told, "submit", "road", to=DEPUTY, text=WORDS)
    return told


def test_what_is_put_before_a_leader_waits_for_that_leader_alone(
    client: TestClient, door: Door, submitted: dict[str, Any]
) -> None:
    act = f"/petitions/{submitted['road']}/acts/instruct?next=/approvals"
    with door.signed_in(DEPUTY):
        assert act in page(client)
        assert act.replace("/approvals", "/") in page(client, "/")
    for person in (HEAD, OTHER, BY_ROLE["coordinator"]):
        with door.signed_in(person):
            assert act not in page(client)


def test_the_queue_opens_no_text_and_the_page_of_one_petition_does_on_record(
    client: TestClient, door: Door, submitted: dict[str, Any], instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = recorded(instance, monkeypatch)
    with door.signed_in(DEPUTY):
        assert WORDS not in page(client)
        assert [each.petition for each in said] == [None]
        assert WORDS in page(client, f"/approvals/{submitted['road']}")
    assert submitted["road"] in {each.petition for each in said}


def test_what_was_instructed_waits_no_longer(client: TestClient, door: Door, submitted: dict[str, Any]) -> None:
    deputy = {"name": DEPUTY, "unit": "局领导", "post": "deputy_for_petitions"}
    tell(door, submitted, "instruct", "road", by=deputy, text="请规划科办理")
    with door.signed_in(DEPUTY):
        assert "没有待您批示或审批的事项" in page(client)


def test_a_draft_waits_for_others_than_who_wrote_it(client: TestClient, door: Door, told: dict[str, Any]) -> None:
    tell(door, told, "sign-for", "house", by=HANDLER, unit="规划科")
    tell(door, told, "draft", "house", by=HANDLER, text="初稿")
    with door.signed_in(DEPUTY):
        text = page(client, "/approvals?kind=draft")
        assert f"/petitions/{told['house']}/acts/review" in text
        assert f"/petitions/{told['house']}/acts/approve" in text
    with door.signed_in(HANDLER["name"]):
        assert str(told["house"]) not in page(client)


def test_an_objection_is_decided_from_the_queue(client: TestClient, door: Door, told: dict[str, Any]) -> None:
    tell(door, told, "sign-for", "house", by=HANDLER, unit="规划科")
    tell(door, told, "object", "house", by=HANDLER, reason="不属本科职责", unit="规划科")
    with door.signed_in(BY_ROLE["coordinator"]):
        assert f"/petitions/{told['house']}/acts/decide-objection" in page(client)


def test_what_may_not_be_seen_waits_for_nobody_who_may_not_see_it(
    client: TestClient, door: Door, told: dict[str, Any]
) -> None:
    tell(door, told, "submit", "accusation", to=OTHER)
    with door.signed_in(OTHER):
        text = page(client)
        assert client.get(f"/approvals/{told['water']}").status_code == 200
    assert told["number"] not in text or str(told["accusation"]) in text


def test_who_may_not_act_has_no_queue(client: TestClient, door: Door) -> None:
    for role in ("auditor", "statistician", "security_admin"):
        with door.signed_in(BY_ROLE[role]):
            assert client.get("/approvals").status_code == 403
