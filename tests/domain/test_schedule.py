"""Which days a schedule falls on, what rest days do to them, and what was missed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from msgspec.structs import replace

from domain.calendar import Calendar
from domain.rulebook import Rulebook, ScheduleRule, Settings
from domain.schedule import Day, days, gaps, held_for, periods, receptions
from service.bundled import bundled_calendar

CALENDAR = bundled_calendar()


def schedule(**said: Any) -> ScheduleRule:
    usual: dict[str, Any] = {"id": "s", "clause": "T.1", "what": "reception", "every": "week", "met_by": ("X",)}
    return ScheduleRule(**{**usual, **said})


ROTA = schedule(id="rota", on="monday", part="morning", holiday="skip")
CHIEF = schedule(id="chief", every="month", on="monday", which="last", holiday="next_working_day")
BOOK = Rulebook(id="T", valid_from=date(2020, 1, 1), schedules=(ROTA, CHIEF))


def told(rule: ScheduleRule, year: int, month: int) -> list[str]:
    """Month and day of each, with what was said about it."""
    return [f"{each.day:%m-%d} {each.said}".strip() for each in days(rule, year, month, CALENDAR)]


@pytest.mark.parametrize(
    ("month", "rota", "chief"),
    [
        (1, ["01-05", "01-12", "01-19", "01-26"], ["01-26"]),
        (2, ["02-02", "02-09", "02-16 skipped", "02-23 skipped"], ["02-24 moved"]),
        (3, ["03-02", "03-09", "03-16", "03-23", "03-30"], ["03-30"]),
    ],
)
def test_every_monday_is_skipped_on_a_rest_day_and_the_last_of_the_month_is_moved(
    month: int, rota: list[str], chief: list[str]
) -> None:
    """2026: the Spring Festival is from 15 to 23 February."""
    assert told(ROTA, 2026, month) == rota
    assert told(CHIEF, 2026, month) == chief


def test_a_day_that_was_moved_says_from_which_day() -> None:
    assert list(days(CHIEF, 2026, 2, CALENDAR)) == [Day(date(2026, 2, 24), date(2026, 2, 23), "moved")]


@pytest.mark.parametrize(
    ("holiday", "day"), [("keep", "02-23"), ("previous_working_day", "02-14 moved"), ("skip", "02-23 skipped")]
)
def test_what_a_rest_day_does_is_the_books_to_say(holiday: str, day: str) -> None:
    """14 February 2026 is a Saturday that is worked."""
    assert told(replace(CHIEF, holiday=holiday), 2026, 2) == [day]


def test_a_weekday_may_be_the_first_of_its_month_or_another_one() -> None:
    assert told(replace(CHIEF, which="first", on="wednesday"), 2026, 3) == ["03-04"]


def test_a_day_moved_out_of_its_month_belongs_to_the_month_that_it_was_meant_for() -> None:
    """29 September 2023 begins a holiday that ends on 6 October; the Saturday behind it is worked."""
    rule = replace(CHIEF, on="friday")
    assert told(rule, 2023, 9) == ["10-07 moved"]
    assert told(rule, 2023, 10) == ["10-27"]


def test_what_fixes_no_day_has_none() -> None:
    assert told(schedule(every="month"), 2026, 1) == told(schedule(every="request"), 2026, 1) == []


def test_what_recurs_on_working_days_recurs_on_worked_weekends_too() -> None:
    """14 and 28 February 2026 are Saturdays that are worked."""
    found = told(schedule(what="checklist", every="working_day"), 2026, 2)
    assert found[:2] == ["02-02", "02-03"]
    assert {"02-14", "02-28"} <= set(found)
    assert {"02-16", "02-23", "02-07"}.isdisjoint(found)


def test_months_whose_holidays_are_not_published_are_provisional() -> None:
    unknown = Calendar.of(year for year in CALENDAR.years if year.year < 2026)
    assert all(day.provisional for day in days(ROTA, 2026, 2, unknown))
    assert [day.day.day for day in days(CHIEF, 2026, 2, unknown)] == [23]
    assert not any(day.provisional for day in days(ROTA, 2025, 2, unknown))


def test_one_reception_counts_for_the_rota_and_the_chiefs_day() -> None:
    said = {each.day.day.day: each.schedules for each in receptions(BOOK, 2026, 1, CALENDAR)}
    assert said == {5: ("rota",), 12: ("rota",), 19: ("rota",), 26: ("rota", "chief")}
    apart = replace(BOOK, settings=Settings(rota_on_chief_day="held_apart"))
    assert [each.schedules for each in receptions(apart, 2026, 1, CALENDAR)][3:] == [("rota",), ("chief",)]


def test_in_one_calendar_skipped_days_stand_beside_the_others() -> None:
    found = [(each.day.day.day, each.day.said, each.schedules) for each in receptions(BOOK, 2026, 2, CALENDAR)]
    assert found[2:] == [(16, "skipped", ("rota",)), (23, "skipped", ("rota",)), (24, "moved", ("chief",))]


def test_a_reception_of_the_chiefs_day_is_one_of_the_rota_but_not_the_other_way_round() -> None:
    held = [("rota", date(2026, 1, 5)), ("chief", date(2026, 1, 26))]
    assert held_for(ROTA, BOOK, held) == {date(2026, 1, 5), date(2026, 1, 26)}
    assert held_for(CHIEF, BOOK, held) == {date(2026, 1, 26)}
    apart = replace(BOOK, settings=Settings(rota_on_chief_day="held_apart"))
    assert held_for(ROTA, apart, held) == {date(2026, 1, 5)}


def test_a_gap_is_a_day_behind_us_that_was_neither_held_nor_skipped() -> None:
    expected = [*days(ROTA, 2026, 2, CALENDAR), *days(CHIEF, 2026, 2, CALENDAR)]
    missed = gaps(expected, {date(2026, 2, 2)}, on=date(2026, 2, 24))
    assert [each.day for each in missed if isinstance(each, Day)] == [date(2026, 2, 9)]
    assert len(gaps(expected, {date(2026, 2, 2)}, on=date(2026, 2, 25))) == 2


def ends(rule: ScheduleRule, month: str = "natural") -> list[tuple[str, str, str, str]]:
    found = periods(rule, 2026, CALENDAR, month)
    return [(each.name, f"{each.first:%m-%d}", f"{each.last:%m-%d}", f"{each.due:%m-%d}") for each in found]


REPORT = schedule(what="report", every="month", due_days=5)


def test_a_report_is_due_some_days_behind_its_period() -> None:
    assert ends(REPORT)[:2] == [("2026-01", "01-01", "01-31", "02-05"), ("2026-02", "02-01", "02-28", "03-05")]
    assert ends(replace(REPORT, every="quarter"))[1] == ("2026-Q2", "04-01", "06-30", "07-05")
    assert ends(replace(REPORT, every="year", due_days=31)) == [("2026", "01-01", "12-31", "01-31")]


def test_a_business_month_ends_on_the_twentieth() -> None:
    assert ends(REPORT, "business")[0] == ("2026-01", "12-21", "01-20", "01-25")
    assert ends(replace(REPORT, every="year"), "business") == [("2026", "12-21", "12-20", "12-25")]


def test_a_report_that_is_due_on_a_rest_day_goes_by_the_book() -> None:
    """5 April 2026 is in Qingming, which ends on the 6th."""
    assert ends(REPORT)[2][3] == "04-05"
    assert ends(replace(REPORT, holiday="next_working_day"))[2][3] == "04-07"
    assert ends(replace(REPORT, holiday="previous_working_day"))[2][3] == "04-03"


def test_a_report_is_missed_until_one_names_its_period() -> None:
    missed = gaps(periods(REPORT, 2026, CALENDAR), {"2026-01"}, on=date(2026, 4, 1))
    assert [getattr(each, "name", "") for each in missed] == ["2026-02"]


def test_once_a_month_on_no_fixed_day_is_met_by_any_day_of_the_month() -> None:
    monthly = schedule(every="month")
    missed = gaps(periods(monthly, 2026, CALENDAR), {date(2026, 1, 20)}, on=date(2026, 3, 1))
    assert [getattr(each, "name", "") for each in missed] == ["2026-02"]


def test_weeks_and_working_days_are_periods_too() -> None:
    weeks = ends(schedule(what="checklist"))
    assert (weeks[0][:3], len(weeks)) == (("2026-01-05", "01-05", "01-11"), 52)
    assert ends(schedule(what="checklist", every="working_day"))[0] == ("2026-01-04", "01-04", "01-04", "01-04")
    assert ends(schedule(every="request")) == []
