"""Whom an act names is a unit or an officer that the office has: no matter is on the way to nobody."""

from __future__ import annotations

from datetime import date

import pytest
from msgspec.structs import replace

from domain import commands as c
from domain import office as o
from domain.deciding import OfficeProfile
from domain.organisation import Posting, Unit
from domain.values import IMPORTED, Actor
from tests.domain.offices import Told
from tests.domain.scenario import CLERK, HEAD, ROLES, Scenario, moment, under

ON = "2026-01-06"
BY = date(2026, 1, 20)
OFFICE = OfficeProfile(
    id="o",
    name="移民局",
    book="plain",
    roles={**ROLES, "assigner": "江州市信访局"},
    units=(
        Unit(name="局领导", kind="department"),
        Unit(name="信访科", kind="petition_section"),
        Unit(name="后扶科", kind="section"),
        Unit(name="老干科", kind="section", closed_from=date(2026, 1, 6)),
        Unit(name="河口镇政府", kind="subordinate"),
    ),
    staff=(
        Posting(person="钟山", post="head", unit="局领导", since=date(2020, 1, 1)),
        Posting(person="苗禾", post="handler", unit="后扶科", since=date(2020, 1, 1)),
        Posting(person="雷鸣", post="handler", unit="后扶科", since=date(2020, 1, 1), until=date(2026, 1, 5)),
    ),
)
NO_UNIT = "there is no unit '后抚科' on 2026-01-06; a body outside the office is registered, or its kind is said"


def registered(office: OfficeProfile = OFFICE) -> Scenario:
    case = under("plain")
    case.office = office
    case.when(c.Receive(channel="letter"), "2026-01-05")
    case.when(c.Register(), "2026-01-05")
    return case


def said(case: Scenario, act: c.Command, by: Actor = CLERK) -> set[str]:
    return set(case.refused(act, ON, by=by).values())


@pytest.mark.parametrize(
    "act",
    [
        c.Forward(target="后抚科"),
        c.Forward(target="后抚科", target_kind="section"),
        c.Assign(target="后抚科", reply_by=BY),
        c.Forward(target="后扶科", assisting=("后抚科",)),
    ],
)
def test_a_unit_misspelt_gets_nothing(act: c.Act) -> None:
    assert said(registered(), act) == {NO_UNIT}


def test_nor_does_one_that_is_closed_from_that_day_on() -> None:
    assert "no unit '老干科' on 2026-01-06" in said(registered(), c.Forward(target="老干科")).pop()
    registered().when(c.Forward(target="老干科"), "2026-01-05")


@pytest.mark.parametrize(
    ("act", "name"),
    [
        (c.Forward(target="后扶科", handler="苗和"), "苗和"),
        (c.Forward(target="后扶科", handler="雷鸣"), "雷鸣"),
        (c.Submit(to="钟珊"), "钟珊"),
        (c.Submit(to="信访科"), "信访科"),
        (c.Recuse(officer="苗和", stage="declared", reason="近亲属"), "苗和"),
        (c.HandOver(giver="田甜", taker="苗和", reason="轮岗"), "苗和"),
    ],
)
def test_nor_does_an_officer_who_is_misspelt_or_has_left(act: c.Act, name: str) -> None:
    assert said(registered(), act) == {f"{name} holds no post on 2026-01-06"}


def test_a_leader_receives_who_holds_a_post_on_the_day_that_is_fixed() -> None:
    later = replace(OFFICE, staff=(*OFFICE.staff, Posting(person="钟珊", post="deputy_head", since=BY)))
    appoint = c.Appoint(leader="钟珊", appointed_on=BY)
    assert said(registered(), appoint) == {f"钟珊 holds no post on {BY}"}
    registered(later).when(appoint, ON)


def test_a_role_that_an_officer_fills_who_has_left_makes_nobody_of_him() -> None:
    office = replace(OFFICE, roles={**OFFICE.roles, "head": "雷鸣"})
    assert said(registered(office), c.Submit(to="雷鸣")) == {"雷鸣 holds no post on 2026-01-06"}
    assert "no unit '雷鸣'" in said(registered(office), c.Forward(target="雷鸣")).pop()


@pytest.mark.parametrize(
    ("act", "word"),
    [
        (c.Forward(target="后抚科"), "后抚科"),
        (c.Forward(target="后扶科", assisting=("后抚科",)), "后抚科"),
        (c.Forward(target="后扶科", handler="苗和"), "苗和"),
    ],
)
def test_a_correction_is_asked_the_same_for_the_day_on_which_it_was(act: c.Act, word: str) -> None:
    case = registered()
    version = case.when(c.Forward(target="老干科", handler="雷鸣"), "2026-01-05").version
    wrong = c.Correct(of=version, act=act, occurred=moment("2026-01-05"), reason="录错")
    assert any(word in reason for reason in said(case, wrong))
    right = c.Correct(
        of=version,
        act=c.Forward(target="老干科", handler="苗禾"),
        occurred=moment("2026-01-05"),
        reason="经办人录错",
    )
    case.when(right, ON, by=HEAD)
    assert case.state.routing.on_the_way_to == "老干科", "it was there on that day"


def test_what_is_opened_again_lies_with_a_unit_that_there_is() -> None:
    case = registered()
    case.when(c.Withdraw(), "2026-01-05")
    assert said(case, c.Reopen(reason="又来", unit="后抚科")) == {NO_UNIT}
    assert said(case, c.Reopen(reason="又来", handler="苗和")) == {"苗和 holds no post on 2026-01-06"}
    case.when(c.Reopen(reason="又来", unit="后扶科", handler="苗禾"), ON)


def test_what_comes_in_lies_with_the_unit_of_who_received_it() -> None:
    case = under("plain")
    case.office = OFFICE
    stranger = Actor("田甜", unit="信仿科")
    assert "no unit '信仿科'" in set(case.refused(c.Receive(channel="letter"), ON, by=stranger).values()).pop()
    line = case.when(c.Receive(channel="letter"), ON, by=Actor("苗禾"))
    assert (line.actor.unit, case.state.routing.holder) == ("后扶科", "后扶科"), "where the office has him"


@pytest.mark.parametrize(
    "act",
    [
        c.Instruct(text="请核查", leader="县委书记"),
        c.SpecialReport(to="县委", text="专报"),
        c.Forward(target="河口镇政府", handler="镇里的人"),
        c.Forward(target="邻县水利局", target_kind="county_body", assisting=("邻县财政局",)),
        c.Forward(target="后扶科", handler="苗禾", assisting=("河口镇政府",)),
        c.Forward(target="移民局"),
        c.Forward(target="江州市信访局"),
        c.Forward(target="邻县水利局", target_kind="county_body", handler="孙某某"),
        c.Press(to="后扶科"),
        c.Assign(target="青山村委会", target_kind="outside_body", reply_by=BY),
        c.HandOver(giver="田甜", taker="后扶科", reason="轮岗"),
        c.Submit(to="钟山"),
    ],
)
def test_units_officers_and_bodies_outside_that_are_said_to_be_such_get_it(act: c.Act) -> None:
    case = registered()
    case.when(act, ON, by=HEAD)
    assert case.state.version == 3


def test_an_office_that_has_told_neither_units_nor_staff_is_asked_nothing() -> None:
    case = registered(replace(OFFICE, units=(), staff=()))
    case.when(c.Forward(target="后抚科", handler="苗和"), ON)
    assert case.state.routing.on_the_way_to == "后抚科"


def test_a_register_kept_elsewhere_has_its_own_names() -> None:
    case = registered()
    case.when(c.Forward(target="旧科室"), ON, by=Actor("导入", authenticated=IMPORTED))
    assert case.state.routing.on_the_way_to == "旧科室"


def test_an_office_that_has_told_only_its_staff_may_have_any_unit() -> None:
    case = registered(replace(OFFICE, units=()))
    case.when(c.HandOver(giver="田甜", taker="后扶科", reason="轮岗"), ON)
    assert case.state.version == 3


def test_a_desk_is_handed_to_nobody_who_is_not_there_yet_and_to_no_unit_that_is_closed() -> None:
    day = date(2026, 1, 10)
    office = Told(
        o.UnitSet(name="信访科", kind="petition_section"),
        o.UnitSet(name="老干科", kind="section", closed_from=day),
        o.PersonAppointed(person="田甜", post="registrar", unit="信访科", since=date(2020, 1, 1)),
        o.PersonAppointed(person="罗辉", post="registrar", unit="信访科", since=date(2026, 2, 1)),
    )
    for taker in ("老干科", "罗辉", "后抚科"):
        assert office.refused(o.DeskHandedOver(giver="田甜", taker=taker, since=day, reason="调离"), on=day)
    office.tell(o.DeskHandedOver(giver="田甜", taker="信访科", since=day, reason="调离"), on=day)
    assert office.refused(o.RoleFilled(role="coordinating_department", who="老干科"), on=day)


@pytest.mark.clause("R5.11")
def test_a_reception_is_presided_over_by_an_officer_of_the_office() -> None:
    office = Told(
        o.UnitSet(name="局领导", kind="department"),
        o.PersonAppointed(person="钟山", post="head", unit="局领导", since=date(2020, 1, 1)),
    )
    day = date(2026, 1, 26)
    held = o.ReceptionHeld(schedule="chief_day", day=day, presided_by="钟珊", delegated_by="钟山")
    assert f"钟珊 holds no post on {day}" in {reason.en for reason in office.refused(held, on=day)}
