"""What was entered afterwards, over the API: said to be in time and entered late; entered with a reason, by whom."""

from __future__ import annotations

import pytest

from service.runtime import Instance
from tests.service.api.callers import DEPUTY, HANDLER, Caller, problem
from tests.service.api.traces import tables_with

TITLE = "安置房渗漏"
SHEET = {"title": TITLE, "petitioner": {"name": "焦桂英"}, "problem": "房屋漏水", "receivers": ["田甜", "罗辉"]}
ALONE = {**SHEET, "receivers": ["田甜"]}
ANSWER = {"reply_kind": "result", "text": "已修复", "delivered": True}
REASON = "当日只有一人值班"


def visit(office: Caller, on: str = "2026-01-20") -> str:
    """A visit to the hall that is instructed upon; to be answered until 19 February."""
    petition: str = office.do("receive", on=f"{on} 09:00", channel="visit", place="hall", details=SHEET)["petition"]
    office.do("register", petition, f"{on} 09:20")
    office.do("submit", petition, f"{on} 10:00", to="倪虹")
    office.do("instruct", petition, f"{on} 11:00", by=DEPUTY, text="后扶科办理")
    return petition


def answered(office: Caller, petition: str, happened: str, recorded: str) -> None:
    office.do("answer", petition, happened, by=HANDLER, recorded_at=recorded, **ANSWER)


def test_12_a_back_dated_answer_is_listed_with_who_entered_it_and_one_entered_in_time_is_not(r5: Caller) -> None:
    honest, back_dated = visit(r5), visit(r5, "2026-01-21")
    answered(r5, honest, "2026-02-18", "2026-02-18T17:00:00+08:00")
    answered(r5, back_dated, "2026-02-18", "2026-02-24T09:00:00+08:00")
    said = r5.read("entered-late")
    (row,) = said["rows"]
    expected = {
        "petition": back_dated,
        "title": TITLE,
        "event": "Answered",
        "act": 5,
        "entered_in": 5,
        "entry": "answer_hall",
        "clause": "R5.12",
        "kind": "met",
        "due": "2026-02-20",
        "occurred": "2026-02-18",
        "recorded": "2026-02-24T01:00:00Z",
        "person": "柳青",
        "unit": "后扶科",
        "authenticated": "loopback",
    }
    assert {name: row[name] for name in expected} == expected
    assert row["number"]
    assert r5.ids("breaches", entry="answer_hall") == [], "both were met in time"
    before = said["basis"]["position"] - 1
    assert r5.read("entered-late", position=before)["rows"] == [], "it was not known yet"
    assert r5.ids("duties/overdue", entry="answer_hall", position=before, on="2026-02-22") == [back_dated], (
        "and known as overdue"
    )
    assert r5.read("entered-late", as_of="2026-02-24T08:59:59+08:00")["rows"] == []
    assert r5.read("entered-late", on="2026-02-17")["rows"] == [], "it had not happened"


def test_a_correction_that_brings_an_act_into_time_is_listed_with_who_corrected(r5: Caller) -> None:
    petition = visit(r5)
    answered(r5, petition, "2026-02-23", "2026-02-23T09:00:00+08:00")
    assert r5.ids("entered-late") == []
    assert len(r5.ids("breaches", entry="answer_hall")) == 1
    act = {"verb": "answer", **ANSWER}
    r5.do("correct", petition, "2026-02-25", by=DEPUTY, of=5, act=act, occurred="2026-02-18", reason="录入有误")
    (row,) = r5.read("entered-late")["rows"]
    assert (row["act"], row["event"], row["entered_in"], row["person"]) == (5, "Answered", 6, "倪虹")
    assert (row["occurred"], row["due"], row["recorded"]) == ("2026-02-18", "2026-02-19", "2026-02-25T15:59:00Z")
    assert r5.ids("breaches", entry="answer_hall") == []


def test_pages_and_filters_of_what_was_entered_late(r5: Caller) -> None:
    petitions = [visit(r5, f"2026-01-2{day}") for day in (0, 1, 2)]
    for nth, petition in enumerate(petitions):
        answered(r5, petition, "2026-02-18", f"2026-02-24T09:0{nth}:00+08:00")
    assert r5.ids("entered-late", limit=1) == petitions
    assert r5.ids("entered-late", person="柳青", unit="后扶科", clause="R5.12") == petitions
    assert r5.ids("entered-late", unit="信访科") == []
    cursor = r5.read("entered-late", limit=1)["cursor"]
    problem(r5.ask("entered-late", cursor=cursor, person="柳青"), 422, "invalid")
    problem(r5.ask("excused", cursor=cursor), 422, "invalid")
    problem(r5.ask("excused", clause="R5.12"), 422, "invalid")


def excused(office: Caller, on: str) -> str:
    petition: str = office.do("receive", on=f"{on} 09:00", channel="visit", place="hall", details=ALONE)["petition"]
    office.do("register", petition, f"{on} 09:20", already_done=REASON)
    return petition


def test_13_acts_entered_with_a_reason_are_listed_with_what_they_broke_and_counted_by_person(r5: Caller) -> None:
    alone, other = excused(r5, "2026-01-20"), excused(r5, "2026-01-21")
    r5.do("submit", visit(r5, "2026-01-22"), "2026-01-22 12:00", by=DEPUTY, to="倪虹", already_done="先行送阅")
    said = r5.read("excused")
    assert [(row["petition"], row["event"], row["person"], row["unit"]) for row in said["rows"][:2]] == [
        (alone, "Registered", "田甜", "信访科"),
        (other, "Registered", "田甜", "信访科"),
    ]
    assert [(each["clause"], each["entry"]) for each in said["rows"][0]["breaches"]] == [("R5.3", "two_receivers")]
    assert said["rows"][0]["breaches"][0]["detail"]
    assert (said["rows"][0]["occurred"], said["rows"][0]["recorded"]) == (
        "2026-01-20T01:20:00Z",
        "2026-01-20T01:20:00Z",
    )
    broken = len(said["rows"][2]["breaches"])
    assert said["persons"] == [
        {"person": "田甜", "acts": 2, "breaches": 2},
        {"person": "倪虹", "acts": 1, "breaches": broken},
    ]
    assert r5.ids("excused", limit=1, person="田甜") == [alone, other]
    assert r5.read("excused", person="田甜")["persons"] == said["persons"][:1]


def test_what_was_excused_is_told_as_it_was_known(r5: Caller) -> None:
    petition = excused(r5, "2026-01-20")
    position = r5.size()
    two = {"verb": "register", "details": {"receivers": ["田甜", "罗辉"]}}
    r5.do("correct", petition, "2026-01-22", by=DEPUTY, of=2, act=two, occurred="2026-01-20", reason="录入有误")
    then, now = r5.read("excused", position=position), r5.read("excused")
    assert [len(said["rows"][0]["breaches"]) for said in (then, now)] == [1, 0]
    assert [said["persons"][0]["breaches"] for said in (then, now)] == [1, 0]
    assert r5.read("excused", position=position - 1)["rows"] == []
    assert r5.read("excused", on="2026-01-19")["persons"] == []


def test_control_what_was_done_in_the_usual_way_needs_no_excuse(r5: Caller) -> None:
    visit(r5)
    said = r5.read("excused")
    assert (said["rows"], said["persons"]) == ([], [])


def test_the_words_of_a_reason_are_sealed_and_in_neither_list(r5: Caller, instance: Instance) -> None:
    excused(r5, "2026-01-20")
    assert REASON not in r5.ask("excused").text
    with instance.pool.connection() as connection:
        assert tables_with(connection, [REASON]) == set()
        assert tables_with(connection, [TITLE]), "control: a title is in the clear"


@pytest.mark.parametrize("name", ["entered-late", "excused"])
def test_an_office_that_there_is_none_of_has_no_such_list(r5: Caller, name: str) -> None:
    problem(r5.client.get(f"/api/v1/offices/nowhere/{name}"), 404, "no-such-office")
