"""A sheet of a workbook, written row by row: text as text, numbers as numbers, days as days."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any
from unicodedata import east_asian_width

from service.web.files.sheet import Quantity, Value

NARROWEST, WIDEST, AROUND = 8, 60, 3
"""Of columns, in digits; beside what they hold there is room for the arrow of the filter."""
Style = tuple[tuple[str, Any], ...]
PLAIN: Style = ()
HEAD: Style = (("bold", True), ("bg_color", "#E8EEF4"), ("bottom", 1))
TOTAL: Style = (("bold", True), ("top", 1))
LEFT: Style = (("align", "left"),)
CENTRED: Style = (("align", "center"),)
WRAPPED: Style = (("text_wrap", True), ("valign", "top"))
"""How cells look, in the library's words."""


class Page:
    """A sheet that is written row by row, its columns made as wide as what they hold."""

    def __init__(self, book: Any, name: str) -> None:
        self.name, self._book = name, book
        self.sheet = book.add_worksheet(name)
        self._row = 0
        self._widths: dict[int, int] = {}
        self._formats: dict[tuple[str, Style], Any] = {}

    def write(self, values: Iterable[Value], style: Style = PLAIN) -> int:
        """Writes the next row, and says which it is."""
        for column, value in enumerate(values):
            self._put(column, value, style)
        self._row += 1
        return self._row - 1

    def merged(self, values: Sequence[str], style: Style = PLAIN) -> None:
        """Writes headings, each once over all neighbouring columns that it stands above."""
        column = 0
        for value, same in groupby(values):
            last = column + len(list(same)) - 1
            if value and last > column:
                self.sheet.merge_range(self._row, column, self._row, last, "")
            self._put(column, value, (*style, *CENTRED))
            column = last + 1
        self._row += 1

    def fit(self) -> None:
        for column, width in self._widths.items():
            self.sheet.set_column(column, column, min(max(width + AROUND, NARROWEST), WIDEST))

    def _put(self, column: int, value: Value, style: Style) -> None:
        if value not in (None, ""):
            write, said, looks, shown = self._told(value)
            write(self._row, column, said, self._format(looks, style))
            self._widths[column] = max(self._widths.get(column, 0), _width(shown))

    def _told(self, value: Value) -> tuple[Callable[..., Any], Any, str, str]:
        """By which of the library's ways a value is written, as what, in which format, and how it looks.

        Text is never handed to the one that guesses; as text it also stays when somebody edits its cell.
        """
        match value:
            case str():
                return self.sheet.write_string, value, "@", value
            case datetime():
                local = value.replace(tzinfo=None, microsecond=0)
                return self.sheet.write_datetime, local, "yyyy-mm-dd hh:mm:ss", str(local)
            case date():
                return self.sheet.write_datetime, value, "yyyy-mm-dd", str(value)
            case Quantity(number, suffix):
                return self.sheet.write_number, float(number), f'General"{suffix}"', f"{number}{suffix}"
            case _:
                return self.sheet.write_number, float(value or 0), "General", str(value)

    def _format(self, looks: str, style: Style) -> Any:
        key = looks, style
        if key not in self._formats:
            self._formats[key] = self._book.add_format({"num_format": looks, **dict(style)})
        return self._formats[key]


def _width(text: str) -> int:
    """In digits; signs of Chinese are as wide as two."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)
