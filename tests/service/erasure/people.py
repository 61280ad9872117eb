"""Petitions of people who write, what is sealed of them, and how an erasure of theirs is brought about."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from psycopg import Connection

from domain import commands as c
from domain import office as o
from domain.access import CONSOLE
from domain.erasures import LEGAL_GROUND
from domain.subjects import case_subject, person_subject
from domain.values import Actor, Details, Person
from service.desk import Request, Step
from service.erasure import deciding
from service.erasure.deciding import Proposal
from service.ledger.entry import Via
from service.likeness.table import TABLE
from service.readmodels import petition as petitions
from service.readmodels.asking import question
from service.runtime import Instance

CLERK, FIRST, SECOND = Actor("田甜"), Actor("钟山"), Actor("倪虹")
VIA = Via(channel="test")
OFFICE = "yimin"


class Written(NamedTuple):
    """A petition, who wrote it, and what is sealed of both."""

    petition: UUID
    person: Person
    problem: str

    @property
    def of_person(self) -> str:
        return person_subject(self.person.id)

    @property
    def of_case(self) -> str:
        return case_subject(self.petition)


def founded(instance: Instance, office: str = OFFICE) -> None:
    made = o.OfficeCreated(id=office, name="移民局", time_zone="Asia/Shanghai")
    instance.offices.create(made, "plain", CLERK, datetime.now(UTC), VIA)


def writes(instance: Instance, person: Person | None = None, office: str = OFFICE) -> Written:
    """A letter comes in, is registered and commented on."""
    petition = uuid4()
    person = person or Person(
        id=uuid4(),
        name="王小明",
        phone=f"138{uuid4().int % 10**8:08}",
        id_number="11010519491231002X",
        address="槐树街1号",
    )
    problem = f"{petition.hex}门前道路积水多次反映仍未修好"
    details = Details(title="道路积水", petitioner=person, problem=problem, people=1)
    do(instance, petition, c.Receive(channel="letter", details=details), c.Register(), office=office)
    do(instance, petition, c.Comment(text=f"{problem}已核实"), office=office)
    return Written(petition, person, problem)


def do(instance: Instance, petition: UUID, *acts: c.Act, office: str = OFFICE) -> None:
    steps = [Step(command=act) for act in acts]
    instance.desk.handle(Request(office=office, petition=petition, steps=steps, actor=CLERK, via=VIA))


def approved(instance: Instance, *subjects: str, office: str = OFFICE) -> int:
    """The number of a proposal that two people have approved."""
    said = Proposal(subjects=subjects, basis=LEGAL_GROUND, reason="本人申请")
    number = deciding.propose(instance, office, said, CLERK, VIA).number
    deciding.approve(instance, office, number, FIRST, VIA)
    deciding.approve(instance, office, number, SECOND, VIA)
    return number


def shown(instance: Instance, petition: UUID, office: str = OFFICE) -> str:
    """All that somebody who may see the petition is shown of it."""
    asked = question(instance, CONSOLE, office)
    return str(petitions.case(instance, asked, petition))


def traits(connection: Connection[Any], office: str = OFFICE) -> list[tuple[Any, ...]]:
    """Every row of the blind index."""
    statement = f"SELECT trait, position, petition FROM {TABLE} WHERE office = %s ORDER BY 1, 2, 3"
    return connection.execute(statement, (office,)).fetchall()
