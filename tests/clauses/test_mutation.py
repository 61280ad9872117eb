"""The trial of the tests themselves: what nobody notices is named, what is excused must exist and survive."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from service.bundled import newest
from tests.clauses.mutating.changes import Mutant, mutants
from tests.clauses.mutating.marked import ClauseTest, asked_of, clause_tests
from tests.clauses.mutating.trial import EQUIVALENT, equivalents, survivors, wrongly_excused

OPENED = "R1 duty open_same_day: taken out"


@pytest.fixture(scope="module", name="tests")
def _tests() -> list[ClauseTest]:
    """Those of the clause about letters that are opened the day they come."""
    return [test for test in clause_tests() if "R1.1.1" in test.clauses]


@pytest.fixture(scope="module", name="changed")
def _changed() -> list[Mutant]:
    book = newest("R1")
    return [mutant for mutant in mutants(book, newest("S1")) if mutant.clause == "R1.1.1"]


def left(changed: Sequence[Mutant], tests: Sequence[ClauseTest]) -> set[str]:
    asked = {test.name: asked_of(test)[1] for test in tests}
    return {mutant.name for mutant in survivors(changed, tests, asked)}


def test_every_change_of_a_clause_is_noticed_by_its_tests_or_excused(
    changed: list[Mutant], tests: list[ClauseTest]
) -> None:
    excused = set(equivalents(EQUIVALENT.read_text(encoding="utf-8")))
    assert OPENED in {mutant.name for mutant in changed}
    assert left(changed, tests) <= excused


def test_without_the_test_of_a_thing_its_change_is_not_noticed(changed: list[Mutant], tests: list[ClauseTest]) -> None:
    """The control: only the test that looks at the envelope, and the day of opening may be anything."""
    about_envelopes = [test for test in tests if "envelope" in test.name]
    assert about_envelopes
    assert OPENED in left(changed, about_envelopes)
    assert "R1 form letter_opened: required without stamp" not in left(changed, about_envelopes)


def test_a_mutant_is_tried_by_the_tests_of_its_own_clause_only(changed: list[Mutant]) -> None:
    others = [test for test in clause_tests() if "R1.1.2" in test.clauses and "R1.1.1" not in test.clauses]
    assert others
    assert left(changed, others) == {mutant.name for mutant in changed}


def test_what_is_excused_must_exist_and_go_unnoticed() -> None:
    found = wrongly_excused(["R9 x", OPENED, "R1 y"], known=[OPENED, "R1 y"], survived=["R1 y"])
    assert found == ["R9 x: there is no such mutant", f"{OPENED}: a test notices it"]


@pytest.mark.parametrize(
    "text",
    [
        '[[equivalent]]\nmutant = "a"\nreason = " "\n',
        '[[equivalent]]\nmutant = "a"\nreason = "b"\n[[equivalent]]\nmutant = "a"\nreason = "c"\n',
    ],
    ids=["no reason", "twice"],
)
def test_an_excuse_is_given_once_and_with_its_reason(text: str) -> None:
    with pytest.raises(ValueError, match="named once, with a reason"):
        equivalents(text)
