"""`zhuoluo office receptions` and `appointments`: a month of receptions for people and for scripts."""

from __future__ import annotations

import pytest

from tests.service.cli.acting import Desk
from tests.service.cli.conftest import Run

ASKED = ("office", "receptions", "yimin", "--month", "2026-02")


@pytest.fixture
def hall(desk: Desk) -> Desk:
    """Two of the Mondays of February 2026 are worked; only one of them is on the rota."""
    body = {
        "actor": {"name": "管理员"},
        "recorded_at": "2026-01-04T10:00:00+08:00",
        "schedule": "leaders_rota",
        "slots": {"2026-02-02": "邱泽"},
    }
    answer = desk.client.post(desk.path("rota"), json=body)
    assert answer.status_code == 200, answer.text
    return desk


@pytest.mark.clause("R5.10")
def test_a_month_is_printed_day_by_day_with_its_gaps(hall: Desk, run: Run) -> None:
    del hall
    said = run(*ASKED)
    assert said.code == 0, said.err
    assert "接待日历 receptions 2026-02" in said.out
    for words in ("2026-02-02 一", "邱泽", "停一次 skipped 2026-02-16春节", "顺延 moved 2026-02-23春节", "钟山"):
        assert words in said.out, words
    assert "无人接待 nobody sits: 2026-02-09\n" in said.out


def test_a_script_gets_the_whole_month(hall: Desk, run: Run) -> None:
    del hall
    found = run(*ASKED, "--format", "json").json
    assert (found["month"], found["gaps"], found["missed"]) == ("2026-02", ["2026-02-09"], [])
    assert [each["day"] for each in found["days"]] == [
        "2026-02-02",
        "2026-02-09",
        "2026-02-16",
        "2026-02-23",
        "2026-02-24",
    ]
    assert run("office", "receptions", "yimin", "--format", "json").json["month"] == "2026-01"
    assert run(*ASKED, "--on", "2026-02-10", "--format", "json").json["missed"] == ["2026-02-02", "2026-02-09"]


@pytest.mark.clause("R5.9")
def test_missed_appointments_are_listed(hall: Desk, run: Run) -> None:
    petition = hall.visit("2026-02-02 09:00")
    hall.do("appoint", petition, "2026-02-02 09:30", leader="倪虹", appointed_on="2026-02-04")
    hall.do("miss-appointment", petition, "2026-02-04 09:30", reason="陪同省检查组")
    hall.do("appoint", petition, "2026-02-04 10:00", leader="倪虹", appointed_on="2026-02-06")
    words = ("office", "appointments", "yimin", "--format", "json")
    assert [each["standing"] for each in run(*words).json] == ["missed", "coming"]
    (missed,) = run(*words, "--standing", "missed").json
    assert (missed["number"], missed["leader"], missed["appointed_on"]) == ("信〔2026〕0001", "倪虹", "2026-02-04")
    assert run(*words, "--month", "2026-03").json == []
    assert "预约接待 appointments" in run(*ASKED).out


@pytest.mark.parametrize("month", ["2026-13", "26-02", "0001-01", "soon"])
def test_what_is_no_month_is_asked_wrongly(run: Run, month: str) -> None:
    said = run("office", "receptions", "yimin", "--month", month)
    assert (said.code, said.out) == (2, "")
    assert month in said.err


def test_an_office_that_there_is_none_of_is_named(run: Run) -> None:
    said = run("office", "receptions", "nowhere")
    assert (said.code, said.out) == (1, "")
    assert "nowhere" in said.err
