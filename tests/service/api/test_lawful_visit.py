"""A visit to the hall, lawful under all of R5, told over HTTP from receipt to outcome, with what is read on the way."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.service.api.callers import DEPUTY, HANDLER, HEAD, Caller

SHEET = {
    "title": "安置房渗漏",
    "petitioner": {"name": "焦桂英", "phone": "13800001111"},
    "problem": "房屋漏水，多次维修未果",
    "receivers": ["田甜", "罗辉"],
}


def owed(r5: Caller, petition: str, on: str) -> dict[str, str]:
    """What is owed by when, without what somebody may do."""
    duties = [each["duty"] for each in r5.read("petitions", petition, on=on)["owed"]]
    return {duty["entry"]: duty["due"]["on"] for duty in duties if duty["nature"] != "right"}


def place(r5: Caller, on: str) -> tuple[str, str, bool]:
    """Where the register shows the one petition: state, unit, whether it is overdue."""
    (row,) = r5.read("register", on=on)["rows"]
    assert r5.ids("overdue", on=on) == ([row["petition"]] if row["overdue"] else [])
    return row["state"], row["unit"], row["overdue"]


def totals(r5: Caller, month: str) -> Counter[str]:
    counted: Counter[str] = Counter()
    for figure in r5.read("statistics", month)["figures"]:
        counted[figure["measure"]] += figure["count"]
    return counted


@pytest.mark.clause("R5.8")
@pytest.mark.clause("R5.12")
@pytest.mark.clause("S1.34")
def test_a_visit_goes_lawfully_from_receipt_to_outcome(r5: Caller) -> None:
    p = r5.do("receive", on="2026-01-20 09:00", channel="visit", place="hall", details=SHEET)["petition"]
    registered = r5.do("register", p, "2026-01-20 09:20")
    assert registered["number"] == "信〔2026〕0001"
    assert owed(r5, p, "2026-01-20") == {"answer_hall": "2026-02-19", "notice_direct": "2026-02-04"}
    assert place(r5, "2026-01-20") == ("registered", "信访科", False)

    r5.do("submit", p, "2026-01-20 10:00", to="倪虹")
    r5.do("instruct", p, "2026-01-21 09:00", by=DEPUTY, text="后扶科办理")
    r5.do("classify", p, "2026-01-21 09:30", details={"procedure": "petition", "content_class": "住房"})
    r5.do("accept", p, "2026-01-21 09:40")
    r5.do("notify", p, "2026-01-21 09:50", notice="receipt")
    assert owed(r5, p, "2026-01-21") == {"answer_hall": "2026-02-19", "handle": "2026-03-23"}

    r5.do("forward", p, "2026-01-21 10:00", target="后扶科", target_kind="section")
    assert place(r5, "2026-01-21") == ("in_transit", "后扶科", False)
    r5.do("sign-for", p, "2026-01-22 09:00", by=HANDLER, unit="后扶科")
    r5.do("comment", p, "2026-01-28", by=HANDLER, text="已约施工队现场查看")
    assert place(r5, "2026-02-20") == ("in_handling", "后扶科", True)

    r5.do("request-extension", p, "2026-02-09", by=HANDLER, duty="answer_hall", reason="鉴定需时", days=60)
    assert r5.refused("extend", p, "2026-02-10", by=HEAD, duty="answer_hall", reason="鉴定", days=61) == {"R5.12"}
    r5.do("extend", p, "2026-02-10", by=HEAD, duty="answer_hall", reason="鉴定", days=60)
    assert owed(r5, p, "2026-02-10") == {"answer_hall": "2026-03-21", "handle": "2026-03-23"}
    assert place(r5, "2026-03-21") == ("in_handling", "后扶科", False)
    assert place(r5, "2026-03-22") == ("in_handling", "后扶科", True)

    assert r5.refused("close", p, "2026-03-19", outcome="supported") == {"S1.32", "S1.32.1"}
    r5.do(
        "answer",
        p,
        "2026-03-19",
        reply_kind="opinion",
        text="三月底前完成维修",
        document_number="移信处〔2026〕1号",
    )
    r5.do("serve", p, "2026-03-20", document="opinion", mode="当面", signed=True)
    r5.do("close", p, "2026-03-20", outcome="supported", legal_basis="大中型水利水电工程移民安置条例")
    r5.do("archive", p, "2026-03-25", file_number="2026-X-0001")

    said = r5.read("petitions", p)
    assert (said["open"], said["state"]) == (False, "archived")
    rights = {each["duty"]["entry"] for each in said["owed"]}
    assert rights == {"objection", "may_review1"}, "nothing is owed; two things may, or might have been, asked for"
    assert [each for each in said["settled"] if each["end"]["late"]] == []
    assert said["steps"] == ["register", "submit", "instruct", "pass"]
    assert r5.read("breaches")["rows"] == []
    once = ("answered", "delivered", "closed", "archived", "ended", "held")
    assert totals(r5, "2026-03") == {**dict.fromkeys(once, 1), "settled_in_time": 2}


def test_why_this_date_is_told_line_by_line_in_both_languages(r5: Caller) -> None:
    p = r5.do("receive", on="2026-01-20 09:00", channel="visit", place="hall", details=SHEET)["petition"]
    r5.do("register", p, "2026-01-20 09:20")
    r5.do("extend", p, "2026-02-10", by=HEAD, duty="answer_hall", reason="鉴定", days=60)
    (hall,) = [each for each in r5.read("petitions", p)["owed"] if each["duty"]["entry"] == "answer_hall"]
    lines = [(line["what"], line["zh"], line["en"]) for line in hall["why"]]
    assert lines[:3] == [
        ("start", "自2026-01-20起算，当日不计入", "from 2026-01-20, which is not counted"),
        ("rule", "R5.12：30日", "R5.12: 30 calendar days"),
        ("nominal", "末日为2026-02-19", "the last day is 2026-02-19"),
    ]
    assert ("extension", "2026-02-10批准延期，共60日", "extended on 2026-02-10, 60 calendar days in all") in lines


def test_the_history_tells_who_did_what_and_when_and_what_became_of_the_duties(r5: Caller) -> None:
    p = r5.do("receive", on="2026-01-20 09:00", channel="visit", place="hall", details=SHEET)["petition"]
    answered = r5.do("register", p, "2026-01-20 09:20")
    told = r5.read("petitions", p, "history")
    assert [event["event"] for event in told["events"]] == ["Received", "Registered"]
    registered = told["events"][1]
    assert registered["actor"]["name"] == "田甜"
    assert registered["actor"]["post"] == "petition_section"
    assert registered["occurred"] == {"day": "2026-01-20", "at": "2026-01-20T09:20:00+08:00"}
    assert registered["recorded_at"] == "2026-01-20T01:20:00Z"
    assert registered["number"] == answered["number"]
    assert {each["entry"] for each in registered["duties"]["opened"]} == {"answer_hall", "notice_direct"}
    assert told["events"][0]["said"]["details"]["problem"] == SHEET["problem"]
    for name, value in answered["events"][0].items():
        assert registered[name] == value, "history and answer tell an event in the same words"


def test_a_correction_stands_behind_what_it_corrects(r5: Caller) -> None:
    p = r5.do("receive", on="2026-01-20 09:00", channel="visit", place="hall", details=SHEET)["petition"]
    r5.do("register", p, "2026-01-20 09:20")
    act = {"verb": "receive", "channel": "visit", "place": "hall", "details": SHEET}
    r5.do(
        "correct", p, of=1, act=act, occurred="2026-01-19", reason="前一日来访", recorded_at="2026-01-21T09:00:00+08:00"
    )
    events = r5.read("petitions", p, "history")["events"]
    assert [event["event"] for event in events] == ["Received", "Registered", "Corrected"]
    assert events[0]["occurred"]["day"] == "2026-01-20"
    assert events[2]["said"]["occurred"] == {"day": "2026-01-19", "at": None}
    assert events[2]["said"]["fact"]["event"] == "Received"
    assert events[2]["said"]["reason"] == "前一日来访"
    assert r5.read("petitions", p)["received"]["day"] == "2026-01-19"
