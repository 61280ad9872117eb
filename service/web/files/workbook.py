"""Tables as XLSX: the table, what it rests on and what its columns hold, a chart where numbers are charted.

The same table gives the same bytes: the workbook says to be made at the moment of its last line. Nothing of it is laid
down on a disk, where what was sealed would lie open; so it is made in memory, of as many rows as a file may have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any
from unicodedata import east_asian_width

from service.web.files.sheet import Quantity, Said, Sheet, Value
from service.web.marking import N_

OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
WITHOUT_A_MOMENT = datetime(1980, 1, 1, tzinfo=UTC)
"""What nothing was recorded of yet; archives know no earlier day."""
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
LONGEST_TITLE = 31
"""Signs in the name of a sheet, and those that it may not have."""
NARROWEST, WIDEST, AROUND = 8, 60, 3
"""Of columns, in digits; beside what they hold there is room for the arrow of the filter."""
A4 = 9
BASIS, CHART = N_("Basis of the file"), N_("Chart")
Style = tuple[tuple[str, Any], ...]
PLAIN: Style = ()
HEAD: Style = (("bold", True), ("bg_color", "#E8EEF4"), ("bottom", 1))
TOTAL: Style = (("bold", True), ("top", 1))
LEFT: Style = (("align", "left"),)
"""How cells look, in the library's words."""


def written(sheet: Sheet, said: Said) -> bytes:
    """The workbook of a table."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped] # noqa: PLC0415 - only who saves a file pays for it

    file = BytesIO()
    with Workbook(file, OPTIONS) as book:
        book.set_properties({"created": (sheet.grounds.moment or WITHOUT_A_MOMENT).astimezone(UTC)})
        page = _Page(book, sheet.title.translate(FORBIDDEN)[:LONGEST_TITLE].strip())
        last = _table(page, sheet)
        _basis(_Page(book, said(BASIS)), sheet, said)
        if sheet.charted and last:
            _chart(book, said(CHART), sheet, page.name, last)
    return file.getvalue()


class _Page:
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


def _table(page: _Page, sheet: Sheet) -> int:
    """Writes the table; which row is the last above the total."""
    last = page.write((column.name for column in sheet.columns), HEAD)
    for row in sheet.rows:
        last = page.write(row)
    if sheet.total:
        page.write(sheet.total, TOTAL)
    end = len(sheet.columns) - 1
    page.sheet.freeze_panes(1, 0)
    page.sheet.autofilter(0, 0, last, end)
    page.sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 2}"})
    page.fit()
    _printed(page.sheet)
    return last


def _printed(sheet: Any) -> None:
    """On paper: A4 across, as wide as the table is, the head on every page."""
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _basis(page: _Page, sheet: Sheet, said: Said) -> None:
    """What the table rests on, line by line; then its columns and what they hold."""
    for label, value in sheet.grounds.lines:
        page.write((label, value), LEFT)
    page.write(())
    page.write((said(N_("Column")), said(N_("What it holds"))), HEAD)
    for column in sheet.columns:
        page.write((column.name, column.holds))
    page.fit()


def _chart(book: Any, name: str, sheet: Sheet, page: str, last: int) -> None:
    """Bars of the charted columns, the first row on top, on a sheet of its own; what is filtered out is not drawn."""
    chart = book.add_chart({"type": "bar"})
    for column in sheet.charted:
        chart.add_series(
            {
                "name": [page, 0, column],
                "categories": [page, 1, 0, last, sheet.labels - 1],
                "values": [page, 1, column, last, column],
            }
        )
    chart.set_title({"name": sheet.name})
    chart.set_y_axis({"reverse": True})
    if len(sheet.charted) == 1:
        chart.set_legend({"none": True})
    book.add_chartsheet(name).set_chart(chart)
