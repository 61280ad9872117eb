"""Periods of statistics and what they are compared with (domain.md 9.2, 9.3)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.periods import LENGTHS, BadPeriod, before, following, period, shifted, year_before


def days(first: str, last: str) -> tuple[date, date]:
    return date.fromisoformat(first), date.fromisoformat(last)


@pytest.mark.parametrize(
    ("said", "style", "first", "last"),
    [
        ("2024-02", "natural", "2024-02-01", "2024-02-29"),
        ("2026-Q1", "natural", "2026-01-01", "2026-03-31"),
        ("2025-H2", "natural", "2025-07-01", "2025-12-31"),
        ("2025", "natural", "2025-01-01", "2025-12-31"),
        ("2025-10", "business", "2025-09-21", "2025-10-20"),
        ("2026-01", "business", "2025-12-21", "2026-01-20"),
        ("2026-Q1", "business", "2025-12-21", "2026-03-20"),
        ("2025-H2", "business", "2025-06-21", "2025-12-20"),
        ("2025", "business", "2024-12-21", "2025-12-20"),
        ("2026-01-05..2026-01-11", "natural", "2026-01-05", "2026-01-11"),
    ],
)
def test_a_period_has_these_days(said: str, style: str, first: str, last: str) -> None:
    found = period(said, style)
    assert (found.first, found.last) == days(first, last)
    assert found.name == said


@pytest.mark.parametrize(
    "said",
    ["", "0000", "0001-01", "2026-13", "2026-1", "2026-Q5", "2026-H3", "26", "1899", "2200-01",
     "2026-01-32..2026-02-01", "2026-02-01..2026-01-31", "2026-01 ", "２０２６"],
)  # fmt: skip
def test_what_is_no_period_is_named(said: str) -> None:
    with pytest.raises(BadPeriod) as bad:
        period(said)
    assert repr(said) in str(bad.value)


def test_an_unknown_style_is_refused() -> None:
    with pytest.raises(BadPeriod):
        period("2026-01", "fiscal")


@pytest.mark.parametrize(
    ("said", "style", "day", "year", "prior"),
    [
        ("2026-01", "natural", "2026-03-01", ("2025-01-01", "2025-01-31"), ("2025-12-01", "2025-12-31")),
        ("2026-03", "natural", "2026-03-10", ("2025-03-01", "2025-03-10"), ("2026-02-01", "2026-02-10")),
        ("2026-03", "natural", "2026-03-30", ("2025-03-01", "2025-03-30"), ("2026-02-01", "2026-02-28")),
        ("2024", "natural", "2024-02-29", ("2023-01-01", "2023-02-28"), ("2023-01-01", "2023-02-28")),
        ("2026-Q1", "business", "2026-02-03", ("2024-12-21", "2025-02-03"), ("2025-09-21", "2025-11-03")),
        (
            "2026-01-05..2026-01-11",
            "natural",
            "2026-01-07",
            ("2025-01-05", "2025-01-07"),
            ("2025-12-29", "2025-12-31"),
        ),
    ],
)
def test_it_is_compared_with_the_same_days_a_year_before_and_with_those_of_the_period_before(
    said: str, style: str, day: str, year: tuple[str, str], prior: tuple[str, str]
) -> None:
    of, on = period(said, style), date.fromisoformat(day)
    then, earlier = year_before(of, on), before(of, on)
    assert (then.first, then.last) == days(*year)
    assert (earlier.first, earlier.last) == days(*prior)


@given(st.integers(1901, 2198), st.integers(1, 12), st.sampled_from(["natural", "business"]))
def test_months_follow_each_other_without_gap_and_make_up_quarters_and_years(year: int, month: int, style: str) -> None:
    of = period(f"{year}-{month:02}", style)
    assert before(of, of.last).last == of.first - timedelta(1)
    for kind, name in (
        ("quarter", f"{year}-Q{(month + 2) // 3}"),
        ("half", f"{year}-H{(month + 5) // 6}"),
        ("year", f"{year}"),
    ):
        whole = period(name, style)
        assert of.first in whole
        assert of.last in whole
        parts = [
            period(f"{whole.month // 12}-{whole.month % 12 + 1 - back:02}", style) for back in range(LENGTHS[kind])
        ]
        assert sum(part.days for part in parts) == whole.days


def test_the_last_day_of_a_month_has_a_like_day_in_every_other() -> None:
    assert shifted(date(2026, 3, 31), -1) == date(2026, 2, 28)
    assert shifted(date(2024, 1, 31), 1) == date(2024, 2, 29)


@pytest.mark.parametrize(
    ("name", "style", "expected"),
    [
        ("2026-12", "natural", ("2027-01", date(2027, 1, 1), date(2027, 1, 31))),
        ("2026-01", "business", ("2026-02", date(2026, 1, 21), date(2026, 2, 20))),
        ("2026-Q4", "natural", ("2027-Q1", date(2027, 1, 1), date(2027, 3, 31))),
        ("2026-W53", "natural", ("2027-W01", date(2027, 1, 4), date(2027, 1, 10))),
        ("2026-01-05..2026-01-11", "natural", ("2026-01-12..2026-01-18", date(2026, 1, 12), date(2026, 1, 18))),
    ],
)
def test_the_period_behind_one_is_whole_and_of_the_same_kind(
    name: str, style: str, expected: tuple[str, date, date]
) -> None:
    found = following(period(name, style))
    assert (found.name, found.first, found.last) == expected
