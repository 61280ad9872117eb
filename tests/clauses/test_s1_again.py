"""The national regulation: what comes back is passed on, reported anew, and not ended by a word alone."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from domain import commands as c
from domain.values import Actor, Details, Person
from tests.clauses.test_s1 import GUIDANCE, LETTER, OPINION, ended, petition_office, registered
from tests.domain.scenario import CLERK, HANDLER, Scenario

SPEAKERS = tuple(Person(id=UUID(int=100 + number), name=f"代表{number}") for number in range(6))
PLANNING = Actor("规划员", unit="规划科", post="section_head")
RESULT = c.Answer(reply_kind="result", text="已修缮", delivered=True)
CLOSE = c.Close(outcome="explained", explanation="已说明")
REPORT = c.ReportResult(text="已办", to="office")
BACK = c.ReturnReport(reason="不实", unit="后扶科", reply_by=date(2025, 8, 29))

# ---- Article 20


@pytest.mark.clause("S1.20")
def test_nor_are_more_than_five_representatives_named_after_the_registration(S1: Scenario) -> None:
    registered(S1, receipt=c.Receive(channel="visit", details=Details(people=8)))
    named = c.Classify(details=Details(representatives=SPEAKERS))
    assert S1.refused(named, "2025-08-05") == {"S1.20": "at most 5 representatives, not 6"}
    S1.when(c.Classify(details=Details(representatives=SPEAKERS[:5])), "2025-08-05")


# ---- Article 22


def returned(case: Scenario) -> Scenario:
    """A petition office whose matter was sent to the wrong body and came back."""
    office = registered(petition_office(case), "2025-08-04")
    office.when(c.Forward(target="县住建局"), "2025-08-05")
    office.when(c.Return(reason="不属本局", unit="县住建局"), "2025-08-06")
    return office


@pytest.mark.clause("S1.22")
@pytest.mark.parametrize(
    ("act", "how"),
    [
        (c.Forward(target="县人社局"), "met"),
        (c.Assign(target="县人社局", reply_by=date(2025, 9, 1)), "met"),
        (c.Accept(), "met"),
        (c.RefuseAcceptance(ground="not_competent"), "met"),
        (c.Redirect(competent_body="县法院"), "met"),
        (GUIDANCE, "met"),
        (OPINION, "met"),
        (c.Withdraw(), "cancelled"),
    ],
)
def test_what_was_returned_to_a_petition_office_is_passed_on_anew_or_answered(
    S1: Scenario, act: c.Act, how: str
) -> None:
    office = returned(S1)
    duty = office.duty("route_again")
    assert (duty.holder, duty.opened.nature, duty.due.effective) == ("信访科", "aim", None)
    office.when(c.Classify(details=Details(procedure="petition")), "2025-08-06")
    office.when(c.Forward(target="县财政局", mode="copy"), "2025-08-06")
    office.when(c.Answer(reply_kind="interim", text="正在核实"), "2025-08-06")
    assert "route_again" in office.owed()
    office.when(act, "2025-08-07")
    assert ended(office, "route_again") == (how, False)


@pytest.mark.clause("S1.22")
def test_closed_it_is_not_passed_on_any_more(S1: Scenario) -> None:
    office = registered(petition_office(S1), "2025-08-04")
    office.when(RESULT, "2025-08-04")
    office.when(c.Forward(target="县住建局"), "2025-08-05")
    office.when(c.Return(reason="不属本局", unit="县住建局"), "2025-08-06")
    office.when(CLOSE, "2025-08-06")
    assert ended(office, "route_again") == ("cancelled", False)


@pytest.mark.clause("S1.22")
def test_each_time_it_comes_back_it_is_owed_again(S1: Scenario) -> None:
    office = returned(S1)
    office.when(c.Forward(target="县财政局"), "2025-08-07")
    office.when(c.Return(reason="不属本局", unit="县财政局"), "2025-08-08")
    assert "route_again" in office.owed()


@pytest.mark.clause("S1.22")
def test_returned_to_the_unit_between_or_in_a_responsible_body_nothing_is_passed_on_by_the_desk(S1: Scenario) -> None:
    office = registered(petition_office(S1), "2025-08-04")
    office.when(c.Forward(target="县住建局"), "2025-08-05")
    office.when(c.SignFor(unit="县住建局"), "2025-08-05")
    office.when(c.Forward(target="规划科"), "2025-08-06")
    office.when(c.Return(reason="不属本科", unit="规划科"), "2025-08-06")
    assert "route_again" not in office.owed()
    registered(S1).when(c.Forward(target="规划科"), "2025-08-05")
    S1.when(c.Return(reason="不属本科", unit="规划科"), "2025-08-06")
    assert "route_again" not in S1.owed()


@pytest.mark.clause("S1.22.3")
def test_a_report_that_was_sent_back_is_made_anew_before_the_matter_is_closed(S1: Scenario) -> None:
    registered(S1).when(c.Assign(target="后扶科", reply_by=date(2025, 8, 20)), "2025-08-05")
    S1.when(c.SignFor(unit="后扶科"), "2025-08-05", by=HANDLER)
    S1.when(REPORT, "2025-08-06", by=HANDLER)
    S1.when(BACK, "2025-08-07")
    S1.when(RESULT, "2025-08-07")
    S1.when(REPORT, "2025-08-08", by=PLANNING)
    assert S1.refused(CLOSE, "2025-08-08").keys() == {"S1.22.3"}
    S1.when(REPORT, "2025-08-11", by=HANDLER)
    S1.when(CLOSE, "2025-08-11")


@pytest.mark.clause("S1.22.3")
@pytest.mark.parametrize("act", [c.Return(reason="不属本科", unit="后扶科"), c.Withdraw()])
def test_who_gives_it_back_reports_nothing_more_and_what_was_withdrawn_needs_no_report(
    S1: Scenario, act: c.Act
) -> None:
    registered(S1).when(c.Assign(target="后扶科", reply_by=date(2025, 8, 20)), "2025-08-05")
    S1.when(c.SignFor(unit="后扶科"), "2025-08-05", by=HANDLER)
    S1.when(RESULT, "2025-08-06", by=HANDLER)
    S1.when(REPORT, "2025-08-06", by=HANDLER)
    S1.when(BACK, "2025-08-07")
    S1.when(act, "2025-08-08")
    S1.when(CLOSE, "2025-08-08", by=CLERK)


@pytest.mark.clause("S1.22.3")
def test_a_report_nobody_had_assigned_is_made_anew_too_once_it_was_sent_back(S1: Scenario) -> None:
    office = registered(petition_office(S1), "2025-08-04")
    office.when(c.Forward(target="后扶科"), "2025-08-05")
    office.when(c.SignFor(unit="后扶科"), "2025-08-05", by=HANDLER)
    office.when(REPORT, "2025-08-06", by=HANDLER)
    office.when(c.ReturnReport(reason="不实", unit="后扶科"), "2025-08-07")
    office.when(c.Notify(notice="receipt"), "2025-08-07")
    assert office.refused(CLOSE, "2025-08-08").keys() == {"S1.22.3"}
    office.when(c.ReportResult(text="已办", to="office", unit="后扶科"), "2025-08-11")
    office.when(CLOSE, "2025-08-11")


# ---- Article 36


@pytest.mark.clause("S1.36.3")
@pytest.mark.parametrize("done", [None, "已告知，补录"])
def test_a_matter_never_reviewed_is_not_made_final_by_refusing_it(S1: Scenario, done: str | None) -> None:
    """复核意见作出后仍以同一事实和理由提出的，不再受理。"""
    refusal = c.RefuseAcceptance(ground="no_longer_accepted")
    assert registered(S1).refused(refusal, "2025-08-05", already_done=done).keys() == {"S1.36.3"}
    S1.when(OPINION, "2025-08-05")
    S1.when(c.Serve(document="opinion"), "2025-08-05")
    for level in ("1", "2"):
        S1.when(c.RequestReview(level=level), "2025-08-06")
        assert S1.refused(refusal, "2025-08-06", already_done=done).keys() == {"S1.36.3"}
        S1.when(c.DecideReview(level=level, result="maintain", delivered=True), "2025-08-06")
    S1.when(refusal, "2025-08-07", already_done=done)
    assert S1.state.final


@pytest.mark.clause("S1.36.3")
def test_a_second_review_of_another_file_is_named(S1: Scenario) -> None:
    named = c.RefuseAcceptance(ground="no_longer_accepted", final_opinion="市复核〔2023〕7号")
    registered(S1).when(named, "2025-08-05")
    assert S1.state.final


@pytest.mark.clause("S1.36.3")
def test_other_grounds_need_no_review(S1: Scenario) -> None:
    S1.when(LETTER, "2025-08-05")
    S1.when(c.RefuseAcceptance(ground="not_competent"), "2025-08-05")
    assert not S1.state.final
