"""By a correction nobody gives himself time, clears himself, or takes away what a later decision rests on."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from domain import commands as c
from domain.values import IMPORTED, Actor, Details
from tests.domain.scenario import CLERK, DEPUTY, HANDLER, HEAD, SHEET, Scenario, under
from tests.domain.test_corrected_limits import ONE, TWO, correcting, told_breaches
from tests.domain.test_corrections import SECOND, lateness

HALL = c.Receive(channel="visit", place="hall", details=SHEET)
LETTER = c.Receive(channel="letter")
CLOSE = c.Close(outcome="supported", legal_basis="条例")
STRUCTURE = {"structure"}


def come_in(book: str, receipt: c.Receive, on: str = "2026-01-05") -> Scenario:
    told = under(book)
    told.when(receipt, on)
    told.when(c.Register(), on)
    return told


# ---- a limit that is open


def accepted() -> Scenario:
    """Accepted on 6 January: sixty days, to 9 March."""
    told = come_in("S1", replace(LETTER, details=Details(procedure="petition")))
    told.when(c.Accept(), "2026-01-06")
    return told


def test_a_limit_that_runs_is_not_lengthened_by_who_entered_its_beginning_not_even_on_its_last_day() -> None:
    told = accepted()
    later = correcting(3, c.Accept(), "2026-02-09")
    for on in ("2026-02-09", "2026-03-09"):
        assert set(told.refused(later, on)) == STRUCTURE
    told.when(later, "2026-03-09", by=SECOND)
    assert told.owed()["handle"] == date(2026, 4, 10)
    assert set(told.refused(correcting(3, c.Accept(), "2026-04-08"), "2026-04-08")) == STRUCTURE


def test_what_was_entered_today_is_put_right_today_by_the_same_hand() -> None:
    """It could have been said rightly at once: no limit has rested on it."""
    told = under("S1")
    told.when(replace(LETTER, details=Details(procedure="petition")), "2026-01-05")
    told.when(c.Accept(), "2026-01-07", recorded="2026-01-08")
    told.when(correcting(2, c.Accept(), "2026-01-08"), "2026-01-08")
    assert told.owed()["handle"] == date(2026, 3, 9)


def test_a_limit_is_shortened_by_the_same_hand() -> None:
    told = accepted()
    told.correct(3, c.Accept(), "2026-01-05", "2026-01-09")
    assert told.owed()["handle"] == date(2026, 3, 6)


def test_an_owed_answer_is_not_corrected_away_by_who_entered_what_asks_it(r5: Scenario) -> None:
    r5.when(HALL, "2026-01-05")
    r5.when(c.Register(), "2026-01-05")
    elsewhere = correcting(1, replace(HALL, place="elsewhere"), "2026-01-05")
    assert set(r5.refused(elsewhere, "2026-02-04")) == STRUCTURE
    r5.when(elsewhere, "2026-02-04", by=SECOND)
    assert "answer_hall" not in r5.owed()


def test_a_date_that_was_ordered_is_not_put_off_on_its_last_day_by_who_entered_it() -> None:
    told = come_in("S1", LETTER)
    told.when(c.Assign(target="后扶科", reply_by=date(2026, 1, 20)), "2026-01-06")
    december = correcting(3, c.Assign(target="后扶科", reply_by=date(2026, 12, 20)), "2026-01-06")
    assert set(told.refused(december, "2026-01-20")) == STRUCTURE


def test_a_source_that_puts_off_its_own_date_is_followed(plain: Scenario) -> None:
    importer = Actor("import", authenticated=IMPORTED)
    first, second = (replace(LETTER, details=Details(due_on=date(2026, 2, day))) for day in (2, 9))
    plain.when(first, "2026-01-05", by=importer)
    plain.when(c.Register(), "2026-01-05", by=importer)
    plain.correct(1, second, "2026-01-05", "2026-01-20", by=importer)
    assert plain.owed() == {"source_due": date(2026, 2, 9)}


# ---- what was late or broken


def test_who_opened_a_letter_too_late_does_not_make_himself_punctual_by_correcting_its_receipt() -> None:
    told = under("R1")
    told.when(LETTER, "2026-01-05")
    told.when(c.Open(envelope="信封", stamp="邮票", bound_together=True), "2026-01-08", by=HANDLER)
    (late,) = (duty for duty in told.state.duties if duty.end and duty.end.late)
    punctual = correcting(1, LETTER, "2026-01-08")
    for hand in (HANDLER, CLERK):
        assert set(told.refused(punctual, "2026-01-09", by=hand)) == STRUCTURE
    told.when(punctual, "2026-01-09", by=SECOND)
    assert lateness(told, late.key.id) == ("met", False)


def test_who_answered_too_late_does_not_put_off_the_limit_though_somebody_else_had_entered_its_beginning() -> None:
    told = accepted()
    told.when(c.Answer(reply_kind="result", text="已办"), "2026-03-20", by=HANDLER)
    later = correcting(3, c.Accept(), "2026-02-09")
    for hand in (HANDLER, CLERK):
        assert set(told.refused(later, "2026-03-23", by=hand)) == STRUCTURE
    told.when(later, "2026-03-23", by=SECOND)
    assert lateness(told, "handle") == ("met", False)


def test_a_breach_of_a_guard_is_cleared_by_another_hand_only_also_on_the_same_day(r5: Scenario) -> None:
    r5.when(replace(HALL, details=replace(SHEET, receivers=None)), "2026-01-20")
    r5.when(c.Register(details=ONE), "2026-01-20", already_done="已接访")
    both = correcting(2, c.Register(details=TWO), "2026-01-20")
    assert set(r5.refused(both, "2026-01-20")) == STRUCTURE
    r5.when(both, "2026-01-20", by=SECOND)
    assert told_breaches(r5) == []


# ---- what later decisions rest on


@pytest.mark.clause("R5.3")
def test_a_registration_that_two_receivers_allowed_does_not_lose_one_by_correcting_the_receipt(r5: Scenario) -> None:
    r5.when(HALL, "2026-01-20")
    r5.when(c.Register(), "2026-01-20")
    alone = correcting(1, replace(HALL, details=replace(SHEET, receivers=("田甜",))), "2026-01-20")
    assert set(r5.refused(alone, "2026-01-21", by=SECOND)) == {"R5.3"}


@pytest.mark.clause("R5.3")
def test_a_letter_registered_as_such_does_not_become_a_visit_that_one_alone_received(r5: Scenario) -> None:
    alone = replace(SHEET, receivers=("田甜",))
    r5.when(replace(LETTER, details=alone), "2026-01-05")
    r5.when(c.Register(), "2026-01-05")
    assert set(r5.refused(correcting(1, replace(HALL, details=alone), "2026-01-05"), "2026-01-05")) == {"R5.3"}


@pytest.mark.clause("R5.3")
def test_the_truth_is_told_at_the_registration_first_and_then_at_the_receipt(r5: Scenario) -> None:
    r5.when(replace(HALL, details=replace(SHEET, receivers=None)), "2026-01-20")
    r5.when(c.Register(details=TWO), "2026-01-20")
    r5.correct(2, c.Register(details=ONE), "2026-01-20", "2026-01-21")
    r5.correct(1, replace(HALL, details=replace(SHEET, receivers=("田甜",))), "2026-01-20", "2026-01-21")
    assert told_breaches(r5) == [(2, "R5.3")]


def closed() -> Scenario:
    told = come_in("S1", LETTER)
    told.when(c.Answer(reply_kind="result", text="已办"), "2026-01-06")
    told.when(CLOSE, "2026-01-07")
    return told


INTERIM = correcting(3, c.Answer(reply_kind="interim", text="已办"), "2026-01-06")


def test_a_closed_petition_does_not_lose_the_answer_it_was_closed_upon() -> None:
    told = closed()
    assert not told.refused(INTERIM, "2026-01-08", by=SECOND).keys() & STRUCTURE
    told.correct(3, c.Answer(reply_kind="policy", text="已办"), "2026-01-06", "2026-01-08")
    assert told.state.ending.outcome == "supported"


def test_once_the_closing_was_taken_back_its_answer_may_be_corrected() -> None:
    told = closed()
    told.when(c.Reopen(reason="答复有误"), "2026-01-08")
    told.when(INTERIM, "2026-01-09", by=SECOND)
    assert told.state.open


@pytest.mark.clause("R5.5")
def test_a_step_of_a_route_is_not_corrected_to_where_it_may_not_go(r5: Scenario) -> None:
    r5.when(c.Receive(channel="letter", source="superior_assigned"), "2026-01-05")
    r5.when(c.Instruct(text="办"), "2026-01-06", by=DEPUTY)
    to_section = c.Forward(target="后扶科", target_kind="section")
    passed = r5.when(to_section, "2026-01-06")
    assert passed.step == "pass"
    outside = correcting(passed.version, replace(to_section, target_kind="outside_body"), "2026-01-06")
    assert set(r5.refused(outside, "2026-01-07", by=SECOND)) == {"R5.5"}
    r5.correct(passed.version, replace(to_section, target="规划科"), "2026-01-06", "2026-01-07", by=SECOND)


# ---- hearings


def second_review() -> Scenario:
    """Asked for on 5 January: thirty days, to 4 February."""
    told = come_in("S1", LETTER)
    told.when(c.Answer(reply_kind="opinion", text="x", delivered=True), "2026-01-05")
    told.when(c.RequestReview(level="1"), "2026-01-05")
    told.when(c.DecideReview(level="1", result="maintain", delivered=True), "2026-01-05")
    told.when(c.RequestReview(level="2"), "2026-01-05")
    assert told.owed()["review2"] == date(2026, 2, 4)
    return told


@pytest.mark.clause("S1.36")
def test_of_a_hearing_only_the_days_since_the_review_was_asked_for_are_not_counted() -> None:
    told = come_in("S1", LETTER)
    told.when(c.OpenHearing(), "2026-01-06")
    told.when(c.Answer(reply_kind="opinion", text="x", delivered=True), "2026-01-10")
    told.when(c.RequestReview(level="1"), "2026-01-12")
    told.when(c.DecideReview(level="1", result="maintain", delivered=True), "2026-01-13")
    told.when(c.RequestReview(level="2"), "2026-02-02")
    before = told.duty("review2").due.nominal
    told.when(c.CloseHearing(), "2026-02-03")
    assert (before, told.duty("review2").due.nominal) == (date(2026, 3, 4), date(2026, 3, 6)), "two days of it"


@pytest.mark.clause("S1.36")
def test_a_hearing_that_was_over_when_the_review_was_asked_for_stops_nothing() -> None:
    told = second_review()
    told.when(c.OpenHearing(), "2026-01-05", recorded="2026-01-20")
    told.when(c.CloseHearing(), "2026-01-05", recorded="2026-01-20")
    assert told.duty("review2").due.nominal == date(2026, 2, 5), "the day itself is one"


@pytest.mark.clause("S1.36")
def test_a_hearing_that_is_entered_after_the_end_lengthens_nothing_whatever_its_day() -> None:
    told = second_review()
    told.when(c.OpenHearing(), "2026-01-10", recorded="2026-03-20")
    told.when(c.CloseHearing(), "2026-03-20")
    assert told.owed()["review2"] == date(2026, 2, 4)
    told = second_review()
    told.when(c.OpenHearing(), "2026-01-10", recorded="2026-02-04")
    told.when(c.CloseHearing(), "2026-01-12", recorded="2026-02-20")
    assert told.duty("review2").due.nominal == date(2026, 2, 7), "entered in time it does"


@pytest.mark.clause("S1.36")
@pytest.mark.parametrize("is_over", [True, False])
def test_after_the_end_a_hearing_is_not_made_longer_by_a_correction_whoever_asks(*, is_over: bool) -> None:
    told = second_review()
    opened = told.when(c.OpenHearing(), "2026-01-30")
    if is_over:
        told.when(c.CloseHearing(), "2026-01-30")
    earlier = correcting(opened.version, c.OpenHearing(), "2026-01-10")
    assert set(told.refused(earlier, "2026-03-01", by=SECOND)) == {"S1.36"}
    assert told.owed()["review2"] == date(2026, 2, 5 if is_over else 4)


def test_the_head_corrects_his_own_extension_before_its_end(r5: Scenario) -> None:
    r5.when(HALL, "2026-01-05")
    r5.when(c.Register(), "2026-01-05")
    r5.when(c.Extend(duty="answer_hall", reason="难", days=40), "2026-01-10", by=HEAD)
    r5.correct(3, c.Extend(duty="answer_hall", reason="难", days=50), "2026-01-10", "2026-01-20", by=HEAD)
    assert r5.owed()["answer_hall"] == date(2026, 2, 24)
