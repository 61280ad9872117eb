"""Counting days: vectors worked out by hand, every published day, and what holds for any calendar at all."""

from __future__ import annotations

import csv
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import (
    REST,
    UNKNOWN,
    WORKING,
    Calendar,
    HolidayDay,
    HolidayYear,
    MalformedYear,
    OwnDay,
    Reckoned,
    parse_year,
    ruling_year,
)
from domain.dues import counted
from domain.events import Due
from service.bundled import bundled_calendar
from tests.domain.rules import rule

ROOT = Path(__file__).parents[2]
EXCERPT = json.loads((Path(__file__).parents[1] / "data" / "cn_calendar_vectors.json").read_text("utf-8"))
FULL = ROOT.parent / "shared" / "data" / "cn_calendar"
CN = bundled_calendar()
full_data = pytest.mark.skipif(not FULL.exists(), reason="the full table of working days is not beside the repository")

# start, calendar days, nominal end, effective end (the first working day from there on)
CALENDAR_DAYS = """
2025-01-10  15  2025-01-25  2025-01-26   a Sunday that is worked
2025-01-13  15  2025-01-28  2025-02-05   Spring Festival, eight rest days
2025-09-16  15  2025-10-01  2025-10-09   National Day and Mid-Autumn
2025-08-04  60  2025-10-03  2025-10-09
2025-12-03  60  2026-02-01  2026-02-02   across the year
2026-01-30  15  2026-02-14  2026-02-14   a Saturday that is worked
2026-02-01  15  2026-02-16  2026-02-24
2026-04-01  30  2026-05-01  2026-05-06
"""

# start, working days, the last of them
WORKING_DAYS = """
2025-01-24  5  2025-02-07   counts Sunday 26 January
2025-09-26  5  2025-10-10   counts Sunday 28 September
2025-09-30  5  2025-10-14   counts Saturday 11 October
2026-02-13  5  2026-02-27   counts Saturday 14 February
2026-02-14  3  2026-02-26   starts on a Saturday that is worked
"""


def worked_between(calendar: Calendar, after: date, through: date) -> int:
    """How many days d with after < d <= through are worked: all that are not named as skipped."""
    return (through - after).days - len(calendar.skipped(after, through))


def rows(table: str, width: int) -> list[list[str]]:
    return [line.split()[:width] for line in table.strip().splitlines()]


@pytest.mark.parametrize(("start", "days", "nominal", "effective"), rows(CALENDAR_DAYS, 4))
def test_calendar_days_and_the_next_working_day(start: str, days: str, nominal: str, effective: str) -> None:
    end = counted(rule(roll="next_working_day"), date.fromisoformat(start), int(days), CN)
    assert (end.nominal, end.effective) == (date.fromisoformat(nominal), date.fromisoformat(effective))
    assert not end.provisional
    assert CN.next_working_day(date.fromisoformat(nominal)) == Reckoned(date.fromisoformat(effective))


@pytest.mark.parametrize(("start", "days", "end"), rows(WORKING_DAYS, 3))
def test_working_days(start: str, days: str, end: str) -> None:
    assert CN.add_working_days(date.fromisoformat(start), int(days)) == Reckoned(date.fromisoformat(end))


def test_the_monday_of_the_chiefs_day_in_february_2026_is_a_rest_day() -> None:
    """R5.10: the last Monday of February 2026 falls into the Spring Festival; Tuesday is worked."""
    assert CN.kind(date(2026, 2, 23)) == REST
    assert CN.next_working_day(date(2026, 2, 23)).day == date(2026, 2, 24)


@pytest.mark.parametrize(("start", "n", "end"), EXCERPT["add_working_days"])
def test_an_excerpt_of_the_published_vectors(start: str, n: int, end: str) -> None:
    assert CN.add_working_days(date.fromisoformat(start), n) == Reckoned(date.fromisoformat(end))


def test_an_excerpt_of_the_published_ranges_and_days() -> None:
    for after, through, worked in EXCERPT["working_days_between"]:
        assert worked_between(CN, date.fromisoformat(after), date.fromisoformat(through)) == worked
    for day, worked in EXCERPT["days"]:
        assert CN.is_working(date.fromisoformat(day)) == worked


@full_data
def test_all_published_vectors_and_ranges() -> None:
    """2,496 n-th working days and 80 ranges, from 2007 to 2026, made independently of this code."""
    truth = json.loads((FULL / "truth.json").read_text("utf-8"))
    assert (len(truth["add_working_days"]), len(truth["working_days_between"])) == (2496, 80)
    for vector in truth["add_working_days"]:
        found = CN.add_working_days(date.fromisoformat(vector["start"]), vector["n"])
        assert found == Reckoned(date.fromisoformat(vector["due"])), vector
    for span in truth["working_days_between"]:
        found_days = worked_between(CN, date.fromisoformat(span["after"]), date.fromisoformat(span["through"]))
        assert found_days == span["workdays"], span


@full_data
def test_all_7305_published_days() -> None:
    with (FULL / "workdays_2007_2026.csv").open(encoding="utf-8") as file:
        table = list(csv.DictReader(file))
    assert len(table) == 7305
    wrong = [
        row for row in table if CN.is_working(date.fromisoformat(row["date"])) != (row["is_workday_holiday_cn"] == "1")
    ]
    assert wrong == []


# ---- years that are not published


def test_a_day_of_an_unpublished_year_is_unknown_and_what_is_reckoned_from_it_provisional() -> None:
    """The notice for 2027 was not out: its days go by the weekday and every date says so."""
    assert CN.kind(date(2027, 1, 25)) == UNKNOWN
    assert CN.next_working_day(date(2027, 1, 23)) == Reckoned(date(2027, 1, 25), provisional=True)
    assert CN.add_working_days(date(2026, 12, 21), 10) == Reckoned(date(2027, 1, 4), provisional=True)
    assert CN.add_working_days(date(2027, 6, 1), -3).provisional


def test_the_last_week_of_december_waits_for_the_notice_of_the_next_year() -> None:
    """The notice for 2019 made Saturday 29 December 2018 a working day: no year rules its own end."""
    assert CN.kind(date(2018, 12, 29)) == WORKING
    assert CN.kind(date(2026, 12, 24)) == WORKING
    assert CN.kind(date(2026, 12, 31)) == UNKNOWN
    assert not CN.add_working_days(date(2026, 12, 23), 1).provisional
    assert CN.add_working_days(date(2026, 12, 24), 1).provisional
    assert ruling_year(date(2026, 12, 24)) == 2026
    assert ruling_year(date(2026, 12, 25)) == 2027


def test_calendar_days_are_never_provisional() -> None:
    """No notice can move them; only the roll to a working day asks the calendar."""
    assert counted(rule(), date(2026, 12, 20), 30, CN) == Due(date(2027, 1, 19), date(2027, 1, 19))
    assert counted(rule(roll="next_working_day"), date(2026, 12, 20), 30, CN).provisional


def test_a_year_that_comes_in_later_makes_dates_firm() -> None:
    notice = HolidayYear(2027, ("https://example.gov.cn/2027",), (HolidayDay("元旦", date(2027, 1, 1), off=True),))
    later = CN.with_year(notice)
    assert later.kind(date(2027, 1, 1)) == REST
    assert later.add_working_days(date(2026, 12, 31), 1) == Reckoned(date(2027, 1, 4))
    assert CN.add_working_days(date(2026, 12, 31), 1) == Reckoned(date(2027, 1, 1), provisional=True)
    assert later.digest != CN.digest


def test_a_calendar_without_any_year_goes_by_weekdays_and_says_so() -> None:
    assert Calendar().add_working_days(date(2026, 2, 13), 5) == Reckoned(date(2026, 2, 20), provisional=True)
    assert Calendar().kind(date(2026, 2, 13)) == UNKNOWN


# ---- why this date


def test_the_days_skipped_are_named_with_their_notice() -> None:
    skipped = CN.skipped(date(2025, 9, 28), date(2025, 10, 9))
    assert [day.day for day in skipped] == [date(2025, 10, day) for day in range(1, 9)]
    assert {day.name for day in skipped} == {"国庆节、中秋节"}
    assert all(day.kind == REST and day.papers[0].startswith("https://www.gov.cn/") for day in skipped)


def test_a_plain_weekend_and_an_unknown_one_are_told_apart() -> None:
    known, unknown = (
        CN.skipped(date(2026, 7, 3), date(2026, 7, 4)),
        CN.skipped(date(2027, 7, 2), date(2027, 7, 3)),
    )
    assert [(day.name, day.kind, day.papers) for day in (*known, *unknown)] == [
        ("周末", REST, ()),
        ("周末", UNKNOWN, ()),
    ]


# ---- the digest


def test_the_same_days_have_the_same_digest_in_any_order_under_any_name() -> None:
    renamed = [
        HolidayYear(year.year, tuple(f"{paper}#" for paper in year.papers), tuple(reversed(year.days)))
        for year in reversed(CN.years)
    ]
    assert Calendar.of(renamed).digest == CN.digest
    assert len(CN.digest) == 64


def test_another_day_or_another_published_year_is_another_digest() -> None:
    year = HolidayYear(2030, ("paper",))
    moved = HolidayYear(2030, ("paper",), (HolidayDay("元旦", date(2030, 1, 1), off=True),))
    digests = {calendar.digest for calendar in (CN, CN.with_year(year), CN.with_year(moved))}
    assert len(digests) == 3


def test_an_empty_file_changes_nothing() -> None:
    assert CN.with_year(HolidayYear(2031)).digest == CN.digest


# ---- files


DAY = '{"name": "元旦", "date": "2026-01-01", "isOffDay": true}'

# what is put in the place of what in a good file, and what the message names
MALFORMED = {
    "nothing": (None, "", "not a file of holidays"),
    "cut off": ("]}", "", "not a file of holidays"),
    "a list": (None, "[]", "Expected `object`"),
    "no year": ('"year": 2026, ', "", "`year`"),
    "a year in quotes": ("2026,", '"2026",', "$.year"),
    "no year of this state": ("2026,", "26,", "`year` is no year"),
    "papers that are no list": ('["paper"]', '"paper"', "$.papers"),
    "days without a paper": ('["paper"]', "[]", "`papers` names no notice"),
    "a date that is none": ("2026-01-01", "2026-13-01", "$.days[0].date"),
    "a date outside the year": ("2026-01-01", "2024-01-01", "2024-01-01"),
    "a day without its kind": (', "isOffDay": true', "", "`isOffDay`"),
    "a kind in numbers": ("true", "1", "$.days[0].isOffDay"),
    "a day twice": (DAY, f"{DAY}, {DAY}", "2026-01-01 stands there twice"),
}


def file_of(old: str | None, new: str) -> bytes:
    """A good file of one day with `old` replaced, or another text altogether."""
    good = f'{{"year": 2026, "papers": ["paper"], "days": [{DAY}]}}'
    return (new if old is None else good.replace(old, new)).encode()


def test_a_file_of_the_holiday_cn_shape_is_read() -> None:
    year = parse_year(file_of("", ""))
    assert year == HolidayYear(2026, ("paper",), (HolidayDay("元旦", date(2026, 1, 1), off=True),))


@pytest.mark.parametrize(("old", "new", "named"), MALFORMED.values(), ids=MALFORMED.keys())
def test_a_malformed_file_is_refused_and_says_what_is_wrong(old: str | None, new: str, named: str) -> None:
    with pytest.raises(MalformedYear) as refused:
        parse_year(file_of(old, new))
    assert named in str(refused.value)


@pytest.mark.parametrize("content", [b"\xff", b'{"papers": ["\xff"]}', b'{"x":' * 100_000])
def test_bytes_that_are_no_text_are_refused_the_same_way(content: bytes) -> None:
    with pytest.raises(MalformedYear, match="not a file of holidays"):
        parse_year(content)


def test_of_two_files_of_one_year_the_later_counts() -> None:
    empty, notice = HolidayYear(2027), HolidayYear(2027, ("paper",))
    assert Calendar.of([empty, notice]).kind(date(2027, 3, 1)) == WORKING
    assert Calendar.of([notice, empty]).kind(date(2027, 3, 1)) == UNKNOWN


# ---- for any calendar

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """A few years, published or not, with any days off or worked in them."""
    years = draw(st.lists(st.integers(2020, 2026), unique=True, max_size=4))
    return Calendar.of(draw(_year(year)) for year in years)


@st.composite
def _year(draw: st.DrawFn, year: int) -> HolidayYear:
    if draw(st.booleans()):
        return HolidayYear(year)
    found = draw(st.dictionaries(st.dates(date(year - 1, 12, 25), date(year, 12, 24)), st.booleans(), max_size=40))
    return HolidayYear(year, ("paper",), tuple(HolidayDay("假日", day, off) for day, off in found.items()))


def worked_one_by_one(calendar: Calendar, start: date, n: int) -> Reckoned:
    """The definition, walked day by day."""
    step = timedelta(1 if n > 0 else -1)
    day, left, unknown = start, abs(n), False
    while left:
        day += step
        left -= calendar.is_working(day)
        unknown |= calendar.kind(day) == UNKNOWN
    return Reckoned(day, unknown)


@given(calendars(), DAYS, st.integers(-90, 90))
def test_the_nth_working_day_is_what_walking_finds(calendar: Calendar, start: date, n: int) -> None:
    assert calendar.add_working_days(start, n) == worked_one_by_one(calendar, start, n)


@given(calendars(), DAYS, st.integers(1, 90))
def test_counting_back_undoes_counting_forth_from_a_working_day(calendar: Calendar, day: date, n: int) -> None:
    start = calendar.next_working_day(day).day
    assert calendar.add_working_days(calendar.add_working_days(start, n).day, -n).day == start


@given(calendars(), DAYS, st.integers(1, 90))
def test_up_to_the_nth_working_day_all_but_n_days_are_rest_days(calendar: Calendar, after: date, n: int) -> None:
    assert worked_between(calendar, after, calendar.add_working_days(after, n).day) == n


@given(calendars(), DAYS)
def test_the_next_working_day_is_worked_and_nothing_before_it_is(calendar: Calendar, day: date) -> None:
    found = calendar.next_working_day(day)
    assert calendar.is_working(found.day)
    assert worked_between(calendar, day - timedelta(1), found.day) == 1
    assert found.provisional == any(
        calendar.kind(day + timedelta(n)) == UNKNOWN for n in range((found.day - day).days + 1)
    )


@given(calendars(), DAYS)
def test_a_day_is_unknown_exactly_while_its_notice_is_not_out(calendar: Calendar, day: date) -> None:
    published = {year.year for year in calendar.years if year.papers}
    expected = (WORKING if calendar.is_working(day) else REST) if ruling_year(day) in published else UNKNOWN
    assert calendar.kind(day) == expected


# ---- days that an office arranges itself


def own(day: str, *, working: bool) -> OwnDay:
    return OwnDay(date.fromisoformat(day), working, "停电", "移办4号")


def test_a_day_that_the_office_arranged_goes_before_every_file() -> None:
    year = HolidayYear(2026, ("notice",), (HolidayDay("元旦", date(2026, 1, 1), off=True),))
    calendar = Calendar.of([year]).with_own([own("2026-01-01", working=True), own("2026-01-05", working=False)])
    assert [calendar.is_working(date(2026, 1, day)) for day in (1, 2, 5, 6)] == [True, True, False, True]
    assert calendar.add_working_days(date(2025, 12, 31), 3).day == date(2026, 1, 6)
    (rest,) = calendar.skipped(date(2026, 1, 4), date(2026, 1, 5))
    assert (rest.name, rest.papers) == ("停电", ("移办4号",))


def test_of_two_arrangements_of_a_day_the_later_counts_and_a_year_loaded_later_keeps_them() -> None:
    calendar = Calendar().with_own([own("2026-01-05", working=False), own("2026-01-06", working=False)])
    calendar = calendar.with_own([own("2026-01-05", working=True)]).with_year(HolidayYear(2026, ("notice",)))
    assert [calendar.kind(date(2026, 1, day)) for day in (5, 6, 7)] == ["working", "rest", "working"]


def test_an_arranged_day_is_known_in_a_year_that_is_not_published() -> None:
    calendar = Calendar().with_own([own("2026-01-05", working=False)])
    assert [calendar.kind(date(2026, 1, day)) for day in (5, 6)] == ["rest", "unknown"]


def test_an_arranged_day_makes_another_calendar_and_none_leaves_it_the_same() -> None:
    calendar = Calendar.of([HolidayYear(2026, ("notice",))])
    assert calendar.with_own([]).digest == calendar.digest
    assert calendar.with_own([own("2026-01-05", working=False)]).digest != calendar.digest


@pytest.mark.parametrize(
    ("papers", "days", "says"),
    [
        ('["https://www.gov.cn/1.htm"]', "", "rules none"),
        ('[" "]', '{"name": "元旦", "date": "2027-01-01", "isOffDay": true}', "an empty name"),
    ],
)
def test_a_year_whose_notice_rules_no_day_is_not_taken_for_published(papers: str, days: str, says: str) -> None:
    with pytest.raises(MalformedYear, match=says):
        parse_year(f'{{"year": 2027, "papers": {papers}, "days": [{days}]}}'.encode())
