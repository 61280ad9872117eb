"""Figures add up: each is the number of its facts, parts make totals, and what came and went is what is open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import mean, median, quantiles
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import asdict, replace

from domain import commands as c
from domain.guarded import Guarded
from domain.periods import Period
from domain.values import Details
from projections.statistics import Fact
from service.access import table
from service.access.blinding import BlindMarks
from service.database import Database
from service.readmodels import duties, register
from service.readmodels.asking import BadQuestion, Question
from service.readmodels.statistics.behind import StatedFact, all_facts, difference, facts
from service.readmodels.statistics.comparing import comparison, rates
from service.readmodels.statistics.counting import DIMENSIONS, period
from service.readmodels.statistics.figures import Figure, figures
from service.readmodels.statistics.taking import ELAPSED, taken
from service.readmodels.statistics.whole import statistics
from tests.domain.scenario import under
from tests.domain.stories import Story, stories
from tests.service.readmodels.test_as_of import ONE_DATABASE, POINTS, House, Point, house, told_in
from tests.service.readmodels.test_lists import Place, letters, now, opened, pages, place

__all__ = ("house", "place")

FEBRUARY = period("2026-02")


def test_every_measure_of_a_month_with_what_it_counts(place: Place) -> None:
    found = statistics(place.connection, now(place), FEBRUARY)
    assert {figure.measure: figure.count for figure in found.figures} == {
        "received": 10,
        "opened": 10,
        "registered": 10,
        "answered": 2,
        "delivered": 2,
        "settled_late": 1,
        "settled_in_time": 1,
        "breached": 1,
        "ended": 2,
        "held": 2,
    }
    assert statistics(place.connection, now(place), period("2026-03")).figures == []
    assert found.balance is not None
    assert asdict(found.balance) == {"opening": 0, "opened": 10, "ended": 2, "closing": 8, "overdue": 6}
    assert found.basis.counted_to == date(2026, 2, 28)


def test_a_month_counts_what_had_happened_by_the_day_asked_about(place: Place) -> None:
    found = statistics(place.connection, now(place, date(2026, 2, 10)), FEBRUARY)
    assert {figure.measure for figure in found.figures} == {"received", "opened", "registered"}
    assert found.basis.counted_to == date(2026, 2, 10)


def test_what_is_open_is_told_of_the_whole_office_only(place: Place) -> None:
    found = statistics(place.connection, now(place), FEBRUARY, (), {"channel": "letter"})
    assert (found.total("received"), found.balance, found.stocks) == (10, None, [])


def test_a_period_that_has_not_begun_has_no_figures(place: Place) -> None:
    for ask in (statistics, comparison, rates, figures, taken):
        with pytest.raises(BadQuestion, match="has not begun on 2026-03-01"):
            ask(place.connection, now(place), period("2026-04"))


def test_a_cell_and_a_dimension_are_said_by_their_names(place: Place) -> None:
    (received,) = figures(place.connection, now(place), FEBRUARY, (), {"measure": "received", "content_class": "0001"})
    assert received == Figure("received", {}, 5, 5, 5, 0, 0, 5)
    for by, cell in ((("colour",), {}), ((), {"colour": "red"}), ((), {"measure": "happiness"})):
        with pytest.raises(BadQuestion):
            figures(place.connection, now(place), FEBRUARY, by, cell)


def test_pages_of_facts_make_up_the_facts(place: Place) -> None:
    whole = list(all_facts(place.connection, now(place), FEBRUARY))

    def page(*, limit: int, cursor: str | None) -> Any:
        return facts(place.connection, now(place), FEBRUARY, limit=limit, cursor=cursor)

    assert pages(page, 7) == whole
    assert len(whole) == sum(figure.count for figure in figures(place.connection, now(place), FEBRUARY))


ALWAYS = period("1900-01-01..2199-12-31")


@settings(max_examples=40, deadline=None, suppress_health_check=ONE_DATABASE)
@given(story=stories(), points=POINTS, days=st.integers(1, 70), by=st.sets(st.sampled_from(DIMENSIONS)))
def test_every_cell_of_every_history_adds_up_as_of_any_position(
    house: House, story: Story, points: Sequence[Point], days: int, by: set[str]
) -> None:
    told = told_in(house, story)
    for point in points[:4]:
        position, on = point.of(told)
        of = _around(on if type(on) is date else on.date(), days)  # type: ignore[union-attr]
        adds_up(house, told.asked(position, on), of, sorted(by))


@settings(max_examples=15, deadline=None, suppress_health_check=ONE_DATABASE)
@given(story=stories(), points=POINTS, by=st.sampled_from(DIMENSIONS), restricted=st.integers(1, 7))
def test_with_the_row_of_what_is_restricted_today_a_breakdown_is_the_total_at_any_position(
    house: House, story: Story, points: Sequence[Point], by: str, restricted: int
) -> None:
    told = told_in(house, story)
    every = sorted({line.petition for line in told.lines})
    gate = {one: Guarded(level=2) for nth, one in enumerate(every) if restricted >> nth % 3 & 1}
    plain = [told.asked(*point.of(told)) for point in points[:4]]
    before = [_sums(figures(house.connection, asked, ALWAYS)) for asked in plain]
    table.write(house.connection, told.id, BlindMarks(b"k" * 32, told.id), gate)
    for asked, total in zip(plain, before, strict=True):
        assert _sums(figures(house.connection, asked, ALWAYS)) == total
        assert _sums(figures(house.connection, asked, ALWAYS, [by])) == total
        apart = [fact for fact in all_facts(house.connection, asked, ALWAYS) if fact.petition in gate]
        assert {getattr(fact, by) for fact in apart} <= {"restricted", False}


def _sums(found: Sequence[Figure]) -> Counter[tuple[str, str]]:
    counted: Counter[tuple[str, str]] = Counter()
    for each in found:
        for name in ("count", "batches", "visitors", "persons"):
            counted[each.measure, name] += getattr(each, name)
    return counted


def _around(day: date, days: int) -> Period:
    first, last = day - timedelta(days), day + timedelta(days // 3)
    return period(f"{first}..{last}")


def adds_up(house: House, asked: Question, of: Period, by: Sequence[str]) -> None:
    """Raises AssertionError where figures are not the numbers of their facts, or do not make up each other."""
    connection = house.connection
    every = list(all_facts(connection, asked, of))
    assert Counter(fact.measure for fact in every) == {
        figure.measure: figure.count for figure in figures(connection, asked, of)
    }
    found = figures(connection, asked, of, by)
    groups: dict[tuple[Any, ...], list[StatedFact]] = {}
    for fact in every:
        groups.setdefault((fact.measure, *(getattr(fact, name) for name in by)), []).append(fact)
    assert {(figure.measure, *figure.by.values()): figure for figure in found} == {
        key: _figure(key, by, behind) for key, behind in groups.items()
    }
    for figure in found[:3]:
        cell = {"measure": figure.measure, **figure.by}
        assert list(all_facts(connection, asked, of, cell)) == groups[figure.measure, *figure.by.values()]


def _figure(key: tuple[Any, ...], by: Sequence[str], behind: Sequence[StatedFact]) -> Figure:
    """The figure counted by hand."""
    visits = [fact for fact in behind if fact.visit]
    return Figure(
        key[0],
        dict(zip(by, key[1:], strict=True)),
        len(behind),
        len({fact.petition for fact in behind}),
        len({fact.matter for fact in behind}),
        len(visits),
        sum(fact.persons for fact in visits),
        sum(fact.persons for fact in behind),
    )


@settings(max_examples=40, deadline=None, suppress_health_check=ONE_DATABASE)
@given(story=stories(), points=POINTS, days=st.integers(1, 70))
def test_what_was_open_and_became_so_less_what_ended_is_what_is_open(
    house: House, story: Story, points: Sequence[Point], days: int
) -> None:
    told = told_in(house, story)
    for point in points[:4]:
        position, on = point.of(told)
        day = on if type(on) is date else on.date()  # type: ignore[union-attr]
        said = statistics(house.connection, told.asked(position, day), _around(day, days)).balance
        assert said is not None
        assert said.opening + said.opened - said.ended == said.closing


@settings(max_examples=25, deadline=None, suppress_health_check=ONE_DATABASE)
@given(story=stories(), points=POINTS)
def test_the_breaches_that_are_counted_are_those_of_the_list(
    house: House, story: Story, points: Sequence[Point]
) -> None:
    told = told_in(house, story)
    for point in points[:4]:
        position, _ = point.of(told)
        asked = told.asked(position, date(2199, 1, 1))
        void = {row.petition for row in register.whole(house.connection, asked) if row.state == "voided"}
        facts_ = all_facts(house.connection, asked, period("1900-01-01..2199-12-31"), {"measure": "breached"})
        assert Counter((fact.petition, fact.clause, fact.day) for fact in facts_) == Counter(
            (row.petition, row.clause, row.ended_on)
            for row in duties.all_breaches(house.connection, asked)
            if row.petition not in void
        )


@settings(max_examples=25, deadline=None, suppress_health_check=ONE_DATABASE)
@given(story=stories(), points=POINTS)
def test_what_came_in_since_makes_the_earlier_facts_the_later_ones(
    house: House, story: Story, points: Sequence[Point]
) -> None:
    told = told_in(house, story)
    for point in points[:4]:
        since, on = point.of(told)
        day = on if type(on) is date else on.date()  # type: ignore[union-attr]
        asked = told.asked(told.last, day)
        of = _around(day, 60)
        then = set(all_facts(house.connection, replace(asked, position=since), of))
        changed = difference(house.connection, asked, of, since)
        assert set(changed.removed) <= then
        assert (then - set(changed.removed)) | set(changed.added) == set(all_facts(house.connection, asked, of))


def test_a_position_that_is_later_than_the_one_asked_about_is_no_earlier_one(place: Place) -> None:
    with pytest.raises(BadQuestion, match="since"):
        difference(place.connection, place.told.asked(3, date(2026, 3, 1)), FEBRUARY, 4)


# ---- days taken, comparisons, rates


@pytest.fixture
def closed(database: Database, tmp_path: Path) -> Any:
    """Eleven letters of 1 February at nine o'clock, answered 0 to 40 days later at eight o'clock."""
    lines = []
    for nth in range(11):
        told = under("plain")
        told.petition = UUID(int=nth + 1)
        told.when(c.Receive(channel="letter", details=Details()), "2026-02-01 09:00")
        told.when(c.Register(), "2026-02-01 10:00")
        day = date(2026, 2, 1) + timedelta(nth * 4)
        hour = "20:00" if nth == 0 else "08:00"
        told.when(c.Answer(reply_kind="result", text="已办", delivered=True), f"{day} {hour}")
        lines += told.lines
    with opened(database, tmp_path, lines) as made:
        yield made


def test_the_days_to_an_answer_are_counted_both_ways_and_spread(closed: Place) -> None:
    asked, of = now(closed, date(2026, 3, 31)), period("2026-Q1")
    (by_date,) = taken(closed.connection, asked, of, (), {"measure": "answered"})
    days = [nth * 4 for nth in range(11)]
    assert (by_date.count, by_date.sum, by_date.shortest, by_date.longest) == (11, sum(days), 0, 40)
    assert by_date.mean == Decimal(str(round(mean(days), 4)))
    assert by_date.median == median(days)
    assert by_date.p90 == quantiles(days, n=10, method="inclusive")[8]
    assert by_date.within == {"15": 4, "30": 8, "60": 11}
    (by_clock,) = taken(closed.connection, asked, of, (), {"measure": "answered"}, ELAPSED)
    assert by_clock.sum == sum(max(day - 1, 0) for day in days), "an hour short of the last whole day"


def test_a_quarter_is_compared_with_the_year_before_and_the_quarter_before(closed: Place) -> None:
    asked = now(closed, date(2026, 3, 31))
    found = comparison(closed.connection, asked, period("2026-03"), (), {"measure": "answered"})
    (answered,) = found.figures
    assert (answered.count, answered.before, answered.period_on_period) == (4, 7, Decimal("-42.9"))
    assert (answered.year_before, answered.year_on_year) == (None, None), (
        "of a year before the register nothing is known"
    )
    one_day = comparison(closed.connection, asked, period("2026-02-13..2026-02-13"), (), {"measure": "answered"})
    (answered,) = one_day.figures
    assert (answered.before, answered.period_on_period) == (0, None), "a base of zero is no number"


def test_a_fact_is_told_with_all_that_the_projection_says_of_it() -> None:
    assert StatedFact.__struct_fields__ == ("petition", *Fact._fields)


def test_an_unfinished_month_is_compared_up_to_the_same_day(closed: Place) -> None:
    asked = now(closed, date(2026, 3, 5))
    found = comparison(closed.connection, asked, period("2026-03"), (), {"measure": "answered"})
    assert (found.basis.counted_to, found.before.last, found.year_before.last) == (
        date(2026, 3, 5),
        date(2026, 2, 5),
        date(2025, 3, 5),
    )
    assert [(each.count, each.before) for each in found.figures] == [(2, 2)]


def test_rates_say_what_they_divide_and_nothing_by_zero(place: Place) -> None:
    said = {rate.id: rate for rate in rates(place.connection, now(place), FEBRUARY).rates}
    assert (said["reply_in_time/1"].of, said["reply_in_time/1"].by) == (1, 8)
    assert said["reply_in_time/1"].value == Decimal("0.1250")
    assert said["reply_in_time/2"].value == Decimal("0.5000")
    assert said["satisfaction/1"].value is None
    assert said["repeat/1"].value == Decimal("0.0000")


@pytest.mark.parametrize(
    ("days", "answers", "notices"),
    [(10, (1, 1), (1, 1)), (40, (1, 1), (0, 1)), (70, (0, 1), (0, 1))],
    ids=["both in time", "the notice late", "both late"],
)
def test_an_answer_that_ends_the_limit_of_a_notice_is_no_answer_in_time(
    database: Database, tmp_path: Path, days: int, answers: tuple[int, int], notices: tuple[int, int]
) -> None:
    """Sixty days to answer a petition accepted on the first day, fifteen to tell of its acceptance (S1.34, S1.23)."""
    told = under("S1")
    told.when(c.Receive(channel="letter"), "2026-01-05")
    told.when(c.Register(), "2026-01-05")
    told.when(c.Classify(details=Details(procedure="petition")), "2026-01-05")
    told.when(c.Accept(), "2026-01-05")
    day = date(2026, 1, 5) + timedelta(days)
    told.when(c.Answer(reply_kind="opinion", text="意见", document_number="1", delivered=True), f"{day}")
    with opened(database, tmp_path, told.lines) as made:
        found = rates(made.connection, now(made, date(2026, 3, 31)), period("2026"))
        said = {rate.id: (rate.of, rate.by) for rate in found.rates}
        assert (said["reply_in_time/2"], said["notice_in_time/1"]) == (answers, notices)


def test_the_letters_of_the_lists_are_those_counted_here() -> None:
    assert len({line.petition for line in letters(10)}) == 10
