"""R5.4 to R5.8: the route binds the end, is walked again after a reopening, and no hand is in two of its steps."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from msgspec.structs import replace

from domain import commands as c
from domain.organisation import Delegation, Posting, Unit
from domain.values import Actor, Person
from tests.clauses.test_r5 import (
    APPROVE,
    ASSIGNED,
    CITY,
    DRAFT,
    LETTER,
    ON,
    OWN,
    PASS,
    PETITION_HEAD,
    REPORT_UP,
    REVIEW,
    ROUTES,
    SIGN,
    VISIT,
    along,
    received,
    registered,
)
from tests.domain.scenario import CLERK, DEPUTY, HANDLER, HEAD, SHEET, Scenario

SOON = "2026-01-21"
FINAL = ["result", "policy", "guidance", "opinion"]
ANSWERED = c.Answer(reply_kind="result", text="已列入维修", delivered=True)
FACE_TO_FACE = replace(ANSWERED, on_spot=True)
CLOSE = c.Close(outcome="supported", legal_basis="移民安置条例")
WITHDRAWN = c.Close(outcome="withdrawn", withdrawn_on=date(2026, 1, 21))
BEFORE = "before it there must be {}"
FORWARDED = replace(LETTER, source="superior_forwarded")
CHIEF_DAY = replace(VISIT, from_chief_day=True)
NOWHERE = replace(SHEET, petitioner=Person(id=UUID(int=8), name="焦桂英"))
"""Neither address nor telephone is known."""

BY_INSTRUCTION = [
    pytest.param("R5.8", VISIT, marks=pytest.mark.clause("R5.8")),
    *(
        pytest.param("R5.4", receipt, marks=pytest.mark.clause("R5.4"))
        for receipt in (LETTER, replace(LETTER, channel="online"), replace(LETTER, channel="call"), FORWARDED)
    ),
]


def instructed(case: Scenario, receipt: c.Receive) -> Scenario:
    registered(case, receipt).when(c.Submit(to="倪虹"), ON)
    case.when(SIGN, ON, by=DEPUTY)
    return case


# ---- 第四、八条: handled as the leader instructs


@pytest.mark.clause("R5.4")
@pytest.mark.clause("R5.8")
@pytest.mark.parametrize("kind", FINAL)
@pytest.mark.parametrize(("clause", "receipt"), BY_INSTRUCTION)
def test_nobody_is_answered_for_good_before_the_leader_has_instructed(
    R5: Scenario, clause: str, receipt: c.Receive, kind: str
) -> None:
    """登记、呈局领导阅示后，按照局领导批示进行办理。"""
    answer = replace(ANSWERED, reply_kind=kind)
    registered(R5, receipt).when(c.Answer(reply_kind="interim", text="在办"), ON)
    assert R5.refused(answer, SOON)[clause] == BEFORE.format("Instructed")
    line = R5.when(answer, SOON, already_done="已先行答复")
    assert {breach.clause for breach in line.breaches} == {clause}
    words = R5.refused(CLOSE, SOON)[clause]
    assert words.startswith(BEFORE.format("Instructed"))
    assert clause in R5.refused(CLOSE, SOON, already_done="已办结"), "no excuse opens a closing"


@pytest.mark.clause("R5.4")
@pytest.mark.clause("R5.8")
@pytest.mark.parametrize(("clause", "receipt"), BY_INSTRUCTION)
def test_after_the_instruction_it_is_answered_and_closed(R5: Scenario, clause: str, receipt: c.Receive) -> None:
    """按照局领导批示进行办理。"""
    assert clause in ("R5.4", "R5.8")
    instructed(R5, receipt).when(ANSWERED, SOON)
    R5.when(CLOSE, SOON)
    assert not R5.state.open


@pytest.mark.clause("R5.8")
@pytest.mark.parametrize("kind", FINAL)
def test_a_visitor_who_was_answered_face_to_face_needs_no_leader(R5: Scenario, kind: str) -> None:
    """应当面给上访群众答复。"""
    registered(R5).when(replace(FACE_TO_FACE, reply_kind=kind), ON)
    R5.when(CLOSE, ON)
    assert not R5.state.open


@pytest.mark.clause("R5.8")
def test_nor_one_whose_registration_says_so(R5: Scenario) -> None:
    """应当面给上访群众答复。"""
    received(R5, VISIT).when(c.Register(on_spot=True), ON)
    R5.when(CLOSE, ON)
    assert not R5.state.open


@pytest.mark.clause("R5.4")
@pytest.mark.parametrize("kind", FINAL)
def test_a_caller_is_answered_on_the_telephone_and_a_letter_is_not(R5: Scenario, kind: str) -> None:
    """群众来信：登记后，呈局领导阅示。"""
    registered(R5, replace(LETTER, channel="call")).when(replace(FACE_TO_FACE, reply_kind=kind), ON)
    R5.when(CLOSE, ON)
    assert not R5.state.open


@pytest.mark.clause("R5.4")
@pytest.mark.parametrize("receipt", [LETTER, FORWARDED, replace(FORWARDED, channel="call")])
def test_a_letter_and_what_a_superior_forwards_are_not_answered_on_the_spot(R5: Scenario, receipt: c.Receive) -> None:
    """群众来信和上级转办的信件，登记后，呈局领导阅示，按照局领导批示进行办理。"""
    registered(R5, receipt)
    assert R5.refused(FACE_TO_FACE, ON) == {"R5.4": BEFORE.format("Instructed")}


# ---- 第五、六、七条: the report up, the chief's approval


ENDS = [
    pytest.param("R5.5", "superior", ASSIGNED, "ResultReported", marks=pytest.mark.clause("R5.5")),
    pytest.param("R5.5", "superior", CHIEF_DAY, "Approved", marks=pytest.mark.clause("R5.5")),
    pytest.param("R5.6", "city", CITY, "ResultReported", marks=pytest.mark.clause("R5.6")),
    pytest.param("R5.7", "own", OWN, "Approved", marks=pytest.mark.clause("R5.7")),
]


@pytest.mark.clause("R5.5")
@pytest.mark.clause("R5.6")
@pytest.mark.clause("R5.7")
@pytest.mark.parametrize("why", [c.Exempt(reason="住址不清，无法告知"), ANSWERED])
@pytest.mark.parametrize(("clause", "name", "receipt", "missing"), ENDS)
def test_it_is_not_closed_round_its_route(
    R5: Scenario, clause: str, name: str, receipt: c.Receive, missing: str, why: c.Act
) -> None:
    """经主管局长审核、局长审批后，上报、送市信访局或者答复。"""
    received(R5, replace(receipt, details=NOWHERE)).when(c.Register(), ON)
    R5.when(why, ON, already_done="已告知")
    assert R5.refused(CLOSE, SOON)[clause] == BEFORE.format(missing)
    for step, act, who in ROUTES[name][2]:
        if step not in ("report_up", "answer"):
            R5.when(act, SOON, by=who)
    if missing == "ResultReported":
        assert R5.refused(CLOSE, SOON)[clause] == BEFORE.format(missing)
        R5.when(c.ReportResult(text="县里意见", to="office"), SOON, by=HANDLER)
        assert R5.refused(CLOSE, SOON)[clause] == BEFORE.format(missing)
        R5.when(REPORT_UP, SOON, by=PETITION_HEAD)
    R5.when(CLOSE, SOON)
    assert not R5.state.open


@pytest.mark.clause("R5.5")
@pytest.mark.clause("R5.6")
@pytest.mark.parametrize(
    "receipt",
    [
        pytest.param(ASSIGNED, marks=pytest.mark.clause("R5.5")),
        pytest.param(CITY, marks=pytest.mark.clause("R5.6")),
    ],
)
def test_the_report_may_go_to_any_superior(R5: Scenario, receipt: c.Receive) -> None:
    """上报省办（或上级机关），送市信访局。"""
    name = "superior" if receipt is ASSIGNED else "city"
    along(R5, name, until="report_up").when(c.Register(), ON)
    R5.when(c.ReportResult(text="报告", to="superior"), ON, by=PETITION_HEAD)
    R5.when(CLOSE, ON)
    assert not R5.state.open


@pytest.mark.clause("R5.4")
@pytest.mark.clause("R5.5")
@pytest.mark.clause("R5.6")
@pytest.mark.clause("R5.7")
@pytest.mark.clause("R5.8")
@pytest.mark.parametrize("receipt", [VISIT, LETTER, ASSIGNED, CHIEF_DAY, CITY, OWN])
def test_what_is_withdrawn_ends_wherever_it_is(R5: Scenario, receipt: c.Receive) -> None:
    """信访人撤回的，流程不再进行。"""
    registered(R5, receipt).when(c.Withdraw(), SOON)
    R5.when(WITHDRAWN, SOON)
    assert not R5.state.open


@pytest.mark.clause("R5.4")
@pytest.mark.clause("R5.7")
@pytest.mark.clause("R5.8")
@pytest.mark.parametrize("receipt", [VISIT, LETTER, CHIEF_DAY, OWN])
def test_a_repeat_goes_the_way_of_its_first(R5: Scenario, receipt: c.Receive) -> None:
    """并入同一事项的，按该事项的流程办理。"""
    registered(R5, receipt).when(c.Notify(notice="receipt"), ON)
    R5.when(c.Join(to=UUID(int=99)), ON)
    R5.when(c.Close(outcome="merged"), ON)
    assert not R5.state.open


# ---- taken up again


AGAIN = [pytest.param(name, marks=pytest.mark.clause(ROUTES[name][0])) for name in ROUTES]


def closed(case: Scenario, name: str) -> Scenario:
    along(case, name)
    if not case.state.registered_at:
        case.when(c.Register(), ON)
    case.when(ANSWERED, SOON, by=PETITION_HEAD)
    case.when(CLOSE, SOON)
    case.when(c.Reopen(reason="质量不合格", unit="信访科"), SOON)
    return case


@pytest.mark.clause("R5.4")
@pytest.mark.clause("R5.5")
@pytest.mark.clause("R5.6")
@pytest.mark.clause("R5.7")
@pytest.mark.clause("R5.8")
@pytest.mark.parametrize("name", AGAIN)
def test_what_is_taken_up_again_walks_its_route_again(R5: Scenario, name: str) -> None:
    """重办的，重新签批、转交、审核、审批；登记一生只有一次。"""
    clause, _, steps = ROUTES[name]
    once = ("register",) if name in ("visit", "letter") else ()
    assert closed(R5, name).state.steps == once
    assert clause in R5.refused(CLOSE, SOON)
    assert "comes after" in R5.refused(PASS, SOON, by=PETITION_HEAD)[clause]
    again = [each for each in steps if each[0] not in once]
    for step, act, who in again:
        assert R5.when(act, SOON, by=who).step == step
    assert R5.state.route == name
    assert R5.state.steps == (*once, *(step for step, _, _ in again))


@pytest.mark.clause("R5.5")
def test_nobody_from_elsewhere_reports_a_reopened_matter_up(R5: Scenario) -> None:
    """经局长审批后，上报：重办也一样。"""
    closed(R5, "superior")
    stranger = Actor("路人", unit="财务科", post="handler")
    words = R5.refused(REPORT_UP, SOON, by=stranger)["R5.5"]
    assert words == "report_up is for petition_section, petition_section_head, not for handler"
    assert R5.refused(REPORT_UP, SOON, by=PETITION_HEAD)["R5.5"].startswith("report_up comes after sign, pass, report")


# ---- three pairs of eyes


ABOVE = [pytest.param(name, marks=pytest.mark.clause(ROUTES[name][0])) for name in ("superior", "city", "own")]


def acting(who: Actor, post: str) -> Actor:
    return replace(who, post=post)


@pytest.mark.clause("R5.5")
@pytest.mark.clause("R5.6")
@pytest.mark.clause("R5.7")
@pytest.mark.parametrize("name", ABOVE)
def test_who_drafted_neither_reviews_nor_approves_and_who_reviewed_does_not_approve(R5: Scenario, name: str) -> None:
    """信访科提出意见，主管局长审核，局长审批。"""
    clause, refusal = ROUTES[name][0], "this officer may not act here"
    along(R5, name, until="review")
    reviewing = acting(PETITION_HEAD, "deputy_for_petitions")
    assert R5.refused(REVIEW, ON, by=reviewing) == {clause: refusal}
    R5.when(REVIEW, ON, by=DEPUTY)
    for who in (PETITION_HEAD, DEPUTY):
        assert R5.refused(APPROVE, ON, by=acting(who, "head")) == {clause: refusal}
        assert R5.refused(APPROVE, ON, by=acting(who, "head"), already_done="已批")[clause] == refusal
    assert R5.when(APPROVE, ON, by=HEAD).step == "approve"


@pytest.mark.clause("R5.5")
@pytest.mark.clause("R5.6")
@pytest.mark.clause("R5.7")
@pytest.mark.parametrize("name", ABOVE)
def test_a_review_by_the_drafter_that_has_been_is_a_breach(R5: Scenario, name: str) -> None:
    """主管局长审核。"""
    along(R5, name, until="review")
    line = R5.when(REVIEW, ON, by=acting(PETITION_HEAD, "deputy_for_petitions"), already_done="已审核")
    assert {breach.clause for breach in line.breaches} == {ROUTES[name][0]}


@pytest.mark.clause("R5.5")
def test_the_deputy_reviews_again_what_was_drafted_anew(R5: Scenario) -> None:
    """审核未通过的，退回重新拟稿。"""
    along(R5, "superior", until="approve").when(c.SendBack(to_step="draft", reason="依据不足"), ON, by=HEAD)
    R5.when(DRAFT, ON, by=CLERK)
    assert R5.when(REVIEW, ON, by=DEPUTY).step == "review"


def chief_away(case: Scenario) -> Scenario:
    """The chief's work was delegated to the second deputy until the end of January."""
    since = date(2020, 1, 1)
    held = (
        ("钟山", "head", "局领导"),
        ("倪虹", "deputy_for_petitions", "局领导"),
        ("邱泽", "deputy_head", "局领导"),
        ("武刚", "petition_section_head", "信访科"),
        ("柳青", "section_head", "后扶科"),
    )
    case.office = replace(
        case.office,
        units=(
            Unit(name="局领导", kind="department"),
            Unit(name="信访科", kind="petition_section"),
            Unit(name="后扶科", kind="section"),
        ),
        staff=tuple(Posting(person=person, post=post, unit=unit, since=since) for person, post, unit in held),
        delegations=(Delegation(taker="邱泽", giver="钟山", since=since, until=date(2026, 1, 31)),),
    )
    return case


STAND_IN = Actor("邱泽", unit="局领导")


@pytest.mark.clause("R5.5")
def test_a_delegation_that_is_over_approves_nothing_dated_back(R5: Scenario) -> None:
    """局长审批：代行期间届满，不得以补录日期审批。"""
    along(chief_away(R5), "superior", until="approve")
    assert R5.refused(APPROVE, "2026-03-20", by=STAND_IN).keys() == {"R5.5"}
    assert R5.refused(APPROVE, "2026-01-31", by=STAND_IN, recorded="2026-03-20").keys() == {"R5.5"}
    assert R5.refused(APPROVE, "2026-01-31", by=STAND_IN, recorded="2026-03-20", already_done="已批").keys() == {"R5.5"}
    assert R5.when(APPROVE, "2026-01-30", by=STAND_IN, recorded="2026-01-31").step == "approve"


@pytest.mark.clause("R5.12")
def test_nor_extends_anything_dated_back(R5: Scenario) -> None:
    """需要延期的，由局长批准。"""
    case = chief_away(R5)
    received(case, VISIT).when(c.Register(), ON, by=PETITION_HEAD)
    extend = c.Extend(duty="answer_hall", reason="底册在县里", days=60)
    assert case.refused(extend, "2026-01-31", by=STAND_IN, recorded="2026-02-03").keys() == {"R5.12"}
    case.when(extend, "2026-01-30", by=STAND_IN, recorded="2026-01-31")
    assert case.owed()["answer_hall"] == date(2026, 3, 21)
