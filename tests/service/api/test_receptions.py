"""The calendar of receptions over the API: told by the rules, the rota, and what was recorded; as known when."""

from __future__ import annotations

from typing import Any

import pytest

from tests.service.api.callers import Caller, problem

ADMINISTRATOR = {"name": "管理员"}
START = "2026-01-04T10:00:00+08:00"
SHEET = {
    "title": "安置房渗漏",
    "petitioner": {"name": "焦桂英", "phone": "13800001111"},
    "problem": "房屋漏水，多次维修未果",
    "receivers": ["田甜", "罗辉"],
}
STAFF = (
    ("钟山", "head", "局领导"),
    ("倪虹", "deputy_for_petitions", "局领导"),
    ("邱泽", "deputy_head", "局领导"),
    ("武刚", "petition_section_head", "信访科"),
    ("田甜", "petition_section", "信访科"),
)
ROTA = {"2026-02-02": "邱泽", "2026-02-09": "钟山", "2026-03-02": "倪虹", "2026-03-16": "邱泽", "2026-03-23": "钟山"}


def told(office: Caller, address: str, at: str = START, **body: Any) -> None:
    said = {"actor": ADMINISTRATOR, "recorded_at": at, **body}
    answer = office.client.post(office.path(address), json=said)
    assert answer.status_code == 200, answer.text


@pytest.fixture
def hall(r5: Caller) -> Caller:
    """An office under R5 with its leaders on the rota of two months, but for 9 and 30 March."""
    units = [
        {"event": "UnitSet", "name": "局领导", "kind": "department"},
        {"event": "UnitSet", "name": "信访科", "kind": "petition_section", "parent": "局领导"},
    ]
    posts = [
        {"event": "PersonAppointed", "person": who, "post": post, "unit": unit, "since": "2025-01-01"}
        for who, post, unit in STAFF
    ]
    told(r5, "events", events=[*units, *posts])
    told(r5, "rota", schedule="leaders_rota", slots=ROTA)
    return r5


def days(said: Any, schedule: str) -> list[tuple[str, str, str, str]]:
    return [
        (each["day"], each["said"], each["sits"], each["standing"])
        for each in said["days"]
        if each["schedule"] == schedule
    ]


@pytest.mark.clause("R5.10")
def test_a_month_shows_who_sits_what_is_skipped_and_what_is_moved(hall: Caller) -> None:
    said = hall.read("receptions", month="2026-02")
    assert (said["month"], said["gaps"], said["missed"]) == ("2026-02", [], [])
    assert days(said, "leaders_rota") == [
        ("2026-02-02", "", "邱泽", "coming"),
        ("2026-02-09", "", "钟山", "coming"),
        ("2026-02-16", "skipped", "", "skipped"),
        ("2026-02-23", "skipped", "", "skipped"),
    ]
    assert days(said, "chief_day") == [("2026-02-24", "moved", "钟山", "coming")]
    assert hall.read("receptions", month="2026-03")["gaps"] == ["2026-03-09", "2026-03-30"]


def test_the_month_is_that_of_the_day_asked_about_when_none_is_said(hall: Caller) -> None:
    assert hall.read("receptions")["month"] == "2026-01"
    said = hall.read("receptions", on="2026-02-05")
    assert (said["month"], said["basis"]["on"], said["missed"]) == ("2026-02", "2026-02-05", ["2026-02-02"])


@pytest.mark.clause("R5.11")
def test_a_chiefs_day_tells_who_was_there_who_was_missing_and_what_arose(hall: Caller) -> None:
    arrived = hall.do(
        "receive", on="2026-02-24 09:30", channel="visit", place="hall", from_chief_day=True, details=SHEET
    )["petition"]
    number = hall.do("register", arrived, "2026-02-24 09:40")["number"]
    held = {"presided_by": "邱泽", "delegated_by": "钟山", "attendance": ["武刚", "田甜"]}
    told(hall, "receptions", "2026-02-24T12:00:00+08:00", schedule="chief_day", day="2026-02-24", **held)
    (chief,) = (each for each in hall.read("receptions")["days"] if each["schedule"] == "chief_day")
    assert chief["standing"] == "held"
    assert [each["detail"] for each in chief["held"][0]["breaches"]] == ["missing: deputy_for_petitions 倪虹"]
    assert {name: chief["held"][0][name] for name in held} == held
    assert [(each["number"], each["petition"]) for each in chief["matters"]] == [(number, arrived)]


def test_it_is_told_as_it_was_known_then(hall: Caller) -> None:
    before = hall.read("receptions")["basis"]["position"]
    told(hall, "rota", schedule="leaders_rota", slots={"2026-03-09": "邱泽"})
    assert hall.read("receptions", month="2026-03")["gaps"] == ["2026-03-30"]
    assert hall.read("receptions", month="2026-03", position=before)["gaps"] == ["2026-03-09", "2026-03-30"]
    assert hall.read("receptions", month="2026-03", position=2)["gaps"] == [
        "2026-03-02",
        "2026-03-09",
        "2026-03-16",
        "2026-03-23",
        "2026-03-30",
    ]
    assert hall.read("receptions", month="2026-03", position=0)["days"] == []


@pytest.fixture
def missed(hall: Caller) -> str:
    """A petition whose appointment of 4 March was missed, and another day fixed."""
    petition: str = hall.do("receive", on="2026-03-02 09:00", channel="visit", place="hall", details=SHEET)["petition"]
    hall.do("register", petition, "2026-03-02 09:10")
    hall.do("appoint", petition, "2026-03-02 09:30", leader="倪虹", appointed_on="2026-03-04")
    hall.do("miss-appointment", petition, "2026-03-04 09:30", reason="陪同省检查组")
    hall.do("appoint", petition, "2026-03-04 10:00", leader="倪虹", appointed_on="2026-03-06")
    return petition


@pytest.mark.clause("R5.9")
def test_missed_appointments_are_listed_and_stay_so(hall: Caller, missed: str) -> None:
    hall.do("meet", missed, "2026-03-06 09:00", leader="倪虹", text="已当面说明")
    found = hall.read("appointments")["appointments"]
    assert [(each["appointed_on"], each["standing"]) for each in found] == [
        ("2026-03-04", "missed"),
        ("2026-03-06", "kept"),
    ]
    (only,) = hall.read("appointments", standing="missed")["appointments"]
    assert (only["petition"], only["leader"], only["ended_on"]) == (missed, "倪虹", "2026-03-04")
    assert hall.read("appointments", month="2026-02")["appointments"] == []
    assert hall.read("receptions", month="2026-03")["appointments"] == found


@pytest.mark.clause("R5.9")
def test_an_appointment_of_which_nobody_says_anything_is_named(hall: Caller, missed: str) -> None:
    on = {"on": "2026-03-07"}
    (left,) = hall.read("appointments", standing="unrecorded", **on)["appointments"]
    assert (left["petition"], left["appointed_on"]) == (missed, "2026-03-06")
    assert hall.read("appointments", standing="unrecorded", on="2026-03-06")["appointments"] == []


def test_an_appointment_corrected_to_another_day_is_shown_on_that_day(hall: Caller, missed: str) -> None:
    history = hall.read("petitions", missed, "history")["events"]
    version = [each["version"] for each in history if each["event"] == "Appointed"][-1]
    act = {"verb": "appoint", "leader": "邱泽", "appointed_on": "2026-04-01"}
    at = "2026-03-05T09:00:00+08:00"
    hall.do("correct", missed, of=version, act=act, occurred="2026-03-04", reason="登记有误", recorded_at=at)
    (moved,) = hall.read("appointments", month="2026-04")["appointments"]
    assert (moved["leader"], moved["appointed_on"], moved["standing"]) == ("邱泽", "2026-04-01", "coming")


@pytest.mark.parametrize("month", ["2026-13", "2026", "0001-01", ""])
def test_what_is_no_month_is_refused_with_its_place(hall: Caller, month: str) -> None:
    for address in ("receptions", "appointments"):
        found = problem(hall.ask(address, month=month), 422, "invalid")
        assert found["errors"][0]["path"] == "query.month"
