"""Who may see a petition: what forbids, what is asked besides, and from whom an accusation is kept."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from domain import access_roles as roles
from domain.access import CONSOLE, LEVEL, NO_ROLE, OTHER_UNIT, QUARANTINED, UNKNOWN, decide, sees
from domain.access_events import AccessGranted, KinshipDeclared
from domain.deciding import OfficeProfile
from domain.guarded import Guarded, level_of, person, unit
from domain.organisation import Delegation, Field, Posting, Unit
from domain.values import Details, Person
from domain.viewing import viewer

DAY = date(2026, 3, 2)
LONG_AGO = date(2020, 1, 1)


def posting(name: str, post: str, where: str, until: date | None = None) -> Posting:
    return Posting(person=name, post=post, unit=where, since=LONG_AGO, until=until)


PROFILE = OfficeProfile(
    id="yimin",
    name="移民局",
    book="R5",
    units=(
        Unit(name="局领导", kind="department"),
        Unit(name="信访科", kind="petition_section"),
        Unit(name="会员部", kind="section"),
        Unit(name="会员一组", kind="section", parent="会员部"),
        Unit(name="维权部", kind="section"),
    ),
    staff=(
        posting("郭局长", "head", "局领导"),
        posting("葛副局长", "deputy_head", "局领导"),
        posting("方登记", "registrar", "信访科"),
        posting("屈正", "section_head", "会员部"),
        posting("丁敏", "handler", "会员部"),
        posting("小组员", "handler", "会员一组"),
        posting("程峰", "handler", "维权部"),
        posting("纪检", "discipline", "局领导"),
        posting("离任", "handler", "维权部", until=date(2025, 12, 31)),
    ),
    fields=(Field(leader="葛副局长", unit="维权部", since=LONG_AGO),),
)


def at(name: str, day: date = DAY, **more: object) -> object:
    return viewer(PROFILE, name, day, **more)  # type: ignore[arg-type]


def visible(name: str, guarded: Guarded, **more: object) -> bool:
    return sees(viewer(PROFILE, name, DAY, **more), "yimin", guarded)  # type: ignore[arg-type]


ORDINARY = Guarded(units=frozenset({unit("会员部")}))


def accusing(*names: str, units: tuple[str, ...] = ()) -> Guarded:
    marks = frozenset({*map(person, names), *map(unit, units)})
    return Guarded(level=roles.HIGHEST, accused=marks, units=frozenset({unit("信访科"), unit("会员部")}))


@pytest.mark.parametrize("name", ["郭局长", "葛副局长", "方登记", "屈正", "丁敏", "纪检"])
def test_an_ordinary_petition_is_seen_by_the_unit_it_concerns_and_by_those_who_see_all(name: str) -> None:
    assert visible(name, ORDINARY)


@pytest.mark.parametrize("name", ["程峰", "小组员", "离任", "无名"])
def test_it_is_seen_neither_by_another_unit_nor_by_one_below_nor_by_who_left_or_never_was(name: str) -> None:
    assert not visible(name, ORDINARY)


def test_a_unit_sees_what_lies_with_the_units_below_it() -> None:
    assert visible("屈正", Guarded(units=frozenset({unit("会员一组")})))


@pytest.mark.clause("R3.3.6")
def test_an_accusation_reaches_neither_the_person_nor_the_unit_nor_who_serves_below_it() -> None:
    for guarded in (accusing("屈正"), accusing(units=("会员部",))):
        cleared = [AccessGranted(person=name, clearance="confidential", since=LONG_AGO, reason="试") for name in
                   ("屈正", "丁敏", "小组员")]  # fmt: skip
        assert not visible("屈正", guarded, grants=cleared)
        assert not visible("丁敏", guarded, grants=cleared), "colleagues of the own unit"
    assert not visible("小组员", accusing(units=("会员部",)), grants=cleared), "a unit below the accused one"


@pytest.mark.clause("R4.6")
def test_it_reaches_those_who_are_cleared_and_whose_task_it_is_and_nobody_else() -> None:
    guarded = accusing("丁敏")
    assert visible("郭局长", guarded)
    assert visible("纪检", guarded)
    assert not visible("方登记", guarded)
    assert not visible("葛副局长", guarded)
    tasked = Guarded(level=2, accused=guarded.accused, involved=frozenset({person("方登记")}))
    assert visible("方登记", tasked)
    assert not visible("丁敏", Guarded(level=2, accused=guarded.accused, involved=frozenset({person("丁敏")})))


def test_who_leads_a_unit_is_accused_and_the_unit_is_kept_out() -> None:
    grants = [AccessGranted(person="程峰", clearance="confidential", since=LONG_AGO, reason="试")]
    guarded = Guarded(level=2, accused=frozenset({person("葛副局长")}), units=frozenset({unit("维权部")}))
    assert not visible("程峰", guarded, grants=grants)
    assert visible("郭局长", guarded), "who leads the office sees what accuses a colleague of its leaders"


def test_near_relations_are_kept_out_whichever_of_both_said_so_and_only_while_it_holds() -> None:
    guarded = accusing("方登记")
    for one, other in (("郭局长", "方登记"), ("方登记", "郭局长")):
        kin = [KinshipDeclared(person=one, relative=other, since=LONG_AGO)]
        over = [KinshipDeclared(person=one, relative=other, since=LONG_AGO, until=date(2025, 1, 1))]
        assert not visible("郭局长", guarded, kin=kin)
        assert visible("郭局长", guarded, kin=over)


def test_who_stays_away_sees_nothing_of_it_even_where_everybody_else_does() -> None:
    guarded = Guarded(recused=frozenset({person("郭局长")}), units=ORDINARY.units)
    assert not visible("郭局长", guarded)
    assert visible("方登记", guarded)


def test_a_name_typed_in_another_width_is_the_same_name() -> None:
    wide = viewer(PROFILE, "屈 正", DAY)
    assert wide.barring & frozenset({person("屈正")})


def test_an_accusation_of_nobody_named_waits_with_those_who_find_out_whom() -> None:
    guarded = Guarded(level=2, quarantined=True, units=frozenset({unit("信访科")}))
    assert visible("方登记", guarded)
    assert not visible("郭局长", guarded), "not even with the highest level"
    assert not visible("丁敏", guarded)
    reasons = decide(viewer(PROFILE, "郭局长", DAY), "petition", "yimin", guarded).reasons
    assert reasons == (QUARANTINED,)


def test_a_role_that_is_delegated_brings_the_sight_that_goes_with_it_and_goes_with_it() -> None:
    acting = Delegation(taker="程峰", giver="方登记", since=DAY, until=DAY)
    deputised = OfficeProfile(**{name: getattr(PROFILE, name) for name in PROFILE.__struct_fields__} | {
        "delegations": (acting,)})  # fmt: skip
    assert sees(viewer(deputised, "程峰", DAY), "yimin", ORDINARY)
    assert not sees(viewer(deputised, "程峰", date(2026, 3, 3)), "yimin", ORDINARY)


def test_an_administrator_sees_no_petition_whatever_posts_are_held() -> None:
    grants = [AccessGranted(person="郭局长", role="system_admin", since=LONG_AGO, reason="试")]
    found = viewer(PROFILE, "郭局长", DAY, grants=grants)
    assert found.roles == {"system_admin"}
    assert decide(found, "petition", "yimin", ORDINARY).reasons[0] == NO_ROLE


def test_a_grant_holds_from_its_first_day_to_its_last() -> None:
    grant = AccessGranted(person="程峰", role="auditor", since=DAY, until=DAY, reason="试")
    assert "auditor" in viewer(PROFILE, "程峰", DAY, grants=[grant]).roles
    assert "auditor" not in viewer(PROFILE, "程峰", date(2026, 3, 3), grants=[grant]).roles


def test_what_is_not_known_is_forbidden() -> None:
    head = viewer(PROFILE, "郭局长", DAY)
    assert decide(head, "fly", "yimin").reasons == (UNKNOWN,)
    assert not decide(head, "petition", "elsewhere").allowed
    assert decide(viewer(PROFILE, "丁敏", DAY), "grant", "yimin").reasons == (NO_ROLE,)
    assert decide(CONSOLE, "fly", "anywhere").allowed


def test_every_reason_is_given_and_not_only_the_first() -> None:
    guarded = Guarded(level=2, units=frozenset({unit("会员部")}))
    assert decide(viewer(PROFILE, "程峰", DAY), "petition", "yimin", guarded).reasons == (LEVEL, OTHER_UNIT)


@pytest.mark.parametrize(
    ("details", "accuses", "level"),
    [
        (Details(), False, 0),
        (Details(purpose="accusation"), False, 2),
        (Details(purpose="accusation", restricted=False), False, 0),
        (Details(restricted=False, accused=(Person(id=uuid4(), name="某"),)), True, 2),
        (Details(restricted=True), False, 2),
        (Details(secrecy="internal"), False, 0),
        (Details(secrecy="work_secret"), False, 1),
        (Details(secrecy="confidential"), False, 2),
    ],
)
def test_the_level_is_that_of_what_is_known_and_names_complained_of_outweigh_what_was_written(
    details: Details,
    accuses: bool,  # noqa: FBT001 - a column of the table above
    level: int,
) -> None:
    assert level_of(details, accuses=accuses) == level
