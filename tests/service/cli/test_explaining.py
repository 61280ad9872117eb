"""`zhuoluo explain`: how the date of a duty came about, with the days that did not count and who said so."""

from __future__ import annotations

import pytest

from tests.service.api.callers import CLERK, HANDLER, HEAD
from tests.service.cli.acting import Desk
from tests.service.cli.conftest import Run

NOTICE_2026 = "https://www.gov.cn/zhengce/zhengceku/202511/content_7047091.htm"


@pytest.fixture
def number(desk: Desk) -> str:
    """A visit to the hall of 9 February 2026, taken on and signed for by a section."""
    petition = desk.visit("2026-02-09 09:00")
    desk.do("classify", petition, "2026-02-09 10:00", details={"procedure": "petition"})
    desk.do("accept", petition, "2026-02-09 10:10")
    desk.do("submit", petition, "2026-02-09 10:20", to="钟山")
    desk.do("instruct", petition, "2026-02-09 11:00", by=HEAD, text="请后扶科办理")
    desk.do("forward", petition, "2026-02-12 09:00", by=CLERK, target="后扶科", target_kind="section")
    desk.do("sign-for", petition, "2026-02-12 14:00", by=HANDLER, unit="后扶科")
    return "信〔2026〕0001"


def test_a_limit_in_calendar_days_is_told_step_by_step(number: str, run: Run) -> None:
    """R5.12: thirty days from Monday, 9 February 2026."""
    said = run("explain", number, "-o", "yimin", "--duty", "answer_hall", "--on", "2026-02-20")
    assert said.code == 0
    assert said.out.splitlines()[0] == number
    lines = [line.strip() for line in said.out.splitlines()]
    assert any(line.startswith("R5.12 ") and "answer_hall" in line for line in lines)
    steps = [line for line in lines if line[:2] in ("1.", "2.", "3.")]
    assert "2026-02-09" in steps[0]
    assert "30日" in steps[1]
    assert "2026-03-11" in steps[2]


def test_rest_days_that_do_not_count_are_named_with_their_notice(number: str, run: Run) -> None:
    """S1.23.3: five working days from Thursday, 12 February: the 13th, the worked 14th, the 24th, 25th and 26th."""
    said = run("explain", number, "-o", "yimin", "--duty", "objection", "--on", "2026-02-20")
    assert said.code == 0
    assert "2026-02-26" in said.out
    for day in range(15, 24):
        assert f"2026-02-{day}" in said.out
    assert "2026-02-14" not in said.out, "a Saturday that is worked counts"
    assert said.out.count(NOTICE_2026) == 9


def test_a_last_day_that_is_a_rest_day_is_told_to_move(number: str, run: Run) -> None:
    """S1.34: sixty days from 9 February end on Friday, 10 April; S1.23.2: fifteen on Tuesday, 24 February."""
    duties = {
        each["entry"]: " ".join(because["zh"] for because in each["why"])
        for each in run("explain", number, "-o", "yimin", "--on", "2026-02-20", "--format", "json").json["duties"]
    }
    assert "2026-04-10" in duties["handle"]
    assert "2026-02-24" in duties["notice_direct"]


def test_all_that_is_owed_is_explained_for_scripts_with_clause_holder_and_reasons(number: str, run: Run) -> None:
    said = run("explain", number, "-o", "yimin", "--on", "2026-02-20", "--format", "json")
    assert said.code == 0
    duties = {each["entry"]: each for each in said.json["duties"]}
    assert {"answer_hall", "handle", "notice_direct", "objection"} <= set(duties)
    assert (duties["answer_hall"]["clause"], duties["answer_hall"]["holder"]) == ("R5.12", "后扶科")
    assert all(because["zh"] and because["en"] for each in duties.values() for because in each["why"])
    assert said.json["position"] > 0


def test_one_duty_only_is_explained_when_asked(number: str, run: Run) -> None:
    said = run("explain", number, "-o", "yimin", "--duty", "handle", "--on", "2026-02-20", "--format", "json")
    assert [each["entry"] for each in said.json["duties"]] == ["handle"]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    {
        "a duty that there is none of": (["信〔2026〕0001", "-o", "yimin", "--duty", "nothing"], 1, "no such duty"),
        "a number that there is none of": (["信〔2026〕9999", "-o", "yimin"], 1, "9999"),
        "an office that there is none of": (["信〔2026〕0001", "-o", "nowhere"], 1, "nowhere"),
        "no office": (["信〔2026〕0001"], 2, "--office"),
    }.values(),
)
def test_what_cannot_be_explained_is_refused(number: str, run: Run, words: list[str], code: int, says: str) -> None:
    del number
    said = run("explain", *words)
    assert (said.code, said.out) == (code, "")
    assert says in said.err
