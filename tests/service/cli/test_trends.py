"""`zhuoluo stats --show trends`: growth, clusters and the draft of an analysis, for people and for scripts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.service.cli.acting import Desk
from tests.service.cli.conftest import Run

MONDAY = date(2026, 3, 2)
WEEK = "2026-03-02..2026-03-08"
OFFICE = ("--office", "yimin", "--on", "2026-03-09")


@pytest.fixture
def told(run: Run, desk: Desk) -> Run:
    """A letter on houses in each of eight weeks, then six; two visits of one matter, one of them by twelve people."""
    houses = {"title": "安置房渗漏", "content_class": "0301", "problem_place": "东街"}
    for nth in range(8, 0, -1):
        desk.do("receive", on=f"{MONDAY - timedelta(7 * nth)} 09:00", channel="letter", details=houses)
    for nth in range(6):
        desk.do("receive", on=f"{MONDAY} 09:0{nth}", channel="letter", details=houses)
    people: dict[str, Any] = {**houses, "content_class": "0302", "problem_place": "西街"}
    first = desk.do("receive", on=f"{MONDAY} 10:00", channel="visit", place="hall", details={**people, "people": 12})
    again = desk.do("receive", on=f"{MONDAY} 11:00", channel="visit", place="hall", details=people)
    desk.do("join", again["petition"], f"{MONDAY} 11:10", to=first["petition"])
    return run


def test_trends_are_shown_in_words_with_the_counts_and_the_draft(told: Run) -> None:
    said = told("stats", WEEK, *OFFICE, "--show", "trends")
    assert said.code == 0, said.err
    assert "异常增长 unusual growth" in said.out
    assert "trend/1" in said.out
    assert "城乡规划（0301）" in said.out
    assert "1 1 1 1 1 1 1 1" in said.out, "what came in the weeks before"
    assert "分析草稿 draft of the analysis" in said.out
    assert ". 内容分类“城乡规划（0301）”收到6件" in said.out
    assert ". 一级分类“城乡建设（03）”收到8件" in said.out
    assert "“建设管理（0302）”、属地“西街”集体访1批12人次[5]。" in said.out


def test_scripts_get_every_number_and_what_the_draft_cites(told: Run) -> None:
    said = told("stats", WEEK, *OFFICE, "--show", "trends", "--format", "json").json
    grown = {tuple(each["cell"].items())[-1]: each["trend"]["observed"] for each in said["trends"]["unusual"]}
    assert grown == {("content_class", "0301"): 6, ("class_above", "03"): 8, ("place", "东街"): 6}
    (repeat,) = said["trends"]["repeat"]
    assert (repeat["petitions"], repeat["visits"], repeat["persons"], len(repeat["named"])) == (2, 2, 13, 2)
    assert list(said["draft"]["figures"]) == ["[1]", "[2]", "[3]", "[4]", "[5]"]
    assert said["draft"]["period"] == WEEK


def test_what_has_grown_opens_by_its_class_and_its_place(told: Run) -> None:
    facts = ("stats", WEEK, *OFFICE, "--facts", "received", "--format", "json")
    assert len(told(*facts, "--class", "0301").json) == len(told(*facts, "--place", "东街").json) == 6
    assert len(told(*facts, "--channel", "visit").json) == 2


def test_what_came_by_one_way_alone_can_be_looked_at(told: Run) -> None:
    said = told("stats", WEEK, *OFFICE, "--show", "trends", "--channel", "visit", "--format", "json").json["trends"]
    assert (said["unusual"], len(said["repeat"]), len(said["collective"])) == ([], 1, 1)
    assert told("stats", WEEK, *OFFICE, "--show", "trends", "--channel", "pigeon").code == 2
