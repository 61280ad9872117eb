"""When a count is unusual beside the same weeks before: the rule "trend/1", by hand and by the tables (R3.2.4)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.periods import period
from domain.trends import AT_LEAST, chance, interval, trend, windows

LONG_AGO = date(1990, 1, 1)
UNUSUAL = Fraction(25, 1000)
COUNTS = st.integers(0, 60)


@pytest.mark.parametrize(
    ("mean", "low", "high"),
    [(1, 0, 3), (2, 0, 5), (3, 0, 7), (5, 1, 10), (10, 4, 17), (15, 8, 23), (20, 12, 29), (100, 81, 120)],
)
def test_after_a_very_long_time_the_interval_is_that_of_the_tables_of_poisson(mean: int, low: int, high: int) -> None:
    """Central 95 per cent of a Poisson count whose mean is known, from the tables of its distribution."""
    assert interval(mean * 1_000_000, 1_000_000) == (low, high)


def test_after_one_window_the_interval_is_that_of_a_coin() -> None:
    """4 before and x now: of 4 + x tosses x heads or more. 12 of 16: 0.0384; 13 of 17: 0.0245 (binomial tables)."""
    assert chance(12, 4, 1) == pytest.approx(2517 / 2**16)
    assert chance(13, 4, 1) == pytest.approx(3214 / 2**17)
    assert interval(4, 1) == (0, 12)


def test_after_twelve_windows_without_anything_two_are_unusual_but_too_few() -> None:
    """One of them now and not in any of 12 before: 1 in 13; two: 1 in 169, which is less than 2.5 per cent."""
    assert chance(1, 0, 12) == pytest.approx(1 / 13)
    assert chance(2, 0, 12) == pytest.approx(1 / 169)
    assert interval(0, 12) == (0, 1)
    found = trend(2, [0] * 12)
    assert (found.expected, found.chance, found.unusual) == (Decimal(0), 0.005917, False)
    assert trend(AT_LEAST, [0] * 12).unusual
    assert trend(2, [0] * 12, at_least=2).unusual


def exactly(observed: int, total: int, among: int) -> Fraction:
    """The chance of so many or more in the last of `among` + 1 windows, summed as it stands in textbooks."""
    here, all_ = Fraction(1, among + 1), observed + total
    return sum(
        (comb(all_, k) * here**k * (1 - here) ** (all_ - k) for k in range(observed, all_ + 1)), start=Fraction(0)
    )


def fewer(observed: int, total: int, among: int) -> Fraction:
    """The chance of so many or fewer."""
    here, all_ = Fraction(1, among + 1), observed + total
    return sum((comb(all_, k) * here**k * (1 - here) ** (all_ - k) for k in range(observed + 1)), start=Fraction(0))


@given(total=COUNTS, among=st.integers(1, 13))
def test_the_interval_holds_the_counts_that_have_a_chance_on_either_side(total: int, among: int) -> None:
    low, high = interval(total, among)
    assert exactly(high, total, among) > UNUSUAL >= exactly(high + 1, total, among)
    assert fewer(low, total, among) > UNUSUAL
    assert low == 0 or fewer(low - 1, total, among) <= UNUSUAL


@given(observed=COUNTS, total=COUNTS, among=st.integers(1, 13))
def test_the_chance_is_that_of_the_binomial(observed: int, total: int, among: int) -> None:
    assert chance(observed, total, among) == pytest.approx(float(exactly(observed, total, among)), abs=1e-9)


@given(each=st.integers(0, 3000), among=st.integers(1, 13), at_least=st.integers(0, 10))
def test_what_is_always_the_same_is_never_unusual(each: int, among: int, at_least: int) -> None:
    found = trend(each, [each] * among, at_least)
    assert not found.unusual
    assert found.low <= each <= found.high
    assert found.expected == each


@given(observed=COUNTS, before=st.lists(COUNTS, min_size=1, max_size=13))
def test_what_came_as_often_before_is_never_unusual(observed: int, before: list[int]) -> None:
    assert not trend(observed, [*before, observed]).unusual


@given(before=st.lists(COUNTS, min_size=1, max_size=13), observed=COUNTS, more=st.integers(0, 30))
def test_what_is_unusual_stays_so_when_it_is_more(before: list[int], observed: int, more: int) -> None:
    assert trend(observed + more, before).unusual >= trend(observed, before).unusual


def test_a_spring_tide_of_every_year_is_above_the_interval_and_yet_not_unusual() -> None:
    """Heating in November: 40 last year in the same week, 3 in each of twelve weeks before, 38 now."""
    found = trend(38, [*[3] * 12, 40])
    assert found.observed > found.high
    assert not found.unusual
    assert trend(41, [*[3] * 12, 40]).unusual


def test_a_trend_keeps_the_counts_that_it_came_from() -> None:
    """100 in 12 weeks: 8.3 a week, 3 to 15 are not unusual."""
    before = (9, 7, 12, 8, 6, 10, 9, 8, 7, 11, 6, 7)
    found = trend(16, before)
    assert (sum(before), found.before, found.expected) == (100, before, Decimal("8.3"))
    assert (found.low, found.high, found.unusual) == (3, 15, True)
    assert not trend(15, before).unusual


def test_nothing_is_compared_with_nothing() -> None:
    with pytest.raises(ValueError, match="nothing"):
        trend(5, [])


# ---- windows


def test_a_week_is_compared_with_the_twelve_weeks_before_and_the_same_week_of_last_year() -> None:
    """Monday 16 March to Sunday 22 March 2026; 52 weeks before: Monday 17 March to Sunday 23 March 2025."""
    found = windows(period("2026-03-16..2026-03-22"), LONG_AGO)
    assert [window.name for window in (*found[:2], *found[-2:])] == [
        "2026-03-09..2026-03-15",
        "2026-03-02..2026-03-08",
        "2025-12-22..2025-12-28",
        "2025-03-17..2025-03-23",
    ]
    assert len(found) == 13


@pytest.mark.parametrize(
    ("said", "back"),
    [
        ("2026-02", [*range(28, 337, 28), 364]),
        ("2026-03", [*range(35, 316, 35), 364]),
        ("2026-Q1", [91, 182, 273, 364]),
        ("2026-H1", [182, 364]),
        ("2026", [371]),
    ],
)
def test_longer_periods_have_fewer_windows_before(said: str, back: list[int]) -> None:
    of = period(said)
    assert [(of.first - window.first).days for window in windows(of, LONG_AGO)] == back


@given(
    first=st.dates(date(2000, 1, 1), date(2030, 1, 1)),
    days=st.integers(1, 400),
    known=st.dates(date(1995, 1, 1), date(2030, 1, 1)),
)
def test_windows_have_the_same_days_of_the_week_do_not_overlap_and_are_known(
    first: date, days: int, known: date
) -> None:
    of = period(f"{first}..{first + timedelta(days - 1)}")
    found = windows(of, known)
    assert all(window.days == of.days and window.first.weekday() == first.weekday() for window in found)
    assert all(later.first > earlier.last for later, earlier in zip((of, *found), found, strict=False))
    assert all(window.first >= known for window in found)
    assert [period(window.name) for window in found] == list(found), "each is opened by its name"
    assert bool(found) or (first - known).days < 371 + days


def test_a_period_that_has_not_begun_is_compared_with_nothing() -> None:
    of = period("2026-03")
    assert windows(of.until(date(2026, 2, 27)), LONG_AGO) == ()
