"""The figures of a period on pages and in files are those of the API; each opens its facts, as each may see them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from html import unescape
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.service.access.conftest import Door
from tests.service.access.story import BY_ROLE, CLEARED
from tests.service.api.callers import V1
from tests.service.web.files.reading import opened, rows_of_csv

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
    rows = rows_of_csv(answer.content)
    assert rows[1] == ["期间", "2026-03 自然月"]
    assert ["收到", "来信", "3", "3", "3", "0", "0", "3"] in rows
    assert facts.text.count(",收到,") == 3
    assert "限制知悉、未列出,1" in facts.text


def table_of(text: str, caption: str) -> list[list[str]]:
    """The table of a page as its cells read."""
    table = re.search(rf"<caption>{caption}.*?</table>", text, re.DOTALL)
    assert table is not None
    rows = re.findall(r"<tr>(.*?)</tr>", table[0], re.DOTALL)
    return [[cell_of(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)] for row in rows]


def cell_of(html: str) -> str:
    return re.sub(r"<[^>]*>", "", html.replace("<br>", "；")).strip()


def told(rows: Iterable[Iterable[Any]]) -> list[list[Any]]:
    """Rows whichever way they are written: figures as numbers without what stands behind them, nothing as nothing."""
    return [trimmed([figure(cell) for cell in row]) for row in rows]


def trimmed(row: list[Any]) -> list[Any]:
    return row if not row or row[-1] != "" else trimmed(row[:-1])


def figure(cell: Any) -> Any:
    text = "" if cell in (None, "–") else str(cell)
    try:
        return float(text.removesuffix("%").removesuffix(" 天"))
    except ValueError:
        return text


VIEWS = (
    "?period=2026-03&by=channel&measure=received",
    "/comparison?period=2026-03&by=unit",
    "/comparison?period=2026-03&against=2026-02",
    "/days?period=2026-03",
    "/rates?period=2026-03",
)


@pytest.mark.parametrize("view", VIEWS)
def test_a_workbook_has_the_figures_of_the_page_and_of_the_csv(client: TestClient, door: Door, view: str) -> None:
    with door.signed_in(BY_ROLE["leader"]):
        shown = page(client, f"/statistics{view}")
        plain, book = (
            client.get(link) for link in re.findall(r'href="(/statistics[a-z/]*\.(?:csv|xlsx)\?[^"]*)"', shown)
        )
    found, lines = opened(book.content), rows_of_csv(plain.content)
    title, blank = found.names()[0], lines.index([])
    figures = told(found.sheets[title])
    assert len(figures) > 1
    assert figures == told(lines[blank + 1 :]) == told(table_of(shown, title))
    assert told(found.sheets["口径"])[: blank - 3] == told(lines[: blank - 3]), "above what are a moment and days"


def test_a_workbook_says_when_its_figures_stood_and_what_its_columns_hold(client: TestClient, door: Door) -> None:
    with door.signed_in(BY_ROLE["statistician"]):
        answer = client.get("/statistics.xlsx?period=2026-03&style=business&by=channel&measure=received")
    assert "filename*=UTF-8''%E7%BB%9F%E8%AE%A1%E6%95%B0%202026-03.xlsx" in answer.headers["content-disposition"]
    found = opened(answer.content)
    assert found.names() == ["统计数", "口径", "图表"]
    lines = [(row[0], row[1]) for row in found.sheets["口径"] if row]
    said = dict(lines)
    assert said["期间"] == "2026-03 业务月（上月21日至本月20日）"
    assert said["归期口径"] == "按事实发生日"
    assert ("办理环节", "收到") in lines, "what the figures are narrowed to"
    assert ("办理环节", "所统计的办理环节") in lines, "what the column holds"
    assert isinstance(said["截至时刻"], datetime)
    assert isinstance(said["判定日"], date)
    assert said["信访件（件）"] == "所涉信访件，每件计一次"


def test_asked_again_for_the_same_a_workbook_is_the_same(client: TestClient, door: Door) -> None:
    address = "/statistics.xlsx?period=2026-03&position=9&on=2026-04-01"
    with door.signed_in(BY_ROLE["statistician"]):
        assert client.get(address).content == client.get(address).content


def test_the_facts_of_a_cell_leave_as_a_workbook_with_their_days_as_days(client: TestClient, door: Door) -> None:
    with door.signed_in(BY_ROLE["statistician"]):
        found = opened(client.get("/statistics/facts.xlsx?period=2026-03&measure=received").content)
    head, *rows = found.sheets["明细"]
    assert head[:3] == ["日期", "登记号", "办理环节"]
    assert [row[0] for row in rows] == [date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)]
    assert {row[2] for row in rows} == {"收到"}
    assert ["限制知悉、未列出", 1.0] in found.sheets["口径"]


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
