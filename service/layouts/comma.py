"""A layout as CSV: a zip with a file for each table, and a README of what they rest on and of every column.

Each file is UTF-8 with a byte order mark, without which spreadsheets in China read Chinese as something else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from domain.wording import LANGUAGES
from service.layouts.describing import described
from service.layouts.made import Made, columns, ground_lines, lines, said
from service.web.files.comma import MARKED, rows_written
from service.web.files.sheet import Value
from service.web.files.workbook import WITHOUT_A_MOMENT

README = "README.txt"
PROSE = "prose.txt"


def written(made: Made, language: str) -> bytes:
    """The archive; its files are said to be of the moment of the last line, so that only `made_at` differs."""
    file = BytesIO()
    moment = (made.grounds.moment or WITHOUT_A_MOMENT).astimezone(made.asked.office.zone)
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, content in _files(made, language):
            archive.writestr(stamped(name, moment), content)
    return file.getvalue()


def stamped(name: str, moment: datetime) -> ZipInfo:
    """A file of an archive that was made at this moment, by the office's clock."""
    told = ZipInfo(name, moment.timetuple()[:6])
    told.compress_type = ZIP_DEFLATED
    return told


def _files(made: Made, language: str) -> Iterator[tuple[str, bytes]]:
    for table in made.tables:
        rows: Sequence[Sequence[Value]] = [columns(table, language), *lines(table, language)]
        yield f"{table.table.id}.csv", rows_written(rows)
    if made.layout.prose:
        yield PROSE, text([made.title(language), "", *made.sentences(language)])
    yield README, text(readme(made))


def readme(made: Made) -> Iterator[str]:
    """What the tables rest on and what every column holds, in both languages."""
    for language in LANGUAGES:
        yield made.title(language)
        yield ""
        yield from (f"{label}: {value}" for label, value in ground_lines(made.grounds, language))
        yield ""
        for each in described(made.layout):
            name = f"{each.table}.csv {each.id}"
            yield f"{name}: {said(each.label, language)} – {said(each.holds, language)} [{each.formula}]"
        yield ""


def text(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\r\n" for line in lines).encode(MARKED)
