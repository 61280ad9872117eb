"""What waits for somebody's decision, and until when; and where a petition is on its route."""

from __future__ import annotations

import pytest

from domain import commands as c
from domain import waiting as w
from domain.route_steps import StepDone, steps
from domain.values import Details
from tests.domain.scenario import CLERK, DEPUTY, HANDLER, HEAD, SHEET, Scenario, under


def waits(told: Scenario) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(each.kind, each.to or each.about, each.verbs) for each in w.waiting(told.state)]


@pytest.fixture
def letter() -> Scenario:
    """A letter without any guard, registered."""
    told = under("plain")
    told.when(c.Receive(channel="letter", details=SHEET), "2026-03-02 09:00")
    told.when(c.Register(), "2026-03-02 09:10")
    return told


def test_nothing_waits_before_anything_is_put_forward(letter: Scenario) -> None:
    assert waits(letter) == []


def test_what_is_put_before_a_leader_waits_until_it_is_instructed(letter: Scenario) -> None:
    letter.when(c.Submit(to="倪虹"), "2026-03-03")
    assert waits(letter) == [(w.INSTRUCTION, "倪虹", ("Instruct",))]
    letter.when(c.Forward(target="后扶科"), "2026-03-04")
    assert waits(letter)[0][0] == w.INSTRUCTION
    letter.when(c.Instruct(text="请办理"), "2026-03-05", by=DEPUTY)
    assert waits(letter) == []


def test_a_draft_waits_until_it_is_approved_or_sent_back_and_is_reviewed_once(letter: Scenario) -> None:
    letter.when(c.Draft(text="初稿"), "2026-03-03")
    assert waits(letter) == [(w.DRAFT, "", ("Review", "Approve", "SendBack"))]
    letter.when(c.Review(), "2026-03-04", by=DEPUTY)
    assert waits(letter) == [(w.DRAFT, "", ("Approve", "SendBack"))]
    letter.when(c.Draft(text="二稿"), "2026-03-05")
    assert waits(letter)[0][2][0] == "Review", "what is drafted anew is reviewed anew"
    letter.when(c.Approve(), "2026-03-06", by=HEAD)
    assert waits(letter) == []


def test_an_objection_waits_until_it_is_decided(letter: Scenario) -> None:
    letter.when(c.Forward(target="后扶科"), "2026-03-03")
    letter.when(c.SignFor(unit="后扶科"), "2026-03-04", by=HANDLER)
    letter.when(c.Object(reason="不属本科职责", unit="后扶科"), "2026-03-05", by=HANDLER)
    assert waits(letter) == [(w.OBJECTION, "", ("DecideObjection",))]
    letter.when(c.DecideObjection(upheld=False, reason="属该科职责", unit="后扶科"), "2026-03-06")
    assert waits(letter) == []


def test_a_recusal_that_was_requested_waits_and_one_that_was_declared_does_not(letter: Scenario) -> None:
    letter.when(c.Recuse(officer="柳青", stage="requested", reason="近亲属"), "2026-03-03")
    letter.when(c.Recuse(officer="田甜", stage="declared", reason="同学"), "2026-03-03")
    assert waits(letter) == [(w.RECUSAL, "柳青", ("Recuse",))]
    letter.when(c.Recuse(officer="柳青", stage="denied", reason="不成立"), "2026-03-04", by=DEPUTY)
    assert waits(letter) == []


def test_an_extension_waits_as_long_as_the_duty_is_owed() -> None:
    told = under("S1")
    told.when(c.Receive(channel="letter", details=SHEET), "2026-03-02 09:00")
    told.when(c.Register(), "2026-03-02 09:10")
    told.when(c.Classify(details=Details(procedure="petition", purpose="claim")), "2026-03-02 09:20")
    told.when(c.Forward(target="后扶科"), "2026-03-03")
    told.when(c.SignFor(unit="后扶科"), "2026-03-04", by=HANDLER)
    told.when(c.Accept(), "2026-03-05", by=HANDLER)
    duty = next(each.key.id for each in told.state.duties if each.end is None and "handl" in each.key.id)
    told.when(c.RequestExtension(duty=duty, reason="须实地勘察"), "2026-04-20", by=HANDLER)
    assert waits(told) == [(w.EXTENSION, duty, ("Extend", "DenyExtension"))]
    told.when(c.DenyExtension(duty=duty, reason="可按期办结"), "2026-04-21", by=DEPUTY)
    assert waits(told) == []


def test_nothing_waits_in_what_has_ended(letter: Scenario) -> None:
    letter.when(c.Submit(to="倪虹"), "2026-03-03")
    letter.when(c.Withdraw(reason="信访人撤回"), "2026-03-04")
    assert waits(letter) == []


@pytest.mark.clause("R5.8")
def test_a_route_names_who_did_each_step_and_which_is_next() -> None:
    told = under("R5")
    told.when(c.Receive(channel="visit", place="hall", details=SHEET), "2026-03-02 09:00")
    told.when(c.Register(details=Details(title="反映补偿")), "2026-03-02 09:10")
    told.when(c.Submit(to="倪虹"), "2026-03-03")
    found = [(each.step.id, each.line.actor.name if each.line else "", each.next) for each in _steps(told)]
    assert found == [
        ("register", CLERK.name, False),
        ("submit", CLERK.name, False),
        ("instruct", "", True),
        ("pass", "", False),
    ]


def test_without_a_route_there_is_no_step(letter: Scenario) -> None:
    assert _steps(letter) == ()


def _steps(told: Scenario) -> tuple[StepDone, ...]:
    return steps(told.state, told.book)
