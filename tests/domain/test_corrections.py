"""Correcting an earlier fact: its place, what it makes of the duties, what stays as it was promised."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from domain import commands as c
from domain import events as e
from domain.calendar import Calendar
from domain.petition import effective, replay
from domain.rulebook import Extension, GuardRule, Rulebook, in_force
from domain.values import IMPORTED, Actor, Details, Moment
from service.bundled import bundled_books
from tests.domain.rules import at, book, case, facts, published, require, rule
from tests.domain.scenario import CLERK, DEPUTY, HANDLER, HEAD, SHEET, Scenario, moment, under

RECEIVE = c.Receive(channel="letter")
ANSWER = c.Answer(reply_kind="result", text="已办", delivered=True)
SECOND = Actor("罗辉", unit="信访科", post="petition_section")
FROM_RECEIPT = rule(start="received")


def registered(told: Scenario, receipt: c.Receive = RECEIVE) -> Scenario:
    told.when(receipt, "2026-01-05")
    told.when(c.Register(), "2026-01-06")
    return told


def lateness(told: Scenario, entry: str = "d") -> tuple[str, bool]:
    end = told.duty(entry).end
    assert end
    return end.kind, end.late


def test_a_corrected_day_of_receipt_moves_what_counts_from_it() -> None:
    told = registered(case(FROM_RECEIPT, rule(id="other", start="registered")))
    correction = told.correct(1, RECEIVE, "2026-01-03", "2026-01-08")
    assert told.owed() == {"other": date(2026, 1, 16), "d": date(2026, 1, 13)}
    assert [made.version for made in correction.recomputed] == [2]
    assert told.state.received_at == Moment(date(2026, 1, 3))


def test_the_corrected_line_keeps_its_place_number_recorder_and_hash_of_what_was() -> None:
    told = registered(case(FROM_RECEIPT))
    before = told.state
    told.correct(2, c.Register(details=Details(title="宅基地")), "2026-01-05", "2026-01-08", by=SECOND)
    assert told.state.number == before.number
    line = told.state.lines[1]
    assert (line.version, line.actor, line.recorded_at) == (2, CLERK, before.lines[1].recorded_at)
    assert isinstance(line.event, e.Registered)
    assert (line.event.series, line.event.period) == ("register", "2026")
    assert told.lines[1] == before.lines[1], "what stands in the ledger is never touched"


def test_done_in_time_becomes_late_and_both_are_shown() -> None:
    """Trap 10: answered on the 15th, the last day; it turns out to have been the 16th."""
    told = registered(case(FROM_RECEIPT))
    told.when(ANSWER, "2026-01-15")
    assert lateness(told) == ("met", False)
    told.correct(3, ANSWER, "2026-01-16", "2026-01-20")
    assert lateness(told) == ("met", True)
    now = told.state.duties[0].end
    assert now is not None
    assert replay(told.lines[:3]).duties[0].end == replace(now, moment=moment("2026-01-15"), late=False)


def test_recorded_late_but_done_in_time_is_no_breach() -> None:
    """Trap 11: done on day 2, entered on day 12; nothing has to be corrected."""
    told = registered(case(FROM_RECEIPT))
    told.when(ANSWER, "2026-01-07", recorded="2026-01-17")
    assert lateness(told) == ("met", False)


def test_a_source_that_changes_its_own_due_date_redates_the_duty_as_from_the_start(plain: Scenario) -> None:
    importer = Actor("import", authenticated=IMPORTED)
    first, second = (
        c.Receive(channel="online", external_id="1830435", details=Details(due_on=date(2025, 9, day))) for day in (2, 3)
    )
    plain.when(first, "2025-09-01", by=importer)
    plain.when(c.Register(), "2025-09-01", by=importer)
    assert plain.owed() == {"source_due": date(2025, 9, 2)}
    correction = plain.correct(1, second, "2025-09-01", "2025-09-03", by=importer)
    assert plain.owed() == {"source_due": date(2025, 9, 3)}
    assert len(plain.duty("source_due").segments) == 1
    assert [made.version for made in correction.recomputed] == [2]


def test_several_corrections_of_one_fact_work_and_the_last_one_counts() -> None:
    told = registered(case(FROM_RECEIPT))
    told.correct(1, RECEIVE, "2026-01-03", "2026-01-08")
    told.correct(1, RECEIVE, "2026-01-04", "2026-01-09", by=SECOND)
    assert told.owed() == {"d": date(2026, 1, 14)}
    told.correct(1, RECEIVE, "2026-01-05", "2026-01-10", by=DEPUTY)
    assert told.owed() == {"d": date(2026, 1, 15)}


def test_effective_lines_made_effective_again_stay_what_they_are() -> None:
    told = registered(case(FROM_RECEIPT))
    told.correct(1, RECEIVE, "2026-01-03", "2026-01-08")
    told.correct(2, c.Register(), "2026-01-05", "2026-01-09")
    told.correct(1, RECEIVE, "2026-01-04", "2026-01-09", by=SECOND)
    once = effective(told.lines)
    assert list(effective(once)) == list(once)


def test_what_only_a_corrected_fact_opens_or_no_longer_opens() -> None:
    told = registered(case(rule(when=facts(urgent=True)), rule(id="calm", when=facts(urgent=False))))
    assert set(told.owed()) == {"calm"}
    urgent = c.Receive(channel="letter", details=Details(urgent=True))
    told.correct(1, urgent, "2026-01-05", "2026-01-07", by=SECOND)
    assert set(told.owed()) == {"d"}


def test_an_answer_that_met_a_duty_meets_it_no_longer_when_it_was_only_interim() -> None:
    final = facts(reply_kind=("result", "policy"))
    told = registered(case(rule(met_by=at("Answered", final))))
    told.when(ANSWER, "2026-01-08")
    told.correct(3, replace(ANSWER, reply_kind="interim"), "2026-01-08", "2026-01-09")
    assert set(told.owed()) == {"d"}
    assert told.state.open


def test_an_extension_given_before_stays_and_counts_from_the_corrected_day() -> None:
    told = registered(case(rule(start="received", extension=Extension("total", 60, ("head",)))))
    told.when(c.Extend(duty="d", reason="难", days=40), "2026-01-10", by=HEAD)
    told.correct(1, RECEIVE, "2026-01-03", "2026-01-12")
    duty = told.duty("d")
    assert [segment.due.nominal for segment in duty.segments] == [date(2026, 1, 13), date(2026, 2, 12)]


def test_a_forwarding_corrected_to_another_unit_moves_what_followed_it() -> None:
    told = registered(case(rule(on_forward="follow")))
    told.when(c.Forward(target="后扶科"), "2026-01-07")
    told.correct(3, c.Forward(target="规划科"), "2026-01-07", "2026-01-08")
    assert (told.duty("d").holder, told.state.routing.on_the_way_to) == ("规划科", "规划科")


# ---- the promise


def test_the_promise_stands_where_nothing_that_decides_was_changed() -> None:
    """Trap 23: under a later calendar only what the correction touches is reckoned anew."""
    old, new = Calendar.of([published(2026)]), Calendar.of([published(2026, "2026-01-16")])
    told = registered(
        case(
            rule(start="registered", roll="next_working_day"),
            rule(id="touched", start="received", amount=11, roll="next_working_day"),
            calendar=old,
        )
    )
    assert told.owed() == {"d": date(2026, 1, 16), "touched": date(2026, 1, 16)}
    told.calendar = new
    told.correct(1, RECEIVE, "2026-01-04", "2026-01-08")
    assert told.owed() == {"d": date(2026, 1, 16), "touched": date(2026, 1, 15)}
    assert told.duty("d").due.calendar == old.digest
    assert told.duty("touched").due.calendar == new.digest


def test_a_recomputation_stays_where_the_correction_touches_nothing() -> None:
    told = registered(case(rule(roll="next_working_day"), calendar=Calendar.of([published(2026)])))
    told.calendar = Calendar.of([published(2026, "2026-01-16")])
    told.when(c.Recompute(calendar=told.calendar.digest), "2026-01-08")
    moved = told.duty("d")
    told.correct(1, c.Receive(channel="letter", details=Details(title="宅基地")), "2026-01-05", "2026-01-09")
    assert told.duty("d") == moved


def test_a_duty_redated_by_a_calendar_is_reckoned_once_when_its_start_is_corrected() -> None:
    told = registered(case(rule(roll="next_working_day"), calendar=Calendar.of([published(2026)])))
    told.calendar = Calendar.of([published(2026, "2026-01-16")])
    told.when(c.Recompute(calendar=told.calendar.digest), "2026-01-08")
    told.correct(2, c.Register(), "2026-01-05", "2026-01-09")
    assert [segment.due.effective for segment in told.duty("d").segments] == [date(2026, 1, 15)]


# ---- what is refused


def test_a_fact_is_corrected_by_its_own_kind_only() -> None:
    told = registered(case(FROM_RECEIPT))
    wrong = c.Correct(of=1, act=c.Register(), occurred=moment("2026-01-05"), reason="误")
    assert told.refused(wrong, "2026-01-08")["structure"] == (
        "Received can be corrected by a fact of its own kind only"
    )
    told.when(c.Forward(target="后扶科"), "2026-01-07")
    told.correct(3, c.Assign(target="后扶科", reply_by=date(2026, 2, 2)), "2026-01-07", "2026-01-08")


def test_a_correction_and_a_recomputation_are_not_corrected() -> None:
    told = registered(case(FROM_RECEIPT))
    told.correct(1, RECEIVE, "2026-01-03", "2026-01-08")
    again = c.Correct(of=3, act=RECEIVE, occurred=moment("2026-01-03"), reason="误")
    assert told.refused(again, "2026-01-08")["structure"] == ("a correction is not corrected: correct version 1 again")


@pytest.mark.parametrize("of", [0, 3, 99])
def test_what_is_not_there_is_not_corrected(of: int) -> None:
    told = registered(case(FROM_RECEIPT))
    asked = c.Correct(of=of, act=RECEIVE, occurred=moment("2026-01-05"), reason="误")
    assert "structure" in told.refused(asked, "2026-01-08")


def test_the_same_correction_a_second_time_has_nothing_to_correct() -> None:
    told = registered(case(FROM_RECEIPT))
    again = c.Correct(
        of=1,
        act=c.Receive(channel="letter", details=replace(SHEET, problem="屋面渗水")),
        occurred=moment("2026-01-05"),
        reason="误",
    )
    told.when(again, "2026-01-08")
    assert "nothing to correct" in told.refused(again, "2026-01-09")["structure"]


def test_nothing_new_and_no_reason_are_refused() -> None:
    told = registered(case(FROM_RECEIPT))
    same = c.Correct(of=1, act=RECEIVE, occurred=moment("2026-01-05"), reason="误")
    assert "nothing to correct" in told.refused(same, "2026-01-08")["structure"]
    blank = c.Correct(of=1, act=RECEIVE, occurred=moment("2026-01-04"), reason=" ")
    assert "reason" in told.refused(blank, "2026-01-08")["structure"]


def test_the_receipt_cannot_come_after_what_followed_it_nor_lie_in_the_future() -> None:
    told = registered(case(FROM_RECEIPT))
    for occurred in ("2026-01-07", "2026-02-01"):
        asked = c.Correct(of=1, act=RECEIVE, occurred=moment(occurred), reason="误")
        assert "structure" in told.refused(asked, "2026-01-08")


def test_a_day_of_receipt_under_another_version_of_the_rulebook_is_refused_naming_both() -> None:
    """Trap 7."""
    old = book(FROM_RECEIPT)
    told = registered(adopting(old, replace(old, valid_from=date(2026, 1, 5))))
    asked = c.Correct(of=1, act=RECEIVE, occurred=moment("2026-01-04"), reason="误")
    words = told.refused(asked, "2026-01-08")["structure"]
    assert "T@2020-01-01" in words
    assert "T@2026-01-05" in words


def adopting(*books: Rulebook) -> Scenario:
    """A petition about to come in, in an office that adopted these, the last one in force."""
    told = under(books[-1])
    told.context = lambda now: replace(  # type: ignore[method-assign]
        Scenario.context(told, now),
        books={**bundled_books(), **{each.reference: each for each in books}},
        adopted=books,
    )
    return told


def test_the_day_of_receipt_may_lie_before_the_first_version_as_at_the_receipt() -> None:
    """The earliest version holds for what is older than all of them."""
    told = registered(adopting(replace(book(FROM_RECEIPT), valid_from=date(2026, 1, 5))))
    told.correct(1, RECEIVE, "2025-12-30", "2026-01-08")
    assert told.owed() == {"d": date(2026, 1, 9)}


def test_a_version_that_the_office_never_adopted_stands_in_the_way_of_nothing() -> None:
    told = registered(case(FROM_RECEIPT))
    newer = replace(told.book, valid_from=date(2026, 1, 4))
    told.context = lambda now: replace(  # type: ignore[method-assign]
        Scenario.context(told, now), books={newer.reference: newer, told.book.reference: told.book}
    )
    told.correct(1, RECEIVE, "2026-01-03", "2026-01-08")
    assert told.owed() == {"d": date(2026, 1, 13)}


def test_of_the_adopted_versions_the_last_that_has_begun_is_in_force() -> None:
    first, second, third = (
        replace(book(), valid_from=date(year, 5, 1), id=name) for year, name in ((2022, "T"), (2024, "T"), (2024, "U"))
    )
    adopted = (second, third, first)
    days = (date(2022, 4, 30), date(2022, 5, 1), date(2024, 4, 30), date(2024, 5, 1))
    assert [in_force(adopted, day) for day in days] == [first, first, first, third]


def test_a_correction_is_no_way_round_a_rule_that_always_refuses(s1: Scenario) -> None:
    s1.when(c.Receive(channel="letter", details=Details(accused_units=("规划科",))), "2026-01-12")
    s1.when(c.Register(), "2026-01-12")
    s1.when(c.Forward(target="后扶科"), "2026-01-13")
    asked = c.Correct(of=3, act=c.Forward(target="规划科"), occurred=moment("2026-01-13"), reason="误")
    assert set(s1.refused(asked, "2026-01-14")) == {"S1.30"}


def test_a_corrected_closing_still_needs_an_outcome(s1: Scenario) -> None:
    s1.when(RECEIVE, "2026-01-12")
    s1.when(c.Register(), "2026-01-12")
    s1.when(ANSWER, "2026-01-13")
    s1.when(c.Close(outcome="supported", legal_basis="条例"), "2026-01-14")
    bad = c.Correct(of=4, act=c.Close(outcome="done"), occurred=moment("2026-01-14"), reason="误")
    assert set(s1.refused(bad, "2026-01-15")) == {"S1.32"}
    s1.correct(4, c.Close(outcome="explained", explanation="说明"), "2026-01-14", "2026-01-15")
    assert s1.state.ending.outcome == "explained"


def test_closed_withdrawn_and_void_petitions_can_be_corrected() -> None:
    told = registered(case(FROM_RECEIPT))
    told.when(c.Void(reason="重复"), "2026-01-07")
    told.correct(1, RECEIVE, "2026-01-04", "2026-01-08")
    assert told.state.ending.voided


def test_a_fixed_route_stays_when_the_fact_that_chose_it_is_corrected(r5: Scenario) -> None:
    """Trap 26."""
    r5.when(c.Receive(channel="visit", details=SHEET), "2026-01-20")
    r5.when(c.Register(), "2026-01-20")
    r5.correct(1, c.Receive(channel="letter", details=SHEET), "2026-01-20", "2026-01-21")
    assert r5.state.route == "visit"
    r5.when(c.Submit(to="倪虹"), "2026-01-21")
    assert r5.when(c.Instruct(text="办"), "2026-01-21", by=DEPUTY).step == "instruct"


def test_signing_for_is_corrected_to_the_unit_it_was_on_the_way_to() -> None:
    told = registered(case(rule(on_forward="follow")))
    told.when(c.Forward(target="后扶科"), "2026-01-07")
    told.when(c.SignFor(unit="后扶科"), "2026-01-08", by=HANDLER)
    other = c.Correct(of=4, act=c.SignFor(unit="规划科"), occurred=moment("2026-01-08"), reason="误")
    assert "S1.23.3" in told.refused(other, "2026-01-09")
    told.correct(4, c.SignFor(unit="后扶科"), "2026-01-07", "2026-01-09")


def test_guards_that_ask_what_had_happened_ask_it_of_the_place_of_the_fact() -> None:
    guard_book = book(FROM_RECEIPT)
    told = under(
        replace(
            guard_book,
            guards=(GuardRule(id="g", clause="T.9", verbs=("Answer",), require=require(event_seen=at("Instructed"))),),
        )
    )
    registered(told)
    told.when(c.Instruct(text="办"), "2026-01-06", by=DEPUTY)
    told.when(ANSWER, "2026-01-07")
    line = told.when(
        c.Correct(of=4, act=replace(ANSWER, text="改"), occurred=moment("2026-01-07"), reason="误"),
        "2026-01-08",
    )
    assert isinstance(line.event, e.Corrected)
    assert line.event.breaches == ()
