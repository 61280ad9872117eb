"""R4, a township service centre: a full sheet, answered on the spot or within three days, handled here or passed on."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from msgspec.structs import replace

from domain import commands as c
from domain import events as e
from domain.values import Details, Person
from tests.clauses.centre import KNOWN, ORDER, PASSED_ON, POLICY, RESULT, VISITOR, received, registered, variant
from tests.clauses.ends import ended
from tests.domain.scenario import HANDLER, UNREACHED, Scenario

# ---- 一、二


@pytest.mark.clause("R4.1")
def test_who_received_the_petitioner_and_how_that_was_rated_is_kept(R4: Scenario) -> None:
    """每一位工作人员都要强化服务意识，尽职尽责做好群众来信来访接待工作。"""
    registered(R4, replace(KNOWN, receivers=("卢燕", "谢强")))
    R4.when(c.Rate(subject="petition_office", rating="satisfied"), "2026-01-06")
    assert R4.state.details.receivers == ("卢燕", "谢强")
    assert R4.lines[-1].event == e.Rated(subject="petition_office", rating="satisfied")
    assert R4.book.settings.proved_by["R4.1"]


ITEMS = (
    "接待热心", "倾听细心", "回答耐心", "处理用心",
    "不简单粗暴", "不态度生硬", "不打官腔", "不摆架子", "不推诿敷衍",
    "靠前一步", "问候一声", "帮办一事", "送上一程", "道别一声",
)  # fmt: skip


@pytest.mark.clause("R4.2")
@pytest.mark.parametrize("item", ITEMS)
def test_a_reception_is_marked_by_the_four_hearts_five_donts_and_five_ones(R4: Scenario, item: str) -> None:
    """文明接待来访人，具体做到“四心”、“五不”和“五个一”。"""
    registered(R4).when(c.FillChecklist(form="four_hearts", items={item: 5}), "2026-01-06")
    assert set(R4.refused(c.FillChecklist(form="four_hearts", items={item: 6}), "2026-01-06")) == {"R4.2"}
    assert set(R4.refused(c.FillChecklist(form="four_hearts", items={"迟到": 0}), "2026-01-06")) == {"R4.2"}


# ---- 登记


SHEET = ("name", "sex", "age", "occupation", "politics", "address_or_unit", "problem")
CANNOT_GIVE = {
    "letter": {"sex", "age", "occupation", "politics"},
    "call": {"age", "occupation", "politics"},
    "visit": set(),
}


def without(field: str) -> Details:
    """What is known of the visitor, but for one field of the sheet."""
    if field == "problem":
        return replace(KNOWN, problem=None)
    return replace(KNOWN, petitioner=replace(VISITOR, **{"address" if field == "address_or_unit" else field: None}))


@pytest.mark.clause("R4.3.1")
@pytest.mark.parametrize("channel", ["letter", "visit", "call"])
@pytest.mark.parametrize("field", SHEET)
def test_the_sheet_holds_every_field_that_its_channel_can_give(R4: Scenario, channel: str, field: str) -> None:
    """登记内容包括来访时间、访者姓名、性别、年龄、职业、政治面貌、住址或工作单位、反映的主要问题。"""
    received(R4, without(field), channel=channel)
    if field not in CANNOT_GIVE[channel]:
        words = f"sheet lacks {field} (or the reason why it cannot be given)"
        assert R4.refused(c.Register(), "2026-01-06") == {"R4.3.1": words}
        R4.when(c.Register(details=Details(not_given={field: "refused"})), "2026-01-06")
    else:
        R4.when(c.Register(), "2026-01-06")


@pytest.mark.clause("R4.3.1")
def test_what_a_visitor_can_give_is_refused_all_at_once(R4: Scenario) -> None:
    received(R4, Details(petitioner=Person(id=VISITOR.id, name="冯老汉"), problem="宅基地界址争议"))
    words = "sheet lacks sex, age, occupation, politics, address_or_unit (or the reason why it cannot be given)"
    assert R4.refused(c.Register(), "2026-01-06") == {"R4.3.1": words}


@pytest.mark.clause("R4.3.1")
def test_the_work_unit_does_as_well_as_the_address(R4: Scenario) -> None:
    received(R4, replace(KNOWN, petitioner=replace(VISITOR, address=None, work_unit="镇中心小学")))
    R4.when(c.Register(), "2026-01-06")


@pytest.mark.clause("R4.3.1")
def test_of_address_and_work_unit_one_may_be_unknown_but_then_the_other_is_asked_for(R4: Scenario) -> None:
    received(R4, without("address_or_unit"))
    refused = R4.refused(c.Register(details=Details(not_given={"address": "refused"})), "2026-01-06")
    assert refused == {"R4.3.1": "sheet lacks address_or_unit (or the reason why it cannot be given)"}
    both = Details(not_given={"address": "refused", "work_unit": "not_applicable"})
    R4.when(c.Register(details=both), "2026-01-06")


@pytest.mark.clause("R4.3.1")
@pytest.mark.parametrize("channel", ["online", "fax"])
def test_other_channels_than_those_of_the_rule_have_no_sheet(R4: Scenario, channel: str) -> None:
    received(R4, Details(problem="路灯故障"), channel=channel).when(c.Register(), "2026-01-06")


@pytest.mark.clause("R4.3.1")
def test_the_time_of_the_visit_is_kept_to_the_minute_and_material_can_be_asked_for(R4: Scenario) -> None:
    """必要时可让上访人提供书面材料。"""
    registered(R4)
    at = R4.state.received_at
    assert at
    assert at.at
    assert (at.day, at.at.hour, at.at.minute) == (date(2026, 1, 6), 9, 0)
    R4.when(c.RequestMaterial(text="宅基证"), "2026-01-06")
    assert type(R4.lines[-1].event).__name__ == "MaterialRequested"


# ---- 三日内答复


@pytest.mark.clause("R4.3.2.1")
@pytest.mark.parametrize(
    ("channel", "kind"),
    [("letter", "result"), ("visit", "policy"), ("call", "guidance"), ("online", "opinion"), ("fax", "result")],
)
@pytest.mark.parametrize(("on", "how"), [("2026-01-02", "met"), ("2026-01-03", "late")])
def test_what_is_not_solved_on_the_spot_is_answered_within_three_days(
    R4: Scenario,
    channel: str,
    kind: str,
    on: str,
    how: str,
) -> None:
    """当场解决不了的，在三日内给予答复。 30 December and three days: 2 January 2026, a holiday, where it stays."""
    received(R4, channel=channel, on="2025-12-30")
    due = R4.duty("answer_three_days").due
    assert (due.nominal, due.effective) == (date(2026, 1, 2), date(2026, 1, 2))
    R4.when(c.Answer(reply_kind=kind, text="已答复", delivered=True), on)
    assert ended(R4, "answer_three_days") == how


@pytest.mark.clause("R4.3.2.1")
def test_the_three_days_count_from_the_receipt_registered_or_not(R4: Scenario) -> None:
    received(R4).when(c.Register(), "2026-01-08")
    opened = R4.duty("answer_three_days").opened
    assert (opened.nature, opened.start, opened.due.effective) == ("duty", date(2026, 1, 6), date(2026, 1, 9))


@pytest.mark.clause("R4.3.2.1")
def test_what_is_solved_on_the_spot_is_answered_by_its_registration(R4: Scenario) -> None:
    """来访者的意见、要求符合政策、法规，能够当场解决的，当场予以解决。"""
    received(R4).when(c.Register(on_spot=True), "2026-01-06 09:20")
    assert ended(R4, "answer_three_days") == "met"


@pytest.mark.clause("R4.3.2.1")
def test_an_answer_face_to_face_has_reached_the_petitioner(R4: Scenario) -> None:
    registered(R4).when(c.Answer(reply_kind="result", text="已恢复", on_spot=True), "2026-01-06")
    assert "answer_three_days" not in R4.owed()


@pytest.mark.clause("R4.3.2.1")
@pytest.mark.parametrize("document", ["answer", "opinion"])
def test_an_answer_counts_when_it_has_reached_the_petitioner_an_interim_one_never(R4: Scenario, document: str) -> None:
    registered(R4).when(c.Answer(reply_kind="interim", text="已收到", delivered=True), "2026-01-07")
    R4.when(c.Serve(document="answer"), "2026-01-07")
    R4.when(c.Answer(reply_kind="opinion", text="已确界"), "2026-01-08")
    assert R4.owed()["answer_three_days"] == date(2026, 1, 9)
    R4.when(c.Serve(document=document), "2026-01-10")
    assert ended(R4, "answer_three_days") == "late"


@pytest.mark.clause("R4.3.2.1")
@pytest.mark.parametrize("notice", ["refusal", "whereto"])
def test_being_told_that_it_is_not_taken_on_and_where_to_go_is_an_answer(R4: Scenario, notice: str) -> None:
    registered(R4).when(c.Notify(notice="receipt", to="petitioner"), "2026-01-07")
    assert "answer_three_days" in R4.owed()
    R4.when(c.Notify(notice=notice, to="petitioner"), "2026-01-08")
    assert "answer_three_days" not in R4.owed()


@pytest.mark.clause("R4.3.2.1")
def test_passing_it_on_or_joining_it_to_an_earlier_one_ends_no_answer(R4: Scenario) -> None:
    registered(R4).when(c.Forward(target="村镇建设办"), "2026-01-06")
    assert (R4.duty("answer_three_days").holder, R4.owed()["answer_three_days"]) == ("信访科", date(2026, 1, 9))
    R4.when(c.Join(to=UUID(int=9)), "2026-01-06")
    assert "answer_three_days" in R4.owed()


@pytest.mark.clause("R4.3.2.1")
@pytest.mark.parametrize("act", [c.Withdraw(reason="已自行解决"), c.Exempt(reason="匿名，无法告知")])
def test_who_has_withdrawn_or_cannot_be_told_is_owed_no_answer(R4: Scenario, act: c.Act) -> None:
    registered(R4).when(UNREACHED, "2026-01-07")
    R4.when(act, "2026-01-07")
    assert "answer_three_days" not in R4.owed()


OVERRIDE = '[[override]]\nkind = "duty"\nid = "answer_three_days"\nclause = "R4.3.2.1"\n'


@pytest.mark.clause("R4.3.2.1")
@pytest.mark.parametrize(
    ("said", "due"),
    [("", date(2026, 1, 2)), ('unit = "working"', date(2026, 1, 5)), ('roll = "next_working_day"', date(2026, 1, 4))],
)
def test_three_days_read_as_calendar_or_working_days_end_on_different_days_around_a_holiday(
    R4: Scenario, said: str, due: date
) -> None:
    """The holiday is 1 to 3 January 2026, and Sunday 4 January is worked: 31 December, 4 and 5 January."""
    case = received(variant(R4.book, OVERRIDE + said), on="2025-12-30")
    assert case.owed()["answer_three_days"] == due


@pytest.mark.clause("R4.3.2.2")
def test_what_is_not_reasonable_by_policy_is_closed_with_the_policy_named(R4: Scenario) -> None:
    """来访者反映的意见、要求，按政策衡量不合理的，向其宣传政策，解释清楚。"""
    registered(R4).when(POLICY, "2026-01-07")
    assert R4.refused(c.Close(outcome="policy_explained"), "2026-01-07") == {
        "R4.3.2.2": "policy_explained needs policy"
    }
    R4.when(c.Close(outcome="policy_explained", policy="市医疗救助办法第12条"), "2026-01-07")
    assert R4.state.ending.outcome == "policy_explained"


@pytest.mark.clause("R4.3.2.2")
def test_whom_it_was_explained_to_on_the_spot_or_who_cannot_be_told_needs_no_further_answer(R4: Scenario) -> None:
    closing = c.Close(outcome="policy_explained", policy="市医疗救助办法第12条")
    other = received(Scenario(R4.book, R4.calendar, R4.office.roles))
    other.when(c.Register(on_spot=True), "2026-01-06")
    other.when(closing, "2026-01-06")
    registered(R4).when(UNREACHED, "2026-01-06")
    R4.when(c.Exempt(reason="无法告知"), "2026-01-06")
    R4.when(closing, "2026-01-06")


@pytest.mark.clause("R4.3.2.2")
@pytest.mark.clause("R4.3.3.1")
def test_another_outcome_asks_for_neither(R4: Scenario) -> None:
    registered(R4).when(c.Withdraw(reason="已自行解决"), "2026-01-06")
    R4.when(c.Close(outcome="withdrawn", withdrawn_on=date(2026, 1, 6)), "2026-01-06")


@pytest.mark.clause("R4.3.2.2")
def test_it_is_closed_so_only_after_the_policy_has_been_explained(R4: Scenario) -> None:
    registered(R4).when(c.Notify(notice="receipt", to="petitioner"), "2026-01-07")
    closing = c.Close(outcome="policy_explained", policy="市医疗救助办法第12条")
    assert set(R4.refused(closing, "2026-01-07")) == {"R4.3.2.2"}
    R4.when(c.Answer(reply_kind="interim", text="正在核实"), "2026-01-07")
    assert set(R4.refused(closing, "2026-01-07")) == {"R4.3.2.2"}
    R4.when(POLICY, "2026-01-08")
    R4.when(closing, "2026-01-08")


# ---- 办理


@pytest.mark.clause("R4.3.3.1")
def test_the_centre_answers_and_handles_it_itself(R4: Scenario) -> None:
    """由便民服务中心直接答复办理。"""
    registered(R4).when(c.Notify(notice="receipt", to="petitioner"), "2026-01-06")
    told = Details(answer_given="当场恢复")
    assert R4.refused(c.Close(outcome="solved_directly"), "2026-01-06") == {
        "R4.3.3.1": "solved_directly needs answer_given"
    }
    R4.when(c.Classify(details=told), "2026-01-06")
    assert set(R4.refused(c.Close(outcome="solved_directly"), "2026-01-06")) == {"R4.3.3.1"}
    R4.when(RESULT, "2026-01-06")
    R4.when(c.Close(outcome="solved_directly"), "2026-01-06")
    assert (R4.state.ending.outcome, R4.state.routing.passed_on) == ("solved_directly", 0)


@pytest.mark.clause("R4.3.3.1")
def test_solved_on_the_spot_or_for_somebody_who_cannot_be_told_it_is_handled_here(R4: Scenario) -> None:
    known, closing = replace(KNOWN, answer_given="当场恢复"), c.Close(outcome="solved_directly")
    other = received(Scenario(R4.book, R4.calendar, R4.office.roles), known)
    other.when(c.Register(on_spot=True), "2026-01-06")
    other.when(closing, "2026-01-06")
    registered(R4, known).when(UNREACHED, "2026-01-06")
    R4.when(c.Exempt(reason="无法告知"), "2026-01-06")
    R4.when(closing, "2026-01-06")


@pytest.mark.clause("R4.3.3.1")
@pytest.mark.parametrize("act", PASSED_ON)
def test_what_lies_with_another_unit_is_not_handled_by_the_centre_itself(R4: Scenario, act: c.Act) -> None:
    registered(R4, replace(KNOWN, answer_given="当场恢复")).when(act, "2026-01-06")
    R4.when(c.ReportResult(text="已办", to="office", unit="村镇建设办"), "2026-01-07")
    R4.when(RESULT, "2026-01-07")
    words = "the outcome solved_directly does not fit this petition"
    assert R4.refused(c.Close(outcome="solved_directly"), "2026-01-07") == {"R4.3.3.1": words}


@pytest.mark.clause("R4.3.3.2")
@pytest.mark.parametrize("act", PASSED_ON)
def test_what_is_passed_on_is_signed_for_by_the_unit(R4: Scenario, act: c.Act) -> None:
    """根据来访反映问题的性质，按照“分级负责、归口办理”的原则，转交给有关单位或部门办理。"""
    registered(R4).when(act, "2026-01-06")
    duty = R4.duty("sign_for", "村镇建设办")
    assert (duty.opened.nature, duty.holder, duty.due.effective) == ("aim", "村镇建设办", None)
    R4.when(c.SignFor(unit="村镇建设办"), "2026-01-07", by=HANDLER)
    assert ended(R4, "sign_for", "村镇建设办") == "met"


@pytest.mark.clause("R4.3.3.2")
def test_or_it_comes_back_with_the_reason_and_goes_to_another(R4: Scenario) -> None:
    registered(R4).when(c.Forward(target="民政办"), "2026-01-06")
    R4.when(c.SignFor(unit="民政办"), "2026-01-07", by=HANDLER)
    R4.when(c.Object(reason="不属民政", unit="民政办"), "2026-01-08", by=HANDLER)
    R4.when(c.Return(reason="不属民政", unit="民政办"), "2026-01-08", by=HANDLER)
    assert R4.state.routing.holder == "信访科"
    R4.when(c.Forward(target="村镇建设办"), "2026-01-08")
    R4.when(c.Return(reason="不属本办"), "2026-01-09", by=HANDLER)
    assert "sign_for" not in R4.owed()
    assert R4.state.routing.passed_on == 4


@pytest.mark.clause("R4.3.3.2")
@pytest.mark.parametrize("last", [c.Withdraw(reason="已自行解决"), c.Close(outcome="supported", legal_basis="水法")])
def test_what_is_over_need_not_be_signed_for(R4: Scenario, last: c.Act) -> None:
    registered(R4).when(c.Forward(target="村镇建设办"), "2026-01-06")
    R4.when(RESULT, "2026-01-06")
    assert ended(R4, "sign_for") == ""
    R4.when(last, "2026-01-06")
    assert ended(R4, "sign_for") == "cancelled"


@pytest.mark.clause("R4.3.3.2")
@pytest.mark.parametrize("mode", ["copy", "order"])
def test_a_copy_or_an_order_is_not_signed_for(R4: Scenario, mode: str) -> None:
    registered(R4).when(replace(ORDER, mode=mode), "2026-01-06")
    assert "sign_for" not in R4.owed()
