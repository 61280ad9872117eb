"""Registers as XLSX and as CSV, written row by row into a folder of their own: memory does not grow with their length.

What was sealed is in no register, so nothing lies open in that folder that the database does not hold; it is kept from
other users of the machine and goes with its files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from msgspec import Struct

from domain.codes import Label
from domain.wording import LANGUAGES
from service.layouts.comma import README, stamped, text
from service.layouts.grounds import Grounds
from service.layouts.made import ground_lines, said
from service.registers.columns import COLUMNS
from service.registers.kinds import Register
from service.web.files.comma import MARKED, write
from service.web.files.page import HEAD, LEFT, Page
from service.web.files.sheet import Value
from service.web.files.workbook import OPTIONS, WITHOUT_A_MOMENT, printed

MOST = 1_048_575
"""Rows below a head that one sheet may have; longer registers go on on the next."""
BASIS, COLUMNS_SHEET = Label("口径", "Basis"), Label("栏目说明", "Columns")


class Written(Struct, frozen=True, kw_only=True):
    """What a register is written from; `rows` are taken once."""

    register: Register
    grounds: Grounds
    rows: Iterable[Sequence[Value]]
    tail: Callable[[], Sequence[tuple[Label, Value]]]
    language: str

    @property
    def head(self) -> list[str]:
        return [said(COLUMNS[name].label, self.language) for name in self.register.columns]

    def basis(self, language: str) -> Iterator[tuple[str, Value]]:
        """What it rests on, and what is known once it is written."""
        yield from ground_lines(self.grounds, language)
        yield from ((said(label, language), value) for label, value in self.tail())


def as_xlsx(it: Written, file: Path) -> None:
    """One sheet of rows after the other, what they rest on, what the columns hold."""
    from xlsxwriter import Workbook  # type: ignore[import-untyped] # noqa: PLC0415 - only who saves a file pays for it

    options = {**OPTIONS, "in_memory": False, "constant_memory": True, "tmpdir": str(file.parent)}
    with Workbook(str(file), options) as book:
        book.set_properties({"created": (it.grounds.moment or WITHOUT_A_MOMENT).astimezone(UTC)})
        rows, part = iter(it.rows), 1
        while _sheet(book, it, rows, part):
            part += 1
        _basis(Page(book, said(BASIS, it.language)), it)
        _columns(Page(book, said(COLUMNS_SHEET, it.language)), it)


def _sheet(book: Any, it: Written, rows: Iterator[Sequence[Value]], part: int) -> bool:
    """Writes as many rows as a sheet may have; whether there may be more."""
    first = list(islice(rows, 1))
    if part > 1 and not first:
        return False
    name = said(it.register.label, it.language)[:25]
    page = Page(book, name if part == 1 else f"{name} ({part})")
    last = page.write(it.head, HEAD)
    page.sheet.freeze_panes(1, 0)
    for row in first:
        last = page.write(row)
    for row in islice(rows, MOST - 1):
        last = page.write(row)
    page.sheet.autofilter(0, 0, last, len(it.head) - 1)
    page.sheet.ignore_errors({"number_stored_as_text": f"A1:XFD{last + 1}"})
    page.fit()
    printed(page.sheet)
    return last == MOST


def _basis(page: Page, it: Written) -> None:
    for label, value in it.basis(it.language):
        page.write((label, value), LEFT)
    page.fit()
    printed(page.sheet)


def _columns(page: Page, it: Written) -> None:
    page.write(("栏目 column", "中文名", "English", "内容", "what it holds"), HEAD)
    for name in it.register.columns:
        column = COLUMNS[name]
        page.write((name, column.label.zh, column.label.en, column.holds.zh, column.holds.en))
    page.fit()
    printed(page.sheet)


def as_csv(it: Written, file: Path) -> None:
    """A zip with the rows as one file, and a README beside it; both UTF-8 with a byte order mark."""
    moment = (it.grounds.moment or WITHOUT_A_MOMENT).astimezone(UTC)
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        with (
            archive.open(stamped(f"{it.register.id}.csv", moment), "w", force_zip64=True) as plain,
            TextIOWrapper(plain, MARKED, newline="") as lines,
        ):
            write(lines, [it.head])
            write(lines, it.rows)
        archive.writestr(stamped(README, moment), text(_readme(it)))


def _readme(it: Written) -> Iterator[str]:
    for language in LANGUAGES:
        yield said(it.register.label, language)
        yield ""
        yield from (f"{label}: {value}" for label, value in it.basis(language))
        yield ""
        for name in it.register.columns:
            column = COLUMNS[name]
            yield f"{name}: {said(column.label, language)} – {said(column.holds, language)}"
        yield ""


class Kind(Struct, frozen=True):
    """How a file ends, what it is called as a media type, who writes it."""

    name: str
    ending: str
    type: str
    write: Callable[[Written, Path], None]


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS: Mapping[str, Kind] = {
    "xlsx": Kind("xlsx", "xlsx", XLSX, as_xlsx),
    "csv": Kind("csv", "csv.zip", "application/zip", as_csv),
}
