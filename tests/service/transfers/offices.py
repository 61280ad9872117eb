"""An upper office and a lower one, each knowing the other, and letters that the upper one assigns below."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from domain import commands as c
from domain import events as e
from domain import office as o
from domain.petition import Petition
from domain.values import Actor, Details, Person
from service.desk import Answer, Request, Step
from service.ledger.application import MATTERS
from service.ledger.entry import Via
from service.runtime import Instance
from service.transfers import naming
from service.transfers.naming import Said

UPPER, LOWER = "shi", "xian"
NAMES = {UPPER: "市信访局", LOWER: "甲县信访局"}
DESK = "信访科"
CLERK = Actor("田甜", unit=DESK, post="petition_section")
VIA = Via(channel="test")
UNREPORTED = """
SELECT stream FROM ledger.event WHERE office = %s AND log = %s AND topic IN ('TransferTaken/1', 'ResultReported/1')
GROUP BY stream HAVING bool_and(topic = 'TransferTaken/1') ORDER BY min(position)
"""
COUNTED = "SELECT count(*) FROM ledger.event WHERE office = %s AND log = %s AND topic = %s"
WRITER, PHONE, WORDS = "王小明", "13800001111", "房屋漏雨，多次反映无果"
TITLE = "安置房渗漏"


def office(instance: Instance, id_: str, book: str = "S1") -> None:
    """An office under the national rules with one desk."""
    made = o.OfficeCreated(
        id=id_, name=NAMES.get(id_, id_), time_zone="Asia/Shanghai", roles={"coordinating_department": DESK}
    )
    instance.offices.create(made, book, CLERK, datetime.now(UTC), VIA)
    instance.offices.add(id_, o.UnitSet(name=DESK, kind="petition_section"), CLERK, VIA)


def knows(instance: Instance, id_: str, other: Instance, partner: str, relation: str, url: str = "") -> None:
    """The office exchanges with an office of this or another installation, by its card."""
    said = Said(relation=relation, url=url, reason="建立交换")
    naming.name(instance, id_, naming.card(other, partner), said, CLERK, VIA)


def acquainted(upper: Instance, lower: Instance, url: str = "") -> None:
    """Both offices, made and known to each other; `url`: where the lower one is reached."""
    office(upper, UPPER)
    office(lower, LOWER)
    knows(upper, UPPER, lower, LOWER, "below", url)
    knows(lower, LOWER, upper, UPPER, "above")


def act(instance: Instance, id_: str, petition: UUID, *commands: c.Act) -> Answer:
    steps = [Step(command=each) for each in commands]
    return instance.desk.handle(Request(office=id_, petition=petition, steps=steps, actor=CLERK, via=VIA))


def received(instance: Instance, id_: str, **details: object) -> UUID:
    """A registered letter of somebody with a name, a phone and words."""
    petition = uuid4()
    writer = Person(id=uuid4(), name=WRITER, phone=PHONE, address="河口镇东街9号")
    said = Details(title=TITLE, petitioner=writer, problem=WORDS, **details)  # type: ignore[arg-type]
    act(instance, id_, petition, c.Receive(channel="letter", details=said), c.Register())
    return petition


def by() -> date:
    """A day by which a result is wanted."""
    return (datetime.now(UTC) + timedelta(days=30)).date()


def assigned(instance: Instance, **details: object) -> UUID:
    """A letter that the upper office assigns to the lower one."""
    petition = received(instance, UPPER, **details)
    act(instance, UPPER, petition, assigning())
    return petition


def assigning() -> c.Assign:
    return c.Assign(target=NAMES[LOWER], reply_by=by(), text="请调查处理并报结果")


def state(instance: Instance, id_: str, petition: UUID) -> Petition:
    """The petition with what is sealed opened."""
    return instance.desk.opened(id_, petition)


def came(instance: Instance, id_: str) -> list[UUID]:
    """The petitions that came in from another office, in the order in which they did."""
    lines = instance.ledger.log(id_).of_topics(["TransferTaken/1"], 10**9, 1000)
    return [line.petition for line in lines if isinstance(line, e.Line) and line.event.what == "petition"]  # type: ignore[union-attr]


def unreported(instance: Instance, id_: str) -> list[UUID]:
    """Those that came in and whose result was not reported yet; nothing is folded for it."""
    with instance.pool.connection() as connection:
        return [petition for (petition,) in connection.execute(UNREPORTED, (id_, MATTERS))]


def counted(instance: Instance, id_: str, topic: str) -> int:
    """So many events of a topic stand in the log; nothing is folded for it."""
    with instance.pool.connection() as connection:
        row = connection.execute(COUNTED, (id_, MATTERS, topic)).fetchone()
    return int(row[0]) if row else 0


def size(instance: Instance, id_: str) -> int:
    return instance.ledger.head(id_, MATTERS).size


def now() -> datetime:
    return datetime.now(UTC)
