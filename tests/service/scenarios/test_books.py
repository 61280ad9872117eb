"""A file's settings become the office's own version of its rulebook, its clauses those of the books."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from domain.rulebook import Rulebook
from service.bundled import bundled_books, newest, own_book
from service.scenarios.books import book_ids, own_version, words
from service.scenarios.clauses import carries, not_in_force, refuses
from tests.service.scenarios.made_up import FILE, line, told

DAY = date(2025, 2, 28)


def adopted(*lines: dict[str, Any], **changes: Any) -> Rulebook:
    """The version that the office publishes."""
    scenario = told(*lines, **changes)
    return own_book(own_version(scenario, scenario.office, DAY), bundled_books())


def test_national_duties_that_are_not_listed_are_dropped() -> None:
    duties = adopted().duties_by_id
    assert {"route_item", "handle", "assigned_result"} <= duties.keys()
    assert not {"notice_direct", "objection", "may_review1", "extension_notice"} & duties.keys()


def test_what_an_office_made_its_own_stays_whatever_is_listed() -> None:
    own = {duty.id for duty in newest("R5").duties if duty.clause.startswith("R5")}
    assert own <= adopted(rulebook="R5", national_duties_in_force=[]).duties_by_id.keys()


def test_an_office_with_the_clock_of_a_petition_office_is_one() -> None:
    assert adopted().settings.office_role == "petition_office"
    assert adopted(national_duties_in_force=["N6"]).settings.office_role == "responsible_body"


def test_numbers_look_as_the_first_one_that_the_office_gave() -> None:
    series = adopted(line(1, "registered", number="移信〔2025〕0001")).series
    assert [each.pattern for each in series if each.of == "Registered"] == ["移信〔{year}〕{number:04}"]


@pytest.mark.parametrize(("setting", "unit"), [("calendar", "calendar"), ("working", "working")])
def test_the_unit_of_the_three_days_is_the_offices_to_choose(setting: str, unit: str) -> None:
    book = adopted(rulebook="R4", settings={"answer_days_unit": setting, "answer_days_roll": "next_working_day"})
    duty = next(duty for duty in book.duties if duty.clause == "R4.3.2.1" and duty.amount)
    assert (duty.unit, duty.roll) == (unit, "next_working_day")


def test_at_once_may_mean_the_same_day() -> None:
    book = adopted(rulebook="R4", settings={"at_once": "same local day"})
    at_once = [duty for duty in book.duties if duty.word == "立即"]
    assert at_once
    assert {(duty.nature, duty.unit) for duty in at_once} == {("duty", "same_day")}


def test_each_office_of_a_file_has_the_book_named_for_it() -> None:
    both = told(rulebook="N+R5", other_offices=[{"name": "移民局", "rulebook": "R5"}])
    assert book_ids(both) == {FILE["office"]: "S1", "移民局": "R5"}
    assert book_ids(told(rulebook="N+R5")) == {FILE["office"]: "R5"}


def test_extensions_are_known_by_how_they_count() -> None:
    assert words(newest("R5")).extensions == {"total": "answer_hall", "additional": "handle"}


def test_clauses_of_the_nation_have_other_names_in_the_books() -> None:
    assert carries("N6", "S1.34", "handle")
    assert not carries("N7", "S1.34", "handle")
    assert carries("N4", "S1.23.3", "objection")
    assert not carries("N4", "S1.23.3", "notice_by_unit")
    assert carries("R5.12", "R5.12", "answer_hall")
    assert refuses("N7", "S1.34")
    assert refuses("N20", "S1.20")
    assert not refuses("R5.1", "R5.12")


def test_a_date_set_by_an_assigning_body_always_holds() -> None:
    assert "assigned_result" not in not_in_force([])
    assert "handle" in not_in_force([])
