"""A whole desk is handed over: one event of the office, one for each petition that the giver owes something in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from domain import commands as c
from domain.access import CONSOLE, Viewer
from domain.deciding import Refused
from domain.office import DeskHandedOver, OfficeCreated, PersonAppointed
from domain.values import Actor, Details
from service.database import Database
from service.desk import Request, Step
from service.handover import Handed, hand_over
from service.jobs.reminding import remind_of_orphaned
from service.ledger.entry import Via
from service.publishing import publish
from service.readmodels.asking import question
from service.readmodels.orphaned import orphaned
from service.readmodels.reminders import reminders
from service.runtime import Instance, assembled
from service.settings import Settings

ZONE = ZoneInfo("Asia/Shanghai")
FIRST = datetime(2026, 1, 5, 9, tzinfo=ZONE)
LATER = datetime(2026, 1, 6, 9, tzinfo=ZONE)
CLERK = Actor("田甜", unit="信访科", post="petition_section")
VIA = Via(channel="test")
OVER = DeskHandedOver(giver="倪虹", taker="邱泽", since=date(2026, 1, 6), reason="调离")
CAUTIOUS = """
[book]
id = "cautious"
valid_from = 2026-01-01
extends = "R5"

[[guard]]
id = "with_its_place"
clause = "细则第三条"
verb = "HandOver"
require = { fields = ["problem_place"] }
"""

NATIONAL = """
[book]
id = "national"
valid_from = 2026-01-01
extends = "S1"
"""
SIGNED: tuple[c.Act, ...] = (c.Forward(target="倪虹"), c.SignFor(unit="倪虹"), c.Forward(target="钟山"))
"""He signed for it on 5 January, so that he might object until Monday the 12th (S1.23.3), and passed it on."""


@pytest.fixture
def instance(database: Database, home: Path) -> Iterator[Instance]:
    with assembled(Settings(home), database) as made:
        office = OfficeCreated(id="o", name="局", time_zone="Asia/Shanghai", time="replayed")
        made.offices.create(office, "R5", CLERK, FIRST, VIA, at=FIRST)
        yield made


def submitted(instance: Instance, to: str = "倪虹", place: str | None = None) -> UUID:
    """A letter before a leader, who is to instruct."""
    return entered(instance, (c.Submit(to=to),), place)


def entered(instance: Instance, acts: Sequence[c.Act], place: str | None = None) -> UUID:
    """A letter, registered, with these acts of the same morning."""
    petition = uuid4()
    details = Details(title="积水", problem="积水", problem_place=place)
    steps: tuple[c.Act, ...] = (c.Receive(channel="letter", details=details), c.Register(), *acts)
    moment = instance.offices.get("o").moment(FIRST)
    asked = [Step(command=step, occurred=moment) for step in steps]
    instance.desk.handle(Request(office="o", petition=petition, steps=asked, actor=CLERK, via=VIA, recorded_at=FIRST))
    return petition


def instructing(instance: Instance, petition: UUID) -> str:
    """Who is to instruct."""
    duties = instance.desk.petition("o", petition).duties
    return next(duty.holder for duty in duties if duty.key.id == "instruct_letter")


def size(instance: Instance) -> int:
    return instance.ledger.head("o").size


def test_what_one_officer_owes_passes_to_the_other_and_nothing_else_does(instance: Instance) -> None:
    mine, too, others = submitted(instance), submitted(instance), submitted(instance, "钟山")
    before = size(instance)
    handed = hand_over(instance, "o", OVER, CLERK, VIA, viewer=CONSOLE, at=LATER)
    assert (handed.new, handed.petitions, handed.kept) == (True, 2, ())
    assert [instructing(instance, each) for each in (mine, too, others)] == ["邱泽", "邱泽", "钟山"]
    assert size(instance) == before + 3


def test_what_the_viewer_may_not_know_of_stays_and_is_neither_counted_nor_named(instance: Instance) -> None:
    petition = submitted(instance)
    nobody = Viewer(person="生人", office="o")
    assert hand_over(instance, "o", OVER, CLERK, VIA, viewer=nobody, at=LATER) == Handed(new=True, petitions=0, kept=())
    assert instructing(instance, petition) == "倪虹"
    assert hand_over(instance, "o", OVER, CLERK, VIA, viewer=CONSOLE, at=LATER).petitions == 1, "the control"


def test_done_again_it_changes_nothing(instance: Instance) -> None:
    submitted(instance)
    hand_over(instance, "o", OVER, CLERK, VIA, viewer=CONSOLE, at=LATER)
    before = size(instance)
    again = hand_over(instance, "o", OVER, CLERK, VIA, viewer=CONSOLE, at=LATER)
    assert (again.new, again.petitions, size(instance)) == (False, 0, before)


def test_what_was_cut_short_is_finished_by_doing_it_again(instance: Instance) -> None:
    """The office has its event, but the process ended before the petitions had theirs."""
    petitions = [submitted(instance) for _ in range(3)]
    instance.offices.add("o", OVER, CLERK, VIA, at=LATER)
    handed = hand_over(instance, "o", OVER, CLERK, VIA, viewer=CONSOLE, at=LATER)
    assert (handed.new, handed.petitions) == (False, 3)
    assert {instructing(instance, each) for each in petitions} == {"邱泽"}


def test_what_a_rule_keeps_with_the_giver_is_named_and_stops_nothing(instance: Instance) -> None:
    publish(instance, "o", CAUTIOUS, "局务会通过", CLERK, VIA, at=FIRST)
    kept, passed = submitted(instance), submitted(instance, place="河口镇")
    handed = hand_over(instance, "o", OVER, CLERK, VIA, viewer=CONSOLE, at=LATER)
    assert [(each.petition, [reason.clause for reason in each.reasons]) for each in handed.kept] == [
        (kept, ["细则第三条"])
    ]
    assert (handed.petitions, instructing(instance, kept), instructing(instance, passed)) == (1, "倪虹", "邱泽")


def test_a_right_that_has_lapsed_is_left_by_nobody_and_handed_over_by_nobody(instance: Instance) -> None:
    publish(instance, "o", NATIONAL, "局务会通过", CLERK, VIA, at=FIRST)
    petition = entered(instance, SIGNED)
    for person, until in (("倪虹", date(2026, 1, 9)), ("邱泽", None)):
        posting = PersonAppointed(person=person, post="section_head", since=date(2025, 1, 1), until=until)
        instance.offices.add("o", posting, CLERK, VIA, at=LATER)
    assert [orphans(instance, date(2026, 1, day)) for day in (9, 10, 12, 13)] == [[], [petition], [petition], []]
    with instance.pool.connection() as connection:
        remind_of_orphaned(instance, connection, "o", datetime(2026, 1, 12, 9, tzinfo=ZONE))
    assert [reminded(instance, date(2026, 1, day)) for day in (12, 13)] == [[petition], []]
    before = size(instance)
    handed = hand_over(instance, "o", OVER, CLERK, VIA, viewer=CONSOLE, at=datetime(2026, 1, 13, 9, tzinfo=ZONE))
    assert (handed.petitions, handed.kept, size(instance)) == (0, (), before + 1), "the event of the office alone"


def test_a_right_that_can_still_be_used_is_handed_over(instance: Instance) -> None:
    publish(instance, "o", NATIONAL, "局务会通过", CLERK, VIA, at=FIRST)
    entered(instance, SIGNED)
    handed = hand_over(instance, "o", OVER, CLERK, VIA, viewer=CONSOLE, at=datetime(2026, 1, 12, 9, tzinfo=ZONE))
    assert handed.petitions == 1


def orphans(instance: Instance, on: date) -> list[UUID]:
    with instance.pool.connection() as connection:
        return [duty.petition for duty in orphaned(connection, question(instance, CONSOLE, "o", on=on))]


def reminded(instance: Instance, on: date) -> list[UUID]:
    with instance.pool.connection() as connection:
        return [row.petition for row in reminders(connection, question(instance, CONSOLE, "o", on=on)).rows]


def test_what_makes_no_sense_writes_nothing(instance: Instance) -> None:
    submitted(instance)
    before = size(instance)
    senseless = DeskHandedOver(giver="倪虹", taker="倪虹", since=date(2026, 1, 6), reason=" ")
    with pytest.raises(Refused, match="nobody hands over to himself"):
        hand_over(instance, "o", senseless, CLERK, VIA, viewer=CONSOLE, at=LATER)
    assert size(instance) == before
