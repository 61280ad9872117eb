"""R1, an office with a Party group, visits: a record of the talk, the leader met or a time fixed, who else is told."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from msgspec.structs import replace

from domain import commands as c
from domain.values import Details
from tests.clauses.ends import ended
from tests.clauses.party_office import CLOSE, VISIT, WRITER, received, registered
from tests.domain.scenario import Scenario

FIRST = UUID(int=77)
GUIDED = c.Answer(reply_kind="guidance", text="请向社保经办机构申请复核", delivered=True)


def visit(case: Scenario, known: Details = VISIT) -> Scenario:
    return registered(case, known, channel="visit")


def without(field: str) -> Details:
    if field == "name":
        return replace(VISIT, petitioner=replace(WRITER, name=None))
    return replace(VISIT, **{field: None})


# ---- 登记、接谈


@pytest.mark.clause("R1.2.1")
@pytest.mark.parametrize("field", ["name", "problem"])
def test_the_sheet_of_a_visit_is_filled_in(R1: Scenario, field: str) -> None:
    """对群众来访要热情接待，并填写《群众来信来访登记表》。"""
    words = f"visit_sheet lacks {field} (or the reason why it cannot be given)"
    reasons = received(R1, without(field), channel="visit").refused(c.Register(), "2024-09-24 09:30")
    assert reasons["R1.2.1"] == words


@pytest.mark.clause("R1.2.1")
def test_a_call_needs_no_sheet_of_a_visit(R1: Scenario) -> None:
    received(R1, without("name"), channel="call").when(c.Register(), "2024-09-24 09:30")


@pytest.mark.clause("R1.2.1")
@pytest.mark.parametrize("item", ["热情接待", "认真填表"])
def test_the_reception_is_marked_for_warmth_and_care(R1: Scenario, item: str) -> None:
    visit(R1).when(c.FillChecklist(form="reception_rating", items={item: 5}), "2024-09-24 10:00")
    for items in ({item: 6}, {"迟到": 1}):
        filled = c.FillChecklist(form="reception_rating", items=items)
        assert set(visit(R1).refused(filled, "2024-09-24 10:00")) == {"R1.2.1"}


@pytest.mark.clause("R1.2.2")
@pytest.mark.parametrize("field", ["papers_carried", "problem", "demand", "answer_given"])
def test_papers_problem_demand_and_the_answer_given_are_written_down(R1: Scenario, field: str) -> None:
    """通过交谈详细了解和记录来访人员反映的问题和要求，以及接待人员做出的答复。"""
    words = f"interview lacks {field} (or the reason why it cannot be given)"
    reasons = received(R1, without(field), channel="visit").refused(c.Register(), "2024-09-24 09:30")
    assert reasons["R1.2.2"] == words


@pytest.mark.clause("R1.2.2")
def test_nobody_is_interviewed_by_letter(R1: Scenario) -> None:
    received(R1, without("papers_carried")).when(c.Register(), "2024-09-24 09:30")


# ---- 引见领导、约定时间


APPOINTED = c.Appoint(leader="石磊", appointed_on=date(2024, 10, 12), part="morning")


@pytest.mark.clause("R1.2.3")
@pytest.mark.parametrize(
    "act", [c.Meet(leader="石磊", text="当面听取"), APPOINTED, GUIDED], ids=lambda act: type(act).__name__
)
def test_a_visitor_meets_the_leader_or_a_time_is_fixed(R1: Scenario, act: c.Act) -> None:
    """引导来访人员与有关领导或负责人见面；有关领导或负责人不在单位的，应确定接待时间。"""
    case = visit(R1)
    duty = case.duty("see_leader")
    assert (duty.opened.nature, duty.holder, duty.due.effective) == ("aim", "范志高", None)
    case.when(act, "2024-09-24 10:00")
    assert ended(case, "see_leader") == "met"


@pytest.mark.clause("R1.2.3")
def test_nobody_is_taken_to_a_leader_who_has_gone_home_content(R1: Scenario) -> None:
    withdrawn = visit(R1)
    withdrawn.when(c.Withdraw(reason="不再反映"), "2024-09-24 10:00")
    assert ended(withdrawn, "see_leader") == "cancelled"
    closed = visit(R1)
    closed.when(c.Answer(reply_kind="guidance", text="请向社保局反映"), "2024-09-24 10:00")
    closed.when(c.Serve(document="answer", mode="邮寄"), "2024-09-25")
    closed.when(replace(CLOSE, outcome="guided"), "2024-09-26")
    assert ended(closed, "see_leader") == "cancelled"


@pytest.mark.clause("R1.2.3")
def test_only_visitors_are_taken_to_a_leader(R1: Scenario) -> None:
    assert "see_leader" not in registered(R1).owed()


@pytest.mark.clause("R1.2.3")
@pytest.mark.parametrize(("on", "end"), [("2024-10-12 09:00", "met"), ("2024-10-14 09:00", "late")])
def test_the_time_fixed_is_kept(R1: Scenario, on: str, end: str) -> None:
    case = visit(R1)
    case.when(APPOINTED, "2024-09-24 10:00")
    duty = case.duty("keep_appointment")
    assert (duty.opened.nature, duty.holder, duty.due.nominal) == ("duty", "石磊", date(2024, 10, 12))
    case.when(c.Meet(leader="石磊"), on)
    assert ended(case, "keep_appointment") == end


@pytest.mark.clause("R1.2.3")
def test_a_time_fixed_on_a_rest_day_stays_as_it_was_fixed(R1: Scenario) -> None:
    """13 October 2024 is a Sunday; the office said it."""
    case = visit(R1)
    case.when(replace(APPOINTED, appointed_on=date(2024, 10, 13)), "2024-09-24 10:00")
    assert case.duty("keep_appointment").due.effective == date(2024, 10, 13)


@pytest.mark.clause("R1.2.3")
def test_a_leader_who_did_not_come_stays_on_record_when_another_time_is_fixed(R1: Scenario) -> None:
    case = visit(R1)
    case.when(APPOINTED, "2024-09-24 10:00")
    case.when(c.MissAppointment(reason="石磊参加市里会议未到"), "2024-10-12 10:00")
    case.when(replace(APPOINTED, appointed_on=date(2024, 10, 16)), "2024-10-14 09:00")
    first, second = (duty for duty in case.state.duties if duty.key.id == "keep_appointment")
    assert (first.due.effective, second.due.effective) == (date(2024, 10, 12), date(2024, 10, 16))
    case.when(c.Meet(leader="石磊"), "2024-10-16 09:00")
    ends = [duty.end and duty.end.late for duty in case.state.duties if duty.key.id == "keep_appointment"]
    assert ends == [True, False]


@pytest.mark.clause("R1.2.3")
def test_an_appointment_stays_the_leaders_when_the_visit_is_passed_on_and_ends_when_it_is_withdrawn(
    R1: Scenario,
) -> None:
    case = visit(R1)
    case.when(APPOINTED, "2024-09-24 10:00")
    case.when(c.Forward(target="城建科"), "2024-09-24 11:00")
    case.when(c.SignFor(unit="城建科"), "2024-09-25")
    assert case.duty("keep_appointment").holder == "石磊"
    case.when(c.Withdraw(reason="不再反映"), "2024-09-26")
    assert ended(case, "keep_appointment") == "cancelled"


# ---- 重复来访


@pytest.mark.clause("R1.2.4")
def test_who_comes_again_is_talked_to_and_shown_the_lawful_way(R1: Scenario) -> None:
    """对同一问题多次上访者，要做好耐心的说服教育工作，引导上访者走依法处理问题的渠道。"""
    case = visit(R1)
    assert "guide_repeat" not in case.owed()
    case.when(c.Join(to=FIRST, kind="repeat"), "2024-09-24 10:00")
    duty = case.duty("guide_repeat")
    assert (duty.opened.nature, duty.holder) == ("aim", "范志高")
    case.when(c.Guide(text="已耐心解释并引导申请行政复议"), "2024-09-24 11:00")
    assert ended(case, "guide_repeat") == "met"


@pytest.mark.clause("R1.2.4")
def test_a_repeat_known_before_it_is_registered_is_guided_too(R1: Scenario) -> None:
    case = received(R1, VISIT, channel="visit")
    case.when(c.Join(to=FIRST, kind="repeat"), "2024-09-24 09:20")
    case.when(c.Register(), "2024-09-24 09:30")
    assert "guide_repeat" in case.owed()


@pytest.mark.clause("R1.2.4")
def test_another_persons_visit_in_the_same_matter_is_not_coming_again(R1: Scenario) -> None:
    """对同一问题多次上访者: the same person."""
    case = visit(R1)
    case.when(c.Join(to=FIRST, kind="merged"), "2024-09-24 10:00")
    assert "guide_repeat" not in case.owed()


@pytest.mark.clause("R1.2.4")
def test_a_letter_is_no_repeated_visit(R1: Scenario) -> None:
    letter = registered(R1)
    letter.when(c.Join(to=FIRST, kind="repeat"), "2024-09-24 10:00")
    assert "guide_repeat" not in letter.owed()


@pytest.mark.clause("R1.2.4")
@pytest.mark.parametrize("act", ["unjoin", "withdraw", "close"])
def test_guidance_ends_with_the_visit_or_when_it_is_found_to_be_another_matter(R1: Scenario, act: str) -> None:
    case = visit(R1)
    case.when(c.Join(to=FIRST, kind="repeat"), "2024-09-24 10:00")
    if act == "unjoin":
        case.when(c.Unjoin(to=FIRST, reason="并非同一事项"), "2024-09-24 11:00")
    elif act == "withdraw":
        case.when(c.Withdraw(reason="不再反映"), "2024-09-24 11:00")
    else:
        case.when(GUIDED, "2024-09-24 11:00")
        case.when(replace(CLOSE, outcome="guided"), "2024-09-24 12:00")
    assert ended(case, "guide_repeat") == "cancelled"


# ---- 扰序、送诊


@pytest.mark.clause("R1.2.5")
@pytest.mark.parametrize("incident", ["disturbance", "damage", "harassment", "threat", "assault"])
def test_the_police_are_told_at_once_of_those_who_disturb_the_office(R1: Scenario, incident: str) -> None:
    """对少数聚众闹事扰乱机关办公秩序的上访者，要即时报公安机关依法处理。"""
    case = visit(R1)
    case.when(c.NoteIncident(incident=incident, text="堵住通道"), "2024-09-24 10:00")
    duty = case.duty("tell_police")
    assert (duty.opened.nature, duty.opened.priority, duty.holder) == ("aim", 3, "范志高")
    case.when(c.TellBody(to="health", name="疾控中心"), "2024-09-24 10:05")
    assert ended(case, "tell_police") == ""
    case.when(c.TellBody(to="police", name="滨江派出所"), "2024-09-24 10:12")
    assert ended(case, "tell_police") == "met"


@pytest.mark.clause("R1.2.5")
def test_the_police_are_not_told_of_who_is_ill(R1: Scenario) -> None:
    case = visit(R1)
    case.when(c.NoteIncident(incident="health", text="持续发热"), "2024-09-24 10:00")
    assert "tell_police" not in case.owed()


@pytest.mark.clause("R1.2.6")
@pytest.mark.parametrize("to", ["health", "police"])
def test_health_or_police_are_told_of_who_seems_to_be_ill(R1: Scenario, to: str) -> None:
    """对疑似患有精神病、传染病的上访者要通知卫生、防疫、公安等部门按有关规定处理。"""
    case = visit(R1)
    case.when(c.NoteIncident(incident="health", text="持续发热"), "2024-09-24 10:00")
    duty = case.duty("tell_health")
    assert (duty.opened.nature, duty.opened.priority, duty.holder) == ("aim", 3, "范志高")
    case.when(c.TellBody(to="leader", name="石磊"), "2024-09-24 10:05")
    assert ended(case, "tell_health") == ""
    case.when(c.TellBody(to=to, name="区卫健委"), "2024-09-24 10:12")
    assert ended(case, "tell_health") == "met"


@pytest.mark.clause("R1.2.6")
def test_a_disturbance_is_no_matter_of_health(R1: Scenario) -> None:
    case = visit(R1)
    case.when(c.NoteIncident(incident="threat"), "2024-09-24 10:00")
    assert "tell_health" not in case.owed()
