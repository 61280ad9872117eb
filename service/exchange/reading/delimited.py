"""Delimited text (CSV), read line by line: only the lines of the row at hand are held."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TextIO

from service.exchange.reading.records import LONGEST_CELL, TOO_LONG, Record

LONGEST_ROW = 1000
"""Lines that one row may span; a quote left open ends here."""
MARK = b"\xef\xbb\xbf"
"""The byte order mark that some programs put before UTF-8."""
BROKEN = "the quotation marks do not match, or the row is too long"


def delimited(path: Path, encoding: str, delimiter: str, header_row: int = 1) -> Iterator[Record]:
    """The records in order, the header is the `header_row`th; empty lines are none. Raises: OSError.

    Bytes that are no text in the encoding come as lone surrogates. Of a record that is broken or ragged and spans
    several lines only the first is given up: it may be an open quote that had swallowed good rows, so the others are
    read anew.
    """
    with path.open("rb") as raw:
        start = len(MARK) if raw.read(len(MARK)) == MARK else 0
    # Unlike splitlines, this parts lines at nothing but line ends.
    with path.open(encoding=encoding, errors="surrogateescape", newline="") as file:
        file.seek(start)
        yield from _records(_Window(file), delimiter, header_row)


class _Window:
    """The lines of a file from the one at hand on, as many as were looked at."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._ahead: deque[str] = deque()
        self.line = 1

    def lines(self) -> Iterator[str]:
        """The lines from here on, without going on."""
        for place in range(LONGEST_ROW):
            if place == len(self._ahead):
                line = self._file.readline(LONGEST_CELL)
                if not line:
                    return
                self._ahead.append(line)
            yield self._ahead[place]

    def go_on(self, lines: int) -> None:
        for _ in range(lines):
            self._ahead.popleft()
        self.line += lines

    def skip_rest(self) -> None:
        """Behind the end of a line of which only the beginning was read."""
        while (rest := self._file.readline(LONGEST_CELL)) and not rest.endswith(("\n", "\r")):
            pass


def _records(window: _Window, delimiter: str, header_row: int) -> Iterator[Record]:
    width, given = 0, 0
    while (first := next(window.lines(), None)) is not None:
        record, used = _record(window, first, delimiter)
        window.go_on(used if len(record.cells) == (width or len(record.cells)) else 1)
        if record.cells or record.broken:
            given += 1
            width = len(record.cells) if given == header_row else width
            yield record


def _record(window: _Window, first: str, delimiter: str) -> tuple[Record, int]:
    if len(first) == LONGEST_CELL and not first.endswith(("\n", "\r")):
        window.skip_rest()
        return Record(window.line, (), TOO_LONG), 1
    reader = csv.reader(islice(window.lines(), LONGEST_ROW), delimiter=delimiter, strict=True)
    try:
        return Record(window.line, tuple(next(reader))), reader.line_num
    except csv.Error:
        return Record(window.line, (), BROKEN), 1
