"""The figures of a period on pages and in files are those of the API; each opens its facts, as each may see them."""

from __future__ import annotations

import csv
import re
from html import unescape
from io import StringIO
from typing import Any

import pytest
from starlette.testclient import TestClient

from service.web.statistics import sheets
from tests.service.access.conftest import Door
from tests.service.access.story import BY_ROLE, CLEARED
from tests.service.api.callers import V1

pytestmark = pytest.mark.usefixtures("told")
MARCH = "/statistics?period=2026-03"
RECEIVED = re.compile(r'<th scope="row">收到</th><td class="number"><a href="([^"]*)">(\d+)</a>')


def page(client: TestClient, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.text
    return unescape(answer.text)


def said(client: TestClient, *parts: str, **query: Any) -> Any:
    return client.get(f"{V1}/offices/yimin/statistics/{'/'.join(parts)}", params=query).json()


def test_the_page_says_the_figures_of_the_api_and_what_they_rest_on(client: TestClient, door: Door) -> None:
    with door.signed_in(BY_ROLE["statistician"]):
        text = page(client, MARCH)
        told = said(client, "2026-03")
    for figure in told["figures"]:
        if figure["measure"] == "received":
            assert figure["count"] == 4
            for name in ("count", "petitions", "matters", "batches", "visitors", "persons"):
                assert f">{figure[name]}</a>" in text
    assert RECEIVED.search(text)
    for basis in ("2026-03 自然月", "facts-of-the-period/2", str(told["basis"]["position"]), "期间未结束"):
        assert basis in text
    for counted in ("办理次数（次）", "信访件（件）", "信访事项（项）", "来访批次（批）", "来访人次", "涉及人次"):
        assert counted in text


def test_the_chart_has_the_numbers_of_the_table(client: TestClient, door: Door) -> None:
    with door.signed_in(BY_ROLE["leader"]):
        text = page(client, f"{MARCH}&by=unit&measure=forwarded")
    table = re.findall(
        r'<th scope="row">转办交办</th><th scope="row">([^<]*)</th><td class="number"><a[^>]*>(\d+)', text
    )
    chart = re.findall(r'text-anchor="end">转办交办 · ([^<]*)</text>.*?<text[^>]*>(\d+)</text>', text, re.DOTALL)
    assert sorted(table) == sorted(chart)
    assert sum(int(count) for _, count in table) == 4


def test_a_cell_opens_as_many_facts_as_it_counts_and_says_how_many_are_not_shown(
    client: TestClient, door: Door
) -> None:
    shown = {}
    for person in (BY_ROLE["statistician"], CLEARED):
        with door.signed_in(person):
            found = RECEIVED.search(page(client, MARCH))
            assert found is not None
            facts = page(client, found[1])
        assert f"办理次数（次） <strong>{found[2]}</strong>" in facts
        shown[person] = (facts.count('data-label="登记号"'), "另有1条限制知悉，未列出" in facts)
    assert shown == {BY_ROLE["statistician"]: (3, True), CLEARED: (4, False)}


def test_facts_lead_to_petition_and_event_where_the_role_may_open_them(client: TestClient, door: Door) -> None:
    address = "/statistics/facts?period=2026-03&measure=forwarded"
    with door.signed_in(BY_ROLE["statistician"]):
        assert "/petitions/" not in page(client, address)
    with door.signed_in(BY_ROLE["leader"]):
        event = re.search(r'href="(/petitions/[^"#]*)#(v\d+)"', page(client, address))
        assert event is not None
        assert f'id="{event[2]}"' in page(client, event[1])


def test_an_earlier_position_has_the_figures_of_then(client: TestClient, door: Door) -> None:
    with door.signed_in(BY_ROLE["leader"]):
        assert RECEIVED.search(page(client, f"{MARCH}&known_on=2026-03-02"))[2] == "1"  # type: ignore[index]
        assert RECEIVED.search(page(client, f"{MARCH}&on=2026-03-03"))[2] == "2"  # type: ignore[index]


@pytest.mark.parametrize(
    ("chosen", "name"),
    [
        ("year=2026&part=03", "2026-03"),
        ("year=2026&part=Q1", "2026-Q1"),
        ("year=2026&part=", "2026"),
        ("year=2026&part=03&first=2026-03-02&last=2026-03-04", "2026-03-02..2026-03-04"),
        ("", "2026-02"),
    ],
)
def test_a_period_is_chosen_by_its_parts_or_its_days_and_else_it_is_the_last_month_that_is_over(
    client: TestClient, door: Door, chosen: str, name: str
) -> None:
    with door.signed_in(BY_ROLE["leader"]):
        assert f"<h1>统计 {name}</h1>" in page(client, f"/statistics?{chosen}")


def test_what_has_not_begun_is_said_and_what_is_no_period_is_refused(client: TestClient, door: Door) -> None:
    with door.signed_in(BY_ROLE["leader"]):
        assert "该期间尚未开始" in page(client, "/statistics?period=2026-05")
        for wrong in ("/statistics?period=2026-13", "/statistics?by=colour", "/statistics/comparison?against=x"):
            assert client.get(wrong).status_code == 422


@pytest.mark.parametrize("view", ["", "/comparison", "/days", "/rates", "/trends", "/since?since=3&"])
def test_every_view_is_told_in_both_languages(client: TestClient, door: Door, view: str) -> None:
    address = f"/statistics{view}{'' if '?' in view else '?'}period=2026-03"
    with door.signed_in(BY_ROLE["leader"]):
        page(client, address)
        english = client.get(address, headers={"Cookie": "lang=en"})
    assert "Position of the ledger" in english.text or "Since position" in english.text


def test_a_period_stands_beside_any_other_that_is_chosen(client: TestClient, door: Door) -> None:
    with door.signed_in(BY_ROLE["leader"]):
        text = page(client, "/statistics/comparison?period=2026-03-04..2026-03-09&against=2026-03-01..2026-03-03")
    row = re.search(r'<th scope="row">收到</th>(.*?)</tr>', text)
    assert row is not None
    assert re.findall(r">([^<>]+)<", row[1]) == ["2", "2", "0", "0.0%"]


def test_a_file_has_the_rows_of_the_page_below_what_they_rest_on(client: TestClient, door: Door) -> None:
    with door.signed_in(BY_ROLE["statistician"]):
        answer = client.get("/statistics.csv?period=2026-03&by=channel&measure=received")
        facts = client.get("/statistics/facts.csv?period=2026-03&measure=received")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(StringIO(answer.text.removeprefix(sheets.MARK))))
    assert rows[1] == ["期间", "2026-03 自然月"]
    assert ["收到", "来信", "3", "3", "3", "0", "0", "3"] in rows
    assert facts.text.count(",收到,") == 3
    assert "限制知悉、未列出,1" in facts.text


@pytest.mark.parametrize("text", ["=1+1", "+86", "-1", "@x", "\tx"])
def test_text_that_a_spreadsheet_would_reckon_with_stays_text(text: str) -> None:
    answer = sheets.sheet("x", [], ["a"], [[text, 3, -3, None]])
    assert bytes(answer.body).decode().endswith(f"'{text},3,-3,\r\n")


def test_for_outsiders_small_figures_are_hidden_on_the_page(client: TestClient, door: Door) -> None:
    with door.signed_in(BY_ROLE["statistician"]):
        text = page(client, f"{MARCH}&by=channel&measure=received&small=3")
    assert '<td class="number">*</td>' in text
    assert "期末在办（按单位）" not in text


def test_what_was_open_at_the_end_opens_as_a_list(client: TestClient, door: Door) -> None:
    with door.signed_in(CLEARED):
        found = re.search(r'<a href="(/statistics/stock[^"]*)"><strong>(\d+)</strong> 期末在办', page(client, MARCH))
        assert found is not None
        assert page(client, found[1]).count('data-label="登记号"') == int(found[2]) == 4


def test_who_sees_no_petitions_sees_no_figures(client: TestClient, door: Door) -> None:
    with door.signed_in(BY_ROLE["system_admin"]):
        assert client.get(MARCH).status_code == 403
