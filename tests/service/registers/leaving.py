"""Exports a register and reads its files as a spreadsheet does."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from domain.wording import ZH
from service.readmodels.asking import Question
from service.registers.entries import Days
from service.registers.exporting import Exported, Wanted, export
from service.registers.kinds import REGISTERS
from service.registers.writing import KINDS
from service.runtime import Instance
from tests.service.web.files.reading import Cell, Opened, opened, rows_of_csv

EVER = Days()
MADE = datetime(2026, 4, 1, tzinfo=UTC)


def exported(
    instance: Instance, asked: Question, register: str, kind: str, folder: Path, days: Days = EVER, language: str = ZH
) -> Exported:
    wanted = Wanted(register=REGISTERS[register], days=days, kind=KINDS[kind], language=language)
    return export(instance, asked, wanted, folder, MADE)


def sheets(
    instance: Instance, asked: Question, register: str, folder: Path, days: Days = EVER, language: str = ZH
) -> Opened:
    return opened(exported(instance, asked, register, "xlsx", folder, days, language).file.read_bytes())


def rows(instance: Instance, asked: Question, register: str, folder: Path, days: Days = EVER) -> list[dict[str, Cell]]:
    """The rows of the workbook by the names of its columns."""
    book = sheets(instance, asked, register, folder, days)
    head, *found = book.sheets[book.names()[0]]
    names = REGISTERS[register].columns
    assert len(head) == len(names)
    return [dict(zip(names, [*row, *[None] * (len(names) - len(row))], strict=True)) for row in found]


def unpacked(content: bytes) -> dict[str, list[list[str]]]:
    """The files of an archive of CSV by their names, and its README as rows of one column."""
    with ZipFile(BytesIO(content)) as archive:
        return {
            name: rows_of_csv(archive.read(name))
            if name.endswith(".csv")
            else [[line] for line in archive.read(name).decode("utf-8-sig").splitlines()]
            for name in archive.namelist()
        }
