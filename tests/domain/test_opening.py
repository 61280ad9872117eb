"""What an event opens: not what is settled already, in whatever order the acts are entered (rulebook.md 1.3)."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from domain import commands as c
from domain.values import Details
from tests.domain.rules import at, case, facts, rule
from tests.domain.scenario import HEAD, SHEET, Scenario

LETTER = c.Receive(channel="letter")
VISIT = c.Receive(channel="visit", place="hall", details=SHEET)
PETITION = Details(procedure="petition")
ELSEWHERE = Details(procedure="litigation")
OPINION = c.Answer(reply_kind="opinion", text="已办", delivered=True)
RESULT = c.Answer(reply_kind="result", text="已办", delivered=True)


def told_before_registration(told: Scenario, act: c.Act, on: str, receipt: c.Receive = LETTER) -> Scenario:
    told.when(receipt, "2026-01-05")
    told.when(act, on)
    told.when(c.Register(), on)
    return told


@pytest.mark.clause("S1.23")
@pytest.mark.parametrize(
    "act",
    [c.Exempt(reason="匿名"), c.Withdraw(), c.Notify(notice="receipt"), RESULT],
    ids=lambda act: type(act).__name__,
)
def test_what_was_done_before_the_registration_is_not_owed_after_it(s1: Scenario, act: c.Act) -> None:
    assert told_before_registration(s1, act, "2026-01-06").owed() == {}


@pytest.mark.clause("R5.12")
def test_answered_on_the_spot_before_it_is_registered_nothing_more_is_owed(r5: Scenario) -> None:
    answered = c.Answer(reply_kind="result", text="已说明", delivered=True, on_spot=True)
    line = told_before_registration(r5, answered, "2026-01-05", VISIT).lines[-1]
    assert (line.duties.opened, line.breaches) == ((), ())


@pytest.mark.clause("R5.12")
def test_registering_after_a_late_answer_does_not_hide_that_it_was_late(r5: Scenario) -> None:
    line = told_before_registration(r5, replace(RESULT, on_spot=True), "2026-02-20", VISIT).lines[-1]
    assert r5.owed() == {}
    assert {(breach.clause, breach.entry, breach.detail) for breach in line.breaches} == {
        ("R5.12", "answer_hall", "settled on 2026-02-20, after its end on 2026-02-04"),
        ("S1.23.2", "notice_direct", "settled on 2026-02-20, after its end on 2026-01-20"),
    }


@pytest.mark.clause("R5.12")
def test_a_letter_on_the_way_that_was_served_before_does_not_pass_for_the_answer(r5: Scenario) -> None:
    """When it was served nothing final had been answered; that something has been since does not change it."""
    r5.when(VISIT, "2026-01-05")
    r5.when(c.Answer(reply_kind="interim"), "2026-01-05")
    r5.when(c.Serve(document="answer"), "2026-01-06")
    r5.when(c.Answer(reply_kind="result"), "2026-01-07", already_done="已寄出")
    r5.when(c.Register(), "2026-01-07")
    assert set(r5.owed()) == {"answer_hall"}


@pytest.mark.clause("S1.34")
@pytest.mark.parametrize("accepted", ["2026-01-08", "2026-01-20"])
def test_an_acceptance_entered_behind_the_opinion_opens_no_limit(s1: Scenario, accepted: str) -> None:
    s1.when(LETTER, "2026-01-05")
    s1.when(c.Register(), "2026-01-05")
    s1.when(OPINION, "2026-01-20")
    s1.when(c.Classify(details=ELSEWHERE), "2026-01-20")
    s1.when(c.Accept(), accepted, recorded="2026-01-21")
    line = s1.when(c.Classify(details=PETITION), "2026-01-21")
    assert ("handle" in s1.owed(), line.breaches) == (False, ())


@pytest.mark.clause("S1.34")
def test_an_opinion_that_was_late_stays_so_whenever_the_acceptance_is_entered(s1: Scenario) -> None:
    s1.when(LETTER, "2026-01-05")
    s1.when(c.Register(), "2026-01-05")
    s1.when(c.Classify(details=PETITION), "2026-01-05")
    s1.when(OPINION, "2026-03-20")
    line = s1.when(c.Accept(), "2026-01-06", recorded="2026-03-23")
    assert [(breach.clause, breach.entry) for breach in line.breaches] == [("S1.34", "handle")]
    again = s1.when(c.Classify(details=Details(urgent=True)), "2026-01-06", recorded="2026-03-24")
    assert "handle" not in s1.owed()
    assert {opened.key.id for opened in again.duties.opened} == {"urgent_report"}


@pytest.mark.clause("S1.34")
def test_an_opinion_of_before_the_acceptance_does_not_meet_its_limit(s1: Scenario) -> None:
    s1.when(LETTER, "2026-01-05")
    s1.when(c.Register(), "2026-01-05")
    s1.when(OPINION, "2026-01-08")
    s1.when(c.Classify(details=PETITION), "2026-01-09")
    s1.when(c.Accept(), "2026-01-09")
    assert "handle" in s1.owed()


def test_what_counts_from_the_event_itself_is_settled_only_by_what_came_after_it() -> None:
    told = case(rule(opens=at("Submitted"), met_by=at("Instructed")))
    told.when(LETTER, "2026-01-05")
    told.when(c.Instruct(text="先办"), "2026-01-06")
    told.when(c.Submit(to="倪虹"), "2026-01-06")
    assert told.owed() == {"d": date(2026, 1, 16)}


def test_what_counts_from_the_event_itself_and_was_done_after_it_is_not_owed() -> None:
    told = case(rule(opens=at("Submitted"), met_by=at("Instructed")))
    told.when(LETTER, "2026-01-05")
    told.when(c.Instruct(text="办"), "2026-01-08")
    told.when(c.Submit(to="倪虹"), "2026-01-06", recorded="2026-01-09")
    assert told.owed() == {}


def test_of_several_targets_only_what_concerns_this_one_settles_it() -> None:
    told = case(rule(opens=at("Forwarded"), per="target", start="received", met_by=at("ResultReported")))
    told.when(LETTER, "2026-01-05")
    told.when(c.ReportResult(text="毕", to="office", unit="规划科"), "2026-01-06")
    told.when(c.Forward(target="后扶科"), "2026-01-06")
    assert told.owed() == {"d": date(2026, 1, 15)}
    told.when(c.Forward(target="规划科"), "2026-01-07")
    assert [duty.key.discriminator for duty in told.state.duties] == ["后扶科"]


def test_what_had_cancelled_it_for_a_reason_that_is_gone_does_not_hold_it_back() -> None:
    urgent = facts(urgent=True)
    told = case(
        rule(opens=at("Classified", urgent), start="received", cancelled_by=at("Classified", facts(urgent=False)))
    )
    told.when(LETTER, "2026-01-05")
    told.when(c.Classify(details=Details(urgent=False)), "2026-01-06")
    told.when(c.Classify(details=Details(urgent=True)), "2026-01-07")
    assert set(told.owed()) == {"d"}


# ---- another round


@pytest.mark.clause("S1.34")
def test_21_in_a_new_round_the_limit_counts_from_the_acceptance_of_that_round(s1: Scenario) -> None:
    """Trap 21: a classification after the reopening starts no clock at the acceptance of long ago."""
    s1.when(LETTER, "2024-01-08")
    s1.when(c.Register(), "2024-01-08")
    s1.when(c.Classify(details=PETITION), "2024-01-09")
    s1.when(c.Accept(), "2024-01-10")
    s1.when(c.Extend(duty="handle", reason="难"), "2024-01-11", by=HEAD)
    s1.when(OPINION, "2024-02-01")
    s1.when(c.Close(outcome="supported", legal_basis="条例"), "2024-02-02")
    s1.when(c.Reopen(reason="重办"), "2025-06-02")
    assert (s1.state.accepted_at, s1.state.extended) == (None, False)
    s1.when(c.Classify(details=Details(importance="major")), "2025-06-03")
    assert "handle" not in s1.owed()
    s1.when(c.Accept(), "2025-06-04")
    assert s1.duty("handle").opened.start == date(2025, 6, 4)


def test_an_anchor_of_an_earlier_round_is_none_of_this_one_but_the_receipt_is() -> None:
    told = case(
        rule(opens=at("Pressed"), start="forwarded"),
        rule(id="e", opens=at("Instructed"), start="received"),
        outcomes=case().book.outcomes,
    )
    told.when(LETTER, "2026-01-05")
    told.when(c.Forward(target="后扶科"), "2026-01-06")
    told.when(c.Withdraw(), "2026-01-07")
    told.when(c.Reopen(reason="重办"), "2026-01-12")
    words = "the rule counts from forwarded, which has not happened"
    assert told.refused(c.Press(to="后扶科"), "2026-01-13") == {"T.1": words}
    told.when(c.Instruct(text="办"), "2026-01-13")
    assert told.duty("e").opened.start == date(2026, 1, 5)


def test_taking_up_again_at_another_unit_moves_what_follows_the_petition() -> None:
    told = case(rule(on_forward="follow"), rule(id="stays"), rule(id="ends", on_forward="end"))
    told.when(LETTER, "2026-01-05")
    told.when(c.Register(), "2026-01-05")
    told.when(c.Withdraw(), "2026-01-07")
    told.when(c.Reopen(reason="重办", unit="后扶科"), "2026-01-12")
    assert {duty.key.id: duty.holder for duty in told.state.duties if not duty.end} == {
        "d": "后扶科",
        "stays": "信访科",
    }
    told.when(c.Withdraw(), "2026-01-13")
    told.when(c.Reopen(reason="重办"), "2026-01-14")
    assert told.duty("d").holder == "后扶科"


# ---- the same limit again


@pytest.mark.clause("S1.34")
def test_classified_away_and_back_the_extension_granted_stands_and_is_the_only_one(s1: Scenario) -> None:
    s1.when(LETTER, "2024-01-08")
    s1.when(c.Register(), "2024-01-08")
    s1.when(c.Classify(details=PETITION), "2024-01-09")
    s1.when(c.Accept(), "2024-01-10")
    s1.when(c.Extend(duty="handle", reason="难"), "2024-02-01", by=HEAD)
    before = s1.duty("handle")
    s1.when(c.Classify(details=ELSEWHERE), "2024-02-05")
    s1.when(c.Classify(details=PETITION), "2024-02-06")
    after = s1.duty("handle")
    assert (after.end, after.due, after.amount, after.extended) == (None, before.due, 90, 1)
    again = c.Extend(duty="handle", reason="难")
    assert s1.refused(again, "2024-02-07", by=HEAD) == {"S1.34": "it may be extended 1 time(s) only"}


# ---- assigned again

ASSIGN = c.Assign(target="后扶科", reply_by=date(2025, 1, 15))
LATER = c.Assign(target="后扶科", reply_by=date(2025, 2, 15))


def assigned(told: Scenario) -> Scenario:
    told.when(LETTER, "2025-01-06")
    told.when(c.Register(), "2025-01-06")
    told.when(ASSIGN, "2025-01-07")
    return told


@pytest.mark.clause("S1.22.3")
def test_4_a_unit_that_owes_its_report_is_not_given_another_date_for_it(s1: Scenario) -> None:
    """Trap 4: neither silently dropped nor silently moved."""
    assigned(s1).when(c.Forward(target="规划科"), "2025-01-08")
    words = "unit_result: 后扶科 owes it by 2025-01-15 already, and another date cannot be set beside that one"
    assert s1.refused(LATER, "2025-01-09") == {"S1.22.3": words}
    assert s1.when(ASSIGN, "2025-01-09").duties.opened == ()
    assert s1.owed()["unit_result"] == date(2025, 1, 15)


@pytest.mark.clause("S1.22.3")
def test_a_unit_that_has_reported_may_be_assigned_it_again(s1: Scenario) -> None:
    assigned(s1).when(c.ReportResult(text="毕", to="office", unit="后扶科"), "2025-01-08")
    s1.when(c.Forward(target="规划科"), "2025-01-08")
    s1.when(LATER, "2025-01-08")
    assert s1.owed()["unit_result"] == date(2025, 2, 15)


@pytest.mark.clause("S1.22.3")
def test_a_unit_that_returned_it_may_be_assigned_it_again_the_same_day(s1: Scenario) -> None:
    assigned(s1).when(c.Return(reason="不属"), "2025-01-08")
    s1.when(LATER, "2025-01-08")
    assert s1.owed()["unit_result"] == date(2025, 2, 15)
