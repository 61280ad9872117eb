"""A ratio says which side is better, round by round, and what is grossly off fails a run."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.bench.figures import Found, Goal, Run, better, shortened
from tests.bench.page import BEGINS, ENDS, figures, keep, kept, rewrite

GOALS = (
    Goal(what="commands", beside="inserts", goal=1.0, gross=0.2),
    Goal(what="commands", beside="inserts", at="64 writers", goal=1.2),
)


def found(ours: tuple[float, ...], theirs: tuple[float, ...], at: str = "16 writers") -> Found:
    made = Found("writing")
    made.figure("commands", at, "zhuoluo", "a second", ours, "more")
    made.figure("commands", at, "inserts", "a second", theirs, "more")
    made.compare(GOALS)
    return made


def run(ours: float = 90.0, part: str = "writing") -> Run:
    made = found((ours, 120.0, 60.0), (100.0, 100.0, 100.0))
    made.part = part
    made.skip("pgbench", "none here")
    return made.run(datetime(2026, 11, 28, tzinfo=UTC), short=False)


def test_a_ratio_is_formed_within_a_round() -> None:
    """Of the medians alone, 100 and 100, nothing would be seen."""
    (ratio,) = found((50.0, 100.0, 200.0), (200.0, 100.0, 50.0)).ratios
    assert ratio.rounds == (0.25, 1.0, 4.0)
    assert ratio.spread == (0.25, 1.0, 4.0)


@pytest.mark.parametrize(("way", "expected"), [("more", 2.0), ("less", 0.5)])
def test_above_one_we_are_better_whichever_way_is_good(way: str, expected: float) -> None:
    assert better(20, 10, way) == expected  # type: ignore[arg-type]


def test_a_goal_is_held_against_the_median_and_the_one_for_this_load_goes_first() -> None:
    (at_16,) = found((110.0, 90.0, 100.0), (100.0, 100.0, 100.0)).ratios
    (at_64,) = found((110.0, 90.0, 100.0), (100.0, 100.0, 100.0), "64 writers").ratios
    assert (at_16.goal, at_16.reached) == (1.0, True)
    assert (at_64.goal, at_64.reached) == (1.2, False)


@pytest.mark.parametrize(("ours", "broken"), [(19.0, True), (21.0, False)])
def test_only_what_is_grossly_off_is_broken(ours: float, broken: bool) -> None:  # noqa: FBT001 - a case
    (ratio,) = found((ours,), (100.0,)).ratios
    assert ratio.broken is broken


def test_sides_with_other_rounds_are_not_compared() -> None:
    """One of them failed in a round, and nobody knows which of the others it would stand beside."""
    assert found((1.0, 2.0), (1.0,)).ratios == []


@pytest.mark.parametrize(("figure", "kept_as"), [(0.123456, 0.1235), (12.34567, 12.35), (123456.7, 123457.0)])
def test_a_figure_keeps_four_digits(figure: float, kept_as: float) -> None:
    assert shortened(figure) == kept_as


def test_the_newest_run_of_each_part_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "runs.json"
    for ours, part in ((90.0, "cases"), (80.0, "writing"), (70.0, "cases")):
        keep(file, run(ours, part))
    assert [(each.part, each.figures[0].rounds[0]) for each in kept(file)] == [("writing", 80.0), ("cases", 70.0)]


def test_the_page_shows_ratios_figures_machine_and_what_was_not_measured() -> None:
    text = figures([run()])
    assert "| commands | 16 writers | zhuoluo / inserts | 0.6 | 0.9 | 1.2 | 1 **missed** |" in text
    assert "| commands | 16 writers | zhuoluo | 60 | 90 | 120 | a second |" in text
    assert "Not measured: pgbench (none here)." in text
    assert "2026-11-28 00:00 UTC" in text
    assert "processors" in text


def test_only_the_figures_of_the_page_are_replaced(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGINS}\nold\n{ENDS}\nafter\n", encoding="utf-8")
    rewrite(page, [run()])
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith("\nafter\n")
    assert "old" not in text
    assert "zhuoluo / inserts" in text
