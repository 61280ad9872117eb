"""Traps of the rulebook (rulebook.md section 5) that no other test names."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from domain import commands as c
from domain.deciding import Context
from domain.duty import Duty
from domain.values import Details
from tests.domain.rules import at, book, case, facts, rule
from tests.domain.scenario import CLERK, HANDLER, SHEET, Scenario, instant, under

LETTER = c.Receive(channel="letter")
OUTCOME = c.Close(outcome="explained", explanation="说明")


def registered(told: Scenario, on: str = "2026-01-05") -> Scenario:
    told.when(LETTER, on)
    told.when(c.Register(), on)
    return told


def end_of(duty: Duty) -> tuple[str, bool]:
    assert duty.end
    return duty.end.kind, duty.end.late


def test_1_two_clauses_on_one_act_are_two_duties(r5: Scenario) -> None:
    r5.when(c.Receive(channel="visit", place="hall", details=SHEET), "2026-01-20")
    r5.when(c.Register(), "2026-01-20")
    assert {duty.opened.clause for duty in r5.state.duties} == {"R5.12", "S1.23.2"}
    r5.when(c.Notify(notice="receipt"), "2026-01-21")
    assert set(r5.owed()) == {"answer_hall"}


def test_2_an_early_answer_leaves_no_notice_behind(s1: Scenario) -> None:
    registered(s1).when(c.Answer(reply_kind="result", text="已办", delivered=True), "2026-01-06")
    assert s1.owed() == {}


def test_3_passing_on_and_returning_never_restart_a_clock(r5: Scenario) -> None:
    told = case(rule(on_forward="follow"))
    registered(told)
    told.when(c.Forward(target="后扶科"), "2026-01-08")
    told.when(c.Return(reason="不属"), "2026-01-12", by=HANDLER)
    duty = told.duty("d")
    assert [(segment.since.day.day, segment.holder, segment.why) for segment in duty.segments] == [
        (5, "信访科", ""),
        (8, "后扶科", "moved"),
        (12, "信访科", "moved"),
    ]
    assert {segment.due for segment in duty.segments} == {duty.opened.due}
    assert r5.state.version == 0


def test_7_an_open_duty_keeps_its_words_when_a_later_version_drops_its_entry() -> None:
    old = book(rule())
    told = registered(under(old))
    new = replace(book(rule(id="other")), valid_from=date(2026, 1, 1))
    told.book = new
    told.context = lambda now: Context(  # type: ignore[method-assign]
        book=new,
        books={old.reference: old, new.reference: new},
        calendar=told.calendar,
        office=told.office,
        now=now,
    )
    told.when(c.Answer(reply_kind="result"), "2026-01-06")
    assert end_of(told.duty("d")) == ("met", False)


def test_9_keys_carry_the_round_and_breaches_of_the_first_stay() -> None:
    told = under(
        book(
            rule(id="archive", opens=at("Closed"), met_by=at("Archived")),
            outcomes=under("S1").book.outcomes,
        )
    )
    registered(told).when(OUTCOME, "2026-01-06")
    told.when(c.Archive(file_number="1"), "2026-02-01")
    told.when(c.Reopen(reason="重办"), "2026-02-02")
    told.when(OUTCOME, "2026-02-03")
    assert [(duty.key.round, duty.end and duty.end.late) for duty in told.state.duties] == [
        (0, True),
        (1, None),
    ]


def test_14_after_expiry_the_matter_goes_on_as_overdue(s1: Scenario) -> None:
    told = s1
    registered(told)
    told.when(c.Classify(details=Details(procedure="petition")), "2026-01-05")
    told.when(c.Accept(), "2026-01-05")
    before = told.duty("handle")
    assert "S1.34" in told.refused(c.Extend(duty="handle", reason="难"), "2026-04-01")
    assert told.duty("handle") == before


def test_17_withdrawal_after_the_end_leaves_the_breach_standing(s1: Scenario) -> None:
    registered(s1).when(c.Withdraw(), "2026-01-21")
    assert end_of(s1.duty("notice_direct")) == ("cancelled", True)


def test_18_closing_does_not_clear_the_list() -> None:
    told = under(book(rule(), outcomes=under("S1").book.outcomes))
    registered(told).when(OUTCOME, "2026-01-06")
    assert set(told.owed()) == {"d"}
    told.when(c.ReportResult(text="仍须报告", to="assigner"), "2026-01-07")


def test_21_a_classification_before_acceptance_starts_no_clock_and_the_way_back_finds_the_old_start(
    s1: Scenario,
) -> None:
    registered(s1).when(c.Classify(details=Details(procedure="petition")), "2026-01-06")
    assert "handle" not in s1.owed()
    s1.when(c.Accept(), "2026-01-08")
    s1.when(c.Classify(details=Details(procedure="litigation")), "2026-01-12")
    assert "handle" not in s1.owed()
    s1.when(c.Classify(details=Details(procedure="petition")), "2026-01-15")
    assert s1.duty("handle").opened.start == date(2026, 1, 8)
    assert len([duty for duty in s1.state.duties if duty.key.id == "handle"]) == 2


def test_22_a_negation_is_true_while_nothing_is_known() -> None:
    told = registered(case(rule(when=facts(procedure=("petition",)), opens=at("Registered"))))
    assert told.owed() == {}


def test_33_the_clause_shown_is_that_of_the_version_that_binds(r5: Scenario) -> None:
    r5.when(c.Receive(channel="visit", place="hall", details=SHEET), "2026-01-20")
    line = r5.when(c.Register(), "2026-01-20")
    assert {opened.book for opened in line.duties.opened} == {r5.book.reference}
    assert line.book == r5.book.reference
    assert instant("2026-01-20").tzinfo
    assert CLERK.unit
