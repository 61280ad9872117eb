"""A duty that depends on another one goes with it, also when its holder is complained of in the same breath (R2.3)."""

from __future__ import annotations

from domain import commands as c
from domain.values import Details
from tests.clauses.ends import ended
from tests.domain.scenario import DEPUTY, HEAD, Scenario, under

TO_SECTION = c.Forward(target="后扶科")


def with_section() -> Scenario:
    case = under("R2")
    case.when(c.Receive(channel="letter", details=Details(procedure="petition")), "2026-01-05")
    case.when(c.Register(), "2026-01-05")
    case.when(c.Accept(), "2026-01-06")
    case.when(TO_SECTION, "2026-01-06")
    assert case.duty("explain_to_leader").holder == "后扶科"
    return case


def test_what_hangs_on_a_limit_is_cancelled_with_it_though_its_holder_is_accused() -> None:
    case = with_section()
    named = Details(procedure="statutory", accused_units=("后扶科",))
    case.when(c.Classify(details=named), "2026-01-10")
    assert (ended(case, "handle"), ended(case, "explain_to_leader")) == ("cancelled", "cancelled")


def test_what_hangs_on_a_limit_that_goes_on_passes_from_the_accused_to_the_leader() -> None:
    case = with_section()
    case.when(c.Classify(details=Details(accused_units=("后扶科",))), "2026-01-10")
    assert {case.duty(each).holder for each in ("handle", "explain_to_leader")} == {DEPUTY.name}


def test_an_extension_moves_both_and_leaves_them_with_who_took_over() -> None:
    case = with_section()
    case.when(c.Classify(details=Details(accused_units=("后扶科",))), "2026-01-10")
    case.when(c.Extend(duty="handle", reason="案情复杂"), "2026-01-12", by=HEAD)
    handle, explain = case.duty("handle"), case.duty("explain_to_leader")
    assert (explain.due.effective, explain.holder) == (handle.due.effective, handle.holder)
