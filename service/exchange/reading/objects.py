"""JSON: an array of objects, or an object a line, read object by object.

The names of an object are its columns; what stands deeper is named with a dot between ("value.dateTabled").
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

from service.exchange.reading.records import LONGEST_CELL, BadFile, Record

CHUNK = 64 * 1024
BLANK = re.compile(r"[\s,]*")
DEEPEST = 8
NO_OBJECT = "not an object (不是 JSON 对象)"
NO_TEXT = "a list or an object, where a single value is needed (此处须为单个值)"
DECODER = json.JSONDecoder(parse_float=str, parse_int=str)
"""Numbers stay as they are written."""


def objects(path: Path, columns: Sequence[str]) -> Iterator[Record]:
    """A record of `columns` for each object, that header first; a name that an object lacks is an empty cell.

    Raises: BadFile when the file is no JSON, or an object is longer than a cell may be; OSError.
    """
    yield Record(0, tuple(columns))
    with path.open(encoding="utf-8-sig", newline="") as file:
        for line, found in _Objects(file).objects():
            yield _record(line, found, columns)


def names(path: Path, most: int) -> tuple[str, ...]:
    """Every name in the first `most` objects, in the order of their appearance. Raises as `objects`."""
    seen: dict[str, None] = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for nth, (_, found) in enumerate(_Objects(file).objects()):
            if nth == most:
                break
            seen.update(dict.fromkeys(_flat(found)) if isinstance(found, dict) else {})
    return tuple(seen)


class _Objects:
    """Parts a file into its objects; holds a chunk, or as much as the object at hand needs."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._text = ""
        self._at = 0
        self._line = 1
        self._in_array = False

    def objects(self) -> Iterator[tuple[int, Any]]:
        """Each value with the line on which it begins."""
        self._begin()
        while self._more_to_come():
            yield self._next()

    def _begin(self) -> None:
        self._skip()
        if self._text.startswith("[", self._at):
            self._in_array = True
            self._drop(1)

    def _more_to_come(self) -> bool:
        self._skip()
        if self._in_array and self._text.startswith("]", self._at):
            self._drop(1)
            self._in_array = False
            self._skip()
            if self._left:
                raise BadFile("something stands behind the end of the array (数组之后另有内容)", self._line)
        elif self._in_array and not self._left:
            raise BadFile("the file ends in the middle of the array (文件不完整)", self._line)
        return bool(self._left)

    @property
    def _left(self) -> int:
        """Characters read and not gone beyond."""
        return len(self._text) - self._at

    def _next(self) -> tuple[int, Any]:
        line = self._line
        while True:
            try:
                found, end = DECODER.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if not self._read():
                    raise BadFile(f"not JSON: {error.msg} (不是有效的 JSON)", line) from None
            except RecursionError:
                raise BadFile("not JSON of a register: nested too deep (嵌套过深)", line) from None
            else:
                if end < len(self._text) or not self._read():
                    self._drop(end - self._at)
                    return line, found

    def _skip(self) -> None:
        """Goes on to the next thing that is neither blank nor comma."""
        while (blank := BLANK.match(self._text, self._at)) and blank.end() == len(self._text):
            self._drop(blank.end() - self._at)
            if not self._read():
                return
        self._drop(blank.end() - self._at if blank else 0)

    def _drop(self, characters: int) -> None:
        end = self._at + characters
        self._line += self._text.count("\n", self._at, end)
        self._at = end

    def _read(self) -> bool:
        """Whether there was more; never more than an object may have."""
        if self._left > LONGEST_CELL:
            raise BadFile(f"an object is longer than {LONGEST_CELL} characters (对象过长)", self._line)
        try:
            more = self._file.read(CHUNK)
        except UnicodeDecodeError:
            raise BadFile("not UTF-8, as JSON has to be (不是 UTF-8 编码)", self._line) from None
        self._text, self._at = self._text[self._at :] + more, 0
        return bool(more)


def _record(line: int, found: Any, columns: Sequence[str]) -> Record:
    if not isinstance(found, dict):
        return Record(line, (), NO_OBJECT)
    flat = _flat(found)
    for index, column in enumerate(columns):
        if isinstance(flat.get(column), list | dict):
            return Record(line, (), NO_TEXT, index)
    return Record(line, tuple(_text(flat.get(column)) for column in columns))


def _flat(found: dict[str, Any], before: str = "", depth: int = 1) -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in found.items():
        if isinstance(value, dict) and value and depth < DEEPEST:
            flat |= _flat(value, f"{before}{name}.", depth + 1)
        else:
            flat[f"{before}{name}"] = value
    return flat


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
