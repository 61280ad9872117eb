"""Separator sheets 分隔页: printed, laid before the papers of a petition, and found again when the stack is scanned."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

import segno
from msgspec import Struct

from domain import wording
from domain.wording import ZH
from service.attachments.backfill.marks import Mark
from service.documents.template import template
from service.documents.typesetting import typeset


class Sheet(Struct, frozen=True):
    """A sheet as its template sets it: its code twice, so that a fold or a hole spoils only one."""

    number: str
    paper: str
    picture: str


class Sheets(Struct, frozen=True):
    """What the template `separator.typ` sets."""

    office: str
    sheets: tuple[Sheet, ...]


def printed(office_name: str, marks: Sequence[Mark], at: datetime) -> bytes:
    """The sheets as one PDF, a page for each. Raises Unprintable."""
    sheets = tuple(Sheet(mark.number, wording.code("paper", mark.paper, ZH), _picture(mark)) for mark in marks)
    return typeset(template("separator"), Sheets(office_name, sheets), at)


def _picture(mark: Mark) -> str:
    """A quarter of it may be spoilt (error correction Q)."""
    picture = io.BytesIO()
    segno.make(mark.text(), micro=False, error="q").save(picture, kind="svg", border=4)
    return picture.getvalue().decode()
