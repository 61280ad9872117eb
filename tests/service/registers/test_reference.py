"""The page of every column is what the program says of them."""

from __future__ import annotations

from pathlib import Path

from service.registers import kinds
from service.registers.columns import COLUMNS
from service.registers.reference import reference


def test_the_page_is_what_the_program_says_of_its_columns() -> None:
    """`python -m service.registers.reference > docs/layout-columns.md` writes it anew."""
    assert Path("docs/layout-columns.md").read_text(encoding="utf-8") == reference()


def test_every_column_stands_in_a_register_and_each_of_a_register_is_described() -> None:
    assert {name for each in kinds.REGISTERS.values() for name in each.columns} == set(COLUMNS)
    assert all(len(set(each.columns)) == len(each.columns) for each in kinds.REGISTERS.values())
