"""What can be done to a petition now, and why the rest cannot: told before anything is filled in."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from domain import commands as c
from domain.possible import ACTS, Possible, possible
from domain.values import Actor, Details, Person
from tests.domain.scenario import CLERK, HANDLER, PERSON, SHEET, Scenario, instant, moment, under


@pytest.fixture
def visit() -> Scenario:
    """A visit to the hall under R5, registered."""
    told = under("R5")
    told.when(c.Receive(channel="visit", place="hall", details=SHEET), "2026-03-02 09:00")
    told.when(c.Register(), "2026-03-02 09:10")
    return told


def found(told: Scenario, verb: str, day: str = "2026-03-03", by: Actor = CLERK) -> Possible:
    judged = possible(told.state, by, moment(day), told.context(instant(f"{day} 10:00")))
    return next(each for each in judged if each.verb == verb)


def why(told: Scenario, verb: str, by: Actor = CLERK) -> str:
    judged = found(told, verb, by=by)
    assert not judged.allowed
    return "；".join(reason.zh for reason in judged.reasons)


def test_every_act_is_judged_once(visit: Scenario) -> None:
    judged = possible(visit.state, CLERK, moment("2026-03-03"), visit.context(instant("2026-03-03 10:00")))
    assert [each.verb for each in judged] == [act.__name__ for act in ACTS]
    assert all(each.allowed == (not each.reasons) for each in judged)


def test_what_was_registered_is_not_registered_again_and_the_reason_says_so(visit: Scenario) -> None:
    assert "已登记" in why(visit, "Register")


def test_a_visit_is_not_opened_like_a_letter(visit: Scenario) -> None:
    assert "只有来信可以拆封" in why(visit, "Open")


def test_a_form_with_nothing_in_it_yet_is_no_reason(visit: Scenario) -> None:
    """Comment, Classify: what is typed will do."""
    for verb in ("Comment", "Classify", "Propose", "Withdraw", "Void"):
        assert found(visit, verb).allowed


def test_nothing_is_archived_before_it_is_closed(visit: Scenario) -> None:
    assert "尚未办结" in why(visit, "Archive")
    assert "尚未办结" in why(visit, "Reopen")


def test_whoever_is_complained_of_is_not_told_why_the_petition_does_not_come_to_them(visit: Scenario) -> None:
    """What may be passed to whom is said when a unit is named, not before."""
    accused = Details(accused=(Person(id=replace(SHEET.petitioner or Person(id=PERSON)).id, name="柳青"),))
    visit.when(c.Classify(details=accused), "2026-03-03")
    assert "柳青" not in "".join(reason.zh for reason in found(visit, "Forward").reasons)


def test_what_is_on_the_way_is_signed_for_and_nothing_else_is(visit: Scenario) -> None:
    assert not found(visit, "SignFor").allowed
    letter = under("S1")
    letter.when(c.Receive(channel="letter", details=SHEET), "2026-03-02 09:00")
    letter.when(c.Register(), "2026-03-02 09:10")
    letter.when(c.Forward(target="后扶科"), "2026-03-04")
    assert found(letter, "SignFor", "2026-03-05", by=HANDLER).allowed


def test_a_void_petition_takes_remarks_only(visit: Scenario) -> None:
    visit.when(c.Void(reason="重复录入"), "2026-03-03")
    judged = possible(visit.state, CLERK, moment("2026-03-04"), visit.context(instant("2026-03-04 10:00")))
    assert [each.verb for each in judged if each.allowed] == ["Comment"]
    assert "已作废" in why(visit, "Forward")


def test_codes_that_make_sense_are_named(visit: Scenario) -> None:
    """Of a duty only those that are open, of a closing only the outcomes that fit."""
    outcomes = found(visit, "Close").choices.get("outcome", ())
    assert set(outcomes) <= {each.id for each in visit.book.outcomes}
    duties = {duty.key.id for duty in visit.state.duties if duty.end is None}
    assert set(found(visit, "RequestExtension").choices.get("duty", ())) <= duties
