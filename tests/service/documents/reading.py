"""A PDF as another program reads it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader


def reader(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def text(pdf: bytes) -> str:
    """All of its text without blanks and breaks: where lines end is the business of the page."""
    return "".join("".join(page.extract_text() for page in reader(pdf).pages).split())


def fonts(pdf: bytes) -> dict[str, bool]:
    """Its fonts by name, and whether each is embedded."""
    found: dict[str, bool] = {}
    for page in reader(pdf).pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            for each in _descendants(font.get_object()):
                held = each["/FontDescriptor"].get_object()
                found[str(each["/BaseFont"])] = any(name in held for name in ("/FontFile2", "/FontFile3"))
    return found


def tags(pdf: bytes) -> set[str]:
    """The kinds of structure elements in it."""
    root = reader(pdf).trailer["/Root"]
    return set(_kinds(root["/StructTreeRoot"]))  # type: ignore[index]


def _descendants(font: Any) -> Iterator[Any]:
    yield from (each.get_object() for each in font.get("/DescendantFonts", [font]))


def _kinds(element: Any) -> Iterator[str]:
    element = element.get_object() if hasattr(element, "get_object") else element
    if isinstance(element, list):
        for each in element:
            yield from _kinds(each)
    elif isinstance(element, dict):
        if "/S" in element:
            yield str(element["/S"])
        yield from _kinds(element.get("/K"))
