"""What docs/compatibility.md promises of the command line: a script goes on working."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from service.cli import failures
from service.cli.reference import HEAD
from tests.service.cli.promised import breaks, lines, released

TODAY = list(lines())


def test_a_script_written_for_the_released_commands_goes_on_working() -> None:
    assert breaks(released(), TODAY) == []


@pytest.mark.parametrize(
    "changed",
    [
        [line for line in TODAY if line != "zhuoluo attach --paper"],
        [line for line in TODAY if not line.startswith("zhuoluo status")],
        [*TODAY, "zhuoluo status --why [required]"],
        [line.replace("zhuoluo attach --paper", "zhuoluo attach --what") for line in TODAY],
    ],
)
def test_what_would_break_one_is_found(changed: list[str]) -> None:
    """The controls."""
    assert breaks(TODAY, changed) != []


def test_what_only_adds_breaks_none() -> None:
    assert breaks(TODAY, [*TODAY, "zhuoluo new", "zhuoluo new ID [required]", "zhuoluo status --more"]) == []


def test_the_exit_codes_are_those_of_the_page() -> None:
    said = {int(code) for code in re.findall(r"(?m)^\| (\d+) \|", HEAD)}
    assert said == {
        failures.OK, failures.NO, failures.USAGE, failures.UNAVAILABLE, failures.BROKEN, failures.INTERRUPTED,
    }  # fmt: skip


def test_every_test_that_the_promise_names_is_there() -> None:
    page = (Path(__file__).parents[3] / "docs" / "compatibility.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[a-z_/]+\.py)`", page)
    assert len(named) >= 8
    for test in named:
        assert (Path(__file__).parents[3] / test).exists(), test
