"""Who is who on a day: posts held and acted in, leaders and their fields, units and what they answer for."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import office as o
from domain import staffing
from domain.deciding import OfficeProfile
from domain.organisation import Delegation, Posting, Unit
from domain.vocabulary import POSTS
from tests.domain.offices import Told, appointed, bureau, unit

DAY = date(2026, 1, 15)


def field(leader: str, since: date = date(2025, 1, 1), **subject: str) -> o.FieldGiven:
    return o.FieldGiven(leader=leader, since=since, **subject)


def delegated(taker: str, giver: str = "", post: str = "", until: date | None = None) -> o.Delegated:
    return o.Delegated(taker=taker, giver=giver, post=post, since=date(2026, 1, 12), until=until, reason="外出")


def test_without_registered_staff_nothing_is_known_of_anybody() -> None:
    nobody = Told().profile
    assert not staffing.has_staff(nobody)
    assert staffing.posts_of(nobody, "钟山", DAY) == frozenset()
    assert staffing.holder_of(nobody, "head", DAY) == staffing.leader_of(nobody, "城建", "规划科", DAY) == ""
    assert not staffing.has_left(nobody, "钟山", DAY)


def test_a_post_is_held_from_its_first_to_its_last_day() -> None:
    told = bureau().tell(appointed("石磊", "deputy_head", "局领导", date(2026, 1, 10), date(2026, 1, 20)))
    held = {day: staffing.posts_of(told.profile, "石磊", date(2026, 1, day)) for day in (9, 10, 20, 21)}
    assert held == {9: frozenset(), 10: {"deputy_head"}, 20: {"deputy_head"}, 21: frozenset()}


def test_who_belongs_to_the_petition_section_holds_its_post_whatever_the_own_one_is() -> None:
    profile = bureau().profile
    assert staffing.posts_of(profile, "田甜", DAY) == {"handler", "petition_section"}
    assert staffing.posts_of(profile, "卫东", DAY) == {"section_head", "section"}
    assert staffing.posts_of(profile, "钟山", DAY) == {"head"}


def test_the_head_of_the_office_comes_before_the_head_of_a_body_below_it() -> None:
    assert staffing.holder_of(bureau().profile, "head", DAY) == "钟山"


@pytest.mark.parametrize(("day", "acts"), [(11, False), (12, True), (16, True), (17, False)])
def test_a_delegation_gives_the_posts_of_the_giver_while_it_is_in_force(day: int, *, acts: bool) -> None:
    profile = bureau().tell(delegated("邱泽", "钟山", until=date(2026, 1, 16))).profile
    on = date(2026, 1, day)
    assert ("head" in staffing.posts_of(profile, "邱泽", on)) is acts
    assert staffing.acts_for(profile, "邱泽", "head", on) == ("钟山" if acts else "")
    assert staffing.present(profile, "钟山", on) == ("邱泽" if acts else "钟山")
    assert staffing.holder_of(profile, "head", on) == "钟山", "the post stays with who holds it"


def test_a_delegation_of_one_post_gives_no_other_and_does_not_make_the_giver_absent() -> None:
    told = bureau().tell(appointed("钟山", "supervisor", "局领导"), delegated("邱泽", "钟山", "supervisor"))
    assert staffing.posts_of(told.profile, "邱泽", DAY) == {"deputy_head", "supervisor"}
    assert staffing.present(told.profile, "钟山", DAY) == "钟山"


def test_nobody_can_give_a_post_he_has_left_or_pass_a_delegation_on() -> None:
    told = bureau().tell(delegated("邱泽", "钟山"), delegated("卫东", "邱泽"))
    assert "head" not in staffing.posts_of(told.profile, "卫东", DAY)
    told.tell(o.PersonLeft(person="钟山", since=date(2026, 1, 14)))
    assert staffing.posts_of(told.profile, "邱泽", date(2026, 1, 13)) == {"deputy_head", "head"}
    assert staffing.posts_of(told.profile, "邱泽", DAY) == {"deputy_head"}


def test_a_vacant_post_is_held_by_who_acts_in_it() -> None:
    told = bureau().tell(o.PersonLeft(person="倪虹", since=DAY), delegated("邱泽", post="deputy_for_petitions"))
    assert staffing.holder_of(told.profile, "deputy_for_petitions", DAY) == "邱泽"
    assert staffing.acts_for(told.profile, "邱泽", "deputy_for_petitions", DAY) == "deputy_for_petitions"


def test_the_leader_is_that_of_the_content_class_then_of_the_unit_then_of_the_unit_above() -> None:
    told = bureau().tell(
        field("倪虹", content_class="城建"), field("邱泽", unit="规划科"), field("钟山", unit="局领导")
    )

    def asked(content_class: str, where: str) -> str:
        return staffing.leader_of(told.profile, content_class, where, DAY)

    assert asked("城建", "规划科") == "倪虹"
    assert asked("社保", "规划科") == "邱泽"
    assert asked("", "后扶科") == "钟山"
    assert asked("", "河口县移民局") == asked("社保", "") == ""


def test_a_field_belongs_to_whoever_had_it_on_the_day() -> None:
    told = bureau().tell(
        field("倪虹", content_class="城建"),
        field("邱泽", date(2026, 1, 10), content_class="城建"),
        field("", date(2026, 1, 20), content_class="城建"),
    )
    leaders = {day: staffing.leader_of(told.profile, "城建", "", date(2026, 1, day)) for day in (9, 10, 19, 20)}
    assert leaders == {9: "倪虹", 10: "邱泽", 19: "邱泽", 20: ""}


def test_a_leader_who_is_away_is_represented_and_one_who_has_left_leads_nothing() -> None:
    told = bureau().tell(field("倪虹", unit="规划科"), delegated("邱泽", "倪虹", until=date(2026, 1, 16)))
    assert staffing.leader_of(told.profile, "", "规划科", DAY) == "邱泽"
    told.tell(o.PersonLeft(person="倪虹", since=date(2026, 2, 1)))
    assert staffing.leader_of(told.profile, "", "规划科", date(2026, 1, 31)) == "倪虹"
    assert staffing.leader_of(told.profile, "", "规划科", date(2026, 2, 1)) == ""


def test_what_leavers_owe_is_listed() -> None:
    told = bureau().tell(o.PersonLeft(person="卫东", since=date(2026, 2, 1)))
    held = [("一", "卫东"), ("二", "柳青"), ("三", "规划科"), ("四", "卫东"), ("五", "外人")]
    assert staffing.orphaned(told.profile, held, date(2026, 1, 31)) == []
    assert staffing.orphaned(told.profile, held, date(2026, 2, 1)) == ["一", "四"]


def test_units_are_led_by_who_holds_a_leading_post_there_or_has_them_as_a_field() -> None:
    told = bureau().tell(field("邱泽", unit="规划科"))
    assert staffing.led_by(told.profile, ["卫东"], DAY) == {"规划科"}
    assert staffing.led_by(told.profile, ["邱泽"], DAY) == {"规划科"}, "a deputy leads what is his field"
    assert staffing.led_by(told.profile, ["田甜", "外人"], DAY) == frozenset()


def test_where_a_person_serves_and_what_a_unit_answers_for() -> None:
    told = bureau().tell(
        o.DepartmentNamed(content_class="城建", unit="规划科"),
        o.RoleFilled(role="handling_unit", who="后扶科", place="河口镇"),
    )
    profile = told.profile
    assert (staffing.unit_of_person(profile, "卫东", DAY), staffing.kind_of(profile, "规划科")) == ("规划科", "section")
    assert staffing.department_of(profile, "城建", DAY) == "规划科"
    assert staffing.unit_of_place(profile, "河口镇") == "后扶科"
    assert staffing.unit_of_person(profile, "卫东", date(2024, 1, 1)) == staffing.kind_of(profile, "财务科") == ""


@pytest.mark.parametrize(
    ("posts", "wanted", "enough"),
    [
        ({"head"}, "deputy_head", True),
        ({"deputy_for_petitions"}, "deputy_head", True),
        ({"petition_section_head"}, "deputy_head", False),
        ({"handler"}, "deputy_head", False),
        ({"deputy_head"}, "head", False),
        ({"head"}, "section_head", True),
        ({"head"}, "registrar", False),
        ({"registrar"}, "registrar", True),
    ],
)
def test_the_order_of_posts(posts: set[str], wanted: str, *, enough: bool) -> None:
    assert staffing.is_at_least(posts, wanted) is enough


# ---- against a scan of everything, from the words alone

PEOPLE = ("甲", "乙", "丙")
UNITS = (Unit(name="信访科", kind="petition_section"), Unit(name="局领导", kind="department"))
DAYS = st.integers(0, 20).map(lambda n: date(2026, 1, 1) + timedelta(n))
UNTIL = st.none() | DAYS
POSTINGS = st.builds(
    Posting,
    person=st.sampled_from(PEOPLE),
    post=st.sampled_from(("head", "deputy_head", "handler")),
    unit=st.sampled_from(("", "信访科", "局领导", "没有的")),
    since=DAYS,
    until=UNTIL,
)
DELEGATIONS = st.builds(
    Delegation,
    taker=st.sampled_from(PEOPLE),
    giver=st.sampled_from(("", *PEOPLE)),
    post=st.sampled_from(("head", "deputy_head")),
    since=DAYS,
    until=UNTIL,
) | st.builds(Delegation, taker=st.sampled_from(PEOPLE), giver=st.sampled_from(PEOPLE), since=DAYS, until=UNTIL)


def scanned(profile: OfficeProfile, person: str, day: date) -> set[str]:
    """The posts of a person by looking at everything there is."""

    def in_force(said: Posting | Delegation) -> bool:
        return said.since <= day <= (said.until or date.max)

    own = {p.post for p in profile.staff if p.person == person and in_force(p)}
    own |= {
        u.kind
        for p in profile.staff
        for u in profile.units
        if p.person == person and in_force(p) and p.unit == u.name and u.kind in POSTS
    }
    for d in profile.delegations:
        if d.taker == person and in_force(d):
            given = {p.post for p in profile.staff if p.person == d.giver and in_force(p)} if d.giver else {d.post}
            own |= {post for post in given if d.post in ("", post)}
    return own


@given(st.lists(POSTINGS, max_size=6), st.lists(DELEGATIONS, max_size=4), DAYS)
def test_posts_agree_with_a_scan_of_everything(staff: list[Posting], given_: list[Delegation], day: date) -> None:
    profile = OfficeProfile(id="o", name="局", book="S1", units=UNITS, staff=tuple(staff), delegations=tuple(given_))
    for person in (*PEOPLE, "外人"):
        assert staffing.posts_of(profile, person, day) == scanned(profile, person, day)
        for post in POSTS:
            delegated_ = bool(staffing.acts_for(profile, person, post, day))
            assert delegated_ <= (post in scanned(profile, person, day))
    for post in POSTS:
        holders = {p.person for p in staff if p.post == post and p.since <= day <= (p.until or date.max)}
        found = staffing.holder_of(profile, post, day)
        assert found in holders if holders else not found or post in scanned(profile, found, day)


def test_a_unit_of_no_known_name_is_of_no_kind() -> None:
    assert staffing.parent_of(Told(unit("信访科", "petition_section")).profile, "别科") == ""
