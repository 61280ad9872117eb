"""The national regulation of 2022: by whom each thing is owed, what ends it undone, what is kept with its breach."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from msgspec.structs import replace

from domain import commands as c
from domain.values import Actor, Details, Person
from tests.clauses.test_s1 import (
    OPINION,
    PETITION,
    RECEIPT,
    accepted,
    days,
    due,
    ended,
    petition_office,
    registered,
    signed,
)
from tests.clauses.test_s1_ends import (
    BODY,
    FIRST,
    MAINTAINED,
    RESULT,
    REVIEWED_TWICE,
    SECOND,
    answered,
    reviewed,
)
from tests.domain.scenario import CLERK, HANDLER, HEAD, Scenario

VISIT = c.Receive(channel="visit", details=Details(urgent=True))
FORWARDED = c.Receive(channel="letter", source="superior_assigned", details=Details(reply_by=date(2025, 9, 4)))


def owing(case: Scenario, entry: str) -> Scenario:
    """A matter in which this is owed, or may be asked for."""
    if entry in ("route_item", "notice_by_unit"):
        return signed(registered(petition_office(case)), "2025-08-05") if entry == "notice_by_unit" else case
    if entry in ("handle", "extension_notice"):
        accepted(case).when(c.Extend(duty="handle", reason="勘验"), "2025-08-05", by=HEAD)
    elif entry in ("review1", "review2"):
        (answered if entry == "review1" else reviewed)(case, "2025-04-07")
        case.when(FIRST if entry == "review1" else SECOND, "2025-04-10", by=BODY)
    elif entry in ("assigned_result", "notice_forwarded"):
        registered(case, receipt=FORWARDED)
    else:
        registered(case, receipt=VISIT).when(c.Assign(target="后扶科", reply_by=date(2025, 9, 4)), "2025-08-05")
        case.when(c.SignFor(unit="后扶科"), "2025-08-05", by=HANDLER)
    return case


OWED = [
    ("S1.23.2", "notice_direct", "信访科"),
    ("S1.23.3", "notice_forwarded", "信访科"),
    ("S1.23.3", "notice_by_unit", "后扶科"),
    ("S1.23.3", "objection", "后扶科"),
    ("S1.22.3", "assigned_result", "信访科"),
    ("S1.22.3", "unit_result", "后扶科"),
    ("S1.34", "handle", "信访科"),
    ("S1.34", "extension_notice", "信访科"),
    ("S1.35", "review1", "县政府复查办"),
    ("S1.36", "review2", "县政府复查办"),
    ("S1.25", "urgent_report", "信访科"),
]
ENTRIES = [pytest.param(entry, holder, marks=pytest.mark.clause(clause)) for clause, entry, holder in OWED]


@pytest.mark.clause("S1.22.3")
@pytest.mark.clause("S1.23.2")
@pytest.mark.clause("S1.23.3")
@pytest.mark.clause("S1.25")
@pytest.mark.clause("S1.34")
@pytest.mark.clause("S1.35")
@pytest.mark.clause("S1.36")
@pytest.mark.parametrize(("entry", "holder"), ENTRIES)
def test_each_is_owed_by_one_and_ends_when_the_petitioner_withdraws(S1: Scenario, entry: str, holder: str) -> None:
    """信访人撤回的，不再办理。"""
    S1.office = replace(S1.office, roles={**S1.office.roles, "review_body": "县政府复查办"})
    case = owing(S1, entry)
    assert case.duty(entry).holder == holder
    if entry not in ("handle", "extension_notice"):
        case.when(c.Forward(target="维权部"), "2025-08-11")
        assert case.duty(entry).holder == holder, "it stays with who owed it"
    case.when(c.Withdraw(), "2025-08-12")
    assert ended(case, entry) == ("cancelled", entry in ("review1", "review2"))


@pytest.mark.clause("S1.22.3")
@pytest.mark.clause("S1.23.3")
@pytest.mark.parametrize(
    "entry",
    [
        pytest.param("unit_result", marks=pytest.mark.clause("S1.22.3")),
        pytest.param("objection", marks=pytest.mark.clause("S1.23.3")),
    ],
)
def test_a_unit_that_gave_it_back_owes_nothing_more_and_has_nothing_to_object_to(S1: Scenario, entry: str) -> None:
    """经转送、交办机关核实同意后，交还相关材料。"""
    owing(S1, entry).when(c.Return(reason="异议成立", unit="后扶科"), "2025-08-06", by=HANDLER)
    assert ended(S1, entry) == ("cancelled", False)


@pytest.mark.clause("S1.22")
@pytest.mark.clause("S1.25")
@pytest.mark.clause("S1.34")
def test_closing_ends_the_passing_on_the_sixty_days_and_the_report_of_what_is_urgent(S1: Scenario) -> None:
    """办结。"""
    case = petition_office(S1)
    case.when(VISIT, "2025-08-04")
    assert "urgent_report" in case.owed(), "urgent from its receipt on"
    case.when(c.Register(), "2025-08-04")
    case.when(c.Exempt(reason="住址不清"), "2025-08-05")
    case.when(c.Close(outcome="supported", legal_basis="条例"), "2025-08-06")
    assert case.owed() == {}
    accepted(S1).when(c.Exempt(reason="住址不清"), "2025-08-05")
    S1.when(c.Close(outcome="supported", legal_basis="条例"), "2025-08-06")
    assert ended(S1, "handle") == ("cancelled", False)


@pytest.mark.clause("S1.22")
@pytest.mark.clause("S1.23.2")
@pytest.mark.parametrize(
    "entry",
    [
        pytest.param("route_item", marks=pytest.mark.clause("S1.22")),
        pytest.param("notice_direct", marks=pytest.mark.clause("S1.23.2")),
    ],
)
def test_what_was_answered_on_the_spot_is_neither_passed_on_nor_notified(S1: Scenario, entry: str) -> None:
    """能够当场告知的，应当当场告知。"""
    case = petition_office(S1) if entry == "route_item" else S1
    case.when(VISIT, "2025-08-04")
    case.when(c.Register(on_spot=True), "2025-08-04")
    assert entry not in case.owed()


@pytest.mark.clause("S1.34")
def test_a_matter_accepted_before_it_was_known_to_be_a_petition_counts_from_its_acceptance(S1: Scenario) -> None:
    """自受理之日起。"""
    registered(S1).when(c.Classify(details=Details(procedure="statutory")), "2025-08-04")
    S1.when(c.Accept(), "2025-08-04")
    S1.when(c.Classify(details=PETITION), "2025-08-20")
    assert due(S1, "handle") == days("2025-10-03", "2025-10-09")


@pytest.mark.clause("S1.34")
def test_who_is_exempt_from_notice_is_not_told_of_the_extension(S1: Scenario) -> None:
    """告知信访人延期理由。"""
    owing(S1, "extension_notice").when(c.Exempt(reason="住址不清"), "2025-08-06")
    assert ended(S1, "extension_notice") == ("cancelled", False)


@pytest.mark.clause("S1.28")
@pytest.mark.parametrize(
    "act",
    [c.Review(text="同意"), c.Approve(text="同意"), c.SendBack(to_step="draft", reason="重拟")],
    ids=lambda act: type(act).__name__,
)
def test_who_is_recused_or_complained_of_does_not_decide_on_the_draft(S1: Scenario, act: c.Act) -> None:
    """应当回避。"""
    registered(S1).when(c.Draft(text="意见"), "2025-08-05", by=HANDLER)
    S1.when(c.Recuse(officer="钟山", stage="declared", reason="近亲属"), "2025-08-05", by=HEAD)
    assert S1.refused(act, "2025-08-06", by=HEAD)["S1.28"]
    if not isinstance(act, c.SendBack):
        S1.when(c.Classify(details=Details(accused_units=("规划科",))), "2025-08-06")
        assert S1.refused(act, "2025-08-07", by=Actor("卫东", unit="规划科", post="head"))["S1.28"]


@pytest.mark.clause("S1.28")
def test_who_is_recused_neither_extends_nor_reviews(S1: Scenario) -> None:
    """应当回避。"""
    answered(S1, "2025-03-01").when(FIRST, "2025-03-03", by=BODY)
    S1.when(c.Recuse(officer="复平", stage="granted", reason="近亲属"), "2025-03-04", by=HEAD)
    assert set(S1.refused(MAINTAINED, "2025-03-05", by=BODY)) == {"S1.28"}
    S1.when(c.Recuse(officer="钟山", stage="declared", reason="近亲属"), "2025-03-04", by=HEAD)
    assert "S1.28" in S1.refused(c.Extend(duty="review1", reason="复杂"), "2025-03-05", by=HEAD)


@pytest.mark.clause("S1.20")
@pytest.mark.clause("S1.28")
@pytest.mark.clause("S1.31")
def test_what_was_done_against_the_rule_is_recorded_with_the_breach(S1: Scenario) -> None:
    """已经发生的，如实登记。"""
    six = tuple(Person(id=UUID(int=100 + number), name=f"代表{number}") for number in range(6))
    S1.when(c.Receive(channel="visit", details=Details(representatives=six)), "2025-08-04")
    clauses = [S1.when(c.Register(), "2025-08-04", already_done="六人已接谈")]
    S1.when(c.Recuse(officer="田甜", stage="granted", reason="表亲"), "2025-08-05", by=HEAD)
    clauses += [S1.when(c.Report(finding="属实"), "2025-08-05", by=CLERK, already_done="已调查")]
    clauses += [S1.when(c.Accept(), "2025-08-06", by=HANDLER, already_done="已受理")]
    assert [breach.clause for line in clauses for breach in line.breaches] == ["S1.20", "S1.28", "S1.31"]


@pytest.mark.clause("S1.20")
def test_a_letter_may_be_signed_by_more(S1: Scenario) -> None:
    """采用走访形式的，推选代表。"""
    six = tuple(Person(id=UUID(int=100 + number), name=f"代表{number}") for number in range(6))
    registered(S1, receipt=c.Receive(channel="letter", details=Details(representatives=six)))
    assert S1.state.number


@pytest.mark.clause("S1.23")
@pytest.mark.parametrize("told", [RECEIPT, RESULT, c.Withdraw(), c.Exempt(reason="住址不清")])
def test_a_notice_an_answer_a_withdrawal_or_the_record_why_not_lets_it_be_merged(S1: Scenario, told: c.Act) -> None:
    """书面告知信访人；姓名、住址不清的除外。"""
    registered(S1).when(c.Join(to=UUID(int=3)), "2025-08-05")
    S1.when(told, "2025-08-06")
    S1.when(c.Close(outcome="merged"), "2025-08-07")


@pytest.mark.clause("S1.23")
@pytest.mark.parametrize("how", ["on the spot", "by the unit", "to the assigner"])
def test_so_does_what_was_answered_on_the_spot_or_reported(S1: Scenario, how: str) -> None:
    """当场告知的，交办件已报告结果的。"""
    case = petition_office(S1) if how == "by the unit" else S1
    case.when(c.Receive(channel="visit", source="superior_assigned" if "to" in how else "direct"), "2025-08-04")
    case.when(c.Register(on_spot=how == "on the spot"), "2025-08-04")
    case.when(c.Join(to=UUID(int=3)), "2025-08-05")
    if how != "on the spot":
        to = "office" if how == "by the unit" else "assigner"
        case.when(c.ReportResult(text="报告", to=to), "2025-08-06")
    case.when(c.Close(outcome="merged"), "2025-08-07")


@pytest.mark.clause("S1.22.3")
def test_what_was_withdrawn_waits_for_no_report(S1: Scenario) -> None:
    """信访人撤回的，不再要求报告结果。"""
    owing(S1, "unit_result").when(c.Withdraw(), "2025-08-06")
    S1.when(c.Close(outcome="withdrawn", withdrawn_on=date(2025, 8, 6)), "2025-08-07")


@pytest.mark.clause("S1.23.1")
@pytest.mark.clause("S1.31")
@pytest.mark.parametrize("how", ["on the spot", "exempted"])
def test_who_was_told_on_the_spot_or_cannot_be_told_is_not_told_again_where_to_go(S1: Scenario, how: str) -> None:
    """当场告知；姓名、住址不清的除外。"""
    S1.when(c.Receive(channel="visit", details=Details(procedure="litigation")), "2025-08-04")
    S1.when(c.Register(on_spot=how == "on the spot"), "2025-08-04")
    if how == "exempted":
        S1.when(c.Exempt(reason="住址不清"), "2025-08-05")
    S1.when(c.Close(outcome="statutory_route", competent_body="区法院"), "2025-08-06")
    S1.when(c.Reopen(reason="退回重办"), "2025-08-07")
    S1.when(c.Exempt(reason="住址不清"), "2025-08-08")
    S1.when(c.Close(outcome="guided", legal_basis="条例"), "2025-08-08")


@pytest.mark.clause("S1.23.1")
def test_who_was_told_on_the_spot_is_not_told_again_where_to_go_elsewhere(S1: Scenario) -> None:
    """当场告知。"""
    S1.when(VISIT, "2025-08-04")
    S1.when(c.Register(on_spot=True), "2025-08-04")
    S1.when(c.Close(outcome="guided", legal_basis="条例"), "2025-08-06")


@pytest.mark.clause("S1.22")
def test_the_fifteen_days_follow_the_day_of_receipt_when_that_is_corrected(S1: Scenario) -> None:
    """收到之日起 (11 October 2024, entered as the 15th: 26 October is a Saturday)."""
    case = petition_office(S1)
    case.when(c.Receive(channel="letter"), "2024-10-15")
    case.when(c.Register(), "2024-10-15")
    assert due(case, "route_item") == days("2024-10-30", "2024-10-30")
    case.correct(1, c.Receive(channel="letter"), "2024-10-11", "2024-10-16")
    assert due(case, "route_item") == days("2024-10-26", "2024-10-28")


@pytest.mark.clause("S1.25")
def test_urgency_may_be_seen_at_the_registration_too(S1: Scenario) -> None:
    """及时报告。"""
    S1.when(c.Receive(channel="letter"), "2025-08-04")
    S1.when(c.Register(details=Details(urgent=True)), "2025-08-04")
    assert "urgent_report" in S1.owed()


@pytest.mark.clause("S1.23.2")
@pytest.mark.clause("S1.23.3")
@pytest.mark.clause("S1.22.3")
@pytest.mark.parametrize(
    ("entry", "receipt"),
    [
        pytest.param("notice_direct", VISIT, marks=pytest.mark.clause("S1.23.2")),
        pytest.param("notice_forwarded", FORWARDED, marks=pytest.mark.clause("S1.23.3")),
        pytest.param("assigned_result", FORWARDED, marks=pytest.mark.clause("S1.22.3")),
    ],
)
def test_a_late_registration_wins_no_days(S1: Scenario, entry: str, receipt: c.Receive) -> None:
    """自收到之日起。"""
    S1.when(receipt, "2025-08-04")
    S1.when(c.Register(), "2025-08-07")
    assert S1.duty(entry).opened.start == date(2025, 8, 4)


@pytest.mark.clause("S1.28")
@pytest.mark.clause("S1.36.3")
def test_what_the_recused_or_the_accused_have_done_already_is_recorded_with_the_breach(S1: Scenario) -> None:
    """已经发生的，如实登记。"""
    S1.when(c.Receive(channel="letter", details=Details(accused_units=("规划科",))), "2025-01-06")
    S1.when(c.Register(), "2025-01-06")
    S1.when(c.Recuse(officer="程峰", stage="granted", reason="姻亲"), "2025-01-07", by=HEAD)
    given = S1.when(c.Forward(target="维权部", handler="程峰"), "2025-01-08", already_done="已交办")
    answer = S1.when(OPINION, "2025-01-09", by=Actor("小郑", unit="规划科"), already_done="已答复")
    S1.when(FIRST, "2025-01-10", by=BODY)
    S1.when(MAINTAINED, "2025-01-13", by=BODY)
    S1.when(SECOND, "2025-01-14", by=BODY)
    S1.when(REVIEWED_TWICE, "2025-01-15", by=BODY)
    S1.when(c.Classify(details=PETITION), "2025-01-16")
    again = S1.when(c.Accept(), "2025-01-16", already_done="已受理")
    entries = [breach.entry for line in (given, answer, again) for breach in line.breaches]
    assert entries == ["not_given_to_recused", "not_by_accused", "final"]
