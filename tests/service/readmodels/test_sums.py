"""Sums by blocks of positions say what the facts say: at any position, for every period of whole parts of months."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from domain.periods import BUSINESS, NATURAL, Period
from projections.sums import DIMENSIONS, GROUPINGS, grouped_by, of_whole_parts, part
from service.bundled import newest
from service.projector.summing import SCHEMA, sum_up
from service.readmodels.asking import Question
from service.readmodels.statistics.counting import Cell, condition, period, values
from service.readmodels.statistics.figures import counted, figures
from service.readmodels.statistics.summed import FARTHEST, reach, summed
from tests.domain.stories import Story, stories
from tests.service.projector.offices import Told, follow
from tests.service.readmodels.histories import BOOKS, histories, written_in
from tests.service.readmodels.test_as_of import ONE_DATABASE, House, house, told_in
from tests.service.readmodels.test_lists import letters

__all__ = ("house",)

PHASES = (Phase.reuse, Phase.generate)
"""Making a history that is wrong as short as it can be takes minutes."""
FAR = date(2199, 1, 1)
MANY = Story(newest("plain"), tuple(letters(15)), 0)
CELLS = st.dictionaries(
    st.sampled_from(("measure", "unit", "channel")),
    st.sampled_from(("received", "held", "forwarded", "信访科", "letter", "visit")),
    max_size=2,
).filter(lambda cell: cell.get("measure", "held") in ("received", "held", "forwarded"))


def periods_around(first: date, last: date) -> Iterator[Period]:
    """Each month, quarter, half-year and year that has one of the days, in both styles, and all years together."""
    for style in (NATURAL, BUSINESS):
        for year in range(first.year, last.year + 2):
            names = [f"{year}", *(f"{year}-H{nth}" for nth in (1, 2)), *(f"{year}-Q{nth}" for nth in range(1, 5))]
            for name in (*names, *(f"{year}-{nth:02}" for nth in range(1, 13))):
                of = period(name, style)
                if of.first <= last and first <= of.last:
                    yield of
    yield period(f"{first.year - 1}-12-21..{last.year + 1}-01-20")


def agree(house: House, told: Told, position: int, on: date, cell: Cell) -> int:
    """How many answers there were by sums, each of which is equal to the counted facts.

    Periods and groupings are gone through together: another position has other pairs of them.
    """
    asked = told.asked(position, on)
    days = [line.occurred.day for line in told.lines]
    began = [of for of in periods_around(min(days), max(days)) if of.first <= on]
    return sum(
        agreed(house, asked, of, GROUPINGS[nth % len(GROUPINGS)], cell) for nth, of in enumerate(began, position)
    )


def agreed(house: House, asked: Question, of: Period, by: Sequence[str], cell: Cell) -> bool:
    by = [name for name in by if name not in cell]
    reached = reach(house.connection, asked, of, by, cell)
    if reached is None:
        return False
    by_sums = summed(house.connection, asked, of, by, cell, reached)
    assert by_sums == counted(house.connection, by, condition(cell), values(asked, of, cell))
    return True


@settings(max_examples=25, deadline=None, phases=PHASES, suppress_health_check=ONE_DATABASE)
@given(story=stories(), block=st.integers(1, 9), cell=CELLS, back=st.lists(st.integers(0, 40), min_size=3, max_size=3))
def test_sums_of_one_life_equal_its_facts_at_any_position(
    house: House, story: Story, block: int, cell: dict[str, object], back: Sequence[int]
) -> None:
    told = told_in(house, story)
    sum_up(house.connection, block=block)
    for each in back:
        agree(house, told, told.last - each % (told.last + 1), FAR, cell)
    if told.last >= block:
        assert agree(house, told, told.last, FAR, {}) > 0


@settings(max_examples=12, deadline=None, phases=PHASES, suppress_health_check=ONE_DATABASE)
@given(
    story=st.sampled_from(BOOKS).flatmap(histories),
    block=st.integers(1, 30),
    back=st.lists(st.integers(0, 80), min_size=2, max_size=2),
)
def test_sums_of_joined_petitions_equal_their_facts_at_any_position(
    house: House, story: Story, block: int, back: Sequence[int]
) -> None:
    told = written_in(house, story)
    follow(house.connection, told.id, house.tables, 1000)
    sum_up(house.connection, block=block)
    for each in back:
        agree(house, told, told.last - each % (told.last + 1), FAR, {})


@settings(max_examples=25, deadline=None, phases=PHASES, suppress_health_check=ONE_DATABASE)
@given(story=stories(), block=st.integers(1, 9), back=st.integers(0, 40), days=st.integers(-5, 40))
def test_on_a_day_within_a_period_nothing_that_happened_later_counts(
    house: House, story: Story, block: int, back: int, days: int
) -> None:
    told = told_in(house, story)
    sum_up(house.connection, block=block)
    agree(house, told, told.last - back % (told.last + 1), told.lines[0].occurred.day + timedelta(days), {})


@settings(max_examples=10, deadline=None, phases=PHASES, suppress_health_check=ONE_DATABASE)
@given(story=stories())
def test_sums_that_are_late_change_no_answer(house: House, story: Story) -> None:
    told = told_in(house, story)
    of = period(f"{told.lines[0].occurred.day:%Y}")
    before = figures(house.connection, told.asked(told.last, FAR), of, ("unit", "channel"))
    while sum_up(house.connection, 1, block=4):
        assert figures(house.connection, told.asked(told.last, FAR), of, ("unit", "channel")) == before


def test_blocks_are_added_up_one_after_the_other_and_each_once(house: House) -> None:
    told = told_in(house, MANY)
    first, rest = sum_up(house.connection, 1, block=5), sum_up(house.connection, block=5)
    ends = house.connection.execute(f"SELECT upto FROM {SCHEMA}.summed ORDER BY upto").fetchall()
    assert (first, first + rest) == (1, told.last // 5)
    assert [upto for (upto,) in ends] == list(range(5, told.last + 1, 5))
    assert sum_up(house.connection, block=5) == 0


def test_far_behind_the_last_sums_and_by_other_dimensions_facts_are_counted(house: House) -> None:
    told = told_in(house, MANY)
    asked, of = told.asked(told.last, FAR), period("2026")
    assert reach(house.connection, asked, of, (), {}) is None
    sum_up(house.connection, block=5)
    assert reach(house.connection, asked, of, (), {}) is not None
    for by, cell in ((("clause",), {}), (("unit",), {"place": "x"}), (("unit", "outcome"), {})):
        assert reach(house.connection, asked, of, by, cell) is None
    assert reach(house.connection, asked, period("2026-01-02..2026-12-31"), (), {}) is None
    assert reach(house.connection, told.asked(told.last + FARTHEST + 5, FAR), of, (), {}) is None


@pytest.mark.parametrize(
    ("day", "first"),
    [("2026-01-01", "2026-01-01"), ("2026-01-20", "2026-01-01"), ("2026-01-21", "2026-01-21")],
)
def test_a_month_has_two_parts(day: str, first: str) -> None:
    assert part(date.fromisoformat(day)) == date.fromisoformat(first)


def test_months_quarters_half_years_and_years_of_both_styles_are_whole_parts_and_weeks_are_not() -> None:
    assert all(of_whole_parts(of.first, of.last) for of in periods_around(date(2023, 1, 1), date(2025, 12, 31)))
    assert not of_whole_parts(date(2026, 1, 5), date(2026, 1, 11))


def test_the_order_in_which_dimensions_are_named_does_not_matter() -> None:
    assert grouped_by(("channel", "unit")) == grouped_by(("unit", "channel"))
    assert grouped_by(()) == "all"
    assert set(DIMENSIONS) == {name for grouping in GROUPINGS for name in grouping}
