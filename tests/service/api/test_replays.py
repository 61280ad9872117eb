"""One petition through time over HTTP: replayed step by step, and at two moments field by field."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from service.api.app import create_app
from service.database import Database
from service.ledger.sealing import ERASED
from service.runtime import assembled
from service.settings import Settings
from tests.service.access.hiding import hide
from tests.service.api.callers import DEPUTY, HANDLER, HEAD, HERE, Caller, problem

SHEET = {
    "title": "安置房渗漏",
    "petitioner": {"name": "焦桂英", "phone": "13800001111"},
    "problem": "房屋漏水，多次维修未果",
    "receivers": ["田甜", "罗辉"],
}


@pytest.fixture
def visit(r5: Caller) -> str:
    """Received, registered, put before the deputy, sent on, signed for, classified four days late, extended."""
    p: str = r5.do("receive", on="2026-01-20 09:00", channel="visit", place="hall", details=SHEET)["petition"]
    r5.do("register", p, "2026-01-20 09:20")
    r5.do("submit", p, "2026-01-20 10:00", to="倪虹")
    r5.do("instruct", p, "2026-01-21 09:00", by=DEPUTY, text="后扶科办理")
    r5.do("forward", p, "2026-01-21 10:00", target="后扶科")
    r5.do("sign-for", p, "2026-01-22 09:00", by=HANDLER, unit="后扶科")
    r5.do("classify", p, occurred="2026-01-22", recorded_at="2026-01-26T09:00:00+08:00", details={"people": 3})
    r5.do("extend", p, "2026-02-10", by=HEAD, duty="answer_hall", reason="鉴定", days=60)
    return p


def replay(r5: Caller, petition: str, **query: Any) -> Any:
    return r5.read("petitions", petition, "replay", **query)


def compare(r5: Caller, petition: str, **query: Any) -> Any:
    return r5.read("petitions", petition, "compare", **query)


def changed(said: Any) -> dict[str, tuple[Any, Any]]:
    return {each["field"]: (each["before"], each["after"]) for each in said["fields"]}


def position_of(r5: Caller, petition: str, version: int) -> int:
    return int(r5.read("petitions", petition, "history")["events"][version - 1]["position"])


# ---- step by step


def test_every_event_of_the_history_is_a_step_and_says_the_same(r5: Caller, visit: str) -> None:
    steps = replay(r5, visit)["steps"]
    events = r5.read("petitions", visit, "history")["events"]
    alike = ("version", "position", "event", "actor", "occurred", "recorded_at", "said", "breaches", "rulebook")
    assert [{name: step[name] for name in alike} for step in steps] == [
        {name: event[name] for name in alike} for event in events
    ]


def test_a_step_tells_state_and_holder_before_and_after_and_what_became_of_the_duties(r5: Caller, visit: str) -> None:
    (sent,) = replay(r5, visit, step=5)["steps"]
    assert (sent["event"], sent["zh"], sent["en"]) == ("Forwarded", "转办", "forwarded")
    assert sent["actor"]["name"] == "田甜"
    assert (sent["before"]["state"], sent["before"]["unit"]) == ("instructed", "信访科")
    assert (sent["after"]["zh"], sent["after"]["unit"], sent["after"]["on_the_way"]) == ("转办途中", "后扶科", True)
    assert sent["since_previous"] == {"days": 0, "hours": 1.0}
    (moved,) = sent["duties"]
    assert (moved["change"], moved["change_zh"], moved["entry"]) == ("moved", "转移责任", "answer_hall")
    assert (moved["change_en"], moved["en"]) == (
        "moved to another holder",
        "What is brought in the hall is answered within thirty days, with extension sixty in all",
    )
    assert (moved["holder_before"], moved["holder"], moved["due"]["on"]) == ("信访科", "后扶科", "2026-02-19")
    (extended,) = replay(r5, visit, step=8)["steps"][0]["duties"]
    assert (extended["due_before"]["on"], extended["due"]["on"]) == ("2026-02-19", "2026-03-21")
    answered = r5.do("answer", visit, "2026-03-25", by=HANDLER, reply_kind="result", text="已修复", delivered=True)
    (late,) = [each for each in replay(r5, visit, step=9)["steps"][0]["duties"] if each["entry"] == "answer_hall"]
    assert (late["change"], late["late"], late["ended"]["day"]) == ("met_late", True, "2026-03-25")
    assert answered["version"] == 9


def test_what_was_known_later_than_it_happened_is_told_with_both_times(r5: Caller, visit: str) -> None:
    steps = replay(r5, visit)["steps"]
    assert [step["version"] for step in steps if step["known_later"]] == [7]
    late = steps[6]
    assert late["known_after"] == {"days": 4, "hours": None}
    assert late["since_previous"] == {"days": 0, "hours": None}
    assert late["recorded_since_previous"] == {"days": 4, "hours": 96.0}


def test_the_states_of_the_steps_join_and_lead_to_the_petition_as_it_is(r5: Caller, visit: str) -> None:
    said = replay(r5, visit)
    steps = said["steps"]
    assert steps[0]["before"] is None
    assert [step["before"] for step in steps[1:]] == [step["after"] for step in steps[:-1]]
    now = r5.read("petitions", visit)
    last = steps[-1]["after"]
    assert (last["state"], last["unit"], last["person"]) == (now["state"], now["unit"], now["person"])
    assert said["owed"] == [each["duty"] for each in now["owed"]]
    stands = {each["field"]: each["value"] for each in said["stands"]}
    assert (stands["state"], stands["number"], stands["details.people"]) == (now["state"], now["number"], 3)


def test_at_one_step_the_petition_stands_as_it_was_known_then(r5: Caller, visit: str) -> None:
    said = replay(r5, visit, step=2)
    stands = {each["field"]: each["value"] for each in said["stands"]}
    assert (stands["state"], stands["unit"]) == ("registered", "信访科")
    assert "details.people" not in stands
    assert stands["details.petitioner.name"] == "焦桂英"
    assert {each["entry"]: each["due"]["on"] for each in said["owed"]}["answer_hall"] == "2026-02-19"


def test_one_steps_forwards_and_backwards_by_version(r5: Caller, visit: str) -> None:
    first = replay(r5, visit, step=1)
    assert (first["total"], first["previous"], first["next"]) == (8, None, {"from": 2, "to": 2})
    page = replay(r5, visit, **{"from": 4, "to": 6})
    assert [step["version"] for step in page["steps"]] == [4, 5, 6]
    assert (page["previous"], page["next"]) == ({"from": 1, "to": 3}, {"from": 7, "to": 8})
    last = replay(r5, visit, **page["next"])
    assert (last["previous"], last["next"]) == ({"from": 5, "to": 6}, None)
    walked, turn = [], first
    while True:
        walked += turn["steps"]
        if turn["next"] is None:
            break
        turn = replay(r5, visit, **turn["next"])
    assert walked == replay(r5, visit)["steps"]
    assert replay(r5, visit, **{"from": 7, "to": 100})["steps"] == walked[6:]


def test_as_of_then_only_what_was_recorded_is_replayed(r5: Caller, visit: str) -> None:
    then = replay(r5, visit, as_of="2026-01-25T00:00:00+08:00")
    assert [step["version"] for step in then["steps"]] == [1, 2, 3, 4, 5, 6]
    assert then["total"] == 6
    assert replay(r5, visit, position=then["basis"]["position"]) == then
    assert then["steps"] == replay(r5, visit)["steps"][:6]
    problem(r5.ask("petitions", visit, "replay", position=0), 404, "no-such-petition")


def test_a_correction_names_what_it_put_right_and_the_step_it_corrected_names_it(r5: Caller, visit: str) -> None:
    before = replay(r5, visit)
    position = before["basis"]["position"]
    act = {"verb": "receive", "channel": "visit", "place": "hall", "details": {**SHEET, "people": 2}}
    at = "2026-02-11T09:00:00+08:00"
    r5.do("correct", visit, of=1, act=act, occurred="2026-01-19", reason="前一日来访", recorded_at=at)
    steps = replay(r5, visit)["steps"]
    said = steps[8]["corrects"]
    assert (said["of"], said["zh"], said["known_after"]) == (1, "收到", {"days": 23, "hours": None})
    assert (said["occurred_before"]["day"], said["occurred_after"]["day"]) == ("2026-01-20", "2026-01-19")
    assert said["differs"] == [
        {"field": "fact.details.people", "zh": "人数", "en": "number of people", "before": None, "after": 2}
    ]
    assert [step["corrected_by"] for step in steps] == [[9], *[[]] * 8]
    redated = {each["entry"]: each["due"]["on"] for each in steps[8]["duties"] if each["change"] == "redated"}
    assert redated["answer_hall"] == "2026-03-20"
    then = replay(r5, visit, position=position)
    assert {**then, "basis": before["basis"]} == before, "as of a position before it all stays as it was"


def test_a_personal_field_whose_key_is_gone_is_shown_as_the_history_shows_it(
    r5: Caller, visit: str, database: Database, home: Path
) -> None:
    person = UUID(r5.read("petitions", visit)["details"]["petitioner"]["id"])
    (key,) = home.rglob(f"person-{person.hex}.key")
    key.unlink()
    with assembled(Settings(home), database) as later, TestClient(create_app(later), base_url=HERE) as client:
        again = Caller(client, r5.office)
        for path, query in (("history", {}), ("replay", {}), ("compare", {"from_position": 0})):
            told = again.ask("petitions", visit, path, **query).text
            assert ERASED in told
            assert "焦桂英" not in told
            assert str(SHEET["problem"]) in told, "the narrative lies under another key"


def test_who_may_not_see_it_now_is_told_of_no_step_of_it(
    r5: Caller, visit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Judged by what the petition is today, also when an earlier moment is asked about."""
    hide(monkeypatch, visit)
    r5.do("restrict", visit, "2026-02-11 09:00", restricted=True, reason="涉及检举")
    for path, query in (("replay", {}), ("replay", {"position": 5}), ("compare", {"from_position": 3})):
        problem(r5.ask("petitions", visit, path, **query), 404, "no-such-petition")


@pytest.mark.parametrize(
    "query",
    [
        {"step": 9},
        {"from": 9},
        {"from": 3, "to": 2},
        {"step": 1, "to": 2},
        {"step": 0},
        {"step": "x"},
        {"on": "2026-01-20"},
        {"position": 10**9},
    ],
    ids=str,
)
def test_steps_that_there_are_not_are_refused(r5: Caller, visit: str, query: dict[str, Any]) -> None:
    problem(r5.ask("petitions", visit, "replay", **query), 422, "invalid")


# ---- two moments


def test_two_moments_differ_in_what_was_learnt_in_between(r5: Caller, visit: str) -> None:
    registered, sent = position_of(r5, visit, 2), position_of(r5, visit, 5)
    said = compare(r5, visit, from_position=registered, to_position=sent)
    assert (said["before"]["position"], said["after"]["position"]) == (registered, sent)
    found = changed(said)
    assert found["state"] == ("registered", "in_transit")
    assert found["unit"] == ("信访科", "后扶科")
    assert found["person"] == ("田甜", None)
    assert found["on_the_way"] == (False, True)
    assert "details.title" not in found
    assert [each["event"] for each in said["only_after"]] == ["Submitted", "Instructed", "Forwarded"]
    assert said["only_before"] == []
    assert {(each["entry"], each["change"]) for each in said["duties"]} >= {("answer_hall", "moved")}


def test_known_and_happened_are_two_questions(r5: Caller, visit: str) -> None:
    """On 22 January three people had come, as we know now; on that day nobody had written it down."""
    day = "2026-01-22"
    known = compare(
        r5, visit, from_as_of="2026-01-23T00:00:00+08:00", to_as_of="2026-01-27T00:00:00+08:00", from_on=day, to_on=day
    )
    assert changed(known) == {"details.people": (None, 3)}
    happened = compare(r5, visit, from_on="2026-01-21", to_on=day)
    assert changed(happened)["details.people"] == (None, 3)
    assert [each["event"] for each in happened["only_after"]] == ["SignedFor", "Classified"]
    assert {(each["occurred"]["day"], each["recorded_at"][:10]) for each in happened["only_after"]} == {
        (day, "2026-01-22"),
        (day, "2026-01-26"),
    }


def test_nothing_but_time_makes_a_duty_overdue(r5: Caller, visit: str) -> None:
    said = compare(r5, visit, from_on="2026-02-04", to_on="2026-02-05")
    assert changed(said) == {"overdue": (None, ["notice_direct"])}
    assert said["duties"] == said["only_after"] == []


def test_a_moment_before_the_receipt_has_nothing_and_both_before_it_is_no_petition(r5: Caller, visit: str) -> None:
    said = compare(r5, visit, from_position=0)
    assert {before for before, _ in changed(said).values()} == {None}
    assert len(said["only_after"]) == 8
    backwards = compare(r5, visit, from_position=said["after"]["position"], to_position=0)
    assert changed(backwards) == {name: (after, before) for name, (before, after) in changed(said).items()}
    assert backwards["only_before"] == said["only_after"]
    assert backwards["number"] == said["number"] == "信〔2026〕0001"
    problem(r5.ask("petitions", visit, "compare", from_position=0, to_position=0), 404, "no-such-petition")
    problem(r5.ask("petitions", "nothing", "compare", from_position=0), 404, "no-such-petition")


def test_the_same_two_moments_give_the_same_answer_whatever_has_happened_since(r5: Caller, visit: str) -> None:
    said = compare(r5, visit, from_position=3)
    asked = {
        f"{side}_{name}": said[basis][name]
        for side, basis in (("from", "before"), ("to", "after"))
        for name in ("position", "on")
    }
    r5.do("withdraw", visit, "2026-02-20 09:00")
    assert compare(r5, visit, from_position=3) != said
    assert compare(r5, visit, **asked) == said


@pytest.mark.parametrize(
    ("query", "path"),
    [
        ({}, "query.from_position"),
        ({"to_position": 3}, "query.from_position"),
        ({"from_as_of": "2026-01-05"}, "query.from_as_of"),
        ({"from_position": 1, "to_on": "someday"}, "query.to_on"),
        ({"position": 1}, "query.position"),
    ],
    ids=str,
)
def test_a_moment_that_is_not_named_or_none_is_refused_by_its_name(
    r5: Caller, visit: str, query: dict[str, Any], path: str
) -> None:
    said = problem(r5.ask("petitions", visit, "compare", **query), 422, "invalid")
    assert [error["path"] for error in said["errors"]] == [path]
