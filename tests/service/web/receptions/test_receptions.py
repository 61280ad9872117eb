"""The rota and the record of receptions: who may sit is offered, what was broken is said before it is on record."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from domain.office_events import AnalysisSubmitted
from service.runtime import Instance
from tests.service.signin.people import OFFICE
from tests.service.web.office.conftest import Administrator

At = Callable[[str], Administrator]
ROTA, HELD = "/receptions/rota?schedule=leaders_rota&month=", "/receptions/held"


def mondays(month: str) -> list[date]:
    first = date.fromisoformat(f"{month}-01")
    return [day for nth in range(31) if (day := first + timedelta(nth)).month == first.month and day.weekday() == 0]


def test_a_leader_publishes_the_rota_of_a_month_and_the_calendar_shows_who_sits(at: At) -> None:
    leader = at("leader")
    path = f"{ROTA}2026-03"
    page = leader.page(path)
    days = mondays("2026-03")
    assert all(f'name="slots.{day}"' in page for day in days)
    assert 'value="施工"' in page
    assert 'value="田甜"' not in page.partition("<datalist")[0]  # of the petition section: no such post
    said = {"month": "2026-03", "schedule": "leaders_rota", f"slots.{days[0]}": "施工", f"slots.{days[1]}": "高明"}
    preview = leader.previewed(path, said)
    assert "2026年3月2日" in preview.text
    done = leader.confirmed("/receptions/rota", said, preview)
    assert done.headers["location"] == "/receptions?month=2026-03&done=receptions-rota"
    calendar = leader.page(done.headers["location"])
    assert "轮值表已公布" in calendar
    assert '施工 <span class="hint">轮值表</span>' in calendar
    assert "无人值班" in calendar
    assert "selected>施工" in leader.page(path)


def test_a_day_that_is_left_blank_is_taken_back_and_the_form_names_who_sat(at: At) -> None:
    leader, day = at("leader"), mondays("2026-03")[0]
    said = {"month": "2026-03", "schedule": "leaders_rota", f"slots.{day}": "施工"}
    leader.does("/receptions/rota", said)
    blank = {**said, f"slots.{day}": ""}
    assert re.search(r"无人（[^）]*施工）", leader.previewed("/receptions/rota", blank).text)
    leader.does("/receptions/rota", blank)
    assert "selected>施工" not in leader.page(f"{ROTA}2026-03")


@pytest.mark.parametrize(
    ("more", "status", "told"),
    [
        ("2026-03-02 田甜", 409, "职务不能担任此项接待"),
        ("下周一 施工", 422, "应为日期、空格、姓名"),
        ("2026-03-04\u3000施工", 200, "2026年3月4日"),
    ],
)
def test_other_days_are_written_one_a_line_and_only_who_may_sit_is_taken(
    at: At, more: str, status: int, told: str
) -> None:
    said = {"month": "2026-03", "schedule": "leaders_rota", "more": more}
    answer = at("leader").previewed("/receptions/rota", said)
    assert (answer.status_code, told in answer.text) == (status, True)
    assert status == 200 or more in answer.text


def test_what_a_reception_breaks_is_said_before_it_is_recorded(at: At) -> None:
    leader, day = at("leader"), "2026-03-30"
    said = {"schedule": "chief_day", "day": day, "presided_by": "高明"}
    refused = leader.previewed(HELD, said)
    assert (refused.status_code, "主持须经委托" in refused.text) == (409, True)
    said |= {"delegated_by": "邱泽", "attendance": "田甜"}
    preview = leader.previewed(HELD, said)
    assert "记为违规（R5.11）：信访科负责人 武刚未到场" in preview.text
    done = leader.confirmed(HELD, said, preview)
    assert done.headers["location"] == f"/receptions/day?on={day}&done=receptions-held"
    page = leader.page(done.headers["location"])
    for told in ("接待已登记", "受邱泽委托", "信访科负责人 武刚未到场", "已接待"):
        assert told in page
    assert leader.previewed(HELD, said).status_code == 409  # once only


def test_a_reception_that_has_not_taken_place_yet_is_not_recorded(at: At) -> None:
    day = (datetime.now(UTC).date() + timedelta(40)).isoformat()
    answer = at("leader").previewed(HELD, {"schedule": "leaders_rota", "day": day, "presided_by": "施工"})
    assert (answer.status_code, "尚未到来" in answer.text) == (409, True)


def test_a_day_of_reception_that_passed_without_one_offers_to_record_it(at: At) -> None:
    clerk = at("clerk")
    page = clerk.page("/receptions?month=2026-03")
    assert "已过期而未登记接待" in page
    assert 'href="/receptions/held?schedule=leaders_rota&amp;day=2026-03-02' in page
    assert "登记接待情况" in clerk.page("/receptions/day?on=2026-03-02")


def test_whoever_only_reads_figures_sees_the_calendar_and_is_offered_no_change(at: At) -> None:
    reader = at("figures")
    for path in ("/receptions?month=2026-03", "/receptions/day?on=2026-03-02", "/receptions/appointments",
                 "/receptions/checklists", "/receptions/analyses"):  # fmt: skip
        page = reader.page(path)
        assert "/receptions/rota" not in page
        assert "/receptions/held" not in page
    for path in ("/receptions/rota", HELD, "/receptions/checklists/fill"):
        assert reader.client.get(path).status_code == 403


def test_whoever_changes_the_rota_and_may_not_read_it_is_led_to_a_page_of_theirs(at: At) -> None:
    administrator, day = at("sysadmin"), mondays("2026-03")[0]
    said = {"month": "2026-03", "schedule": "leaders_rota", f"slots.{day}": "施工"}
    preview = administrator.previewed("/receptions/rota", said)
    for page in (administrator.page(f"{ROTA}2026-03"), preview.text):
        content = page.partition('id="content"')[2]
        ways = set(re.findall(r'href="(/[^"]*)"', content))
        assert ways == {"/office"}
        assert all(administrator.client.get(way).status_code == 200 for way in ways)
    done = administrator.confirmed("/receptions/rota", said, preview).headers["location"]
    assert "轮值表" in administrator.page(done)
    assert 'href="/receptions"' in at("leader").page(f"{ROTA}2026-03").partition('id="content"')[2]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/receptions?month=2026-13", 422),
        ("/receptions/day?on=yesterday", 422),
        ("/receptions/rota?month=soon", 422),
        ("/receptions/rota?schedule=nothing", 404),
        ("/receptions/checklists/fill?form=nothing", 404),
        ("/receptions/appoint?number=nothing", 404),
    ],
)
def test_what_an_address_names_and_is_not_there_is_said(at: At, path: str, status: int) -> None:
    assert at("leader").client.get(path).status_code == status


def test_an_analysis_is_submitted_with_what_its_figures_rest_on(at: At, instance: Instance) -> None:
    leader = at("leader")
    said = {"to": "市信访局", "period": "2026-Q1", "text": "来信下降", "figures": "来信：台账；月报\n来访: 台账"}
    leader.does("/receptions/analyses/submit", said)
    (sent,) = instance.offices.get(OFFICE).state.analyses
    assert sent == AnalysisSubmitted(
        to="市信访局", period="2026-Q1", text="来信下降", figures={"来信": ("台账", "月报"), "来访": ("台账",)}
    )
    assert "来信下降" in leader.page(f"/receptions/analyses?year={datetime.now(UTC).year}")


def test_an_office_without_checklists_says_so(at: At) -> None:
    assert "本机构规则没有检查单" in at("leader").page("/receptions/checklists")
