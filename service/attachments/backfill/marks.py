"""What stands in the bar codes of scanned pages: our separator sheets, and register numbers from anywhere."""

from __future__ import annotations

import re
from collections.abc import Iterable

import zxingcpp
from msgspec import Struct
from PIL import Image

from domain import vocabulary as v

SEPARATOR = "zhuoluo-separator"
FORMATS = zxingcpp.BarcodeFormats(
    [zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.Code128, zxingcpp.BarcodeFormat.DataMatrix]
)
SMALL = 1200
"""Pixels of the longer side below which a page is looked at enlarged as well."""


class Mark(Struct, frozen=True):
    """What a separator sheet says: to which petition of which office the next pages belong, and what they are."""

    office: str
    number: str
    paper: str

    def text(self) -> str:
        """As it stands in the code of the sheet."""
        return "\n".join((f"{SEPARATOR}/1", self.office, self.paper, self.number))


class Seen(Struct, frozen=True):
    """What was seen on a page: the marks of separator sheets, and the texts of all other codes."""

    marks: tuple[Mark, ...] = ()
    texts: tuple[str, ...] = ()


def read(text: str) -> Mark | None:
    """The mark that a code says; None for a code that is none of a separator sheet."""
    lines = text.split("\n")
    if lines[0] != f"{SEPARATOR}/1" or len(lines) != len(Mark.__struct_fields__) + 1 or lines[2] not in v.PAPERS:
        return None
    return Mark(office=lines[1], number=lines[3], paper=lines[2])


def seen(page: Image.Image) -> Seen:
    """What the codes of a page say, however the sheet lay on the scanner."""
    found = _codes(page)
    if not found and max(page.size) < SMALL:
        found = _codes(page.resize((page.width * 2, page.height * 2), Image.Resampling.BICUBIC))
    if not found:
        found = _turned(page)
    marks = tuple(mark for text in found if (mark := read(text)))
    texts = tuple(text for text in found if not text.startswith(SEPARATOR))
    return Seen(marks, texts)


def _turned(page: Image.Image) -> list[str]:
    """A code of bars is read along one line: a sheet that lies askew is turned a little, either way."""
    for degrees in (6, -6, 12, -12):
        if found := _codes(page.rotate(degrees, fillcolor=255, expand=True)):
            return found
    return []


def _codes(page: Image.Image) -> list[str]:
    texts = (_printable(code.text) for code in zxingcpp.read_barcodes(page, formats=FORMATS))
    return list(dict.fromkeys(text for text in texts if text))


def _printable(text: str) -> str:
    """Nothing that a code says reaches a terminal or a name as a control."""
    return re.sub(r"[^\S\n]|[\x00-\x09\x0b-\x1f\x7f]", " ", text).strip()[:500]


def same(marks: Iterable[Mark]) -> Mark | None:
    """The one mark that a page says, however often; None where it says none, or several."""
    found = set(marks)
    return found.pop() if len(found) == 1 else None
