"""`zhuoluo accountability`: sums that add up, the list behind each, in words for people and as JSON for scripts."""

from __future__ import annotations

from rich.cells import cell_len

from tests.service.cli.acting import Desk
from tests.service.cli.conftest import Run

OFFICE = ("--office", "yimin", "--on", "2026-03-31")


def test_the_parts_sum_to_the_register_and_each_sum_opens(run: Run, desk: Desk) -> None:
    desk.letter("2026-01-05")
    sums = run("accountability", *OFFICE, "--format", "json").json
    assert sums["register"] == sum(sums["parts"].values()) == 1
    for name, count in {**sums["parts"], **sums["flags"]}.items():
        assert len(run("accountability", *OFFICE, "--list", name, "--format", "json").json) == count
    told = run("accountability", *OFFICE).out
    assert "着落率，landed" in told
    assert "register 1 = 1" in told


def test_a_late_one_says_who_has_it_how_long_and_where_its_days_went(run: Run, desk: Desk) -> None:
    """A visit of 5 January, due by 4 February: 85 days on 31 March, all of them at the desk."""
    desk.visit("2026-01-05 09:00")
    (row,) = run("accountability", *OFFICE, "--list", "past-limit-without-outcome", "--format", "json").json
    assert (row["days"], row["unit"], row["spent"]) == (85, "信访科", "85/0/0/0/0")
    told = run("accountability", *OFFICE, "--list", "past-limit-without-outcome").out
    assert "超期无结果" in told
    assert "85/0/0/0/0" in told


def test_the_tables_are_no_wider_than_a_page_and_name_states_and_petitions_in_words(run: Run, desk: Desk) -> None:
    petition = desk.visit("2026-01-05 09:00")
    told = run("accountability", *OFFICE, "--list", "past-limit-without-outcome").out
    assert {"已登记", "registered"} <= set(told.replace("│", " ").split())
    assert petition not in told
    assert "信〔2026〕" in told
    for page in (told, run("accountability", *OFFICE).out):
        assert max(cell_len(line.rstrip()) for line in page.splitlines()) <= 120


def test_filters_go_with_a_list(run: Run, desk: Desk) -> None:
    desk.letter("2026-01-05")
    said = run("accountability", *OFFICE, "--unit", "信访科")
    assert (said.code, said.out) == (2, "")
    assert "--list" in said.err
    assert run("accountability", *OFFICE, "--list", "secrets").code == 2
    rows = run("accountability", *OFFICE, "--list", "untouched", "--unit", "后扶科", "--format", "json").json
    assert rows == []
