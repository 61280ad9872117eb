"""R1, an office with a Party group, letters: opened the day they come, read by who answers for them, answered."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from domain import commands as c
from domain.values import Details
from tests.clauses.ends import ended
from tests.clauses.party_office import (
    CLOSE,
    FORWARD,
    INSTRUCT,
    KNOWN,
    OPEN,
    RESULT,
    TO_HEAD,
    TO_LEADER,
    VISIT,
    WRITER,
    closed,
    instructed,
    office,
    received,
    registered,
)
from tests.domain.scenario import UNREACHED, Scenario

IMPORTANT = replace(KNOWN, importance="important")

# ---- 拆封


@pytest.mark.clause("R1.1.1")
@pytest.mark.parametrize(("on", "end"), [("2024-09-24 17:30", "met"), ("2024-09-25 08:00", "late")])
def test_a_letter_is_opened_on_the_day_it_comes(R1: Scenario, on: str, end: str) -> None:
    """收到群众来信，要当日拆封。"""
    case = received(R1)
    duty = case.duty("open_same_day")
    assert (duty.opened.nature, duty.holder, duty.due.nominal, duty.due.effective) == (
        "duty",
        "郝敏",
        date(2024, 9, 24),
        date(2024, 9, 24),
    )
    case.when(OPEN, on)
    assert ended(case, "open_same_day") == end


@pytest.mark.clause("R1.1.1")
def test_a_letter_that_comes_on_a_rest_day_is_opened_that_day(R1: Scenario) -> None:
    """The text says 当日: 2 October 2024 is a holiday, and the limit does not move."""
    assert received(R1, on="2024-10-02").duty("open_same_day").due.effective == date(2024, 10, 2)


@pytest.mark.clause("R1.1.1")
def test_a_letter_taken_back_is_owed_no_opening_and_one_passed_on_stays_with_the_registrar(R1: Scenario) -> None:
    case = received(R1)
    case.when(c.Withdraw(reason="来信人撤回"), "2024-09-24 11:00")
    assert ended(case, "open_same_day") == "cancelled"
    passed_on = registered(R1)
    passed_on.when(FORWARD, "2024-09-24 10:00")
    passed_on.when(c.SignFor(unit="城建科"), "2024-09-24 11:00")
    assert passed_on.duty("open_same_day").holder == "郝敏"


@pytest.mark.clause("R1.1.1")
@pytest.mark.parametrize("field", ["envelope", "stamp", "bound_together"])
def test_envelope_and_stamp_are_looked_at_and_kept_with_the_letter(R1: Scenario, field: str) -> None:
    """拆封时要注意检查信封封面、邮票是否完整，拆封后要将信封、信件装订。"""
    lacking = replace(OPEN, **{field: None if field == "bound_together" else ""})
    words = f"letter_opened lacks {field} (or the reason why it cannot be given)"
    assert received(R1).refused(lacking, "2024-09-24 09:20") == {"R1.1.1": words}


@pytest.mark.clause("R1.1.1")
def test_the_time_of_receipt_is_kept(R1: Scenario) -> None:
    """并注明收信时间。"""
    at = received(R1).state.received_at
    assert at is not None
    assert at.at is not None
    assert at.at.isoformat() == "2024-09-24T09:10:00+08:00"


@pytest.mark.clause("R1.1.1")
def test_only_letters_are_opened(R1: Scenario) -> None:
    assert "open_same_day" not in received(R1, VISIT, channel="visit").owed()


# ---- 登记表


PASSING_ON = (TO_LEADER, FORWARD, c.Assign(target="城建科", reply_by=date(2024, 10, 20)))


@pytest.mark.clause("R1.1.2")
@pytest.mark.parametrize("act", PASSING_ON, ids=lambda act: type(act).__name__)
def test_the_sheet_comes_before_anything_is_put_before_a_leader_or_passed_on(R1: Scenario, act: c.Act) -> None:
    """认真阅读信件，并填写《群众来信来访登记表》。"""
    words = {"R1.1.2": "before it there must be Registered"}
    case = received(R1)
    assert case.refused(act, "2024-09-24 10:00").items() >= words.items()
    line = case.when(act, "2024-09-24 10:00", already_done="急件先送")
    assert "R1.1.2" in [breach.clause for breach in line.breaches]


def without(field: str, known: Details = KNOWN) -> Details:
    if field in ("name", "address"):
        return replace(known, petitioner=replace(WRITER, **{field: None}))
    return replace(known, **{field: None})


@pytest.mark.clause("R1.1.2")
@pytest.mark.parametrize("act", PASSING_ON, ids=lambda act: type(act).__name__)
@pytest.mark.parametrize("field", ["name", "address", "problem"])
def test_the_sheet_of_a_letter_holds_who_where_and_what(R1: Scenario, field: str, act: c.Act) -> None:
    words = f"sheet lacks {field} (or the reason why it cannot be given)"
    case = registered(R1, without(field))
    assert case.refused(act, "2024-09-24 10:00") == {"R1.1.2": words}
    case.when(c.Classify(details=Details(not_given={field: "unknown"})), "2024-09-24 10:10")
    case.when(act, "2024-09-24 10:20")


@pytest.mark.clause("R1.1.2")
def test_a_letter_need_not_say_what_is_demanded_and_a_visitor_is_asked(R1: Scenario) -> None:
    registered(R1, without("demand")).when(TO_LEADER, "2024-09-24 10:00")
    told = replace(VISIT, petitioner=replace(WRITER, address=None))
    words = "sheet lacks address (or the reason why it cannot be given)"
    assert registered(R1, told, channel="visit").refused(TO_LEADER, "2024-09-24 10:00") == {"R1.1.2": words}


@pytest.mark.clause("R1.1.2")
def test_what_a_visitor_demanded_stays_on_the_sheet_when_the_receipt_is_corrected(R1: Scenario) -> None:
    case = registered(R1, VISIT, channel="visit")
    case.correct(
        1, c.Receive(channel="visit", details=without("demand", VISIT)), "2024-09-24 09:10", "2024-09-24 09:40"
    )
    words = "sheet lacks demand (or the reason why it cannot be given)"
    assert case.refused(TO_LEADER, "2024-09-24 10:00") == {"R1.1.2": words}


@pytest.mark.clause("R1.1.2")
def test_calls_and_online_items_have_no_such_sheet(R1: Scenario) -> None:
    for channel in ("call", "online"):
        registered(R1, without("address"), channel=channel).when(TO_LEADER, "2024-09-24 10:00")


# ---- 阅批


@pytest.mark.clause("R1.1.3")
def test_an_important_letter_is_put_before_the_head_at_once(R1: Scenario) -> None:
    """对重要的信件要立即报送办党组书记、主任阅批。"""
    case = registered(R1, IMPORTANT)
    duty = case.duty("submit_important")
    assert (duty.opened.nature, duty.opened.priority, duty.holder) == ("aim", 3, "郝敏")
    case.when(TO_HEAD, "2024-09-24 10:00")
    assert ended(case, "submit_important") == "met"


@pytest.mark.clause("R1.1.3")
def test_what_is_found_to_be_important_later_is_put_before_the_head_from_then_on(R1: Scenario) -> None:
    case = registered(R1)
    assert "submit_important" not in case.owed()
    case.when(c.Classify(details=Details(importance="major")), "2024-09-24 11:00")
    assert "submit_important" in case.owed()
    case.when(c.Classify(details=Details(importance="ordinary")), "2024-09-24 12:00")
    assert ended(case, "submit_important") == "cancelled"


@pytest.mark.clause("R1.1.3")
@pytest.mark.parametrize(
    "act",
    [c.Withdraw(reason="撤回"), replace(CLOSE, outcome="guided")],
    ids=lambda act: type(act).__name__,
)
def test_what_has_ended_needs_no_instruction_any_more(R1: Scenario, act: c.Act) -> None:
    waiting = registered(R1, IMPORTANT)
    _end(waiting, act)
    assert ended(waiting, "submit_important") == "cancelled"
    for submit, aim in (
        (TO_HEAD, "instruct_head"),
        (replace(TO_LEADER, reader_reason="书记外出"), "instruct_in_charge"),
    ):
        case = registered(R1, IMPORTANT)
        case.when(submit, "2024-09-24 10:00")
        _end(case, act)
        assert ended(case, aim) == "cancelled"


def _end(case: Scenario, act: c.Act) -> None:
    if isinstance(act, c.Close):
        case.when(c.Answer(reply_kind="guidance", text="请向区住建局反映"), "2024-09-25", already_done="已电话答复")
        case.when(c.Serve(document="answer", mode="邮寄"), "2024-09-26")
        case.when(act, "2024-09-26")
    else:
        case.when(act, "2024-09-26")


@pytest.mark.clause("R1.1.3")
def test_only_the_secretary_or_director_reads_what_is_important_unless_it_is_said_why(R1: Scenario) -> None:
    case = registered(R1, IMPORTANT)
    assert case.refused(TO_LEADER, "2024-09-24 10:00") == {"R1.1.3": "it needs reader_reason"}
    line = case.when(TO_LEADER, "2024-09-24 10:00", already_done="已送分管领导")
    assert [breach.clause for breach in line.breaches] == ["R1.1.3"]
    assert ended(case, "submit_important") == ""
    told = registered(R1, IMPORTANT)
    assert told.when(replace(TO_LEADER, reader_reason="书记外出"), "2024-09-24 10:00").breaches == ()
    assert registered(R1).when(TO_LEADER, "2024-09-24 10:00").breaches == ()


@pytest.mark.clause("R1.1.3")
@pytest.mark.parametrize(
    ("submit", "aim", "reader", "priority"),
    [(TO_HEAD, "instruct_head", "贺建国", 2), (TO_LEADER, "instruct_in_charge", "石磊", 1)],
    ids=["head", "in charge"],
)
def test_who_is_given_it_to_read_instructs(R1: Scenario, submit: c.Act, aim: str, reader: str, priority: int) -> None:
    """按“谁分管、谁负责”的原则，转交有关分管领导。"""
    case = registered(R1)
    case.when(submit, "2024-09-24 10:00")
    duty = case.duty(aim)
    assert (duty.opened.nature, duty.holder, duty.opened.priority) == ("aim", reader, priority)
    assert {name for name in case.owed() if name.startswith("instruct")} == {aim}
    case.when(INSTRUCT, "2024-09-25")
    assert ended(case, aim) == "met"


# ---- 复信


@pytest.mark.clause("R1.1.4")
@pytest.mark.parametrize("kind", ["result", "policy", "guidance", "opinion"])
def test_the_writer_is_answered_soon_after_the_leader_has_instructed(R1: Scenario, kind: str) -> None:
    """对群众来信在领导阅批后，要及时复信。"""
    case = registered(R1)
    answer = c.Answer(reply_kind=kind, text="路灯线路已更换", policy="照明规定")
    words = {"R1.1.4": "before it there must be Instructed"}
    assert case.refused(answer, "2024-09-24 15:00") == words
    case.when(TO_LEADER, "2024-09-24 16:00")
    assert "reply" not in case.owed()
    case.when(INSTRUCT, "2024-09-25")
    duty = case.duty("reply")
    assert (duty.opened.nature, duty.holder) == ("aim", "信访科")
    case.when(answer, "2024-09-27")
    assert ended(case, "reply") == "met"


@pytest.mark.clause("R1.1.4")
def test_a_reply_sent_before_any_instruction_is_on_record_as_a_breach(R1: Scenario) -> None:
    line = registered(R1).when(RESULT, "2024-09-24 15:00", already_done="已先行答复")
    assert [breach.clause for breach in line.breaches] == ["R1.1.4"]


@pytest.mark.clause("R1.1.4")
def test_saying_that_it_will_take_a_while_needs_no_instruction_and_is_not_the_reply(R1: Scenario) -> None:
    interim = c.Answer(reply_kind="interim", text="正在核实")
    registered(R1).when(interim, "2024-09-24 15:00")
    case = instructed(R1)
    case.when(interim, "2024-09-26")
    assert ended(case, "reply") == ""


@pytest.mark.clause("R1.1.4")
def test_visits_and_calls_may_be_answered_without_an_instruction(R1: Scenario) -> None:
    registered(R1, VISIT, channel="visit").when(RESULT, "2024-09-24 15:00")


@pytest.mark.clause("R1.1.4")
def test_the_reply_goes_with_the_letter_to_who_signs_for_it(R1: Scenario) -> None:
    case = instructed(R1)
    case.when(FORWARD, "2024-09-25 15:00")
    case.when(c.SignFor(unit="城建科"), "2024-09-26")
    assert case.duty("reply").holder == "城建科"


@pytest.mark.clause("R1.1.4")
@pytest.mark.parametrize(
    "act", [c.Exempt(reason="地址不清，无法复信"), c.Withdraw(reason="撤回")], ids=lambda act: type(act).__name__
)
def test_nobody_is_answered_who_cannot_be_or_does_not_want_to_be(R1: Scenario, act: c.Act) -> None:
    case = instructed(R1)
    case.when(UNREACHED, "2024-09-26")
    case.when(act, "2024-09-26")
    assert ended(case, "reply") == "cancelled"


@pytest.mark.clause("R1.1.4")
def test_what_is_for_another_body_is_closed_without_the_reply(R1: Scenario) -> None:
    case = instructed(R1, replace(KNOWN, procedure="litigation"))
    case.when(c.Notify(notice="refusal", to="petitioner", mode="邮寄"), "2024-09-26")
    case.when(c.Close(outcome="statutory_route", competent_body="区人民法院"), "2024-09-27")
    assert ended(case, "reply") == "cancelled"


@pytest.mark.clause("R1.1.4")
def test_the_anonymous_are_owed_no_reply(R1: Scenario) -> None:
    case = instructed(
        R1, replace(KNOWN, petitioner=None, anonymous=True, not_given={"name": "unknown", "address": "unknown"})
    )
    assert "reply" not in case.owed()


# ---- 归档


FILED = c.Archive(file_number="2024-信-001", location="档案室", catalogue=("信封与信件", "登记表"), retention="10年")


@pytest.mark.clause("R1.1.5")
def test_what_is_closed_is_filed_and_kept(R1: Scenario) -> None:
    """对已办结的信件要立卷归档，统一保管。"""
    case = closed(R1)
    duty = case.duty("archive")
    assert (duty.opened.nature, duty.holder) == ("aim", "唐立")
    case.when(FILED, "2024-10-14")
    assert ended(case, "archive") == "met"


@pytest.mark.clause("R1.1.5")
@pytest.mark.parametrize("field", ["file_number", "location", "catalogue", "retention"])
def test_a_case_file_has_its_number_place_catalogue_and_retention(R1: Scenario, field: str) -> None:
    lacking = replace(FILED, **{field: () if field == "catalogue" else ""})
    reasons = closed(R1).refused(lacking, "2024-10-14")
    assert "case_file lacks " + field in reasons["R1.1.5"]


@pytest.mark.clause("R1.1.5")
def test_a_matter_opened_again_is_not_filed(R1: Scenario) -> None:
    case = closed(R1)
    case.when(c.Reopen(reason="回访发现未修好"), "2024-10-10")
    assert ended(case, "archive") == "cancelled"


@pytest.mark.clause("R1.1.5")
def test_nothing_is_filed_before_it_is_closed(R1: Scenario) -> None:
    assert "archive" not in instructed(R1).owed()
    assert office(R1).owed() == {}
