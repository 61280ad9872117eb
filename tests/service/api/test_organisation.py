"""The organisation of an office over the API: told by events, shown as of a day, refused with every reason."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from service.api import examples
from service.offices import Offices
from service.runtime import Instance
from tests.service.api.callers import CLERK, V1, Caller, problem

ADMINISTRATOR = {"name": "管理员"}
START = "2026-01-01T09:00:00+08:00"


def told(office: Caller, address: str, *, key: str = "", **body: Any) -> Any:
    """The answer to a request on the organisation, at the beginning of the year where time is replayed."""
    said = {"actor": ADMINISTRATOR, **({"recorded_at": START} if office.replayed else {}), **body}
    headers = {"Idempotency-Key": key} if key else {}
    return office.client.post(office.path(address), json=said, headers=headers)


def done(office: Caller, address: str, **body: Any) -> Any:
    answer = told(office, address, **body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def refused(office: Caller, address: str, **body: Any) -> list[str]:
    """The English reasons for which it is refused; each also has its Chinese words."""
    reasons = problem(told(office, address, **body), 409, "refused")["reasons"]
    assert all(reason["zh"] and reason["clause"] for reason in reasons)
    return [reason["en"] for reason in reasons]


LEADERS = {"event": "UnitSet", "name": "局领导", "kind": "department"}
SECTION = {"event": "UnitSet", "name": "信访科", "kind": "petition_section", "parent": "局领导"}


def posted(person: str, post: str, unit: str, since: str = "2025-01-01") -> dict[str, str]:
    return {"event": "PersonAppointed", "person": person, "post": post, "unit": unit, "since": since}


@pytest.fixture
def organised(r5: Caller) -> Caller:
    events = [
        LEADERS,
        SECTION,
        posted("钟山", "head", "局领导"),
        posted("倪虹", "deputy_for_petitions", "局领导"),
        posted("武刚", "petition_section_head", "信访科"),
        posted("田甜", "petition_section", "信访科"),
    ]
    assert done(r5, "events", events=events)["version"] == 8
    return r5


def test_every_example_is_carried_out_in_its_order_and_the_office_shows_it(client: TestClient) -> None:
    assert client.post(f"{V1}/offices", json={**examples.OFFICE, "roles": {}}).status_code == 201
    path = f"{V1}/offices/{examples.OFFICE['id']}"
    for address, body in examples.BY_ADDRESS.items():
        answer = client.post(f"{path}/{address}", json=dict(body))
        assert answer.status_code == 200, (address, answer.text)
        for event in answer.json()["events"]:
            assert "text" not in event["said"] or event["event"] == "AnalysisSubmitted"
    shown = client.get(path, params={"on": "2026-01-14"}).json()
    assert [unit["name"] for unit in shown["units"]] == ["局领导", "信访科"]
    assert [each["person"] for each in shown["staff"]] == ["王建军", "陈国强", "李文", "孙丽"]
    assert shown["fields"] == [{"leader": "陈国强", "content_class": "安置房质量", "since": "2026-01-01"}]
    assert [each["taker"] for each in shown["delegations"]] == ["陈国强"]
    assert shown["rota"] == {"hall_rota": {"2026-01-05": "王建军", "2026-01-12": "陈国强"}}
    assert [each["breaches"] for each in shown["receptions"]] == [[]]
    assert [(book["reference"], book["own"]) for book in shown["rulebooks"]][-1] == ("yimin@2026-01-01", True)
    assert (shown["roles"], shown["departments"]) == (
        {"coordinating_department": "信访科"},
        {"安置房质量": "信访科"},
    )


def test_the_office_is_shown_as_of_a_day(organised: Caller) -> None:
    done(organised, "departures", person="倪虹", since="2026-02-01", reason="调离")
    done(organised, "posts", person="邱泽", post="deputy_for_petitions", unit="局领导", since="2026-02-01")

    def deputies(on: str) -> list[str]:
        staff = organised.read(on=on)["staff"]
        return [each["person"] for each in staff if each["post"] == "deputy_for_petitions"]

    assert (deputies("2026-01-31"), deputies("2026-02-01"), deputies("2024-12-31")) == (["倪虹"], ["邱泽"], [])
    assert organised.read()["on"] == "2026-01-01", "of a replayed office today is the day of its last line"
    problem(organised.ask(on="0001-01-01"), 422, "invalid")


def test_several_events_are_all_written_or_none(r5: Caller) -> None:
    version = r5.read()["version"]
    words = refused(r5, "events", events=[LEADERS, SECTION, posted("钟山", "head", "不存在")])
    assert words == ["there is no unit '不存在'"]
    assert r5.read()["version"] == version
    assert len(done(r5, "events", events=[LEADERS, SECTION])["events"]) == 2


def test_the_same_key_again_is_answered_with_the_same_bytes_and_writes_nothing(r5: Caller) -> None:
    key, body = uuid4().hex, {"name": "局领导", "kind": "department"}
    first, again = told(r5, "units", key=key, **body), told(r5, "units", key=key, **body)
    assert first.content == again.content
    assert (first.headers["Idempotent-Replayed"], again.headers["Idempotent-Replayed"]) == ("false", "true")
    problem(told(r5, "units", key=key, name="信访科", kind="petition_section"), 422, "key-reused")
    assert refused(r5, "units", **body) == ["局领导 is set so already: nothing would change"]


def test_what_no_code_knows_is_refused_with_its_path(organised: Caller) -> None:
    answer = told(organised, "posts", person="甲", post="captain", since="2026-01-01")
    assert problem(answer, 422)["errors"][0]["path"] == "$.post"
    answer = told(organised, "events", events=[{"event": "OfficeCreated", "id": "x", "name": "y", "time_zone": "z"}])
    assert problem(answer, 422)["errors"][0]["path"] == "$.events[0].event"


OWN = """
[book]
id = "{id}"
valid_from = {day}
extends = "R5"
zh = "实施细则"

[[override]]
kind = "duty"
id = "answer_hall"
clause = "细则第八条"
amount = {amount}
"""


def published(office: Caller, amount: int, day: str = "2026-01-01", name: str = "own", **more: Any) -> Any:
    text = OWN.format(id=name, day=day, amount=amount)
    return told(office, "rulebooks", text=text, reason="局务会通过", **more)


def owed(office: Caller, petition: str, entry: str) -> list[tuple[str, str, str]]:
    """Clause, holder and end of the open duties of an entry."""
    found = [each["duty"] for each in office.read("petitions", petition)["owed"]]
    return [(duty["clause"], duty["holder"], duty["due"].get("on", "")) for duty in found if duty["entry"] == entry]


def days_to_answer(office: Caller, on: str) -> tuple[str, str]:
    """Clause and end of the answer that a visit of that day is owed."""
    details = {"title": "漏水", "petitioner": {"name": "张三"}, "problem": "漏水", "receivers": ["甲", "乙"]}
    p = office.do("receive", on=on, channel="visit", place="hall", details=details)["petition"]
    office.do("register", p, on)
    ((clause, _, due),) = owed(office, p, "answer_hall")
    return clause, due


def test_a_rulebook_of_the_offices_own_holds_from_its_day_on(r5: Caller) -> None:
    answer = published(r5, 20, "2026-02-01")
    assert answer.status_code == 200, answer.text
    (event,) = answer.json()["events"]
    assert (event["event"], event["said"]["extends"]) == ("RulebookPublished", "R5@2022-05-27")
    assert len(event["said"]["text_digest"]) == 64
    assert days_to_answer(r5, "2026-01-31") == ("R5.12", "2026-03-02")
    assert days_to_answer(r5, "2026-02-01") == ("细则第八条", "2026-02-21")


def test_a_bad_rulebook_is_refused_with_every_mistake_and_writes_nothing(r5: Caller) -> None:
    version = r5.read()["version"]
    text = OWN.format(id="own", day="2026-02-01", amount=20) + 'holder = "captain"\nroll = "sideways"\n'
    found = problem(told(r5, "rulebooks", text=text, reason="试"), 422, "invalid")
    assert [(error["path"], "captain" in error["en"] or "sideways" in error["en"]) for error in found["errors"]] == [
        ("$.text", True),
        ("$.text", True),
    ]
    assert all(error["zh"] for error in found["errors"])
    for text in ("not TOML", "[[[", "", "[book]\n", "a = " + "[" * 5000):
        problem(told(r5, "rulebooks", text=text, reason="试"), 422, "invalid")
    assert r5.read()["version"] == version


def test_a_version_is_published_once_and_none_takes_the_name_of_one_that_comes_with_the_program(r5: Caller) -> None:
    assert published(r5, 20).status_code == 200
    assert "adopted already" in problem(published(r5, 21), 409)["reasons"][0]["en"]
    taken = problem(published(r5, 20, "2022-05-27", "R5"), 409)["reasons"][0]["en"]
    assert taken.startswith("R5@2022-05-27 comes with the program")
    assert published(r5, 25, "2026-03-01", "R5").status_code == 200
    assert days_to_answer(r5, "2026-03-02") == ("细则第八条", "2026-03-27")


def test_another_process_serves_the_published_book_from_the_ledger(r5: Caller, instance: Instance) -> None:
    assert published(r5, 20).status_code == 200
    book = Offices(instance.ledger).get("yimin").book_on(date(2026, 1, 1))
    assert (book.reference, book.duties_by_id["answer_hall"].amount) == ("own@2026-01-01", 20)


def test_a_day_arranged_otherwise_moves_the_limits_that_count_it(r5: Caller) -> None:
    details = {"title": "漏水", "petitioner": {"name": "张三", "address": "某街1号"}, "problem": "漏水"}
    p = r5.do("receive", on="2026-01-05", channel="letter", details=details)["petition"]
    r5.do("register", p, "2026-01-05")

    def notice() -> str:
        return owed(r5, p, "notice_direct")[0][2]

    assert notice() == "2026-01-20"
    body: dict[str, Any] = {
        "day": "2026-01-20",
        "working": False,
        "name": "停电",
        "paper": "移办4号",
        "recorded_at": "2026-01-06T09:00:00+08:00",
    }
    answer = told(r5, "calendar-days", key="停电".encode().hex(), **body)
    assert (answer.status_code, answer.headers["Recomputed-Petitions"]) == (200, "1")
    assert notice() == "2026-01-21"
    again = told(r5, "calendar-days", key="another", **body)
    assert (again.content, again.headers["Recomputed-Petitions"]) == (answer.content, "0")
    back = {**body, "working": True, "recorded_at": "2026-01-07T09:00:00+08:00"}
    assert told(r5, "calendar-days", **back).headers["Recomputed-Petitions"] == "1"
    assert notice() == "2026-01-20"


def test_a_desk_is_handed_over_in_one_act_and_what_was_cut_short_is_finished(organised: Caller) -> None:
    details = {"title": "漏水", "petitioner": {"name": "张三"}, "problem": "漏水", "receivers": ["甲", "乙"]}
    petitions = []
    for _ in range(2):
        p = organised.do("receive", on="2026-01-05", channel="visit", place="hall", details=details)["petition"]
        organised.do("register", p, "2026-01-05")
        organised.do("submit", p, "2026-01-05", to="倪虹")
        petitions.append(p)

    def holders(p: str) -> set[str]:
        return {holder for _, holder, _ in owed(organised, p, "instruct")}

    assert [holders(p) for p in petitions] == [{"倪虹"}, {"倪虹"}]
    body: dict[str, Any] = {
        "giver": "倪虹",
        "taker": "钟山",
        "since": "2026-01-06",
        "reason": "调离",
        "leaving": True,
        "recorded_at": "2026-01-06T09:00:00+08:00",
    }
    answer = told(organised, "handovers", **body)
    assert answer.status_code == 200, answer.text
    assert (answer.headers["Handed-Petitions"], answer.headers["Kept-Petitions"]) == ("2", "0")
    assert [holders(p) for p in petitions] == [{"钟山"}, {"钟山"}]
    again = told(organised, "handovers", **body)
    assert (again.content, again.headers["Handed-Petitions"]) == (answer.content, "0")
    assert organised.read()["roles"]["deputy_for_petitions"] == "钟山"
    assert "倪虹" not in {each["person"] for each in organised.read(on="2026-01-06")["staff"]}


def test_a_petition_of_the_office_cannot_be_reached_under_a_key_of_its_organisation(organised: Caller) -> None:
    told(organised, "units", key="u-1", name="后扶科", kind="section")
    body = {"channel": "letter", "details": {"title": "积水"}, "actor": CLERK, "recorded_at": START}
    answer = organised.client.post(organised.path("petitions"), json=body, headers={"Idempotency-Key": "u-1"})
    problem(answer, 422, "key-reused")
