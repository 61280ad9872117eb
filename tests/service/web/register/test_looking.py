"""The register is searched, filtered, ordered and paged, as of now or then; nobody finds what they may not see."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace
from starlette.testclient import TestClient

from service.runtime import Instance
from service.web.register import routes
from tests.service.access.conftest import Door
from tests.service.access.story import BY_ROLE, CLEARED, MARKER, UNCLEARED
from tests.service.access.test_reads import records
from tests.service.web.files.reading import opened, rows_of_csv
from tests.service.web.register.pages import page, sent, titles

pytestmark = pytest.mark.usefixtures("told")
LETTERS = ["反映road问题", "反映water问题", "反映house问题"]


def recorded(instance: Instance, name: str) -> list[Any]:
    """The lists of that name on record."""
    return [each for each in records(instance) if each.listed is not None and each.listed.name == name]


def test_any_part_of_a_title_finds_its_petitions(client: TestClient, door: Door) -> None:
    with door.signed_in(BY_ROLE["supervisor"]):
        assert titles(page(client, text="问题")) == LETTERS[::-1]
        assert titles(page(client, text="ＷＡＴＥＲ问")) == ["反映water问题"]
        assert titles(page(client, text="没有的词")) == []


def test_a_part_of_the_number_finds_the_petition(client: TestClient, door: Door) -> None:
    with door.signed_in(BY_ROLE["supervisor"]):
        numbers = re.findall(r'<a href="/petitions/[^"]*">([^<]*)</a>', page(client))
        assert titles(page(client, text=numbers[0][-3:])) == [LETTERS[-1]]


def test_one_character_is_refused_with_a_reason(client: TestClient, door: Door) -> None:
    with door.signed_in(BY_ROLE["supervisor"]):
        answer = client.get("/register?text=水")
    assert answer.status_code == 422
    assert "请至少输入2个字" in answer.text
    assert titles(answer.text) == LETTERS[::-1], "the list as it is without a search"


def test_a_search_finds_nothing_that_who_asks_may_not_see(client: TestClient, door: Door) -> None:
    for person, found in ((UNCLEARED, []), (BY_ROLE["supervisor"], []), (CLEARED, [f"反映{MARKER}"])):
        with door.signed_in(person):
            assert titles(page(client, text=MARKER[:4])) == found


def test_what_was_searched_stands_on_record_without_its_words(
    client: TestClient, door: Door, instance: Instance
) -> None:
    with door.signed_in(BY_ROLE["supervisor"]):
        page(client, text="road")
    (read,) = recorded(instance, "register")
    assert read.listed.count == 1
    assert "text=hmac" in read.listed.filter
    assert "road" not in read.listed.filter


def test_filters_order_and_pages_go_together(client: TestClient, door: Door) -> None:
    with door.signed_in(BY_ROLE["supervisor"]):
        assert titles(page(client, unit="规划科", order="oldest", clause="")) == ["反映road问题", "反映house问题"]
        assert titles(page(client, received_from="2026-03-03", received_to="2026-03-03")) == ["反映water问题"]
        assert titles(page(client, stand="overdue")) == []
        first = page(client, limit=2)
        assert titles(first) == ["反映house问题", "反映water问题"]
        assert "后面还有" in first
        following = re.search(r'href="(/register\?[^"]*cursor=[^"]*)"', first)
        assert following is not None
        assert titles(client.get(following[1].replace("&amp;", "&")).text) == ["反映road问题"]


def test_columns_are_those_that_were_chosen(client: TestClient, door: Door) -> None:
    with door.signed_in(BY_ROLE["supervisor"]):
        text = page(client, column=["title", "people"])
    assert re.findall(r"<th[^>]*>([^<]+)</th>", text) == ["人数", "摘要"]


def test_as_of_a_past_moment_it_says_so_and_offers_no_act(client: TestClient, door: Door) -> None:
    with door.signed_in(BY_ROLE["coordinator"]):
        text = page(client, on="2026-03-03")
        assert titles(text) == LETTERS[1::-1]
        assert "以下不是当前情况" in text
        assert 'name="which"' not in text
        assert titles(page(client, known="2026-01-01T00:00")) == []
        assert client.get("/register?known=yesterday").status_code == 422


def test_the_sheet_to_print_has_every_column_and_says_what_it_holds(client: TestClient, door: Door) -> None:
    with door.signed_in(BY_ROLE["supervisor"]):
        text = page(client, sheet="yes", text="问题")
    assert len(re.findall(r"<th[^>]*>([^<]+)</th>", text)) == 15
    assert titles(text) == LETTERS[::-1]
    assert "摘要或编号中的文字" in text


def test_the_file_holds_the_list_safely_and_is_on_record(client: TestClient, door: Door, instance: Instance) -> None:
    with door.signed_in(BY_ROLE["supervisor"]):
        answer = client.get("/register.csv?text=问题&limit=2")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = rows_of_csv(answer.content)
    head = rows.index([]) + 1
    assert [row[rows[head].index("摘要")] for row in rows[head + 1 :]] == LETTERS[::-1]
    (read,) = recorded(instance, "register.csv")
    assert read.listed.count == 3


def test_the_workbook_holds_the_rows_of_the_csv_with_days_as_days_and_numbers_as_text(
    client: TestClient, door: Door
) -> None:
    with door.signed_in(BY_ROLE["supervisor"]):
        links = re.findall(r'href="(/register\.[a-z]+\?[^"]*)"', page(client, text="问题"))
        plain, book = (client.get(link.replace("&amp;", "&")) for link in links)
    lines = rows_of_csv(plain.content)
    found = opened(book.content)
    head, *rows = found.sheets["台账"]
    whole = [row + [None] * (len(head) - len(row)) for row in rows]
    assert whole == [row_as_said(head, line) for line in lines[lines.index([]) + 2 :]]
    assert head == lines[lines.index([]) + 1]
    assert [row[head.index("收到日期")] for row in rows] == [date(2026, 3, 4), date(2026, 3, 3), date(2026, 3, 2)]
    assert found.looks["台账"]["A2"] == "@", "a register number is text"
    assert ["清单", "全部"] in found.sheets["口径"]
    assert ["摘要或编号中的文字", "问题"] in found.sheets["口径"]
    assert ["收到日期", "收到的日期"] in found.sheets["口径"]


def row_as_said(head: list[Any], line: list[str]) -> list[Any]:
    """A line of the CSV as the cells of the workbook say it."""
    days, numbers = {"收到日期", "最近期限"}, {"人数"}
    return [
        date.fromisoformat(cell) if name in days and cell else float(cell) if name in numbers else cell or None
        for name, cell in zip(head, line, strict=True)
    ]


def test_whichever_way_it_is_written_the_file_is_the_same_read_on_record(
    client: TestClient, door: Door, instance: Instance
) -> None:
    with door.signed_in(BY_ROLE["supervisor"]):
        for kind in ("csv", "xlsx"):
            assert client.get(f"/register.{kind}?text=road&channel=letter&purpose=verification").status_code == 200
    one, other = (recorded(instance, f"register.{kind}") for kind in ("csv", "xlsx"))
    assert len(one) == len(other) == 1
    assert one[0].listed.count == 1
    assert one[0].purpose == "verification"
    assert replace(other[0], listed=replace(other[0].listed, name="register.csv")) == one[0]


def test_a_file_of_a_longer_list_holds_the_first_rows_and_says_so(
    client: TestClient, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "MOST_IN_A_FILE", 2)
    with door.signed_in(BY_ROLE["supervisor"]):
        plain, book = (client.get(f"/register.{kind}").content for kind in ("csv", "xlsx"))
    lines, found = rows_of_csv(plain), opened(book)
    assert len(lines[lines.index([]) + 2 :]) == len(found.sheets["台账"][1:]) == 2
    assert ["未列全", "仅列前2件"] in lines
    assert ["未列全", "仅列前2件"] in found.sheets["口径"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_nobody_gets_a_file_of_what_they_may_not_see(client: TestClient, door: Door, kind: str) -> None:
    read: Any = rows_of_csv if kind == "csv" else lambda content: opened(content).sheets
    with door.signed_in(BY_ROLE["supervisor"]):
        assert MARKER not in str(read(client.get(f"/register.{kind}").content))
    with door.signed_in(CLEARED):
        assert MARKER in str(read(client.get(f"/register.{kind}").content))
    with door.signed_in(BY_ROLE["system_admin"]):
        assert client.get(f"/register.{kind}").status_code == 403


@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@SUM(1)"])
def test_no_title_becomes_a_formula_in_a_file(client: TestClient, door: Door, told: dict[str, Any], title: str) -> None:
    with door.console():
        by = {"name": "田甜", "unit": "信访科", "post": "petition_section"}
        told["desk"].do("receive", on="2026-03-10", by=by, channel="letter", details={"title": title})
    with door.signed_in(BY_ROLE["supervisor"]):
        text = client.get("/register.csv?received_from=2026-03-10").text
        found = opened(client.get("/register.xlsx?received_from=2026-03-10").content)
    assert f"'{title}" in text
    assert title in found.sheets["台账"][1]
    assert found.living() == []


def test_somebodys_petitions_are_found_by_exactly_their_name(
    client: TestClient, door: Door, instance: Instance
) -> None:
    with door.signed_in(BY_ROLE["coordinator"]):
        found = sent(client, "/register/people", person_name="王 一")
        assert titles(found.text) == LETTERS[::-1]
        assert titles(sent(client, "/register/people", person_name="王").text) == []
        assert titles(sent(client, "/register/people", person_name="王一", phone="13800000000").text) == []
        assert titles(sent(client, "/register/people", phone="139 0000 1111").text) == []  # the accusation
    with door.signed_in(CLEARED):
        assert titles(sent(client, "/register/people", phone="+86 13900001111").text) == [f"反映{MARKER}"]
    read = recorded(instance, "people")
    assert [each.listed.count for each in read] == [3, 0, 0, 0, 1]
    assert all("hmac" in each.listed.filter and "王" not in each.listed.filter for each in read)


def test_nobody_is_sought_without_a_word(client: TestClient, door: Door) -> None:
    with door.signed_in(BY_ROLE["coordinator"]):
        answer = sent(client, "/register/people", person_name=" ")
        assert answer.status_code == 422
        assert 'href="#person_name"' in answer.text
        assert sent(client, "/register/people", phone="123").status_code == 422


def test_who_may_not_see_who_wrote_looks_for_nobody(client: TestClient, door: Door) -> None:
    with door.signed_in(BY_ROLE["statistician"]):
        assert "按人查找" not in page(client)
        assert client.get("/register/people").status_code == 403
        assert sent(client, "/register/people", person_name="王一").status_code == 403
