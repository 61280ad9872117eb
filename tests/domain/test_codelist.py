"""Code lists: what makes one, which version holds on a day, what an act is held to."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from domain import codelist, coding, staffing
from domain import commands as c
from domain import office as o
from domain.codelist import BadCodeList, CodeList, in_force, parse
from domain.deciding import Reason
from domain.values import Details, Person
from service.bundled import bundled_code_lists, bundled_code_text
from tests.domain.offices import START, Told, bureau
from tests.domain.scenario import PERSON, Scenario, under

HEAD = '[list]\nid = "{id}"\nversion = {version}\nzh = "{zh}"\n'


def text(*codes: str, list_id: str = "content_classes", version: str = "2026-01-01", zh: str = "内容分类") -> str:
    """A list of codes; "01/0101" stands for a code and the one above it."""
    made = HEAD.format(id=list_id, version=version, zh=zh)
    for said in codes:
        parent, _, code = said.rpartition("/")
        made += f'\n[[code]]\ncode = "{code}"\nzh = "某类"\n' + (f'parent = "{parent}"\n' if parent else "")
    return made


def mistakes(said: str) -> list[str]:
    with pytest.raises(BadCodeList) as bad:
        parse(said)
    assert all(zh for zh, _ in bad.value.mistakes)
    return [en for _, en in bad.value.mistakes]


def test_the_lists_that_come_with_the_program_hold_from_2026_on() -> None:
    held = in_force(bundled_code_lists(), date(2026, 1, 1))
    assert set(held) == set(codelist.FIELDS)
    assert in_force(bundled_code_lists(), date(2025, 12, 31)) == {}
    classes = held["content_classes"].codes
    assert sum(not each.parent for each in classes) == 17
    assert sum(bool(each.parent) for each in classes) == 112
    assert len(held["occupations"].codes) == 17
    assert all(each.zh and each.en for said in held.values() for each in said.codes)


@pytest.mark.parametrize("list_id", coding.CLOSED)
def test_where_rulebooks_decide_by_a_code_the_list_of_the_program_has_each_of_them(list_id: str) -> None:
    (said,) = [each for each in bundled_code_lists() if each.id == list_id]
    assert {each.code for each in said.codes} == set(coding.CLOSED[list_id])


@pytest.mark.parametrize(
    ("said", "says"),
    {
        "no TOML": ("[[list", "not a code list"),
        "nothing in it": ("", "missing required field `list`"),
        "unknown key": (text("01") + "colour = 1\n", "colour"),
        "unknown list": (text("01", list_id="moods"), "there is no list 'moods'"),
        "no name": (text("01", zh=" "), "`zh` of the list is empty"),
        "no code": (HEAD.format(id="occupations", version="2026-01-01", zh="职业") + "code = []", "not a code list"),
        "impossible year": (text("01", version="1066-10-14"), "makes no sense"),
        "twice": (text("01", "01"), "code '01' stands there 2 times"),
        "blank around it": (text("01 "), "has spaces around it"),
        "parent unknown": (text("01", "02/0201"), "its parent '02' is no code of the first level"),
        "three levels": (text("01", "01/0101", "0101/010101"), "its parent '0101' is no code of the first level"),
    }.values(),
)
def test_a_text_that_is_no_list_is_refused_with_its_mistake(said: str, says: str) -> None:
    assert any(says in mistake for mistake in mistakes(said)), mistakes(said)


def test_every_mistake_is_named_at_once() -> None:
    assert len(mistakes(text("01", "01", "09/0901", list_id="moods", zh=""))) == 4


@given(st.lists(st.tuples(st.integers(0, 400), st.booleans()), max_size=8), st.integers(0, 420))
def test_on_a_day_the_newest_version_that_has_begun_holds_and_of_one_day_the_one_said_later(
    said: list[tuple[int, bool]], asked: int
) -> None:
    def version(nth: int, days: int, *, classes: bool) -> CodeList:
        first_day = START + timedelta(days)
        head = codelist.Head(id="content_classes" if classes else "occupations", version=first_day, zh="x")
        return CodeList(head=head, codes=(codelist.Code(code=str(nth), zh="x"),), digest=str(nth))

    lists = [version(nth, days, classes=classes) for nth, (days, classes) in enumerate(said)]
    day = START + timedelta(asked)
    held = in_force(lists, day)
    for list_id in ("content_classes", "occupations"):
        begun = [(each.version, nth) for nth, each in enumerate(lists) if each.id == list_id and each.version <= day]
        assert (list_id in held) == bool(begun)
        if begun:
            assert held[list_id] is lists[max(begun)[1]]


# ---- an act is held to the list of its day


def holding(*texts: str) -> Scenario:
    """A petition about to come in, in an office with these lists of its own."""
    told = under("plain")
    told.office = replace(told.office, code_lists=tuple(map(parse, texts)))
    return told


CLASSES = text("01", "01/0101")


def received(content_class: str) -> c.Receive:
    return c.Receive(channel="letter", details=Details(content_class=content_class))


def test_a_code_of_either_level_is_taken_and_another_is_refused_naming_list_and_code() -> None:
    for code in ("01", "0101"):
        holding(CLASSES).when(received(code), "2026-01-05")
    refused = holding(CLASSES).refused(received("城建"), "2026-01-05")
    assert refused == {
        "structure": "`content_class` '城建' is not in the office's code list content_classes@2026-01-01"
    }


def test_without_a_list_of_its_own_an_office_says_what_it_likes() -> None:
    holding().when(received("城建"), "2026-01-05")
    holding(text("01", list_id="occupations")).when(received("城建"), "2026-01-05")


def test_what_happened_before_the_list_held_is_free_whenever_it_is_entered() -> None:
    later = text("01", version="2026-02-01")
    holding(later).when(received("城建"), "2026-01-31", recorded="2026-02-10")
    assert holding(later).refused(received("城建"), "2026-02-01")


def test_a_code_that_a_newer_version_has_left_out_is_refused_from_its_day_on() -> None:
    both = (text("01", "02"), text("01", version="2026-03-01"))
    holding(*both).when(received("02"), "2026-02-28")
    assert "content_classes@2026-03-01" in holding(*both).refused(received("02"), "2026-03-01")["structure"]


def test_registering_and_classifying_are_held_to_it_too() -> None:
    told = holding(CLASSES)
    told.when(received("0101"), "2026-01-05")
    other = Details(content_class="城建")
    assert told.refused(c.Register(details=other), "2026-01-05")
    assert told.refused(c.Classify(details=other), "2026-01-06")


def test_a_correction_is_held_to_the_list_of_the_day_on_which_it_happened() -> None:
    told = holding(CLASSES)
    told.when(received("0101"), "2026-01-05")
    wrong = c.Correct(of=1, act=received("城建"), occurred=told.lines[0].occurred, reason="录入有误")
    assert told.refused(wrong, "2026-01-06")
    told.correct(1, received("01"), "2026-01-05", "2026-01-06")


@pytest.mark.parametrize("field", ["petitioner", "representatives", "accused"])
def test_the_occupation_of_everybody_named_is_held_to_it(field: str) -> None:
    def said(occupation: str) -> c.Receive:
        person = Person(id=PERSON, occupation=occupation)
        named: dict[str, Any] = {field: person if field == "petitioner" else (person,)}
        return c.Receive(channel="letter", details=Details(**named))

    occupations = text("01", list_id="occupations", zh="职业")
    holding(occupations).when(said("01"), "2026-01-05")
    assert "'渔民'" in holding(occupations).refused(said("渔民"), "2026-01-05")["structure"]


def test_an_office_that_leaves_a_channel_out_takes_nothing_in_by_it() -> None:
    channels = text("letter", "visit", list_id="channels", zh="信访形式")
    assert "channels@2026-01-01" in holding(channels).refused(c.Receive(channel="fax"), "2026-01-05")["structure"]
    holding(channels).when(c.Receive(channel="visit"), "2026-01-05")


# ---- an office publishes a list


def published(said: str, **other: object) -> o.CodeListPublished:
    made = parse(said)
    event = o.CodeListPublished(
        code_list=made.id, valid_from=made.version, digest=made.digest, text=said, reason="局务会通过"
    )
    return replace(event, **other)


def words(reasons: tuple[Reason, ...]) -> list[str]:
    return [reason.en for reason in reasons]


def test_an_office_holds_the_versions_that_it_published() -> None:
    told = Told(published(CLASSES), published(text("01", version="2026-03-01")))
    assert [each.version for each in told.profile.code_lists] == [date(2026, 1, 1), date(2026, 3, 1)]


def test_the_same_version_is_published_once_and_an_earlier_one_may_come_back() -> None:
    told = Told(published(CLASSES))
    assert [reason.entry for reason in told.refused(published(CLASSES))] == [o.UNCHANGED]
    told.tell(published(text("01")))
    told.tell(published(CLASSES))
    held = in_force(told.profile.code_lists, START)
    assert held["content_classes"].holds("0101")


def test_codes_that_no_rulebook_knows_cannot_be_added_to_what_rulebooks_decide_by() -> None:
    channels = text("letter", "pigeon", list_id="channels", zh="信访形式")
    (refused,) = words(Told().refused(published(channels)))
    assert "'pigeon' is none that rulebooks know" in refused


@pytest.mark.parametrize(
    "other", [{"digest": "0"}, {"code_list": "occupations"}, {"valid_from": date(2026, 2, 1)}], ids=str
)
def test_the_event_says_what_its_text_is(other: dict[str, object]) -> None:
    (refused,) = words(Told().refused(published(CLASSES, **other)))
    assert refused.startswith("the text is not the list")


def test_a_text_with_mistakes_and_no_reason_is_refused_for_all_of_it() -> None:
    event = replace(published(CLASSES), text=text("01", "01", "09/0901"), reason=" ")
    assert len(Told().refused(event)) == 3


@pytest.mark.parametrize("list_id", codelist.FIELDS)
def test_every_list_of_the_program_can_be_adopted_as_it_stands(list_id: str) -> None:
    said = bundled_code_text(list_id)
    assert said is not None
    assert Told(published(said)).profile.code_lists[0].id == list_id


def test_where_nobody_is_named_for_a_class_of_the_second_level_those_of_the_class_above_are() -> None:
    told = bureau().tell(
        published(text("01", "01/0101", "01/0102")),
        o.FieldGiven(leader="邱泽", content_class="01", since=START),
        o.FieldGiven(leader="倪虹", content_class="0102", since=START),
        o.DepartmentNamed(content_class="01", unit="规划科"),
        o.DepartmentNamed(content_class="0102", unit="后扶科"),
    )
    answers = {
        each: (
            staffing.leader_of(told.profile, each, "", START),
            staffing.department_of(told.profile, each, START),
        )
        for each in ("01", "0101", "0102", "02")
    }
    assert answers == {
        "01": ("邱泽", "规划科"),
        "0101": ("邱泽", "规划科"),
        "0102": ("倪虹", "后扶科"),
        "02": ("", ""),
    }
    assert staffing.leader_of(told.profile, "0101", "", START - timedelta(1)) == "", "the list did not hold yet"
