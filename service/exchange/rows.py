"""The rows of a delimited file with the physical lines on which they begin, and what is wrong with the bad ones."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from hashlib import sha256
from io import StringIO
from itertools import islice
from pathlib import Path

from msgspec import Struct

from service.exchange.mapping import Mapping

LONGEST_ROW = 1000
"""Lines that one row may span; a quote left open ends here."""
DELIMITERS = {",": "comma", "\t": "tab", ";": "semicolon", "|": "vertical bar"}


class Source(Struct, frozen=True):
    """A file by its name and the SHA-256 of its bytes (hex)."""

    name: str
    digest: str


class Fault(Struct, frozen=True):
    """Why a row, or something in it, was not taken. Never holds a word of the row itself."""

    file: str
    line: int
    column: str
    reason: str


class Row(Struct, frozen=True):
    """The cells of one row by column; `line` is the physical line on which it begins, counted from 1."""

    source: Source
    line: int
    cells: dict[str, str]

    def fault(self, column: str, reason: str) -> Fault:
        return Fault(self.source.name, self.line, column, reason)


class Duplicate(Fault, frozen=True):
    """A row that repeats another one of its file word for word."""


def rows(path: Path, mapping: Mapping) -> Iterator[Row | Fault]:
    """Every row of the file below its header, good or bad, in order. Raises: OSError."""
    content = path.read_bytes()
    source = Source(path.name, sha256(content).hexdigest())
    text = content.removeprefix(b"\xef\xbb\xbf").decode(mapping.head.encoding, "surrogateescape")
    # Unlike splitlines, this parts lines at nothing but line ends.
    records = _records(list(StringIO(text, newline="")), mapping.head.delimiter)
    header = next(records, None)
    if header is None:
        yield Fault(source.name, 1, "", "the file is empty")
        return
    wrong = _header_fault(header, mapping)
    seen: dict[tuple[str, ...], int] = {}
    for record in records:
        column, reason = wrong or _record_fault(record, header.cells, mapping)
        if reason:
            yield Fault(source.name, record.line, column, reason)
            continue
        first = seen.setdefault(record.cells, record.line)
        if first != record.line:
            yield Duplicate(source.name, record.line, "", f"duplicate: the same, word for word, as line {first}")
            continue
        yield Row(source, record.line, dict(zip(header.cells, record.cells, strict=True)))


class _Record(Struct, frozen=True):
    line: int
    cells: tuple[str, ...]
    broken: str = ""


def _records(lines: Sequence[str], delimiter: str) -> Iterator[_Record]:
    """The records in order, the header first; empty lines are none.

    Of a record that is broken or ragged and spans several lines only the first is given up: it may be an open
    quote that had swallowed good rows, so the others are read anew.
    """
    at, width = 0, 0
    while at < len(lines):
        record, used = _record(lines, at, delimiter)
        at += used if len(record.cells) == (width or len(record.cells)) else 1
        if record.cells or record.broken:
            width = width or len(record.cells)
            yield record


def _record(lines: Sequence[str], at: int, delimiter: str) -> tuple[_Record, int]:
    reader = csv.reader(islice(lines, at, at + LONGEST_ROW), delimiter=delimiter, strict=True)
    try:
        return _Record(at + 1, tuple(next(reader))), reader.line_num
    except csv.Error:
        return _Record(at + 1, (), "the quotation marks do not match, or the row is too long"), 1


Named = tuple[str, str]
"""A column, "" for the whole row, and what is wrong with it, "" for nothing."""


def _header_fault(header: _Record, mapping: Mapping) -> Named | None:
    """What makes every row unreadable."""
    if header.broken:
        return "", f"the header: {header.broken}"
    if any(_undecoded(cell) or "\0" in cell for cell in header.cells):
        return "", f"the header is not {mapping.head.encoding.upper()}{_other_encoding(mapping)}"
    for column in mapping.columns:
        if column not in header.cells:
            other = "" if all(cell.isascii() for cell in header.cells) else _other_encoding(mapping)
            return column, f"the header has no such column{_other_delimiter(header, mapping) or other}"
        if header.cells.count(column) > 1:
            return column, "the header has this column more than once"
    return None


def _other_encoding(mapping: Mapping) -> str:
    """A hint where letters beyond ASCII make no sense: bytes of one encoding may be letters in another."""
    other = "gb18030" if mapping.head.encoding == "utf-8" else "utf-8"
    return f": perhaps its encoding is {other} (编码可能不符)"


def _other_delimiter(header: _Record, mapping: Mapping) -> str:
    """A hint where the header as it was read is one long cell that another delimiter would part."""
    asked = mapping.head.delimiter
    for delimiter, name in DELIMITERS.items():
        if delimiter != asked and delimiter in header.cells[0] and len(header.cells) == 1:
            wanted = DELIMITERS.get(asked, "another one")
            return f": wrong delimiter, the columns are parted by {name}, the mapping says {wanted}"
    return ""


def _undecoded(cell: str) -> bool:
    """Whether it holds bytes that are no text in the encoding of the mapping."""
    return not cell.isascii() and any("\udc80" <= char <= "\udcff" for char in cell)


def _record_fault(record: _Record, header: Sequence[str], mapping: Mapping) -> Named:
    if record.broken:
        return "", record.broken
    if len(record.cells) != len(header):
        column = header[len(record.cells)] if len(record.cells) < len(header) else ""
        return column, f"ragged: {len(record.cells)} fields, the header has {len(header)}"
    for column, cell in zip(header, record.cells, strict=True):
        if _undecoded(cell):
            return column, f"not {mapping.head.encoding.upper()}"
        if "\0" in cell:
            return column, "a NUL character"
    return "", ""
