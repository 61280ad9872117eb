"""Registers are written row by row: no text is reckoned with, memory does not grow, full sheets go on."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

import pytest

from domain.codes import Label
from domain.wording import ZH
from service.layouts.grounds import Ground, Grounds
from service.registers import writing
from service.registers.kinds import REGISTERS
from service.registers.writing import KINDS, Written
from service.web.files.sheet import Value
from tests.service.registers.leaving import MADE, unpacked
from tests.service.web.files.reading import opened
from tests.service.web.files.test_kinds import HOSTILE, PLAIN

REGISTER = REGISTERS["petitions"]
WIDE = len(REGISTER.columns)
MIB = 1024 * 1024


def written(rows: Iterable[Sequence[Value]], said: str = "益民") -> Written:
    rests_on = Grounds((Ground(Label("机构", "Office"), said),), MADE, MADE)
    return Written(register=REGISTER, grounds=rests_on, rows=rows, tail=tuple, language=ZH)


@pytest.mark.parametrize("text", [*HOSTILE, *PLAIN])
def test_in_every_column_text_stays_text(tmp_path: Path, text: str) -> None:
    file = tmp_path / "register"
    KINDS["xlsx"].write(written([[text] * WIDE], text), file)
    book = opened(file.read_bytes())
    assert book.sheets["信访登记台账"][1] == [text] * WIDE
    assert book.living() == []
    assert {look for address, look in book.looks["信访登记台账"].items() if address.endswith("2")} == {"@"}
    KINDS["csv"].write(written([[text] * WIDE]), file)
    cells = unpacked(file.read_bytes())["petitions.csv"][1]
    assert cells == [f"'{text}" if text in HOSTILE else text] * WIDE


def test_numbers_are_numbers_and_days_are_days(tmp_path: Path) -> None:
    file = tmp_path / "register"
    KINDS["xlsx"].write(written([(3, date(2026, 3, 9), None, "0012")]), file)
    assert opened(file.read_bytes()).sheets["信访登记台账"][1] == [3.0, date(2026, 3, 9), None, "0012"]


@pytest.mark.parametrize(("there", "parts"), [(0, [0]), (3, [3]), (4, [3, 1]), (6, [3, 3]), (7, [3, 3, 1])])
def test_a_register_longer_than_a_sheet_goes_on_on_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: int, parts: list[int]
) -> None:
    monkeypatch.setattr(writing, "MOST", 3)
    file = tmp_path / "register"
    KINDS["xlsx"].write(written([[str(nth)] for nth in range(there)]), file)
    sheets = list(opened(file.read_bytes()).sheets.values())[:-2]
    assert [len(rows) - 1 for rows in sheets] == parts
    assert [row[0] for rows in sheets for row in rows[1:]] == [str(nth) for nth in range(there)]


@pytest.mark.parametrize("kind", KINDS)
def test_memory_does_not_grow_with_the_rows(tmp_path: Path, kind: str) -> None:
    def act(rows: int) -> Callable[[], object]:
        found: Iterator[Sequence[Value]] = ([f"{nth:06}", "反映道路" * 5, nth, date(2026, 3, 9)] for nth in range(rows))
        return lambda: KINDS[kind].write(written(found), tmp_path / "register")

    act(10)()
    few, many = most(act(500)), most(act(10_000))
    assert many < few + MIB / 2
    assert most(lambda: [[f"{nth:06}", "反映道路" * nth] for nth in range(1_000)]) > few + MIB / 2, "the control: held"


def most(act: Callable[[], object]) -> int:
    """The most memory that Python held during the act, beyond what it held before."""
    tracemalloc.start()
    try:
        act()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
