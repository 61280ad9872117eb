"""What the first rows of a file would become, column by column; nothing is judged and nothing written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from msgspec import Struct

from domain.values import Moment
from service.exchange.mapping import Mapping
from service.exchange.rows import Fault, Row, rows, source_of
from service.exchange.spool import Spool
from service.exchange.told import Said, Understanding


class Cell(Struct, frozen=True):
    """One column of a row: what the file says, the word that it means, and the value it becomes or what is wrong."""

    column: str
    text: str
    means: str
    value: str = ""
    wrong: str = ""


class Shown(Struct, frozen=True):
    """One row; `cells` is empty where the row could not be read at all, and `wrong` says why."""

    line: int
    cells: tuple[Cell, ...]
    wrong: str = ""


def preview(mapping: Mapping, file: Path, zone: str, most: int, folder: Path) -> list[Shown]:
    """The first `most` rows, good or bad. `folder`: where the sealed spool may lie. Raises: OSError."""
    understanding = Understanding(mapping, zone)
    with Spool(folder) as spool:
        found = islice(rows(file, mapping, source_of(file, mapping), spool), most)
        return [_shown(row, understanding, mapping) for row in found]


def _shown(row: Row | Fault, understanding: Understanding, mapping: Mapping) -> Shown:
    if isinstance(row, Fault):
        return Shown(row.line, (), f"{row.column}: {row.reason}" if row.column else row.reason)
    said = understanding.said(row)
    wrong = {} if isinstance(said, Said) else {fault.column: fault.reason for fault in said}
    values = _values(row, understanding, mapping, wrong)
    return Shown(row.line, tuple(values), wrong.get("", ""))


def _values(row: Row, understanding: Understanding, mapping: Mapping, wrong: dict[str, str]) -> Iterator[Cell]:
    if mapping.change is not None:
        yield from _of_change(row, understanding, mapping, wrong)
        return
    for column in mapping.columns:
        entry = mapping.entries.get(column)
        text = row.cells[column]
        if entry is None:
            yield Cell(column, text, "text", text)
        elif column in wrong:
            yield Cell(column, text, entry.means, wrong=wrong[column])
        else:
            yield Cell(column, text, entry.means, written(understanding.value(entry, row, column)))


def _of_change(row: Row, understanding: Understanding, mapping: Mapping, wrong: dict[str, str]) -> Iterator[Cell]:
    """Of a change its one value becomes something; the other columns say of what, and when."""
    said = understanding.said(row)
    item = next(iter(said.items), None) if isinstance(said, Said) else None
    for column in mapping.columns:
        text = row.cells[column]
        if mapping.change and column == mapping.change.value and item:
            yield Cell(column, text, item.word, written(item.value), wrong.get(column, ""))
        else:
            yield Cell(column, text, "", text, wrong.get(column, ""))


def written(value: Any) -> str:
    """A value as a person reads it: a day, an instant with its offset, a text."""
    if isinstance(value, Moment):
        return written(value.at or value.day)
    if isinstance(value, datetime):
        return value.isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)
