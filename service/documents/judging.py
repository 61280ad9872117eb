"""Whether a template can be used: it is set with samples, and what is printed is read back from the PDF."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pypdfium2  # type: ignore[import-untyped]
from msgspec import Struct

from domain.documents.content import Content
from domain.documents.kinds import KINDS, PETITIONER
from service.documents.drawing import Paper, Query
from service.documents.samples import samples
from service.documents.template import Template
from service.documents.typesetting import typeset

AT = datetime(2026, 1, 2, 8, tzinfo=UTC)
NUMBER = 7
ADDRESS, CODE = "https://xf.example/query", "AAAAA-BBBBB"
BORNE = {"petition": "〔petition〕", "secrecy": "〔secrecy〕", "proof": "〔proof〕"}
"""What every document bears, whatever else it says."""
ASIDE = ("mode", "level", "received")
"""What a template words in its own way."""


class Judged(Struct, frozen=True):
    """`lacking`: what every document must bear and this one does not; `unprinted`: what is known and not printed."""

    lacking: tuple[str, ...]
    unprinted: tuple[str, ...]

    @property
    def fits(self) -> bool:
        return not self.lacking


def preview(template: Template) -> bytes:
    """The document with everything said, as a PDF. Raises BadTemplate, Unprintable."""
    return typeset(template, _paper(template.kind, next(samples(template.kind))), AT)


def judge(template: Template) -> Judged:
    """Sets every sample of the kind. Raises BadTemplate, Unprintable: it cannot be set."""
    kind, made = template.kind, tuple(samples(template.kind))
    printed = [_text(typeset(template, _paper(kind, each), AT)) for each in made]
    must = dict(_must(kind))
    full = "".join(printed[:-1])
    return Judged(
        lacking=tuple(name for name, said in must.items() if any(said not in page for page in printed)),
        unprinted=tuple(dict.fromkeys(each for each in _markers(msgspec.to_builtins(made[0])) if each not in full)),
    )


def _must(kind: str) -> Iterator[tuple[str, str]]:
    yield from BORNE.items()
    if KINDS[kind].pattern:
        yield "number", _number(kind)
    if KINDS[kind].to == PETITIONER:
        yield "query", CODE


def _number(kind: str) -> str:
    return KINDS[kind].pattern.format(year=AT.year, number=NUMBER)


def _paper(kind: str, content: Content) -> Paper:
    return Paper(
        office="〔office〕",
        **BORNE,
        number=_number(kind),
        day=date(2026, 1, 2),
        query=Query.to(ADDRESS, CODE) if KINDS[kind].to == PETITIONER else None,
        content=content,
    )


def _markers(value: Any, name: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, held in value.items():
            yield from _markers(held, key)
    elif isinstance(value, list | tuple):
        for held in value:
            yield from _markers(held, name)
    elif isinstance(value, str) and value.startswith("〔") and name not in ASIDE:
        yield value


def _text(pdf: bytes) -> str:
    """The words of all pages, without blanks and breaks."""
    held = pypdfium2.PdfDocument(pdf)
    try:
        return "".join("".join(page.get_textpage().get_text_bounded().split()) for page in held)
    finally:
        held.close()
