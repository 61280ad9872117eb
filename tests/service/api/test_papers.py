"""Checklists and analyses over the API: what was recorded, how items were marked, what is still missing."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.service.api.callers import Caller, problem

ADMINISTRATOR = {"name": "管理员"}


def told(office: Caller, address: str, at: str, **body: Any) -> None:
    said = {"actor": ADMINISTRATOR, "recorded_at": at, **body}
    answer = office.client.post(office.path(address), json=said)
    assert answer.status_code == 200, answer.text


@pytest.fixture
def association(client: TestClient) -> Caller:
    return Caller.founded(client, "xiehui", "R3", replayed=True)


@pytest.mark.clause("R3.3.2")
def test_checks_of_the_reception_room_are_listed_with_the_days_without_one(association: Caller) -> None:
    """2026: Sunday 4 January is worked."""
    told(
        association,
        "checklists",
        "2026-01-05T17:00:00+08:00",
        form="reception_room",
        day="2026-01-05",
        items={"开水": 5, "桌": 3},
    )
    said = association.read("checklists", month="2026-01", on="2026-01-07")
    assert [(each["day"], each["form"], each["by"], each["items"]) for each in said["filled"]] == [
        ("2026-01-05", "reception_room", "管理员", {"开水": 5, "桌": 3})
    ]
    assert [(each["schedule"], each["days"]) for each in said["unfilled"]] == [
        ("room_check", ["2026-01-04", "2026-01-06"])
    ]
    (room,) = (each for each in said["forms"] if each["form"] == "reception_room")
    assert room["filled"] == 1
    assert {"item": "桌", "times": 1, "lowest": 3, "total": 3} in room["items"]
    assert association.read("checklists", month="2026-02")["filled"] == []
    before = said["basis"]["position"] - 1
    assert association.read("checklists", month="2026-01", position=before)["filled"] == []


@pytest.mark.clause("R3.3.1")
def test_the_manners_of_a_reception_are_listed_with_the_petition(association: Caller) -> None:
    petition = association.do("receive", on="2026-01-05 09:00", channel="visit", details={"problem": "房屋漏水"})[
        "petition"
    ]
    association.do("fill-checklist", petition, "2026-01-05 11:00", form="reception_manners", items={"热情接待": 5})
    said = association.read("checklists")
    assert [(each["petition"], each["form"], each["items"]) for each in said["filled"]] == [
        (petition, "reception_manners", {"热情接待": 5})
    ]
    assert said["unfilled"][0]["days"] == ["2026-01-04"], "a petition's checklist is no check of the room"


@pytest.mark.clause("R3.2.4")
def test_an_analysis_is_listed_with_what_its_figures_rest_on_and_the_quarter_has_it(association: Caller) -> None:
    body = {"to": "党组", "period": "2026-Q1", "text": "拆迁类上升", "figures": {"拆迁": ["a", "b"]}}
    told(association, "analyses", "2026-04-10T09:00:00+08:00", **body)
    said = association.read("analyses")
    (sent,) = said["submitted"]
    assert {name: sent[name] for name in body} == body
    assert (sent["day"], sent["by"], said["year"]) == ("2026-04-10", "管理员", 2026)
    assert [(each["period"], each["standing"]) for each in said["owed"]] == [
        ("2026-Q1", "met"),
        ("2026-Q2", "coming"),
        ("2026-Q3", "coming"),
        ("2026-Q4", "coming"),
        ("2026", "coming"),
    ]
    assert association.read("analyses", on="2026-04-09")["submitted"] == []
    assert association.read("analyses", year=2025)["owed"][0]["standing"] == "missed"
    problem(association.ask("analyses", year=1), 422, "invalid")
