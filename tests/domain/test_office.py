"""The office as events: what each of them makes of it, and what stands in the way of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import reduce
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from domain import office as o
from domain.deciding import Refused
from domain.office_checks import NEEDED
from domain.values import Moment
from domain.vocabulary import UNIT_KINDS
from tests.domain.offices import BOOK, CLERK, CREATED, START, Told, appointed, bureau, unit

LATER = date(2026, 2, 1)


def words(told: Told, event: o.OfficeEvent, on: date = START) -> list[str]:
    return [reason.en for reason in told.refused(event, on)]


# ---- units


def test_units_are_made_changed_and_closed() -> None:
    told = Told(unit("局领导", "department"), unit("信访科", "section", "局领导"))
    told.tell(unit("信访科", "petition_section", "局领导"), unit("后扶科"), unit("后扶科", closed_from=LATER))
    assert [(each.name, each.kind, each.closed_from) for each in told.state.units] == [
        ("局领导", "department", None),
        ("信访科", "petition_section", None),
        ("后扶科", "section", LATER),
    ]


def test_a_unit_is_of_a_known_kind_and_below_one_that_there_is() -> None:
    told = Told()
    assert words(told, unit("信访科", "troop"))[0].startswith("`kind` 'troop' is not one of")
    assert words(told, unit("信访科", "section", "局领导")) == ["there is no unit '局领导'"]
    assert "`name` is empty" in words(told, unit(" "))


def test_units_form_no_circle() -> None:
    told = Told(unit("甲"), unit("乙", parent="甲"), unit("丙", parent="乙"))
    assert words(told, unit("甲", parent="丙")) == ["丙 is below 甲: no circle"]
    assert words(told, unit("甲", parent="甲")) == ["甲 is below 甲: no circle"]
    assert words(Told(), unit("甲", parent="甲")) == ["甲 is below 甲: no circle"]


UNIT = st.sampled_from(("甲", "乙", "丙", "丁"))


@given(st.lists(st.tuples(UNIT, st.just("") | UNIT), max_size=12))
def test_whatever_is_asked_for_the_units_stay_a_tree(asked: list[tuple[str, str]]) -> None:
    told = Told()
    for name, parent in asked:
        try:
            told.tell(unit(name, parent=parent))
        except Refused:
            continue
    parents = {each.name: each.parent for each in told.state.units}
    for name in parents:
        above = list(climbed(parents, name))
        assert len(set(above)) == len(above) <= len(parents)
        assert set(above) <= set(parents)


def climbed(parents: dict[str, str], name: str) -> Iterator[str]:
    while name and name in parents:
        yield name
        name = parents[name]
        if name == "":
            return


def test_a_unit_on_which_something_hangs_cannot_be_closed() -> None:
    told = bureau().tell(
        o.RoleFilled(role="coordinating_department", who="信访科"),
        o.DepartmentNamed(content_class="城建", unit="规划科"),
    )
    assert words(told, unit("局领导", "department", closed_from=LATER))[0].startswith("局领导 still has 信访科, 规划科")
    assert words(told, unit("信访科", "petition_section", "局领导", LATER)) == [
        "信访科 still has 武刚, 田甜, 罗辉, coordinating_department: it cannot be closed"
    ]
    told.tell(o.PersonLeft(person="卫东", since=LATER), o.DepartmentNamed(content_class="城建", unit="后扶科"))
    told.tell(unit("规划科", "section", "局领导", LATER))
    assert words(told, appointed("卫东", "section_head", "规划科", LATER)) == [
        "unit '规划科' is closed from 2026-02-01"
    ]
    assert words(told, appointed("柳青", "section_head", "规划科")) == ["unit '规划科' is closed from 2026-02-01"]
    told.tell(appointed("柳青", "section_head", "规划科", until=date(2026, 1, 31)))


# ---- people


def test_a_post_is_said_again_with_the_same_first_day_to_change_it() -> None:
    told = bureau()
    told.tell(o.PersonAppointed(person="钟山", post="head", unit="局领导", rank="正处级", since=date(2025, 1, 1)))
    assert [each.rank for each in told.state.staff if each.person == "钟山"] == ["正处级"]


def test_nobody_holds_a_post_twice_at_a_time() -> None:
    told = bureau()
    twice = appointed("钟山", "head", "局领导", LATER)
    assert words(told, twice) == ["钟山 holds this post from 2025-01-01 on"]
    told.tell(o.PersonLeft(person="钟山", since=date(2026, 1, 15))).tell(twice)
    assert [(each.since, each.until) for each in told.state.staff if each.person == "钟山"] == [
        (date(2025, 1, 1), date(2026, 1, 14)),
        (LATER, None),
    ]


def test_an_appointment_names_a_known_post_a_known_unit_and_a_span() -> None:
    told = bureau()
    assert words(told, appointed("甲", "captain"))[0].startswith("`post` 'captain' is not one of")
    assert words(told, appointed("甲", "head", "财务科")) == ["there is no unit '财务科'"]
    assert words(told, appointed("甲", "head", since=LATER, until=START)) == ["it ends before it begins"]
    assert words(told, appointed("甲", "head", since=date(1, 1, 1))) == ["`since` has the year 1"]


def test_who_leaves_one_post_keeps_the_others() -> None:
    told = bureau().tell(appointed("卫东", "supervisor", "信访科"))
    told.tell(o.PersonLeft(person="卫东", post="supervisor", since=LATER))
    assert {(each.post, each.until) for each in told.state.staff if each.person == "卫东"} == {
        ("section_head", None),
        ("supervisor", date(2026, 1, 31)),
    }
    assert words(told, o.PersonLeft(person="卫东", post="head", since=LATER)) == [
        "卫东 holds no such post on 2026-02-01 or later"
    ]


def test_who_leaves_before_the_first_day_never_held_the_post() -> None:
    told = bureau().tell(appointed("新人", "handler", "后扶科", LATER))
    told.tell(o.PersonLeft(person="新人", since=date(2026, 1, 20)))
    assert all(each.person != "新人" for each in told.state.staff)


def test_a_field_is_of_one_thing_and_led_by_an_officer() -> None:
    told = bureau()
    one = "a field is a content class or a unit, one of them"
    assert words(told, o.FieldGiven(leader="钟山", since=START)) == [one]
    assert words(told, o.FieldGiven(leader="钟山", unit="规划科", content_class="城建", since=START)) == [one]
    assert words(told, o.FieldGiven(leader="外人", unit="财务科", since=START)) == [
        "there is no unit '财务科'",
        "外人 holds no post on 2026-01-01",
    ]


def test_a_delegation_is_from_somebody_else_for_a_post_that_is_held() -> None:
    told = bureau()

    def delegated(taker: str, giver: str = "", post: str = "", reason: str = "外出") -> o.Delegated:
        return o.Delegated(taker=taker, giver=giver, post=post, since=START, reason=reason)

    assert words(told, delegated("邱泽")) == ["say for whom or in which post"]
    assert words(told, delegated("邱泽", "邱泽")) == ["nobody acts for himself"]
    assert words(told, delegated("邱泽", "钟山", "registrar")) == ["钟山 does not hold registrar on 2026-01-01"]
    assert words(told, delegated("外人", "钟山")) == ["外人 holds no post on 2026-01-01"]
    assert words(told, delegated("邱泽", "钟山", reason=" ")) == ["`reason` is empty"]
    told.tell(delegated("邱泽", "钟山"))
    assert words(told, delegated("邱泽", "钟山", reason="别的理由")) == [
        "it is delegated so already: nothing would change"
    ]


def test_a_delegation_said_again_is_ended_early() -> None:
    told = bureau().tell(o.Delegated(taker="邱泽", giver="钟山", since=START, reason="外出"))
    told.tell(o.Delegated(taker="邱泽", giver="钟山", since=START, until=LATER, reason="提前返回"))
    assert [each.until for each in told.state.delegations] == [LATER]


# ---- roles, departments, places


def test_a_role_is_filled_anew_and_left_to_nobody() -> None:
    told = bureau()
    assert told.profile.roles == {"registrar": "田甜"}
    told.tell(o.RoleFilled(role="registrar", who="罗辉"), o.RoleFilled(role="coordinating_department", who="信访科"))
    assert told.profile.roles == {"registrar": "罗辉", "coordinating_department": "信访科"}
    told.tell(o.RoleFilled(role="registrar", who="", reason="空缺"))
    assert told.profile.roles == {"coordinating_department": "信访科"}


def test_a_role_is_filled_by_a_unit_or_officer_of_the_office_unless_it_lies_outside() -> None:
    told = bureau()
    assert words(told, o.RoleFilled(role="registrar", who="外人")) == ["there is no unit and no officer '外人'"]
    assert words(told, o.RoleFilled(role="captain", who="钟山"))[0].startswith("`role` 'captain' is not one of")
    told.tell(o.RoleFilled(role="review_body", who="市信访局"))
    told.tell(o.PersonLeft(person="罗辉", since=START))
    assert words(told, o.RoleFilled(role="registrar", who="罗辉"), LATER) == ["there is no unit and no officer '罗辉'"]
    assert Told().tell(o.RoleFilled(role="registrar", who="外人")).profile.roles == {"registrar": "外人"}


@pytest.mark.clause("R6.2")
def test_the_unit_that_handles_is_that_of_the_place() -> None:
    told = bureau().tell(o.RoleFilled(role="handling_unit", who="后扶科", place="河口镇"))
    assert told.profile.places == {"河口镇": "后扶科"}
    assert "handling_unit" not in told.profile.roles
    assert words(told, o.RoleFilled(role="registrar", who="罗辉", place="河口镇"))[0] == (
        "only handling_unit is filled by place"
    )


# ---- handing over


def test_a_desk_is_handed_over_with_its_roles_fields_and_when_leaving_its_posts() -> None:
    told = bureau().tell(
        o.RoleFilled(role="deputy_for_petitions", who="倪虹"),
        o.FieldGiven(leader="倪虹", content_class="城建", since=date(2025, 1, 1)),
        o.FieldGiven(leader="倪虹", unit="规划科", since=date(2026, 3, 1)),
        o.FieldGiven(leader="钟山", unit="后扶科", since=date(2025, 1, 1)),
    )
    over = o.DeskHandedOver(giver="倪虹", taker="邱泽", since=LATER, reason="调离", leaving=True)
    told.tell(over)
    assert told.profile.roles["deputy_for_petitions"] == "邱泽"
    assert {(*each.subject, each.since, each.leader) for each in told.state.fields} == {
        ("content_class", "城建", date(2025, 1, 1), "倪虹"),
        ("content_class", "城建", LATER, "邱泽"),
        ("unit", "规划科", date(2026, 3, 1), "邱泽"),
        ("unit", "后扶科", date(2025, 1, 1), "钟山"),
    }
    assert [each.until for each in told.state.staff if each.person == "倪虹"] == [date(2026, 1, 31)]
    assert words(told, over)[0] == "the desk is handed over already: nothing would change"
    assert words(told, o.DeskHandedOver(giver="邱泽", taker="邱泽", since=LATER, reason="x")) == [
        "nobody hands over to himself"
    ]
    assert words(told, o.DeskHandedOver(giver="邱泽", taker="倪虹", since=LATER, reason="x")) == [
        "倪虹 holds no post on 2026-02-01"
    ]


# ---- calendar, checklists, analyses


def test_the_last_word_on_a_day_counts() -> None:
    def arranged(*, working: bool) -> o.CalendarOverridden:
        return o.CalendarOverridden(day=LATER, working=working, name="停电", paper="移办4号")

    told = Told(arranged(working=False), arranged(working=True))
    assert [each.working for each in told.state.overrides] == [True]
    assert words(told, arranged(working=True)) == ["2026-02-01 is arranged so already: nothing would change"]


@pytest.mark.clause("R3.3.2")
def test_a_checklist_is_one_of_the_book_with_its_own_items_on_a_day_that_has_come() -> None:
    def filled(form: str = "reception_room", day: date = START, **items: int) -> o.OfficeChecklistFilled:
        return o.OfficeChecklistFilled(form=form, day=day, items=items or {"开水": 5})

    told = Told(filled(整洁卫生=5, 开水=0))
    assert words(told, filled("sheet")) == ["the rulebook has no checklist 'sheet'"]
    assert words(told, filled(沙发=3)) == ["the checklist has no 沙发"]
    assert words(told, filled(开水=6)) == ["every item is marked 0 to 5"]
    assert words(told, filled(day=LATER)) == ["2026-02-01 has not come yet"]
    assert len(told.state.checklists) == 1


@pytest.mark.clause("R3.2.4")
def test_an_analysis_says_to_whom_of_what_period_and_what_its_figures_rest_on() -> None:
    said = o.AnalysisSubmitted(
        to="秦岭", period="2025年", text="市场收费问题突出。", figures={"市场收费": ("P01", "P04")}
    )
    told = Told(said)
    assert told.state.analyses == (said,)
    assert words(told, o.AnalysisSubmitted(to="", period="", text="")) == [
        "`to` is empty",
        "`period` is empty",
        "`text` is empty",
    ]


# ---- the stream


def test_nothing_happens_to_an_office_that_was_not_made_and_it_is_made_once() -> None:
    with pytest.raises(Refused, match="does not exist yet"):
        o.decide(o.Office(), unit("甲"), CLERK, Moment(START))
    assert words(Told(), CREATED) == ["office yimin exists already"]


def test_the_office_is_what_its_lines_made_it() -> None:
    told = bureau()
    assert o.replay(told.lines) == reduce(o.evolve, told.lines, o.Office()) == told.state
    assert [line.version for line in told.lines] == list(range(1, len(told.lines) + 1))
    assert {line.stream for line in told.lines} == {o.office_stream("yimin")}


@pytest.mark.parametrize("kind", NEEDED, ids=lambda kind: kind.__name__)
def test_fields_that_must_say_something_are_fields_of_an_event(kind: type[Struct]) -> None:
    assert kind in get_args(o.OfficeEvent)
    assert set(NEEDED[kind]) <= set(kind.__struct_fields__)


def test_what_is_so_already_is_told_apart_from_what_is_wrong() -> None:
    told = bureau()
    same = unit("信访科", "petition_section", "局领导")
    assert [reason.entry for reason in told.refused(same)] == [o.UNCHANGED]
    assert all(reason.entry != o.UNCHANGED for reason in told.refused(unit("甲", "troop")))


@pytest.mark.parametrize("kind", UNIT_KINDS)
def test_a_unit_may_be_of_every_kind(kind: str) -> None:
    assert Told(unit("甲", kind)).state.units[0].kind == kind


def test_a_book_is_adopted_or_published_once() -> None:
    def published(day: date) -> o.RulebookPublished:
        return o.RulebookPublished(
            reference=f"own@{day}", digest="0", valid_from=day, text="…", text_digest="1", extends="S1@2022-05-01",
            reason="局务会通过",
        )  # fmt: skip

    told = Told(published(START), published(START + timedelta(1)))
    assert [book.reference for book in told.state.books] == ["own@2026-01-01", "own@2026-01-02"]
    assert words(told, published(START)) == ["rulebook own@2026-01-01 is adopted already"]
    assert told.profile.book == BOOK.id
