"""The national regulation of 2022: the clocks N1 to N14, who may not get it, what an ending needs."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from domain import commands as c
from domain import events as e
from domain.values import Actor, Details, Person
from tests.domain.scenario import CLERK, DEPUTY, HANDLER, HEAD, Scenario, under

LETTER = c.Receive(channel="letter", details=Details(title="宅基地纠纷"))
SUPERIOR = c.Receive(channel="letter", source="superior_forwarded")
PETITION = Details(procedure="petition")
RECEIPT = c.Notify(notice="receipt")
OPINION = c.Answer(reply_kind="opinion", text="处理意见", document_number="处〔2025〕1号")
GUIDANCE = c.Answer(reply_kind="guidance", text="请向法院起诉", delivered=True)
FINAL = ("result", "policy", "guidance", "opinion")
ACCUSED = Details(accused=(Person(id=UUID(int=9), name="卫东"),), accused_units=("规划科",))
WEIQUAN = Actor("程峰", unit="维权部", post="section_head")
COLLEAGUE = Actor("罗辉", unit="信访科", post="petition_section")
NOT_TO_THEM = "it may not be passed to this unit or person"


def registered(case: Scenario, on: str = "2025-08-04", receipt: c.Receive = LETTER) -> Scenario:
    case.when(receipt, on)
    case.when(c.Register(), on)
    return case


def accepted(case: Scenario, on: str = "2025-08-04") -> Scenario:
    registered(case, on).when(c.Classify(details=PETITION), on)
    case.when(c.Accept(), on)
    return case


def signed(case: Scenario, on: str, unit: str = "后扶科") -> Scenario:
    """Forwarded to a unit and signed for there on one day."""
    case.when(c.Forward(target=unit), on)
    case.when(c.SignFor(unit=unit), on, by=Actor("柳青", unit=unit, post="section_head"))
    return case


def petition_office(case: Scenario) -> Scenario:
    """The same book in an office that hands petitions on to responsible units."""
    settings = replace(case.book.settings, office_role="petition_office")
    return under(replace(case.book, settings=settings), roles={**case.office.roles, "review_body": "县政府复查办"})


def ended(case: Scenario, entry: str) -> tuple[str, bool]:
    """How the newest instance of a duty ended, and whether too late."""
    end = case.duty(entry).end
    assert end, f"{entry} is still open"
    return end.kind, end.late


def due(case: Scenario, entry: str) -> tuple[date | None, date | None]:
    """Its last day as counted, and as it moved to a working day."""
    found = case.duty(entry).due
    return found.nominal, found.effective


def days(*said: str) -> tuple[date, ...]:
    return tuple(date.fromisoformat(each) for each in said)


# ---- Article 20


@pytest.mark.clause("S1.20")
@pytest.mark.parametrize(("named", "refused"), [(5, False), (6, True)])
def test_a_group_that_visits_names_at_most_five_representatives(S1: Scenario, *, named: int, refused: bool) -> None:
    """多人采用走访形式提出共同的信访事项的，应当推选代表，代表人数不得超过5人。"""
    people = tuple(Person(id=UUID(int=100 + number), name=f"代表{number}") for number in range(named))
    S1.when(c.Receive(channel="visit", details=Details(people=8, representatives=people)), "2025-08-04")
    if refused:
        assert S1.refused(c.Register(), "2025-08-04") == {"S1.20": "at most 5 representatives, not 6"}
    else:
        S1.when(c.Register(), "2025-08-04")


# ---- Article 22


@pytest.mark.clause("S1.22")
@pytest.mark.parametrize(
    ("on", "nominal", "effective"),
    [("2024-09-02", "2024-09-17", "2024-09-18"), ("2025-12-08", "2025-12-23", "2025-12-23")],
)
def test_a_petition_office_passes_on_what_it_received_within_fifteen_days(
    S1: Scenario, on: str, nominal: str, effective: str
) -> None:
    """党委和政府信访部门收到信访事项，应当予以登记，并区分情况，在15日内按照下列方式处理。"""
    office = petition_office(S1)
    office.when(LETTER, on)
    assert due(office, "route_item") == days(nominal, effective)
    assert office.duty("route_item").holder == "信访科"
    registered(S1, on)
    assert "route_item" not in S1.owed(), "a responsible body owes no passing on"


@pytest.mark.clause("S1.22")
@pytest.mark.parametrize(
    "act",
    [
        c.Forward(target="县人社局"),
        c.Assign(target="县人社局", reply_by=date(2024, 10, 10)),
        c.RefuseAcceptance(ground="no_longer_accepted", final_opinion="市复核〔2023〕7号"),
        c.Redirect(competent_body="县教育局"),
        GUIDANCE,
        c.Answer(reply_kind="policy", text="已说明政策", on_spot=True),
    ],
)
@pytest.mark.parametrize(("on", "late"), [("2024-09-18", False), ("2024-09-19", True)])
def test_forwarding_assigning_refusing_redirecting_or_answering_is_passing_it_on(
    S1: Scenario, act: c.Act, on: str, *, late: bool
) -> None:
    """对不属于本级职权的转送、交办，或者告知信访人；由本机关答复的，答复到达信访人。"""
    office = registered(petition_office(S1), "2024-09-02")
    office.when(c.Forward(target="县住建局", mode="copy"), "2024-09-03")
    assert "route_item" in office.owed()
    office.when(act, on)
    assert ended(office, "route_item") == ("met", late)


@pytest.mark.clause("S1.22")
def test_accepting_it_or_serving_the_answer_is_passing_it_on_and_writing_the_answer_is_not(S1: Scenario) -> None:
    """在15日内处理：受理也是处理；答复以到达信访人为准。"""
    office = registered(petition_office(S1), "2024-09-02")
    office.when(c.Answer(reply_kind="policy", text="说明"), "2024-09-10")
    assert "route_item" in office.owed()
    office.when(c.Serve(document="answer", mode="邮寄"), "2024-09-19")
    assert ended(office, "route_item") == ("met", True)
    accepting = registered(petition_office(S1), "2024-09-02")
    accepting.when(c.Classify(details=PETITION), "2024-09-03")
    accepting.when(c.Accept(), "2024-09-03")
    assert ended(accepting, "route_item") == ("met", False)


@pytest.mark.clause("S1.22")
@pytest.mark.parametrize("act", [c.Withdraw(), c.Void(reason="误登记")])
def test_what_was_withdrawn_or_voided_is_not_passed_on(S1: Scenario, act: c.Act) -> None:
    """撤回、作废的不再转送。"""
    office = registered(petition_office(S1), "2024-09-02")
    office.when(act, "2024-09-03")
    assert ended(office, "route_item") == ("cancelled", False)


@pytest.mark.clause("S1.22")
def test_what_comes_in_is_registered_under_a_number_of_the_year(S1: Scenario) -> None:
    """收到信访事项，应当予以登记。"""
    event = registered(S1).lines[-1].event
    assert isinstance(event, e.Registered)
    assert (event.series, event.period, event.pattern) == ("register", "2025", "信〔{year}〕{number:04}")


@pytest.mark.clause("S1.22.3")
@pytest.mark.parametrize("source", ["superior_assigned", "city_petition_office"])
@pytest.mark.parametrize(("on", "late"), [("2026-03-01", False), ("2026-03-02", True)])
def test_the_result_of_an_assigned_matter_is_reported_by_the_day_set_which_never_rolls(
    S1: Scenario, source: str, on: str, *, late: bool
) -> None:
    """责任单位应当按照指定的办理期限报告办理结果 (1 March 2026 is a Sunday: the day stands as it was set)."""
    known = Details(assigner="省局", reply_by=date(2026, 3, 1))
    registered(S1, "2026-01-19", c.Receive(channel="letter", source=source, details=known))
    assert due(S1, "assigned_result") == days("2026-03-01", "2026-03-01")
    assert S1.duty("assigned_result").opened.start == date(2026, 1, 19)
    S1.when(c.ReportResult(text="科里意见", to="office", unit="后扶科"), "2026-02-20")
    assert "assigned_result" in S1.owed()
    S1.when(c.ReportResult(text="办理报告", to="assigner"), on)
    assert ended(S1, "assigned_result") == ("met", late)


@pytest.mark.clause("S1.22.3")
@pytest.mark.parametrize(("on", "late"), [("2025-12-20", False), ("2025-12-25", True)])
def test_the_unit_reports_by_the_day_set_and_again_by_the_new_day_when_its_report_is_sent_back(
    S1: Scenario, on: str, *, late: bool
) -> None:
    """交办：要求反馈结果，按指定期限报告 (20 December 2025 is a Saturday: the day stands as it was set)."""
    office = registered(petition_office(S1), "2025-11-05")
    office.when(c.Assign(target="移民信访科", reply_by=date(2025, 12, 20)), "2025-11-20")
    assert (office.duty("unit_result").holder, due(office, "unit_result")[1]) == ("移民信访科", date(2025, 12, 20))
    office.when(c.ReportResult(text="他科意见", to="office", unit="规划科"), "2025-12-01")
    assert "unit_result" in office.owed()
    office.when(c.ReportResult(text="报告", to="office", unit="移民信访科"), on)
    assert ended(office, "unit_result") == ("met", late)
    back = c.ReturnReport(reason="未附答复意见书", unit="移民信访科", reply_by=date(2026, 1, 9))
    office.when(back, "2025-12-29")
    assert office.duty("unit_result").opened.start == date(2025, 12, 29)
    assert office.owed()["unit_result"] == date(2026, 1, 9)


@pytest.mark.clause("S1.22.3")
def test_forwarding_without_a_result_to_report_owes_none(S1: Scenario) -> None:
    """转送不要求报告结果，交办要求。"""
    registered(S1).when(c.Forward(target="后扶科"), "2025-08-05")
    assert not {"unit_result", "assigned_result"} & S1.owed().keys()


@pytest.mark.clause("S1.22.3")
def test_what_was_assigned_is_closed_only_after_the_unit_has_reported(S1: Scenario) -> None:
    """交办件须报告办理结果，未报告的不得办结；退回的另行处理。"""
    close = c.Close(outcome="supported", legal_basis="条例")
    office = registered(petition_office(S1), "2025-11-05")
    office.when(c.Answer(reply_kind="result", text="已办", delivered=True), "2025-11-06")
    office.when(c.Assign(target="移民信访科", reply_by=date(2025, 12, 20)), "2025-11-20")
    assert set(office.refused(close, "2025-12-19")) == {"S1.22.3"}
    office.when(c.ReportResult(text="报告", to="office", unit="移民信访科"), "2025-12-19")
    office.when(close, "2025-12-19")
    registered(S1, "2025-11-05").when(c.Answer(reply_kind="result", delivered=True), "2025-11-06")
    S1.when(c.Assign(target="后扶科", reply_by=date(2025, 12, 20)), "2025-11-20")
    S1.when(c.Return(reason="不属我科", unit="后扶科"), "2025-11-21", by=HANDLER)
    S1.when(close, "2025-11-24")


# ---- Article 23

NOTICES = [
    ("2025-01-10", "2025-01-25", "2025-01-26"),  # a Sunday that is worked
    ("2025-01-13", "2025-01-28", "2025-02-05"),  # the Spring Festival
    ("2026-01-30", "2026-02-14", "2026-02-14"),  # a Saturday that is worked
]


@pytest.mark.clause("S1.23.2")
@pytest.mark.parametrize(("on", "nominal", "effective"), NOTICES)
def test_the_petitioner_is_told_in_writing_within_fifteen_days(
    S1: Scenario, on: str, nominal: str, effective: str
) -> None:
    """能够当场告知的，应当当场书面告知；不能当场告知的，应当自收到信访事项之日起15日内书面告知信访人。"""
    assert due(registered(S1, on), "notice_direct") == days(nominal, effective)
    assert S1.duty("notice_direct").holder == "信访科"
    assert "notice_forwarded" not in S1.owed()
    assert "notice_direct" not in registered(petition_office(S1), on).owed()


@pytest.mark.clause("S1.23.3")
@pytest.mark.parametrize(("on", "nominal", "effective"), NOTICES)
def test_who_gets_a_forwarded_matter_tells_the_petitioner_within_fifteen_days(
    S1: Scenario, on: str, nominal: str, effective: str
) -> None:
    """对转送、交办的信访事项，应当自收到之日起15日内书面告知信访人接收情况以及处理途径、程序。"""
    assert due(registered(S1, on, SUPERIOR), "notice_forwarded") == days(nominal, effective)
    assert "notice_direct" not in S1.owed()


@pytest.mark.clause("S1.23.3")
@pytest.mark.parametrize(("on", "nominal", "effective"), NOTICES)
def test_the_unit_that_signs_for_it_tells_the_petitioner_within_fifteen_days_of_signing(
    S1: Scenario, on: str, nominal: str, effective: str
) -> None:
    """有关机关、单位自收到转送、交办件之日起15日内书面告知信访人。"""
    office = signed(registered(petition_office(S1), "2025-01-08"), on, "县人社局")
    assert (due(office, "notice_by_unit"), office.duty("notice_by_unit").holder) == (
        days(nominal, effective),
        "县人社局",
    )
    signed(registered(S1, "2025-01-08"), on)
    assert "notice_by_unit" not in S1.owed(), "sections of one body owe no notice of their own"
    assert "notice_forwarded" not in registered(petition_office(S1), on, SUPERIOR).owed()


def owing(case: Scenario, entry: str) -> Scenario:
    """A petition that owes this notice since 10 January 2025, until the 26th."""
    if entry == "notice_by_unit":
        return signed(registered(petition_office(case), "2025-01-10"), "2025-01-10", "县人社局")
    return registered(case, "2025-01-10", SUPERIOR if entry == "notice_forwarded" else LETTER)


OWED_NOTICES = [
    pytest.param("notice_direct", marks=pytest.mark.clause("S1.23.2")),
    pytest.param("notice_forwarded", marks=pytest.mark.clause("S1.23.3")),
    pytest.param("notice_by_unit", marks=pytest.mark.clause("S1.23.3")),
]


@pytest.mark.clause("S1.23.2")
@pytest.mark.clause("S1.23.3")
@pytest.mark.parametrize("entry", OWED_NOTICES)
@pytest.mark.parametrize(
    "act", [RECEIPT, c.Notify(notice="refusal"), c.Notify(notice="whereto"), c.Exempt(reason="匿名")]
)
@pytest.mark.parametrize(("on", "late"), [("2025-01-26", False), ("2025-01-27", True)])
def test_a_notice_or_the_record_that_nobody_can_be_told_meets_it(
    S1: Scenario, entry: str, act: c.Act, on: str, *, late: bool
) -> None:
    """信访人的姓名（名称）、住址不清的除外。"""
    told = owing(S1, entry)
    told.when(c.Notify(notice="receipt", to="superior"), "2025-01-13")
    told.when(c.Notify(notice="delay"), "2025-01-13")
    assert entry in told.owed()
    told.when(act, on)
    assert ended(told, entry) == ("met", late)


@pytest.mark.clause("S1.23.2")
def test_the_anonymous_are_not_forgotten_but_put_on_record(S1: Scenario) -> None:
    """姓名、住址不清的除外：记明，不是不记。"""
    receipt = c.Receive(channel="letter", details=Details(anonymous=True, reachable=False))
    registered(S1, "2025-01-10", receipt)
    assert "notice_direct" in S1.owed()


@pytest.mark.clause("S1.23.2")
@pytest.mark.parametrize("kind", FINAL)
def test_a_final_answer_within_the_fifteen_days_is_notice_enough(S1: Scenario, kind: str) -> None:
    """十五日内已经答复的，不再另行告知。"""
    registered(S1, "2025-01-10").when(c.Answer(reply_kind="interim"), "2025-01-13")
    assert "notice_direct" in S1.owed()
    S1.when(c.Answer(reply_kind=kind), "2025-01-14")
    assert ended(S1, "notice_direct") == ("met", False)


@pytest.mark.clause("S1.23.3")
def test_an_answer_is_not_the_notice_of_a_forwarded_matter_and_only_a_unit_that_gave_it_back_is_free(
    S1: Scenario,
) -> None:
    """转送、交办件须告知接收情况、处理途径和程序；退回的不再由该单位告知。"""
    owing(S1, "notice_forwarded").when(OPINION, "2025-01-14")
    assert "notice_forwarded" in S1.owed()
    office = owing(S1, "notice_by_unit")
    office.when(c.Return(reason="异议成立", unit="县人社局"), "2025-01-15")
    assert ended(office, "notice_by_unit") == ("cancelled", False)
    signed(office, "2025-01-16", "县农业农村局")
    assert office.duty("notice_by_unit", "县农业农村局").opened.start == date(2025, 1, 16)


@pytest.mark.clause("S1.23.3")
@pytest.mark.parametrize(
    ("on", "last", "after"),
    [
        ("2025-01-24", "2025-02-07", "2025-02-08"),  # counts a Sunday and a Monday, then the days after the festival
        ("2024-09-30", "2024-10-12", "2024-10-14"),  # a Saturday that is worked
        ("2026-02-13", "2026-02-27", "2026-02-28"),
    ],
)
def test_a_unit_may_object_within_five_working_days_of_signing_and_not_later(
    S1: Scenario, on: str, last: str, after: str
) -> None:
    """有关机关、单位对转送、交办事项有异议的，应当自收到之日起5个工作日内提出异议。"""
    signed(registered(S1, on), on)
    assert due(S1, "objection") == days(last, last)
    assert (S1.duty("objection").opened.nature, S1.duty("objection").holder) == ("right", "后扶科")
    objection = c.Object(reason="应由财务处办理")
    words = f"objection: the time for it ended on {last}"
    assert S1.refused(objection, after, by=HANDLER) == {"S1.23.3": words}
    S1.when(objection, last, by=HANDLER)
    assert ended(S1, "objection") == ("met", False)


@pytest.mark.clause("S1.23.1")
@pytest.mark.parametrize("lacking", ["competent_body", "way_there"])
def test_elsewhere_says_which_body_is_competent_and_the_way_there(S1: Scenario, lacking: str) -> None:
    """对不属于本机关、单位职权范围的，应当告知信访人向有权的机关、单位提出。"""
    registered(S1).when(GUIDANCE, "2025-08-05")
    said: dict[str, Any] = {"competent_body": "县教育局", "way_there": "人事股"}
    missing = c.Close(outcome="elsewhere", **{name: text for name, text in said.items() if name != lacking})
    assert S1.refused(missing, "2025-08-06") == {"S1.23.1": f"elsewhere needs {lacking}"}
    S1.when(c.Close(outcome="elsewhere", **said), "2025-08-06")


@pytest.mark.clause("S1.23.1")
@pytest.mark.parametrize(
    "close",
    [
        c.Close(outcome="elsewhere", competent_body="县教育局", way_there="人事股"),
        c.Close(outcome="guided", legal_basis="条例第二十三条"),
    ],
)
@pytest.mark.parametrize("told", [c.Notify(notice="whereto"), GUIDANCE, c.Redirect(competent_body="县教育局")])
def test_elsewhere_and_guided_are_closed_after_the_petitioner_was_told_where_to_go(
    S1: Scenario, close: c.Close, told: c.Act
) -> None:
    """告知信访人向有权的机关、单位提出。"""
    registered(S1).when(RECEIPT, "2025-08-05")
    assert set(S1.refused(close, "2025-08-06")) == {"S1.23.1"}
    S1.when(told, "2025-08-06")
    S1.when(close, "2025-08-06")


@pytest.mark.clause("S1.23.1")
def test_guided_says_by_which_rule(S1: Scenario) -> None:
    """引导到规定的渠道办理。"""
    registered(S1).when(GUIDANCE, "2025-08-05")
    assert S1.refused(c.Close(outcome="guided"), "2025-08-06") == {"S1.23.1": "guided needs legal_basis"}


@pytest.mark.clause("S1.23")
def test_nothing_is_closed_before_the_petitioner_was_told_or_it_is_on_record_why_not(S1: Scenario) -> None:
    """书面告知信访人；姓名、住址不清的除外。"""
    close = c.Close(outcome="merged")
    registered(S1).when(c.Join(to=UUID(int=3)), "2025-08-05")
    assert set(S1.refused(close, "2025-08-06")) == {"S1.23"}
    S1.when(c.Exempt(reason="住址不清"), "2025-08-06")
    S1.when(close, "2025-08-06")


# ---- Articles 25, 28, 30


@pytest.mark.clause("S1.25")
@pytest.mark.parametrize("to", ["superior", "committee"])
def test_urgent_matters_are_reported_promptly_and_stand_on_top_until_they_are(S1: Scenario, to: str) -> None:
    """对重大、紧急信访事项和信访信息，应当及时报告。"""
    registered(S1)
    assert "urgent_report" not in S1.owed()
    S1.when(c.Classify(details=Details(urgent=True)), "2025-08-05")
    opened = S1.duty("urgent_report").opened
    assert (opened.nature, opened.word, opened.priority, opened.due.effective) == ("aim", "及时", 3, None)
    S1.when(c.TellBody(to="leader", name="县委书记"), "2025-08-05")
    assert "urgent_report" in S1.owed()
    S1.when(c.TellBody(to=to, name="联席会议"), "2025-08-05")
    assert ended(S1, "urgent_report") == ("met", False)


RECUSABLE = [
    c.Propose(text="拟转"),
    c.Instruct(text="办理"),
    c.Forward(target="后扶科"),
    c.Assign(target="后扶科", reply_by=date(2025, 9, 30)),
    c.Accept(),
    c.RefuseAcceptance(ground="not_competent"),
    c.Report(finding="属实"),
    c.Draft(text="意见"),
    OPINION,
    c.Close(outcome="explained", explanation="说明"),
]


@pytest.mark.clause("S1.28")
@pytest.mark.parametrize("act", RECUSABLE, ids=lambda act: type(act).__name__)
def test_an_officer_with_a_direct_interest_takes_no_part(S1: Scenario, act: c.Act) -> None:
    """信访工作人员与信访事项或者信访人有直接利害关系的，应当回避。"""
    registered(S1).when(c.Classify(details=PETITION), "2025-08-04")
    S1.when(c.Recuse(officer="田甜", stage="granted", reason="表亲"), "2025-08-05", by=HEAD)
    refusal = S1.refused(act, "2025-08-06", by=CLERK)
    assert refusal["S1.28"] == "this officer may not act here"
    if not isinstance(act, c.Close):
        S1.when(act, "2025-08-06", by=COLLEAGUE)


@pytest.mark.clause("S1.28")
@pytest.mark.parametrize(
    "act",
    [
        c.Forward(target="维权部", handler="程峰"),
        c.Assign(target="维权部", handler="程峰", reply_by=date(2025, 9, 30)),
        c.Forward(target="程峰"),
    ],
)
def test_a_matter_is_not_given_to_who_is_recused_from_it(S1: Scenario, act: c.Act) -> None:
    """应当回避的，不得交其办理。"""
    registered(S1).when(c.Recuse(officer="程峰", stage="declared", reason="姻亲"), "2025-08-05", by=WEIQUAN)
    assert S1.refused(act, "2025-08-06") == {"S1.28": NOT_TO_THEM}
    S1.when(c.Forward(target="维权部", handler="苗苗"), "2025-08-06")


@pytest.mark.clause("S1.28")
@pytest.mark.parametrize("act", [c.Report(finding="不实"), c.Draft(text="意见"), OPINION])
@pytest.mark.parametrize("who", [Actor("卫东", unit="综合科"), Actor("小郑", unit="规划科")])
def test_who_is_complained_of_neither_investigates_nor_answers(S1: Scenario, act: c.Act, who: Actor) -> None:
    """有直接利害关系的，应当回避。"""
    registered(S1).when(c.Classify(details=ACCUSED), "2025-08-05")
    assert set(S1.refused(act, "2025-08-06", by=who)) == {"S1.28"}
    S1.when(act, "2025-08-06", by=HANDLER)


@pytest.mark.clause("S1.30")
@pytest.mark.parametrize("already_done", [None, "纸质件已送出"])
@pytest.mark.parametrize(
    "act",
    [
        c.Forward(target="规划科"),
        c.Forward(target="后扶科", assisting=("规划科",)),
        c.Forward(target="后扶科", handler="卫东"),
        c.Assign(target="规划科", reply_by=date(2025, 9, 30)),
        c.Assign(target="后扶科", handler="卫东", reply_by=date(2025, 9, 30)),
        c.HandOver(giver="信访科", taker="卫东", reason="移交"),
    ],
)
def test_an_accusation_never_goes_to_the_person_or_unit_complained_of(
    S1: Scenario, act: c.Act, already_done: str | None
) -> None:
    """不得将检举、控告材料及有关情况透露或者转给被检举、控告的人员或者单位。"""
    registered(S1, receipt=c.Receive(channel="letter", details=replace(ACCUSED, purpose="accusation")))
    assert S1.refused(act, "2025-08-05", already_done=already_done) == {"S1.30": NOT_TO_THEM}


@pytest.mark.clause("S1.30")
@pytest.mark.parametrize("act", [c.SignFor(unit="规划科"), c.Reopen(reason="重办", unit="规划科")])
def test_who_turns_out_to_be_complained_of_does_not_sign_for_it_or_take_it_up_again(S1: Scenario, act: c.Act) -> None:
    """不得转给被检举、控告的人员或者单位。"""
    registered(S1).when(c.Forward(target="规划科"), "2025-08-05")
    S1.when(c.Classify(details=ACCUSED), "2025-08-06")
    if isinstance(act, c.Reopen):
        S1.when(c.Withdraw(), "2025-08-06")
    assert S1.refused(act, "2025-08-07") == {"S1.30": NOT_TO_THEM}


@pytest.mark.clause("S1.30")
def test_nothing_is_returned_to_who_turns_out_to_be_complained_of(S1: Scenario) -> None:
    """不得转给被检举、控告的人员或者单位。"""
    signed(registered(S1), "2025-08-05", "规划科").when(c.Forward(target="后扶科"), "2025-08-06")
    S1.when(c.Classify(details=ACCUSED), "2025-08-07")
    assert S1.refused(c.Return(reason="不属", unit="后扶科"), "2025-08-08") == {"S1.30": NOT_TO_THEM}


# ---- Article 34


@pytest.mark.clause("S1.34")
@pytest.mark.parametrize(
    ("on", "nominal", "effective"),
    [("2025-08-04", "2025-10-03", "2025-10-09"), ("2025-12-03", "2026-02-01", "2026-02-02")],
)
@pytest.mark.parametrize("kind", FINAL)
def test_a_matter_is_finished_within_sixty_days_of_its_acceptance(
    S1: Scenario, on: str, nominal: str, effective: str, kind: str
) -> None:
    """信访事项应当自受理之日起60日内办结。"""
    registered(S1, "2025-08-01").when(c.Classify(details=PETITION), "2025-08-01")
    assert "handle" not in S1.owed()
    S1.when(c.Accept(), on)
    assert due(S1, "handle") == days(nominal, effective)
    S1.when(c.Answer(reply_kind="interim", text="在办"), on)
    S1.when(c.Forward(target="后扶科"), on)
    assert S1.duty("handle").holder == "后扶科"
    S1.when(c.Answer(reply_kind=kind, text="答复"), effective, by=HANDLER)
    assert ended(S1, "handle") == ("met", False)


@pytest.mark.clause("S1.34")
def test_a_day_later_it_is_late(S1: Scenario) -> None:
    """信访事项应当自受理之日起60日内办结。"""
    accepted(S1).when(OPINION, "2025-10-10")
    assert ended(S1, "handle") == ("met", True)


@pytest.mark.clause("S1.34")
@pytest.mark.parametrize("act", [c.Withdraw(), c.Classify(details=Details(procedure="litigation"))])
def test_what_is_no_petition_any_more_owes_no_sixty_days(S1: Scenario, act: c.Act) -> None:
    """六十日是信访程序的期限。"""
    accepted(S1).when(act, "2025-08-20")
    assert ended(S1, "handle") == ("cancelled", False)


@pytest.mark.clause("S1.34")
def test_it_is_extended_once_by_the_head_before_its_end_by_at_most_thirty_days(S1: Scenario) -> None:
    """情况复杂的，经本机关、单位负责人批准，可以适当延长办理期限，但延长期限不得超过30日。"""
    accepted(S1)
    asked = c.RequestExtension(duty="handle", reason="勘验", days=31)
    extend = c.Extend(duty="handle", reason="勘验", days=30)
    assert S1.refused(asked, "2025-10-02", by=HANDLER) == {"S1.34": "at most 30 more days (to 2025-11-02), not 31"}
    assert S1.refused(replace(extend, days=31), "2025-10-02", by=HEAD).keys() == {"S1.34"}
    for other in (DEPUTY, HANDLER):
        assert S1.refused(extend, "2025-10-02", by=other) == {"S1.34": "only head may extend it"}
    words = "the limit ended on 2025-10-09; it may be extended before its end only"
    assert S1.refused(extend, "2025-10-10", by=HEAD) == {"S1.34": words}
    S1.when(extend, "2025-10-09", by=HEAD)
    assert due(S1, "handle") == days("2025-11-02", "2025-11-03")
    assert S1.refused(extend, "2025-10-20", by=HEAD)["S1.34"]


@pytest.mark.clause("S1.34")
def test_the_petitioner_is_told_why_it_takes_longer(S1: Scenario) -> None:
    """并告知信访人延期理由。"""
    accepted(S1).when(c.Extend(duty="handle", reason="勘验"), "2025-10-02", by=HEAD)
    assert (S1.duty("extension_notice").opened.nature, S1.owed()["extension_notice"]) == ("aim", None)
    S1.when(RECEIPT, "2025-10-03")
    assert "extension_notice" in S1.owed()
    S1.when(c.Notify(notice="extension"), "2025-10-08")
    assert ended(S1, "extension_notice") == ("met", False)


@pytest.mark.clause("S1.34")
def test_nobody_is_told_of_it_who_cannot_be_told(S1: Scenario) -> None:
    """匿名的无从告知。"""
    accepted(S1).when(c.Classify(details=Details(anonymous=True)), "2025-08-05")
    S1.when(c.Extend(duty="handle", reason="勘验"), "2025-10-02", by=HEAD)
    assert "extension_notice" not in S1.owed()
