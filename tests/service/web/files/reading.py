"""Reads a workbook as a spreadsheet does, as far as the tests ask: sheets by name, cells as text, numbers, days."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from io import BytesIO, StringIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from msgspec import Struct

NAMES = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
FIRST_DAY = datetime(1899, 12, 30)  # noqa: DTZ001 - days of spreadsheets have no zone
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
Cell = str | float | date | datetime | None


class Opened(Struct, frozen=True):
    """Rows of each sheet by its name, how each cell looks, and the parts of the file as text."""

    sheets: Mapping[str, list[list[Cell]]]
    looks: Mapping[str, dict[str, str]]
    parts: Mapping[str, str]

    def names(self) -> list[str]:
        return re.findall(r'<sheet name="([^"]*)"', self.parts["xl/workbook.xml"])

    def living(self) -> list[str]:
        """Sheets in which something is reckoned or leads somewhere."""
        sheets = {name: part for name, part in self.parts.items() if "sheets/" in name}
        return [name for name, part in sheets.items() if "<f>" in part or "<f " in part or "hyperlink" in part]


def opened(content: bytes) -> Opened:
    with ZipFile(BytesIO(content)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    sheets, looks = {}, {}
    names = re.findall(r'<sheet name="([^"]*)"', parts["xl/workbook.xml"])
    tables = sorted(
        (name for name in parts if name.startswith("xl/worksheets/sheet")), key=lambda name: (len(name), name)
    )
    for name, part in zip(names, tables, strict=False):
        sheets[name] = list(_rows(parts, part))
        looks[name] = {cell.get("r", ""): _format(parts, cell) for cell in _cells(parts[part])}
    return Opened(sheets, looks, parts)


def rows_of_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))


def _xml(text: str) -> ET.Element:
    return ET.fromstring(text)  # noqa: S314 - it was written here just now


def _cells(sheet: str) -> list[ET.Element]:
    return _xml(sheet).findall(".//m:c", NAMES)


def _rows(parts: Mapping[str, str], part: str) -> Iterator[list[Cell]]:
    strings = parts.get("xl/sharedStrings.xml", "<none/>")
    shared = ["".join(each.itertext()) for each in _xml(strings).findall("m:si", NAMES)]
    wanted = 1
    for row in _xml(parts[part]).findall(".//m:row", NAMES):
        yield from ([] for _ in range(int(row.get("r", "1")) - wanted))
        wanted = int(row.get("r", "1")) + 1
        told: list[Cell] = []
        for cell in row.findall("m:c", NAMES):
            told += [None] * (_column(cell.get("r", "")) - len(told))
            told.append(_value(parts, shared, cell))
        yield told


def _column(address: str) -> int:
    found = 0
    for letter in re.sub(r"\d", "", address):
        found = found * 26 + ord(letter) - ord("A") + 1
    return found - 1


def _value(parts: Mapping[str, str], shared: list[str], cell: ET.Element) -> Cell:
    if cell.get("t") == "inlineStr":
        return _unescaped("".join(each.text or "" for each in cell.findall("m:is/m:t", NAMES)))
    said = cell.findtext("m:v", None, NAMES)
    if said is None:
        return None
    if cell.get("t") == "s":
        return _unescaped(shared[int(said)])
    looks = _format(parts, cell)
    moment = FIRST_DAY + timedelta(seconds=round(float(said) * 24 * 60 * 60))
    return float(said) if "yyyy" not in looks else moment if "hh" in looks else moment.date()


def _unescaped(text: str) -> str:
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def _format(parts: Mapping[str, str], cell: ET.Element) -> str:
    """The number format of a cell, as text."""
    styles = _xml(parts["xl/styles.xml"])
    own = {each.get("numFmtId"): each.get("formatCode", "") for each in styles.findall(".//m:numFmt", NAMES)}
    id_ = styles.findall("m:cellXfs/m:xf", NAMES)[int(cell.get("s", "0"))].get("numFmtId")
    return own.get(id_, {"49": "@"}.get(str(id_), ""))
