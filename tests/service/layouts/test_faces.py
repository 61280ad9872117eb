"""Layouts over HTTP, on their page and at a terminal: the same figures, each leading to what it counts."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from domain.layouts.catalogue import LAYOUTS
from service.api.layouts import FILES
from tests.service.access.conftest import Door, client, door, told
from tests.service.access.crawling import text_of
from tests.service.access.story import BY_ROLE, CLEARED, MARKER, PLACE, UNCLEARED
from tests.service.api.callers import V1

__all__ = ["client", "door", "told"]

PERIOD = f"{V1}/offices/yimin/statistics/2026-03"
TAGS = re.compile(r"<[^>]+>")


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_part_of_a_number_opens_as_many_facts(
    client: TestClient, door: Door, told: dict[str, Any], name: str
) -> None:
    del told
    with door.signed_in(BY_ROLE["supervisor"]):
        said = client.get(f"{PERIOD}/layouts/{name}")
        assert said.status_code == 200, said.text
        body = said.json()
    assert body["layout"] == LAYOUTS[name].formula
    assert [each["id"] for each in body["tables"]] == [each.id for each in LAYOUTS[name].tables]
    for table in body["tables"]:
        for row in table["rows"]:
            for cell in row["cells"]:
                if cell["behind"] and not cell["suffix"] and isinstance(cell["value"], int):
                    assert sum(part["number"] for part in cell["behind"]) == cell["value"]


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_page_shows_the_layout_and_each_number_leads_somewhere(
    client: TestClient, door: Door, told: dict[str, Any], name: str
) -> None:
    del told
    with door.signed_in(BY_ROLE["supervisor"]):
        page = client.get("/statistics/layouts", params={"period": "2026-03", "layout": name})
        assert page.status_code == 200, page.text
        links = {unescape(each) for each in re.findall(r'<td[^>]*><a href="(/statistics/[^"]*)"', page.text)}
        for link in sorted(links)[:5]:
            assert client.get(link).status_code == 200, link
        files = [unescape(each) for each in re.findall(r'href="(/statistics/layouts\.[^"]*)"', page.text)]
        assert len(files) == len(FILES)
        assert all(f"layout={name}" in each and client.get(each).content.startswith(b"PK") for each in files)
    assert LAYOUTS[name].tables[0].label.zh in TAGS.sub("", page.text)


@pytest.mark.clause("R4.6")
@pytest.mark.parametrize("kind", FILES)
def test_figures_are_the_same_for_everybody_and_hold_no_trace_of_what_is_restricted(
    client: TestClient, door: Door, told: dict[str, Any], kind: str
) -> None:
    del told
    for name in LAYOUTS:
        found = set()
        for person in (UNCLEARED, CLEARED):
            with door.signed_in(person):
                answer = client.get(f"{PERIOD}/layouts/{name}/{kind}")
            if answer.status_code == 200:
                found.add(text_of(answer.content))
        assert len(found) == 1
        assert not [mark for mark in (MARKER, PLACE) if mark in next(iter(found))]


@pytest.mark.parametrize(("period", "layout"), [("2026-03", "none"), ("2099-01", "visits"), ("x", "visits")])
def test_what_is_no_layout_and_a_period_to_come_are_refused(
    client: TestClient, door: Door, told: dict[str, Any], period: str, layout: str
) -> None:
    del told
    with door.signed_in(BY_ROLE["supervisor"]):
        answer = client.get(f"{V1}/offices/yimin/statistics/{period}/layouts/{layout}")
    assert answer.status_code == 422, answer.text
