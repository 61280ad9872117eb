"""Which documents there are: their names, the series their numbers come from, the event each of them rests on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from domain import events as e

PETITIONER, UNIT, FILE = "petitioner", "unit", "file"


class DocumentKind(Struct, frozen=True, kw_only=True):
    """A kind of document 文种.

    `pattern` is that of its numbers, where the office has no series of its own for it; "" has no number but that of
    the petition. `rests_on` are the events on one of which it rests, the newest unless said otherwise; without
    `needs_it` there is a form to be filled in by hand before that. `to`: for whom.
    """

    zh: str
    en: str
    pattern: str
    rests_on: tuple[type[Any], ...]
    needs_it: bool = True
    to: str = PETITIONER


KINDS: Mapping[str, DocumentKind] = {
    "registration": DocumentKind(
        zh="信访事项登记表", en="Registration sheet", pattern="", rests_on=(e.Registered,), to=FILE
    ),
    "acceptance": DocumentKind(
        zh="信访事项受理告知书",
        en="Notice of acceptance",
        pattern="受理〔{year}〕{number:04}号",
        rests_on=(e.Accepted,),
    ),
    "slip": DocumentKind(
        zh="信访事项转办单",
        en="Slip of forwarding",
        pattern="转〔{year}〕{number:04}号",
        rests_on=(e.Forwarded,),
        to=UNIT,
    ),
    "extension": DocumentKind(
        zh="信访事项延期告知书",
        en="Notice of extension",
        pattern="延期〔{year}〕{number:04}号",
        rests_on=(e.Extended,),
    ),
    "opinion": DocumentKind(
        zh="信访事项处理意见书",
        en="Handling opinion",
        pattern="处理〔{year}〕{number:04}号",
        rests_on=(e.Drafted,),
    ),
    "service": DocumentKind(
        zh="送达回证", en="Proof of service", pattern="", rests_on=(e.Served,), needs_it=False, to=FILE
    ),
}
"""By the code under which the program knows it, in the order in which a case meets them."""
