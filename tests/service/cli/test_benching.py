"""`zhuoluo bench decide`: what it prints for people and for scripts; it needs no database."""

from __future__ import annotations

from service.bench.decide import Decided
from tests.service.cli.conftest import Run

BOOKS = ["R1", "R2", "R3", "R4", "R5", "R6", "S1", "plain"]


def test_decisions_are_timed_for_scripts_in_json(run: Run) -> None:
    said = run("bench", "decide", "--rounds", "1", "--format", "json")
    assert said.code == 0
    assert [row["book"] for row in said.json] == BOOKS
    assert set(said.json[0]) == set(Decided.__struct_fields__)
    assert said.json[0]["machine"]["processors"] >= 1


def test_people_get_a_table_with_the_goal_in_it(run: Run) -> None:
    said = run("bench", "decide", "--rounds", "1")
    assert said.code == 0
    assert "≤100 µs" in said.out
    assert all(book in said.out for book in BOOKS)
    assert "python" in said.err, "what it was measured on is a note"
