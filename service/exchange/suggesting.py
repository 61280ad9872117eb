"""Looks at a file that nobody has described yet and guesses its mapping: a beginning for a person to go on with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice, product
from pathlib import Path

from msgspec import Struct

from service.exchange import mapping as m
from service.exchange.reading.delimited import delimited
from service.exchange.reading.kinds import CSV, JSON, XLSX, kind_of
from service.exchange.reading.objects import names, objects
from service.exchange.reading.records import BadFile, Record
from service.exchange.reading.workbooks import sheets, workbook
from service.exchange.synonyms import COLUMNS, RESULTS, plain

LOOKED_AT = 500
"""Rows."""
BEGINNING = 1 << 20
"""Bytes by which the encoding is guessed."""
DELIMITERS = (",", "\t", ";", "|")
HEADER_WITHIN, FEWEST_COLUMNS = 10, 2
CLOCKS = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", "T%H:%M:%S", "T%H:%M:%S%z", "T%H:%M:%S.%f")
FORMATS = tuple(
    f"{day}{clock}" for day, clock in product(("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d"), CLOCKS)
) + tuple(f"{day}{clock}" for day, clock in product(("%d/%m/%Y", "%m/%d/%Y"), CLOCKS[:3]))
"""Of dates; of those that fit alike the earlier one."""
EITHER_WAY = ("%d/%m/%Y", "%m/%d/%Y")
MISSING = frozenset({"NA", "N/A", "NULL", "无", "-", "—", "/"})
ALMOST_ALL = 0.9
A_LIST_OF_CHANGES = frozenset({"observed_at", "event", "new"})


class Column(Struct, frozen=True):
    """One column: the word that it may mean, "" for none; the formats of its dates; its values, the commonest first."""

    name: str
    means: str = ""
    formats: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    ambiguous: bool = False


class Suggestion(Struct, frozen=True):
    """What was found out of a file. `result`: the column with the words of the answer; `missing`: texts for nothing."""

    kind: str
    sheet: str
    header_row: int
    encoding: str
    delimiter: str
    columns: tuple[Column, ...]
    missing: tuple[str, ...]
    result: str = ""

    @property
    def historic(self) -> bool:
        """Whether it has what only an old register has."""
        return not m.OF_HISTORY.isdisjoint(column.means for column in self.columns)


def suggest(path: Path) -> Suggestion:
    """What the file may be. Raises: BadFile when it is none that can be read, or has no header; OSError."""
    kind = kind_of(path)
    encoding = encoding_of(path) if kind == CSV else "utf-8"
    delimiter = delimiter_of(path, encoding) if kind == CSV else ","
    found = list(islice(_records(path, kind, encoding, delimiter), HEADER_WITHIN + LOOKED_AT))
    place = _header(found)
    header = [cell.strip() for cell in found[place].cells]
    if {plain(name) for name in header} >= A_LIST_OF_CHANGES:
        raise BadFile("a list of changes: begin with the mapping uk-written-questions (变动清单，请参照该映射)")
    rows = [record for record in found[place + 1 :] if record.cells and len(record.cells) <= len(header)]
    missing = sorted({cell.strip() for row in rows for cell in row.cells} & MISSING)
    columns = _columns(header, rows, frozenset(missing))
    return Suggestion(
        kind=kind,
        sheet=sheets(path)[0] if kind == XLSX else "",
        header_row=place + 1 if kind != JSON else 1,
        encoding=encoding,
        delimiter=delimiter,
        columns=tuple(columns),
        missing=tuple(missing),
        result=next((name for name in header if plain(name) in RESULTS), ""),
    )


def encoding_of(path: Path) -> str:
    """utf-8 where its beginning is that, else that of Chinese spreadsheets."""
    with path.open("rb") as file:
        begin = file.read(BEGINNING)
    try:
        begin[: begin.rfind(b"\n") + 1 or None].decode("utf-8")
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def delimiter_of(path: Path, encoding: str) -> str:
    """The one that parts the most columns in the same way on the most lines; a comma where none does."""

    def parted(delimiter: str) -> tuple[int, int]:
        widths = Counter(len(record.cells) for record in islice(delimited(path, encoding, delimiter), LOOKED_AT))
        width, rows = max(widths.items(), key=lambda item: (item[0] > 1, item[1]), default=(0, 0))
        return (rows if width > 1 else 0), width

    return max(DELIMITERS, key=parted)


def _records(path: Path, kind: str, encoding: str, delimiter: str) -> Iterator[Record]:
    if kind == JSON:
        return objects(path, names(path, LOOKED_AT))
    return workbook(path, "") if kind == XLSX else delimited(path, encoding, delimiter)


def _header(found: Sequence[Record]) -> int:
    """The first of the widest rows at the beginning: titles stand in one cell."""
    widths = [len({cell for cell in record.cells if cell.strip()}) for record in found[:HEADER_WITHIN]]
    if not widths or max(widths) < FEWEST_COLUMNS:
        raise BadFile("no header was found: a row with the names of the columns (未找到表头)")
    known = [any(plain(cell) in _KNOWN for cell in record.cells) for record in found[: len(widths)]]
    return known.index(True) if True in known else widths.index(max(widths))


_KNOWN = frozenset(name for known in COLUMNS.values() for name in known)


def _columns(header: Sequence[str], rows: Sequence[Record], missing: frozenset[str]) -> Iterator[Column]:
    seen = [_seen(index, rows, missing) for index in range(len(header))]
    meant = _meant([_column(name, values) for name, values in zip(header, seen, strict=True)])
    for name, values in zip(header, seen, strict=True):
        read = _column(name, values)
        yield Column(name, meant.get(name, ""), read.formats, read.values, read.ambiguous)


def _seen(index: int, rows: Sequence[Record], missing: frozenset[str]) -> Counter[str]:
    """The texts of a column; a cell with a real date counts as its ISO text."""
    texts = (row.dates.get(index, row.cells[index]).strip() for row in rows if index < len(row.cells))
    return Counter(text for text in texts if text and text not in missing)


def _column(name: str, values: Counter[str]) -> Column:
    formats = formats_of(values)
    either = formats[:1] and formats[0].startswith(EITHER_WAY) and len(_fitting(values, EITHER_WAY)) == len(EITHER_WAY)
    return Column(name, "", formats, tuple(value for value, _ in values.most_common(20)), bool(either))


def formats_of(values: Iterable[str]) -> tuple[str, ...]:
    """As few formats as read almost all of the texts; none where they are no dates."""
    left = set(values)
    many, found = len(left), []
    while left:
        fits = {form: {text for text in left if _reads(text, form)} for form in FORMATS}
        best = max(FORMATS, key=lambda form: len(fits[form]))
        if not fits[best]:
            break
        found.append(best)
        left -= fits[best]
    return tuple(found) if many and len(left) <= many * (1 - ALMOST_ALL) else ()


def _fitting(values: Iterable[str], days: Sequence[str]) -> list[str]:
    """Which of these ways to write a day all the texts could be written in."""
    texts = [value.split()[0] for value in values]
    return [day for day in days if all(_reads(text, day) for text in texts)]


def _reads(text: str, form: str) -> bool:
    try:
        datetime.strptime(text, form)  # noqa: DTZ007 - only whether it can be read
    except ValueError:
        return False
    return True


def _meant(columns: Sequence[Column]) -> dict[str, str]:
    """The word by the name of its column: each word once, days only where there are days."""
    by_name = {plain(column.name): column for column in reversed(columns)}
    found: dict[str, str] = {}
    for word, known in COLUMNS.items():
        dated = word in m.MOMENTS or word == m.DUE
        fitting = [by_name[name] for name in known if name in by_name and by_name[name].name not in found]
        fitting = [column for column in fitting if not dated or column.formats or not column.values]
        if fitting:
            found[fitting[0].name] = word
    return _sensible(found)


def _sensible(found: dict[str, str]) -> dict[str, str]:
    """Without what makes sense beside another word only."""
    words = set(found.values())
    if "received" not in words and "registered" in words:
        found = {name: "received" if word == "registered" else word for name, word in found.items()}
    if {"forwarded", "unit"} <= words:
        return {name: m.FORWARDED_TO if word == "unit" else word for name, word in found.items()}
    return {name: word for name, word in found.items() if word not in m.STAGES}
