"""Where everything stands, as the API says it; each number opens a list of as many, by unit also as a tree."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.service.access.conftest import Door
from tests.service.access.story import BY_ROLE, CLEARED
from tests.service.api.callers import V1
from tests.service.web.files.reading import opened, rows_of_csv

pytestmark = pytest.mark.usefixtures("told")
LINK = re.compile(r'href="(/accountability/[a-z-]+\?[^"]*)">(\d+)</a>')
ROW = 'data-label="登记号"'
LATER = "2026-09-01"


def page(client: TestClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


def test_the_page_says_the_sums_of_the_api(client: TestClient, door: Door) -> None:
    with door.signed_in(BY_ROLE["leader"]):
        text = page(client, f"/accountability?on={LATER}")
        told = client.get(f"{V1}/offices/yimin/accountability", params={"on": LATER}).json()
    for each in (*told["parts"], *told["flags"]):
        assert re.search(
            rf'<th scope="row">{re.escape(each["zh"])}</th><td class="number">(<a [^>]*>)?{each["petitions"]}<', text
        )
    for rate in told["rates"]:
        assert f"{rate['numerator']} / {rate['denominator']}" in text


@pytest.mark.parametrize("by", ["unit", "leader", "clause"])
def test_every_number_opens_a_list_of_as_many(client: TestClient, door: Door, by: str) -> None:
    with door.signed_in(CLEARED):
        links = LINK.findall(page(client, f"/accountability?on={LATER}&by={by}"))
        assert len(links) > 4
        for address, count in links:
            assert page(client, address).count(ROW) == int(count), address


def test_a_unit_is_also_told_with_those_below_it(client: TestClient, door: Door) -> None:
    below = {"event": "UnitSet", "name": "河东组", "kind": "section", "parent": "规划科"}
    with door.console():
        said: dict[str, Any] = {
            "actor": {"name": "管理员"},
            "recorded_at": "2026-03-10T09:00:00+08:00",
            "events": [below],
        }
        assert client.post(f"{V1}/offices/yimin/events", json=said).status_code == 200
        letter = client.get(f"{V1}/offices/yimin/register", params={"unit": "规划科"}).json()["rows"][0]["petition"]
        clerk = {"name": "田甜", "unit": "信访科", "post": "petition_section"}
        forward = {"actor": clerk, "target": "河东组", "recorded_at": "2026-03-10T10:00:00+08:00"}
        assert client.post(f"{V1}/offices/yimin/petitions/{letter}/forward", json=forward).status_code == 200
    with door.signed_in(BY_ROLE["leader"]):
        text = page(client, "/accountability?by=unit")
    rows = dict(re.findall(r'<th scope="row">([^<]*)</th><td class="number">(\d+)</td>', text))
    assert (rows["规划科及下属合计"], rows["规划科"], rows["　河东组"]) == ("2", "1", "1")


def test_as_of_an_earlier_day_there_was_less(client: TestClient, door: Door) -> None:
    with door.signed_in(BY_ROLE["leader"]):
        for asked in ("known_on=2026-03-03", "on=2026-03-03"):
            assert "<strong>2</strong> 件（台账总数）" in page(client, f"/accountability?{asked}")


def test_whoever_may_not_open_petitions_sees_their_numbers_without_links(client: TestClient, door: Door) -> None:
    address = "/accountability/not-landed"
    with door.signed_in(BY_ROLE["statistician"]):
        text = page(client, address)
        assert ROW in text
        assert "/petitions/" not in text
    with door.signed_in(BY_ROLE["leader"]):
        assert "/petitions/" in page(client, address)


def test_breaches_and_the_file_are_there_and_an_unknown_list_is_refused(client: TestClient, door: Door) -> None:
    with door.signed_in(BY_ROLE["statistician"]):
        page(client, "/accountability/breaches")
        assert "规划科" in client.get("/accountability.csv").text
        assert client.get("/accountability/nothing").status_code == 422


@pytest.mark.parametrize("by", ["unit", "leader", "clause"])
def test_the_workbook_has_the_sums_of_the_page_and_ends_with_what_they_come_to(
    client: TestClient, door: Door, by: str
) -> None:
    with door.signed_in(BY_ROLE["leader"]):
        text = page(client, f"/accountability?on={LATER}&by={by}").split("积压在何处")[1]
        plain, book = (client.get(link) for link in re.findall(r'href="(/accountability\.[a-z]+\?[^"]*)"', text))
    found = opened(book.content)
    rows = found.sheets[found.names()[0]]
    lines = rows_of_csv(plain.content)
    assert [[said(cell) for cell in row] for row in rows] == lines[lines.index([]) + 1 :]
    assert rows[-1][0] == "合计"
    assert (
        f'<autoFilter ref="A1:{chr(ord("A") + len(rows[0]) - 1)}{len(rows) - 1}"/>'
        in found.parts["xl/worksheets/sheet1.xml"]
    )
    for row in rows[1:]:
        shown = re.findall(rf'<th scope="row">{re.escape(str(row[0]))}</th>(.*?)</tr>', text)
        numbers = [number for html in shown for number in re.findall(r">(\d+)<", html)]
        assert numbers == [said(cell) for cell in row[1:]], row[0]


def said(cell: object) -> str:
    return f"{cell:.0f}" if isinstance(cell, float) else str(cell)


def test_only_roles_that_see_figures_open_it(client: TestClient, door: Door) -> None:
    with door.signed_in(BY_ROLE["security_admin"]):
        assert client.get("/accountability").status_code == 403
