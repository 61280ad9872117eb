"""From whom an accusation is kept: the person, the own unit, what he leads, who serves in a unit complained of."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from msgspec.structs import replace

from domain import commands as c
from domain.deciding import OfficeProfile, Refused
from domain.organisation import Field, Posting, Unit
from domain.relations import NOBODY, accused
from domain.rulebook import Secrecy
from domain.values import Actor, Details, Person
from tests.domain.scenario import CLERK, DEPUTY, HANDLER, HEAD, ROLES, Scenario, under

DAY = date(2026, 1, 6)
NOT_TO_THEM = {"S1.30": "it may not be passed to this unit or person"}


def posting(person: str, post: str, unit: str, until: date | None = None) -> Posting:
    return Posting(person=person, post=post, unit=unit, since=date(2020, 1, 1), until=until)


OFFICE = OfficeProfile(
    id="o",
    name="移民局",
    book="S1",
    roles=ROLES,
    units=(
        Unit(name="局领导", kind="department"),
        Unit(name="信访科", kind="petition_section", parent="局领导"),
        Unit(name="后扶科", kind="section", parent="局领导"),
        Unit(name="二股", kind="section", parent="后扶科"),
        Unit(name="三组", kind="section", parent="二股"),
        Unit(name="规划科", kind="section", parent="局领导"),
    ),
    staff=(
        posting("钟山", "head", "局领导"),
        posting("倪虹", "deputy_for_petitions", "局领导"),
        posting("邱泽", "deputy_head", "局领导"),
        posting("田甜", "registrar", "信访科"),
        posting("柳青", "section_head", "后扶科"),
        posting("苗禾", "handler", "后扶科"),
        posting("雷鸣", "handler", "后扶科", until=date(2025, 12, 31)),
        posting("方圆", "handler", "三组"),
        posting("卫东", "section_head", "规划科"),
    ),
    fields=(Field(leader="邱泽", unit="规划科", since=date(2020, 1, 1)),),
)


def complained_of(*people: str, units: tuple[str, ...] = ()) -> Scenario:
    """A letter against these, registered in an office that has told who sits where."""
    told = under("S1")
    told.office = OFFICE
    persons = tuple(Person(id=UUID(int=20 + n), name=name) for n, name in enumerate(people))
    about = Details(purpose="accusation", procedure="petition", accused=persons, accused_units=units)
    told.when(c.Receive(channel="letter", details=about), "2026-01-05")
    told.when(c.Register(), "2026-01-05")
    return told


def passes(told: Scenario, act: c.Act, by: Actor = CLERK) -> bool:
    try:
        told.when(act, "2026-01-06", by=by)
    except Refused as refused:
        assert {reason.clause: reason.en for reason in refused.reasons} == NOT_TO_THEM  # noqa: PT017 - both are looked at
        return False
    return True


@pytest.mark.parametrize("unit", ["后扶科", "规划科", "局领导"])
@pytest.mark.parametrize(
    ("who", "kept"),
    [("苗禾", {"后扶科"}), ("柳青", {"后扶科"}), ("邱泽", {"规划科", "局领导"}), ("雷鸣", set()), ("外人", set())],
)
def test_the_own_unit_of_the_accused_does_not_get_it_nor_one_that_he_leads(who: str, kept: set[str], unit: str) -> None:
    """Reading 41: the person, the own unit, and any unit led by that person, as it is on the day."""
    assert passes(complained_of(who), c.Forward(target=unit)) == (unit not in kept)


def test_the_setting_lets_the_own_unit_of_an_ordinary_member_have_it() -> None:
    told = complained_of("苗 禾")
    settings = replace(told.book.settings, secrecy=Secrecy(accused_blocks="person_and_led_unit"))
    told.book = replace(told.book, settings=settings)
    assert not passes(told, c.Forward(target="后扶科", handler="苗禾"))
    assert passes(told, c.Forward(target="后扶科"))
    led = complained_of("柳青")
    led.book = told.book
    assert not passes(led, c.Forward(target="后扶科"))


@pytest.mark.parametrize(
    "act",
    [
        c.Forward(target="二股"),
        c.Forward(target="三组"),
        c.Forward(target="规划科", handler="柳青"),
        c.Forward(target="规划科", handler="苗禾"),
        c.Forward(target="规划科", handler="方圆"),
        c.Submit(to="柳青"),
    ],
)
def test_what_is_below_a_unit_complained_of_and_who_serves_there_do_not_get_it(act: c.Act) -> None:
    assert not passes(complained_of(units=("后扶科",)), act)
    assert passes(complained_of(units=("财务科",)), act)


def test_who_has_left_the_unit_or_leads_the_whole_office_may_have_it() -> None:
    told = complained_of(units=("后扶科",))
    told.office = replace(OFFICE, staff=(*OFFICE.staff, posting("雷鸣", "handler", "规划科")))
    assert passes(told, c.Forward(target="规划科", handler="雷鸣"))
    assert passes(complained_of(units=("后扶科",)), c.Submit(to="钟山"))


def test_colleagues_of_an_accused_leader_decide_and_who_serves_under_him_does_not() -> None:
    """Otherwise nobody were left to decide what is said of one of several leaders."""
    told = complained_of("邱泽")
    told.when(c.Instruct(text="查"), "2026-01-06", by=HEAD)
    told.when(c.Accept(), "2026-01-06", by=DEPUTY)
    assert set(told.refused(c.Report(finding="无"), "2026-01-06", by=Actor("卫东", unit="规划科"))) == {"S1.28"}
    assert set(told.refused(c.Instruct(text="不查"), "2026-01-06", by=Actor("邱泽", unit="局领导"))) == {"S1.28"}


def test_the_head_of_a_unit_complained_of_investigates_nothing_from_a_unit_below_it() -> None:
    told = complained_of(units=("后扶科",))
    assert set(told.refused(c.Report(finding="无"), "2026-01-06", by=Actor("柳青", unit="规划科"))) == {"S1.28"}
    assert set(told.refused(c.Report(finding="无"), "2026-01-06", by=Actor("方圆", unit="三组"))) == {"S1.28"}


def test_units_that_stand_below_each_other_end_the_search() -> None:
    round_about = replace(
        OFFICE, units=(Unit(name="甲", kind="section", parent="乙"), Unit(name="乙", kind="section", parent="甲"))
    )
    told = complained_of(units=("甲",))
    assert accused(told.state, round_about, DAY, "person_unit_and_led_unit").units == {"甲", "乙"}


def test_without_a_name_nothing_is_kept_from_anybody() -> None:
    told = complained_of()
    assert accused(told.state, OFFICE, DAY, "person_unit_and_led_unit") is NOBODY
    assert "柳青" not in NOBODY
    assert "" not in accused(complained_of("柳青").state, OFFICE, DAY, "person_unit_and_led_unit")


def test_a_responsible_person_or_unit_is_never_filled_in_with_the_accused() -> None:
    """R6.2: somebody has to say who it is instead."""
    told = under("R6")
    told.office = replace(told.office, places={"城东": "一中队"}, roles={**ROLES, "leader_in_charge": "倪虹"})
    about = Details(
        purpose="accusation",
        problem_place="城东",
        accused=(Person(id=UUID(int=9), name="钟山"), Person(id=UUID(int=10), name="倪虹")),
        accused_units=("一 中队",),
    )
    told.when(c.Receive(channel="letter", details=about), "2026-01-05")
    assert set(told.refused(c.Register(), "2026-01-05")) == {"R6.2"}
    named = Details(first_responsible="霍英", specifically_responsible="童磊", responsible_unit="法制科")
    told.when(c.Register(details=named), "2026-01-05")
    assert (told.state.details.first_responsible, told.state.details.responsible_unit) == ("霍英", "法制科")


@pytest.mark.parametrize("act", [c.Forward(target="后扶科"), c.Answer(reply_kind="result", text="无")])
def test_the_words_of_a_refusal_do_not_say_why_in_either_language(act: c.Act) -> None:
    told = complained_of(units=("后扶科",))
    with pytest.raises(Refused) as refused:
        told.when(act, "2026-01-06", by=CLERK if isinstance(act, c.Forward) else HANDLER)
    words = "".join(f"{reason.zh}{reason.en}" for reason in refused.value.reasons)
    assert not any(word in words for word in ("检举", "控告", "accus", "complain"))
