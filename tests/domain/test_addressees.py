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
from tests.domain.scenario import CLERK, HEAD, ROLES, Scenario, under

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
NO_UNIT = "there is no unit '后抚科' on 2026-01-06; of a body outside the office `target_kind` says what it is"


def registered(office: OfficeProfile = OFFICE) -> Scenario:
    case = under("plain")
    case.office = office
    case.when(c.Receive(channel="letter"), "2026-01-05")
    case.when(c.Register(), "2026-01-05")
    return case


def said(case: Scenario, act: c.Act, by: Actor = CLERK) -> set[str]:
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
        (c.SpecialReport(to="钟珊", text="专报"), "钟珊"),
        (c.Instruct(text="请核查", leader="钟珊"), "钟珊"),
        (c.Meet(leader="钟珊"), "钟珊"),
        (c.Appoint(leader="钟珊", appointed_on=BY), "钟珊"),
        (c.HandOver(giver="田甜", taker="苗和", reason="轮岗"), "苗和"),
    ],
)
def test_nor_does_an_officer_who_is_misspelt_or_has_left(act: c.Act, name: str) -> None:
    assert said(registered(), act) == {f"{name} holds no post on 2026-01-06"}


@pytest.mark.parametrize(
    "act",
    [
        c.Forward(target="后扶科", handler="苗禾", assisting=("河口镇政府",)),
        c.Forward(target="移民局"),
        c.Forward(target="江州市信访局"),
        c.Forward(target="邻县水利局", target_kind="county_body", handler="孙某某"),
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


@pytest.mark.clause("R5.11")
def test_a_reception_is_presided_over_by_an_officer_of_the_office() -> None:
    office = Told(
        o.UnitSet(name="局领导", kind="department"),
        o.PersonAppointed(person="钟山", post="head", unit="局领导", since=date(2020, 1, 1)),
    )
    day = date(2026, 1, 26)
    held = o.ReceptionHeld(schedule="chief_day", day=day, presided_by="钟珊", delegated_by="钟山")
    assert f"钟珊 holds no post on {day}" in {reason.en for reason in office.refused(held, on=day)}
