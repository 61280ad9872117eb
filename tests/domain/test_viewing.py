"""What a person is to the petitions of an office, told whole: names, units, posts, roles, from whom they are kept."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from domain.access import CONSOLE, Viewer, sees
from domain.access_events import AccessGranted, KinshipDeclared
from domain.deciding import OfficeProfile
from domain.guarded import Guarded, person, unit
from domain.organisation import Delegation, Posting, Unit
from domain.viewing import machine, viewer

DAY = date(2026, 3, 2)
SINCE = date(2020, 1, 1)


def posting(name: str, post: str, where: str) -> Posting:
    return Posting(person=name, post=post, unit=where, since=SINCE)


PROFILE = OfficeProfile(
    id="yimin",
    name="移民局",
    book="R5",
    units=(
        Unit(name="会员部", kind="department"),
        Unit(name="会员一组", kind="department", parent="会员部"),
        Unit(name="会员小队", kind="department", parent="会员一组"),
        Unit(name="维权部", kind="department"),
        Unit(name="甲", kind="department", parent="乙"),
        Unit(name="乙", kind="department", parent="甲"),
        Unit(name="丙", kind="department", parent="甲"),
    ),
    staff=(
        posting("屈正", "section_head", "会员部"),
        posting("组长", "section_head", "会员一组"),
        posting("丁敏", "handler", "会员一组"),
        posting("小队员", "handler", "会员小队"),
        posting("程峰", "handler", "维权部"),
        posting("程峰", "registrar", ""),
        posting("环中人", "handler", "甲"),
        posting("环下人", "handler", "丙"),
        posting("无处", "handler", ""),
    ),
)


def people(*names: str) -> set[str]:
    return set(map(person, names))


def units(*names: str) -> set[str]:
    return set(map(unit, names))


def acting(*delegations: Delegation) -> OfficeProfile:
    return replace(PROFILE, delegations=delegations)


def test_a_handler_is_told_whole() -> None:
    assert viewer(PROFILE, "丁敏", DAY) == Viewer(
        person="丁敏",
        office="yimin",
        unit="会员一组",
        posts=frozenset({"handler"}),
        roles=frozenset({"handler"}),
        marks=frozenset(people("丁敏") | units("会员一组")),
        barring=frozenset(people("丁敏", "组长") | units("丁敏", "会员一组", "会员部")),
        units=frozenset(units("会员一组", "会员小队")),
    )


def test_a_handler_of_a_unit_below_is_kept_from_what_accuses_the_units_above_and_not_who_leads_these() -> None:
    found = viewer(PROFILE, "小队员", DAY)
    assert found.barring == people("小队员") | units("小队员", "会员小队", "会员一组", "会员部")
    assert found.units == units("会员小队")


def test_who_serves_in_no_unit_is_of_none() -> None:
    assert viewer(PROFILE, "无处", DAY) == Viewer(
        person="无处",
        office="yimin",
        posts=frozenset({"handler"}),
        roles=frozenset({"handler"}),
        marks=frozenset(people("无处")),
        barring=frozenset(people("无处") | units("无处")),
    )


def test_of_two_posts_both_count_and_the_unit_is_the_one_that_is_known() -> None:
    found = viewer(PROFILE, "程峰", DAY)
    assert found.unit == "维权部"
    assert found.posts == {"handler", "registrar"}
    assert found.barring == people("程峰") | units("程峰", "维权部")


def test_units_that_are_above_each_other_end() -> None:
    assert viewer(PROFILE, "环中人", DAY).barring == people("环中人") | units("环中人", "甲", "乙")
    assert viewer(PROFILE, "环下人", DAY).barring == people("环下人") | units("环下人", "丙", "甲", "乙")


def test_a_rulebook_that_keeps_the_colleagues_in_bars_nobody_but_for_those_who_lead() -> None:
    profile = replace(PROFILE, staff=(*PROFILE.staff, posting("同组", "handler", "会员一组")))
    assert viewer(profile, "丁敏", DAY).barring >= people("同组", "组长")
    apart = viewer(profile, "丁敏", DAY, blocks="person_and_led_unit").barring
    assert apart >= people("组长")
    assert not apart & people("同组")


@pytest.mark.parametrize("post", ["head", "deputy_for_petitions", "discipline"])
def test_whoever_such_matters_come_to_is_not_barred_by_a_colleague(post: str) -> None:
    profile = replace(PROFILE, staff=(*PROFILE.staff, posting("上官", post, "维权部")))
    assert not viewer(profile, "上官", DAY).barring & people("程峰")
    ordinary = replace(PROFILE, staff=(*PROFILE.staff, posting("上官", "handler", "维权部")))
    assert viewer(ordinary, "上官", DAY).barring & people("程峰")


@pytest.mark.parametrize(
    ("delegation", "stands_for", "own"),
    [
        (Delegation(taker="程峰", giver="屈正", since=DAY), {"屈正"}, {"会员部"}),
        (Delegation(taker="程峰", giver="屈正", post="section_head", since=DAY), {"屈正", "section_head"}, {"会员部"}),
        (Delegation(taker="程峰", giver="屈正", post="registrar", since=DAY), {"屈正", "registrar"}, set()),
        (Delegation(taker="程峰", post="head", since=DAY), {"head"}, set()),
        (Delegation(taker="程峰", giver="屈正", since=date(2026, 3, 3)), set(), set()),
        (Delegation(taker="丁敏", giver="屈正", since=DAY), set(), set()),
    ],
)
def test_who_acts_for_somebody_is_of_their_unit_as_long_as_that_lasts(
    delegation: Delegation, stands_for: set[str], own: set[str]
) -> None:
    found = viewer(acting(delegation), "程峰", DAY)
    assert found.stands_for == stands_for
    assert found.marks == people("程峰") | units("维权部", *own)
    assert bool(found.units & units("会员小队")) is bool(own)


def test_what_accuses_whom_somebody_acts_for_is_kept_from_both_as_long_as_that_lasts() -> None:
    profile = replace(PROFILE, staff=(*PROFILE.staff, posting("王五", "discipline", "维权部")))
    deputised = replace(profile, delegations=(Delegation(taker="丁敏", giver="王五", since=DAY, until=DAY),))
    against = Guarded(level=2, accused=frozenset(people("王五")), units=frozenset(units("维权部")))
    assert not sees(viewer(deputised, "丁敏", DAY), "yimin", against)
    other = Guarded(level=2, accused=frozenset(people("某人")), units=frozenset(units("维权部")))
    assert sees(viewer(deputised, "丁敏", DAY), "yimin", other), "the control: it is not the level"
    assert not viewer(deputised, "丁敏", date(2026, 3, 3)).barring & people("王五")


def test_an_officer_under_another_spelling_is_that_officer() -> None:
    grants = [AccessGranted(person="丁 敏", clearance="confidential", since=SINCE, reason="督办")]
    assert viewer(PROFILE, "丁　敏", DAY, grants=grants) == viewer(PROFILE, "丁敏", DAY, grants=grants)
    assert viewer(PROFILE, "丁敏", DAY, grants=grants).clearance == 2


def test_a_grant_for_a_unit_makes_it_theirs_and_a_level_is_not_more_than_was_given() -> None:
    grants = [
        AccessGranted(person="程峰", role="supervisor", unit="会员一组", since=SINCE, reason="督办"),
        AccessGranted(person="程峰", clearance="work_secret", since=SINCE, reason="督办"),
        AccessGranted(person="丁敏", clearance="confidential", since=SINCE, reason="督办"),
    ]
    found = viewer(PROFILE, "程峰", DAY, grants=grants)
    assert found.clearance == 1
    assert found.roles == {"handler", "registrar", "supervisor"}
    assert found.units == units("维权部", "会员一组", "会员小队")
    assert viewer(PROFILE, "程峰", DAY, grants=grants[:1]).clearance == 0


def test_near_relations_are_among_those_whose_accusation_bars() -> None:
    kin = [KinshipDeclared(person="丁 敏", relative="老丁", since=SINCE)]
    found = viewer(PROFILE, "丁敏", DAY, kin=kin)
    assert found.barring == viewer(PROFILE, "丁敏", DAY).barring | people("老丁")


@pytest.mark.parametrize(
    ("name", "own", "seen"), [("会员部", {"会员部"}, {"会员部", "会员一组", "会员小队"}), ("", set(), set())]
)
def test_a_program_sees_what_its_unit_sees_and_nothing_that_is_restricted(
    name: str, own: set[str], seen: set[str]
) -> None:
    found = machine(PROFILE, "交换", name)
    assert found == Viewer(
        person="交换",
        office="yimin",
        unit=name,
        roles=frozenset({"machine"}),
        barring=frozenset(units(*own)),
        units=frozenset(units(*seen)),
    )
    assert not sees(found, "yimin", Guarded(level=1, units=frozenset(units(*seen))))


def test_the_console_sees_everything() -> None:
    assert sees(CONSOLE, "anywhere", Guarded(level=2, accused=frozenset(people("console"))))
