"""`zhuoluo report layout` and `report register`: the tables that offices know, printed, for scripts and as files."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from service.registers.kinds import REGISTERS
from tests.service.cli.acting import Desk
from tests.service.cli.conftest import Run

AT = ("--office", "yimin", "--on", "2026-04-20")
PERIODS = {"visits": "2026-03", "bulletin": "2026-03", "comparison": "2026-03", "mailbox": "2026-Q1", "annual": "2025"}


@pytest.fixture
def told(run: Run, desk: Desk) -> Run:
    """A letter and two visits, one of them by twelve people."""
    houses = {"title": "=1+1", "content_class": "0301", "problem_place": "东街"}
    letter = desk.do("receive", on="2026-03-02 09:00", channel="letter", details=houses)["petition"]
    desk.do("register", letter, "2026-03-02 09:30")
    for people in (1, 12):
        visit = {**houses, "people": people}
        desk.do("receive", on="2026-03-03 10:00", channel="visit", place="hall", details=visit)
    return run


@pytest.mark.parametrize(("layout", "period"), PERIODS.items())
def test_every_layout_is_printed_told_to_scripts_and_written(
    told: Run, tmp_path: Path, layout: str, period: str
) -> None:
    words = ("report", "layout", layout, period, *AT)
    assert told(*words).code == 0
    assert told(*words, "--format", "json").json
    book, archive = tmp_path / "a.xlsx", tmp_path / "a.zip"
    assert (told(*words, "--to", str(book)).code, told(*words, "--to", str(archive)).code) == (0, 0)
    assert len(openpyxl.load_workbook(book).sheetnames) > 2, "the table, what it rests on, its columns"
    assert any(name.endswith(".csv") for name in zipfile.ZipFile(archive).namelist())


def test_the_visits_of_a_month_are_counted_by_batches_and_people(told: Run) -> None:
    said = told("report", "layout", "visits", "2026-03", *AT).out
    assert "东街" in said
    assert "13" in said, "one and twelve people"


@pytest.mark.parametrize("register", REGISTERS)
def test_every_register_is_written_once_and_nothing_is_written_over(told: Run, tmp_path: Path, register: str) -> None:
    book = tmp_path / "a.xlsx"
    words = ("report", "register", register, *AT, "--output", str(book))
    assert told(*words).code == 0
    before = book.read_bytes()
    assert told(*words).code != 0
    assert book.read_bytes() == before


def test_a_text_that_looks_like_a_formula_stays_a_text(told: Run, tmp_path: Path) -> None:
    book = tmp_path / "a.xlsx"
    told("report", "register", "petitions", *AT, "--output", str(book))
    cells = [cell for sheet in openpyxl.load_workbook(book) for row in sheet.iter_rows() for cell in row]
    assert "=1+1" in [cell.value for cell in cells if cell.data_type == "s"]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []


def test_what_has_no_such_layout_or_period_is_refused_by_its_name(told: Run) -> None:
    assert "weekly" in told("report", "layout", "weekly", "2026-03", *AT).err
    refused = told("report", "layout", "visits", "march", *AT)
    assert (refused.code != 0, "march" in refused.err) == (True, True)
