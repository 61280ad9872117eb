"""What the desk sees to, whoever brings the command."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from domain import commands as c
from domain.deciding import Refused
from domain.office import OfficeCreated
from domain.values import Actor, Details, Person
from service.database import Database
from service.desk import Answer, Request, Step
from service.ledger.entry import Via
from service.runtime import Instance, assembled
from service.settings import Settings
from tests.service.test_offices import ADMINISTRATOR, NOW

CLERK = Actor("田甜", unit="信访科", post="petition_section")
LETTER = c.Receive(
    channel="letter",
    details=Details(
        title="反映工程质量",
        petitioner=Person(id=uuid4(), name="焦桂英"),
        accused=(Person(id=uuid4(), name="王立本"),),
    ),
)


@pytest.fixture
def instance(database: Database, tmp_path: Path) -> Iterator[Instance]:
    with assembled(Settings(tmp_path), database) as made:
        office = OfficeCreated(id="linye", name="林业局", time_zone="Asia/Shanghai")
        made.offices.create(office, "S1", ADMINISTRATOR, NOW, Via())
        yield made


def asked(instance: Instance, *commands: c.Command) -> Answer:
    steps = [Step(command=command) for command in commands]
    request = Request(office="linye", petition=uuid4(), steps=steps, actor=CLERK, via=Via())
    return instance.desk.handle(request)


def then(instance: Instance, answer: Answer, command: c.Command) -> Answer:
    steps = [Step(command=command)]
    return instance.desk.handle(Request(office="linye", petition=answer.petition, steps=steps, actor=CLERK, via=Via()))


@pytest.mark.clause("S1.30")
def test_what_informs_on_somebody_is_not_passed_to_that_person_though_the_name_is_sealed(instance: Instance) -> None:
    answer = asked(instance, LETTER, c.Register())
    with pytest.raises(Refused, match=r"S1\.30"):
        then(instance, answer, c.Forward(target="王立本"))
    assert then(instance, answer, c.Forward(target="规划科")).version == 3


def test_a_title_holds_no_name_that_was_given_before(instance: Instance) -> None:
    answer = asked(instance, LETTER)
    with pytest.raises(Refused, match="name of a person"):
        then(instance, answer, c.Register(details=Details(title="焦桂英反映漏水")))


def test_a_correction_that_says_what_stands_there_is_none_though_the_text_is_sealed(instance: Instance) -> None:
    answer = asked(instance, c.Receive(channel="letter"), c.Comment(text="已电话联系"))
    line = answer.lines[1]
    same = c.Correct(of=2, act=c.Comment(text="已电话联系"), occurred=line.occurred, reason="核对")
    with pytest.raises(Refused, match="nothing to correct"):
        then(instance, answer, same)


@pytest.mark.parametrize("is_over", [False, True], ids=["open", "over"])
def test_whether_the_earlier_petition_is_open_decides_who_owes_what_the_matter_asks(
    instance: Instance, *, is_over: bool
) -> None:
    """Joined to one that is over, somebody must still owe it (rulebook.md trap 6)."""
    first = asked(instance, c.Receive(channel="letter"), c.Register())
    if is_over:
        then(instance, first, c.Withdraw(reason="撤回"))
    petition = c.Classify(details=Details(procedure="petition"))
    second = asked(instance, c.Receive(channel="letter"), c.Register(), petition, c.Accept(), c.Join(to=first.petition))
    owed = {duty.key.id for duty in second.state.duties if duty.end is None}
    assert ("handle" in owed) is is_over


def test_a_joining_is_corrected_only_to_a_petition_that_is_there(instance: Instance) -> None:
    first = asked(instance, c.Receive(channel="letter"), c.Register())
    second = asked(instance, c.Receive(channel="letter"), c.Register(), c.Join(to=first.petition))
    nobody = c.Correct(of=3, act=c.Join(to=uuid4()), occurred=second.lines[-1].occurred, reason="录错")
    with pytest.raises(Refused, match="no such petition to join to"):
        then(instance, second, nobody)
