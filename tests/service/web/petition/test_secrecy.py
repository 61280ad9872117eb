"""A petition that accuses somebody, by its pages: not there for the accused; a purpose is asked of who may see it."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.service.access.conftest import Door, client, door, told
from tests.service.access.story import ACCUSED, CLEARED, MARKER
from tests.service.conftest import instance

__all__ = ["client", "door", "instance", "told"]
PAGES = ("", "/compare", "/candidates", "/attachments", "/acts/comment", "/correct/1")


@pytest.mark.parametrize("page", PAGES)
def test_the_accused_is_told_that_there_is_no_such_petition(
    client: TestClient, door: Door, told: dict[str, Any], page: str
) -> None:
    with door.signed_in(ACCUSED):
        answer = client.get(f"/petitions/{told['accusation']}{page}")
        nowhere = client.get(f"/petitions/00000000-0000-0000-0000-000000000001{page}")
    assert answer.status_code == nowhere.status_code == 404
    assert "没有此件" in answer.text
    assert MARKER not in answer.text


def test_who_may_see_it_says_what_for_before_anything_of_it_is_shown(
    client: TestClient, door: Door, told: dict[str, Any]
) -> None:
    place = f"/petitions/{told['accusation']}"
    with door.signed_in(CLEARED):
        asked = client.get(place)
        assert "查阅目的" in asked.text
        assert MARKER not in asked.text
        shown = client.get(f"{place}?purpose=verification")
        assert MARKER in shown.text
        assert "限制知悉" in shown.text or "保密" in shown.text
        assert "purpose=verification" in shown.headers["set-cookie"]
        assert f"Path={place}" in shown.headers["set-cookie"]


def test_of_an_ordinary_petition_no_purpose_is_asked(client: TestClient, door: Door, told: dict[str, Any]) -> None:
    with door.signed_in("田甜"):
        assert "反映road问题" in client.get(f"/petitions/{told['road']}").text
