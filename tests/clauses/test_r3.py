"""R3, an association, letters and visits: weight and urgency, an answer to everybody who is not anonymous."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from msgspec.structs import replace

from domain import commands as c
from domain import events as e
from domain import office
from domain.schedule import periods
from domain.values import Details
from tests.clauses.association import (
    CLASSED,
    CLOSE,
    ELSEWHERE,
    FILED,
    JUDGED,
    LETTER,
    PASSED_ON,
    RESULT,
    WAY,
    WRITER,
    found,
    received,
    registered,
)
from tests.clauses.ends import ended
from tests.clauses.offices import ToldOffice
from tests.domain.scenario import HANDLER, HEAD, Scenario

# ---- 一、来信


@pytest.mark.clause("R3.1.1")
@pytest.mark.parametrize("channel", ["letter", "visit", "call", "online", "fax"])
def test_every_letter_is_registered_and_numbered_in_the_one_series_of_its_year(R3: Scenario, channel: str) -> None:
    """凡群众来信均应登记编号，来信记录应做到保密，不得遗失。"""
    event = registered(R3, channel=channel).lines[-1].event
    assert isinstance(event, e.Registered)
    assert (event.series, event.period, event.pattern) == ("register", "2025", "会信〔{year}〕{number:04}")


@pytest.mark.clause("R3.1.2")
@pytest.mark.parametrize("act", [c.Propose(text="拟转维权部"), *PASSED_ON])
@pytest.mark.parametrize(("judged", "lacking"), [("importance", "urgent"), ("urgent", "importance")])
def test_nothing_is_proposed_or_handed_on_before_its_weight_and_urgency_are_judged(
    R3: Scenario, act: c.Act, judged: str, lacking: str
) -> None:
    """对群众来信应根据其内容的轻重缓急，做好拟办、转办、催办工作。"""
    known = replace(LETTER, **{lacking: None})
    assert getattr(known, judged) is not None
    registered(R3, known)
    words = f"weight lacks {lacking} (or the reason why it cannot be given)"
    assert R3.refused(act, "2025-01-10") == {"R3.1.2": words}
    R3.when(c.Classify(details=JUDGED), "2025-01-10")
    R3.when(act, "2025-01-10")


WEIGHTS = [
    (Details(importance="ordinary", urgent=True), "press_urgent", 3),
    (Details(importance="major", urgent=True), "press_urgent", 3),
    (Details(importance="important", urgent=False), "press_important", 2),
    (Details(importance="major", urgent=False), "press_important", 2),
    (Details(importance="ordinary", urgent=False), "press", 1),
]


def pressing(case: Scenario) -> dict[str, int]:
    """What stands on the pressing list, with its priority."""
    duties = (duty.opened for duty in case.state.duties if duty.end is None)
    return {duty.key.id: duty.priority for duty in duties if duty.word == "催办"}


@pytest.mark.clause("R3.1.2")
@pytest.mark.parametrize("act", PASSED_ON)
@pytest.mark.parametrize(("judged", "entry", "priority"), WEIGHTS)
def test_what_is_handed_on_is_pressed_for_the_urgent_first_then_the_important_then_the_rest(
    R3: Scenario, act: c.Act, judged: Details, entry: str, priority: int
) -> None:
    registered(R3).when(c.Classify(details=judged), "2025-01-10")
    assert pressing(R3) == {}
    R3.when(act, "2025-01-10")
    assert pressing(R3) == {entry: priority}
    assert (R3.duty(entry).opened.nature, R3.duty(entry).due.effective) == ("aim", None)
    assert R3.duty(entry).holder == "信访科"


@pytest.mark.clause("R3.1.2")
@pytest.mark.parametrize(("first", "_entry", "_priority"), WEIGHTS)
@pytest.mark.parametrize(("then", "entry", "priority"), WEIGHTS)
def test_judged_anew_it_takes_its_new_place_on_the_pressing_list(
    R3: Scenario, first: Details, _entry: str, _priority: int, then: Details, entry: str, priority: int
) -> None:
    registered(R3).when(c.Classify(details=first), "2025-01-10")
    R3.when(c.Forward(target="维权部"), "2025-01-10")
    R3.when(c.Classify(details=then), "2025-01-11")
    assert pressing(R3) == {entry: priority}


@pytest.mark.clause("R3.1.2")
@pytest.mark.parametrize(("judged", "entry", "priority"), WEIGHTS)
def test_it_is_pressed_for_until_it_is_answered_reported_or_given_back(
    R3: Scenario, judged: Details, entry: str, priority: int
) -> None:
    found(R3).when(c.Classify(details=judged), "2025-01-13")
    R3.when(c.Forward(target="维权部"), "2025-01-13")
    R3.when(c.Press(to="维权部", text="请于三日内办理"), "2025-01-17")
    R3.when(c.Answer(reply_kind="interim", text="正在核实"), "2025-01-17")
    assert pressing(R3) == {entry: priority}
    R3.when(c.Return(reason="不属本部"), "2025-01-18", by=HANDLER)
    assert pressing(R3) == {}
    R3.when(c.Forward(target="会员部"), "2025-01-18")
    assert pressing(R3) == {entry: priority}
    R3.when(c.ReportResult(text="已办", to="office"), "2025-01-20")
    assert pressing(R3) == {}


@pytest.mark.clause("R3.1.2")
@pytest.mark.parametrize(("judged", "entry", "_priority"), WEIGHTS)
def test_an_answer_a_withdrawal_or_the_closing_takes_it_off_the_pressing_list_a_repeat_stays(
    R3: Scenario, judged: Details, entry: str, _priority: int
) -> None:
    for last in (RESULT, c.Withdraw(reason="已弄清"), CLOSE):
        case = found(Scenario(R3.book, R3.calendar, R3.office.roles), replace(LETTER, anonymous=True))
        case.when(c.Classify(details=judged), "2025-01-13")
        case.when(c.Forward(target="维权部"), "2025-01-13")
        case.when(c.Join(to=UUID(int=9)), "2025-01-14")
        case.when(c.Exempt(reason="匿名"), "2025-01-14")
        assert ended(case, entry) == ""
        case.when(last, "2025-01-20")
        assert ended(case, entry) == ("met" if last is RESULT else "cancelled")


@pytest.mark.clause("R3.1.2")
@pytest.mark.parametrize("mode", ["copy", "order"])
def test_what_is_only_copied_or_ordered_is_not_pressed_for(R3: Scenario, mode: str) -> None:
    registered(R3).when(c.Forward(target="维权部", mode=mode), "2025-01-10")
    assert pressing(R3) == {}


@pytest.mark.clause("R3.1.3")
@pytest.mark.parametrize("field", ["file_number", "location", "catalogue", "retention", "archive_decision"])
def test_a_letter_that_is_kept_is_archived_with_its_case_file_and_the_decision_to_keep_it(
    R3: Scenario, field: str
) -> None:
    """需要存档的群众来信，应做好归档工作。"""
    found(R3).when(replace(RESULT, delivered=True), "2025-01-20")
    R3.when(CLOSE, "2025-01-21")
    blank = () if field == "catalogue" else ""
    refused = R3.refused(replace(FILED, **{field: blank}), "2025-02-10")
    assert refused["R3.1.3"] == f"case_file lacks {field} (or the reason why it cannot be given)"
    R3.when(FILED, "2025-02-10")


@pytest.mark.clause("R3.1.3")
def test_a_closed_letter_waits_for_its_archiving(R3: Scenario) -> None:
    R3.office = replace(R3.office, roles={**R3.office.roles, "archivist": "何清"})
    found(R3).when(replace(RESULT, delivered=True), "2025-01-20")
    assert "archive" not in R3.owed()
    R3.when(CLOSE, "2025-01-21")
    assert (R3.duty("archive").opened.nature, R3.duty("archive").holder) == ("aim", "何清")
    R3.when(c.Join(to=UUID(int=9)), "2025-01-21")
    assert R3.owed()["archive"] is None
    R3.when(c.Reopen(reason="质量不合格"), "2025-01-22")
    assert "archive" not in R3.owed()
    R3.when(c.Report(finding="复核属实"), "2025-01-22")
    R3.when(replace(RESULT, delivered=True), "2025-01-23")
    R3.when(CLOSE, "2025-01-23")
    R3.when(FILED, "2025-02-10")
    assert R3.duty("archive").end is not None


# ---- 除匿名信外,告知本人


@pytest.mark.clause("R3.1.4")
def test_except_for_anonymous_letters_nothing_is_closed_before_the_answer_has_reached_the_writer(R3: Scenario) -> None:
    """除匿名信外，原则上应将群众来信的处理情况及时告知本人，如一时难以处理，应向来信人员说明情况。"""
    found(R3)
    assert "R3.1.4" in R3.refused(CLOSE, "2025-01-20")
    R3.when(RESULT, "2025-01-20")
    assert set(R3.refused(CLOSE, "2025-01-20")) == {"R3.1.4"}
    R3.when(c.Serve(document="answer", mode="邮寄"), "2025-01-24")
    R3.when(CLOSE, "2025-01-24")
    assert R3.state.ending.closed


@pytest.mark.clause("R3.1.4")
@pytest.mark.parametrize("kind", ["result", "policy", "guidance", "opinion"])
@pytest.mark.parametrize("how", [{"delivered": True}, {"on_spot": True}])
def test_told_in_person_or_by_phone_the_writer_has_been_told(R3: Scenario, kind: str, how: dict[str, bool]) -> None:
    found(R3).when(replace(c.Answer(reply_kind=kind, text="已告知"), **how), "2025-01-20")
    R3.when(CLOSE, "2025-01-20")
    assert R3.duty("tell_result").end is not None


@pytest.mark.clause("R3.1.4")
def test_answered_on_the_spot_the_petitioner_has_been_told(R3: Scenario) -> None:
    received(R3, channel="visit").when(c.Register(on_spot=True), "2025-01-10 09:20")
    assert "tell_result" not in R3.owed()
    R3.when(CLOSE, "2025-01-10 10:00")


@pytest.mark.clause("R3.1.4")
def test_an_interim_explanation_is_recorded_but_is_not_the_answer(R3: Scenario) -> None:
    """如一时难以处理，应向来信人员说明情况: that does not close it, even when a final answer lies in the office."""
    found(R3).when(c.Answer(reply_kind="interim", text="正在核实，节后答复", delivered=True), "2025-01-14")
    R3.when(c.Serve(document="answer", mode="邮寄"), "2025-01-15")
    assert "tell_result" in R3.owed()
    R3.when(RESULT, "2025-01-20")
    assert set(R3.refused(CLOSE, "2025-01-21")) == {"R3.1.4"}
    R3.when(c.Serve(document="answer", mode="邮寄"), "2025-01-22")
    assert "tell_result" not in R3.owed()
    R3.when(CLOSE, "2025-01-22")


@pytest.mark.clause("R3.1.4")
@pytest.mark.parametrize("unknown", [{"anonymous": True}, {"reachable": False, "not_given": {"address": "unknown"}}])
def test_an_anonymous_letter_is_closed_without_an_answer_once_that_is_recorded(
    R3: Scenario, unknown: dict[str, object]
) -> None:
    found(R3, replace(LETTER, **unknown))
    assert "tell_result" not in R3.owed()
    assert "R3.1.4" not in R3.refused(CLOSE, "2025-01-22")
    R3.when(c.Exempt(reason="匿名"), "2025-01-23")
    R3.when(CLOSE, "2025-01-23")


@pytest.mark.clause("R3.1.4")
def test_who_can_be_reached_is_told_even_when_the_notice_was_dispensed_with(R3: Scenario) -> None:
    found(R3).when(c.Exempt(reason="已熟知"), "2025-01-20")
    assert ended(R3, "tell_result") == "cancelled"
    assert set(R3.refused(CLOSE, "2025-01-20")) == {"R3.1.4"}


@pytest.mark.clause("R3.1.4")
def test_a_repeat_that_was_merged_is_answered_with_the_first_letter_of_its_matter(R3: Scenario) -> None:
    registered(R3).when(c.Join(to=UUID(int=9), kind="merged"), "2025-01-10")
    assert "tell_result" in R3.owed()
    R3.when(c.Notify(notice="receipt", to="petitioner"), "2025-01-10")
    assert set(R3.refused(CLOSE, "2025-01-10")) >= {"R3.1.4"}
    R3.when(c.Close(outcome="merged"), "2025-01-10")


@pytest.mark.clause("R3.1.4")
def test_who_has_withdrawn_needs_no_answer(R3: Scenario) -> None:
    registered(R3).when(c.Withdraw(reason="已弄清"), "2025-01-20")
    assert "tell_result" not in R3.owed()
    R3.when(c.Close(outcome="withdrawn", withdrawn_on=date(2025, 1, 20)), "2025-01-20")


@pytest.mark.clause("R3.1.4")
def test_telling_in_good_time_has_no_number_and_counts_from_the_receipt(R3: Scenario) -> None:
    received(R3).when(c.Register(), "2025-01-12")
    duty = R3.duty("tell_result")
    assert (duty.opened.nature, duty.opened.start, duty.due.effective) == ("aim", date(2025, 1, 10), None)
    assert duty.holder == "信访科"
    R3.when(c.Forward(target="维权部"), "2025-01-13")
    assert R3.duty("tell_result").holder == "维权部"


# ---- 二、来访


@pytest.mark.clause("R3.2.1")
@pytest.mark.parametrize(
    ("told", "lacking"),
    [(Details(petitioner=WRITER), "problem"), (Details(problem="平台抽成过高"), "name")],
)
def test_a_visitor_is_heard_registered_and_recorded(R3: Scenario, told: Details, lacking: str) -> None:
    """接访人员应热情接待来访群众，耐心听取上访人员的陈述，认真做好登记、记录。"""
    received(R3, told, channel="visit")
    words = f"sheet lacks {lacking} (or the reason why it cannot be given)"
    assert R3.refused(c.Register(), "2025-01-10") == {"R3.2.1": words}
    R3.when(c.Register(details=Details(not_given={lacking: "refused"})), "2025-01-10")


@pytest.mark.clause("R3.2.1")
@pytest.mark.parametrize("channel", ["letter", "call", "online", "fax"])
def test_the_sheet_and_the_class_are_asked_for_at_visits_only(R3: Scenario, channel: str) -> None:
    registered(R3, JUDGED, channel=channel).when(c.Forward(target="维权部"), "2025-01-10")


@pytest.mark.clause("R3.2.1")
@pytest.mark.parametrize("act", PASSED_ON)
def test_a_visit_is_handed_on_by_the_class_of_its_content(R3: Scenario, act: c.Act) -> None:
    """按照“分级负责、归口办理”的原则和有关政策规定，分别作出恰当处理。"""
    registered(R3, channel="visit")
    words = "responsible_department lacks content_class (or the reason why it cannot be given)"
    assert R3.refused(act, "2025-01-10") == {"R3.2.1": words}
    R3.when(c.Classify(details=Details(content_class="市场管理")), "2025-01-10")
    R3.when(act, "2025-01-10")


@pytest.mark.clause("R3.2.1")
@pytest.mark.parametrize("act", PASSED_ON)
def test_another_unit_than_the_responsible_department_needs_a_reason(R3: Scenario, act: c.Act) -> None:
    R3.office = replace(R3.office, departments={"市场管理": "会员部"})
    registered(R3, CLASSED, channel="visit")
    assert set(R3.refused(act, "2025-01-10")) == {"R3.2.1"}
    assert set(R3.refused(act, "2025-01-10", already_done="已转出")) == {"R3.2.1"}
    event = R3.when(replace(act, reason="会员部已回避"), "2025-01-10").event
    assert isinstance(event, e.Forwarded)
    assert event.overrides
    R3.when(c.Forward(target="会员部"), "2025-01-11")


@pytest.mark.clause("R3.2.2")
@pytest.mark.parametrize(("field", "said"), [("competent_body", ""), ("way_there", None)])
def test_what_lies_outside_the_remit_gets_direction_and_procedure(R3: Scenario, field: str, said: str | None) -> None:
    """对不属于管辖范围的问题，要指明方向和程序，并热情帮助联系有关单位给予妥善处理。"""
    registered(R3, channel="visit")
    assert R3.refused(replace(WAY, **{field: said}), "2025-01-10") == {"R3.2.2": f"it needs {field}"}
    R3.when(WAY, "2025-01-10")


@pytest.mark.clause("R3.2.2")
@pytest.mark.parametrize("field", ["competent_body", "way_there", "contact_made"])
def test_it_is_closed_as_outside_the_remit_with_the_body_the_way_and_the_contact(R3: Scenario, field: str) -> None:
    known = {"competent_body": "市交通运输局", "way_there": "政务大厅3号窗", "contact_made": "已电话联系"}
    del known[field]
    registered(R3, replace(LETTER, **known), channel="visit")
    R3.when(c.Answer(reply_kind="guidance", text="请向市交通运输局反映", delivered=True), "2025-01-10")
    assert R3.refused(ELSEWHERE, "2025-01-10") == {"R3.2.2": f"elsewhere needs {field}"}
    R3.when(WAY, "2025-01-10")
    R3.when(ELSEWHERE, "2025-01-10")


@pytest.mark.clause("R3.2.2")
@pytest.mark.parametrize(
    "act",
    [c.Answer(reply_kind="interim", text="需核实"), c.Guide(text="耐心疏导"), WAY, c.Meet(text="会长接待")],
)
def test_a_visitor_who_cannot_be_answered_on_the_spot_is_given_an_explanation(R3: Scenario, act: c.Act) -> None:
    """对不能当场作出答复、一时难以解决的问题，要动之以情、晓之以理地给来访者作好思想工作，耐心疏导。"""
    registered(R3, channel="visit")
    assert (R3.duty("explain_on_the_spot").opened.nature, R3.owed()["explain_on_the_spot"]) == ("aim", None)
    R3.when(act, "2025-01-10")
    assert "explain_on_the_spot" not in R3.owed()


@pytest.mark.clause("R3.2.2")
def test_answered_on_the_spot_nothing_is_left_to_explain(R3: Scenario) -> None:
    received(R3, channel="visit").when(c.Register(on_spot=True), "2025-01-10")
    assert "explain_on_the_spot" not in R3.owed()


@pytest.mark.clause("R3.2.2")
@pytest.mark.parametrize("channel", ["letter", "call", "online", "fax"])
def test_who_did_not_come_has_no_explanation_face_to_face(R3: Scenario, channel: str) -> None:
    registered(R3, channel=channel)
    assert "explain_on_the_spot" not in R3.owed()


@pytest.mark.clause("R3.2.2")
def test_a_visitor_who_comes_again_is_given_an_explanation_until_he_withdraws(R3: Scenario) -> None:
    registered(R3, channel="visit").when(c.Join(to=UUID(int=9)), "2025-01-10")
    assert (R3.owed()["explain_on_the_spot"], R3.duty("explain_on_the_spot").opened.start) == (None, date(2025, 1, 10))
    R3.when(c.Withdraw(reason="已弄清"), "2025-01-10")
    assert ended(R3, "explain_on_the_spot") == "cancelled"


@pytest.mark.clause("R3.2.2")
def test_it_is_owed_by_who_received_until_the_closing(R3: Scenario) -> None:
    R3.office = replace(R3.office, roles={**R3.office.roles, "receiver": "何清"})
    found(R3, replace(LETTER, anonymous=True), channel="visit").when(c.Exempt(reason="匿名"), "2025-01-13")
    assert R3.duty("explain_on_the_spot").holder == "何清"
    R3.when(CLOSE, "2025-01-13")
    assert ended(R3, "explain_on_the_spot") == "cancelled"


@pytest.mark.clause("R3.2.2")
def test_somebody_sent_away_already_without_direction_is_kept_as_a_breach(R3: Scenario) -> None:
    line = registered(R3, channel="visit").when(c.Redirect(), "2025-01-10", already_done="已劝离")
    assert [(breach.clause, breach.entry) for breach in line.breaches] == [("R3.2.2", "direction")]


def supervised(case: Scenario, by: date = date(2025, 2, 9)) -> Scenario:
    """A major visit, of which the leader wants to hear by a day; 9 February 2025 is a Sunday."""
    registered(case, replace(LETTER, importance="major"), channel="visit")
    case.when(c.SpecialReport(to="秦岭", text="夜市取缔专报"), "2025-01-20")
    case.when(c.Instruct(text="与城管协商", supervise=True, supervise_by=by), "2025-01-27", by=HEAD)
    return case


@pytest.mark.clause("R3.2.3")
def test_a_major_visit_goes_to_the_leader_in_a_special_report_at_once(R3: Scenario) -> None:
    """对重大疑难来访问题要及时采取措施，稳定群众情绪，并迅速拟出专报呈领导阅批。"""
    registered(R3, replace(LETTER, importance="major"), channel="visit")
    duty = R3.duty("special_report").opened
    assert (duty.nature, duty.word, duty.priority, duty.start) == ("aim", "迅速", 3, date(2025, 1, 10))
    assert duty.holder == "信访科"
    R3.when(c.SpecialReport(to="秦岭", text="夜市取缔专报"), "2025-01-20")
    assert "special_report" not in R3.owed()
    reading = R3.duty("read_special_report").opened
    assert (reading.nature, reading.holder, reading.priority) == ("aim", "秦岭", 3)
    R3.when(c.Instruct(text="阅"), "2025-01-21", by=HEAD)
    assert "read_special_report" not in R3.owed()


@pytest.mark.clause("R3.2.3")
@pytest.mark.parametrize("act", [c.Guide(text="安抚"), c.Meet(text="会长接待"), c.TellBody(to="police", name="派出所")])
def test_measures_are_taken_at_once_in_a_major_visit(R3: Scenario, act: c.Act) -> None:
    R3.office = replace(R3.office, roles={**R3.office.roles, "receiver": "何清"})
    registered(R3, replace(LETTER, importance="major"), channel="visit")
    duty = R3.duty("calm").opened
    assert (duty.nature, duty.holder, duty.priority) == ("aim", "何清", 3)
    R3.when(act, "2025-01-10")
    assert "calm" not in R3.owed()


@pytest.mark.clause("R3.2.3")
def test_a_visit_found_to_be_major_later_is_reported_from_then_on_and_one_found_not_to_be_is_not(R3: Scenario) -> None:
    registered(R3, channel="visit")
    assert not {"special_report", "calm"} & R3.owed().keys()
    R3.when(c.Classify(details=Details(importance="major")), "2025-01-11")
    R3.when(c.Join(to=UUID(int=9)), "2025-01-11")
    assert {"special_report", "calm"} <= R3.owed().keys()
    assert R3.duty("special_report").opened.start == R3.duty("calm").opened.start == date(2025, 1, 10)
    R3.when(c.Classify(details=Details(importance="important")), "2025-01-12")
    assert not {"special_report", "calm"} & R3.owed().keys()


@pytest.mark.clause("R3.2.3")
@pytest.mark.parametrize("last", [c.Withdraw(reason="已协商"), CLOSE])
@pytest.mark.parametrize("reported", [(), (c.SpecialReport(to="秦岭", text="专报"),)])
def test_what_is_withdrawn_or_closed_is_neither_reported_nor_read_any_more(
    R3: Scenario, last: c.Act, reported: tuple[c.Act, ...]
) -> None:
    known = replace(LETTER, importance="major", anonymous=True)
    found(R3, known, channel="visit").when(c.Exempt(reason="匿名"), "2025-01-13")
    for act in reported:
        R3.when(act, "2025-01-13")
    assert "calm" in R3.owed()
    assert {"special_report", "read_special_report"} & R3.owed().keys()
    R3.when(last, "2025-01-14")
    assert not {"special_report", "calm", "read_special_report"} & R3.owed().keys()


@pytest.mark.clause("R3.2.3")
def test_a_major_letter_needs_no_special_report(R3: Scenario) -> None:
    registered(R3, replace(LETTER, importance="major"))
    assert not {"special_report", "calm"} & R3.owed().keys()


@pytest.mark.clause("R3.2.3")
def test_what_the_leader_has_supervised_has_a_limit(R3: Scenario) -> None:
    """按领导批示抓好督办落实。"""
    registered(R3, channel="visit")
    assert R3.refused(c.Instruct(text="督办", supervise=True), "2025-01-27") == {"R3.2.3": "it needs supervise_by"}
    R3.when(c.Instruct(text="阅"), "2025-01-27", by=HEAD)
    assert "supervision" not in R3.owed()
    line = R3.when(c.Instruct(text="督办", supervise=True), "2025-01-27", by=HEAD, already_done="已口头批示")
    assert [breach.entry for breach in line.breaches] == ["supervision_limit"]
    assert R3.owed()["supervision"] is None


@pytest.mark.clause("R3.2.3")
@pytest.mark.parametrize(("on", "how"), [("2025-02-09", "met"), ("2025-02-10", "late")])
def test_the_supervision_stands_until_its_result_is_recorded_by_the_day_that_the_leader_set(
    R3: Scenario,
    on: str,
    how: str,
) -> None:
    supervised(R3)
    duty = R3.duty("supervision")
    assert (duty.due.nominal, duty.due.effective) == (date(2025, 2, 9), date(2025, 2, 9))
    R3.when(c.AnswerSupervision(result="设过渡摊位40个"), on)
    assert ended(R3, "supervision") == how


@pytest.mark.clause("R3.2.3")
def test_neither_an_answer_nor_a_withdrawal_takes_a_supervised_matter_off_the_list(R3: Scenario) -> None:
    supervised(R3).when(c.Report(finding="属实"), "2025-01-28")
    R3.when(replace(RESULT, delivered=True), "2025-01-28")
    R3.when(c.Withdraw(reason="已协商"), "2025-01-29")
    assert R3.owed()["supervision"] == date(2025, 2, 9)
    assert R3.duty("supervision").holder == "信访科"


@pytest.mark.clause("R3.2.3")
def test_each_decision_that_is_supervised_is_owed_by_itself(R3: Scenario) -> None:
    supervised(R3)
    again = c.Instruct(text="再报", supervise=True, supervise_by=date(2025, 2, 12))
    first = R3.when(again, "2025-01-28", by=HEAD).version - 1
    assert R3.duty("supervision", str(first)).due.effective == date(2025, 2, 9)
    assert R3.owed()["supervision"] == date(2025, 2, 12)


@pytest.mark.clause("R3.2.3")
def test_the_result_of_one_of_them_is_not_the_result_of_the_other(R3: Scenario) -> None:
    """督办事项逐项反馈。"""
    supervised(R3)
    again = c.Instruct(text="再报", supervise=True, supervise_by=date(2025, 2, 12))
    second = R3.when(again, "2025-01-28", by=HEAD).version
    both = f"versions {second - 1}, {second} wait for an answer: say `of` which one it is"
    assert set(R3.refused(c.AnswerSupervision(result="设过渡摊位40个"), "2025-02-07").values()) == {both}
    R3.when(c.AnswerSupervision(result="设过渡摊位40个", of=second), "2025-02-07")
    assert (R3.owed()["supervision"], R3.duty("supervision", str(second)).end is None) == (date(2025, 2, 9), False)
    before = c.AnswerSupervision(result="设过渡摊位40个", of=second)
    assert "structure" in R3.refused(before, "2025-01-26", recorded="2025-02-20"), "not answered before it was ordered"
    not_one = {f"version {second + 1} asks for no such answer"}
    assert set(R3.refused(c.AnswerSupervision(result="已报", of=second + 1), "2025-02-08").values()) == not_one
    R3.when(c.AnswerSupervision(result="已报"), "2025-02-08")
    assert "supervision" not in R3.owed()


@pytest.mark.clause("R3.2.3")
def test_the_supervision_goes_with_the_matter_and_keeps_its_day(R3: Scenario) -> None:
    supervised(R3).when(c.Classify(details=Details(content_class="市场管理")), "2025-01-28")
    R3.when(c.Forward(target="维权部"), "2025-01-28")
    assert (R3.duty("supervision").holder, R3.owed()["supervision"]) == ("维权部", date(2025, 2, 9))


@pytest.mark.clause("R3.2.4")
def test_an_analysis_of_trends_is_submitted_to_the_leaders_and_cites_its_figures(R3: Scenario) -> None:
    """对来访中带有苗头性、倾向性、政策性的问题，应及时进行综合分析，提供给领导参考。"""
    told = ToldOffice(R3.book)
    figures = {"market_fees_petitions": ("P01", "P04")}
    said = office.AnalysisSubmitted(to="秦岭", period="2025年第一季度", text="市场收费类上升", figures=figures)
    told.when(said, "2025-03-31")
    assert told.state.analyses == (said,)
    assert told.refused(replace(said, to=""), "2025-03-31")


@pytest.mark.clause("R3.2.4")
def test_an_analysis_is_due_for_every_quarter(R3: Scenario) -> None:
    """应及时: how many days behind the quarter is the office's to set; half a month is the reading here."""
    rule = R3.book.schedules_by_id["trend"]
    assert (rule.holder, rule.met_by) == ("coordinating_department", ("AnalysisSubmitted",))
    found = periods(rule, 2025, R3.calendar)
    assert [(period.first, period.last, period.due) for period in found] == [
        (date(2025, 1, 1), date(2025, 3, 31), date(2025, 4, 15)),
        (date(2025, 4, 1), date(2025, 6, 30), date(2025, 7, 15)),
        (date(2025, 7, 1), date(2025, 9, 30), date(2025, 10, 15)),
        (date(2025, 10, 1), date(2025, 12, 31), date(2026, 1, 15)),
    ]
