"""R6, a traffic squadron: who is responsible, an outcome for everything, an answer to who passed it on."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from msgspec.structs import replace

from domain import commands as c
from domain.conditions import facts_of
from domain.values import Actor, Details, Person
from tests.domain.scenario import Scenario

DUTY_OFFICER = Actor("萧寒", unit="值班室", post="handler")
SQUADRON = Actor("夏雨", unit="城西中队", post="section_head")
LEADER = Actor("童磊", unit="大队领导", post="deputy_head")
NAMED = Details(first_responsible="霍英", specifically_responsible="童磊", responsible_unit="城西中队")
CALL = c.Receive(channel="call", details=NAMED)
HANDED_DOWN = replace(NAMED, assigner="市公安局信访处", assigner_number="公信转〔2025〕45号", reply_by=date(2025, 5, 1))
RESULT = c.Answer(reply_kind="result", text="已调整配时", delivered=True)
CLOSE = c.Close(outcome="supported", legal_basis="停车管理办法")
REPORTED = c.ReportResult(text="办理报告", to="assigner")
TOLD = c.TellBody(to="leader", name="童磊")
ON = "2025-04-09"


def received(case: Scenario, receipt: c.Receive = CALL, on: str = f"{ON} 09:00") -> Scenario:
    case.when(receipt, on, by=DUTY_OFFICER)
    return case


def registered(case: Scenario, receipt: c.Receive = CALL) -> Scenario:
    received(case, receipt).when(c.Register(), f"{ON} 09:20", by=DUTY_OFFICER)
    return case


def answered(case: Scenario, receipt: c.Receive = CALL) -> Scenario:
    registered(case, receipt).when(RESULT, "2025-04-11", by=SQUADRON)
    return case


def ended(case: Scenario, entry: str) -> tuple[str, bool]:
    end = case.duty(entry).end
    assert end, f"{entry} is still open"
    return end.kind, end.late


# ---- 一、宗旨


@pytest.mark.clause("R6.1")
@pytest.mark.parametrize(
    ("bare", "based"),
    [
        (c.Close(outcome="merged"), c.Close(outcome="merged", legal_basis="并入")),
        (c.Close(outcome="merged"), c.Close(outcome="merged", policy="市局规定第五条")),
        (c.Close(outcome="merged"), c.Close(outcome="merged", explanation="说明")),
    ],
)
def test_every_outcome_states_its_basis(R6: Scenario, bare: c.Close, based: c.Close) -> None:
    """以党和政府的有关政策和法律法规为依据，实事求是，秉公办事。"""
    answered(R6).when(c.Join(to=UUID(int=3)), "2025-04-11")
    refusal = R6.refused(bare, "2025-04-12", by=SQUADRON)
    assert set(refusal) == {"R6.1"}
    assert refusal["R6.1"].startswith("it needs legal_basis; or it needs policy; or it needs explanation")
    R6.when(based, "2025-04-12", by=SQUADRON)


@pytest.mark.clause("R6.1")
def test_nobody_decided_what_was_withdrawn(R6: Scenario) -> None:
    """以政策和法律法规为依据。"""
    registered(R6).when(c.Withdraw(), "2025-04-11")
    R6.when(c.Close(outcome="withdrawn", withdrawn_on=date(2025, 4, 11)), "2025-04-12")


# ---- 二、责任


@pytest.mark.clause("R6.2")
@pytest.mark.parametrize("lacking", ["first_responsible", "specifically_responsible", "responsible_unit"])
@pytest.mark.parametrize("already_done", [None, "补登"])
def test_a_matter_without_its_three_responsible_cannot_exist(
    R6: Scenario, lacking: str, already_done: str | None
) -> None:
    """党政主要负责人为第一负责人，分管领导具体负责，辖区中队具体办理。"""
    R6.office = replace(R6.office, roles={})
    received(R6, replace(CALL, details=replace(NAMED, **{lacking: None})))
    assert R6.refused(c.Register(), ON, already_done=already_done) == {"R6.2": f"it needs {lacking}"}
    R6.when(c.Register(details=NAMED), ON)
    assert getattr(R6.state.details, lacking) == getattr(NAMED, lacking)


@pytest.mark.clause("R6.2")
def test_the_office_offers_head_leader_in_charge_and_the_squadron_of_the_place(R6: Scenario) -> None:
    """主要负责人、分管领导、辖区中队。"""
    roles = {"head": "霍英", "leader_in_charge": "童磊"}
    R6.office = replace(R6.office, roles=roles, places={"城西": "城西中队"})
    received(R6, c.Receive(channel="call"))
    assert R6.refused(c.Register(), ON) == {"R6.2": "it needs responsible_unit"}
    R6.when(c.Register(details=Details(problem_place="城西")), ON)
    known = R6.state.details
    named = (known.first_responsible, known.specifically_responsible, known.responsible_unit)
    assert named == ("霍英", "童磊", "城西中队")


# ---- 三、件件有着落，事事有结果


@pytest.mark.clause("R6.3")
@pytest.mark.parametrize(
    "end", [CLOSE, c.RefuseAcceptance(ground="not_competent", legal_basis="条例", competent_body="市政")]
)
def test_every_matter_waits_for_its_outcome_wherever_it_goes(R6: Scenario, end: c.Act) -> None:
    """不拖、不压、件件有着落，事事有结果。"""
    answered(R6)
    opened = R6.duty("outcome").opened
    assert (opened.nature, opened.word, R6.owed()["outcome"]) == ("aim", "不拖不压", None)
    assert opened.holder == "值班室"
    R6.when(c.Forward(target="城西中队"), "2025-04-14", by=DUTY_OFFICER)
    assert R6.duty("outcome").holder == "城西中队"
    R6.when(end, "2025-04-15", by=SQUADRON)
    assert ended(R6, "outcome") == ("met", False)


@pytest.mark.clause("R6.3")
def test_what_is_taken_up_again_waits_for_an_outcome_again(R6: Scenario) -> None:
    """件件有着落，事事有结果。"""
    answered(R6).when(CLOSE, "2025-04-12", by=SQUADRON)
    R6.when(c.Reopen(reason="清单未送达", unit="城东中队"), "2025-05-16", by=LEADER)
    assert "outcome" in R6.owed()
    R6.when(c.Withdraw(), "2025-05-17")
    assert ended(R6, "outcome") == ("cancelled", False)


@pytest.mark.clause("R6.3.1")
def test_the_petitioner_says_how_it_was_done(R6: Scenario) -> None:
    """态度要诚恳，讲解要细心，政策要透明，工作要耐心。"""
    answered(R6).when(c.Rate(subject="handling_unit", rating="satisfied", text="讲得清楚"), "2025-04-12")
    assert R6.lines[-1].breaches == ()


FROM_ABOVE = [
    pytest.param(c.Receive(channel="letter", source="superior_forwarded", details=HANDED_DOWN), id="forwarded"),
    pytest.param(c.Receive(channel="letter", source="superior_assigned", details=HANDED_DOWN), id="assigned"),
    pytest.param(c.Receive(channel="letter", source="city_petition_office", details=HANDED_DOWN), id="city"),
    pytest.param(c.Receive(channel="letter", details=replace(HANDED_DOWN, assigner_number=None)), id="named only"),
    pytest.param(
        c.Receive(channel="letter", source="leader", details=replace(HANDED_DOWN, assigner=None)), id="a leader"
    ),
]


@pytest.mark.clause("R6.3.2")
@pytest.mark.parametrize("receipt", FROM_ABOVE)
@pytest.mark.parametrize("to", ["assigner", "superior", "leader"])
@pytest.mark.parametrize(("on", "late"), [("2025-05-01", False), ("2025-05-02", True)])
def test_what_leaders_and_superiors_pass_on_is_answered_to_them_by_the_day_set(
    R6: Scenario, receipt: c.Receive, to: str, on: str, *, late: bool
) -> None:
    """对领导和上级转来的信访件要认真及时调查，依法依规处理，及时回复 (五一：按所定之日)."""
    registered(R6, receipt)
    opened = R6.duty("assigned_result").opened
    assert (opened.clause, opened.start, R6.owed()["assigned_result"]) == (
        "R6.3.2",
        date(2025, 4, 9),
        date(2025, 5, 1),
    )
    R6.when(c.ReportResult(text="中队意见", to="office", unit="城西中队"), "2025-04-20", by=SQUADRON)
    assert "assigned_result" in R6.owed()
    R6.when(replace(REPORTED, to=to), on, by=DUTY_OFFICER)
    assert ended(R6, "assigned_result") == ("met", late)


@pytest.mark.clause("R6.3.2")
@pytest.mark.parametrize("receipt", FROM_ABOVE)
def test_it_is_closed_only_after_it_was_answered_to_them(R6: Scenario, receipt: c.Receive) -> None:
    """及时回复。"""
    answered(R6, receipt)
    assert R6.refused(CLOSE, "2025-04-26", by=SQUADRON).keys() == {"R6.3.2"}
    R6.when(REPORTED, "2025-04-29", by=DUTY_OFFICER)
    R6.when(CLOSE, "2025-04-30", by=SQUADRON)


@pytest.mark.clause("R6.3.2")
def test_a_late_registration_wins_no_days(R6: Scenario) -> None:
    """及时回复：自收到之日起。"""
    received(R6, c.Receive(channel="letter", source="superior_forwarded", details=HANDED_DOWN))
    R6.when(c.Register(), "2025-04-11", by=DUTY_OFFICER)
    assert R6.duty("assigned_result").opened.start == date(2025, 4, 9)


@pytest.mark.clause("R6.3.2")
def test_what_nobody_passed_on_is_answered_to_the_petitioner_alone(R6: Scenario) -> None:
    """领导和上级转来的信访件。"""
    answered(R6)
    assert "assigned_result" not in R6.owed()
    R6.when(CLOSE, "2025-04-12", by=SQUADRON)


@pytest.mark.clause("R6.3.2")
@pytest.mark.parametrize("lacking", ["assigner", "assigner_number", "reply_by"])
@pytest.mark.parametrize("source", ["superior_forwarded", "superior_assigned", "city_petition_office"])
def test_what_was_handed_down_carries_who_did_under_which_number_and_until_when(
    R6: Scenario, lacking: str, source: str
) -> None:
    """上级转来的信访件，写明交办机关、文号和期限，没有的写明原因。"""
    received(R6, c.Receive(channel="letter", source=source, details=replace(HANDED_DOWN, **{lacking: None})))
    words = f"handed_down lacks {lacking} (or the reason why it cannot be given)"
    assert R6.refused(c.Register(), ON) == {"R6.3.2": words}
    R6.when(c.Register(details=Details(not_given={lacking: "not_applicable"})), ON)


@pytest.mark.clause("R6.3.3")
@pytest.mark.parametrize("channel", ["letter", "visit", "call", "online", "fax"])
@pytest.mark.parametrize(
    ("entry", "act"),
    [
        ("register_at_once", c.Register()),
        ("tell_leaders", TOLD),
        ("tell_leaders", c.Submit(to="童磊")),
    ],
)
@pytest.mark.parametrize(("on", "late"), [("2025-04-18 23:59", False), ("2025-04-19 00:01", True)])
def test_letters_calls_and_visits_are_registered_and_put_before_the_leaders_the_same_day(
    R6: Scenario, channel: str, entry: str, act: c.Act, on: str, *, late: bool
) -> None:
    """值班人员在接到群众来信来电来访时，及时做好登记工作，并及时报送领导。"""
    received(R6, replace(CALL, channel=channel), "2025-04-18 22:30")
    assert (R6.owed()[entry], R6.duty(entry).opened.nature) == (date(2025, 4, 18), "duty")
    R6.when(c.TellBody(to="unit", name="城西中队"), "2025-04-18 22:40", by=DUTY_OFFICER)
    assert entry in R6.owed()
    R6.when(act, on, by=DUTY_OFFICER)
    assert ended(R6, entry) == ("met", late)


@pytest.mark.clause("R6.3.3")
def test_a_rest_day_is_no_excuse(R6: Scenario) -> None:
    """值班人员及时登记，及时报送 (20 April 2025 is a Sunday)."""
    received(R6, on="2025-04-20 10:00")
    owed = {entry: due for entry, due in R6.owed().items() if due}
    assert owed == {"register_at_once": date(2025, 4, 20), "tell_leaders": date(2025, 4, 20)}


@pytest.mark.clause("R6.3.3")
def test_a_repeat_is_registered_and_reported_like_any_other(R6: Scenario) -> None:
    """来信来电来访，及时登记，及时报送。"""
    registered(R6).when(c.Join(to=UUID(int=3)), f"{ON} 09:30", by=DUTY_OFFICER)
    assert R6.owed()["tell_leaders"] == date(2025, 4, 9)


# ---- 四、五


@pytest.mark.clause("R6.4")
def test_an_answer_cites_the_rule_it_stands_on(R6: Scenario) -> None:
    """在解答和处理有关信访时持之有故，言之有理。"""
    registered(R6).when(replace(RESULT, policy="处理程序规定第六十五条", legal_basis="道路交通安全法"), "2025-04-15")
    answer = R6.lines[-1].event
    assert (getattr(answer, "policy", ""), getattr(answer, "legal_basis", "")) == (
        "处理程序规定第六十五条",
        "道路交通安全法",
    )
    R6.when(c.Close(outcome="explained", explanation="手续齐全", policy="处理程序规定第六十五条"), "2025-04-16")


@pytest.mark.clause("R6.5")
def test_an_accusation_is_kept_secret_from_its_receipt_on_and_never_handled_by_who_is_complained_of(
    R6: Scenario,
) -> None:
    """相对人员应严格做好保密工作。"""
    accused = (Person(id=UUID(int=9), name="单某"),)
    known = replace(NAMED, purpose="accusation", accused=accused, secrecy="confidential")
    registered(R6, c.Receive(channel="letter", details=known))
    facts = facts_of(R6.state, R6.lines[-1].event, R6.book.settings)
    assert facts["restricted"] is True
    handed = c.Assign(target="城东中队", handler="单某", reply_by=date(2025, 4, 30))
    assert R6.refused(handed, "2025-04-18") == {"S1.30": "it may not be passed to this unit or person"}


@pytest.mark.clause("R6.3.2")
@pytest.mark.clause("R6.3.3")
@pytest.mark.parametrize(
    ("entry", "holder"),
    [
        pytest.param("register_at_once", "值班室", marks=pytest.mark.clause("R6.3.3")),
        pytest.param("tell_leaders", "值班室", marks=pytest.mark.clause("R6.3.3")),
        pytest.param("assigned_result", "信访科", marks=pytest.mark.clause("R6.3.2")),
    ],
)
def test_each_is_owed_by_one_and_ends_when_the_petitioner_withdraws(R6: Scenario, entry: str, holder: str) -> None:
    """值班人员及时登记、及时报送；撤回的不再办理。"""
    R6.office = replace(R6.office, roles={**R6.office.roles, "duty_officer": "值班室"})
    received(R6, c.Receive(channel="letter", source="superior_forwarded", details=HANDED_DOWN))
    if entry == "assigned_result":
        R6.when(c.Register(), ON, by=DUTY_OFFICER)
    assert R6.duty(entry).holder == holder
    R6.when(c.Forward(target="城西中队"), f"{ON} 09:30", by=DUTY_OFFICER)
    assert R6.duty(entry).holder == holder, "it stays with who owed it"
    R6.when(c.Withdraw(), f"{ON} 10:00")
    assert ended(R6, entry) == ("cancelled", False)


@pytest.mark.clause("R6.3.2")
def test_what_was_withdrawn_needs_no_answer_to_them(R6: Scenario) -> None:
    """领导和上级转来的信访件。"""
    registered(R6, c.Receive(channel="letter", source="superior_forwarded", details=HANDED_DOWN))
    R6.when(c.Withdraw(), "2025-04-11")
    R6.when(c.Close(outcome="withdrawn", withdrawn_on=date(2025, 4, 11)), "2025-04-12")
