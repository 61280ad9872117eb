"""A reminder goes out in the hours of the office only, and once for each tier of a limit."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from domain.calendar import OwnDay
from domain.reminding import OVERDUE, begins_on, opening, reached, tiers_of, why
from domain.rulebook import OfficeHours, Warnings
from domain.rulebook_loader import parse
from domain.rulebook_reader import BadRulebook
from service.bundled import bundled_books, bundled_calendar

CHINA = ZoneInfo("Asia/Shanghai")
HOURS = OfficeHours(opens=time(9), closes=time(17))
CALENDAR = bundled_calendar()
NORMAL = (-7, 0, 7, 30)
FRIDAY = date(2026, 1, 23)


@pytest.mark.parametrize(
    ("said", "opens"),
    [
        ("2026-01-23 09:00", "2026-01-23 09:00"),  # a Friday, at the stroke of nine
        ("2026-01-23 16:59", "2026-01-23 16:59"),
        ("2026-01-23 08:59", "2026-01-23 09:00"),
        ("2026-01-22 17:00", "2026-01-23 09:00"),  # closed
        ("2026-01-23 17:00", "2026-01-26 09:00"),  # over the weekend
        ("2026-01-24 12:00", "2026-01-26 09:00"),
        ("2026-02-14 12:00", "2026-02-14 12:00"),  # a Saturday that is worked before the Spring Festival
        ("2026-02-14 23:00", "2026-02-24 09:00"),  # the Spring Festival, 15 to 23 February
    ],
)
def test_it_goes_out_at_once_while_the_office_is_open_else_at_the_next_opening_on_a_working_day(
    said: str, opens: str
) -> None:
    wanted = datetime.fromisoformat(opens).replace(tzinfo=CHINA)
    found = opening(datetime.fromisoformat(said).replace(tzinfo=CHINA), HOURS, CALENDAR, CHINA)
    assert (found.at, found.day) == (wanted, wanted.date())


def test_the_hours_are_those_of_the_place_whatever_zone_the_instant_is_told_in() -> None:
    assert opening(datetime(2026, 1, 23, 1, 30, tzinfo=UTC), HOURS, CALENDAR, CHINA).day == FRIDAY
    assert opening(datetime(2026, 1, 23, 9, 30, tzinfo=UTC), HOURS, CALENDAR, CHINA).day == date(2026, 1, 26)


def test_a_day_on_which_the_office_itself_is_closed_is_skipped() -> None:
    closed = CALENDAR.with_own([OwnDay(FRIDAY, working=False, name="搬迁", paper="通知")])
    found = opening(datetime(2026, 1, 23, 10, tzinfo=CHINA), HOURS, closed, CHINA)
    assert found.day == date(2026, 1, 26)


@pytest.mark.parametrize(
    ("due", "tier", "begins"),
    [
        (date(2026, 1, 23), -1, date(2026, 1, 22)),
        (date(2026, 1, 26), -1, date(2026, 1, 23)),  # a Monday: the Friday before
        (date(2026, 2, 25), -7, date(2026, 2, 9)),  # 24, then 14 to 9 February without Sunday the 8th
        (date(2026, 1, 23), 0, date(2026, 1, 24)),  # the day after the last day
        (date(2026, 1, 23), 7, date(2026, 1, 31)),
    ],
)
def test_before_the_end_working_days_count_and_after_it_calendar_days(due: date, tier: int, begins: date) -> None:
    assert begins_on(due, tier, CALENDAR) == begins


@pytest.mark.parametrize(
    ("day", "tier"),
    [
        (date(2026, 1, 13), None),
        (date(2026, 1, 14), -7),
        (date(2026, 1, 23), -7),  # the last day itself is not late
        (date(2026, 1, 24), 0),
        (date(2026, 1, 30), 0),
        (date(2026, 1, 31), 7),
        (date(2026, 2, 23), 30),
    ],
)
def test_a_day_has_the_last_tier_that_has_begun(day: date, tier: int | None) -> None:
    assert reached(FRIDAY, day, NORMAL, CALENDAR) == tier


def test_nobody_is_reminded_where_the_rulebook_says_so_and_earlier_where_it_says_short() -> None:
    books = [bundled_books()["S1@2022-05-01"]]
    named = {rule.warn: rule.id for rule in books[0].duties}
    assert set(named) == {"normal", "short", "none"}
    assert tiers_of(books, named["none"], Warnings()) == ()
    assert tiers_of(books, named["short"], Warnings()) == (-1, 0, 1, 7)
    assert tiers_of(books, named["normal"], Warnings()) == NORMAL
    assert tiers_of(books, "of_no_book", Warnings()) == NORMAL


def test_from_the_end_on_a_reminder_says_overdue() -> None:
    assert [why(tier) for tier in (-1, 0, 1)] == ["due-soon", OVERDUE, OVERDUE]


def test_an_office_may_have_other_hours() -> None:
    assert book('office_hours = { opens = "08:30", closes = "17:30" }') == (time(8, 30), time(17, 30))
    assert book('office_hours = { opens = "08:00" }') == (time(8), time(17))


def test_hours_that_end_before_they_begin_are_named() -> None:
    with pytest.raises(BadRulebook, match="opens before closes"):
        book('office_hours = { opens = "17:00" }')


def book(settings: str) -> tuple[time, time]:
    text = f'[book]\nid = "own"\nvalid_from = 2026-01-01\n[settings]\n{settings}\n'
    hours = parse(text, "own.toml", {}).settings.office_hours
    return hours.opens, hours.closes
