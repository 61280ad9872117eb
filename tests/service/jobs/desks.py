"""A live office whose letters came in on days that the test names, and the clock by which its jobs run."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from psycopg import Connection

from domain import commands as c
from domain import office as o
from domain.values import Actor, Details, Moment
from service.desk import Request, Step
from service.jobs.queue import Wanted, enqueue
from service.ledger.entry import Via
from service.runtime import Instance

ZONE = ZoneInfo("Asia/Shanghai")
CLERK = Actor("田甜", post="petition_section")
VIA = Via(channel="test")
OFFICE = "yimin"
HOLDER = "倪虹"
FRIDAY = date(2026, 1, 23)


class Clock:
    """Stands still until it is set; words are local time."""

    def __init__(self, said: str) -> None:
        self.now = local(said)

    def __call__(self) -> datetime:
        return self.now

    def set(self, said: str) -> None:
        self.now = local(said)

    def advance(self, by: timedelta) -> None:
        self.now += by


def local(said: str) -> datetime:
    return datetime.fromisoformat(said).replace(tzinfo=ZONE).astimezone(UTC)


def founded(instance: Instance, book: str = "plain", *, office: str = OFFICE, time: str = "live") -> None:
    """An office in which HOLDER owes whatever nobody else is named for."""
    roles = {"coordinating_department": HOLDER}
    made = o.OfficeCreated(id=office, name="移民局", time_zone=ZONE.key, time=time, roles=roles)
    at = local("2026-01-01 09:00") if time == "replayed" else None
    instance.offices.create(made, book, CLERK, at or datetime.now(UTC), VIA, at=at)


def told(instance: Instance, *events: o.OfficeEvent) -> None:
    instance.offices.add_all(OFFICE, events, CLERK, VIA)


def letter(instance: Instance, due: date | None = FRIDAY, received: date = date(2026, 1, 5)) -> UUID:
    """A letter that was received and registered on that day."""
    petition = uuid4()
    receive = c.Receive(channel="letter", details=Details(title="道路积水", due_on=due))
    done(instance, petition, receive, c.Register(), on=received)
    return petition


def done(instance: Instance, petition: UUID, *acts: c.Act, on: date) -> None:
    steps = [Step(command=act, occurred=Moment(on)) for act in acts]
    instance.desk.handle(Request(office=OFFICE, petition=petition, steps=steps, actor=CLERK, via=VIA))


def answered(instance: Instance, petition: UUID, on: date) -> None:
    done(instance, petition, c.Answer(reply_kind="result", text="已办", delivered=True), on=on)


def put(connection: Connection[Any], kind: str, key: str, clock: Clock) -> None:
    assert enqueue(connection, Wanted(kind=kind, office=OFFICE, key=key, run_after=clock()), clock())
