"""Days of reception, appointments and extended duties in the calendar of a leader, in an office under R5."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from starlette.testclient import TestClient

from domain import commands as c
from domain import office as o
from domain.reception_calendar import Ground, month_of
from domain.values import Actor, Details, Moment, Person
from service.database import Database
from service.desk import Request, Step
from service.ledger.entry import Via
from service.readmodels.asking import today
from service.runtime import Instance, assembled
from service.settings import Settings
from tests.service.access.conftest import Door
from tests.service.api.callers import HERE
from tests.service.apps import app_of
from tests.service.jobs.desks import OFFICE
from tests.service.own_calendar.conftest import Program, account, read, subscribe

__all__ = ["subscribe"]

LEADERS = {"邱泽": "head", "高明": "deputy_for_petitions", "施工": "deputy_head"}
CHIEF = Actor("邱泽", post="head", unit="局领导")
CLERK = Actor("田甜", post="petition_section", unit="信访科")
VIA = Via(channel="test")
Subscribe = Callable[..., Program]


@pytest.fixture
def instance(database: Database, home: Path) -> Iterator[Instance]:
    with assembled(Settings(home), database) as made:
        office = o.OfficeCreated(id=OFFICE, name="河口县移民局", time_zone="Asia/Shanghai")
        made.offices.create(office, "R5", CLERK, datetime.now(UTC), VIA)
        for name, kind in (("信访科", "petition_section"), ("局领导", "department")):
            made.offices.add(OFFICE, o.UnitSet(name=name, kind=kind), CLERK, VIA)
        yield made


@pytest.fixture
def leaders(instance: Instance) -> dict[str, UUID]:
    """The accounts of the leaders, and of a clerk."""
    made = {person: account(instance, f"l{nth}", person, post, "局领导")
            for nth, (person, post) in enumerate(LEADERS.items())}  # fmt: skip
    return {**made, "田甜": account(instance, "tiantian", "田甜", "petition_section", "信访科")}


def done(instance: Instance, petition: UUID, *acts: c.Act, on: date, by: Actor = CLERK) -> None:
    steps = [Step(command=act, occurred=Moment(on)) for act in acts]
    instance.desk.handle(Request(office=OFFICE, petition=petition, steps=steps, actor=by, via=VIA))


def visit(instance: Instance, day: date) -> UUID:
    petition = uuid4()
    writer = Person(id=uuid4(), name="焦桂英", phone="13800001111")
    details = Details(title="安置房渗漏", petitioner=writer, problem="房屋漏水", receivers=("田甜", "罗辉"))
    done(instance, petition, c.Receive(channel="visit", place="hall", details=details), c.Register(), on=day)
    return petition


def named(program: Program, words: str) -> list[date]:
    return sorted(each.start for each in program.entries() if words in each["summary"])


@pytest.mark.usefixtures("leaders")
def test_the_days_on_which_the_person_receives_are_those_of_the_calendar_of_receptions(
    instance: Instance, leaders: dict[str, UUID], subscribe: Subscribe
) -> None:
    known = instance.offices.get(OFFICE)
    day = today(instance, known)
    ground = Ground(office=known.state, adopted=tuple(known.adopted), calendar=known.calendar, today=day)
    months = [day.replace(day=1)]
    for _ in range(2):
        months.append((months[-1] + timedelta(31)).replace(day=1))
    sits = [each for first in months for each in month_of(ground, first.year, first.month).days if each.sits == "邱泽"]
    found = named(subscribe(leaders["邱泽"]), "局长信访接待日")
    assert found == sorted(each.day for each in sits)
    assert len(found) >= 3
    assert named(subscribe(leaders["田甜"]), "接待") == [], "who does not preside has no such day"


def test_the_rota_puts_a_day_into_the_calendar_of_whom_it_names(
    instance: Instance, leaders: dict[str, UUID], subscribe: Subscribe
) -> None:
    program = subscribe(leaders["施工"])
    assert named(program, "轮流值班接待") == []
    day = today(instance, instance.offices.get(OFFICE)).replace(day=1) + timedelta(31)
    monday = day + timedelta(-day.weekday() % 7)
    rota = o.RotaPublished(schedule="leaders_rota", slots={monday: "施工"})
    instance.offices.add(OFFICE, rota, CHIEF, VIA)
    (entry,) = program.entries()
    assert (entry["summary"], entry.start, entry["transp"]) == ("局领导轮流值班接待 上午", monday, "OPAQUE")


def test_an_appointment_that_is_moved_stays_the_same_entry(
    instance: Instance, leaders: dict[str, UUID], subscribe: Subscribe
) -> None:
    day = today(instance, instance.offices.get(OFFICE))
    petition, program = visit(instance, day), subscribe(leaders["施工"])
    first, second = day + timedelta(7), day + timedelta(9)
    done(instance, petition, c.Appoint(leader="施工", appointed_on=first, part="morning"), on=day)
    (before,) = program.entries()
    assert (before["summary"], before.start) == ("约定接待 信〔2026〕0001 上午", first)
    done(instance, petition, c.Appoint(leader="施工", appointed_on=second), on=day)
    (after,) = program.entries()
    assert (after["uid"], after["sequence"], after.start) == (before["uid"], 1, second)
    assert named(subscribe(leaders["高明"]), "约定") == []
    done(instance, petition, c.Meet(leader="施工"), on=day)
    assert program.entries() == []


def test_a_duty_that_gets_another_day_stays_the_same_entry(
    instance: Instance, leaders: dict[str, UUID], subscribe: Subscribe
) -> None:
    day = today(instance, instance.offices.get(OFFICE))
    petition, program = visit(instance, day), subscribe(leaders["田甜"])
    (before,) = (each for each in program.entries() if each.start == day + timedelta(30))
    done(instance, petition, c.Extend(duty="answer_hall", reason="鉴定", days=60), on=day, by=CHIEF)
    (after,) = (each for each in program.entries() if each["uid"] == before["uid"])
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert after.start == day + timedelta(60)
    assert after["dtstamp"].dt >= before["dtstamp"].dt


def test_the_reception_of_a_day_is_a_file_for_who_sits_and_for_nobody_else(
    instance: Instance, leaders: dict[str, UUID]
) -> None:
    assert leaders
    known, door = instance.offices.get(OFFICE), Door()
    day = today(instance, known)
    ground = Ground(office=known.state, adopted=tuple(known.adopted), calendar=known.calendar, today=day)
    following = (day.replace(day=1) + timedelta(31)).replace(day=1)
    sits = [each.day for each in month_of(ground, following.year, following.month).days if each.sits == "邱泽"]
    with TestClient(app_of(instance, door), base_url=HERE) as client:
        with door.signed_in("邱泽", OFFICE):
            answer = client.get(f"/receptions/day.ics?on={sits[0]}")
            assert answer.status_code == 200, answer.text
            assert {each.start for each in read(answer.content).events} == {sits[0]}
            assert f"/receptions/day.ics?on={sits[0]}" in client.get(f"/receptions/day?on={sits[0]}").text
            assert client.get(f"/receptions/day.ics?on={day - timedelta(days=400)}").status_code == 404
            assert client.get("/receptions/day.ics").status_code == 422
        with door.signed_in("田甜", OFFICE):
            assert client.get(f"/receptions/day.ics?on={sits[0]}").status_code == 404
            assert "day.ics" not in client.get(f"/receptions/day?on={sits[0]}").text
