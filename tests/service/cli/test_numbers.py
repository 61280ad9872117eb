"""`zhuoluo numbers`: the gap report; it says that nothing is missing, or what is, and ends with 1 then."""

from __future__ import annotations

import psycopg
import pytest

from service.database import Database
from tests.service.cli.acting import Desk
from tests.service.cli.conftest import Run

ASKED = ("numbers", "-o", "yimin")


def test_an_office_without_a_number_has_no_gap(desk: Desk, run: Run) -> None:
    del desk
    said = run(*ASKED, "--format", "json")
    assert (said.code, said.json) == (0, [])


def test_numbers_run_on_without_a_gap_over_all_channels(desk: Desk, run: Run) -> None:
    desk.visit("2026-01-05 09:00")
    desk.letter("2026-01-05 10:00")
    desk.visit("2026-01-06 09:00")
    (row,) = run(*ASKED, "--format", "json").json
    assert (row["series"], row["period"]) == ("register", "2026")
    assert (row["first"], row["last"], row["given"]) == ("信〔2026〕0001", "信〔2026〕0003", 3)
    assert (row["breaks"], row["voided"]) == ("", "")
    said = run(*ASKED)
    assert said.code == 0
    assert "编号核对 numbers" in said.out
    assert "信〔2026〕0003" in said.out


def test_a_void_number_is_named_and_leaves_no_gap(desk: Desk, run: Run) -> None:
    """The number of what was entered in error stays used; the next one goes on behind it."""
    desk.visit("2026-01-05 09:00")
    mistaken = desk.visit("2026-01-05 10:00")
    desk.do("void", mistaken, "2026-01-05 10:30", reason="重复录入")
    desk.visit("2026-01-05 11:00")
    said = run(*ASKED, "--format", "json")
    (row,) = said.json
    assert said.code == 0
    assert (row["last"], row["given"], row["voided"], row["breaks"]) == ("信〔2026〕0003", 3, "信〔2026〕0002", "")


def test_each_year_begins_anew(desk: Desk, run: Run) -> None:
    desk.visit("2026-12-31 09:00")
    desk.visit("2027-01-04 09:00")
    rows = run(*ASKED, "--format", "json").json
    assert [(row["period"], row["first"], row["given"]) for row in rows] == [
        ("2026", "信〔2026〕0001", 1),
        ("2027", "信〔2027〕0001", 1),
    ]


def test_asked_about_an_earlier_position_it_tells_the_numbers_known_then(desk: Desk, run: Run) -> None:
    desk.visit("2026-01-05 09:00")
    then = str(desk.size())
    desk.visit("2026-01-06 09:00")
    (row,) = run(*ASKED, "--position", then, "--format", "json").json
    assert (row["last"], row["given"]) == ("信〔2026〕0001", 1)


def test_asked_about_an_earlier_day_it_tells_the_numbers_given_by_then(desk: Desk, run: Run) -> None:
    desk.visit("2026-01-05 09:00")
    desk.visit("2026-01-06 09:00")
    said = run(*ASKED, "--on", "2026-01-05", "--format", "json")
    (row,) = said.json
    assert (said.code, row["last"], row["given"], row["breaks"]) == (0, "信〔2026〕0001", 1, "")


@pytest.mark.parametrize("ahead", [1, 5])
def test_a_counter_that_somebody_has_moved_is_found_and_the_command_ends_with_1(
    desk: Desk, run: Run, database: Database, ahead: int
) -> None:
    """Behind the back of the program: the owner of the database can do that, and it does not stay unseen."""
    desk.visit("2026-01-05 09:00")
    with psycopg.connect(database.conninfo) as owner:
        owner.execute("UPDATE ledger.series SET last = last + %s", [ahead])
    said = run(*ASKED, "--format", "json")
    (row,) = said.json
    assert said.code == 1
    assert (row["given"], row["counter"]) == (1, 1 + ahead)


def test_an_office_that_there_is_none_of_is_named(run: Run) -> None:
    said = run("numbers", "-o", "nowhere")
    assert (said.code, said.out) == (1, "")
    assert "nowhere" in said.err
