"""docs/side-by-side.md is what the offices decide and says what the six texts say; figures are written out here."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from service.sidebyside.__main__ import PAGE
from service.sidebyside.offices import HOUSES
from service.sidebyside.page import page, tellings
from service.sidebyside.rows import Row, documents, duties, recurring, refusals, routes

TOLD = tellings()
OFFICES = ("R1", "R2", "R3", "R4", "R5", "R6")


def cell(rows: Sequence[Row], title: str, office: str) -> str:
    """What the office's column says in the rows of that title."""
    return " ".join(row.cells[OFFICES.index(office)] for row in rows if row.title == title)


def test_the_page_is_up_to_date() -> None:
    """When this fails: python -m service.sidebyside --write."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_the_columns_are_the_six_offices() -> None:
    assert tuple(house.book for house in HOUSES) == OFFICES


def test_what_is_not_only_tried_was_lawful_in_every_office() -> None:
    undone = [
        (each.house.book, decision.act.at, decision.reasons)
        for plays in TOLD.values()
        for each in plays
        for decision in each.decisions
        if decision.reasons and not decision.act.tried
    ]
    assert undone == []


def test_every_cell_that_says_something_names_a_clause() -> None:
    rows = [*documents(), *recurring(), *routes(TOLD), *refusals(TOLD)]
    rows += [row for plays in TOLD.values() for row in duties(plays)]
    for row in rows:
        for office, words in zip(OFFICES, row.cells, strict=True):
            lines = [line for line in words.split("<br>") if line and line != "allowed"]
            assert all(line.startswith((f"{office}.", "S1.")) for line in lines), (row.title, words)


@pytest.mark.parametrize(
    ("scene", "office", "owed", "words"),
    [
        ("letter", "R1", "it is opened", "R1.1.1"),
        ("letter", "R1", "it is opened", "the same day, 2026-01-16"),
        ("letter", "R3", "it is registered", "R3.3.4 当日登记; from 2026-01-16: the same day, 2026-01-16"),
        ("letter", "R3", "a first proposal is made", "the same day, 2026-01-16"),
        ("letter", "R4", "the petitioner is answered", "R4.3.2.1"),
        ("letter", "R4", "the petitioner is answered", "3 calendar days, to 2026-01-19"),
        ("letter", "R4", "the petitioner is answered", "too late on 2026-03-20"),
        ("letter", "R2", "a delay is explained", "R2.3"),
        ("letter", "R6", "it has an outcome", "R6.3 件件有着落"),
        ("visit", "R5", "the petitioner is answered", "30 calendar days, to 2026-02-15; owed"),
        ("visit", "R5", "the petitioner is answered", "to 60 days in all by the head or deputy for petitions, 1 time"),
        ("visit", "R4", "others are told at once", "R4.4 立即向领导汇报"),
        ("visit", "R4", "the place of origin is ordered to solve it", "R4.5"),
        ("visit", "R1", "the visitor meets the leader", "R1.2.3"),
        ("call", "R6", "it is put before a leader", "R6.3.3"),
        ("assigned", "R6", "the assigning body has its report", "R6.3.2"),
        ("assigned", "R5", "the assigning body has its report", "S1.22.3"),
        ("assigned", "R5", "the assigning body has its report", "2026-02-27"),
    ],
)
def test_each_office_owes_what_its_own_text_says(scene: str, office: str, owed: str, words: str) -> None:
    assert words in cell(duties(TOLD[scene]), owed, office)


@pytest.mark.parametrize("office", OFFICES)
def test_the_national_limits_hold_in_all_six_and_leave_rest_days(office: str) -> None:
    """Fifteen days from 16 January end on a Saturday, sixty from 20 January too; both on the Monday after."""
    rows = duties(TOLD["letter"])
    assert "15 calendar days, to 2026-01-31 → 2026-02-02" in cell(rows, "the petitioner has the written notice", office)
    assert "60 calendar days, to 2026-03-21 → 2026-03-23" in cell(rows, "the petitioner is answered", office)
    assert "5 working days, to 2026-01-27" in cell(rows, "the unit may object", office)


@pytest.mark.parametrize(
    ("tried", "refused_by"),
    [
        ("opened without a word on envelope and stamp", {"R1": "R1.1.1"}),
        ("passed on before it is registered", {"R1": "R1.1.2", "R3": "R3.1.2", "R5": "R5.4"}),
        ("registered with name and problem only", {"R4": "R4.3.1", "R6": "R6.2"}),
        ("put before the deputy although it is important", {"R1": "R1.1.3"}),
        (
            "answered by the section before anybody instructed or passed it on",
            {"R1": "R1.1.4", "R2": "R2.2", "R3": "R3.3.5", "R5": "R5.4"},
        ),
        ("answered on the merits before the facts are found", {"R3": "R3.3.5"}),
        ("the sixty days extended by the deputy", dict.fromkeys(OFFICES, "S1.34")),
        ("extended by the head by thirty-one days", dict.fromkeys(OFFICES, "S1.34")),
        ("closed before it is answered", dict.fromkeys(OFFICES, "S1.32")),
        ("closed before the answer has reached the writer", {"R3": "R3.1.4"}),
        ("archived without catalogue and retention", {"R1": "R1.1.5", "R3": "R3.1.3"}),
        (
            "six people registered: one receiver, no representatives, no record of the talk",
            {"R1": "R1.2.2", "R4": "R4.5", "R5": "R5.3", "R6": "R6.2"},
        ),
        ("an assigned matter registered without its number and day", {"R6": "R6.3.2"}),
        ("an assigned matter signed before the section has proposed anything", {"R5": "R5.6"}),
        ("closed before the assigning body has its report", {"R5": "R5.6", "R6": "R6.3.2"}),
        (
            "an accusation passed to the section that it accuses",
            {"R1": "S1.30", "R2": "S1.30", "R3": "R3.3.6", "R4": "R4.6", "R5": "S1.30", "R6": "S1.30"},
        ),
    ],
)
def test_what_one_office_refuses_another_may_allow(tried: str, refused_by: dict[str, str]) -> None:
    rows = refusals(TOLD)
    for office in OFFICES:
        said = cell(rows, tried, office)
        assert (refused_by[office] in said) if office in refused_by else said == "allowed", (office, said)


def test_only_the_resettlement_bureau_has_a_route_and_its_chief_approves_last() -> None:
    rows = routes(TOLD)
    route = next(row for row in rows if row.title.startswith("route: the city"))
    assert [bool(words) for words in route.cells] == [False, False, False, False, True, False]
    bureau = route.cells[4]
    steps = [
        "初步意见",
        "主管局长签批",
        "信访科转交",
        "调查报告",
        "主管局长审核（主管副局长）",
        "局长审批（局长）",
        "送市信访局",
    ]
    places = [bureau.index(step) for step in steps]
    assert places == sorted(places)


def test_the_service_centre_asks_most_of_a_visitor_and_less_of_a_letter() -> None:
    """R4.3.1: name, sex, age, occupation, politics, address or unit, problem."""
    rows = documents()
    assert "姓名、性别、年龄、职业、政治面貌、住址或工作单位、反映的问题; before" in cell(rows, "visit: sheet", "R4")
    assert "姓名、住址或工作单位、反映的问题（性别、年龄、职业、政治面貌）" in cell(rows, "letter: sheet", "R4")
    assert cell(rows, "letter: sheet", "R5") == ""
    assert "R5.3 来访登记表: 姓名、反映的问题" in cell(rows, "visit: sheet", "R5")


def test_receptions_and_reports_recur_as_each_text_says() -> None:
    rows = recurring()
    assert "R5.11 局长信访接待日: every month last monday morning" in cell(rows, "receptions", "R5")
    assert "R4.7" in cell(rows, "receptions", "R4")
    assert "R2.6 信访统计季报: every quarter, 10 days after its end" in cell(rows, "reports", "R2")
    assert "R3.3.2" in cell(rows, "checks", "R3")
