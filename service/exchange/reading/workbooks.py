"""Workbooks (XLSX), row by row from the packed file: no sheet is ever held as a whole.

What could fill the memory is looked at before anything is unpacked; a formula is no value: it says so by its place.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile, is_zipfile

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from service.exchange.reading.records import LONGEST_CELL, TOO_LONG, BadFile, Record

MEBIBYTE = 1024 * 1024
MOST_UNPACKED, MOST_SHARED, STEEPEST, SMALL = 4096 * MEBIBYTE, 256 * MEBIBYTE, 200, 16 * MEBIBYTE
"""Bytes unpacked in all, bytes of the texts shared by the cells, and how many times its size a part may unpack to,
when it is not small: what a register has in it is far below."""
OLD = b"\xd0\xcf\x11\xe0"
NO_WORKBOOK = "not an XLSX workbook (不是 XLSX 工作簿)"
ENCRYPTED_OR_OLD = "an old (XLS) or encrypted workbook: save it as XLSX without password (请另存为不加密的 XLSX)"
BOMB = "it unpacks to more than a register can be: refused (解压后过大，已拒绝)"
ERRORS = (BadZipFile, InvalidFileException, ParseError, KeyError, ValueError, OSError, TypeError, EOFError)


def workbook(path: Path, sheet: str, header_row: int = 1) -> Iterator[Record]:
    """The records of the sheet of this name, "" the first one; rows without a text are none.

    Those behind the `header_row`th are as wide as that one, whatever title stands above it.

    Raises: BadFile naming the sheet.
    """
    check(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions that are not read here
        try:
            opened = load_workbook(path, read_only=True)
        except ERRORS as error:
            raise BadFile(f"{NO_WORKBOOK}: {type(error).__name__}") from None
        with closing(opened):
            yield from _rows(_sheet(opened, sheet), header_row)


def sheets(path: Path) -> list[str]:
    """The names of the sheets. Raises: BadFile."""
    check(path)
    try:
        with closing(load_workbook(path, read_only=True)) as opened:
            return list(opened.sheetnames)
    except ERRORS as error:
        raise BadFile(f"{NO_WORKBOOK}: {type(error).__name__}") from None


def check(path: Path) -> None:
    """Refuses what is no workbook, and by its directory what would fill the memory. Raises: BadFile."""
    with path.open("rb") as file:
        if file.read(len(OLD)) == OLD:
            raise BadFile(ENCRYPTED_OR_OLD)
    if not is_zipfile(path):
        raise BadFile(NO_WORKBOOK)
    try:
        with ZipFile(path) as packed:
            parts = packed.infolist()
    except BadZipFile:
        raise BadFile(NO_WORKBOOK) from None
    shared = sum(part.file_size for part in parts if "sharedStrings" in part.filename)
    steep = any(part.file_size > max(SMALL, STEEPEST * part.compress_size) for part in parts)
    if steep or shared > MOST_SHARED or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise BadFile(BOMB)


def _sheet(opened: Any, name: str) -> Any:
    if not opened.worksheets:
        raise BadFile(f"{NO_WORKBOOK}: it has no sheet")
    found = next((each for each in opened.worksheets if name in ("", each.title)), None)
    if found is None:
        raise BadFile(f"there is no sheet {name!r}; there are: {', '.join(opened.sheetnames)} (没有此工作表)")
    found.reset_dimensions()  # what a file says of its size need not be so
    return found


def _rows(sheet: Any, header_row: int) -> Iterator[Record]:
    line, width, given = 0, 0, 0
    try:
        for row in sheet.iter_rows():
            line += 1
            record = _record(line, row, width)
            if record.broken or any(record.cells):
                given += 1
                width = len(record.cells) if given == header_row else width
                yield record
    except ERRORS as error:
        raise BadFile(f"the sheet is damaged: {type(error).__name__} (工作表已损坏)", line + 1, sheet.title) from None


def _record(line: int, row: Sequence[Any], width: int) -> Record:
    """Empty cells at the end are none, but a row is as wide as the header."""
    cells, dates = [], {}
    for index, cell in enumerate(row):
        value = cell.value
        if cell.data_type in ("f", "e"):
            said = "a formula, not a value (公式)" if cell.data_type == "f" else "an error of the sheet (错误值)"
            return Record(line, (), f"cell {get_column_letter(index + 1)}{line} holds {said}", index)
        if isinstance(value, date):
            dates[index] = f"{value:%Y-%m-%dT%H:%M:%S}" if _has_hour(cell) else f"{value:%Y-%m-%d}"
        cells.append(_text(value))
        if len(cells[-1]) > LONGEST_CELL:
            return Record(line, (), TOO_LONG, index)
    while len(cells) > width and not cells[-1]:
        cells.pop()
    return Record(line, (*cells, *[""] * (width - len(cells))), dates=dates)


def _has_hour(cell: Any) -> bool:
    """Whether the cell shows a time of day, or has one."""
    value = cell.value
    return isinstance(value, datetime) and ("h" in str(cell.number_format).lower() or value.time() != time())


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:  # noqa: PLR2004 - exact below
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    return str(value)
