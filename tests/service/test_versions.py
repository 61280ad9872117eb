"""A petition goes by the version of the rulebook under which it came in, whatever the office publishes afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from domain import commands as c
from domain.deciding import Refused
from domain.events import Corrected
from domain.office import OfficeCreated
from domain.values import Actor, Details, Moment, Person
from service.database import Database
from service.desk import Answer, Request, Step
from service.ledger.entry import Via
from service.publishing import publish
from service.runtime import Instance, assembled
from service.settings import Settings
from tests.service.test_offices import ADMINISTRATOR

CLERK = Actor("田甜", unit="信访科", post="petition_section")
FEBRUARY = datetime(2026, 2, 2, 1, tzinfo=UTC)
MARCH = datetime(2026, 3, 2, 1, tzinfo=UTC)
JANUARY = Moment(date(2026, 1, 5))
BUNDLED, OWN = "R5@2022-05-27", "R5@2022-06-01"

SHEET = Details(
    title="漏水", petitioner=Person(id=uuid4(), name="焦桂英", phone="1"), problem="漏水", receivers=("田甜",)
)
VISIT = c.Receive(channel="visit", place="hall", details=SHEET)
TWO = Details(receivers=("田甜", "罗辉"))

ANOTHER = """
[book]
id = "R5"
valid_from = 2022-06-01
extends = "R5"
zh = "实施细则"

[[drop]]
kind = "guard"
id = "two_receivers"
clause = "R5.3"
reason = "人手不足"

[[drop]]
kind = "route"
id = "visit"
clause = "R5.4"
reason = "从简"
"""
"""Dated back to before everything: one receiver is enough, and there is no route for a visit any more."""


@pytest.fixture
def instance(database: Database, tmp_path: Path) -> Iterator[Instance]:
    with assembled(Settings(tmp_path), database) as made:
        office = OfficeCreated(id="yimin", name="移民局", time_zone="Asia/Shanghai", time="replayed")
        made.offices.create(office, "R5", ADMINISTRATOR, FEBRUARY, Via(), at=FEBRUARY)
        yield made


def done(
    instance: Instance, command: c.Command, before: Answer | None, at: datetime, on: Moment | None = None
) -> Answer:
    return instance.desk.handle(
        Request(
            office="yimin",
            petition=before.petition if before else uuid4(),
            steps=[Step(command=command, occurred=on)],
            actor=CLERK,
            via=Via(),
            recorded_at=at,
        )
    )


def dated_back(instance: Instance) -> None:
    publish(instance, "yimin", ANOTHER, "局务会通过", ADMINISTRATOR, Via(), at=MARCH)


def test_a_version_that_is_dated_back_does_not_release_what_was_received_before_it_was_published(
    instance: Instance,
) -> None:
    received = done(instance, VISIT, None, FEBRUARY, JANUARY)
    dated_back(instance)
    with pytest.raises(Refused, match=r"R5\.3"):
        done(instance, c.Register(), received, MARCH)
    assert done(instance, c.Register(details=TWO), received, MARCH).lines[0].book == BUNDLED


def test_a_route_that_was_begun_is_there_to_its_end_although_a_later_version_has_none(instance: Instance) -> None:
    received = done(instance, VISIT, None, FEBRUARY, JANUARY)
    assert done(instance, c.Register(details=TWO), received, FEBRUARY).state.route == "visit"
    dated_back(instance)
    assert done(instance, c.Submit(to="倪虹"), received, MARCH).lines[0].step == "submit"


def test_what_is_entered_afterwards_goes_by_what_is_in_force_on_the_day_it_came_in(instance: Instance) -> None:
    dated_back(instance)
    received = done(instance, VISIT, None, MARCH, JANUARY)
    assert done(instance, c.Register(), received, MARCH).lines[0].book == OWN


def test_its_corrections_go_by_that_version_too(instance: Instance) -> None:
    received = done(instance, VISIT, None, FEBRUARY, JANUARY)
    done(instance, c.Register(details=TWO), received, FEBRUARY)
    dated_back(instance)
    alone = c.Correct(of=2, act=c.Register(), occurred=Moment(date(2026, 2, 2)), reason="误录")
    event = done(instance, alone, received, MARCH).lines[0].event
    assert isinstance(event, Corrected)
    assert [breach.clause for breach in event.breaches] == ["R5.3"]
