"""For any clause: where is this enforced, and which test proves it."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.clauses.__main__ import made
from service.clauses.catalogue import catalogue, entries_of, settings_of
from service.clauses.proofs import found, kept

CLAUSES = [clause.id for clause in catalogue().clause]


def test_the_six_rule_sets_have_sixty_two_clauses_each_named_once() -> None:
    by_set = {rule_set.id: 0 for rule_set in catalogue().rule_set}
    for clause in CLAUSES:
        by_set[clause.split(".")[0]] += 1
    assert by_set == {"R1": 11, "R2": 6, "R3": 14, "R4": 11, "R5": 12, "R6": 8}
    assert len(set(CLAUSES)) == 62


@pytest.mark.parametrize("clause", CLAUSES)
def test_each_clause_is_said_by_an_entry_or_accounted_for(clause: str) -> None:
    assert entries_of(clause) or settings_of(clause)


@pytest.mark.parametrize("clause", CLAUSES)
def test_each_clause_has_a_test_that_proves_it(clause: str) -> None:
    assert kept().get(clause)


def test_no_entry_carries_a_clause_that_the_rule_sets_do_not_have() -> None:
    marked = {clause for clause in kept() if clause.startswith("R")}
    assert marked <= set(CLAUSES)


@pytest.mark.parametrize("file", made(), ids=lambda file: file.name)
def test_the_page_and_the_table_are_up_to_date(file: Path) -> None:
    """When this fails: python -m service.clauses --write."""
    assert file.read_bytes() == made()[file]


def test_a_mark_is_found_with_file_name_and_sentence(tmp_path: Path) -> None:
    tests = tmp_path / "tests"
    tests.mkdir()
    (tests / "test_one.py").write_text(
        '@pytest.mark.clause("R9.1")\n@pytest.mark.clause("R9.2")\ndef test_a_thing() -> None:\n    """It is so."""\n',
        encoding="utf-8",
    )
    proofs = found(tests)
    assert set(proofs) == {"R9.1", "R9.2"}
    assert proofs["R9.1"][0].says == "It is so."
    assert proofs["R9.1"][0].file == "tests/test_one.py"
