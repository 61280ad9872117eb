"""Tables of codes kept beside a mapping: two columns, what the other register writes and what it means here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from service.exchange.reading.delimited import delimited
from service.exchange.reading.kinds import XLSX, kind_of
from service.exchange.reading.records import BadFile, Record
from service.exchange.reading.workbooks import workbook

MOST = 100_000
"""Codes; more is no table of codes."""
COLUMNS = 2


class BadTable(ValueError):
    """A table that cannot be used; the message names file and line."""


def code_table(path: Path, encoding: str) -> dict[str, str]:
    """Their code to ours, from CSV with commas or the first sheet of a workbook. The first row is a header.

    Raises: BadTable.
    """
    found: dict[str, str] = {}
    try:
        for code, meaning, line in _pairs(path, encoding):
            if found.setdefault(code, meaning) != meaning:
                raise BadTable(f"{path.name}, line {line}: code {code!r} stands there twice (代码重复)")
            if len(found) > MOST:
                raise BadTable(f"{path.name}: more than {MOST} codes (代码过多)")
    except BadFile as bad:
        raise BadTable(f"{path.name}, line {bad.line}: {bad}") from None
    except OSError as error:
        raise BadTable(f"{path.name}: {error.strerror} (读不到代码表)") from None
    if not found:
        raise BadTable(f"{path.name}: no codes stand below its header (代码表为空)")
    return found


def _pairs(path: Path, encoding: str) -> Iterator[tuple[str, str, int]]:
    records = _records(path, encoding)
    next(records, None)
    for record in records:
        cells = tuple(cell.strip() for cell in record.cells)
        if record.broken or len(cells) != COLUMNS or not all(cells):
            why = record.broken or "two cells are needed, their code and ours (须为两列：对方代码、本方代码)"
            raise BadTable(f"{path.name}, line {record.line}: {why}")
        yield cells[0], cells[1], record.line


def _records(path: Path, encoding: str) -> Iterator[Record]:
    """The records of a small table, its header first. Raises: BadFile, OSError."""
    if kind_of(path) == XLSX:
        return workbook(path, "")
    return delimited(path, encoding, ",")
