"""Every cell of every layout is the number of its facts, at any position and for every period beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from domain.layouts import terms as t
from domain.layouts.catalogue import LAYOUTS
from domain.periods import Period, period
from service.layouts import filling
from service.layouts.spans import spans
from service.readmodels.statistics import counting
from service.runtime import Instance
from tests.domain.stories import Story, stories
from tests.service.layouts.adding import adds_up
from tests.service.readmodels.test_as_of import ONE_DATABASE, POINTS, House, Point, house, told_in
from tests.service.reports.bureau import Bureau, a_quarter

__all__ = ("house",)


@pytest.fixture
def bureau(instance: Instance) -> Bureau:
    made = Bureau(instance)
    a_quarter(made)
    made.today = date(2026, 3, 31)
    for nth, (day, people) in enumerate(((date(2026, 2, 3), 7), (date(2026, 2, 4), 4), (date(2026, 3, 2), 12))):
        made.letter(day, channel="visit", people=people, content_class=f"000{nth}", problem_place=f"镇{nth % 2}")
    made.letter(date(2026, 3, 3), channel="visit", people=6, purpose="accusation")
    made.letter(date(2026, 3, 4), channel="online", purpose="claim")
    return made


@pytest.mark.parametrize("said", ["2026-02", "2026-W06", "2026-Q1", "2026-H1", "2026", "2026-02-01..2026-02-10"])
def test_every_cell_of_every_layout_is_the_number_of_its_facts(bureau: Bureau, said: str) -> None:
    with bureau.instance.pool.connection() as connection:
        for position in (bureau.size // 2, bureau.size - 3, bureau.size):
            asked = bureau.asked(position)
            assert adds_up(connection, asked, period(said), LAYOUTS.values()) > 200
        assert adds_up(connection, bureau.asked(), period("2026-02", "business"), LAYOUTS.values()) > 200


@settings(max_examples=6, deadline=None, suppress_health_check=ONE_DATABASE)
@given(story=stories(), points=POINTS, days=st.integers(1, 70))
def test_so_it_is_for_generated_histories_at_random_positions_and_days(
    house: House, story: Story, points: Sequence[Point], days: int
) -> None:
    told = told_in(house, story)
    for point in points[:2]:
        position, on = point.of(told)
        day = on if type(on) is date else on.date()  # type: ignore[union-attr]
        adds_up(house.connection, told.asked(position, on), _around(day, days), LAYOUTS.values())


def _around(day: date, days: int) -> Period:
    return period(f"{day - timedelta(days)}..{day + timedelta(days // 3)}")


WRONG = {
    "collective from one more": (
        counting.NARROWED,
        "collective",
        counting.NARROWED["collective"].replace("persons >=", "persons >"),
    ),
    "visits of any kind": (counting.NARROWED, "visit", "true OR visit = %(visit)s"),
}


@pytest.mark.parametrize("name", WRONG)
def test_control_with_another_condition_the_cells_do_not_add_up(
    bureau: Bureau, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setitem(*WRONG[name])
    bureau.letter(date(2026, 3, 5), channel="visit", people=5)
    with bureau.instance.pool.connection() as connection, pytest.raises(AssertionError):
        adds_up(connection, bureau.asked(), period("2026"), LAYOUTS.values())


def test_control_a_row_that_narrows_nothing_is_found(bureau: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filling, "_of_row", lambda count, _row: count)
    with bureau.instance.pool.connection() as connection, pytest.raises(AssertionError):
        adds_up(connection, bureau.asked(), period("2026"), LAYOUTS.values())


def test_what_is_restricted_is_in_totals_and_one_row_and_of_no_sort(bureau: Bureau) -> None:
    with bureau.instance.pool.connection() as connection:
        (units, _) = filling.filled(connection, bureau.asked(), period("2026-03"), LAYOUTS["visits"])
    row = {head.id: cell.value for head, cell in zip(units.head, units.lines[-1].cells, strict=True)}
    assert units.lines[-1].label.zh == "限制知悉"
    assert (row["total_batches"], row["total_visitors"], row["classes_batches"]) == (1, 6, 1)
    assert row["class_batches:restricted"] == 1
    assert [row[f"{sort}_batches"] for sort in ("collective", "individual", "individual_first")] == [0, 0, 0]
    assert units.cell("total", "total_visitors").value == 18
    assert units.cell("total", "collective_visitors").value == 12


def test_of_a_period_before_the_register_began_nothing_is_said(bureau: Bureau) -> None:
    with bureau.instance.pool.connection() as connection:
        figures, *_ = filling.filled(connection, bureau.asked(), period("2026-01"), LAYOUTS["bulletin"])
    assert figures.cell("received", "this").value == 3
    assert figures.cell("received", "before").value is None
    assert figures.cell("received", "change").value is None


def test_every_row_and_column_of_a_layout_has_a_name_of_its_own() -> None:
    for layout in LAYOUTS.values():
        assert len({table.id for table in layout.tables}) == len(layout.tables)
        for table in layout.tables:
            names = [each.id for each in table.columns if isinstance(each, t.Column)]
            assert len(set(names)) == len(names)
            assert set(table.charted) <= set(names)


@settings(max_examples=30, deadline=None, phases=[Phase.generate])
@given(day=st.dates(date(2000, 1, 1), date(2100, 1, 1)), kind=st.sampled_from(("month", "week", "quarter", "year")))
def test_the_periods_beside_one_are_named_by_their_days_and_no_more(day: date, kind: str) -> None:
    names = {
        "month": f"{day:%Y-%m}",
        "week": f"{day.isocalendar().year}-W{day.isocalendar().week:02}",
        "quarter": f"{day.year}-Q{(day.month + 2) // 3}",
        "year": f"{day.year}",
    }
    for each in spans(period(names[kind]), day).values():
        again = period(each.name, each.style)
        assert (again.first, again.last) == (each.first, each.last)
        assert each.last <= day
