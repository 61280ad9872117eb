"""The day of whoever signs in: what they owe and get, one click from doing it; and handing over a desk."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from service.runtime import Instance
from tests.service.access.conftest import Door
from tests.service.access.story import BY_ROLE, MARKER, UNCLEARED
from tests.service.api.callers import HERE, Caller

pytestmark = pytest.mark.usefixtures("told")
SIGN_FOR = "/petitions/{petition}/acts/sign-for?next=/"
HELD = {"Cookie": f"__Host-pre={'a' * 43}"}
"""What a browser holds that was shown a form."""
HEAD_OF_PLANNING = UNCLEARED


def day(client: TestClient, address: str = "/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return answer.text


def recorded(instance: Instance, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What goes on record from here on, in order."""
    said: list[Any] = []
    record = instance.reads.record

    def noted(office: str, read: Any) -> Any:
        said.append(read)
        return record(office, read)

    monkeypatch.setattr(instance.reads, "record", noted)
    return said


@pytest.mark.parametrize("role", BY_ROLE)
def test_everybody_has_a_day(client: TestClient, door: Door, role: str) -> None:
    with door.signed_in(BY_ROLE[role]):
        text = day(client)
    assert "我的工作" in text
    assert MARKER not in text


def test_what_is_on_its_way_to_the_own_unit_is_signed_for_with_one_click(
    client: TestClient, door: Door, told: dict[str, Any]
) -> None:
    with door.signed_in(BY_ROLE["handler"]):
        text = day(client)
    assert SIGN_FOR.format(petition=told["road"]) in text
    assert SIGN_FOR.format(petition=told["house"]) in text
    assert str(told["water"]) not in text


def test_what_was_signed_for_is_with_the_unit_and_no_longer_on_its_way(
    client: TestClient, door: Door, told: dict[str, Any]
) -> None:
    desk: Caller = told["desk"]
    with door.console():
        by = {"name": HEAD_OF_PLANNING, "unit": "规划科", "post": "section_head"}
        desk.do("sign-for", str(told["road"]), "2026-03-10", by=by, unit="规划科")
    with door.signed_in(BY_ROLE["handler"]):
        text = day(client)
    assert SIGN_FOR.format(petition=told["road"]) not in text
    assert f"/petitions/{told['road']}" in text[text.index("本单位在办件") :]


def test_what_is_owed_stands_by_its_date_with_an_act_that_meets_it(
    client: TestClient, door: Door, told: dict[str, Any]
) -> None:
    with door.signed_in(BY_ROLE["coordinator"]):
        text = day(client, "/?on=2026-09-01")
    assert "我的超期事项" in text
    assert re.search(r"超期\d+天", text)
    assert f"/petitions/{told['road']}/acts/" in text


def test_who_sees_no_petition_is_shown_none_and_nothing_of_them_is_asked(client: TestClient, door: Door) -> None:
    for role in ("system_admin", "security_admin", "audit_admin"):
        with door.signed_in(BY_ROLE[role]):
            assert "/petitions/" not in day(client)


def test_what_the_day_shows_goes_on_record_once(
    client: TestClient, door: Door, instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = recorded(instance, monkeypatch)
    with door.signed_in(BY_ROLE["handler"]):
        day(client)
    assert [each.listed.name for each in said] == ["my-day"]


def test_a_day_that_is_no_day_is_refused(client: TestClient, door: Door) -> None:
    with door.signed_in(BY_ROLE["handler"]):
        assert client.get("/?on=tomorrow").status_code == 422
        assert client.get("/?days=0").status_code == 422


# ---- handing over


def sent(client: TestClient, step: str, key: str, **said: str) -> Any:
    shown = client.get("/handover", headers=HELD).text
    token, version = (re.search(rf'name="{name}" value="([^"]*)"', shown) for name in ("csrf", "version"))
    assert token is not None
    assert version is not None
    form = {"csrf": token[1], "version": version[1], "key": key, "step": step, "leaving": "false", **said}
    return client.post("/handover", data=form, headers={"Origin": HERE, **HELD}, follow_redirects=False)


def test_before_a_desk_is_handed_over_it_is_said_how_much_passes_and_nothing_is_recorded(
    client: TestClient, door: Door, instance: Instance
) -> None:
    said = {"giver": "信访科", "taker": "柳青", "since": "2026-03-10", "reason": "调动"}
    with door.signed_in(BY_ROLE["coordinator"]):
        before = instance.offices.get("yimin").state.version
        answer = sent(client, "preview", uuid4().hex, **{**said, "giver": "田甜"})
    assert answer.status_code == 200, answer.text
    assert "件信访件中的未完事项转由柳青承担" in answer.text
    assert instance.offices.get("yimin").state.version == before


def test_a_desk_that_is_handed_over_leads_back_to_the_day_and_is_on_record_once(
    client: TestClient, door: Door, instance: Instance
) -> None:
    said, key = {"giver": "田甜", "taker": "石磊", "since": "2026-03-10", "reason": "调动"}, uuid4().hex
    with door.signed_in(BY_ROLE["coordinator"]):
        for _ in range(2):
            answer = sent(client, "confirm", key, **said)
            assert answer.status_code == 303, re.sub(r"(?s).*<main|<[^>]*>", "", answer.text)
            assert answer.headers["location"] == "/?done=handover"
        assert "工作已移交" in day(client, "/?done=handover")
    assert [each.taker for each in instance.offices.get("yimin").state.handovers] == ["石磊"]


def test_who_may_not_hand_over_is_not_led_to_it(client: TestClient, door: Door) -> None:
    with door.signed_in(BY_ROLE["handler"]):
        assert "/handover" not in day(client)
        assert client.get("/handover").status_code == 403
