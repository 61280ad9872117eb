"""Traps of the rulebook (rulebook.md section 5) about who may do what, by which way, and what must be said."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from msgspec.structs import replace

from domain import commands as c
from domain import office as o
from domain import staffing
from domain.guards import NO_EXCUSE
from domain.rulebook import GuardRule, RouteRule, Step
from domain.rulebook_overlaps import overlaps
from domain.values import Actor, Details, Person
from service.bundled import newest
from tests.domain.offices import bureau
from tests.domain.rules import case, require
from tests.domain.scenario import CLERK, DEPUTY, HANDLER, HEAD, SHEET, Scenario, under
from tests.domain.small_book import WHOLE, load

LETTER = c.Receive(channel="letter")
ACCUSED = Details(accused=(Person(id=UUID(int=9), name="卫东"),), accused_units=("规划科",), purpose="accusation")
NOT_TO_THEM = {"S1.30": "it may not be passed to this unit or person"}
INSTRUCT = c.Instruct(text="办")
FORWARD = c.Forward(target="后扶科", target_kind="section")
SIGN = Step(id="sign", event="Instructed", posts=("head", "deputy_for_petitions"))
PASS = Step(id="pass", event="Forwarded")
AGAIN = Step(id="again", event="Instructed", posts=("head",))
APPROVE = Step(id="approve", event="Approved", posts=("head",))


def registered(told: Scenario, receipt: c.Receive = LETTER) -> Scenario:
    told.when(receipt, "2026-01-05")
    told.when(c.Register(), "2026-01-05")
    return told


def on_the_way(*steps: Step) -> Scenario:
    """A letter that has to go these steps in order."""
    told = case(routes=(RouteRule(id="way", clause="T.3", zh="路线", steps=steps),))
    told.when(LETTER, "2026-01-05")
    return told


def test_13_no_reason_for_entering_it_late_opens_the_door_of_a_decision() -> None:
    """13. already_done is never available for Forward to the accused, Close, Extend or Approve."""
    assert set(NO_EXCUSE) == {"Close", "Extend", "Approve"}
    drafted = on_the_way(SIGN, APPROVE)
    drafted.when(c.Draft(text="初步意见"), "2026-01-05")
    assert drafted.refused(c.Approve(), "2026-01-06", by=HEAD, already_done="已口头同意") == {
        "T.3": "approve comes after sign"
    }
    told = registered(under("S1"), c.Receive(channel="letter", details=ACCUSED))
    assert told.refused(c.Forward(target="规划科"), "2026-01-06", already_done="已送出") == NOT_TO_THEM
    assert on_the_way(SIGN, PASS).when(FORWARD, "2026-01-06", already_done="已转出").breaches


def test_20_that_somebody_cannot_be_reached_is_said_with_its_reason_and_never_taken_for_granted() -> None:
    """20. Defaults that exclude: ask at registration; "unknown" is reachable = false only with a reason."""
    told = under("S1")
    told.when(c.Receive(channel="call", details=Details(problem="夜间施工")), "2026-01-05")
    silent = Details(reachable=False)
    assert set(told.refused(c.Register(details=silent), "2026-01-05")) == {"S1.23"}
    told.when(c.Register(details=replace(silent, not_given={"name": "refused"})), "2026-01-05")
    told.when(c.Exempt(reason="姓名、住址不清"), "2026-01-06")
    assert "notice_direct" not in told.owed()


def test_26_a_route_begun_stays_when_the_fact_that_chose_it_changes() -> None:
    """26. Route chosen by facts that can change: never guess by event names which steps count in another."""
    told = under("R5")
    registered(told, c.Receive(channel="visit", details=SHEET))
    before = told.state.route, told.state.steps
    told.correct(1, c.Receive(channel="letter", details=SHEET), "2026-01-05", "2026-01-06")
    assert (told.state.route, told.state.steps) == before


@pytest.mark.parametrize("book", ["R1", "R2", "R3", "R4", "R5", "R6", "S1"])
def test_27_no_bundled_book_has_a_matter_with_two_routes(book: str) -> None:
    """27. Route overlaps and gaps: 25 of 70 combinations of the first draft of R5 had several routes, 9 had none."""
    assert overlaps(newest(book)) == ()


def test_28_an_event_ticks_the_first_open_step_and_is_ordinary_history_after_the_last() -> None:
    """28. A step's event may occur outside the route; the same event twice in one route is allowed, in order."""
    told = on_the_way(SIGN, PASS, AGAIN)
    ticked = [
        told.when(INSTRUCT, "2026-01-05", by=DEPUTY).step,
        told.when(FORWARD, "2026-01-05").step,
        told.when(INSTRUCT, "2026-01-06", by=HEAD).step,
        told.when(INSTRUCT, "2026-01-07", by=CLERK).step,
    ]
    assert ticked == ["sign", "pass", "again", ""]


def test_29_a_deputy_acts_for_the_head_while_the_delegation_is_in_force_and_reviews_no_draft_of_his_own() -> None:
    """29. Delegation: posts on the day of occurrence, and then not also the reviewer of the same draft."""
    away = o.Delegated(taker="倪虹", giver="钟山", since=date(2026, 1, 12), until=date(2026, 1, 16), reason="外出")
    office = bureau().tell(away).profile
    acting = [day for day in (11, 12, 16, 17) if "head" in staffing.posts_of(office, "倪虹", date(2026, 1, day))]
    assert acting == [12, 16]
    guard = GuardRule(id="g", clause="T.9", verbs=("Review",), require=require(actor_not=("drafter",)))
    told = registered(case(guards=(guard,)))
    told.when(c.Draft(text="初步意见"), "2026-01-12", by=DEPUTY)
    assert set(told.refused(c.Review(), "2026-01-13", by=DEPUTY)) == {"T.9"}


def test_30_what_somebody_holds_who_has_left_is_listed_from_that_day() -> None:
    """30. Role resolved too early: the stored holder stays, a daily check lists duties whose holder has left."""
    told = bureau().tell(o.PersonLeft(person="卫东", since=date(2026, 2, 1)))
    held = [("一", "卫东"), ("二", "柳青")]
    assert staffing.orphaned(told.profile, held, date(2026, 1, 31)) == []
    assert staffing.orphaned(told.profile, held, date(2026, 2, 1)) == ["一"]


def test_31_whoever_is_accused_while_holding_the_petition_gets_it_no_more() -> None:
    """31. Accused named later: it goes on elsewhere, and the words of the refusal do not say why."""
    told = registered(under("S1"))
    told.when(c.Forward(target="规划科"), "2026-01-06")
    told.when(c.SignFor(unit="规划科"), "2026-01-06", by=Actor("卫东", unit="规划科", post="section_head"))
    told.when(c.Classify(details=ACCUSED), "2026-01-07")
    told.when(c.Forward(target="后扶科"), "2026-01-08")
    told.when(c.SignFor(unit="后扶科"), "2026-01-08", by=HANDLER)
    assert told.state.routing.holder == "后扶科"
    assert told.refused(c.Return(reason="不属"), "2026-01-09", by=HANDLER).items() >= NOT_TO_THEM.items()


def test_32_an_anonymous_letter_of_the_association_is_closed_when_it_says_why_nobody_was_told() -> None:
    """32. Guards of the parent: S1.23's notice or exemption also binds R3's anonymous closing."""
    told = registered(under("R3"), c.Receive(channel="letter", details=Details(anonymous=True, problem="漏水")))
    close = c.Close(outcome="explained", explanation="说明")
    assert "S1.23" in told.refused(close, "2026-01-06")
    told.when(c.Exempt(reason="匿名"), "2026-01-06")
    assert "S1.23" not in told.refused(c.Close(outcome="nothing"), "2026-01-06")


def test_34_a_value_that_is_zero_or_no_is_given() -> None:
    """34. A zero or False value in a required field is a value; presence is tested by "is given"."""
    guard = GuardRule(id="g", clause="T.9", verbs=("Close",), require=require(fields=("urgent",)))
    told = registered(case(guards=(guard,)))
    refused = told.refused(c.Close(outcome="done"), "2026-01-06")
    assert "T.9" in refused
    told.when(c.Classify(details=Details(urgent=False)), "2026-01-06")
    assert "T.9" not in told.refused(c.Close(outcome="done"), "2026-01-06")


def test_35_an_empty_list_and_an_absent_key_mean_the_same() -> None:
    """35. Empty lists in TOML (`cancelled_by = []`) and an absent key must mean the same."""
    said = WHOLE.replace("amount = 15", "amount = 15\ncancelled_by = []")
    assert said != WHOLE
    assert load(said).duties == load(WHOLE).duties


def test_each_of_the_35_traps_has_its_test() -> None:
    files = Path(__file__).parent.glob("test_traps*.py")
    found = {int(n) for file in files for n in re.findall(r"(?m)^def test_(\d+)_", file.read_text(encoding="utf-8"))}
    assert found == set(range(1, 36))
