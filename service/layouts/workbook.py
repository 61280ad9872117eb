"""A layout as XLSX: its prose, its tables, their charts, what it rests on, and what every column holds."""

from __future__ import annotations

from datetime import UTC
from io import BytesIO
from typing import Any

from domain.codes import Label
from domain.wording import LANGUAGES
from service.layouts.describing import described
from service.layouts.filling import TOTAL as WHOLE
from service.layouts.filling import Filled
from service.layouts.made import Made, ground_lines, heads, lines, said
from service.web.files.page import HEAD, LEFT, PLAIN, TOTAL, WRAPPED, Page
from service.web.files.workbook import FORBIDDEN, LONGEST_TITLE, OPTIONS, WITHOUT_A_MOMENT, printed

PROSE, CHARTS, BASIS, COLUMNS = (
    Label("通报", "Prose"),
    Label("图表", "Charts"),
    Label("口径", "Basis"),
    Label("栏目说明", "Columns"),
)
README = ("表 table", "栏目 column", "中文名", "English", "内容", "what it holds", "公式 formula", "来源 source")
"""The columns of the sheet that says what every column holds; in both languages, whichever the file is in."""
WIDE, BAR, AROUND, ROW = 900, 22, 120, 20
"""Pixels: of a chart, of a row of it, around it, and of a row of the sheet."""


def written(made: Made, language: str) -> bytes:
    """The workbook. Only `made_at` differs between two of the same position."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped] # noqa: PLC0415 - only who saves a file pays for it

    file = BytesIO()
    with Workbook(file, OPTIONS) as book:
        book.set_properties({"created": (made.grounds.moment or WITHOUT_A_MOMENT).astimezone(UTC)})
        if made.layout.prose:
            _prose(Page(book, said(PROSE, language)), made, language)
        tables = [(each, _table(book, each, language)) for each in made.tables]
        _charts(book, tables, language)
        _basis(Page(book, said(BASIS, language)), made, language)
        readme(Page(book, said(COLUMNS, language)), made)
    return file.getvalue()


def _prose(page: Page, made: Made, language: str) -> None:
    page.write([made.title(language)], HEAD)
    for sentence in made.sentences(language):
        page.write([sentence], WRAPPED)
    page.sheet.set_column(0, 0, 100)
    printed(page.sheet)


class Placed:
    """Where a table stands: its sheet, and its first and last row of figures that a chart shows."""

    def __init__(self, sheet: str, first: int, last: int) -> None:
        self.sheet, self.first, self.last = sheet, first, last


def _table(book: Any, table: Filled, language: str) -> Placed:
    """Writes a table on a sheet of its own, its head in one line or, where columns have a heading, in two."""
    page = Page(book, said(table.table.label, language).translate(FORBIDDEN)[:LONGEST_TITLE].strip())
    over, named = heads(table, language)
    if any(over):
        page.merged(over, HEAD)
    last = head = page.write(named, HEAD)
    first = head + 1
    for line, row in zip(table.lines, lines(table, language), strict=True):
        whole = line.id == WHOLE.id
        last = page.write(row, TOTAL if whole else PLAIN)
        first += whole
    page.sheet.freeze_panes(head + 1, 1)
    page.sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 2}"})
    page.fit()
    printed(page.sheet, head)
    return Placed(page.name, first, last)


def _charts(book: Any, tables: list[tuple[Filled, Placed]], language: str) -> None:
    """One sheet with a chart below the other; of a table without rows there is none."""
    shown = [(table, at) for table, at in tables if table.table.charted and at.last >= at.first]
    if not shown:
        return
    sheet, row = book.add_worksheet(said(CHARTS, language)), 0
    printed(sheet)
    for table, at in shown:
        high = AROUND + BAR * (at.last - at.first + 1) * len(table.table.charted)
        sheet.insert_chart(row, 0, _chart(book, table, at, language), {"object_position": 2})
        row += high // ROW + 2


def _chart(book: Any, table: Filled, at: Placed, language: str) -> Any:
    chart = book.add_chart({"type": "bar"})
    for nth, head in enumerate(table.head, start=1):
        if head.id in table.table.charted:
            name = (
                f"{said(head.over, language)} {said(head.label, language)}" if head.over else said(head.label, language)
            )
            chart.add_series(
                {
                    "name": name,
                    "categories": [at.sheet, at.first, 0, at.last, 0],
                    "values": [at.sheet, at.first, nth, at.last, nth],
                }
            )
    chart.set_title({"name": said(table.table.label, language), "name_font": {"size": 12}})
    chart.set_y_axis({"reverse": True})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": WIDE, "height": AROUND + BAR * (at.last - at.first + 1) * len(table.table.charted)})
    return chart


def _basis(page: Page, made: Made, language: str) -> None:
    for label, value in ground_lines(made.grounds, language):
        page.write((label, value), LEFT)
    page.fit()
    printed(page.sheet)


def readme(page: Page, made: Made) -> None:
    """Every column, and every row that counts something of its own, in both languages."""
    page.write(README, HEAD)
    names = {each.id: " ".join(said(each.label, language) for language in LANGUAGES) for each in made.layout.tables}
    for each in described(made.layout):
        page.write(
            (
                names[each.table],
                each.id,
                each.label.zh,
                each.label.en,
                each.holds.zh,
                each.holds.en,
                each.formula,
                made.layout.source,
            )
        )
    page.sheet.freeze_panes(1, 0)
    page.fit()
    printed(page.sheet)
