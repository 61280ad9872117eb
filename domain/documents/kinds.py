"""Which documents there are: their names, the event on which each of them rests, for whom they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from domain import events as e

PETITIONER, UNIT, FILE = "petitioner", "unit", "file"


class DocumentKind(Struct, frozen=True, kw_only=True):
    """A kind of document 文种.

    `rests_on` are the events on one of which it rests, the newest unless said otherwise; without `needs_it` there is a
    form to be filled in by hand before that. `to`: for whom. `pattern`: how its number is written where the rulebook
    says nothing of it, "" for what takes none; `approved`: it is issued once what it rests on has been approved.
    """

    zh: str
    en: str
    rests_on: tuple[type[Any], ...]
    needs_it: bool = True
    to: str = PETITIONER
    pattern: str = ""
    approved: bool = False


KINDS: Mapping[str, DocumentKind] = {
    "registration": DocumentKind(zh="信访事项登记表", en="Registration sheet", rests_on=(e.Registered,), to=FILE),
    "acceptance": DocumentKind(
        zh="信访事项受理告知书",
        en="Notice of acceptance",
        rests_on=(e.Accepted,),
        pattern="信受告〔{year}〕{number}号",
    ),
    "slip": DocumentKind(
        zh="信访事项转办单",
        en="Slip of forwarding",
        rests_on=(e.Forwarded,),
        pattern="信转〔{year}〕{number}号",
        to=UNIT,
    ),
    "extension": DocumentKind(
        zh="信访事项延期告知书",
        en="Notice of extension",
        rests_on=(e.Extended,),
        pattern="信延告〔{year}〕{number}号",
    ),
    "opinion": DocumentKind(
        zh="信访事项处理意见书",
        en="Handling opinion",
        rests_on=(e.Drafted,),
        pattern="信处意〔{year}〕{number}号",
        approved=True,
    ),
    "service": DocumentKind(zh="送达回证", en="Proof of service", rests_on=(e.Served,), needs_it=False, to=FILE),
}
"""By the code under which the program knows it, in the order in which a case meets them."""
