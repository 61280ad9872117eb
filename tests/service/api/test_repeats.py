"""Repeat candidates over HTTP: found, named, judged by a person, counted; and only what may be shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from starlette.testclient import TestClient

from service.api.app import create_app
from service.database import Database
from service.likeness.table import TABLE
from service.runtime import Instance, assembled
from service.settings import Settings
from tests.service.access.hiding import hide
from tests.service.api.callers import HERE, Caller, problem
from tests.service.processes import until

HEATING = "我住在玉兰小区3栋，今年冬天供暖温度一直不达标，室内只有14度"
HEATING_AGAIN = "玉兰小区3栋今年冬天的供暖温度还是不达标，家里只有14度"
ROAD = "村口道路一下雨就积水，半年没有人管，孩子上学不便"


def came(plain: Caller, problem: str = ROAD, channel: str = "visit", **person: str) -> str:
    """A petition of a new person, unless `id` says whose."""
    petitioner = {"id": str(uuid4()), **person}
    said = plain.do("receive", channel=channel, details={"petitioner": petitioner, "problem": problem})
    return str(said["petition"])


def asked(plain: Caller, petition: str, **query: Any) -> dict[str, set[str]]:
    """The candidates, likeliest first, and the grounds of each."""
    found = plain.read("petitions", petition, "repeat-candidates", **query)["candidates"]
    return {each["petition"]: {ground["code"] for ground in each["grounds"]} for each in found}


def test_each_ground_by_which_a_petition_is_found_is_named_and_the_likeliest_comes_first(plain: Caller) -> None:
    who = str(uuid4())
    own = came(plain, HEATING, id=who, phone="138 0000 1111", address="玉兰小区3栋")
    same_person = came(plain, HEATING_AGAIN, id=who)
    same_phone = came(plain, phone="+8613800001111")
    same_address = came(plain, address="玉兰小区 3栋")
    like_text = came(plain, HEATING + "，请管一管")
    came(plain, ROAD, phone="13900002222", address="海棠街1号", name="王芳")
    found = asked(plain, own)
    assert found == {
        same_person: {"same_person", "like_text"},
        like_text: {"like_text"},
        same_phone: {"same_phone"},
        same_address: {"same_address"},
    }
    assert list(found) == [same_person, like_text, same_phone, same_address]
    assert list(asked(plain, own, limit=2)) == [same_person, like_text]


def test_letters_of_one_place_and_class_are_compared_also_where_they_share_no_passage(plain: Caller) -> None:
    def written(problem: str, place: str) -> str:
        details = {"problem": problem, "problem_place": place, "content_class": "030200"}
        return str(plain.do("receive", channel="letter", details=details)["petition"])

    own = written("供暖差，温度低", "玉兰街道")
    near = written("温度低，供暖差", "玉兰街道")
    written("温度低，供暖差", "海棠街道")
    assert asked(plain, own) == {near: {"like_text"}}


def test_a_person_judges_and_what_is_joined_is_counted_and_can_be_taken_back(plain: Caller) -> None:
    who = str(uuid4())
    first = came(plain, HEATING, id=who)
    second = came(plain, HEATING_AGAIN, id=who)
    letter = came(plain, HEATING, channel="letter", id=who)
    (found,) = [each for each in told(plain, second) if each["petition"] == first]
    assert not found["joined"]
    plain.do("join", second, to=found["matter"], score=found["score"])
    plain.do("join", letter, to=first)
    assert [each["joined"] for each in told(plain, second)] == [True, True]
    trips = plain.read("petitions", first)["trips"]
    assert trips == {
        "matter": first,
        "petitions": 3,
        "channels": {"letter": 1, "visit": 2},
        "visits": 2,
        "persons": 2,
    }
    assert plain.read("petitions", letter)["trips"] == trips
    position = plain.size()
    plain.do("unjoin", letter, to=first, reason="不是同一事项")
    assert plain.read("petitions", first)["trips"]["petitions"] == 2
    assert plain.read("petitions", letter)["trips"]["matter"] == letter
    assert plain.read("petitions", first, position=position)["trips"] == trips, "as it was known then"
    assert {each["petition"]: each["joined"] for each in told(plain, second)} == {first: True, letter: False}


def test_a_matter_whose_first_petition_was_joined_later_is_one_chain(plain: Caller) -> None:
    who = str(uuid4())
    oldest, middle, newest = (came(plain, HEATING, id=who) for _ in range(3))
    plain.do("join", newest, to=middle)
    plain.do("join", middle, to=oldest)
    found = [plain.read("petitions", each)["trips"] for each in (oldest, middle, newest)]
    assert [each["matter"] for each in found] == [oldest] * 3
    assert [each["visits"] for each in found] == [3, 3, 3]


def told(plain: Caller, petition: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = plain.read("petitions", petition, "repeat-candidates")["candidates"]
    return found


def test_what_is_void_is_no_candidate_and_makes_no_trip(plain: Caller) -> None:
    who = str(uuid4())
    own, void = came(plain, id=who), came(plain, id=who)
    plain.do("join", void, to=own)
    assert list(asked(plain, own)) == [void]
    plain.do("void", void, reason="重复录入")
    assert asked(plain, own) == {}
    assert plain.read("petitions", own)["trips"]["visits"] == 1


def test_what_was_said_later_or_corrected_is_what_is_compared(plain: Caller) -> None:
    own = came(plain, phone="13800001111")
    other = came(plain, HEATING, phone="13900002222")
    assert asked(plain, own) == {}
    said = plain.do("classify", other, details={"petitioner": {"id": str(uuid4()), "phone": "13800001111"}})
    assert asked(plain, own) == {other: {"same_phone"}}
    act = {"verb": "classify", "details": {"petitioner": {"id": str(uuid4()), "phone": "13700003333"}}}
    plain.do("correct", other, of=2, act=act, occurred=said["events"][0]["occurred"]["day"], reason="电话录错")
    assert asked(plain, own) == {}


def test_who_may_not_know_of_a_petition_is_not_shown_it(plain: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    """An accusation is restricted from its receipt: it is no suggestion for those without clearance."""
    who = str(uuid4())
    own, accusation = came(plain, id=who), came(plain, id=who)
    assert list(asked(plain, own)) == [accusation]

    hide(monkeypatch, accusation)
    assert asked(plain, own) == {}
    problem(plain.ask("petitions", accusation, "repeat-candidates"), 404, "no-such-petition")


def test_traits_of_one_office_are_none_in_another(client: TestClient, plain: Caller) -> None:
    other = Caller.founded(client, "annexe", "plain")
    own = came(plain, phone="13800001111")
    came(other, phone="13800001111")
    assert asked(plain, own) == {}


def test_what_another_process_wrote_is_found_by_this_one(plain: Caller, database: Database, home: Path) -> None:
    who = str(uuid4())
    own = came(plain, id=who)
    assert asked(plain, own) == {}
    with assembled(Settings(home), database) as second, TestClient(create_app(second), base_url=HERE) as client:
        other = came(Caller(client, plain.office), id=who)
        assert list(asked(Caller(client, plain.office), own)) == [other]
    assert list(asked(plain, own)) == [other]


def test_a_server_indexes_by_itself_what_others_write(plain: Caller, instance: Instance) -> None:
    own = came(plain, phone="13800001111")
    other = came(plain, phone="13800001111")
    instance.likeness.start()
    assert until(lambda: indexed(instance, plain.office) == {own, other})


def indexed(instance: Instance, office: str) -> set[str]:
    with instance.pool.connection() as connection:
        rows = connection.execute(f"SELECT DISTINCT petition FROM {TABLE} WHERE office = %s", (office,)).fetchall()
    return {str(petition) for (petition,) in rows}


def test_what_a_destroyed_key_had_sealed_is_no_ground_any_more(plain: Caller, database: Database, home: Path) -> None:
    who = uuid4()
    own, other = came(plain, phone="13800001111"), came(plain, HEATING, id=str(who), phone="13800001111")
    assert asked(plain, own) == {other: {"same_phone"}}
    (key,) = home.rglob(f"person-{who.hex}.key")
    key.unlink()
    with assembled(Settings(home), database) as later, TestClient(create_app(later), base_url=HERE) as client:
        assert asked(Caller(client, plain.office), own) == {}


def test_indexed_anew_the_same_is_found_and_nothing_is_left_of_what_was_erased(
    plain: Caller, database: Database, home: Path
) -> None:
    who = uuid4()
    own, other = came(plain, HEATING, phone="13800001111"), came(plain, id=str(who), phone="13800001111")
    like = came(plain, HEATING)
    found = {other: {"same_phone"}, like: {"like_text"}}
    assert asked(plain, own) == found
    with assembled(Settings(home), database) as later, TestClient(create_app(later), base_url=HERE) as client:
        before = traits(later, other)
        later.likeness.rebuild()
        assert traits(later, other) == before
        assert asked(Caller(client, plain.office), own) == found
    for key in (*home.rglob(f"person-{who.hex}.key"), *home.rglob(f"case-{UUID(other).hex}.key")):
        key.unlink()
    with assembled(Settings(home), database) as later:
        later.likeness.rebuild()
        assert traits(later, other) < before
        assert len(traits(later, other)) == 1, "that one record wrote is no personal datum"


def traits(instance: Instance, petition: str) -> set[int]:
    with instance.pool.connection() as connection:
        rows = connection.execute(f"SELECT trait FROM {TABLE} WHERE petition = %s", (petition,)).fetchall()
    return {trait for (trait,) in rows}


def test_a_petition_that_is_not_there_has_no_candidates(plain: Caller) -> None:
    problem(plain.ask("petitions", str(uuid4()), "repeat-candidates"), 404, "no-such-petition")
    own = came(plain)
    problem(plain.ask("petitions", own, "repeat-candidates", limit=0), 422)
