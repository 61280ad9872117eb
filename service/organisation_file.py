"""The file that says how an office is organised, read entry by entry, so that every mistake names its place.

The file is TOML: [[unit]], [[staff]], [[field]], [[delegation]], [roles], [departments], [places], and `reason`.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import fields

from domain.organisation import Delegation, Field, Posting, Unit
from domain.vocabulary import fields_with

HEADER = re.compile(r"\s*(?P<open>\[\[?)\s*(?P<table>[\w-]+)\s*\]\]?")
KEY = re.compile(r"""\s*["']?(?P<key>[^"'=#]+?)["']?\s*=""")
ARRAY = "[["


class UnitTable(Unit, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A unit in the file."""


class PostingTable(Posting, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A post that somebody holds in the file."""


class FieldTable(Field, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A field of responsibility in the file."""


class DelegationTable(Delegation, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A delegation in the file, with its own reason."""

    reason: str


class Organised(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole file. `places` maps a place to the unit that handles what happens there."""

    reason: str = ""
    unit: tuple[UnitTable, ...] = ()
    staff: tuple[PostingTable, ...] = ()
    field: tuple[FieldTable, ...] = ()
    delegation: tuple[DelegationTable, ...] = ()
    roles: Mapping[str, str] = {}
    departments: Mapping[str, str] = {}
    places: Mapping[str, str] = {}


ENTRIES: Mapping[str, type[Struct]] = {
    "unit": UnitTable,
    "staff": PostingTable,
    "field": FieldTable,
    "delegation": DelegationTable,
}
"""The tables of which there may be several; `roles`, `departments` and `places` map names to names."""
NAMED_BY = ("name", "person", "content_class", "taker", "giver", "unit")
"""What an entry is called by: the first of these that it has."""
NAMES = ("roles", "departments", "places")


class Place(Struct, frozen=True):
    """An entry of the file: which of its table (1 = the first, 0 = there is one such table), and its name or key."""

    table: str
    nth: int = 0
    name: str = ""

    def words(self, lines: Lines) -> tuple[str, str]:
        """The place in Chinese and in English, with its line where that is known."""
        line = lines.get((self.table, self.nth or self.name), 0)
        table = f"[[{self.table}]]" if self.nth else f"[{self.table}]" if self.table else ""
        zh = (
            f"第{line}行" if line else "",
            table,
            f"第{self.nth}项" if self.nth else "",
            f"“{self.name}”" if self.name else "",
        )
        en = (f"line {line}" if line else "", table, str(self.nth or ""), self.name)
        return "".join(zh), " ".join(filter(None, en))


Lines = Mapping[tuple[str, int | str], int]
"""In which line an entry begins: by its table and, of several, which one it is, else its key."""


class BadOrganisation(ValueError):
    """A file that says not how an office is organised; the message names each place and what was expected there."""

    def __init__(self, mistakes: Iterable[str]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__("\n  ".join(("not the organisation of an office (不是机构设置文件):", *self.mistakes)))


def parsed(text: str) -> Organised:
    """The file as values. Raises BadOrganisation with every mistake."""
    try:
        tables = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadOrganisation([f"expected well-formed TOML: {error}"]) from error
    if mistakes := [*_mistakes(tables, lines_of(text))]:
        raise BadOrganisation(mistakes)
    return msgspec.convert(tables, Organised)


def lines_of(text: str) -> Lines:
    """Where the entries of a TOML text begin; one that is written otherwise than [[table]] or key = … has no line."""
    found: dict[tuple[str, int | str], int] = {}
    counted: Counter[str] = Counter()
    table = ""
    for number, line in enumerate(text.split("\n"), 1):
        if header := HEADER.match(line):
            table = header["table"]
            found.setdefault(("", table), number)
            if header["open"] == ARRAY:
                counted[table] += 1
                found[table, counted[table]] = number
        elif (key := KEY.match(line)) and not counted[table]:
            found.setdefault((table, key["key"]), number)
    return found


def place_of(table: str, nth: int, entry: Mapping[str, object]) -> Place:
    """The place of the nth entry of a table."""
    return Place(table, nth, next((str(entry[key]) for key in NAMED_BY if entry.get(key)), ""))


# ---- what is wrong with a file


def _mistakes(tables: Mapping[str, Any], lines: Lines) -> Iterator[str]:
    for table, said in tables.items():
        if table in ENTRIES:
            yield from _of_entries(table, said, lines)
        elif table in NAMES:
            yield from _of_names(table, said, lines)
        elif table not in Organised.__struct_fields__:
            yield _said(Place("", name=table), "", _one_of(Organised.__struct_fields__), lines)
        elif not isinstance(said, str):
            yield _said(Place("", name=table), "", TEXT, lines)


def _of_entries(table: str, said: Any, lines: Lines) -> Iterator[str]:
    if not isinstance(said, list) or not all(isinstance(entry, dict) for entry in said):
        yield _said(Place("", name=table), "", (f"应写作[[{table}]]", f"[[{table}]], one for each"), lines)
        return
    for nth, entry in enumerate(said, 1):
        for key, expected in _of_entry(ENTRIES[table], entry):
            yield _said(place_of(table, nth, entry), key, expected, lines)


def _of_entry(kind: type[Struct], entry: Mapping[str, Any]) -> Iterator[tuple[str, Words]]:
    """Each key that is wrong in an entry, and what was expected of it."""
    known = kind.__struct_fields__
    days = fields_with(kind, date)
    for key, value in entry.items():
        if key not in known:
            yield key, _one_of(known)
        elif key in days and not _is_day(value):
            yield key, DAY
        elif key not in days and not isinstance(value, str):
            yield key, TEXT
    for field in fields(kind):
        if field.required and field.name not in entry:
            yield field.name, MISSING


def _is_day(value: object) -> bool:
    try:
        msgspec.convert(value, date)
    except msgspec.ValidationError:
        return False
    return not isinstance(value, datetime)


def _of_names(table: str, said: Any, lines: Lines) -> Iterator[str]:
    if not isinstance(said, dict):
        yield _said(Place("", name=table), "", (f"应写作[{table}]", f"a table [{table}]"), lines)
        return
    for key, value in said.items():
        if not isinstance(value, str):
            yield _said(Place(table, name=key), "", TEXT, lines)


Words = tuple[str, str]
TEXT: Words = ("应为引号中的文字", "text in quotes")
DAY: Words = ("应为日期，如2026-01-05", "a day such as 2026-01-05")
MISSING: Words = ("必须写明", "to be there")


def _one_of(names: Iterable[str]) -> Words:
    known = ", ".join(names)
    return f"应为其中之一：{known}", f"one of {known}"


def _said(place: Place, key: str, expected: Words, lines: Lines) -> str:
    zh, en = place.words(lines)
    word = f"`{key}`" if key else ""
    return f"{en}: {f'{word}: ' if word else ''}expected {expected[1]} ({zh}{word}：{expected[0]})"
