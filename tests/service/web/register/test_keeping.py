"""A view is kept for its owner alone, sealed; one of the same name is replaced."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote_plus, urlencode

import pytest
from starlette.testclient import TestClient

from service.runtime import Instance
from service.web.register import saved
from tests.service.access.conftest import Door
from tests.service.access.story import BY_ROLE
from tests.service.web.register.pages import page, sent, titles

pytestmark = pytest.mark.usefixtures("told")


def kept(client: TestClient) -> dict[str, str]:
    """The saved views on the page: address by name."""
    nav = re.search(r'<nav class="views.*?</nav>', page(client), re.DOTALL)
    return (
        {name: address.replace("&amp;", "&") for address, name in re.findall(r'href="([^"]*)"[^>]*>([^<]*)<', nav[0])}
        if nav
        else {}
    )


def words(**said: Any) -> str:
    return urlencode(said, doseq=True)


def test_a_view_shows_the_same_filters_columns_and_order_again(client: TestClient, door: Door) -> None:
    with door.signed_in(BY_ROLE["supervisor"]):
        said = words(text="问题", unit="规划科", order="oldest", column=["title", "people"], cursor="x", nothing="y")
        answer = sent(client, "/register/views", name=" 规划 科 ", words=said)
        assert answer.status_code == 303
        address = kept(client)["规划 科"]
        assert answer.headers["location"] == address
        assert "cursor" not in address
        text = client.get(address).text
    assert titles(text) == ["反映road问题", "反映house问题"]
    assert re.findall(r"<th[^>]*>([^<]+)</th>", text) == ["人数", "摘要"]
    assert 'aria-current="page">规划 科' in text


def test_a_view_is_its_owners_alone(client: TestClient, door: Door) -> None:
    with door.signed_in(BY_ROLE["supervisor"]):
        sent(client, "/register/views", name="检举", words=words(text="检举"))
        (view,) = re.findall(r"saved=([0-9a-f]{32})", kept(client)["检举"])
    with door.signed_in(BY_ROLE["coordinator"]):
        assert kept(client) == {}
        sent(client, "/register/views/forgotten", view=view)
    with door.signed_in(BY_ROLE["supervisor"]):
        assert list(kept(client)) == ["检举"]
        sent(client, "/register/views/forgotten", view=view)
        assert kept(client) == {}


def test_what_is_kept_cannot_be_read_in_the_database(client: TestClient, door: Door, instance: Instance) -> None:
    with door.signed_in(BY_ROLE["supervisor"]):
        sent(client, "/register/views", name="检举", words=words(text="检举"))
    with instance.pool.connection() as connection:
        ((sealed,),) = connection.execute("SELECT sealed FROM web.saved_view").fetchall()
    assert "检举".encode() not in sealed
    assert quote_plus("检举").encode() not in sealed


def test_a_view_of_the_same_name_is_replaced(client: TestClient, door: Door) -> None:
    with door.signed_in(BY_ROLE["supervisor"]):
        for unit in ("规划科", "后扶科"):
            sent(client, "/register/views", name="本科", words=words(unit=unit))
        assert titles(client.get(kept(client)["本科"]).text) == ["反映water问题"]


def test_a_view_without_a_name_and_one_too_many_are_refused(
    client: TestClient, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    with door.signed_in(BY_ROLE["supervisor"]):
        assert sent(client, "/register/views", name=" ", words="").status_code == 422
        assert sent(client, "/register/views", name="长" * 61, words="").status_code == 422
        monkeypatch.setattr(saved, "MOST", 1)
        assert sent(client, "/register/views", name="一", words="").status_code == 303
        assert sent(client, "/register/views", name="二", words="").status_code == 422
        assert sent(client, "/register/views", name="一", words="").status_code == 303
