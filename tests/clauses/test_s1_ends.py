"""The national regulation of 2022: procedure and acceptance, what an ending needs, reviews, suggestions, reports."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from domain import commands as c
from domain.rulebook import RouteRule, Step
from domain.schedule import periods
from domain.values import Actor, Details
from tests.clauses.test_s1 import (
    GUIDANCE,
    OPINION,
    PETITION,
    RECEIPT,
    accepted,
    days,
    due,
    ended,
    petition_office,
    registered,
)
from tests.domain.scenario import CLERK, HANDLER, HEAD, Scenario, under

RESULT = c.Answer(reply_kind="result", text="已办", delivered=True)
BODY = Actor("复平", unit="县政府复查办", post="handler")
FIRST = c.RequestReview(level="1", against="处〔2025〕1号")
SECOND = c.RequestReview(level="2", against="复查〔2025〕1号")
MAINTAINED = c.DecideReview(level="1", result="maintain", text="维持")
REVIEWED_TWICE = c.DecideReview(level="2", result="maintain", text="维持", delivered=True)


# ---- Article 31: which procedure


@pytest.mark.clause("S1.31")
def test_the_procedure_is_told_apart_before_acceptance(S1: Scenario) -> None:
    """分别按照下列方式办理：诉讼、仲裁、党员申诉、行政程序、法定职责，不属于以上情形的，按照信访程序。"""
    registered(S1).when(c.Classify(details=Details(procedure="unknown")), "2025-08-04")
    assert S1.refused(c.Accept(), "2025-08-05") == {"S1.31": "it needs procedure"}
    S1.when(c.Classify(details=Details(procedure="arbitration")), "2025-08-05")
    S1.when(c.Accept(), "2025-08-05")
    assert "handle" not in S1.owed(), "the sixty days are those of the petition procedure"


@pytest.mark.clause("S1.31")
@pytest.mark.parametrize("procedure", ["litigation", "arbitration", "party", "administrative", "statutory"])
@pytest.mark.parametrize("told", [GUIDANCE, c.Notify(notice="refusal"), c.Notify(notice="whereto")])
def test_what_has_a_route_of_its_own_is_closed_after_the_petitioner_was_told_of_it(
    S1: Scenario, procedure: str, told: c.Act
) -> None:
    """导入相应程序处理。"""
    close = c.Close(outcome="statutory_route", competent_body="区法院")
    registered(S1).when(RECEIPT, "2025-08-05")
    assert "does not fit this petition" in S1.refused(close, "2025-08-06")["S1.31"]
    S1.when(c.Classify(details=Details(procedure=procedure)), "2025-08-06")
    assert set(S1.refused(close, "2025-08-07")) == {"S1.31"}
    S1.when(told, "2025-08-07")
    missing = c.Close(outcome="statutory_route")
    assert S1.refused(missing, "2025-08-08") == {"S1.31": "statutory_route needs competent_body"}
    S1.when(close, "2025-08-08")


# ---- Articles 29, 32, 33: how a matter ends

ENDS = [
    pytest.param("supported", "legal_basis", "S1.32", None, marks=pytest.mark.clause("S1.32.1")),
    pytest.param("explained", "explanation", "S1.32", None, marks=pytest.mark.clause("S1.32.2")),
    pytest.param("not_supported", "legal_basis", "S1.32", None, marks=pytest.mark.clause("S1.32.3")),
    pytest.param("agreed", "agreement", "S1.33", None, marks=pytest.mark.clause("S1.33")),
    pytest.param("not_adopted", "explanation", "S1.29", "suggestion", marks=pytest.mark.clause("S1.29")),
    pytest.param("adopted", "", "S1.29", "suggestion", marks=pytest.mark.clause("S1.29")),
]


def closing(outcome: str, needed: str) -> c.Close:
    """Closed with what the outcome rests on."""
    said: dict[str, Any] = {needed: "所据"} if needed else {}
    return c.Close(outcome=outcome, **said)


CLAUSE_OF = {"supported": "S1.32.1", "explained": "S1.32.2", "not_supported": "S1.32.3"}


@pytest.mark.clause("S1.29")
@pytest.mark.clause("S1.32")
@pytest.mark.clause("S1.32.1")
@pytest.mark.clause("S1.32.2")
@pytest.mark.clause("S1.32.3")
@pytest.mark.clause("S1.33")
@pytest.mark.parametrize(("outcome", "needed", "clause", "purpose"), ENDS)
def test_each_ending_states_what_it_rests_on_and_follows_the_answer_that_it_is_the_ending_of(
    S1: Scenario, outcome: str, needed: str, clause: str, purpose: str | None
) -> None:
    """支持、解释说明、不予支持，书面答复信访人；建议采纳或者未采纳的反馈；调解和解的结果告知。"""
    close = closing(outcome, needed)
    registered(S1).when(c.Classify(details=Details(purpose=purpose)), "2025-08-04")
    S1.when(RECEIPT, "2025-08-05")
    S1.when(c.Answer(reply_kind="interim", delivered=True), "2025-08-06")
    assert set(S1.refused(close, "2025-08-07")) == {clause}
    S1.when(RESULT, "2025-08-07")
    if needed:
        words = {CLAUSE_OF.get(outcome, clause): f"{outcome} needs {needed}"}
        assert S1.refused(c.Close(outcome=outcome), "2025-08-08") == words
    S1.when(close, "2025-08-08")


@pytest.mark.clause("S1.29")
@pytest.mark.parametrize("outcome", ["adopted", "not_adopted"])
def test_only_a_suggestion_is_adopted_or_not(S1: Scenario, outcome: str) -> None:
    """对信访人提出的建议意见类事项，予以采纳或者部分采纳，并予以回复。"""
    registered(S1).when(RESULT, "2025-08-05")
    refusal = S1.refused(c.Close(outcome=outcome, explanation="说明"), "2025-08-06")
    assert refusal == {"S1.29": f"the outcome {outcome} does not fit this petition"}


@pytest.mark.clause("S1.29")
@pytest.mark.clause("S1.32")
@pytest.mark.clause("S1.33")
@pytest.mark.parametrize(("outcome", "needed", "clause", "purpose"), ENDS)
@pytest.mark.parametrize(
    "how", ["exempted", "withdrawn", "on the spot", "reported to who assigned it", "reported by the unit"]
)
def test_who_cannot_be_told_or_was_told_by_another_holds_up_no_ending(
    S1: Scenario, outcome: str, needed: str, clause: str, purpose: str | None, how: str
) -> None:
    """姓名、住址不清的除外；当场答复的、向交办机关报告的、由责任单位答复的，均已有答复。"""
    case = petition_office(S1) if how == "reported by the unit" else S1
    source = "superior_assigned" if how == "reported to who assigned it" else "direct"
    case.when(c.Receive(channel="visit", source=source, details=Details(purpose=purpose)), "2025-08-04")
    case.when(c.Register(on_spot=how == "on the spot"), "2025-08-04")
    if how in ("exempted", "withdrawn"):
        case.when(c.Exempt(reason="匿名") if how == "exempted" else c.Withdraw(), "2025-08-05")
    elif how == "reported to who assigned it":
        case.when(c.ReportResult(text="报告", to="assigner"), "2025-08-05")
    elif how == "reported by the unit":
        case.when(c.Assign(target="县人社局", reply_by=date(2025, 9, 4)), "2025-08-05")
        case.when(c.ReportResult(text="报告", to="office", unit="县人社局"), "2025-08-05")
    case.when(closing(outcome, needed), "2025-08-06")
    assert case.state.ending.outcome == outcome, clause


@pytest.mark.clause("S1.32")
def test_a_report_of_an_own_section_answers_nobody(S1: Scenario) -> None:
    """书面答复信访人：科室的报告不是答复。"""
    registered(S1).when(c.ReportResult(text="科里意见", to="office", unit="后扶科"), "2025-08-05")
    close = c.Close(outcome="supported", legal_basis="条例")
    assert set(S1.refused(close, "2025-08-06")) == {"S1.23", "S1.32"}
    S1.when(c.ReportResult(text="报告", to="assigner"), "2025-08-06")
    assert set(S1.refused(close, "2025-08-07")) == {"S1.23", "S1.32"}, "nobody had assigned it"


@pytest.mark.clause("S1.32")
@pytest.mark.parametrize("lacking", ["claim", "findings", "opinion_text", "legal_basis", "remedy"])
def test_the_written_opinion_states_claim_facts_decision_basis_and_the_way_of_review(
    S1: Scenario, lacking: str
) -> None:
    """应当出具信访处理意见书，载明投诉请求、事实和理由、处理意见及其法律法规依据，以及救济途径。"""
    drafting = Step(id="draft", event="Drafted", document="opinion")
    route = RouteRule(id="own", clause="S1.32", zh="拟稿", steps=(drafting,))
    told = registered(under(replace(S1.book, routes=(route,))))
    whole = c.Draft(
        claim="请求", findings="查明", opinion_text="支持", legal_basis="条例", remedy="三十日内可以申请复查"
    )
    words = f"the document of draft lacks {lacking}"
    assert told.refused(replace(whole, **{lacking: None}), "2025-08-05") == {"S1.32": words}
    told.when(whole, "2025-08-05")


@pytest.mark.clause("S1")
def test_only_what_was_withdrawn_is_closed_as_withdrawn(S1: Scenario) -> None:
    """信访人撤回。"""
    registered(S1).when(RECEIPT, "2025-08-05")
    close = c.Close(outcome="withdrawn", withdrawn_on=date(2025, 8, 8))
    assert set(S1.refused(close, "2025-08-08")) == {"S1"}
    S1.when(c.Withdraw(), "2025-08-08")
    assert S1.refused(c.Close(outcome="withdrawn"), "2025-08-08") == {"S1": "withdrawn needs withdrawn_on"}
    S1.when(close, "2025-08-08")


@pytest.mark.clause("S1")
def test_only_a_repeat_is_merged_into_its_matter(S1: Scenario) -> None:
    """并入同一事项。"""
    registered(S1).when(RESULT, "2025-08-05")
    close = c.Close(outcome="merged", legal_basis="并入信〔2025〕0001")
    assert S1.refused(close, "2025-08-06") == {"S1": "the outcome merged does not fit this petition"}
    S1.when(c.Join(to=UUID(int=3)), "2025-08-06")
    S1.when(close, "2025-08-06")


# ---- Articles 35 and 36: reviews


def answered(case: Scenario, on: str) -> Scenario:
    """A written opinion that reached the petitioner on that day."""
    accepted(case, "2025-01-13").when(OPINION, "2025-02-10", by=HANDLER)
    case.when(c.Serve(document="opinion", mode="邮寄"), on)
    return case


def reviewed(case: Scenario, on: str) -> Scenario:
    """A first review whose opinion reached the petitioner on that day."""
    answered(case, "2025-03-01").when(FIRST, "2025-03-03", by=BODY)
    case.when(MAINTAINED, "2025-03-25", by=BODY)
    case.when(c.Serve(document="review1", mode="邮寄"), on)
    return case


@pytest.mark.clause("S1.35")
@pytest.mark.parametrize(
    ("served", "nominal", "last", "after"),
    [
        ("2025-03-01", "2025-03-31", "2025-03-31", "2025-04-01"),
        ("2026-04-01", "2026-05-01", "2026-05-06", "2026-05-07"),  # the first of May
    ],
)
def test_a_first_review_is_asked_for_within_thirty_days_of_receiving_the_opinion(
    S1: Scenario, served: str, nominal: str, last: str, after: str
) -> None:
    """信访人对信访处理意见不服的，可以自收到书面答复之日起30日内请求复查。"""
    answered(S1, served)
    opened = S1.duty("may_review1").opened
    assert (due(S1, "may_review1"), opened.nature, opened.holder) == (days(nominal, last), "right", "petitioner")
    words = f"may_review1: the time for it ended on {last}"
    assert S1.refused(FIRST, after, by=BODY) == {"S1.35": words}
    S1.when(FIRST, last, by=BODY)
    assert ended(S1, "may_review1") == ("met", False)


@pytest.mark.clause("S1.35")
def test_an_opinion_handed_over_in_person_is_received_that_day_and_a_mere_answer_opens_no_review(S1: Scenario) -> None:
    """自收到书面答复之日起。"""
    registered(S1).when(RESULT, "2025-08-05")
    S1.when(c.Serve(document="answer"), "2025-08-05")
    assert "may_review1" not in S1.owed()
    S1.when(c.Answer(reply_kind="opinion", text="意见", delivered=True), "2025-08-06")
    assert S1.duty("may_review1").opened.start == date(2025, 8, 6)


@pytest.mark.clause("S1.35")
@pytest.mark.parametrize(("on", "late"), [("2024-11-27", False), ("2024-11-28", True)])
def test_the_first_review_is_decided_within_thirty_days_of_the_request(S1: Scenario, on: str, *, late: bool) -> None:
    """收到复查请求的机关、单位应当自收到复查请求之日起30日内提出复查意见。"""
    case = petition_office(S1)
    accepted(case, "2024-09-05").when(OPINION, "2024-09-25", by=HANDLER)
    case.when(c.Serve(document="opinion"), "2024-09-26")
    case.when(FIRST, "2024-10-28", by=BODY)
    assert (due(case, "review1"), case.duty("review1").holder) == (days("2024-11-27", "2024-11-27"), "县政府复查办")
    case.when(MAINTAINED, on, by=BODY)
    assert ended(case, "review1") == ("met", late)


@pytest.mark.clause("S1.35")
def test_the_thirty_days_of_the_first_review_end_on_a_working_day_and_a_hearing_does_not_stop_them(
    S1: Scenario,
) -> None:
    """自收到复查请求之日起30日内 (1 May 2026 is a holiday)."""
    answered(S1, "2026-03-30").when(FIRST, "2026-04-01", by=BODY)
    S1.when(c.OpenHearing(), "2026-04-08", by=BODY)
    S1.when(c.CloseHearing(), "2026-04-10", by=BODY)
    assert due(S1, "review1") == days("2026-05-01", "2026-05-06")


@pytest.mark.clause("S1.36")
@pytest.mark.parametrize(
    ("served", "nominal", "last", "after"),
    [
        ("2025-04-07", "2025-05-07", "2025-05-07", "2025-05-08"),
        ("2025-04-01", "2025-05-01", "2025-05-06", "2025-05-07"),
    ],
)
def test_a_second_review_is_asked_for_within_thirty_days_of_receiving_the_first(
    S1: Scenario, served: str, nominal: str, last: str, after: str
) -> None:
    """信访人对复查意见不服的，可以自收到书面答复之日起30日内请求复核。"""
    reviewed(S1, served)
    opened = S1.duty("may_review2").opened
    assert (due(S1, "may_review2"), opened.nature, opened.holder) == (days(nominal, last), "right", "petitioner")
    words = f"may_review2: the time for it ended on {last}"
    assert S1.refused(SECOND, after, by=BODY) == {"S1.36": words}
    S1.when(SECOND, last, by=BODY)
    assert ended(S1, "may_review2") == ("met", False)


@pytest.mark.clause("S1.36")
def test_a_first_review_told_at_once_is_received_that_day(S1: Scenario) -> None:
    """自收到书面答复之日起。"""
    answered(S1, "2025-03-01").when(FIRST, "2025-03-03", by=BODY)
    S1.when(c.DecideReview(level="1", result="maintain", delivered=True), "2025-03-25", by=BODY)
    assert S1.duty("may_review2").opened.start == date(2025, 3, 25)


@pytest.mark.clause("S1.36")
@pytest.mark.parametrize(("on", "late"), [("2025-05-12", False), ("2025-05-13", True)])
def test_the_second_review_is_decided_within_thirty_days_of_the_request(S1: Scenario, on: str, *, late: bool) -> None:
    """收到复核请求的机关、单位应当自收到复核请求之日起30日内提出复核意见 (10 May 2025 is a Saturday)."""
    reviewed(S1, "2025-04-07").when(SECOND, "2025-04-10", by=BODY)
    assert due(S1, "review2") == days("2025-05-10", "2025-05-12")
    S1.when(REVIEWED_TWICE, on, by=BODY)
    assert ended(S1, "review2") == ("met", late)


@pytest.mark.clause("S1.36")
def test_the_days_of_a_hearing_are_not_counted(S1: Scenario) -> None:
    """听证所需时间不计算在前款规定的期限内 (ten days, first and last included: 20 May)."""
    reviewed(S1, "2025-04-07").when(SECOND, "2025-04-10", by=BODY)
    S1.when(c.OpenHearing(text="公开听证"), "2025-04-14", by=BODY)
    S1.when(c.CloseHearing(), "2025-04-23", by=BODY)
    assert due(S1, "review2") == days("2025-05-20", "2025-05-20")


@pytest.mark.clause("S1.36.3")
def test_after_the_second_review_it_is_accepted_again_upon_new_facts_only(S1: Scenario) -> None:
    """仍然以同一事实和理由提出投诉请求的，不再受理。"""
    reviewed(S1, "2025-04-07").when(SECOND, "2025-04-10", by=BODY)
    refusal = S1.refused(c.Close(outcome="no_longer_accepted", legal_basis="条例"), "2025-05-09")
    assert refusal == {"S1.36.3": "the outcome no_longer_accepted does not fit this petition"}
    S1.when(REVIEWED_TWICE, "2025-05-09", by=BODY)
    assert S1.refused(c.Close(outcome="no_longer_accepted"), "2025-05-12") == {
        "S1.36.3": "no_longer_accepted needs legal_basis"
    }
    S1.when(c.Close(outcome="no_longer_accepted", legal_basis="条例第三十六条"), "2025-05-12")
    S1.when(c.Reopen(reason="再次来访"), "2025-06-02")
    assert S1.refused(c.Accept(), "2025-06-02") == {"S1.36.3": "it needs new_facts"}
    S1.when(c.Accept(new_facts="新证据"), "2025-06-02")
    assert PETITION.procedure == "petition"


# ---- Articles 40 and 41


@pytest.mark.clause("S1.40")
def test_who_was_given_a_suggestion_for_improvement_says_in_writing_what_came_of_it(S1: Scenario) -> None:
    """收到改进工作、完善政策建议的机关、单位应当书面反馈采纳情况。"""
    registered(S1).when(c.Suggest(to_body="县住建局", text="完善验收流程"), "2025-09-01", by=HEAD)
    opened = S1.duty("suggestion_feedback").opened
    assert (opened.nature, opened.holder, opened.due.effective) == ("aim", "县住建局", None)
    S1.when(c.FeedBack(adopted=True, text="已采纳"), "2025-09-20", by=CLERK)
    assert ended(S1, "suggestion_feedback") == ("met", False)


@pytest.mark.clause("S1.40")
def test_each_body_that_was_given_a_suggestion_says_so_for_itself(S1: Scenario) -> None:
    registered(S1)
    asked = [c.Suggest(to_body=body, text="完善验收流程") for body in ("县住建局", "县消防救援大队")]
    first, second = (S1.when(each, "2025-09-01", by=HEAD).version for each in asked)
    assert "S1.40" not in S1.refused(c.FeedBack(adopted=True), "2025-09-20", by=CLERK)
    S1.when(c.FeedBack(adopted=True, of=second), "2025-09-20", by=CLERK)
    still = [duty.holder for duty in S1.state.duties if duty.key.id == "suggestion_feedback" and duty.end is None]
    assert (still, S1.duty("suggestion_feedback", str(first)).end) == (["县住建局"], None)


@pytest.mark.clause("S1.41")
def test_a_report_is_due_each_year_within_a_month_of_its_end(S1: Scenario) -> None:
    """各级党委和政府信访部门应当编制信访情况年度报告，每年向本级党委和政府、上一级党委和政府信访部门报告。"""
    report = S1.book.schedules_by_id["annual_report"]
    assert (report.holder, report.met_by) == ("statistician", ("StatisticsSent", "AnalysisSubmitted"))
    (year,) = periods(report, 2025, S1.calendar)
    assert (year.first, year.last, year.due) == days("2025-01-01", "2025-12-31", "2026-01-31")
