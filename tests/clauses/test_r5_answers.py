"""R5.12: what is brought in the hall is answered within thirty days, with an extension within sixty in all."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from domain import commands as c
from domain.values import Actor
from tests.clauses.test_r5 import LETTER, ON, VISIT, along, received, registered
from tests.domain.scenario import DEPUTY, HANDLER, HEAD, UNREACHED, Scenario


def ended(case: Scenario) -> tuple[str, bool]:
    """How the thirty days ended, and whether too late."""
    end = case.duty("answer_hall").end
    assert end, "they are still running"
    return end.kind, end.late


@pytest.mark.clause("R5.12")
def test_what_is_brought_in_the_hall_is_answered_within_thirty_days_rest_day_or_not(R5: Scenario) -> None:
    """当面答复不了的，应在30日内向群众答复 (19 February 2026 lies in the Spring Festival)."""
    registered(R5)
    due = R5.duty("answer_hall").due
    assert (due.nominal, due.effective) == (date(2026, 2, 19), date(2026, 2, 19))
    assert R5.duty("answer_hall").opened.start == date(2026, 1, 20)


@pytest.mark.clause("R5.12")
@pytest.mark.parametrize("receipt", [LETTER, replace(VISIT, place="elsewhere")])
def test_the_thirty_days_are_those_of_the_hall(R5: Scenario, receipt: c.Receive) -> None:
    """信访接待大厅接待的上访事项。"""
    assert "answer_hall" not in registered(R5, receipt).owed()


@pytest.mark.clause("R5.12")
def test_answered_face_to_face_nothing_is_owed(R5: Scenario) -> None:
    """应当面给上访群众答复。"""
    received(R5, VISIT).when(c.Register(on_spot=True), ON)
    assert "answer_hall" not in R5.owed()


@pytest.mark.clause("R5.12")
@pytest.mark.parametrize("kind", ["result", "policy", "guidance", "opinion"])
@pytest.mark.parametrize(("on", "late"), [("2026-02-19", False), ("2026-02-20", True)])
def test_they_are_met_by_a_final_answer_in_person(R5: Scenario, kind: str, on: str, *, late: bool) -> None:
    """在30日内向群众答复。"""
    along(R5, "visit").when(c.Answer(reply_kind="interim", delivered=True), "2026-01-30")
    assert "answer_hall" in R5.owed()
    R5.when(c.Answer(reply_kind=kind, delivered=True), on)
    assert ended(R5) == ("met", late)


@pytest.mark.clause("R5.12")
@pytest.mark.parametrize(("kind", "document"), [("result", "answer"), ("opinion", "opinion")])
@pytest.mark.parametrize(("on", "late"), [("2026-02-19", False), ("2026-02-24", True)])
def test_or_when_the_written_answer_has_reached_the_petitioner(
    R5: Scenario, kind: str, document: str, on: str, *, late: bool
) -> None:
    """向群众答复：以送达为准。"""
    along(R5, "visit").when(c.Answer(reply_kind=kind), "2026-02-04")
    assert "answer_hall" in R5.owed()
    R5.when(c.Serve(document=document, mode="邮寄"), on)
    assert ended(R5) == ("met", late)


@pytest.mark.clause("R5.12")
def test_who_has_the_matter_owes_the_answer(R5: Scenario) -> None:
    """按照局领导批示办理的科室答复。"""
    along(R5, "visit")
    assert R5.duty("answer_hall").holder == "后扶科"


@pytest.mark.clause("R5.12")
@pytest.mark.parametrize(("total", "last"), [(45, "2026-03-06"), (60, "2026-03-21"), (None, "2026-03-21")])
@pytest.mark.parametrize("who", [HEAD, DEPUTY])
def test_an_extension_counts_in_all_from_the_receipt(R5: Scenario, total: int | None, last: str, who: Actor) -> None:
    """需要延期的最长不得超过60日。"""
    registered(R5).when(c.Extend(duty="answer_hall", reason="底册在县里", days=total), "2026-02-19", by=who)
    due = R5.duty("answer_hall").due
    assert (due.nominal, due.effective) == (date.fromisoformat(last), date.fromisoformat(last))


@pytest.mark.clause("R5.12")
def test_not_beyond_the_sixtieth_day_not_twice_not_after_the_end_and_not_by_a_section(R5: Scenario) -> None:
    """最长不得超过60日。"""
    registered(R5)
    asked = c.RequestExtension(duty="answer_hall", reason="底册在县里", days=61)
    words = "at most 60 days in all from the start (to 2026-03-21), not 61"
    assert R5.refused(asked, "2026-02-12", by=HANDLER) == {"R5.12": words}
    extend = c.Extend(duty="answer_hall", reason="底册在县里", days=45)
    assert R5.refused(replace(extend, days=61), "2026-02-12", by=HEAD) == {"R5.12": words}
    assert R5.refused(extend, "2026-02-12", by=HANDLER).keys() == {"R5.12"}
    assert R5.refused(extend, "2026-02-20", by=HEAD).keys() == {"R5.12"}
    R5.when(extend, "2026-02-12", by=HEAD)
    assert R5.refused(replace(extend, days=60), "2026-02-20", by=HEAD).keys() == {"R5.12"}


@pytest.mark.clause("R5.12")
@pytest.mark.parametrize("act", [c.Exempt(reason="住址不清"), c.Withdraw()])
def test_nobody_is_answered_who_went_away_or_cannot_be_found(R5: Scenario, act: c.Act) -> None:
    """向群众答复。"""
    registered(R5).when(UNREACHED, "2026-01-30")
    R5.when(act, "2026-01-30")
    assert ended(R5) == ("cancelled", False)


@pytest.mark.clause("R5.12")
def test_an_answer_on_the_spot_later_meets_them_too(R5: Scenario) -> None:
    """当面给上访群众答复。"""
    registered(R5)
    assert R5.duty("answer_hall").holder == "信访科"
    R5.when(c.Answer(reply_kind="result", text="已说明", on_spot=True), "2026-02-19")
    assert ended(R5) == ("met", False)


@pytest.mark.clause("R5.12")
def test_a_late_registration_wins_no_days(R5: Scenario) -> None:
    """在30日内向群众答复。"""
    received(R5, VISIT).when(c.Register(), "2026-01-23")
    assert R5.owed()["answer_hall"] == date(2026, 2, 19)
