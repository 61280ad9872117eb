"""Which duties bring a result, in every rulebook: answers and reports, and nothing that is only on the way there."""

from __future__ import annotations

import pytest

from domain.results import ANSWER, REPORT, kind_of, of_results
from service.bundled import bundled_books, newest

NATIONAL = {
    "assigned_result": REPORT,
    "unit_result": REPORT,
    "handle": ANSWER,
    "review1": ANSWER,
    "review2": ANSWER,
    "redo": ANSWER,
}


@pytest.mark.parametrize(
    ("book", "own"),
    {
        "S1": {},
        "R1": {},
        "R2": {},
        "R3": {"supervision": REPORT},
        "R4": {"answer_three_days": ANSWER, "origin_solves": REPORT},
        "R5": {"answer_hall": ANSWER},
        "R6": {},
    }.items(),
)
def test_answers_and_reports_bring_results_and_no_other_duty_does(book: str, own: dict[str, str]) -> None:
    """A notice of receipt, a forwarding or a registration on the same day are on the way to one."""
    rules = newest(book).duties_by_id
    assert {id_: kind_of(rule) for id_, rule in rules.items() if kind_of(rule)} == {**NATIONAL, **own}


def test_those_of_all_books_are_named_together() -> None:
    assert {"handle", "answer_hall", "source_due"} <= of_results(bundled_books())
    assert not {"notice_direct", "route_item"} & of_results(bundled_books())
