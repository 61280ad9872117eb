"""Guards, forms and outcomes: each requirement of the closed list, refused or recorded (rulebook.md 1.5)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from domain import commands as c
from domain.deciding import Refused
from domain.guards import CHECKS
from domain.rulebook import FormRule, GuardRule, OutcomeRule, Requirement, Settings
from domain.values import Actor, Details, Person
from domain.vocabulary import REQUIREMENTS
from tests.domain.rules import at, case, facts, require
from tests.domain.scenario import CLERK, HANDLER, Scenario

SHEET = FormRule(id="sheet", clause="T.4", zh="登记表", required=("name", "problem"))


def guard(verb: str, **said: object) -> GuardRule:
    effect, done = str(said.pop("effect", "refuse")), str(said.pop("done", "breach"))
    return GuardRule(id="g", clause="T.9", verbs=(verb,), require=require(**said), effect=effect, done=done)


def guarded(*guards: GuardRule, **entries: Any) -> Scenario:
    told = case(guards=guards, forms=(SHEET,), **entries)
    told.when(c.Receive(channel="letter"), "2026-01-05")
    return told


def test_every_requirement_of_the_vocabulary_has_its_check() -> None:
    assert set(CHECKS) == set(REQUIREMENTS)


ANSWER = c.Answer(reply_kind="result")
ACCUSED = Details(accused=(Person(id=UUID(int=9), name="卫东"),), accused_units=("规划科",))

# The guard; the act; what makes it possible.
REQUIRED: dict[str, tuple[GuardRule, c.Act, c.Act]] = {
    "event_seen": (
        guard("Answer", event_seen=at("Instructed")),
        ANSWER,
        c.Instruct(text="办"),
    ),
    "event_seen with a condition": (
        guard("Answer", event_seen=at("Notified", facts(notice="receipt"))),
        ANSWER,
        c.Notify(notice="receipt"),
    ),
    "fields": (
        guard("Answer", fields=("procedure",)),
        ANSWER,
        c.Classify(details=Details(procedure="petition")),
    ),
    "count_at_least": (
        guard("Answer", count_at_least=("receivers", 2)),
        ANSWER,
        c.Classify(details=Details(receivers=("甲", "乙", "乙"))),
    ),
    "form_complete": (
        guard("Answer", form_complete="sheet"),
        ANSWER,
        c.Classify(details=Details(problem="漏水", not_given={"name": "refused"})),
    ),
    "any_of": (
        guard(
            "Answer",
            any_of=(Requirement("event_seen", at("Exempted")), Requirement("fields", ("content_class",))),
        ),
        ANSWER,
        c.Classify(details=Details(content_class="住房")),
    ),
}


@pytest.mark.parametrize(("rule", "act", "enabling"), REQUIRED.values(), ids=REQUIRED)
def test_a_requirement_refuses_until_it_is_met(rule: GuardRule, act: c.Act, enabling: c.Act) -> None:
    told = guarded(rule)
    told.when(c.Notify(notice="extension"), "2026-01-05")
    assert set(told.refused(act, "2026-01-06")) == {"T.9"}
    told.when(enabling, "2026-01-06")
    told.when(act, "2026-01-06")


def test_at_most_so_many_different_ones() -> None:
    told = guarded(guard("Register", count_at_most=("receivers", 2)))
    assert "T.9" in told.refused(c.Register(details=Details(receivers=("甲", "乙", "丙"))), "2026-01-05")
    told.when(c.Register(details=Details(receivers=("甲", "乙", "乙"))), "2026-01-05")


def test_not_before_something_that_happened() -> None:
    told = guarded(guard("Notify", not_before=at("Answered")))
    notice = c.Notify(notice="receipt")
    told.when(notice, "2026-01-05")
    told.when(ANSWER, "2026-01-07 10:00")
    assert told.refused(notice, "2026-01-06", recorded="2026-01-08") == {
        "T.9": "it cannot come before what happened on 2026-01-07"
    }
    assert "T.9" in told.refused(notice, "2026-01-07 09:00", recorded="2026-01-08")
    told.when(notice, "2026-01-07", recorded="2026-01-08")


@pytest.mark.parametrize(("roles", "filled"), [(("head",), True), (("head", "review_body"), False)])
def test_roles_must_be_filled(roles: tuple[str, ...], filled: bool) -> None:  # noqa: FBT001 - a table
    told = guarded(guard("Register", roles_named=roles))
    if filled:
        told.when(c.Register(), "2026-01-05")
    else:
        assert told.refused(c.Register(), "2026-01-05") == {"T.9": "nobody is named as review_body"}


@pytest.mark.parametrize("actor", [Actor("卫东", unit="后扶科"), Actor("柳青", unit="规划科")])
def test_who_stands_in_a_relation_does_not_act(actor: Actor) -> None:
    told = guarded(guard("ReportResult", actor_not=("accused",)))
    told.when(c.Classify(details=ACCUSED), "2026-01-05")
    assert told.refused(c.ReportResult(text="毕", to="assigner"), "2026-01-05", by=actor) == {
        "T.9": "this officer may not act here"
    }
    told.when(c.ReportResult(text="毕", to="assigner"), "2026-01-05", by=HANDLER)


def test_the_petitioner_does_not_receive_what_is_theirs() -> None:
    told = guarded(guard("Forward", target_not=("petitioner",)))
    told.when(c.Classify(details=Details(petitioner=Person(id=UUID(int=8), name="焦桂英"))), "2026-01-05")
    assert "T.9" in told.refused(c.Forward(target="焦桂英"), "2026-01-05")


def test_a_value_that_is_zero_or_no_is_given() -> None:
    """Trap 34."""
    told = guarded(guard("Answer", fields=("urgent", "age")))
    told.when(c.Classify(details=Details(urgent=False, petitioner=Person(id=UUID(int=8), age="0"))), "2026-01-05")
    told.when(ANSWER, "2026-01-05")


# ---- refuse or record


def test_a_guard_may_record_a_breach_and_let_it_pass() -> None:
    told = guarded(guard("Answer", event_seen=at("Instructed"), effect="breach"))
    line = told.when(ANSWER, "2026-01-05")
    assert [(breach.clause, breach.entry, breach.detail) for breach in line.breaches] == [
        ("T.9", "g", "before it there must be Instructed")
    ]


def test_what_has_already_happened_is_kept_with_the_breach() -> None:
    told = guarded(guard("Answer", event_seen=at("Instructed")))
    line = told.when(ANSWER, "2026-01-05", already_done="已寄出")
    assert [breach.clause for breach in line.breaches] == ["T.9"]
    assert line.already_done == "已寄出"


def test_unless_the_rule_refuses_it_also_then() -> None:
    told = guarded(guard("Answer", event_seen=at("Instructed"), done="refuse"))
    assert set(told.refused(ANSWER, "2026-01-05", already_done="已寄出")) == {"T.9"}


def test_no_reason_opens_the_door_of_a_closing() -> None:
    """Trap 13."""
    outcome = OutcomeRule(id="done", clause="T.5")
    told = guarded(guard("Close", event_seen=at("Answered")), outcomes=(outcome,))
    told.when(c.Register(), "2026-01-05")
    assert set(told.refused(c.Close(outcome="done"), "2026-01-05", already_done="已口头办结")) == {"T.9"}


def test_all_reasons_of_structure_guards_forms_and_outcome_come_together() -> None:
    form = FormRule(id="file", clause="T.6", required=("content_class",), before=("Close",))
    told = guarded(
        guard("Close", event_seen=at("Answered"), fields=("legal_basis",)),
        outcomes=(OutcomeRule(id="done", clause="T.5", needs=("policy",)),),
        settings=Settings(outcome_clause="T.7"),
    )
    told.book = case(
        guards=told.book.guards, outcomes=told.book.outcomes, forms=(form,), settings=told.book.settings
    ).book
    with pytest.raises(Refused) as refused:
        told.when(c.Close(outcome="gone"), "2026-01-05", by=CLERK)
    assert [reason.clause for reason in refused.value.reasons] == ["S1.22", "T.9", "T.9", "T.6", "T.7"]


# ---- forms


def test_a_channel_that_cannot_give_a_field_is_not_asked_for_it() -> None:
    form = FormRule(
        id="sheet",
        clause="T.4",
        channels=("call", "visit"),
        required=("name", "problem"),
        not_givable={"call": ("name",)},
        before=("Register",),
    )
    for channel, lacks in [("letter", False), ("call", False), ("visit", True)]:
        told = case(forms=(form,))
        told.when(c.Receive(channel=channel, details=Details(problem="漏水")), "2026-01-05")
        if lacks:
            assert "lacks name" in told.refused(c.Register(), "2026-01-05")["T.4"]
        else:
            told.when(c.Register(), "2026-01-05")


def test_a_form_may_have_a_condition() -> None:
    form = FormRule(id="f", clause="T.4", required=("name",), before=("Register",), when=facts(urgent=True))
    told = case(forms=(form,))
    told.when(c.Receive(channel="letter"), "2026-01-05")
    told.when(c.Register(), "2026-01-05")


# ---- outcomes


@pytest.mark.clause("S1.32")
def test_a_petition_is_closed_with_an_outcome_that_fits_and_what_it_needs(s1: Scenario) -> None:
    s1.when(c.Receive(channel="letter"), "2026-01-05")
    s1.when(c.Register(), "2026-01-05")
    s1.when(ANSWER, "2026-01-06")
    unknown = s1.refused(c.Close(outcome="gone"), "2026-01-06")
    assert "supported (needs legal_basis)" in unknown["S1.32"]
    assert "adopted" not in unknown["S1.32"], "only those that fit are offered"
    assert s1.refused(c.Close(outcome="adopted"), "2026-01-06") == {
        "S1.29": "the outcome adopted does not fit this petition"
    }
    assert s1.refused(c.Close(outcome="supported"), "2026-01-06") == {"S1.32.1": "supported needs legal_basis"}
    s1.when(c.Close(outcome="supported", legal_basis="条例"), "2026-01-06")
    assert s1.state.ending.outcome == "supported"
