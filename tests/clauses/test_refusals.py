"""What nothing can end any more once acceptance was refused ends with the refusal, or with its notice."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from domain import commands as c
from tests.clauses import association, centre, party_office, test_r5
from tests.clauses.ends import ended
from tests.domain.scenario import Scenario

REFUSED = c.RefuseAcceptance(ground="not_competent", competent_body="市住建局", way_there="政务大厅")
NOTICE = c.Notify(notice="refusal")
OTHERS = [c.Notify(notice="receipt"), c.Notify(notice="refusal", to="assigner")]

# ---- R5


@pytest.mark.clause("R5.12")
def test_who_is_told_that_acceptance_was_refused_is_owed_no_other_answer(R5: Scenario) -> None:
    """在30日内向群众答复。"""
    test_r5.registered(R5).when(REFUSED, "2026-01-21")
    for other in OTHERS:
        R5.when(other, "2026-01-21")
    assert "answer_hall" in R5.owed()
    R5.when(NOTICE, "2026-01-22")
    assert ended(R5, "answer_hall") == "met"


@pytest.mark.clause("R5.12")
def test_a_notice_of_refusal_without_a_refusal_answers_nobody(R5: Scenario) -> None:
    test_r5.registered(R5).when(NOTICE, "2026-01-22")
    assert "answer_hall" in R5.owed()


@pytest.mark.clause("R5.12")
def test_told_of_the_refusal_after_the_thirty_days_it_was_too_late(R5: Scenario) -> None:
    test_r5.registered(R5).when(REFUSED, "2026-01-21")
    R5.when(NOTICE, "2026-02-20")
    assert ended(R5, "answer_hall") == "late"


@pytest.mark.clause("R5.4")
@pytest.mark.clause("R5.8")
@pytest.mark.parametrize(("receipt", "entry"), [(test_r5.VISIT, "instruct"), (test_r5.LETTER, "instruct_letter")])
def test_no_leader_instructs_on_what_was_refused(R5: Scenario, receipt: c.Receive, entry: str) -> None:
    test_r5.registered(R5, receipt).when(c.Submit(to="倪虹"), "2026-01-20")
    assert entry in R5.owed()
    R5.when(REFUSED, "2026-01-21")
    assert ended(R5, entry) == "cancelled"


# ---- R3


@pytest.mark.clause("R3.1.2")
@pytest.mark.parametrize(
    ("judged", "entry"),
    [
        ({"urgent": True}, "press_urgent"),
        ({"importance": "important"}, "press_important"),
        ({"importance": "ordinary"}, "press"),
    ],
)
def test_what_was_refused_is_not_pressed_for(R3: Scenario, judged: dict[str, object], entry: str) -> None:
    association.registered(R3, replace(association.LETTER, **judged)).when(c.Forward(target="维权部"), "2025-01-10")
    assert entry in R3.owed()
    R3.when(REFUSED, "2025-01-13")
    assert ended(R3, entry) == "cancelled"


@pytest.mark.clause("R3.1.4")
def test_to_be_told_of_the_refusal_is_to_be_told_the_result(R3: Scenario) -> None:
    """处理情况及时告知本人。"""
    association.registered(R3).when(NOTICE, "2025-01-10")
    R3.when(REFUSED, "2025-01-13")
    for other in OTHERS:
        R3.when(other, "2025-01-13")
    assert "tell_result" in R3.owed()
    R3.when(NOTICE, "2025-01-14")
    assert ended(R3, "tell_result") == "met"


@pytest.mark.clause("R3.2.3")
def test_no_special_report_is_written_or_read_on_what_was_refused(R3: Scenario) -> None:
    grave = replace(association.LETTER, importance="major")
    association.registered(R3, grave, channel="visit").when(REFUSED, "2025-01-13")
    assert ended(R3, "special_report") == "cancelled"


@pytest.mark.clause("R3.2.3")
def test_no_leader_decides_on_a_special_report_on_what_was_refused(R3: Scenario) -> None:
    association.registered(R3, channel="visit").when(c.SpecialReport(to="钟山", text="专报"), "2025-01-10")
    R3.when(REFUSED, "2025-01-13")
    assert ended(R3, "read_special_report") == "cancelled"


@pytest.mark.clause("R3.3.4")
@pytest.mark.parametrize(("on", "how"), [("2025-01-10", "cancelled"), ("2025-01-13", "late")])
def test_refused_on_the_day_of_receipt_it_needs_no_proposal_that_day(R3: Scenario, on: str, how: str) -> None:
    """当日事当日结。"""
    association.received(R3).when(REFUSED, on)
    assert ended(R3, "propose_same_day") == how


# ---- R1


@pytest.mark.clause("R1.1.1")
def test_what_was_refused_is_not_opened_any_more(R1: Scenario) -> None:
    case = party_office.received(R1)
    case.when(REFUSED, "2024-09-24")
    assert ended(case, "open_same_day") == "cancelled"


@pytest.mark.clause("R1.1.3")
def test_what_was_refused_is_put_before_nobody(R1: Scenario) -> None:
    case = party_office.registered(R1, replace(party_office.KNOWN, importance="important"))
    case.when(REFUSED, "2024-09-25")
    assert ended(case, "submit_important") == "cancelled"


@pytest.mark.clause("R1.1.3")
@pytest.mark.parametrize(
    ("act", "entry"), [(party_office.TO_HEAD, "instruct_head"), (party_office.TO_LEADER, "instruct_in_charge")]
)
def test_nobody_instructs_on_what_was_refused(R1: Scenario, act: c.Act, entry: str) -> None:
    case = party_office.registered(R1)
    case.when(act, "2024-09-24")
    case.when(REFUSED, "2024-09-25")
    assert ended(case, entry) == "cancelled"


@pytest.mark.clause("R1.1.4")
def test_to_be_told_of_the_refusal_is_to_be_written_to(R1: Scenario) -> None:
    """领导阅批后，及时复信。"""
    case = party_office.instructed(R1)
    case.when(NOTICE, "2024-09-26")
    case.when(REFUSED, "2024-09-26")
    for other in OTHERS:
        case.when(other, "2024-09-26")
    assert "reply" in case.owed()
    case.when(NOTICE, "2024-09-27")
    assert ended(case, "reply") == "met"


# ---- R4


@pytest.mark.clause("R4.3.3.2")
def test_no_unit_signs_for_what_was_refused(R4: Scenario) -> None:
    centre.registered(R4).when(c.Forward(target="村镇建设办"), "2026-01-06")
    R4.when(REFUSED, "2026-01-07")
    assert ended(R4, "sign_for") == "cancelled"


@pytest.mark.clause("R4.5")
def test_no_place_is_ordered_to_solve_what_was_refused(R4: Scenario) -> None:
    centre.registered(R4, centre.CROWD).when(REFUSED, "2026-01-07")
    assert ended(R4, "order_origin") == "cancelled"
