"""An act that rests on another has not happened before it, whenever either is entered (rulebook.md trap 12)."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from domain import commands as c
from domain.values import Details, Moment
from tests.domain.scenario import DEPUTY, HANDLER, SHEET, Scenario

LETTER = c.Receive(channel="letter")
VISIT = c.Receive(channel="visit", place="hall", details=SHEET)
RESULT = c.Answer(reply_kind="result", text="已办")
OPINION = c.Answer(reply_kind="opinion", text="已办")
INTERIM = c.Answer(reply_kind="interim", text="在办")
SERVE = c.Serve(document="answer")
CLOSE = c.Close(outcome="recorded")
EXPLAINED = c.Close(outcome="explained", explanation="说明")


def registered(told: Scenario, receipt: c.Receive = LETTER, on: str = "2026-01-05") -> Scenario:
    told.when(receipt, on)
    told.when(c.Register(), on)
    return told


def too_early(told: Scenario, act: c.Act, on: str, base: str) -> None:
    """The act is refused on that day because it rests on what happened on `base`."""
    words = f"it rests on what happened on {base} and cannot come before it"
    assert told.refused(act, on, recorded="2026-03-31") == {"structure": words}
    assert told.refused(act, on, recorded="2026-03-31", already_done="补录") == {"structure": words}


def test_an_answer_is_not_served_before_it_was_given(plain: Scenario) -> None:
    registered(plain).when(RESULT, "2026-02-20 10:00")
    too_early(plain, SERVE, "2026-02-01", "2026-02-20")
    too_early(plain, SERVE, "2026-02-20 09:59", "2026-02-20")
    plain.when(SERVE, "2026-02-20", recorded="2026-03-31")


@pytest.mark.clause("R5.12")
def test_a_date_in_the_past_does_not_make_a_late_answer_one_in_time(r5: Scenario) -> None:
    """Answered on the 46th day: no service, neither of that answer nor of the interim one, was in time."""
    registered(r5, VISIT).when(INTERIM, "2026-01-10")
    r5.when(c.Submit(to="倪虹"), "2026-01-10")
    r5.when(c.Instruct(text="信访科答复"), "2026-01-12", by=DEPUTY)
    r5.when(RESULT, "2026-02-20")
    too_early(r5, SERVE, "2026-02-01", "2026-02-20")
    r5.when(SERVE, "2026-02-20")
    end = r5.duty("answer_hall").end
    assert end
    assert end.late


def test_a_time_without_a_zone_is_refused_for_that_alone(plain: Scenario) -> None:
    registered(plain).when(RESULT, "2026-01-08 10:00")
    plain.when(SERVE, "2026-01-08 11:00")
    naive = Moment(date(2026, 1, 7), datetime(2026, 1, 7, 9))  # noqa: DTZ001 - that is the fault
    correct = c.Correct(of=plain.state.version, act=SERVE, occurred=naive, reason="误")
    assert plain.refused(correct, "2026-01-09") == {"structure": "the time of occurrence names no time zone"}


def test_of_several_answers_the_one_of_its_kind_is_served(plain: Scenario) -> None:
    registered(plain).when(RESULT, "2026-01-08")
    plain.when(OPINION, "2026-01-12")
    too_early(plain, c.Serve(document="opinion"), "2026-01-09", "2026-01-12")
    plain.when(SERVE, "2026-01-09", recorded="2026-03-31")
    plain.when(c.Serve(document="opinion"), "2026-01-12")


def test_in_a_new_round_it_is_the_answer_of_that_round(plain: Scenario) -> None:
    registered(plain).when(RESULT, "2026-01-08")
    plain.when(CLOSE, "2026-01-09")
    plain.when(c.Reopen(reason="重办"), "2026-01-12")
    plain.when(SERVE, "2026-01-10", recorded="2026-03-31")
    plain.when(RESULT, "2026-01-20")
    too_early(plain, SERVE, "2026-01-15", "2026-01-20")


def test_a_notice_is_not_served_before_it_was_made(plain: Scenario) -> None:
    registered(plain).when(c.Notify(notice="receipt"), "2026-01-08")
    too_early(plain, c.Serve(document="notice"), "2026-01-07", "2026-01-08")


@pytest.mark.parametrize("act", [c.SignFor(unit="后扶科"), c.Return(reason="不属")])
def test_what_was_sent_arrives_and_comes_back_after_it_was_sent(plain: Scenario, act: c.Act) -> None:
    registered(plain).when(c.Forward(target="后扶科"), "2026-01-20")
    too_early(plain, act, "2026-01-08", "2026-01-20")
    plain.when(act, "2026-01-20", by=HANDLER)


def test_a_copy_sent_later_holds_up_nothing(plain: Scenario) -> None:
    registered(plain).when(c.Forward(target="后扶科"), "2026-01-06")
    plain.when(c.Forward(target="规划科", mode="copy"), "2026-01-08")
    plain.when(c.SignFor(unit="后扶科"), "2026-01-07", recorded="2026-01-09")


def test_it_is_archived_and_taken_up_again_after_it_was_closed(plain: Scenario) -> None:
    registered(plain).when(CLOSE, "2026-01-20")
    too_early(plain, c.Archive(file_number="1"), "2026-01-19", "2026-01-20")
    too_early(plain, c.Reopen(reason="重办"), "2026-01-19", "2026-01-20")
    plain.when(c.Archive(file_number="1"), "2026-01-20")


def test_what_was_withdrawn_comes_back_after_that(plain: Scenario) -> None:
    registered(plain).when(c.Withdraw(), "2026-01-20")
    too_early(plain, c.Reopen(reason="重办"), "2026-01-19", "2026-01-20")


@pytest.mark.clause("S1.23")
@pytest.mark.parametrize("ground", [c.Exempt(reason="地址不详"), RESULT])
def test_a_matter_is_not_closed_before_what_allowed_it(s1: Scenario, ground: c.Act) -> None:
    registered(s1).when(ground, "2026-01-20")
    assert set(s1.refused(EXPLAINED, "2026-01-08", recorded="2026-03-31")) == {"S1.23", "S1.32"}
    s1.when(EXPLAINED, "2026-01-20", recorded="2026-03-31")


@pytest.mark.clause("R5.4")
def test_what_a_guard_asks_for_has_happened_before(r5: Scenario) -> None:
    registered(r5).when(c.Submit(to="倪虹"), "2026-01-06")
    r5.when(c.Instruct(text="办"), "2026-01-07", by=DEPUTY)
    r5.when(c.Forward(target="后扶科"), "2026-01-07")
    too_early(r5, c.SignFor(unit="后扶科"), "2026-01-06", "2026-01-07")


def test_a_correction_does_not_bring_the_order_about_either(plain: Scenario) -> None:
    registered(plain).when(RESULT, "2026-01-20")
    plain.when(SERVE, "2026-01-22")
    of = plain.state.version
    correct = c.Correct(of=of, act=SERVE, occurred=plain.state.lines[0].occurred, reason="误")
    assert "structure" in plain.refused(correct, "2026-01-23")
    plain.correct(of, SERVE, "2026-01-21", "2026-01-23")
    assert plain.state.ending.delivered
    assert plain.state.ending.delivered.day == date(2026, 1, 21)
    assert plain.state.details == Details()


def test_no_correction_puts_an_answer_behind_its_service(plain: Scenario) -> None:
    registered(plain).when(RESULT, "2026-02-01")
    plain.when(SERVE, "2026-02-03")
    later = c.Correct(of=3, act=RESULT, occurred=Moment(date(2026, 2, 4)), reason="日期录错")
    assert plain.refused(later, "2026-02-10", by=HANDLER) == {
        "structure": "version 4 of 2026-02-03 rests on it and would come before it"
    }
    same_day = c.Correct(of=3, act=RESULT, occurred=Moment(date(2026, 2, 3)), reason="日期录错")
    plain.when(same_day, "2026-02-10", by=HANDLER)
