"""The duty step, rule by rule (rulebook.md 1.3), with books of its own."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from domain import commands as c
from domain import events as e
from domain.duty import Duty
from domain.rulebook import Condition, Extension
from domain.values import Actor, Details
from tests.domain.rules import at, case, facts, rule
from tests.domain.scenario import CLERK, HANDLER, Scenario

RECEIVE = c.Receive(channel="letter")
ANSWER = c.Answer(reply_kind="result", text="已办")
OTHER = Actor("卫东", unit="规划科", post="section_head")


def registered(told: Scenario, on: str = "2026-01-05") -> Scenario:
    told.when(RECEIVE, "2026-01-05 09:00")
    told.when(c.Register(), on)
    return told


def ended(duty: Duty) -> tuple[str, bool]:
    assert duty.end, f"{duty.key} is open"
    return duty.end.kind, duty.end.late


def test_a_duty_is_written_with_all_that_explains_its_date() -> None:
    told = case(rule(roll="next_working_day", word="及时", priority=2, holder="coordinating_department"))
    opened = registered(told).duty("d").opened
    assert opened == e.OpenedDuty(
        key=e.DutyKey("d"),
        clause="T.1",
        nature="duty",
        holder="信访科",
        book="T@2020-01-01",
        start=date(2026, 1, 5),
        due=e.Due(date(2026, 1, 15), date(2026, 1, 15), calendar=told.calendar.digest),
        amount=10,
        unit="calendar",
        roll="next_working_day",
        word="及时",
        priority=2,
    )


# ---- counting

UNITS = {
    "calendar days, the first not counted": ({"amount": 10}, "2026-01-15"),
    "calendar days, the first counted": ({"amount": 10, "count_from": "same_day"}, "2026-01-14"),
    "working days": ({"amount": 5, "unit": "working"}, "2026-01-12"),
    "working days, the first counted": (
        {"amount": 5, "unit": "working", "count_from": "same_day"},
        "2026-01-09",
    ),
    "the same day": ({"amount": 0, "unit": "same_day"}, "2026-01-05"),
    "rolled": ({"amount": 12, "roll": "next_working_day"}, "2026-01-19"),
    "not rolled": ({"amount": 12}, "2026-01-17"),
}


@pytest.mark.parametrize(("said", "last"), UNITS.values(), ids=UNITS)
def test_a_limit_ends_where_its_unit_says(said: dict[str, object], last: str) -> None:
    # 5 January 2026 is a Monday; the 17th a Saturday.
    assert registered(case(rule(**said))).owed() == {"d": date.fromisoformat(last)}


def test_working_days_counted_from_a_rest_day_begin_with_the_next_working_day() -> None:
    told = case(rule(amount=1, unit="working", count_from="same_day"))
    assert registered(told, "2026-01-10").owed() == {"d": date(2026, 1, 12)}


def test_an_aim_has_no_date_and_is_never_late() -> None:
    told = registered(case(rule(nature="aim", amount=0, unit="none", word="及时")))
    assert (told.duty("d").due, told.duty("d").opened.start) == (e.Due(), date(2026, 1, 5))
    told.when(ANSWER, "2026-12-31")
    assert ended(told.duty("d")) == ("met", False)


def test_an_aim_with_a_number_has_a_date_but_is_never_late() -> None:
    told = registered(case(rule(nature="aim", amount=1)))
    told.when(ANSWER, "2026-12-31")
    assert ended(told.duty("d")) == ("met", False)


GIVEN = {"unit": "given", "amount": 0, "field": "reply_by"}


def test_a_given_date_stands_in_the_event_or_on_the_petition() -> None:
    told = case(rule(**GIVEN), rule(id="f", opens=at("Forwarded"), **GIVEN))
    told.when(c.Receive(channel="letter", details=Details(reply_by=date(2026, 3, 1))), "2026-01-05")
    told.when(c.Register(), "2026-01-05")
    told.when(c.Assign(target="后扶科", reply_by=date(2026, 2, 2)), "2026-01-06")
    assert told.owed() == {"d": date(2026, 3, 1), "f": date(2026, 2, 2)}


def test_without_the_given_date_the_duty_opens_without_one() -> None:
    assert registered(case(rule(**GIVEN))).owed() == {"d": None}


def test_a_source_may_give_an_instant_and_its_own_clause() -> None:
    end = datetime(2026, 1, 7, 16, 30, tzinfo=UTC)  # 00:30 of the 8th in Shanghai
    told = case(rule(unit="given", amount=0, field="due"))
    told.when(c.Receive(channel="letter", details=Details(due_at=end, clause="SLA-3")), "2026-01-05")
    told.when(c.Register(), "2026-01-05")
    due = told.duty("d").due
    assert (due.at, due.effective, told.duty("d").opened.clause) == (end, date(2026, 1, 8), "SLA-3")
    told.when(ANSWER, "2026-01-08 00:31")
    assert ended(told.duty("d")) == ("met", True)


def test_with_a_day_only_an_act_on_the_day_of_the_instant_is_in_time() -> None:
    end = datetime(2026, 1, 7, 16, 30, tzinfo=UTC)
    told = case(rule(unit="given", amount=0, field="due"))
    told.when(c.Receive(channel="letter", details=Details(due_at=end)), "2026-01-05")
    told.when(c.Register(), "2026-01-05")
    told.when(ANSWER, "2026-01-08")
    assert ended(told.duty("d")) == ("met", False)


# ---- anchors

ANCHORS = {
    "this": "2026-01-08",
    "recorded": "2026-01-12",
    "received": "2026-01-05",
    "registered": "2026-01-06",
    "accepted": "2026-01-07",
}


@pytest.mark.parametrize(("start", "on"), ANCHORS.items())
def test_a_duty_counts_from_its_anchor(start: str, on: str) -> None:
    told = case(rule(opens=at("Instructed"), start=start, amount=0))
    registered(told, "2026-01-06").when(c.Accept(), "2026-01-07")
    told.when(c.Instruct(text="办"), "2026-01-08", recorded="2026-01-12")
    assert told.duty("d").opened.start == date.fromisoformat(on)


def test_an_anchor_that_has_not_happened_is_refused_as_a_fault_of_the_book() -> None:
    told = case(rule(start="accepted"))
    told.when(RECEIVE, "2026-01-05")
    assert told.refused(c.Register(), "2026-01-05") == {"T.1": "the rule counts from accepted, which has not happened"}


# ---- what ends, moves, frees


def test_an_event_does_not_open_what_it_meets_itself() -> None:
    told = case(rule(met_by=at("Registered", facts(on_spot=True))))
    told.when(RECEIVE, "2026-01-05")
    at_once = c.Register(on_spot=True, details=Details(answer_given="已说明"))
    assert told.when(at_once, "2026-01-05").duties == e.NO_CHANGES


def test_meeting_goes_before_cancelling() -> None:
    told = registered(case(rule(cancelled_by=at("Answered"))))
    told.when(ANSWER, "2026-01-05")
    assert ended(told.duty("d")) == ("met", False)


def test_a_met_duty_is_not_opened_again_but_a_cancelled_one_is_from_its_old_anchor() -> None:
    told = case(
        rule(
            opens=at("Classified", facts(urgent=True)),
            start="received",
            cancelled_by=at("Classified", facts(urgent=False)),
        )
    )
    registered(told)
    told.when(c.Classify(details=Details(urgent=True)), "2026-01-06")
    told.when(c.Classify(details=Details(urgent=False)), "2026-01-20")
    told.when(c.Classify(details=Details(urgent=True)), "2026-01-21")
    assert [(duty.opened.start, duty.end is None) for duty in told.state.duties] == [
        (date(2026, 1, 5), False),
        (date(2026, 1, 5), True),
    ]
    assert ended(told.state.duties[0]) == ("cancelled", True), "the late cancellation stays in the history"
    told.when(ANSWER, "2026-01-22")
    told.when(c.Classify(details=Details(urgent=False)), "2026-01-23")
    told.when(c.Classify(details=Details(urgent=True)), "2026-01-24")
    assert told.owed() == {}


def test_voiding_ends_everything_that_was_owed() -> None:
    told = registered(case(rule(), rule(id="e", amount=20)))
    told.when(c.Void(reason="重复录入"), "2026-01-20")
    assert [ended(duty) for duty in told.state.duties] == [("cancelled", True), ("cancelled", False)]


@pytest.mark.parametrize(("on_forward", "holder"), [("stay", "信访科"), ("follow", "后扶科")])
def test_passing_on_moves_a_duty_only_where_it_follows(on_forward: str, holder: str) -> None:
    told = registered(case(rule(on_forward=on_forward)))
    told.when(c.Forward(target="后扶科"), "2026-01-06")
    assert (told.duty("d").holder, told.duty("d").due.effective) == (holder, date(2026, 1, 15))


def test_a_copy_moves_nothing() -> None:
    told = registered(case(rule(on_forward="follow")))
    told.when(c.Forward(target="后扶科", mode="copy"), "2026-01-06")
    assert (told.duty("d").holder, told.state.routing.holder) == ("信访科", "信访科")


def test_a_duty_may_end_with_the_passing_on() -> None:
    told = registered(case(rule(on_forward="end")))
    told.when(c.Forward(target="后扶科"), "2026-01-16")
    assert ended(told.duty("d")) == ("cancelled", True)


# ---- keys


def test_duties_of_several_targets_are_met_each_by_its_own() -> None:
    told = registered(case(rule(opens=at("Forwarded"), per="target", holder="target", met_by=at("ResultReported"))))
    told.when(c.Forward(target="后扶科"), "2026-01-06")
    told.when(c.Forward(target="规划科"), "2026-01-07")
    told.when(c.ReportResult(text="毕", to="office"), "2026-01-08", by=OTHER)
    assert told.duty("d", "后扶科").end is None
    assert ended(told.duty("d", "规划科")) == ("met", False)
    told.when(c.ReportResult(text="毕", to="office", unit="后扶科"), "2026-01-09", by=CLERK)
    assert ended(told.duty("d", "后扶科")) == ("met", False)


def test_the_same_target_again_opens_nothing_while_the_first_is_open() -> None:
    told = registered(case(rule(opens=at("Forwarded"), per="target", holder="target", met_by=at("ResultReported"))))
    told.when(c.Forward(target="后扶科"), "2026-01-06")
    told.when(c.Forward(target="规划科"), "2026-01-07")
    line = told.when(c.Forward(target="后扶科"), "2026-01-08")
    assert line.duties.opened == ()


def test_what_concerns_the_whole_petition_ends_the_duties_of_all_targets() -> None:
    told = registered(
        case(rule(opens=at("Forwarded"), per="target", met_by=at("ResultReported"), cancelled_by=at("Withdrawn")))
    )
    told.when(c.Forward(target="后扶科"), "2026-01-06")
    told.when(c.Withdraw(), "2026-01-07")
    assert ended(told.duty("d")) == ("cancelled", False)


def test_each_event_may_open_a_duty_of_its_own() -> None:
    told = registered(case(rule(opens=at("Pressed"), per="event")))
    told.when(c.Press(to="后扶科"), "2026-01-06")
    told.when(c.Press(to="后扶科"), "2026-01-07")
    assert [duty.key.discriminator for duty in told.state.duties] == ["3", "4"]


# ---- duties that depend on another one


def family() -> Scenario:
    child = rule(id="explain", clause="T.2", opens=at("Registered"), after="d", amount=0, met_by=at("DelayExplained"))
    parent = rule(
        roll="next_working_day",
        amount=12,
        cancelled_by=at("Withdrawn"),
        extension=Extension("additional", 30, ("head",)),
    )
    return registered(case(child, parent))


def test_a_dependent_duty_ends_with_the_effective_end_of_the_other() -> None:
    assert family().owed() == {"d": date(2026, 1, 19), "explain": date(2026, 1, 19)}


def test_it_moves_with_the_other() -> None:
    told = family()
    told.when(c.Extend(duty="d", reason="难", days=5), "2026-01-10", by=Actor("钟山", post="head"))
    # 17 January + 5 = Thursday the 22nd.
    assert told.owed() == {"d": date(2026, 1, 22), "explain": date(2026, 1, 22)}


@pytest.mark.parametrize(("act", "kind"), [(ANSWER, "met"), (c.Withdraw(), "cancelled")])
def test_it_is_cancelled_by_whatever_settles_the_other(act: c.Act, kind: str) -> None:
    told = family()
    told.when(act, "2026-01-20")
    assert ended(told.duty("d")) == (kind, True)
    end = told.duty("explain").end
    assert end
    assert (end.kind, end.late, end.why) == ("cancelled", True, "d")


def test_it_may_be_met_before() -> None:
    told = family()
    told.when(c.ExplainDelay(reason="难"), "2026-01-18")
    assert told.owed() == {"d": date(2026, 1, 19)}


def test_without_the_other_it_does_not_open_and_without_a_date_it_has_none() -> None:
    child = rule(id="explain", after="d", amount=0, met_by=at("DelayExplained"))
    assert registered(case(child, rule(when=facts(urgent=True)))).owed() == {}
    dateless = registered(case(child, rule(unit="given", amount=0, field="reply_by")))
    assert dateless.owed() == {"d": None, "explain": None}


# ---- rights


def test_a_right_that_has_lapsed_cannot_be_used() -> None:
    told = registered(case(rule(nature="right", late="refuse", met_by=at("Withdrawn"))))
    assert told.refused(c.Withdraw(), "2026-01-16") == {"T.1": "d: the time for it ended on 2026-01-15"}
    told.when(c.Withdraw(), "2026-01-15", recorded="2026-01-20")
    assert ended(told.duty("d")) == ("met", False)


# ---- conditions at the opening


def test_a_fact_learned_late_opens_the_duty_then_but_counts_from_the_receipt() -> None:
    told = registered(case(rule(opens=at("Classified"), when=facts(urgent=True), start="received", amount=1)))
    told.when(c.Classify(details=Details(urgent=True)), "2026-01-08")
    assert told.owed() == {"d": date(2026, 1, 6)}


def test_a_condition_that_falls_away_does_not_cancel_silently() -> None:
    told = case(rule(when=facts(urgent=True)))
    told.when(c.Receive(channel="letter", details=Details(urgent=True)), "2026-01-05")
    told.when(c.Register(), "2026-01-05")
    told.when(c.Classify(details=Details(urgent=False)), "2026-01-06")
    assert "d" in told.owed()


def test_combined_conditions_open_what_they_say() -> None:
    either = Condition(any_of=(facts(channel="visit"), facts(urgent=True)), negated=facts(anonymous=True))
    for details, owed in [
        (Details(), False),
        (Details(urgent=True), True),
        (Details(urgent=True, anonymous=True), False),
    ]:
        told = case(rule(when=either))
        told.when(c.Receive(channel="letter", details=details), "2026-01-05")
        told.when(c.Register(), "2026-01-05")
        assert bool(told.owed()) == owed


HOLDERS = {
    "handling_unit": "后扶科",
    "target": "后扶科",
    "actor": "田甜",
    "petitioner": "petitioner",
    "assigner": "省局",
    "instructing_leader": "倪虹",
    "head": "钟山",
    "review_body": "nobody(review_body)",
}


@pytest.mark.parametrize(("role", "holder"), HOLDERS.items())
def test_a_role_is_resolved_when_the_duty_opens(role: str, holder: str) -> None:
    told = case(rule(opens=at("Forwarded"), holder=role))
    told.when(c.Receive(channel="letter", details=Details(assigner="省局")), "2026-01-05")
    told.when(c.Submit(to="倪虹"), "2026-01-05")
    told.when(c.Forward(target="后扶科"), "2026-01-06")
    assert told.duty("d").holder == holder
    told.when(c.SignFor(unit="后扶科"), "2026-01-07", by=HANDLER)
    assert told.duty("d").holder == holder
