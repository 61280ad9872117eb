"""What every reader gives: records by the place where they stand, the header first, or why the file is none."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

LONGEST_CELL = 1_000_000
"""Characters; a cell that is longer is no text of a register, and more than that is never held of one."""
TOO_LONG = f"a cell is longer than {LONGEST_CELL} characters (单元格过长)"


class Record(Struct, frozen=True):
    """The cells of one row. `line`: where it begins, counted from 1: physical line, row of the sheet.

    `broken`: what makes it unreadable, `column` the cell by its index where one alone is to blame (-1: the row).
    `dates`: in ISO 8601, by index, of the cells in which the file itself has a day or a time, not a text.
    """

    line: int
    cells: tuple[str, ...]
    broken: str = ""
    column: int = -1
    dates: Mapping[int, str] = {}


class BadFile(Exception):
    """A file that cannot be read (on) as what it should be; the message says why, `line` where that was found out."""

    def __init__(self, reason: str, line: int = 1, part: str = "") -> None:
        self.line = line
        self.part = part
        super().__init__(reason)
