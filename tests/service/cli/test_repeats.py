"""`zhuoluo candidates` at a terminal."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from domain import commands as c
from domain.office import OfficeCreated
from domain.values import Actor, Details, Person
from service.database import Database
from service.desk import Request, Step
from service.ledger.entry import Via
from service.runtime import assembled
from service.settings import Settings
from tests.service.cli.conftest import Run

FIRST = datetime(2026, 1, 5, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
CLERK = Actor("田甜", unit="信访科", post="petition_section")
PERSON = Person(id=UUID(int=9), name="焦桂英", phone="138 0000 1111")
WHERE = ("--office", "o", "--format", "json")


@pytest.fixture
def visits(database: Database, home: Path) -> tuple[str, str]:
    """Two visits of one person about one thing, the second joined to the first."""
    one, two = UUID(int=1), UUID(int=2)
    with assembled(Settings(home), database) as made:
        office = OfficeCreated(id="o", name="局", time_zone="Asia/Shanghai", time="replayed")
        made.offices.create(office, "plain", CLERK, FIRST, Via(channel="test"), at=FIRST)
        known = Details(title="安置房渗漏", petitioner=PERSON, problem="安置房漏水墙面发霉多次维修未果")
        for petition, command in (
            (one, c.Receive(channel="visit", details=known)),
            (two, c.Receive(channel="visit", details=known)),
            (two, c.Join(to=one)),
        ):
            step = Step(command=command)
            request = Request(
                office="o", petition=petition, steps=(step,), actor=CLERK, via=Via(channel="test"), recorded_at=FIRST
            )
            made.desk.handle(request)
    return str(one), str(two)


def test_candidates_are_listed_with_every_ground(run: Run, visits: tuple[str, str]) -> None:
    one, two = visits
    said = run("candidates", one, *WHERE)
    assert said.code == 0
    (found,) = said.json
    assert (found["petition"], found["matter"], found["joined"], found["score"]) == (two, one, True, 100)
    assert {ground["code"] for ground in found["grounds"]} == {"same_person", "same_name", "same_phone", "like_text"}
    table = run("candidates", one, "--office", "o")
    assert "同一信访人" in table.out
    assert "内容相似" in table.out


def test_a_petition_shown_says_how_often_somebody_came_in_its_matter(run: Run, visits: tuple[str, str]) -> None:
    trips = run("show", visits[1], *WHERE).json["trips"]
    assert (trips["matter"], trips["petitions"], trips["visits"]) == (visits[0], 2, 2)
    assert "来访 2 次" in run("show", visits[1], "--office", "o").out


def test_what_is_not_there_has_no_candidates(run: Run, visits: tuple[str, str]) -> None:
    assert visits
    said = run("candidates", "信〔2026〕9999", "--office", "o")
    assert said.code == 1
    assert "there is no petition" in said.err
