"""Code lists over HTTP: shown as they hold on a day, published, adopted, held against what is entered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from httpx2 import Response

from service.offices import Offices
from service.runtime import Instance
from tests.service.api.callers import Caller, problem

OWN = """
[list]
id = "content_classes"
version = 2026-02-01
zh = "移民局内容分类"

[[code]]
code = "A"
zh = "后期扶持"
[[code]]
code = "A1"
parent = "A"
zh = "直补资金"
"""
GUIDE = Path(__file__).parents[3] / "docs" / "codes.md"


def posted(office: Caller, key: str = "", **body: Any) -> Response:
    headers = {"Idempotency-Key": key} if key else {}
    said = {"actor": {"name": "管理员"}, "reason": "局务会通过", "recorded_at": "2026-01-02T09:00:00+08:00", **body}
    answer: Response = office.client.post(office.path("codes"), json=said, headers=headers)
    return answer


def receive(office: Caller, content_class: str, on: str) -> Response:
    return office.send("receive", {"channel": "call", "details": {"content_class": content_class}}, on=on)


def held(office: Caller, on: str) -> dict[str, tuple[str, str, bool]]:
    """Version, origin and whether it binds, of each list."""
    lists = office.read("codes", on=on)["lists"]
    return {each["list"]: (each["version"], each["origin"], each["binding"]) for each in lists}


def test_every_list_is_shown_with_where_it_comes_from(r5: Caller) -> None:
    found = held(r5, "2026-01-05")
    assert found["channels"] == ("2026-01-01", "program", True)
    assert found["content_classes"] == ("2026-01-01", "program", False)
    assert found["occupations"] == ("2026-01-01", "program", False)
    assert found["outcomes"] == ("2022-05-27", "rulebook", True)
    outcomes = r5.read("codes", "outcomes", on="2026-01-05")["codes"]
    book = r5.client.get(r5.path("codes", "outcomes")).json()["codes"]
    assert outcomes == book
    assert "supported" in {each["code"] for each in outcomes}


def test_a_list_is_shown_with_its_codes_of_two_levels(r5: Caller) -> None:
    said = r5.read("codes", "content_classes", on="2026-01-05")
    codes = {each["code"]: each for each in said["codes"]}
    assert said["size"] == len(codes) == 129
    assert codes["0109"] == {"code": "0109", "zh": "水库移民", "en": "reservoir resettlement", "parent": "01"}
    problem(r5.ask("codes", "moods"), 404, "no-such-list")
    problem(r5.ask("codes", "content_classes", on="2025-12-31"), 404, "no-such-list")
    problem(r5.ask("codes", on="1066-10-14"), 422)


def test_a_list_of_the_offices_own_holds_from_its_day_on_and_is_held_against_what_comes_in(r5: Caller) -> None:
    assert receive(r5, "城建", "2026-01-01").status_code == 201
    answer = posted(r5, text=OWN)
    assert answer.status_code == 200, answer.text
    (event,) = answer.json()["events"]
    assert (event["event"], event["said"]["code_list"]) == ("CodeListPublished", "content_classes")
    assert "text" not in event["said"]
    assert held(r5, "2026-01-31")["content_classes"] == ("2026-01-01", "program", False)
    assert held(r5, "2026-02-01")["content_classes"] == ("2026-02-01", "office", True)
    assert receive(r5, "城建", "2026-01-31").status_code == 201
    refused = problem(receive(r5, "城建", "2026-02-01"), 409, "refused")
    assert [reason["en"] for reason in refused["reasons"]] == [
        "`content_class` '城建' is not in the office's code list content_classes@2026-02-01"
    ]
    assert "移民局内容分类" in refused["reasons"][0]["zh"]
    assert receive(r5, "A1", "2026-02-01").status_code == 201


def test_a_list_of_the_program_is_adopted_once(r5: Caller) -> None:
    answer = posted(r5, key="a-1", adopt="content_classes")
    assert answer.status_code == 200, answer.text
    assert posted(r5, key="a-1", adopt="content_classes").content == answer.content, "the same key, the same answer"
    assert held(r5, "2026-01-05")["content_classes"] == ("2026-01-01", "office", True)
    assert "adopted already" in problem(posted(r5, adopt="content_classes"), 409)["reasons"][0]["en"]
    assert receive(r5, "0109", "2026-01-05").status_code == 201
    problem(receive(r5, "城建", "2026-01-05"), 409)


def test_a_bad_list_is_refused_with_every_mistake_and_writes_nothing(r5: Caller) -> None:
    version = r5.read()["version"]
    bad = OWN.replace('parent = "A"', 'parent = "B"').replace('zh = "后期扶持"', 'zh = ""')
    found = problem(posted(r5, text=bad), 422, "invalid")
    assert len(found["errors"]) == 2
    for text in ("", "[[[", "a = " + "[" * 5000):
        problem(posted(r5, text=text), 422, "invalid")
    problem(posted(r5), 422, "invalid")
    problem(posted(r5, text=OWN, adopt="occupations"), 422, "invalid")
    problem(posted(r5, adopt="moods"), 404, "no-such-list")
    assert r5.read()["version"] == version


def test_another_process_reads_the_list_from_the_ledger(r5: Caller, instance: Instance) -> None:
    assert posted(r5, text=OWN).status_code == 200
    (said,) = Offices(instance.ledger).get("yimin").profile.code_lists
    assert (said.id, str(said.version)) == ("content_classes", "2026-02-01")


def test_one_offices_list_is_none_of_anothers(r5: Caller) -> None:
    other = Caller.founded(r5.client, "annexe", "R5", replayed=True)
    assert posted(r5, text=OWN).status_code == 200
    assert receive(other, "城建", "2026-02-01").status_code == 201


def test_the_list_shown_in_the_guide_can_be_published(r5: Caller) -> None:
    text = GUIDE.read_text(encoding="utf-8").split("```toml")[1].split("```")[0]
    assert posted(r5, text=text).status_code == 200
    assert held(r5, "2026-03-01")["content_classes"] == ("2026-03-01", "office", True)


def test_a_petition_is_shown_with_its_codes_as_the_lists_of_its_own_day_call_them(r5: Caller) -> None:
    assert posted(r5, text=OWN).status_code == 200
    said = {
        (content_class, on): r5.read("petitions", receive(r5, content_class, on).json()["petition"])["codes"]
        for content_class, on in (("0109", "2026-01-31"), ("城建", "2026-01-31"), ("A1", "2026-02-01"))
    }
    named = {
        of: {each["field"]: (each["above"], each["above_en"], each["zh"]) for each in codes}
        for of, codes in said.items()
    }
    assert named["0109", "2026-01-31"]["content_class"] == ("农村农业", "rural affairs and agriculture", "水库移民")
    assert "content_class" not in named["城建", "2026-01-31"], "free words are none"
    assert named["A1", "2026-02-01"] == {
        "channel": ("", "", "来电"),
        "source": ("", "", "直接收到"),
        "content_class": ("后期扶持", "", "直补资金"),
    }
