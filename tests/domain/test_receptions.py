"""Receptions by leaders: who may stand on the rota, who presides, who must be there (R5.9 to R5.11)."""

from __future__ import annotations

from datetime import date

import pytest

from domain import office as o
from tests.domain.offices import Told, bureau

MONDAY = date(2026, 1, 5)
LAST_MONDAY = date(2026, 1, 26)
TODAY = date(2026, 3, 31)


def rota(schedule: str = "leaders_rota", **slots: str) -> o.RotaPublished:
    days = {date(2026, 1, int(day.removeprefix("d"))): who for day, who in slots.items()}
    return o.RotaPublished(schedule=schedule, slots=days)


def chief_day(presided_by: str, *attendance: str, **more: str) -> o.ReceptionHeld:
    return o.ReceptionHeld(
        schedule="chief_day", day=LAST_MONDAY, presided_by=presided_by, attendance=attendance, **more
    )


def breaches(told: Told, event: o.ReceptionHeld) -> list[tuple[str, str]]:
    told.tell(event, on=TODAY)
    return [(breach.clause, breach.detail) for breach in told.lines[-1].breaches]


# ---- the rota


@pytest.mark.clause("R5.10")
@pytest.mark.parametrize("leader", ["钟山", "倪虹", "邱泽"])
def test_a_leader_of_deputy_division_rank_or_above_may_be_on_duty(leader: str) -> None:
    told = bureau().tell(rota(d5=leader))
    assert told.state.rota == {"leaders_rota": {MONDAY: leader}}


@pytest.mark.clause("R5.10")
@pytest.mark.parametrize("officer", ["武刚", "田甜", "卫东", "外人"])
def test_nobody_below_that_rank_may_be_on_duty(officer: str) -> None:
    (reason,) = bureau().refused(rota(d5=officer))
    assert (reason.clause, reason.entry) == ("R5.10", "leaders_rota")
    assert officer in reason.zh
    assert officer in reason.en


@pytest.mark.clause("R5.10")
def test_every_slot_that_is_wrong_is_named_and_none_is_published() -> None:
    told = bureau()
    reasons = told.refused(rota(d5="倪虹", d12="武刚", d19="田甜"))
    assert [reason.en[:10] for reason in reasons] == ["2026-01-12", "2026-01-19"]
    assert told.state.rota == {}


@pytest.mark.clause("R5.10")
def test_the_post_counts_on_the_day_of_the_slot() -> None:
    told = bureau().tell(o.PersonLeft(person="邱泽", since=date(2026, 1, 15)))
    assert [reason.en[:10] for reason in told.refused(rota(d12="邱泽", d19="邱泽"))] == ["2026-01-19"]
    told.tell(o.Delegated(taker="武刚", giver="钟山", since=date(2026, 1, 19), until=date(2026, 1, 23), reason="外出"))
    told.tell(rota(d12="邱泽", d19="武刚"))


def test_a_later_rota_changes_single_days_and_takes_some_back() -> None:
    told = bureau().tell(rota(d12="邱泽", d5="倪虹"), rota(d12="钟山", d19="邱泽", d5=""))
    assert list(told.state.rota["leaders_rota"].items()) == [(date(2026, 1, 12), "钟山"), (date(2026, 1, 19), "邱泽")]
    (reason,) = told.refused(rota(d12="钟山"))
    assert reason.entry == o.UNCHANGED


def test_a_rota_is_of_a_schedule_of_receptions_of_the_book_and_says_something() -> None:
    for schedule in ("nowhere", "trend"):
        (reason,) = bureau().refused(rota(schedule, d5="倪虹"))
        assert reason.en == f"the rulebook has no schedule of receptions {schedule!r}"
    assert bureau().refused(rota())
    assert bureau(book=None).refused(rota(d5="倪虹"))


def test_where_no_staff_is_registered_the_callers_word_is_taken() -> None:
    told = Told(rota(d5="谁知道"))
    assert breaches(told, chief_day("谁知道")) == []


# ---- the chief's day


@pytest.mark.clause("R5.11")
def test_a_chiefs_day_with_all_who_must_be_there_is_in_order() -> None:
    told = bureau()
    assert breaches(told, chief_day("钟山", "倪虹", "武刚", "田甜")) == []
    assert [reception.held.day for reception in told.receptions] == [LAST_MONDAY]


@pytest.mark.clause("R5.11")
def test_who_was_missing_is_recorded_as_a_breach() -> None:
    told = bureau()
    assert breaches(told, chief_day("钟山", "武刚", "罗辉")) == [("R5.11", "missing: deputy_for_petitions 倪虹")]
    assert [len(reception.breaches) for reception in told.receptions] == [1]


@pytest.mark.clause("R5.11")
def test_the_head_of_the_section_is_not_its_staff_and_a_deputy_not_the_one_in_charge() -> None:
    assert breaches(bureau(), chief_day("钟山", "邱泽", "武刚")) == [
        ("R5.11", "missing: deputy_for_petitions 倪虹"),
        ("R5.11", "missing: petition_section"),
    ]


@pytest.mark.clause("R5.11")
def test_a_deputy_presides_by_delegation_and_stands_for_the_chief() -> None:
    assert breaches(bureau(), chief_day("邱泽", "倪虹", "武刚", "田甜", delegated_by="钟山")) == []


@pytest.mark.clause("R5.11")
def test_a_deputy_who_presides_must_say_by_whose_delegation() -> None:
    (reason,) = bureau().refused(chief_day("邱泽", "倪虹", "武刚", "田甜"), TODAY)
    assert (reason.clause, reason.entry) == ("R5.11", "chief_day")
    (reason,) = bureau().refused(chief_day("邱泽", "倪虹", "武刚", "田甜", delegated_by="武刚"), TODAY)
    assert reason.en == "武刚 may not have others preside"


@pytest.mark.clause("R5.11")
def test_what_took_place_without_delegation_is_recorded_with_the_reason_and_as_a_breach() -> None:
    event = chief_day("邱泽", "倪虹", "武刚", "田甜", reason="局长临时有急事")
    assert breaches(bureau(), event) == [
        ("R5.11", "missing: head 钟山"),
        ("R5.11", "presided by 邱泽 without delegation"),
    ]


@pytest.mark.clause("R5.11")
def test_a_delegation_that_stands_in_the_office_needs_no_word() -> None:
    told = bureau().tell(o.Delegated(taker="邱泽", giver="钟山", since=LAST_MONDAY, until=LAST_MONDAY, reason="外出"))
    assert breaches(told, chief_day("邱泽", "倪虹", "武刚", "田甜")) == []


@pytest.mark.clause("R5.10")
def test_on_the_weekly_rota_one_leader_of_the_rank_must_be_there() -> None:
    def weekly(day: date, who: str) -> o.ReceptionHeld:
        return o.ReceptionHeld(schedule="leaders_rota", day=day, presided_by=who)

    assert breaches(bureau(), weekly(MONDAY, "钟山")) == []
    assert breaches(bureau(), weekly(MONDAY, "武刚")) == [("R5.10", "missing: deputy_head 邱泽")]


@pytest.mark.clause("R5.9")
def test_receptions_by_appointment_may_be_several_on_one_day_the_others_not() -> None:
    def held(schedule: str, who: str) -> o.ReceptionHeld:
        return o.ReceptionHeld(schedule=schedule, day=MONDAY, presided_by=who)

    told = bureau().tell(held("by_appointment", "倪虹"), held("by_appointment", "邱泽"), on=TODAY)
    told.tell(held("leaders_rota", "倪虹"), on=TODAY)
    for again in (held("by_appointment", "邱泽"), held("leaders_rota", "邱泽")):
        (reason,) = told.refused(again, TODAY)
        assert reason.en == "the reception of 2026-01-05 is recorded already"


def test_a_reception_that_has_not_come_yet_cannot_have_been_held() -> None:
    (reason,) = bureau().refused(chief_day("钟山", "倪虹", "武刚", "田甜"), date(2026, 1, 25))
    assert reason.en == "2026-01-26 has not come yet"
