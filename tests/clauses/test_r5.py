"""R5, a bureau of resettlement: two receivers, five routes, the leaders' receptions."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from uuid import UUID

import pytest
from msgspec.structs import replace

from domain import commands as c
from domain import events as e
from domain import office
from domain.organisation import Posting
from domain.schedule import days
from domain.values import Actor, Details, Person
from tests.clauses.offices import ToldOffice
from tests.domain.scenario import CLERK, DEPUTY, HANDLER, HEAD, SHEET, Scenario

VISIT = c.Receive(channel="visit", place="hall", details=SHEET)
LETTER = c.Receive(channel="letter", details=Details(title="自来水收费不透明"))
ASSIGNED = c.Receive(channel="letter", source="superior_assigned")
CITY = c.Receive(channel="letter", source="city_petition_office")
OWN = c.Receive(channel="letter", source="own_case")

PETITION_HEAD = Actor("武刚", unit="信访科", post="petition_section_head")
REGISTRAR = Actor("罗辉", unit="信访科", post="registrar")
STAFF = Actor("小田", unit="信访科", post="handler")
OTHER_DEPUTY = Actor("邱泽", unit="局领导", post="deputy_head")
COUNTY = Actor("耿直", unit="河口县移民局", post="deputy_head")

PROPOSE = c.Propose(text="拟由后扶科调查")
SIGN = c.Instruct(text="同意")
PASS = c.Forward(target="后扶科", target_kind="section")
REPORT = c.Report(finding="截留不实")
DRAFT = c.Draft(text="初步意见")
WRITTEN = c.Draft(
    document_number="江移信处〔2026〕1号",
    claim="纠正第二次答复",
    findings="第二次答复有误",
    opinion_text="予以纠正",
    legal_basis="移民安置条例",
    remedy="三十日内可以申请复查",
)
REVIEW = c.Review(text="同意")
APPROVE = c.Approve(text="同意")
REPORT_UP = c.ReportResult(text="办理报告", to="assigner")
ANSWER = c.Answer(reply_kind="opinion", text="处理意见书", document_number="江移信处〔2026〕1号")

Done = tuple[str, c.Act, Actor]
"""A step of a route: its id, the act that does it, and who does it."""

PASSED: tuple[Done, ...] = (("pass", PASS, PETITION_HEAD), ("report", REPORT, HANDLER))
DECIDED: tuple[Done, ...] = (("review", REVIEW, DEPUTY), ("approve", APPROVE, HEAD))
ROUTES: dict[str, tuple[str, c.Receive, tuple[Done, ...]]] = {
    "superior": (
        "R5.5",
        ASSIGNED,
        (
            ("sign", SIGN, DEPUTY),
            *PASSED,
            ("draft", DRAFT, PETITION_HEAD),
            *DECIDED,
            ("report_up", REPORT_UP, PETITION_HEAD),
        ),
    ),
    "city": (
        "R5.6",
        CITY,
        (
            ("propose", PROPOSE, PETITION_HEAD),
            ("sign", SIGN, DEPUTY),
            *PASSED,
            ("draft", DRAFT, PETITION_HEAD),
            *DECIDED,
            ("report_up", REPORT_UP, PETITION_HEAD),
        ),
    ),
    "own": (
        "R5.7",
        OWN,
        (
            ("propose", PROPOSE, PETITION_HEAD),
            ("sign", SIGN, DEPUTY),
            *PASSED,
            ("draft", WRITTEN, PETITION_HEAD),
            *DECIDED,
            ("answer", ANSWER, PETITION_HEAD),
        ),
    ),
    "visit": (
        "R5.8",
        VISIT,
        (
            ("register", c.Register(), CLERK),
            ("submit", c.Submit(to="倪虹"), CLERK),
            ("instruct", SIGN, DEPUTY),
            ("pass", PASS, CLERK),
        ),
    ),
    "letter": (
        "R5.4",
        LETTER,
        (
            ("register", c.Register(), CLERK),
            ("submit", c.Submit(to="倪虹"), CLERK),
            ("instruct", SIGN, DEPUTY),
            ("pass", PASS, CLERK),
        ),
    ),
}
EACH = [pytest.param(name, marks=pytest.mark.clause(ROUTES[name][0])) for name in ROUTES]
ON = "2026-01-20"


def received(case: Scenario, receipt: c.Receive) -> Scenario:
    case.when(receipt, ON)
    return case


def registered(case: Scenario, receipt: c.Receive = VISIT) -> Scenario:
    received(case, receipt).when(c.Register(), ON)
    return case


def along(case: Scenario, name: str, until: str = "") -> Scenario:
    """A matter on this route, up to but not with the step named."""
    _, receipt, steps = ROUTES[name]
    received(case, receipt)
    for step, act, who in steps:
        if step == until:
            break
        case.when(act, ON, by=who)
    return case


# ---- 第一、二条


@pytest.mark.clause("R5.1")
@pytest.mark.parametrize("channel", ["letter", "visit", "call", "online", "fax"])
def test_every_channel_is_open_and_nothing_that_comes_in_is_lost(R5: Scenario, channel: str) -> None:
    """保证正常信访渠道畅通。"""
    received(R5, c.Receive(channel=channel))
    assert R5.state.open


@pytest.mark.clause("R5.2")
@pytest.mark.parametrize("kind", ["disturbance", "damage", "harassment", "threat", "assault"])
def test_whoever_breaks_the_order_is_put_on_record_with_the_kind(R5: Scenario, kind: str) -> None:
    """不得影响正常工作，不得损害公私财物，不得无礼纠缠，威胁辱骂和殴打信访工作人员。"""
    registered(R5).when(c.NoteIncident(incident=kind, text="推搡"), "2026-01-20")
    R5.when(c.TellBody(to="police", name="派出所"), "2026-01-20")
    assert R5.lines[-2].event == e.IncidentNoted(incident=kind, text="推搡")
    assert "structure" in R5.refused(c.NoteIncident(incident="noise"), "2026-01-20")


# ---- 第三条


@pytest.mark.clause("R5.3")
@pytest.mark.parametrize("receivers", [(), ("田甜",), ("田甜", "田甜")])
def test_a_visit_received_by_fewer_than_two_is_not_registered(R5: Scenario, receivers: tuple[str, ...]) -> None:
    """接访群众来访应不少于两名工作人员。"""
    received(R5, replace(VISIT, details=replace(SHEET, receivers=receivers)))
    assert set(R5.refused(c.Register(), ON)) == {"R5.3"}
    R5.when(c.Register(details=Details(receivers=("田甜", "罗辉"))), ON)


@pytest.mark.clause("R5.3")
def test_a_visit_already_held_by_one_person_is_registered_with_the_breach(R5: Scenario) -> None:
    """接待群众来访应不少于两名工作人员。"""
    received(R5, replace(VISIT, details=replace(SHEET, receivers=("田甜",))))
    line = R5.when(c.Register(), ON, already_done="当日只有一人值班")
    assert [breach.clause for breach in line.breaches] == ["R5.3"]


@pytest.mark.clause("R5.3")
def test_a_letter_needs_no_receivers(R5: Scenario) -> None:
    """来访应不少于两名工作人员。"""
    assert registered(R5, LETTER).state.number


@pytest.mark.clause("R5.3")
@pytest.mark.parametrize("lacking", ["name", "problem"])
def test_a_visit_is_recorded_with_who_came_and_what_about(R5: Scenario, lacking: str) -> None:
    """认真听取所反映的问题，并详细记录登记。"""
    nameless = Person(id=UUID(int=8))
    known = replace(SHEET, petitioner=nameless) if lacking == "name" else replace(SHEET, problem=None)
    received(R5, replace(VISIT, details=known))
    assert R5.refused(c.Register(), ON) == {"R5.3": f"sheet lacks {lacking} (or the reason why it cannot be given)"}
    R5.when(c.Register(details=Details(not_given={lacking: "refused"})), ON)


# ---- 第四至八条: the routes


@pytest.mark.clause("R5.4")
@pytest.mark.clause("R5.5")
@pytest.mark.clause("R5.6")
@pytest.mark.clause("R5.7")
@pytest.mark.clause("R5.8")
@pytest.mark.parametrize("name", EACH)
def test_each_matter_goes_its_route_step_by_step(R5: Scenario, name: str) -> None:
    """登记、呈阅、批示、办理；签批、转交、调查报告、初步意见、审核、审批、上报或者答复。"""
    _, _, steps = ROUTES[name]
    along(R5, name)
    assert R5.state.route == name
    assert R5.state.steps == tuple(step for step, _, _ in steps)


ORDERED = [
    pytest.param(name, earlier, step, marks=pytest.mark.clause(clause))
    for name, (clause, _, steps) in ROUTES.items()
    for (earlier, _, _), (step, _, _) in pairwise(steps)
]


@pytest.mark.clause("R5.4")
@pytest.mark.clause("R5.5")
@pytest.mark.clause("R5.6")
@pytest.mark.clause("R5.7")
@pytest.mark.clause("R5.8")
@pytest.mark.parametrize(("name", "earlier", "step"), ORDERED)
def test_no_step_is_done_before_the_one_ahead_of_it(R5: Scenario, name: str, earlier: str, step: str) -> None:
    """经…后…：各步骤依次进行。"""
    clause, _, steps = ROUTES[name]
    act, who = next((act, who) for each, act, who in steps if each == step)
    along(R5, name, until=earlier)
    if step == "review":  # a draft of somebody else, before the report
        assert R5.refused(act, ON, by=who)["structure"]
        return
    refusal = R5.refused(act, ON, by=who)
    assert refusal[clause].startswith(f"{step} comes after {earlier}")


SECTION = {PETITION_HEAD, CLERK}
ANYBODY = (HEAD, DEPUTY, OTHER_DEPUTY, PETITION_HEAD, CLERK, REGISTRAR, STAFF, HANDLER)
OPEN_SECTION = {*SECTION, REGISTRAR, STAFF}
MAY: dict[tuple[str, str], set[Actor]] = {
    ("superior", "sign"): {HEAD, DEPUTY},
    ("city", "sign"): {DEPUTY},
    ("own", "sign"): {DEPUTY},
    **{(name, "propose"): SECTION for name in ("city", "own")},
    **{(name, step): SECTION for name in ("superior", "city", "own") for step in ("pass", "draft")},
    **{(name, "review"): {DEPUTY} for name in ("superior", "city", "own")},
    **{(name, "approve"): {HEAD} for name in ("superior", "city", "own")},
    **{(name, "report_up"): SECTION for name in ("superior", "city")},
    ("own", "answer"): SECTION,
    **{(name, step): OPEN_SECTION for name in ("visit", "letter") for step in ("register", "submit", "pass")},
    **{(name, "instruct"): {HEAD, DEPUTY, OTHER_DEPUTY} for name in ("visit", "letter")},
}
POSTS = [pytest.param(*where, who, marks=pytest.mark.clause(ROUTES[where[0]][0])) for where in MAY for who in ANYBODY]


@pytest.mark.clause("R5.4")
@pytest.mark.clause("R5.5")
@pytest.mark.clause("R5.6")
@pytest.mark.clause("R5.7")
@pytest.mark.clause("R5.8")
@pytest.mark.parametrize(("name", "step", "who"), POSTS)
def test_each_step_is_done_by_those_to_whom_it_belongs(R5: Scenario, name: str, step: str, who: Actor) -> None:
    """局长或主管局长签批，信访科转交、提出意见，主管局长审核，局长审批。"""
    clause, _, steps = ROUTES[name]
    act = next(act for each, act, _ in steps if each == step)
    along(R5, name, until=step)
    if who in MAY[name, step]:
        assert R5.when(act, ON, by=who).step == step
    else:
        assert f"{step} is for" in R5.refused(act, ON, by=who)[clause]


ABOVE = [pytest.param(name, marks=pytest.mark.clause(ROUTES[name][0])) for name in ("superior", "city", "own")]


@pytest.mark.clause("R5.5")
@pytest.mark.clause("R5.6")
@pytest.mark.clause("R5.7")
@pytest.mark.parametrize("name", ABOVE)
def test_it_is_passed_to_a_section_or_a_county_body(R5: Scenario, name: str) -> None:
    """转交有关科室（或县级移民机构）办理，形成调查报告。"""
    clause = ROUTES[name][0]
    along(R5, name, until="pass")
    outside = c.Forward(target="派出所", target_kind="outside_body")
    assert R5.refused(outside, ON, by=PETITION_HEAD) == {clause: "pass goes to section, county_body only"}
    county = c.Forward(target="河口县移民局", target_kind="county_body")
    assert R5.when(county, ON, by=PETITION_HEAD).step == "pass"
    assert R5.when(REPORT, ON, by=COUNTY).step == "report"


@pytest.mark.clause("R5.5")
@pytest.mark.clause("R5.6")
@pytest.mark.clause("R5.7")
@pytest.mark.parametrize("name", ABOVE)
@pytest.mark.parametrize(("at", "who"), [("review", DEPUTY), ("approve", HEAD)])
@pytest.mark.parametrize("back", ["report", "draft"])
def test_deputy_and_chief_send_back_to_the_report_or_the_draft_and_all_behind_is_done_again(
    R5: Scenario, name: str, at: str, who: Actor, back: str
) -> None:
    """审核、审批未通过的，退回调查或者重新拟稿。"""
    along(R5, name, until=at)
    R5.when(c.SendBack(to_step=back, reason="事实不清"), ON, by=who)
    assert back not in R5.state.steps
    clause, _, steps = ROUTES[name]
    last_act, last_by = steps[-1][1:]
    assert clause in R5.refused(last_act, ON, by=last_by)
    assert clause in R5.refused(APPROVE, ON, by=HEAD)
    assert R5.refused(REVIEW, ON, by=DEPUTY)[clause].endswith("draft")


@pytest.mark.clause("R5.5")
@pytest.mark.clause("R5.6")
@pytest.mark.parametrize("name", [each for each in ABOVE if each.values != ("own",)])
def test_only_the_report_to_the_assigning_body_ends_the_route(R5: Scenario, name: str) -> None:
    """上报省办（或上级机关），送市信访局。"""
    along(R5, name, until="draft")
    own = c.ReportResult(text="县里意见", to="office", unit="河口县移民局")
    assert R5.when(own, ON, by=COUNTY).step == ""
    up = c.ReportResult(text="报告", to="superior")
    assert R5.refused(up, ON, by=PETITION_HEAD).keys() == {ROUTES[name][0]}


@pytest.mark.clause("R5.7")
@pytest.mark.parametrize("lacking", ["claim", "findings", "opinion_text", "legal_basis", "remedy"])
def test_the_opinion_of_an_own_case_is_whole(R5: Scenario, lacking: str) -> None:
    """信访科依据调查（复查）报告制作《信访事项处理（复查）意见书》。"""
    along(R5, "own", until="draft")
    words = f"the document of draft lacks {lacking}"
    assert R5.refused(replace(WRITTEN, **{lacking: None}), ON, by=PETITION_HEAD) == {"R5.7": words}


@pytest.mark.clause("R5.7")
@pytest.mark.parametrize("kind", ["result", "policy", "guidance", "opinion"])
def test_an_own_case_is_not_answered_before_the_day_of_the_approval(R5: Scenario, kind: str) -> None:
    """经主管局长审核，局长审批后，答复上访（复查）人。"""
    along(R5, "own", until="approve").when(APPROVE, "2026-03-09", by=HEAD)
    answer = replace(ANSWER, reply_kind=kind)
    early = R5.refused(answer, "2026-03-05", by=PETITION_HEAD, recorded="2026-03-09")
    assert early == {"R5.7": "before it there must be Approved"}
    R5.when(c.Answer(reply_kind="interim", text="在办"), "2026-03-05", by=PETITION_HEAD, recorded="2026-03-09")
    line = R5.when(answer, "2026-03-05", by=PETITION_HEAD, recorded="2026-03-09", already_done="已先行答复")
    assert [breach.clause for breach in line.breaches] == ["R5.7"]


@pytest.mark.clause("R5.7")
def test_on_the_day_of_the_approval_it_is(R5: Scenario) -> None:
    """局长审批后，答复上访（复查）人。"""
    along(R5, "own", until="approve").when(APPROVE, "2026-03-09", by=HEAD)
    assert R5.when(ANSWER, "2026-03-09", by=PETITION_HEAD).step == "answer"


@pytest.mark.clause("R5.4")
@pytest.mark.parametrize("channel", ["letter", "call", "online", "fax"])
@pytest.mark.parametrize("source", ["direct", "leader", "other_department", "superior_forwarded"])
def test_letters_and_what_a_superior_forwards_go_one_way(R5: Scenario, channel: str, source: str) -> None:
    """群众来信和上级转办的信件，登记后，呈局领导阅示，按照局领导批示进行办理。"""
    registered(R5, c.Receive(channel=channel, source=source))
    assert R5.state.route == "letter"
    assert R5.refused(PASS, ON) == {"R5.4": "pass comes after submit, instruct"}


@pytest.mark.clause("R5.4")
@pytest.mark.clause("R5.8")
@pytest.mark.parametrize(
    ("receipt", "aim"),
    [
        pytest.param(VISIT, "instruct", marks=pytest.mark.clause("R5.8")),
        pytest.param(LETTER, "instruct_letter", marks=pytest.mark.clause("R5.4")),
        pytest.param(replace(VISIT, source="superior_forwarded"), "instruct_letter", marks=pytest.mark.clause("R5.4")),
    ],
)
def test_what_was_put_before_a_leader_waits_for_the_instruction(R5: Scenario, receipt: c.Receive, aim: str) -> None:
    """呈局领导阅示。"""
    registered(R5, receipt).when(c.Submit(to="倪虹"), ON)
    assert {entry for entry in R5.owed() if entry.startswith("instruct")} == {aim}
    assert (R5.duty(aim).opened.nature, R5.duty(aim).holder, R5.owed()[aim]) == ("aim", "倪虹", None)
    R5.when(SIGN, "2026-01-21", by=DEPUTY)
    assert aim not in R5.owed()


@pytest.mark.clause("R5.4")
@pytest.mark.clause("R5.8")
@pytest.mark.parametrize(
    ("receipt", "aim"),
    [
        pytest.param(VISIT, "instruct", marks=pytest.mark.clause("R5.8")),
        pytest.param(replace(LETTER, channel="call"), "instruct_letter", marks=pytest.mark.clause("R5.4")),
    ],
)
@pytest.mark.parametrize("how", ["withdrawn", "closed"])
def test_what_is_over_waits_for_no_instruction(R5: Scenario, receipt: c.Receive, aim: str, how: str) -> None:
    """按照局领导批示进行办理。"""
    registered(R5, receipt).when(c.Submit(to="倪虹"), ON)
    if how == "closed":
        R5.when(c.Answer(reply_kind="policy", text="说明", on_spot=True), ON)
    R5.when(c.Withdraw() if how == "withdrawn" else c.Close(outcome="explained", explanation="说明"), ON)
    assert aim not in R5.owed()


@pytest.mark.clause("R5.8")
@pytest.mark.parametrize("source", ["direct", "leader", "other_department"])
def test_a_visit_goes_its_own_way_and_one_assigned_from_above_goes_that_of_the_assignment(
    R5: Scenario, source: str
) -> None:
    """群众上访的信访事项，登记、呈局领导阅示后，按照局领导批示进行办理。"""
    registered(R5, replace(VISIT, source=source))
    assert R5.state.route == "visit"
    assert R5.refused(PASS, ON) == {"R5.8": "pass comes after submit, instruct"}


# ---- 第九至十一条: receptions


def bureau(case: Scenario) -> ToldOffice:
    """The bureau with its people since 2025."""
    since = date(2025, 1, 1)
    told = ToldOffice(case.book)
    for name, kind in (("局领导", "department"), ("信访科", "petition_section"), ("后扶科", "section")):
        told.when(office.UnitSet(name=name, kind=kind, reason="设置"), "2025-01-01")
    for person, post, unit in (
        ("钟山", "head", "局领导"),
        ("倪虹", "deputy_for_petitions", "局领导"),
        ("邱泽", "deputy_head", "局领导"),
        ("武刚", "petition_section_head", "信访科"),
        ("田甜", "handler", "信访科"),
        ("柳青", "section_head", "后扶科"),
    ):
        posting = Posting(person=person, post=post, unit=unit, since=since)
        event = office.PersonAppointed(person=person, post=post, unit=unit, since=posting.since, reason="任职")
        told.when(event, "2025-01-01")
    return told


def rota(schedule: str, day: str, who: str) -> office.RotaPublished:
    return office.RotaPublished(schedule=schedule, slots={date.fromisoformat(day): who}, reason="轮值")


@pytest.mark.clause("R5.10")
@pytest.mark.parametrize(
    ("who", "able"), [("钟山", True), ("倪虹", True), ("邱泽", True), ("武刚", False), ("柳青", False)]
)
def test_on_duty_in_the_hall_is_a_leader_of_deputy_division_rank_or_above(
    R5: Scenario, who: str, *, able: bool
) -> None:
    """每周一上午，由局副处级以上领导，轮流值班接待移民群众。"""
    told, slot = bureau(R5), rota("leaders_rota", "2026-01-05", who)
    if able:
        told.when(slot, "2026-01-04")
    else:
        assert set(told.refused(slot, "2026-01-04")) == {"R5.10"}


def held_on(case: Scenario, schedule: str, year: int, month: int) -> list[str]:
    """The days of a schedule in a month: the day it is held, and what became of the day by the rule."""
    rule = case.book.schedules_by_id[schedule]
    return [f"{each.day:%m-%d} {each.said}".strip() for each in days(rule, year, month, case.calendar)]


@pytest.mark.clause("R5.10")
def test_the_hall_is_manned_every_monday_morning_and_not_on_holidays(R5: Scenario) -> None:
    """每周一上午，由局副处级以上领导轮流值班 (the Spring Festival of 2026: 15 to 23 February)."""
    assert held_on(R5, "leaders_rota", 2026, 2) == ["02-02", "02-09", "02-16 skipped", "02-23 skipped"]
    rule = R5.book.schedules_by_id["leaders_rota"]
    assert (rule.every, rule.part) == ("week", "morning")


@pytest.mark.clause("R5.10")
@pytest.mark.clause("R5.11")
def test_the_chiefs_day_is_the_last_monday_of_the_month_or_the_next_working_day(R5: Scenario) -> None:
    """局长信访接待日，每月一次，时间为每月最后一周的星期一上午。"""
    assert held_on(R5, "chief_day", 2026, 1) == ["01-26"]
    assert held_on(R5, "chief_day", 2026, 2) == ["02-24 moved"]
    rule = R5.book.schedules_by_id["chief_day"]
    assert (rule.every, rule.part) == ("month", "morning")


CHIEF_DAY = office.ReceptionHeld(
    schedule="chief_day",
    day=date(2026, 1, 26),
    presided_by="钟山",
    attendance=("钟山", "倪虹", "武刚", "田甜"),
)


@pytest.mark.clause("R5.11")
@pytest.mark.parametrize("missing", ["倪虹", "武刚", "田甜"])
def test_the_chiefs_day_shows_who_was_missing(R5: Scenario, missing: str) -> None:
    """局长接待日由局长、分管信访工作的领导、信访科长和信访工作人员参加。"""
    told = bureau(R5)
    there = tuple(name for name in CHIEF_DAY.attendance if name != missing)
    line = told.when(replace(CHIEF_DAY, attendance=there), "2026-01-26")
    assert [breach.clause for breach in line.breaches] == ["R5.11"]
    assert bureau(R5).when(CHIEF_DAY, "2026-01-26").breaches == ()


@pytest.mark.clause("R5.11")
@pytest.mark.parametrize("deputy", ["倪虹", "邱泽"])
def test_a_deputy_presides_by_the_chiefs_delegation(R5: Scenario, deputy: str) -> None:
    """局长可以委托副局长主持。"""
    told = bureau(R5)
    assert told.refused(rota("chief_day", "2026-01-26", "武刚"), "2026-01-04").keys() == {"R5.11"}
    told.when(rota("chief_day", "2026-01-26", deputy), "2026-01-04")
    held = replace(CHIEF_DAY, presided_by=deputy, attendance=("倪虹", "邱泽", "武刚", "田甜"))
    assert set(told.refused(held, "2026-01-26")) == {"R5.11"}
    assert told.when(replace(held, delegated_by="钟山"), "2026-01-26").breaches == ()


@pytest.mark.clause("R5.11")
def test_the_chief_himself_is_wanted_unless_he_delegated(R5: Scenario) -> None:
    """局长接待日由局长参加，可以委托副局长主持。"""
    held = replace(CHIEF_DAY, presided_by="邱泽", attendance=("倪虹", "武刚", "田甜"), reason="局长临时出差")
    found = [breach.detail for breach in bureau(R5).when(held, "2026-01-26").breaches]
    assert any("head" in words for words in found)
    assert len(found) == 2


@pytest.mark.clause("R5.11")
@pytest.mark.parametrize("source", ["direct", "own_case", "city_petition_office", "superior_forwarded"])
def test_what_arises_on_the_chiefs_day_goes_the_way_of_what_a_superior_assigns(R5: Scenario, source: str) -> None:
    """详细记录信访事项，依照本制度第五条的规定办理。"""
    registered(R5, replace(VISIT, source=source, from_chief_day=True))
    assert R5.refused(PASS, ON, by=PETITION_HEAD)["R5.5"].startswith("pass comes after sign")
    line = R5.when(SIGN, ON, by=DEPUTY)
    assert (line.route, line.step) == ("superior", "sign")
    assert R5.book.schedules_by_id["chief_day"].route == line.route


@pytest.mark.clause("R5.9")
@pytest.mark.clause("R5.10")
@pytest.mark.clause("R5.11")
def test_leaders_receive_by_turns_by_appointment_and_on_the_chiefs_day(R5: Scenario) -> None:
    """实行局领导轮流坐班接待、预约接待和局长信访接待日制度。"""
    told = bureau(R5)
    for schedule, holder in (("leaders_rota", "head"), ("chief_day", "head"), ("by_appointment", "leader_in_charge")):
        rule = R5.book.schedules_by_id[schedule]
        assert (rule.holder, rule.met_by) == (holder, ("ReceptionHeld",))
        told.when(rota(schedule, "2026-01-26", "钟山"), "2026-01-04")
        told.when(replace(CHIEF_DAY, schedule=schedule), "2026-01-26")
    told.when(replace(CHIEF_DAY, schedule="by_appointment", presided_by="倪虹"), "2026-01-26")
    registered(R5).when(c.Appoint(leader="倪虹", appointed_on=date(2026, 1, 22)), ON)
    R5.when(c.MissAppointment(reason="陪同检查"), "2026-01-22")
    R5.when(c.Appoint(leader="倪虹", appointed_on=date(2026, 1, 23)), "2026-01-22")
    R5.when(c.Meet(text="当面接待"), "2026-01-23", by=DEPUTY)
    assert R5.state.open
