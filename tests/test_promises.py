"""Every promise names tests that there are, and a line of the table is no better than what they did."""

from __future__ import annotations

import ast
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from tests.faults.promises import (
    NOT_HELD,
    NOT_RUN,
    PAGE,
    ROOT,
    Outcome,
    Promise,
    held,
    passed_over,
    promises,
    table,
    written,
)

IT, CONTROL = "tests/a.py::test_it", "tests/a.py::test_control"
ONE = Promise(
    id="one", says="It holds", how="a blow", tests=("tests/a.py::test_it",), controls=("tests/a.py::test_control",)
)
GOOD = Outcome(passed=True, skipped=False, counted={"rounds": 20, "lost": 0})
BAD = Outcome(passed=False, skipped=False, counted={})


@cache
def functions(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return {each.name for each in tree.body if isinstance(each, ast.FunctionDef)}


@pytest.mark.parametrize("promise", promises(), ids=lambda promise: promise.id)
def test_its_tests_and_controls_are_there(promise: Promise) -> None:
    for name in (*promise.tests, *promise.controls):
        file, _, function = name.partition("::")
        assert Path(ROOT / file).exists(), file
        assert function in functions(file), name


def test_the_page_has_a_line_for_each_promise() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [promise.id for promise in promises() if f"| {promise.says} |" not in page] == []


def test_a_line_says_what_the_run_has_counted() -> None:
    runs = {IT: [GOOD, GOOD], CONTROL: [GOOD]}
    assert held(ONE, runs) == ["40", "0", "0", "0", "yes"]


@pytest.mark.parametrize("runs", [{}, {IT: [GOOD, BAD]}, {CONTROL: [GOOD]}])
def test_what_failed_or_did_not_run_is_not_held(runs: dict[str, list[Outcome]]) -> None:
    assert held(ONE, runs)[-1] == (NOT_HELD if IT in runs else NOT_RUN)


def test_a_test_that_was_passed_over_holds_nothing_but_did_not_fail() -> None:
    skipped = Outcome(passed=False, skipped=True, counted={})
    assert held(ONE, {IT: [skipped]})[-1] == NOT_HELD
    assert passed_over(ONE, {IT: [skipped]})
    assert not any(passed_over(ONE, runs) for runs in ({IT: [skipped, BAD]}, {IT: [GOOD]}, {}))


def test_a_control_that_did_not_fail_its_program_is_told() -> None:
    runs = {IT: [GOOD], CONTROL: [BAD]}
    assert held(ONE, runs)[-1] == "**no**"


def test_the_table_is_written_anew_and_the_rest_of_the_page_stays() -> None:
    at = datetime(2026, 1, 2, tzinfo=UTC)
    once = written(PAGE.read_text(encoding="utf-8"), {}, at)
    assert written(once, {}, at) == once
    assert once.startswith(PAGE.read_text(encoding="utf-8").partition("<!--")[0])
    assert all(line in once for line in table({}))
