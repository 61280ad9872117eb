"""着落与结果 over the API: sums that add up to the register, the list behind each, several offices summed."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.service.api.callers import HANDLER, V1, Caller, problem
from tests.service.api.test_organisation import done, posted

SHEET = {"title": "路灯", "content_class": "0101", "receivers": ["田甜"], "petitioner": {"name": "焦桂英"}}
ON = {"on": "2026-03-31"}


@pytest.fixture
def office(client: TestClient) -> Caller:
    """One under the national regulation."""
    return Caller.founded(client, "yimin", "S1", replayed=True)


@pytest.fixture
def desk(office: Caller) -> tuple[Caller, dict[str, str]]:
    """Five letters of January: void, on the way, before the deputy, with a unit, withdrawn."""
    found = {name: letter(office) for name in ("void", "on the way", "read", "held", "withdrawn")}
    office.do("void", found["void"], "2026-01-07", reason="误登")
    office.do("forward", found["on the way"], "2026-01-08", target="后扶科")
    office.do("submit", found["read"], "2026-01-09", to="倪虹")
    office.do("forward", found["held"], "2026-01-10", target="后扶科")
    office.do("sign-for", found["held"], "2026-01-12", by=HANDLER, unit="后扶科")
    office.do("withdraw", found["withdrawn"], "2026-01-13", reason="已解决")
    return office, found


def letter(office: Caller) -> str:
    """Recorded in the evening of the day on which it came in."""
    made: str = office.do("receive", on="2026-01-05", channel="letter", details=SHEET)["petition"]
    office.do("register", made, "2026-01-05")
    return made


def counts(said: list[dict[str, Any]]) -> dict[str, int]:
    return {each["name"]: each["petitions"] for each in said if each["petitions"]}


def test_the_parts_sum_to_the_register_and_each_sum_opens(desk: tuple[Caller, dict[str, str]]) -> None:
    office, found = desk
    said = office.read("accountability", **ON)
    assert said["register"] == len(office.ids("register", **ON)) == 5
    assert sum(part["petitions"] for part in said["parts"]) == 5
    for each in (*said["parts"], *said["flags"]):
        assert len(office.ids(f"accountability/{each['name']}", **ON)) == each["petitions"], each
        assert each["zh"]
        assert each["en"]
    assert office.ids("accountability/void", **ON) == [found["void"]]
    assert office.ids("accountability/not-landed", **ON) == [found["on the way"]]
    assert office.ids("accountability/waiting-instruction", **ON) == [found["read"]]
    assert office.ids("accountability/withdrawn", **ON) == [found["withdrawn"]]


def test_a_rate_says_what_its_denominator_holds(desk: tuple[Caller, dict[str, str]]) -> None:
    """Void and withdrawn are left out: of three one is on the way."""
    office, _ = desk
    landed, result, due = office.read("accountability", **ON)["rates"]
    assert (landed["name"], landed["numerator"], landed["denominator"], landed["percent"]) == ("landed", 2, 3, "66.7")
    assert "作废" in landed["denominator_zh"]
    assert "void" in landed["denominator_en"]
    assert (result["numerator"], result["denominator"]) == (0, 3)
    assert due["name"] == "with-outcome-of-due"


def test_a_row_names_who_has_it_how_long_and_where_the_days_of_a_late_one_went(
    desk: tuple[Caller, dict[str, str]],
) -> None:
    """5 January to 31 March: 85 days; 5 at the desk and 2 on the way, then with the unit since the 12th."""
    office, found = desk
    rows = office.read("accountability/past-limit", **ON)["rows"]
    (row,) = [each for each in rows if each["petition"] == found["held"]]
    assert (row["unit"], row["person"], row["title"]) == ("后扶科", "柳青", "路灯")
    assert (row["days"], row["untouched_days"], row["passed_on"]) == (85, 78, 1)
    assert row["phases"] == {"queue": 7, "instruction": 0, "handling": 78, "approval": 0, "service": 0}


def test_the_leader_in_charge_is_named_and_asked_for(office: Caller) -> None:
    events = [
        {"event": "UnitSet", "name": "局领导", "kind": "department"},
        {"event": "UnitSet", "name": "信访科", "kind": "petition_section", "parent": "局领导"},
        posted("倪虹", "deputy_for_petitions", "局领导"),
        posted("田甜", "petition_section", "信访科"),
        {"event": "FieldGiven", "leader": "倪虹", "unit": "信访科", "since": "2025-01-01"},
    ]
    done(office, "events", events=events)
    held = letter(office)
    assert [row["leader"] for row in office.read("accountability/past-limit", **ON)["rows"]] == ["倪虹"]
    assert office.ids("accountability/past-limit", leader="倪虹", **ON) == [held]
    assert office.ids("accountability/past-limit", leader="石磊", **ON) == []
    assert [(of["name"], of["petitions"]) for of in office.read("accountability", **ON)["leaders"]] == [("倪虹", 1)]


def test_as_it_was_known_then(desk: tuple[Caller, dict[str, str]]) -> None:
    office, found = desk
    then = {"as_of": "2026-01-08T12:00:00+08:00", "on": "2026-01-08"}
    assert office.ids("accountability/not-landed", **then) == []
    assert office.ids("accountability/not-landed", on="2026-01-09") == [found["on the way"]]
    before = office.read("accountability", **then)
    office.do("void", found["held"], "2026-02-01", reason="误登")
    again = {"position": before["basis"]["position"], "on": "2026-01-08"}
    assert office.read("accountability", **again) == before


def test_the_bounds_are_said_and_kept(desk: tuple[Caller, dict[str, str]]) -> None:
    office, found = desk
    said = office.read("accountability", passed_on=0, untouched=80, **ON)
    assert (said["passed_on_more_than"], said["untouched_days"]) == (0, 80)
    assert counts(said["flags"])["passed-on"] == 2
    assert set(office.ids("accountability/untouched", untouched=80, **ON)) == {found["on the way"], found["read"]}


def test_several_offices_are_summed_with_the_part_of_each(
    desk: tuple[Caller, dict[str, str]], client: TestClient
) -> None:
    office, _ = desk
    other = Caller.founded(client, "linye", "S1", replayed=True)  # with a log and a clock of its own
    letter(other)
    said = client.get(f"{V1}/accountability", params={"offices": "yimin,linye", **ON}).json()
    assert [each["basis"]["office"] for each in said["offices"]] == ["yimin", "linye"]
    assert said["offices"][0] == office.read("accountability", **ON)
    assert said["total"]["register"] == sum(each["register"] for each in said["offices"]) == 6
    assert sum(part["petitions"] for part in said["total"]["parts"]) == 6


def test_what_cannot_be_meant_is_refused(desk: tuple[Caller, dict[str, str]], client: TestClient) -> None:
    office, _ = desk
    said = problem(client.get(office.path("accountability/secrets")), 422)
    assert said["errors"][0]["path"] == "path.what"
    problem(client.get(office.path("accountability/void?untouched=0")), 422)
    assert problem(client.get(f"{V1}/accountability"), 422)["errors"][0]["path"] == "query.offices"
    problem(client.get(f"{V1}/accountability?offices=yimin&position=3"), 422)
    problem(client.get(f"{V1}/accountability?offices=nowhere"), 404)
