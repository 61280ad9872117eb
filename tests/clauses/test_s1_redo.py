"""What is sent back to be done again 退回重办: the regulation sets no limit, whoever sends it back does."""

from __future__ import annotations

from datetime import date

import pytest

from domain import commands as c
from domain.values import Actor
from tests.clauses.ends import ended
from tests.clauses.test_s1 import registered
from tests.domain.scenario import HANDLER, Scenario

RESULT = c.Answer(reply_kind="result", text="已办", delivered=True)
BODY = Actor("复平", unit="县政府复查办", post="handler")
SUNDAY = date(2025, 8, 31)


def sent_back(case: Scenario, by: date | None = SUNDAY) -> Scenario:
    """Answered, closed, and taken up again."""
    registered(case, "2025-08-04").when(RESULT, "2025-08-06")
    case.when(c.Close(outcome="supported", legal_basis="条例"), "2025-08-07")
    case.when(c.Reopen(reason="质量不合格", redo_by=by), "2025-08-20")
    return case


@pytest.mark.clause("S1")
@pytest.mark.parametrize("kind", ["result", "policy", "guidance", "opinion"])
@pytest.mark.parametrize(("on", "how"), [("2025-08-31", "met"), ("2025-09-01", "late")])
def test_it_is_answered_anew_by_the_day_that_was_set_rest_day_or_not(
    S1: Scenario, kind: str, on: str, how: str
) -> None:
    redo = sent_back(S1).duty("redo")
    assert (redo.opened.nature, redo.holder, redo.due.effective) == ("duty", "信访科", SUNDAY)
    S1.when(c.Answer(reply_kind="interim", text="在办"), "2025-08-22")
    assert ended(S1, "redo") == ""
    S1.when(c.Answer(reply_kind=kind, text="重办意见"), on)
    assert ended(S1, "redo") == how


@pytest.mark.clause("S1")
def test_without_a_day_it_is_owed_without_a_date(S1: Scenario) -> None:
    assert sent_back(S1, None).owed()["redo"] is None


@pytest.mark.clause("S1")
def test_who_it_is_passed_to_answers_anew(S1: Scenario) -> None:
    sent_back(S1).when(c.Forward(target="后扶科"), "2025-08-21")
    S1.when(c.SignFor(unit="后扶科"), "2025-08-21", by=HANDLER)
    assert S1.duty("redo").holder == "后扶科"


@pytest.mark.clause("S1")
def test_the_decision_of_a_review_is_the_new_answer(S1: Scenario) -> None:
    registered(S1, "2025-08-04").when(c.Answer(reply_kind="opinion", text="意见", delivered=True), "2025-08-06")
    S1.when(c.RequestReview(level="1", against="意见"), "2025-08-20", by=BODY)
    S1.when(c.Close(outcome="supported", legal_basis="条例"), "2025-08-20")
    S1.when(c.Reopen(reason="复查", redo_by=SUNDAY), "2025-08-21")
    S1.when(c.DecideReview(level="1", result="maintain", text="维持"), "2025-08-25", by=BODY)
    assert ended(S1, "redo") == "met"


@pytest.mark.clause("S1")
@pytest.mark.parametrize("how", ["withdrawn", "closed"])
def test_it_ends_with_the_matter(S1: Scenario, how: str) -> None:
    sent_back(S1)
    if how == "withdrawn":
        S1.when(c.Withdraw(reason="撤回"), "2025-08-22")
    else:
        S1.when(c.Exempt(reason="已迁离，无法联系"), "2025-08-22")
        S1.when(c.Close(outcome="supported", legal_basis="条例"), "2025-08-22")
    assert ended(S1, "redo") == "cancelled"
