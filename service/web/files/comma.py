"""Tables as CSV that opens in a spreadsheet as what it is: Chinese as Chinese, text as text."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from io import BytesIO, TextIOWrapper
from typing import TextIO

from service.web.files.sheet import Quantity, Said, Sheet, Value

MARKED = "utf-8-sig"
"""With a byte order mark; without it spreadsheets read Chinese as something else."""
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BLANK = " \u00a0\u3000"
"""Spreadsheets look behind blanks; units stand indented by full-width ones."""


def written(sheet: Sheet, _said: Said) -> bytes:
    """What the table rests on, a blank line, the head, the rows, the total."""
    return rows_written(_rows(sheet))


def _rows(sheet: Sheet) -> Iterator[Sequence[Value]]:
    yield from sheet.grounds.lines
    yield ()
    yield [column.name for column in sheet.columns]
    yield from sheet.lines()


def rows_written(rows: Iterable[Sequence[Value]]) -> bytes:
    """These rows as a file of their own."""
    file = BytesIO()
    with TextIOWrapper(file, MARKED, newline="", write_through=True) as text:
        write(text, rows)
        return file.getvalue()


def write(text: TextIO, rows: Iterable[Sequence[Value]]) -> None:
    """Writes rows one after the other, however many there are."""
    csv.writer(text, lineterminator="\r\n").writerows([_safe(value) for value in row] for row in rows)


def _safe(value: Value) -> object:
    """Text that a spreadsheet would reckon with is told to be text; numbers stay numbers."""
    match value:
        case None:
            return ""
        case str():
            return f"'{value}" if _reckoned(value) else value
        case datetime():
            return value.isoformat(" ", "seconds")
        case Quantity():
            return value.number
        case _:
            return value


def _reckoned(text: str) -> bool:
    return text.startswith(BEGINS_A_FORMULA) or text.lstrip(BLANK).startswith(BEGINS_A_FORMULA)
