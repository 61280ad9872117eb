"""What S1 asks of decisions: who gets a petition that accuses somebody, and what a closing is the end of."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from msgspec.structs import replace

from domain import commands as c
from domain.values import Details, Person
from tests.domain.scenario import HANDLER, Scenario

LETTER = c.Receive(channel="letter", details=Details(title="宅基地纠纷"))
ACCUSING = c.Classify(details=Details(accused=(Person(id=UUID(int=9), name="卫东"),), accused_units=("后扶科",)))
NOT_TO_THEM = {"S1.30": "it may not be passed to this unit or person"}
RESULT = c.Answer(reply_kind="result", text="已办", delivered=True)
GUIDANCE = c.Answer(reply_kind="guidance", text="可向法院起诉", delivered=True)
WHERETO = c.Notify(notice="whereto")


def registered(told: Scenario, known: Details | None = None) -> Scenario:
    told.when(replace(LETTER, details=known) if known else LETTER, "2026-01-05")
    told.when(c.Register(), "2026-01-05")
    return told


# ---- S1.30, trap 31


@pytest.mark.clause("S1.30")
@pytest.mark.parametrize("already_done", [None, "已交接"])
def test_31_what_is_taken_up_again_does_not_go_to_the_accused(s1: Scenario, already_done: str | None) -> None:
    registered(s1).when(ACCUSING, "2026-01-05")
    s1.when(c.Withdraw(), "2026-01-06")
    for unit in ("后扶科", "卫东"):
        assert s1.refused(c.Reopen(reason="重办", unit=unit), "2026-01-07", already_done=already_done) == NOT_TO_THEM
    s1.when(c.Reopen(reason="重办"), "2026-01-07")


@pytest.mark.clause("S1.30")
def test_31_what_lies_with_the_accused_is_taken_up_again_elsewhere(s1: Scenario) -> None:
    registered(s1).when(c.Forward(target="后扶科"), "2026-01-06")
    s1.when(c.SignFor(unit="后扶科"), "2026-01-06", by=HANDLER)
    s1.when(ACCUSING, "2026-01-07")
    s1.when(c.Withdraw(), "2026-01-07")
    assert s1.refused(c.Reopen(reason="重办"), "2026-01-08") == NOT_TO_THEM
    s1.when(c.Reopen(reason="重办", unit="规划科"), "2026-01-08")


@pytest.mark.clause("S1.30")
def test_31_nothing_is_returned_to_the_accused_but_the_accused_may_return_it(s1: Scenario) -> None:
    registered(s1).when(c.Forward(target="后扶科"), "2026-01-06")
    s1.when(c.SignFor(unit="后扶科"), "2026-01-06", by=HANDLER)
    s1.when(c.Forward(target="规划科"), "2026-01-07", by=HANDLER)
    s1.when(ACCUSING, "2026-01-08")
    assert s1.refused(c.Return(reason="不属"), "2026-01-09") == NOT_TO_THEM
    s1.when(c.Forward(target="信访科"), "2026-01-09")


@pytest.mark.clause("S1.30")
def test_31_the_accused_do_not_sign_for_it_but_may_send_it_back(s1: Scenario) -> None:
    registered(s1).when(c.Forward(target="后扶科"), "2026-01-06")
    s1.when(ACCUSING, "2026-01-07")
    assert s1.refused(c.SignFor(unit="后扶科"), "2026-01-08", by=HANDLER) == NOT_TO_THEM
    s1.when(c.Return(reason="应回避", unit="后扶科"), "2026-01-08", by=HANDLER)
    assert s1.state.routing.holder == "信访科"


@pytest.mark.clause("S1.30")
@pytest.mark.parametrize("accused", ["后扶科", "卫东"])
def test_31_the_accused_do_not_assist_either(s1: Scenario, accused: str) -> None:
    registered(s1).when(ACCUSING, "2026-01-05")
    assign = c.Assign(target="规划科", assisting=(accused,), reply_by=date(2026, 2, 2))
    assert s1.refused(assign, "2026-01-06") == NOT_TO_THEM
    assert s1.refused(c.Forward(target="规划科", assisting=(accused,)), "2026-01-06") == NOT_TO_THEM


# ---- closing, trap 18

SUGGESTION = Details(purpose="suggestion")
LITIGATION = Details(procedure="litigation")
NOTICED = c.Notify(notice="receipt")

# The outcome; the clause that holds it back; what is known of the petition; what makes it possible.
ENDS: dict[str, tuple[c.Close, str, Details, c.Act]] = {
    "supported": (c.Close(outcome="supported", legal_basis="条例"), "S1.32", Details(), RESULT),
    "explained": (c.Close(outcome="explained", explanation="说明"), "S1.32", Details(), RESULT),
    "not_supported": (c.Close(outcome="not_supported", legal_basis="条例"), "S1.32", Details(), RESULT),
    "supported, nobody to tell": (
        c.Close(outcome="supported", legal_basis="条例"),
        "S1.32",
        Details(anonymous=True),
        c.Exempt(reason="匿名"),
    ),
    "adopted": (c.Close(outcome="adopted"), "S1.29", SUGGESTION, RESULT),
    "not_adopted": (c.Close(outcome="not_adopted", explanation="说明"), "S1.29", SUGGESTION, RESULT),
    "agreed": (c.Close(outcome="agreed", agreement="协议"), "S1.33", Details(), RESULT),
    "elsewhere, notified": (
        c.Close(outcome="elsewhere", competent_body="法院", way_there="窗口"),
        "S1.23.1",
        Details(),
        WHERETO,
    ),
    "elsewhere, guided": (
        c.Close(outcome="elsewhere", competent_body="法院", way_there="窗口"),
        "S1.23.1",
        Details(),
        GUIDANCE,
    ),
    "statutory_route": (c.Close(outcome="statutory_route", competent_body="法院"), "S1.31", LITIGATION, GUIDANCE),
    "statutory_route, refused": (
        c.Close(outcome="statutory_route", competent_body="法院"),
        "S1.31",
        LITIGATION,
        c.Notify(notice="refusal"),
    ),
    "withdrawn": (c.Close(outcome="withdrawn", withdrawn_on=date(2026, 1, 8)), "S1", Details(), c.Withdraw()),
}


@pytest.mark.clause("S1.32")
@pytest.mark.parametrize(("close", "clause", "known", "act"), ENDS.values(), ids=ENDS)
def test_18_a_matter_is_closed_with_what_its_outcome_is_the_outcome_of(
    s1: Scenario, close: c.Close, clause: str, known: Details, act: c.Act
) -> None:
    registered(s1, known).when(NOTICED, "2026-01-06")
    assert set(s1.refused(close, "2026-01-08")) == {clause}
    assert set(s1.refused(close, "2026-01-08", already_done="已口头办结")) == {clause}
    s1.when(act, "2026-01-08")
    s1.when(close, "2026-01-08")


@pytest.mark.clause("S1.32")
def test_18_an_interim_answer_is_none(s1: Scenario) -> None:
    registered(s1).when(c.Answer(reply_kind="interim", delivered=True), "2026-01-06")
    assert "S1.32" in s1.refused(c.Close(outcome="explained", explanation="说明"), "2026-01-08")


@pytest.mark.clause("S1.32")
@pytest.mark.parametrize("on_spot", [True, False])
def test_18_what_was_answered_in_an_earlier_round_does_not_close_the_next(s1: Scenario, *, on_spot: bool) -> None:
    close = c.Close(outcome="explained", explanation="说明")
    s1.when(LETTER, "2026-01-05")
    s1.when(c.Register(on_spot=on_spot, details=Details(answer_given="当场说明")), "2026-01-05")
    if not on_spot:
        s1.when(RESULT, "2026-01-06")
    s1.when(close, "2026-01-06")
    s1.when(c.Reopen(reason="重办"), "2026-01-12")
    assert set(s1.refused(close, "2026-01-13")) == {"S1.23", "S1.32"}
    s1.when(RESULT, "2026-01-13")
    s1.when(close, "2026-01-13")
