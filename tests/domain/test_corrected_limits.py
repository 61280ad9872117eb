"""A correction is no way round a limit that has passed, and tells anew which rules the fact broke."""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from domain import commands as c
from domain import events as e
from domain.petition import effective
from domain.rulebook import Extension
from domain.values import IMPORTED, Actor, Details
from tests.domain.rules import at, case, facts, rule
from tests.domain.scenario import CLERK, DEPUTY, HEAD, SHEET, Scenario, moment
from tests.domain.test_corrections import ANSWER, FROM_RECEIPT, RECEIVE, SECOND, lateness, registered

ONE, TWO = Details(receivers=("田甜",)), Details(receivers=("田甜", "罗辉"))
BY_60_DAYS = rule(start="received", extension=Extension("total", 60, ("head",)))


def correcting(of: int, act: c.Act, occurred: str) -> c.Correct:
    return c.Correct(of=of, act=act, occurred=moment(occurred), reason="录入有误")


def extending(days: int) -> c.Extend:
    return c.Extend(duty="d", reason="难", days=days)


# ---- a second person


def test_a_date_by_which_a_limit_was_missed_is_corrected_by_a_second_person() -> None:
    told = registered(case(FROM_RECEIPT))
    told.when(ANSWER, "2026-01-16")
    better = c.Correct(of=3, act=ANSWER, occurred=moment("2026-01-15"), reason="邮戳为15日")
    assert "structure" in told.refused(better, "2026-01-20", by=CLERK)
    told.when(better, "2026-01-20", by=SECOND)
    assert lateness(told) == ("met", False)


def test_also_while_the_duty_is_still_open_and_overdue() -> None:
    told = registered(case(FROM_RECEIPT))
    later = c.Correct(of=1, act=RECEIVE, occurred=moment("2026-01-06"), reason="误录")
    assert "structure" in told.refused(later, "2026-01-16", by=CLERK)
    told.when(later, "2026-01-16", by=SECOND)
    assert told.owed() == {"d": date(2026, 1, 16)}


def test_an_importer_is_not_asked_for_a_second_person(plain: Scenario) -> None:
    importer = Actor("import", authenticated=IMPORTED)
    plain.when(c.Receive(channel="online", details=Details(due_on=date(2025, 9, 2))), "2025-09-01", by=importer)
    plain.when(c.Register(), "2025-09-01", by=importer)
    plain.when(ANSWER, "2025-09-05", by=importer)
    plain.correct(3, ANSWER, "2025-09-02", "2025-09-08", by=importer)
    assert lateness(plain, "source_due") == ("met", False)


def test_a_corrected_extension_must_stay_inside_the_cap() -> None:
    told = registered(case(rule(start="received", extension=Extension("total", 60, ("head",)))))
    told.when(c.Extend(duty="d", reason="难", days=40), "2026-01-10", by=HEAD)
    too_far = c.Correct(
        of=3, act=c.Extend(duty="d", reason="难", days=90), occurred=moment("2026-01-10"), reason="误录"
    )
    assert "T.1" in told.refused(too_far, "2026-02-14", by=SECOND)
    told.correct(3, c.Extend(duty="d", reason="难", days=50), "2026-01-10", "2026-02-14", by=SECOND)
    assert told.owed() == {"d": date(2026, 2, 24)}


def test_a_date_that_was_ordered_is_not_moved_by_who_missed_it() -> None:
    """The act keeps its own day; what moves is the day until which the report was ordered."""
    reply = rule(opens=at("Forwarded"), unit="given", field="reply_by", met_by=at("ResultReported"))
    told = registered(case(reply))
    told.when(c.Assign(target="后扶科", reply_by=date(2026, 1, 15)), "2026-01-07")
    told.when(c.ReportResult(text="已办", to="office", unit="后扶科"), "2026-01-25")
    assert lateness(told) == ("met", True)
    moved = correcting(3, c.Assign(target="后扶科", reply_by=date(2026, 3, 1)), "2026-01-07")
    assert set(told.refused(moved, "2026-02-10", by=CLERK)) == {"structure"}
    told.when(moved, "2026-02-10", by=SECOND)
    assert lateness(told) == ("met", False)


def test_the_source_s_own_date_is_not_moved_by_who_entered_it(plain: Scenario) -> None:
    first, second = (c.Receive(channel="online", details=Details(due_on=date(2026, 1, day))) for day in (9, 30))
    plain.when(first, "2026-01-05")
    plain.when(c.Register(), "2026-01-05")
    assert set(plain.refused(correcting(1, second, "2026-01-05"), "2026-01-12")) == {"structure"}
    plain.when(correcting(1, second, "2026-01-05"), "2026-01-12", by=SECOND)
    assert plain.owed() == {"source_due": date(2026, 1, 30)}


def test_an_interim_answer_is_not_made_final_behind_the_limit_by_who_gave_it(r5: Scenario) -> None:
    r5.when(c.Receive(channel="visit", place="hall", details=SHEET), "2025-01-06")
    r5.when(c.Register(), "2025-01-06")
    r5.when(c.Answer(reply_kind="interim", delivered=True), "2025-01-20")
    final = correcting(3, c.Answer(reply_kind="result", delivered=True), "2025-01-20")
    assert set(r5.refused(final, "2025-04-10", by=CLERK)) == {"structure"}
    r5.when(final, "2025-04-10", by=SECOND)
    assert lateness(r5, "answer_hall") == ("met", False)


def test_a_missed_duty_is_not_made_never_to_have_been_owed_by_who_entered_the_fact() -> None:
    told = registered(case(rule(when=facts(urgent=True))), c.Receive(channel="letter", details=Details(urgent=True)))
    calm = correcting(1, c.Receive(channel="letter", details=Details(urgent=False)), "2026-01-05")
    assert set(told.refused(calm, "2026-01-20", by=CLERK)) == {"structure"}
    told.when(calm, "2026-01-20", by=SECOND)
    assert told.state.duties == ()


def test_what_was_missed_and_stays_so_may_be_corrected_by_the_same_hand() -> None:
    told = registered(case(FROM_RECEIPT))
    told.when(ANSWER, "2026-01-20")
    told.correct(3, ANSWER, "2026-01-18", "2026-01-21", by=CLERK)
    assert lateness(told) == ("met", True)


def test_what_makes_it_late_may_be_corrected_by_the_same_hand() -> None:
    told = registered(case(FROM_RECEIPT))
    told.when(ANSWER, "2026-01-15")
    told.correct(3, ANSWER, "2026-01-16", "2026-01-20", by=CLERK)
    assert lateness(told) == ("met", True)


def test_who_corrected_it_before_is_no_second_person_any_more() -> None:
    told = registered(case(FROM_RECEIPT))
    told.when(ANSWER, "2026-01-17")
    told.correct(3, ANSWER, "2026-01-16", "2026-01-20", by=SECOND)
    better = correcting(3, ANSWER, "2026-01-15")
    for hand in (CLERK, SECOND):
        assert set(told.refused(better, "2026-01-21", by=hand)) == {"structure"}
    told.when(better, "2026-01-21", by=DEPUTY)
    assert lateness(told) == ("met", False)


# ---- extensions


def test_an_extension_is_not_lengthened_by_correcting_it_after_the_end_that_stands() -> None:
    """Traps 12, 14: refused as the extension itself would be, whoever asks."""
    told = registered(case(BY_60_DAYS))
    told.when(extending(20), "2026-01-10", by=HEAD)
    assert told.owed() == {"d": date(2026, 1, 25)}
    longer = correcting(3, extending(40), "2026-01-10")
    for hand in (HEAD, SECOND):
        assert "T.1" in told.refused(longer, "2026-01-26", by=hand)
    told.when(longer, "2026-01-25", by=HEAD)
    assert told.owed() == {"d": date(2026, 2, 14)}


def test_a_breach_is_not_made_in_time_by_correcting_the_extension(r5: Scenario) -> None:
    r5.when(c.Receive(channel="visit", place="hall", details=SHEET), "2025-01-06")
    r5.when(c.Register(), "2025-01-06")
    r5.when(c.Extend(duty="answer_hall", reason="难", days=35), "2025-01-20", by=HEAD)
    r5.when(c.Submit(to="钟山"), "2025-01-21")
    r5.when(c.Instruct(text="信访科答复"), "2025-01-21", by=HEAD)
    r5.when(ANSWER, "2025-02-25")
    assert lateness(r5, "answer_hall") == ("met", True)
    longer = correcting(3, c.Extend(duty="answer_hall", reason="难", days=60), "2025-01-20")
    assert "R5.12" in r5.refused(longer, "2025-03-01", by=SECOND)


def test_an_extension_is_not_turned_to_another_duty_that_has_ended() -> None:
    other = replace(BY_60_DAYS, id="other", clause="T.2", amount=12)
    told = registered(case(BY_60_DAYS, other))
    told.when(extending(20), "2026-01-10", by=HEAD)
    turned = correcting(3, c.Extend(duty="other", reason="难", days=20), "2026-01-10")
    assert set(told.refused(turned, "2026-01-18", by=SECOND)) == {"T.2"}


def test_an_extension_is_shortened_and_given_other_reasons_also_after_its_end() -> None:
    told = registered(case(BY_60_DAYS))
    told.when(extending(40), "2026-01-10", by=HEAD)
    told.correct(3, replace(extending(40), reason="须鉴定"), "2026-01-10", "2026-03-01", by=HEAD)
    told.correct(3, extending(30), "2026-01-10", "2026-03-01", by=HEAD)
    assert told.owed() == {"d": date(2026, 2, 4)}


def test_where_a_rule_lets_it_be_extended_after_its_end_the_correction_may_too() -> None:
    told = registered(case(rule(start="received", extension=Extension("total", 60, ("head",), before_expiry=False))))
    told.when(extending(20), "2026-01-10", by=HEAD)
    told.correct(3, extending(40), "2026-01-10", "2026-01-26", by=SECOND)
    assert told.owed() == {"d": date(2026, 2, 14)}


# ---- rules that the fact broke


def told_breaches(told: Scenario) -> list[tuple[int, str]]:
    """Which lines, as they stand now, state a breach."""
    return [(line.version, breach.clause) for line in effective(told.lines) for breach in line.breaches]


def visit(r5: Scenario, receivers: Details) -> Scenario:
    r5.when(c.Receive(channel="visit", place="hall", details=replace(SHEET, receivers=None)), "2026-01-20")
    r5.when(c.Register(details=receivers), "2026-01-20", already_done="补登")
    return r5


def test_a_correction_tells_the_truth_although_a_rule_is_broken_by_it(r5: Scenario) -> None:
    line = visit(r5, TWO).when(correcting(2, c.Register(details=ONE), "2026-01-20"), "2026-01-21")
    assert isinstance(line.event, e.Corrected)
    assert [breach.clause for breach in line.event.breaches] == ["R5.3"]
    assert line.breaches == (), "the fact broke the rule, not the correction"
    assert told_breaches(r5) == [(2, "R5.3")]


def test_a_breach_told_by_two_corrections_is_one_breach(r5: Scenario) -> None:
    visit(r5, TWO)
    r5.correct(2, c.Register(details=ONE), "2026-01-20", "2026-01-21")
    r5.correct(2, c.Register(details=replace(ONE, content_class="安置")), "2026-01-20", "2026-01-22")
    assert told_breaches(r5) == [(2, "R5.3")]


def test_a_breach_goes_with_the_wrong_entry_that_was_one(r5: Scenario) -> None:
    visit(r5, ONE)
    assert told_breaches(r5) == [(2, "R5.3")]
    assert set(r5.refused(correcting(2, c.Register(details=TWO), "2026-01-20"), "2026-01-21")) == {"structure"}
    r5.correct(2, c.Register(details=TWO), "2026-01-20", "2026-01-21", by=SECOND)
    assert told_breaches(r5) == []
    r5.correct(2, c.Register(details=ONE), "2026-01-20", "2026-01-22")
    assert told_breaches(r5) == [(2, "R5.3")]


def test_what_was_said_of_the_route_stays_when_the_step_is_corrected(r5: Scenario) -> None:
    """Trap 26: the step stays done as it was, so what was wrong with it does too."""
    visit(r5, TWO)
    r5.when(c.Forward(target="后扶科"), "2026-01-21", already_done="已先行转出")
    before = told_breaches(r5)
    assert before
    r5.correct(3, c.Forward(target="规划科"), "2026-01-21", "2026-01-22")
    assert told_breaches(r5) == before


def test_a_limit_missed_before_it_was_known_is_stated_once_and_cleared_by_another_hand_only() -> None:
    """Answered behind the limit before the registration that opens it was entered."""
    urgent, calm = (c.Register(details=Details(urgent=said)) for said in (True, False))
    told = case(rule(start="received", when=facts(urgent=True)))
    told.when(RECEIVE, "2026-01-05")
    told.when(ANSWER, "2026-01-20")
    told.when(urgent, "2026-01-06", recorded="2026-01-21")
    assert told_breaches(told) == [(3, "T.1")]
    told.correct(3, replace(urgent, details=Details(urgent=True, title="路灯")), "2026-01-06", "2026-01-22", by=CLERK)
    assert told_breaches(told) == [(3, "T.1")]
    assert set(told.refused(correcting(3, calm, "2026-01-06"), "2026-01-23", by=CLERK)) == {"structure"}
    told.when(correcting(3, calm, "2026-01-06"), "2026-01-23", by=SECOND)
    assert told_breaches(told) == []
