"""A live office of two units, a program's token for one of them, and letters that come in there."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from msgspec import Struct

from domain import commands as c
from domain import office as o
from domain.subscriptions import Wanted
from domain.values import Details, Moment, Person
from service.desk import Request, Step
from service.feeds import delivering, subscribing
from service.feeds.subscribing import Named, Said
from service.runtime import Instance
from service.signin import machine
from tests.service.jobs.desks import CLERK, OFFICE, VIA, founded, told

OURS, THEIRS = "规划科", "后扶科"
PROGRAM = "市级平台"
NAME, TOWN, PHONE, WORDS = "王小明", "河口镇东街9号", "13800001111", "房屋漏雨，多次反映无果"
TITLE = "安置房渗漏"
ALL = Wanted()


class Clock:
    """Stands still until it is turned on; it begins now, for what is recorded has the time of the computer."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC).replace(microsecond=0)

    def __call__(self) -> datetime:
        return self.now

    def on(self, by: timedelta) -> None:
        self.now += by


class Program(Struct, frozen=True):
    """A machine token: its id, and what it is shown as once."""

    id: UUID
    token: str


def office(instance: Instance) -> None:
    """The office, with both units."""
    founded(instance)
    told(instance, *(o.UnitSet(name=unit, kind="section") for unit in (OURS, THEIRS)))


def program(instance: Instance, unit: str = OURS, *scopes: str, name: str = PROGRAM) -> Program:
    """A token that holds for most of a year."""
    until = datetime.now(UTC) + timedelta(days=300)
    made = machine.issue(instance, OFFICE, machine.issuing(name, unit, scopes or ("read",), until, "对接"), CLERK, VIA)
    return Program(made.id, made.token)


def subscribed(instance: Instance, url: str, token: UUID, wanted: Wanted = ALL, after: int | None = 0) -> Named:
    """A subscription of what there is, and of what comes."""
    said = Said(name=f"订阅{uuid4().hex[:6]}", url=url, token=token, wanted=wanted, after=after, reason="对接")
    return subscribing.name(instance, OFFICE, said, CLERK, VIA)


def acts(instance: Instance, petition: UUID, *commands: c.Act) -> None:
    steps = [Step(command=each, occurred=Moment(date(2026, 1, 5))) for each in commands]
    instance.desk.handle(Request(office=OFFICE, petition=petition, steps=steps, actor=CLERK, via=VIA))


def letter(instance: Instance, unit: str = OURS, channel: str = "letter", **details: object) -> UUID:
    """A letter with a name, a phone and words in it, registered and passed to that unit: three events."""
    petition = uuid4()
    writer = Person(id=uuid4(), name=NAME, address=TOWN, phone=PHONE)
    said = Details(title=TITLE, petitioner=writer, problem=WORDS, due_on=date(2026, 3, 2), **details)  # type: ignore[arg-type]
    acts(instance, petition, c.Receive(channel=channel, details=said), c.Register(), c.Forward(target=unit))
    return petition


def delivered(instance: Instance, subscription: UUID, clock: Clock | None = None) -> datetime | None:
    """Delivers what is there; when it is to go on, None for all done."""
    if clock is None:
        return delivering.deliver(instance, OFFICE, subscription)
    return delivering.deliver(instance, OFFICE, subscription, clock)
