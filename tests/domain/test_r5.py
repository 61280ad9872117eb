"""The bureau of resettlement (R5): two receivers, letters and visits on their routes, thirty days to answer."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from domain import commands as c
from domain.values import Actor, Details
from tests.domain.scenario import CLERK, DEPUTY, HANDLER, HEAD, SHEET, Scenario, day

VISIT = c.Receive(channel="visit", place="hall", details=SHEET)
LETTER = c.Receive(channel="letter", details=Details(title="自来水收费不透明"))
PASS_ON = c.Forward(target="后扶科", target_kind="section")


def registered_visit(case: Scenario, on: str = "2026-01-20") -> Scenario:
    case.when(VISIT, f"{on} 09:00")
    case.when(c.Register(), f"{on} 09:20")
    return case


def instructed_visit(case: Scenario) -> Scenario:
    registered_visit(case)
    case.when(c.Submit(to="倪虹"), "2026-01-20 10:00")
    case.when(c.Instruct(text="后扶科办理"), "2026-01-21 09:00", by=DEPUTY)
    return case


@pytest.mark.clause("R5.3")
@pytest.mark.parametrize("receivers", [(), ("田甜",), ("田甜", "田甜")])
def test_a_visit_received_by_fewer_than_two_persons_is_not_registered(r5: Scenario, receivers: tuple[str, ...]) -> None:
    r5.when(replace(VISIT, details=replace(SHEET, receivers=receivers)), "2026-01-20")
    assert "R5.3" in r5.refused(c.Register(), "2026-01-20")
    r5.when(c.Register(details=Details(receivers=("田甜", "罗辉"))), "2026-01-20")
    assert r5.state.number


@pytest.mark.clause("R5.3")
def test_a_visit_already_held_by_one_person_is_registered_with_the_breach(r5: Scenario) -> None:
    r5.when(replace(VISIT, details=replace(SHEET, receivers=("田甜",))), "2026-01-20")
    line = r5.when(c.Register(), "2026-01-20", already_done="当日只有一人值班")
    assert [(breach.clause, breach.entry) for breach in line.breaches] == [("R5.3", "two_receivers")]


@pytest.mark.clause("R5.3")
def test_the_sheet_of_a_visit_needs_name_and_problem_or_the_reason_why_not(r5: Scenario) -> None:
    r5.when(c.Receive(channel="visit", details=Details(receivers=("田甜", "罗辉"))), "2026-01-20")
    assert r5.refused(c.Register(), "2026-01-20") == {
        "R5.3": "sheet lacks name, problem (or the reason why it cannot be given)"
    }
    told = Details(not_given={"name": "refused"}, problem="房屋漏水")
    assert r5.when(c.Register(details=told), "2026-01-20").step == "register"


@pytest.mark.clause("R5.3")
def test_a_missing_sheet_is_refused_also_when_the_visit_has_already_happened(r5: Scenario) -> None:
    r5.when(c.Receive(channel="visit", details=Details(receivers=("田甜", "罗辉"))), "2026-01-20")
    assert "R5.3" in r5.refused(c.Register(), "2026-01-20", already_done="补登")


@pytest.mark.clause("R5.8")
def test_a_visit_is_registered_submitted_instructed_and_only_then_passed_on(r5: Scenario) -> None:
    r5.when(VISIT, "2026-01-20 09:00")
    assert r5.refused(PASS_ON, "2026-01-20") == {"R5.8": "pass comes after register, submit, instruct"}
    first = r5.when(c.Register(), "2026-01-20 09:20")
    assert (first.route, first.step) == ("visit", "register")
    assert r5.refused(PASS_ON, "2026-01-20") == {"R5.8": "pass comes after submit, instruct"}
    assert (r5.when(c.Submit(to="倪虹"), "2026-01-20").route, r5.state.route) == ("", "visit")
    assert r5.refused(PASS_ON, "2026-01-20") == {"R5.8": "pass comes after instruct"}
    r5.when(c.Instruct(text="办理"), "2026-01-21", by=DEPUTY)
    r5.when(PASS_ON, "2026-01-21")
    assert r5.state.steps == ("register", "submit", "instruct", "pass")


@pytest.mark.clause("R5.8")
def test_a_visit_waits_for_instruction_from_its_submission_on(r5: Scenario) -> None:
    registered_visit(r5).when(c.Submit(to="倪虹"), "2026-01-20 10:00")
    assert (r5.duty("instruct").holder, r5.duty("instruct").opened.nature) == ("倪虹", "aim")
    r5.when(c.Instruct(text="办理"), "2026-01-21", by=DEPUTY)
    assert r5.duty("instruct").end is not None


@pytest.mark.clause("R5.4")
@pytest.mark.parametrize("receipt", [LETTER, c.Receive(channel="visit", source="superior_forwarded", details=SHEET)])
def test_letters_and_matters_handed_down_are_not_passed_on_before_the_instruction(
    r5: Scenario, receipt: c.Receive
) -> None:
    r5.when(receipt, "2026-01-14")
    r5.when(c.Register(), "2026-01-14")
    assert r5.refused(PASS_ON, "2026-01-14") == {"R5.4": "pass comes after submit, instruct"}
    r5.when(c.Submit(to="倪虹"), "2026-01-14")
    r5.when(c.Instruct(text="公示收费"), "2026-01-15", by=DEPUTY)
    assert r5.when(PASS_ON, "2026-01-15").step == "pass"


@pytest.mark.clause("R5.4")
def test_only_a_leader_instructs(r5: Scenario) -> None:
    r5.when(LETTER, "2026-01-14")
    r5.when(c.Register(), "2026-01-14")
    r5.when(c.Submit(to="倪虹"), "2026-01-14")
    assert "R5.4" in r5.refused(c.Instruct(text="办理"), "2026-01-15", by=CLERK)
    stand_in = Actor("邱泽", unit="局领导", post="section_head", acting_for="deputy_for_petitions")
    assert r5.when(c.Instruct(text="办理"), "2026-01-15", by=stand_in).step == "instruct"


@pytest.mark.clause("R5.4")
def test_what_has_already_been_passed_on_is_kept_with_the_breach(r5: Scenario) -> None:
    r5.when(LETTER, "2026-01-14")
    r5.when(c.Register(), "2026-01-14")
    line = r5.when(PASS_ON, "2026-01-14", already_done="纸质件已先行转出")
    assert [(breach.clause, breach.entry) for breach in line.breaches] == [("R5.4", "letter.pass")]
    assert r5.when(c.Submit(to="倪虹"), "2026-01-15").step == "submit"


@pytest.mark.clause("R5.4")
def test_a_copy_needs_the_instruction_too_but_is_not_the_passing_on(r5: Scenario) -> None:
    r5.when(LETTER, "2026-01-14")
    r5.when(c.Register(), "2026-01-14")
    copy = c.Forward(target="规划科", mode="copy")
    assert "R5.4" in r5.refused(copy, "2026-01-14")
    r5.when(c.Submit(to="倪虹"), "2026-01-14")
    r5.when(c.Instruct(text="抄规划科"), "2026-01-15", by=DEPUTY)
    assert r5.when(copy, "2026-01-15").step == ""
    assert r5.when(PASS_ON, "2026-01-15").step == "pass"


@pytest.mark.clause("R5.8")
@pytest.mark.parametrize("receipt", [VISIT, LETTER])
def test_the_petition_section_registers_submits_and_passes_on_and_a_leader_of_the_bureau_instructs(
    r5: Scenario, receipt: c.Receive
) -> None:
    clause = "R5.8" if receipt is VISIT else "R5.4"
    r5.when(receipt, "2026-01-20")
    assert set(r5.refused(c.Register(), "2026-01-20", by=HANDLER)) == {clause}
    r5.when(c.Register(), "2026-01-20", by=Actor("罗辉", unit="信访科", post="registrar"))
    assert set(r5.refused(c.Submit(to="倪虹"), "2026-01-20", by=HANDLER)) == {clause}
    r5.when(c.Submit(to="倪虹"), "2026-01-20", by=Actor("黎明", unit="信访科", post="petition_section_head"))
    in_charge = Actor("邱泽", unit="局领导", post="leader_in_charge")
    assert set(r5.refused(c.Instruct(text="办理"), "2026-01-21", by=in_charge)) == {clause}
    r5.when(c.Instruct(text="办理"), "2026-01-21", by=DEPUTY)
    assert set(r5.refused(PASS_ON, "2026-01-21", by=HANDLER)) == {clause}
    r5.when(PASS_ON, "2026-01-21")


@pytest.mark.clause("R5.12")
def test_a_matter_brought_in_the_hall_is_answered_within_thirty_days_of_its_receipt(r5: Scenario) -> None:
    registered_visit(r5)
    due = r5.duty("answer_hall").due
    # 30 days from 20 January, the first not counted: 19 February, in the Spring Festival, and it stays there.
    assert (due.nominal, due.effective) == (day("2026-01-20", 30), date(2026, 2, 19))


@pytest.mark.clause("R5.12")
def test_answered_on_the_spot_nothing_more_is_owed(r5: Scenario) -> None:
    r5.when(VISIT, "2026-01-20 09:00")
    line = r5.when(c.Register(on_spot=True), "2026-01-20 09:20")
    assert line.duties.opened == ()


@pytest.mark.clause("R5.12")
def test_the_thirty_days_are_met_when_the_answer_reaches_the_petitioner(r5: Scenario) -> None:
    instructed_visit(r5).when(c.Answer(reply_kind="interim", text="在办", delivered=True), "2026-01-30")
    r5.when(c.Answer(reply_kind="result", text="已列入维修"), "2026-02-04")
    assert "answer_hall" in r5.owed()
    r5.when(c.Serve(document="answer", mode="邮寄"), "2026-02-19")
    end = r5.duty("answer_hall").end
    assert end
    assert (end.kind, end.late) == ("met", False)


@pytest.mark.clause("R5.12")
def test_a_day_after_the_thirtieth_is_late_and_stays_so(r5: Scenario) -> None:
    instructed_visit(r5)
    r5.when(c.Answer(reply_kind="policy", text="说明", delivered=True), "2026-02-20")
    r5.when(c.Close(outcome="explained", explanation="说明"), "2026-02-20")
    end = r5.duty("answer_hall").end
    assert end
    assert (end.kind, end.late) == ("met", True)


@pytest.mark.clause("R5.12")
@pytest.mark.parametrize(("days", "last"), [(45, 45), (60, 60), (None, 60)])
def test_an_extension_counts_in_all_from_the_receipt(r5: Scenario, days: int | None, last: int) -> None:
    registered_visit(r5)
    r5.when(c.Extend(duty="answer_hall", reason="需现场鉴定", days=days), "2026-02-10", by=HEAD)
    due = r5.duty("answer_hall").due
    assert (due.nominal, due.effective) == (day("2026-01-20", last), day("2026-01-20", last))


@pytest.mark.clause("R5.12")
@pytest.mark.parametrize("days", [61, 90])
def test_beyond_the_sixtieth_day_no_extension_is_granted(r5: Scenario, days: int) -> None:
    registered_visit(r5)
    asked = c.Extend(duty="answer_hall", reason="复杂", days=days)
    said = f"at most 60 days in all from the start (to 2026-03-21), not {days}"
    assert r5.refused(asked, "2026-02-10", by=HEAD) == {"R5.12": said}


@pytest.mark.clause("R5.12")
@pytest.mark.parametrize("days", [30, 29, 0, -1])
def test_an_extension_must_lengthen(r5: Scenario, days: int) -> None:
    registered_visit(r5)
    asked = c.Extend(duty="answer_hall", reason="复杂", days=days)
    assert r5.refused(asked, "2026-02-10", by=HEAD) == {"R5.12": "an extension must end after 2026-02-19"}


@pytest.mark.clause("R5.12")
def test_the_head_or_the_deputy_for_petitions_extends_once_and_before_the_end(r5: Scenario) -> None:
    registered_visit(r5)
    asked = c.Extend(duty="answer_hall", reason="复杂", days=45)
    assert r5.refused(asked, "2026-02-10", by=HANDLER) == {"R5.12": "only head, deputy_for_petitions may extend it"}
    assert "R5.12" in r5.refused(asked, "2026-02-20", by=HEAD)
    r5.when(asked, "2026-02-19", by=DEPUTY)
    again = c.Extend(duty="answer_hall", reason="复杂", days=60)
    assert r5.refused(again, "2026-02-20", by=HEAD) == {"R5.12": "it may be extended 1 time(s) only"}


@pytest.mark.clause("R5.12")
def test_the_duty_to_answer_goes_with_the_petition_and_keeps_its_date(r5: Scenario) -> None:
    instructed_visit(r5)
    before = r5.duty("answer_hall").due
    r5.when(PASS_ON, "2026-01-21")
    assert (r5.duty("answer_hall").holder, r5.duty("answer_hall").due) == ("后扶科", before)
    r5.when(c.Return(reason="不属本科"), "2026-01-22", by=HANDLER)
    assert (r5.duty("answer_hall").holder, r5.duty("answer_hall").due) == ("信访科", before)
