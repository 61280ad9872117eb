"""The rows of a file with the places where they stand, and what is wrong with the bad ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from msgspec import Struct

from service.exchange import mapping as m
from service.exchange.reading.delimited import delimited
from service.exchange.reading.kinds import JSON, XLSX, kind_of
from service.exchange.reading.objects import objects
from service.exchange.reading.records import BadFile, Record
from service.exchange.reading.workbooks import workbook
from service.exchange.spool import Spool

DELIMITERS = {",": "comma", "\t": "tab", ";": "semicolon", "|": "vertical bar"}
PIECE = 1 << 20


class Source(Struct, frozen=True):
    """A file by its name and the SHA-256 of its bytes (hex); `rows`: how many it may have, by its line ends."""

    name: str
    digest: str
    rows: int = 0


class Fault(Struct, frozen=True):
    """Why a row, or something in it, was not taken. Never holds a word of the row itself, save an unknown code."""

    file: str
    line: int
    column: str
    reason: str


class Row(Struct, frozen=True):
    """The cells of one row by column; `line` is the line on which it begins, counted from 1.

    `dates`: by column, in ISO 8601, what is no text in the file but a day or a time.
    """

    source: Source
    line: int
    cells: dict[str, str]
    dates: dict[str, str] = {}

    def fault(self, column: str, reason: str) -> Fault:
        return Fault(self.source.name, self.line, column, reason)


class Duplicate(Fault, frozen=True):
    """A row that repeats another one of its file word for word."""


def source_of(path: Path, mapping: m.Mapping) -> Source:
    """The file as it is cited: its sheet, where it has one, stands behind its name. Raises: OSError."""
    digest, ends = sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
            ends += piece.count(b"\n")
    sheet = f" [{mapping.head.sheet}]" if mapping.head.sheet else ""
    return Source(f"{path.name}{sheet}", digest.hexdigest(), ends)


def rows(path: Path, mapping: m.Mapping, source: Source, spool: Spool) -> Iterator[Row | Fault]:
    """Every row of the file below its header, good or bad, in order. Raises: OSError."""
    try:
        yield from _rows(records(path, mapping), mapping, source, spool)
    except BadFile as bad:
        yield Fault(source.name, bad.line, "", f"{bad.part}: {bad}" if bad.part else str(bad))


def records(path: Path, mapping: m.Mapping) -> Iterator[Record]:
    """The records of the file, its header first, read as its kind demands. Raises: BadFile, OSError."""
    head = mapping.head
    kind = head.kind or kind_of(path)
    if kind == JSON:
        yield from objects(path, mapping.columns)
        return
    if kind == XLSX:
        found = workbook(path, head.sheet, head.header_row)
    else:
        found = delimited(path, head.encoding, head.delimiter, head.header_row)
    for nth, record in enumerate(found, 1):
        if nth >= head.header_row:
            yield record


def _rows(found: Iterator[Record], mapping: m.Mapping, source: Source, spool: Spool) -> Iterator[Row | Fault]:
    header = next(found, None)
    if header is None:
        yield Fault(source.name, 1, "", "the file is empty")
        return
    wrong = _header_fault(header, mapping)
    for record in found:
        column, reason = wrong or _record_fault(record, header.cells, mapping)
        if reason:
            yield Fault(source.name, record.line, column, reason)
            continue
        first = spool.first(source.digest, "row", record.cells, line=record.line)
        if first != record.line:
            yield Duplicate(source.name, record.line, "", f"duplicate: the same, word for word, as line {first}")
            continue
        yield Row(source, record.line, dict(zip(header.cells, record.cells, strict=True)), _dates(record, header.cells))


def _dates(record: Record, header: Sequence[str]) -> dict[str, str]:
    return {header[index]: found for index, found in record.dates.items()}


Named = tuple[str, str]
"""A column, "" for the whole row, and what is wrong with it, "" for nothing."""


def _header_fault(header: Record, mapping: m.Mapping) -> Named | None:
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


def _other_encoding(mapping: m.Mapping) -> str:
    """A hint where letters beyond ASCII make no sense: bytes of one encoding may be letters in another."""
    other = "gb18030" if mapping.head.encoding == "utf-8" else "utf-8"
    return f": perhaps its encoding is {other} (编码可能不符)"


def _other_delimiter(header: Record, mapping: m.Mapping) -> str:
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


def _record_fault(record: Record, header: Sequence[str], mapping: m.Mapping) -> Named:
    if record.broken:
        return header[record.column] if 0 <= record.column < len(header) else "", record.broken
    if len(record.cells) != len(header):
        column = header[len(record.cells)] if len(record.cells) < len(header) else ""
        return column, f"ragged: {len(record.cells)} fields, the header has {len(header)}"
    for column, cell in zip(header, record.cells, strict=True):
        if cell.isascii() and "\0" not in cell:
            continue
        if _undecoded(cell):
            return column, f"not {mapping.head.encoding.upper()}"
        if "\0" in cell:
            return column, "a NUL character"
    return "", ""
