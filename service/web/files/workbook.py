"""Tables as XLSX: the table, what it rests on and what its columns hold, a chart where numbers are charted.

The same table gives the same bytes: the workbook says to be made at the moment of its last line. Nothing of it is laid
down on a disk, where what was sealed would lie open; so it is made in memory, of as many rows as a file may have.
"""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

from service.web.files.page import HEAD, LEFT, TOTAL, Page
from service.web.files.sheet import Said, Sheet
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
A4 = 9
BASIS, CHART = N_("Basis of the file"), N_("Chart")


def written(sheet: Sheet, said: Said) -> bytes:
    """The workbook of a table."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped] # noqa: PLC0415 - only who saves a file pays for it

    file = BytesIO()
    with Workbook(file, OPTIONS) as book:
        book.set_properties({"created": (sheet.grounds.moment or WITHOUT_A_MOMENT).astimezone(UTC)})
        page = Page(book, sheet.title.translate(FORBIDDEN)[:LONGEST_TITLE].strip())
        last = _table(page, sheet)
        _basis(Page(book, said(BASIS)), sheet, said)
        if sheet.charted and last:
            _chart(book, said(CHART), sheet, page.name, last)
    return file.getvalue()


def _table(page: Page, sheet: Sheet) -> int:
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
    printed(page.sheet)
    return last


def printed(sheet: Any, head: int = 0) -> None:
    """On paper: A4 across, as wide as the table is, the head on every page: the rows up to that one."""
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, head)


def _basis(page: Page, sheet: Sheet, said: Said) -> None:
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
