"""Routes: steps in order, by those who hold the posts, to the right kind of unit (rulebook.md 1.5)."""

from __future__ import annotations

import pytest

from domain import commands as c
from domain.rulebook import FormRule, RouteRule, Step
from domain.values import Actor, Details
from tests.domain.rules import case, facts
from tests.domain.scenario import CLERK, DEPUTY, HEAD, Scenario

SIGN = Step(id="sign", event="Instructed", zh="签批", posts=("head", "deputy_for_petitions"))
PASS = Step(id="pass", event="Forwarded", zh="转交", to=("section", "county_body"))
ASIDE = Step(id="aside", event="Commented", zh="会商", optional=True)
AGAIN = Step(id="again", event="Instructed", zh="审批", posts=("head",))
REPORT = Step(id="report", event="ResultReported", zh="上报")
OPINION = FormRule(id="opinion", clause="T.5", required=("content_class",))
DRAFT = Step(id="draft", event="Proposed", zh="拟稿", document="opinion")

INSTRUCT = c.Instruct(text="办")
FORWARD = c.Forward(target="后扶科", target_kind="section")


def told_under(*routes: RouteRule, channel: str = "letter") -> Scenario:
    told = case(routes=routes, forms=(OPINION,))
    told.when(c.Receive(channel=channel), "2026-01-05")
    return told


def route(*steps: Step, **said: object) -> RouteRule:
    return RouteRule(**{"id": "way", "clause": "T.3", "zh": "路线", "steps": steps, **said})  # type: ignore[arg-type]


def test_steps_are_done_in_order_and_the_first_one_fixes_the_route() -> None:
    told = told_under(route(SIGN, PASS, REPORT))
    assert told.refused(FORWARD, "2026-01-05") == {"T.3": "pass comes after sign"}
    first = told.when(INSTRUCT, "2026-01-05", by=HEAD)
    second = told.when(FORWARD, "2026-01-05")
    assert [(line.route, line.step) for line in (first, second)] == [("way", "sign"), ("", "pass")]
    assert (told.state.route, told.state.steps) == ("way", ("sign", "pass"))


def test_a_verb_that_is_no_step_is_free() -> None:
    told = told_under(route(SIGN, PASS))
    assert told.when(c.Press(to="后扶科"), "2026-01-05").step == ""


def test_an_optional_step_may_be_left_out_or_done() -> None:
    for aside in (False, True):
        told = told_under(route(SIGN, ASIDE, PASS))
        told.when(INSTRUCT, "2026-01-05", by=HEAD)
        if aside:
            assert told.when(c.Comment(text="会商"), "2026-01-05").step == "aside"
        assert told.when(FORWARD, "2026-01-05").step == "pass"


def test_the_post_is_held_or_acted_for() -> None:
    told = told_under(route(SIGN, PASS))
    assert told.refused(INSTRUCT, "2026-01-05", by=CLERK) == {
        "T.3": "sign is for head, deputy_for_petitions, not for petition_section"
    }
    acting = Actor("邱泽", post="deputy_head", acting_for="head")
    assert told.when(INSTRUCT, "2026-01-05", by=acting).step == "sign"


def test_the_target_is_of_the_right_kind() -> None:
    told = told_under(route(PASS))
    assert told.refused(c.Forward(target="某局", target_kind="outside_body"), "2026-01-05") == {
        "T.3": "pass goes to section, county_body only"
    }


def test_a_document_is_complete() -> None:
    told = told_under(route(DRAFT))
    propose = c.Propose(text="拟")
    assert told.refused(propose, "2026-01-05") == {"T.3": "the document of draft lacks content_class"}
    told.when(c.Classify(details=Details(content_class="住房")), "2026-01-05")
    assert told.when(propose, "2026-01-05").step == "draft"


def test_the_same_event_twice_is_done_in_order_and_later_ones_are_ordinary_history() -> None:
    """Trap 28."""
    told = told_under(route(SIGN, PASS, AGAIN))
    told.when(INSTRUCT, "2026-01-05", by=DEPUTY)
    assert told.refused(INSTRUCT, "2026-01-05", by=HEAD) == {"T.3": "again comes after pass"}
    told.when(FORWARD, "2026-01-05")
    assert "T.3" in told.refused(INSTRUCT, "2026-01-06", by=DEPUTY)
    assert told.when(INSTRUCT, "2026-01-06", by=HEAD).step == "again"
    assert told.when(INSTRUCT, "2026-01-07", by=CLERK).step == ""


def test_the_first_route_that_holds_wins() -> None:
    visits = route(SIGN, id="visits", when=facts(channel="visit"))
    rest = route(REPORT, id="rest")
    assert told_under(visits, rest, channel="visit").when(INSTRUCT, "2026-01-05", by=HEAD).route == "visits"
    assert told_under(visits, rest).when(c.ReportResult(text="毕", to="assigner"), "2026-01-05").route == "rest"


def test_without_a_route_all_is_free() -> None:
    assert told_under(route(SIGN, when=facts(channel="visit"))).when(FORWARD, "2026-01-05").step == ""


@pytest.mark.parametrize("by", [CLERK, HEAD])
def test_a_step_out_of_order_that_has_already_happened_is_a_breach_and_done(by: Actor) -> None:
    told = told_under(route(SIGN, PASS))
    line = told.when(FORWARD, "2026-01-05", by=by, already_done="已转出")
    assert [(breach.clause, breach.entry, breach.detail) for breach in line.breaches] == [
        ("T.3", "way.pass", "pass comes after sign")
    ]
    assert (line.route, line.step) == ("way", "pass")
    assert told.when(INSTRUCT, "2026-01-06", by=HEAD).step == "sign"
