"""The case of the README: a visit to the hall, lawful under all of R5, from receipt to outcome."""

from __future__ import annotations

from datetime import date

import pytest

from domain import commands as c
from domain.dues import overdue
from domain.values import Details
from tests.domain.scenario import DEPUTY, HANDLER, HEAD, SHEET, Scenario


def owed(case: Scenario) -> dict[str, date | None]:
    """What is owed, without what somebody may do."""
    rights = {duty.key.id for duty in case.state.duties if duty.opened.nature == "right"}
    return {entry: due for entry, due in case.owed().items() if entry not in rights}


@pytest.mark.clause("R5.8")
@pytest.mark.clause("R5.12")
@pytest.mark.clause("S1.34")
def test_a_visit_to_the_hall_from_receipt_to_outcome(r5: Scenario) -> None:
    r5.when(c.Receive(channel="visit", place="hall", details=SHEET), "2026-01-20 09:00")
    r5.when(c.Register(), "2026-01-20 09:20")
    assert owed(r5) == {"answer_hall": date(2026, 2, 19), "notice_direct": date(2026, 2, 4)}
    r5.when(c.Submit(to="倪虹"), "2026-01-20 10:00")
    r5.when(c.Instruct(text="后扶科办理"), "2026-01-21 09:00", by=DEPUTY)
    r5.when(c.Classify(details=Details(procedure="petition", content_class="住房")), "2026-01-21 09:30")
    r5.when(c.Accept(), "2026-01-21 09:40")
    r5.when(c.Notify(notice="receipt"), "2026-01-21 09:50")
    assert owed(r5) == {"answer_hall": date(2026, 2, 19), "handle": date(2026, 3, 23)}

    r5.when(c.Forward(target="后扶科", target_kind="section"), "2026-01-21 10:00")
    assert (r5.state.routing.holder, r5.state.routing.on_the_way_to) == ("", "后扶科")
    assert {duty.holder for duty in r5.state.duties if duty.end is None} == {"后扶科"}
    r5.when(c.SignFor(unit="后扶科"), "2026-01-22 09:00", by=HANDLER)
    r5.when(c.Comment(text="已约施工队现场查看"), "2026-01-28", by=HANDLER)

    r5.when(c.RequestExtension(duty="answer_hall", reason="鉴定需时", days=60), "2026-02-09", by=HANDLER)
    assert set(r5.refused(c.Extend(duty="answer_hall", reason="鉴定", days=61), "2026-02-10", by=HEAD)) == {"R5.12"}
    r5.when(c.Extend(duty="answer_hall", reason="鉴定", days=60), "2026-02-10", by=HEAD)
    assert owed(r5) == {"answer_hall": date(2026, 3, 21), "handle": date(2026, 3, 23)}
    late = {duty.key.id for duty in r5.state.duties if overdue(duty, date(2026, 3, 22))}
    assert late == {"answer_hall"}

    assert set(r5.refused(c.Close(outcome="supported"), "2026-03-19")) == {"S1.32", "S1.32.1"}
    r5.when(
        c.Answer(reply_kind="opinion", text="三月底前完成维修", document_number="移信处〔2026〕1号"),
        "2026-03-19",
    )
    assert set(owed(r5)) == {"answer_hall"}, "S1.34 is met by the opinion, R5.12 by what reaches the petitioner"
    r5.when(c.Serve(document="opinion", mode="当面", signed=True), "2026-03-20")
    r5.when(c.Close(outcome="supported", legal_basis="大中型水利水电工程移民安置条例"), "2026-03-20")
    r5.when(c.Archive(file_number="2026-X-0001"), "2026-03-25")

    assert owed(r5) == {}
    assert not r5.state.open
    assert all(duty.end and not duty.end.late for duty in r5.state.duties if duty.opened.nature != "right")
    assert all(line.breaches == () for line in r5.lines)
    assert r5.state.steps == ("register", "submit", "instruct", "pass")
