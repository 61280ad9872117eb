"""Each rule of unusual reading finds what it says, names the records, and is silent one step below its threshold."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from domain.calendar import Calendar, OwnDay
from domain.unusual_reading import (
    MANY_IN_A_DAY,
    MANY_IN_AN_HOUR,
    READ_BY_MANY,
    RULES,
    Finding,
    Period,
    Place,
    Reading,
    findings,
)

ZONE = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 3, 4)
"""A Wednesday."""
NINE = datetime.combine(DAY, time(9), ZONE)
PERIOD = Period(DAY, DAY, Calendar())


def read(minutes: float = 0, petition: int | None = 1, person: str = "李文", **more: Any) -> Reading:
    at = NINE + timedelta(minutes=minutes)
    place = Place("access-2026", int((minutes + 10**6) * 60) * 100 + abs(hash(person)) % 100)
    named = UUID(int=petition) if petition else None
    return Reading(place=place, at=at, person=person, petition=named, **{"allowed": True, **more})


def found(readings: list[Reading], period: Period = PERIOD) -> list[Finding]:
    return findings(readings, period)


def rules(readings: list[Reading], period: Period = PERIOD) -> list[str]:
    return [finding.rule for finding in found(readings, period)]


def test_an_ordinary_day_has_nothing_unusual() -> None:
    assert found([read(n * 10, petition=n + 1) for n in range(20)]) == []


@pytest.mark.parametrize(("distinct", "told"), [(MANY_IN_AN_HOUR, []), (MANY_IN_AN_HOUR + 1, ["many_in_an_hour"])])
def test_many_petitions_in_an_hour(distinct: int, told: list[str]) -> None:
    assert rules([read(n, petition=n + 1) for n in range(distinct)]) == told


def test_the_same_petition_again_and_again_is_one() -> None:
    assert rules([read(n, petition=1) for n in range(50)]) == []


@pytest.mark.parametrize(("distinct", "told"), [(30, []), (31, ["many_in_an_hour"])])
def test_who_usually_reads_ten_an_hour_may_read_thirty(distinct: int, told: list[str]) -> None:
    usual = [read(-1440 * day + n, petition=day * 100 + n) for day in range(1, 6) for n in range(10)]
    assert rules([*usual, *(read(n, petition=1000 + n) for n in range(distinct))]) == told


@pytest.mark.parametrize(("distinct", "told"), [(MANY_IN_A_DAY, 0), (MANY_IN_A_DAY + 1, 1)])
def test_many_petitions_in_a_day(distinct: int, told: int) -> None:
    assert rules([read(n * 8, petition=n + 1) for n in range(distinct)]).count("many_in_a_day") == told


def test_the_own_case_is_told_also_when_it_was_refused() -> None:
    told = found([read(own=True, allowed=False), read(5, petition=2)])
    assert [(finding.rule, finding.person, finding.petition) for finding in told] == [("own_case", "李文", UUID(int=1))]
    assert len(told[0].records) == 1


def test_a_search_for_the_own_name_is_of_no_petition() -> None:
    assert rules([read(petition=None, own=True)]) == ["own_case"]


def test_what_was_read_after_being_barred() -> None:
    assert rules([read(), read(5, barred=True)]) == ["after_barring"]


@pytest.mark.parametrize(
    ("at", "told"),
    [
        (time(8), []),
        (time(7, 59), ["out_of_hours"]),
        (time(17, 59), []),
        (time(18), ["out_of_hours"]),
        (time(2), ["out_of_hours"]),
    ],
)
def test_office_hours_begin_and_end(at: time, told: list[str]) -> None:
    minutes = (datetime.combine(DAY, at, ZONE) - NINE) / timedelta(minutes=1)
    assert rules([read(minutes)]) == told


def test_rest_days_and_hours_are_those_of_the_office() -> None:
    saturday = DAY + timedelta(3)
    period = Period(saturday, saturday, Calendar())
    assert rules([read(3 * 1440)], period) == ["out_of_hours"]
    worked = Calendar().with_own([OwnDay(saturday, True, "调休", "通知")])  # noqa: FBT003 - a day of the calendar
    assert rules([read(3 * 1440)], Period(saturday, saturday, worked)) == []
    late = Period(saturday, saturday, worked, (time(10), time(19)))
    assert rules([read(3 * 1440)], late) == ["out_of_hours"]


def test_one_finding_for_each_person_and_night() -> None:
    night = [read(-7 * 60 + n, petition=n + 1) for n in range(4)] + [read(-7 * 60, person="王芳")]
    told = found(night)
    assert sorted((finding.person, len(finding.records)) for finding in told) == [("李文", 4), ("王芳", 1)]


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        ([0, 1], 0),
        ([0, 1, 2], 1),
        ([0, 50, 70], 0),
        ([0, 50, 70, 80], 1),
        ([0, 1, 2, 200, 201, 202], 2),
    ],
)
def test_three_refused_attempts_within_any_hour(minutes: list[int], told: int) -> None:
    assert rules([read(minute, allowed=False) for minute in minutes]).count("refused_often") == told


def test_the_records_of_a_run_of_refusals_are_those_of_the_run() -> None:
    (finding,) = found([read(minute, allowed=False) for minute in (0, 100, 130, 150, 400)])
    assert len(finding.records) == 3


@pytest.mark.parametrize(("people", "told"), [(READ_BY_MANY - 1, 0), (READ_BY_MANY, 1)])
def test_one_petition_read_by_many(people: int, told: int) -> None:
    readings = [read(n, person=f"经办{n}") for n in range(people)]
    assert rules(readings).count("read_by_many") == told


@pytest.mark.parametrize(("minutes", "told"), [(1440, 1), (1450, 0)])
def test_people_are_many_within_seven_days_and_not_when_spread_over_more(minutes: int, told: int) -> None:
    readings = [read(-n * minutes, person=f"经办{n}") for n in range(READ_BY_MANY)]
    assert rules(readings, Period(DAY - timedelta(30), DAY, Calendar())).count("read_by_many") == told


def test_no_purpose_where_one_was_demanded() -> None:
    assert rules([read(demanded=True), read(1, demanded=True, purpose="audit"), read(2)]) == ["no_purpose"]


def test_what_lies_outside_the_period_is_only_what_is_usual() -> None:
    assert rules([read(-1440, own=True, barred=True, demanded=True)]) == []


def test_a_search_by_many_or_a_refused_attempt_is_no_petition_read() -> None:
    searched = [read(n, petition=None, person=f"经办{n}") for n in range(READ_BY_MANY)]
    tried = [read(n, allowed=False, person=f"经办{n}") for n in range(READ_BY_MANY)]
    assert rules([*searched, *tried]) == []
    lists = [read(n, petition=None) for n in range(MANY_IN_AN_HOUR + 1)]
    refused = [read(n * 30, petition=n, allowed=False) for n in range(2)]
    assert rules([*lists, *refused]) == []


def test_what_was_refused_needs_no_purpose() -> None:
    assert rules([read(demanded=True, allowed=False)]) == []


def test_an_hour_is_one_of_the_clock() -> None:
    seconds = [read(n / 3 + 0.01, petition=n + 1) for n in range(2 * (MANY_IN_AN_HOUR + 1))]
    (finding,) = found(seconds)
    assert finding.zh == f"2026-03-04 09:00 起查阅 {len(seconds)} 件，本人中位数 0"
    across = [read(30 + n * 2, petition=n + 1) for n in range(MANY_IN_AN_HOUR + 5)]
    assert rules(across) == []


def test_runs_of_refusals_that_do_not_overlap_are_two_with_all_their_records() -> None:
    minutes = [0, 1, 2, 58, 300, 301, 302, 900]
    told = [each for each in found([read(minute, allowed=False) for minute in minutes]) if each.rule == "refused_often"]
    assert [len(finding.records) for finding in told] == [4, 3]
    later = [read(minute, allowed=False) for minute in (-200, 0, 1, 2)]
    (one,) = (each for each in found(later) if each.rule == "refused_often")
    assert len(one.records) == 3


PETITION = UUID(int=1)


@pytest.mark.parametrize(
    ("readings", "rule", "person", "zh", "en", "petition"),
    [
        (
            [read(n, petition=n + 1) for n in range(MANY_IN_AN_HOUR + 1)], "many_in_an_hour", "李文",
            "2026-03-04 09:00 起查阅 21 件，本人中位数 0",
            "21 petitions from 2026-03-04 09:00 on; the own median is 0", None,
        ),
        (
            [read(n * 8, petition=n + 1) for n in range(MANY_IN_A_DAY + 1)], "many_in_a_day", "李文",
            "2026-03-04 00:00 起查阅 61 件，本人中位数 0",
            "61 petitions from 2026-03-04 00:00 on; the own median is 0", None,
        ),
        (
            [read(own=True)], "own_case", "李文",
            "查阅与本人有关的信访件，或查询本人姓名", "read or searched for what concerns the reader", PETITION,
        ),
        (
            [read(barred=True)], "after_barring", "李文",
            "回避或被指控之后仍查阅", "after being recused or accused", PETITION,
        ),
        (
            [read(-120)], "out_of_hours", "李文",
            "2026-03-04 非工作时间（工作日 08:00 至 18:00 以外）查阅 1 次",
            "reads on 2026-03-04 outside 08:00 to 18:00 of a working day: 1", None,
        ),
        (
            [read(n, allowed=False) for n in range(3)], "refused_often", "李文",
            "接连 3 次被拒绝", "3 refused attempts, 3 or more within an hour", None,
        ),
        (
            [read(n, person=f"经办{n}") for n in range(READ_BY_MANY)], "read_by_many", "",
            "8 人查阅同一件（七日内达 8 人）", "8 people read one petition, 8 or more within seven days", PETITION,
        ),
        (
            [read(demanded=True)], "no_purpose", "李文",
            "应写明查阅目的而未写明", "no purpose was given where one was demanded", PETITION,
        ),
    ],
)  # fmt: skip
def test_a_finding_says_of_whom_it_is_and_why(
    readings: list[Reading], rule: str, person: str, zh: str, en: str, petition: UUID | None
) -> None:
    (finding,) = (each for each in found(readings) if each.rule == rule)
    assert (finding.person, finding.zh, finding.en, finding.petition) == (person, zh, en, petition)


def test_every_rule_is_documented() -> None:
    assert all(rule.__doc__ for rule in RULES.values())
