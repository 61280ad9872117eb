"""Each word of the format becomes the command that says the same, whoever uses it."""

from __future__ import annotations

from typing import Any

import pytest

from service.api.bodies import BODIES
from service.scenarios.mapping.lines import ACTS, corrections
from service.scenarios.mapping.turn import Act, BookWords
from service.scenarios.reading import BadScenario
from tests.service.scenarios.made_up import CLERK, DEPUTY, HANDLER, HEAD, line, said, turn


def only(acts: list[Act], verb: str) -> dict[str, Any]:
    assert [act.verb for act in acts] == [verb]
    return acts[0].said


# ---- receipt and registration


def test_a_letter_is_received_with_what_it_says_and_by_whom() -> None:
    received = only(said(line(1, "received", channel="letter", persons=1, text="路灯不亮", field="城建")), "receive")
    assert received["channel"] == "letter"
    assert received["source"] == "direct"
    details = received["details"]
    assert details["petitioner"] == {"name": "戊五"}
    assert details["problem"] == "路灯不亮"
    assert details["content_class"] == "城建"


def test_an_anonymous_letter_has_no_petitioner() -> None:
    details = only(said(line(1, "received", channel="letter", persons=1, anonymous=True)), "receive")["details"]
    assert details["anonymous"] is True
    assert "petitioner" not in details


def test_a_visit_is_received_in_the_hall_with_its_four_boxes() -> None:
    fields: dict[str, Any] = {
        "channel": "visit",
        "persons": 2,
        "papers": [],
        "problem": "漏水",
        "demand": "维修",
        "answer_at_desk": "已记",
    }
    received = only(said(line(1, "received", "P02", **fields)), "receive")
    assert received["place"] == "hall"
    boxes = {name: received["details"][name] for name in ("papers_carried", "problem", "demand", "answer_given")}
    assert boxes == {"papers_carried": "无", "problem": "漏水", "demand": "维修", "answer_given": "已记"}


@pytest.mark.parametrize(
    ("fields", "source"),
    [
        ({"source": "province"}, "superior_assigned"),
        ({"source": "city_petition_office", "assigned_by": "市信访局"}, "city_petition_office"),
        ({"source": "own_case"}, "own_case"),
        ({"assigned_by": "市局", "reply_by": "2025-04-01"}, "superior_assigned"),
        ({"assigned_by": "市局"}, "superior_forwarded"),
        ({}, "direct"),
    ],
)
def test_where_it_comes_from_is_said_or_follows_from_who_wants_an_answer(fields: dict[str, Any], source: str) -> None:
    assert only(said(line(1, "received", channel="letter", persons=1, **fields)), "receive")["source"] == source


def test_an_accusation_names_persons_and_units_complained_of() -> None:
    fields: dict[str, Any] = {
        "purpose": "检举控告",
        "accused_persons": ["庚七"],
        "accused_units": ["城建科"],
        "secrecy": "工作秘密",
    }
    details = only(said(line(1, "received", channel="letter", persons=1, **fields)), "receive")["details"]
    assert details["purpose"] == "accusation"
    assert details["accused"] == [{"name": "庚七"}]
    assert details["accused_units"] == ["城建科"]
    assert details["secrecy"] == "work_secret"


def test_what_no_line_of_a_file_ever_gives_could_not_be_had_at_registration() -> None:
    details = only(
        said(line(1, "received", channel="letter", persons=1), line(2, "registered", number="1")), "register"
    )
    assert details["details"]["not_given"]["address"] == "unknown"


def test_what_an_office_asks_for_elsewhere_is_missing_and_not_excused() -> None:
    elsewhere = line(1, "received", "P02", channel="visit", persons=2, sex="女", address="某街")
    received = line(2, "received", channel="letter", persons=1)
    registered = only(said(elsewhere, received, line(3, "registered", name="戊五")), "register")
    assert not {"sex", "address"} & registered["details"]["not_given"].keys()


def test_it_is_ordinary_until_somebody_judges_otherwise() -> None:
    plain = only(said(line(1, "received", channel="letter"), line(2, "registered")), "register")["details"]
    assert (plain["importance"], plain["urgent"]) == ("ordinary", False)
    weighty = line(1, "received", channel="letter", weight="重大", urgency="紧急")
    judged = only(said(weighty, line(2, "registered")), "register")["details"]
    assert not {"importance", "urgent"} & judged.keys()


def test_acceptance_judges_the_procedure_by_the_item_of_the_article() -> None:
    first, second = said(line(1, "accepted", procedure="条例第31条第6项"))
    assert (first.verb, first.said) == ("classify", {"details": {"procedure": "petition"}})
    assert (second.verb, second.said) == ("accept", {})


# ---- who gets it


def test_it_is_put_before_the_head_or_the_leader_in_charge() -> None:
    assert only(said(line(1, "submitted", to=HEAD["name"])), "submit")["reader"] == "head"
    assert only(said(line(1, "submitted", to=DEPUTY["name"])), "submit")["reader"] == "in_charge"


def test_the_settings_may_name_other_readers_of_important_letters() -> None:
    settings = {"important_readers": [DEPUTY["post"]]}
    assert only(said(line(1, "submitted", to=DEPUTY["name"]), settings=settings), "submit")["reader"] == "head"


def test_an_instruction_with_a_limit_is_supervised_until_then() -> None:
    told = only(said(line(1, "instructed", by=HEAD, text="速办", limit="2025-03-20")), "instruct")
    assert told == {"text": "速办", "supervise": True, "supervise_by": "2025-03-20"}


def test_it_is_assigned_with_a_date_and_forwarded_without() -> None:
    assigned = only(said(line(1, "assigned", to_unit="城建科", reply_by="2025-04-01", handler="丁四")), "assign")
    assert assigned == {"target": "城建科", "target_kind": "section", "handler": "丁四", "reply_by": "2025-04-01"}
    assert said(line(1, "assigned", to_unit="城建科", handler="丁四"))[0].verb == "forward"


def test_an_order_carries_its_limit() -> None:
    ordered = only(said(line(1, "ordered", to_unit="西村村委会", limit="2025-03-16")), "forward")
    assert ordered == {
        "target": "西村村委会",
        "target_kind": "outside_body",
        "mode": "order",
        "due_on": "2025-03-16",
    }


def test_taking_back_what_was_objected_to_upholds_the_objection() -> None:
    forwarded, objected = line(1, "forwarded", to_unit="城建科"), line(2, "objected", by=HANDLER, reason="不属本科")
    decided, returned = said(forwarded, objected, line(3, "returned", to_unit="综合科", reason="异议成立"))
    assert decided.said == {"upheld": True, "reason": "异议成立", "unit": "城建科"}
    assert returned.said == {"reason": "异议成立", "unit": "城建科"}


def test_giving_it_back_is_the_act_of_who_has_it() -> None:
    forwarded = line(1, "forwarded", to_unit="城建科")
    told = only(said(forwarded, line(2, "returned", by=HANDLER, to_unit="综合科", reason="不属本科")), "return")
    assert told == {"reason": "不属本科", "unit": "城建科"}


# ---- what is answered


@pytest.mark.parametrize(
    ("kind", "reply_kind"),
    [("interim", "interim"), ("result", "result"), ("explanation", "policy"), ("guidance", "guidance")],
)
def test_kinds_of_replies(kind: str, reply_kind: str) -> None:
    told = only(said(line(1, "replied", kind=kind, text="答复", delivered=True)), "answer")
    assert (told["reply_kind"], told["delivered"]) == (reply_kind, True)


def test_a_report_goes_to_the_body_that_assigned_the_matter() -> None:
    told = only(said(line(1, "replied", kind="report", to="市局", text="报告")), "report-result")
    assert told == {"to": "assigner", "text": "报告"}


def test_the_second_review_asked_for_is_of_the_second_level() -> None:
    first = line(1, "review_requested", against="答复")
    assert only(said(first), "request-review")["level"] == "1"
    assert only(said(first, line(2, "review_requested", against="复查意见")), "request-review")["level"] == "2"
    assert only(said(first, line(2, "replied", kind="review_opinion", text="维持")), "decide-review")["level"] == "1"


def test_service_of_a_notice_is_the_notice_and_that_of_a_reply_its_service() -> None:
    assert only(said(line(1, "served", what="notice", mode="邮寄")), "notify")["notice"] == "receipt"
    assert only(said(line(1, "served", what="extension_notice", mode="邮寄")), "notify")["notice"] == "extension"
    assert only(said(line(1, "served", what="reply", reply_kind="opinion")), "serve") == {"document": "opinion"}
    assert only(said(line(1, "served", what="reply", reply_kind="result")), "serve") == {"document": "answer"}


def test_an_extension_names_the_duty_by_how_its_days_count() -> None:
    words = BookWords(extensions={"total": "answer_hall", "additional": "handle"})
    total = only(said(line(1, "extension_requested", total_days=60, reason="核对"), words=words), "request-extension")
    assert total == {"duty": "answer_hall", "reason": "核对", "days": 60}
    more = only(said(line(1, "extension_granted", days=30), words=words), "extend")
    assert (more["duty"], more["days"]) == ("handle", 30)


def test_a_delay_is_explained_to_each_addressee() -> None:
    told = said(line(1, "delay_explained", to=["办领导", "市信访局"], reason="等鉴定"))
    assert [act.said["to"] for act in told] == ["leader", "assigner"]


def test_an_outcome_is_named_as_the_rulebook_names_it_and_rests_on_its_basis() -> None:
    words = BookWords(outcomes=frozenset({"supported", "elsewhere"}))
    replied = line(1, "replied", kind="result", text="已修复", delivered=True)
    told = only(said(replied, line(2, "closed", outcome="supported", basis="办法"), words=words), "close")
    assert told == {"outcome": "supported", "legal_basis": "办法", "policy": "办法", "explanation": "已修复"}


def test_a_closing_without_basis_gives_none_and_without_outcome_names_none() -> None:
    replied = line(1, "replied", kind="result", text="已修复", delivered=True)
    assert only(said(replied, line(2, "closed", outcome="supported", basis=None)), "close") == {"outcome": "supported"}
    assert only(said(line(1, "closed", outcome=None, basis=None)), "close") == {"outcome": ""}


def test_the_way_there_comes_from_the_redirection() -> None:
    sent = line(1, "redirected", to_body="市交通局", procedure="3号窗", contacted="已电话")
    told = only(said(sent, line(2, "closed", outcome="not_within_jurisdiction", basis="条例第23条")), "close")
    assert (told["outcome"], told["competent_body"], told["way_there"]) == ("elsewhere", "市交通局", "3号窗")


# ---- reception and incidents


def test_the_body_told_of_an_incident_is_recognised_by_its_name() -> None:
    assert only(said(line(1, "incident_notified", body="城南派出所")), "tell-body")["to"] == "police"
    assert only(said(line(1, "incident_notified", body="区疾控中心")), "tell-body")["to"] == "health"


def test_an_appointment_is_of_a_day_and_a_part_of_it() -> None:
    told = only(said(line(1, "appointment_made", leader="丙三", at="2025-03-04T14:30")), "appoint")
    assert told == {"leader": "丙三", "appointed_on": "2025-03-04", "part": "afternoon"}


def test_marks_go_on_the_checklist_that_has_the_items() -> None:
    words = BookWords(checklists={"manners": ("热情",), "hearts": ("热心", "细心")})
    assert only(said(line(1, "evaluated", items={"热心": 5}), words=words), "fill-checklist")["form"] == "hearts"
    assert said(line(1, "evaluated", items={"别的": 5}), words=words)[0].verb == "comment"


# ---- corrections and mistakes


def test_a_correction_carries_the_whole_act_as_it_really_was() -> None:
    received = line(1, "received", channel="letter", persons=1, text="路灯")
    wrong: dict[str, Any] = {
        "corrects": 1,
        "field": "occurred",
        "from": "2025-03-01T09:00",
        "to": "2025-02-28T17:00",
        "reason": "误记",
    }
    at = turn(received, line(2, "corrected", **wrong))
    told = only(corrections(at, turn(received), [1]), "correct")
    assert (told["of"], told["occurred"], told["reason"]) == (1, "2025-02-28T17:00:00+08:00", "误记")
    assert told["act"]["verb"] == "receive"
    assert told["act"]["details"]["problem"] == "路灯"


def test_a_correction_of_a_field_changes_that_field_alone() -> None:
    received = line(1, "received", channel="letter", persons=1, text="路灯")
    wrong: dict[str, Any] = {"corrects": 1, "field": "persons", "from": 1, "to": 3, "reason": "误记"}
    at = turn(received, line(2, "corrected", **wrong))
    told = only(corrections(at, turn(received), [1]), "correct")
    assert told["act"]["details"]["people"] == 3
    assert told["occurred"] == "2025-03-01T09:00:00+08:00"


@pytest.mark.parametrize(
    "bad", [("unheard_of", {}), ("replied", {"kind": "song"}), ("opinion_step", {"step": "dance"})]
)
def test_a_word_that_the_format_does_not_know_is_named_with_its_line(bad: tuple[str, dict[str, Any]]) -> None:
    with pytest.raises(BadScenario, match="line 7"):
        said(line(7, bad[0], **bad[1]))


def test_every_action_becomes_a_verb_of_the_api() -> None:
    of_office = {"rota", "analyses"}
    words = {"to": "P02", "kind": "interim", "step": "signed", "at": "2025-03-04T14:30", "procedure": "第6项"}
    known: dict[str, dict[str, Any]] = {
        "incident": {"kind": "crowd"},
        "submitted": {"to": HEAD["name"]},
        "delay_explained": {"to": ["办领导"]},
    }
    for action in ACTS:
        fields: dict[str, Any] = {**words, **known.get(action, {})}
        for act in said(line(1, action, by=CLERK, **fields)):
            assert act.verb in BODIES or act.verb in of_office, action
