"""R3, an association, in general: the day's work the same day, no answer before the facts, nothing to the accused."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from msgspec.structs import replace

from domain import commands as c
from domain import events as e
from domain import office
from domain.conditions import facts_of
from domain.schedule import days
from domain.values import Actor, Details
from tests.clauses.association import ACCUSED, CLOSE, LETTER, PASSED_ON, RESULT, found, received, registered
from tests.clauses.ends import ended
from tests.clauses.offices import ToldOffice
from tests.domain.scenario import Scenario


@pytest.mark.clause("R3.3.1")
@pytest.mark.parametrize(
    "item",
    ["热情接待", "衣着整齐", "举止端正", "热情大方", "态度诚恳", "说话和气", "以礼相待", "文明用语", "讲普通话"],
)
def test_the_manners_of_who_receives_are_marked_on_a_checklist(R3: Scenario, item: str) -> None:
    """热情接待来访群众，接待人员要衣着整齐，举止端正，热情大方，态度诚恳，说话和气，以礼相待，文明用语，并讲普通话。"""
    registered(R3, channel="visit").when(c.FillChecklist(form="reception_manners", items={item: 5}), "2025-01-10")
    assert set(R3.refused(c.FillChecklist(form="reception_manners", items={item: 6}), "2025-01-10")) == {"R3.3.1"}
    assert set(R3.refused(c.FillChecklist(form="reception_manners", items={"迟到": 1}), "2025-01-10")) == {"R3.3.1"}


@pytest.mark.clause("R3.3.1")
def test_a_checklist_that_the_rules_do_not_know_or_without_marks_is_not_filled(R3: Scenario) -> None:
    registered(R3, channel="visit")
    assert set(R3.refused(c.FillChecklist(form="manners", items={"文明用语": 5}), "2025-01-10")) == {"structure"}
    assert set(R3.refused(c.FillChecklist(form="reception_manners", items={}), "2025-01-10")) == {"R3.3.1"}


@pytest.mark.clause("R3.3.2")
@pytest.mark.parametrize("item", ["整洁卫生", "开水", "茶杯", "桌", "椅"])
def test_the_reception_room_is_checked_and_provided_for(R3: Scenario, item: str) -> None:
    """接待室要保持整洁卫生，备有开水、茶杯、桌、椅等物品。"""
    told = ToldOffice(R3.book)
    checked = office.OfficeChecklistFilled(form="reception_room", day=date(2025, 1, 10), items={item: 5})
    told.when(checked, "2025-01-10")
    assert told.state.checklists == (checked,)
    assert told.refused(replace(checked, items={"电视": 5}), "2025-01-10")


@pytest.mark.clause("R3.3.2")
def test_the_room_is_checked_on_every_working_day(R3: Scenario) -> None:
    """Before the Spring Festival of 2025, Sunday 26 January is worked and 28 January is the first day off."""
    rule = R3.book.schedules_by_id["room_check"]
    assert (rule.holder, rule.met_by) == ("duty_officer", ("OfficeChecklistFilled",))
    found = days(rule, 2025, 1, R3.calendar)
    assert [session.day.day for session in found if session.day.day > 22] == [23, 24, 26, 27]


@pytest.mark.clause("R3.3.3")
def test_who_holds_a_matter_and_how_often_it_was_passed_on_is_always_known(R3: Scenario) -> None:
    """恪尽职守，查清事实，分清责任，不得推诿、敷衍、拖拉。"""
    registered(R3)
    assert R3.state.routing.holder == "信访科"
    R3.when(c.Forward(target="维权部"), "2025-01-10")
    assert (R3.state.routing.holder, R3.state.routing.on_the_way_to) == ("", "维权部")
    R3.when(c.SignFor(unit="维权部"), "2025-01-13", by=Actor("苗苗", unit="维权部", post="handler"))
    assert (R3.state.routing.holder, R3.state.routing.person) == ("维权部", "苗苗")
    R3.when(c.Return(reason="不属本部"), "2025-01-14", by=Actor("苗苗", unit="维权部", post="handler"))
    R3.when(c.Forward(target="会员部"), "2025-01-15")
    assert (R3.state.routing.on_the_way_to, R3.state.routing.passed_on) == ("会员部", 3)


@pytest.mark.clause("R3.3.4")
@pytest.mark.parametrize(
    ("entry", "act"), [("register_same_day", c.Register()), ("propose_same_day", c.Propose(text="拟办"))]
)
@pytest.mark.parametrize(("on", "how"), [("2025-01-12 23:59", "met"), ("2025-01-13 00:00", "late")])
def test_registration_and_first_proposal_are_of_the_day_of_receipt_rest_day_or_not(
    R3: Scenario,
    entry: str,
    act: c.Act,
    on: str,
    how: str,
) -> None:
    """在接到群众来信来访后，要认真做好登记，提出初步处理建议，做到当日事当日结。 12 January 2025 is a Sunday."""
    received(R3, on="2025-01-12")
    assert R3.owed() == {"register_same_day": date(2025, 1, 12), "propose_same_day": date(2025, 1, 12)}
    R3.when(act, on)
    assert ended(R3, entry) == how


@pytest.mark.clause("R3.3.4")
def test_each_of_the_two_is_owed_by_itself(R3: Scenario) -> None:
    R3.office = replace(R3.office, roles={**R3.office.roles, "registrar": "何清"})
    received(R3)
    R3.when(c.Forward(target="维权部"), "2025-01-10 09:05")
    assert (R3.duty("register_same_day").holder, R3.duty("propose_same_day").holder) == ("何清", "何清")
    R3.when(c.Register(), "2025-01-10 09:20")
    assert {"register_same_day", "propose_same_day"} & R3.owed().keys() == {"propose_same_day"}
    assert R3.duty("propose_same_day").opened.nature == R3.duty("register_same_day").opened.nature == "duty"


@pytest.mark.clause("R3.3.4")
def test_a_repeat_still_owes_its_first_proposal_the_same_day(R3: Scenario) -> None:
    received(R3).when(c.Join(to=UUID(int=9)), "2025-01-10 09:10")
    assert R3.owed() == {"register_same_day": date(2025, 1, 10), "propose_same_day": date(2025, 1, 10)}


@pytest.mark.clause("R3.3.4")
def test_what_is_answered_on_the_spot_or_withdrawn_needs_no_proposal(R3: Scenario) -> None:
    received(R3, channel="visit").when(c.Register(on_spot=True), "2025-01-10")
    assert "propose_same_day" not in R3.owed()


@pytest.mark.clause("R3.3.4")
def test_who_withdraws_ends_the_day_s_work(R3: Scenario) -> None:
    received(R3).when(c.Withdraw(reason="已弄清"), "2025-01-10")
    assert R3.owed() == {}


@pytest.mark.clause("R3.3.5")
@pytest.mark.parametrize("kind", ["result", "opinion"])
def test_before_the_facts_are_found_nothing_is_affirmed_or_denied(R3: Scenario, kind: str) -> None:
    """在未经调查、弄清事实之前，不应轻易肯定或否定，也不能随意许愿或批评指责。"""
    registered(R3)
    answer = c.Answer(reply_kind=kind, text="摊位调换确属不当", delivered=True)
    assert set(R3.refused(answer, "2025-01-20")) == {"R3.3.5"}
    R3.when(c.Report(finding="调换因消防整改"), "2025-01-21")
    R3.when(answer, "2025-01-21")


@pytest.mark.clause("R3.3.5")
@pytest.mark.parametrize("done", [None, "已调查，补录"])
def test_a_report_that_says_nothing_has_found_no_facts(R3: Scenario, done: str | None) -> None:
    """在未经调查、弄清事实之前。"""
    assert registered(R3).refused(c.Report(), "2025-01-13", already_done=done) == {"R3.3.5": "it needs finding"}


@pytest.mark.clause("R3.3.5")
@pytest.mark.parametrize("kind", ["interim", "policy", "guidance"])
def test_interim_answers_and_explanations_need_no_finding(R3: Scenario, kind: str) -> None:
    line = registered(R3).when(c.Answer(reply_kind=kind, text="正在核实"), "2025-01-20")
    assert isinstance(line.event, e.Answered)


@pytest.mark.clause("R3.3.5")
def test_an_answer_already_given_without_a_finding_is_kept_as_a_breach(R3: Scenario) -> None:
    line = registered(R3).when(RESULT, "2025-01-20", already_done="已先行答复")
    assert [(breach.clause, breach.entry) for breach in line.breaches] == [("R3.3.5", "finding_before_merits")]


ACCUSATION = replace(LETTER, purpose="accusation", accused=(ACCUSED,), accused_units=("会员部",))


@pytest.mark.clause("R3.3.6")
@pytest.mark.parametrize("target", ["会员部", "屈正"])
@pytest.mark.parametrize("done", [None, "已转出"])
def test_what_informs_on_somebody_is_never_passed_to_that_person_or_unit(
    R3: Scenario, target: str, done: str | None
) -> None:
    """不得将检举材料及有关情况透露或者转送给被检举对象。"""
    registered(R3, ACCUSATION)
    forward, assign = c.Forward(target=target), c.Assign(target=target, reply_by=date(2025, 2, 10))
    assert set(R3.refused(forward, "2025-01-13", already_done=done)) == {"R3.3.6"}
    assert set(R3.refused(assign, "2025-01-13", already_done=done)) == {"R3.3.6"}
    R3.when(c.Forward(target="监事会"), "2025-01-14")


@pytest.mark.clause("R3.3.6")
def test_nor_as_an_assisting_unit_a_handler_a_copy_or_by_signing_for_it(R3: Scenario) -> None:
    registered(R3, ACCUSATION)
    copy, handler = c.Forward(target="会员部", mode="copy"), c.Forward(target="监事会", handler="屈正")
    for act in (c.Forward(target="监事会", assisting=("会员部",)), copy, handler):
        assert set(R3.refused(act, "2025-01-13")) == {"R3.3.6"}
    R3.when(c.Forward(target="监事会"), "2025-01-14")
    assert set(R3.refused(c.SignFor(unit="监事会"), "2025-01-14", by=Actor("屈正", unit="监事会"))) == {"R3.3.6"}


@pytest.mark.clause("R3.3.6")
@pytest.mark.parametrize(
    "act",
    [
        c.Submit(to="屈正"),
        c.SpecialReport(to="屈正", text="全文"),
        c.TellBody(to="unit", name="会员部"),
        c.Appoint(leader="屈正", appointed_on=date(2025, 2, 10)),
        c.Suggest(to_body="会员部", text="改进"),
        c.Press(to="会员部"),
    ],
    ids=lambda act: type(act).__name__,
)
def test_nor_submitted_or_told_to_them_in_any_other_way(R3: Scenario, act: c.Act) -> None:
    """不得透露。"""
    registered(R3, ACCUSATION)
    assert "R3.3.6" in R3.refused(act, "2025-01-13")


@pytest.mark.clause("R3.3.6")
def test_nor_given_back_handed_over_or_reopened_to_them(R3: Scenario) -> None:
    found(R3).when(c.Forward(target="会员部"), "2025-01-13")
    R3.when(c.SignFor(unit="会员部"), "2025-01-13", by=Actor("丁敏", unit="会员部"))
    R3.when(c.Forward(target="监事会"), "2025-01-14", by=Actor("丁敏", unit="会员部"))
    named = Details(purpose="accusation", accused_units=("会员部",))
    R3.when(c.Classify(details=named), "2025-01-15")
    assert set(R3.refused(c.Return(reason="退回"), "2025-01-15", by=Actor("魏国", unit="监事会"))) == {"R3.3.6"}
    over = c.HandOver(giver="监事会", taker="会员部", reason="移交")
    assert set(R3.refused(over, "2025-01-15")) == {"R3.3.6"}
    R3.when(replace(RESULT, delivered=True), "2025-01-16")
    R3.when(CLOSE, "2025-01-16")
    assert set(R3.refused(c.Reopen(reason="重办", unit="会员部"), "2025-01-17")) == {"R3.3.6"}


@pytest.mark.clause("R3.3.6")
@pytest.mark.parametrize("act", PASSED_ON)
def test_an_accusation_is_passed_on_with_the_accused_named_or_marked_as_not_known(R3: Scenario, act: c.Act) -> None:
    registered(R3, replace(LETTER, purpose="accusation"))
    words = "accused_named lacks accused_or_unit (or the reason why it cannot be given)"
    assert R3.refused(act, "2025-01-13") == {"R3.3.6": words}
    R3.when(c.Classify(details=Details(accused_units=("会员部",))), "2025-01-13")
    R3.when(act, "2025-01-13")


@pytest.mark.clause("R3.3.6")
def test_an_accusation_against_nobody_known_is_marked_so(R3: Scenario) -> None:
    registered(R3, replace(LETTER, purpose="accusation", not_given={"accused_or_unit": "unknown"}))
    R3.when(c.Forward(target="监事会"), "2025-01-13")


@pytest.mark.clause("R3.3.6")
def test_an_accusation_is_restricted_from_its_receipt(R3: Scenario) -> None:
    received(R3, ACCUSATION)
    assert facts_of(R3.state, R3.lines[-1].event, R3.book.settings)["restricted"]
