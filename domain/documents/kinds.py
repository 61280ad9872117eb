"""Which documents there are: their names, the events on which they rest, for whom they are, how they are numbered.

Without a word of petitions: the rulebooks and the words of the program are read with these names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from domain import events as e

PETITIONER, UNIT, FILE = "petitioner", "unit", "file"


class DocumentKind(Struct, frozen=True, kw_only=True):
    """A kind of document 文种.

    `rests_on` are the events on one of which it rests, the newest unless said otherwise. Where only some of them fit
    (resting.py), `called` says which, in Chinese and English. Without `needs_it` there is a form to be filled in by
    hand before that. `to`: for whom. `pattern`: how its number is written where the rulebook says nothing of it, ""
    for what takes none; `approved`: it is issued once the draft on which it rests has been approved.
    """

    zh: str
    en: str
    rests_on: tuple[type[Any], ...]
    called: tuple[str, str] | None = None
    needs_it: bool = True
    to: str = PETITIONER
    pattern: str = ""
    approved: bool = False


KINDS: Mapping[str, DocumentKind] = {
    "registration": DocumentKind(zh="信访事项登记表", en="Registration sheet", rests_on=(e.Registered,), to=FILE),
    "reception": DocumentKind(
        zh="来访接谈记录",
        en="Record of a reception",
        rests_on=(e.Received,),
        called=("来访", "a visit"),
        to=FILE,
    ),
    "special_report": DocumentKind(
        zh="信访专报",
        en="Special report",
        rests_on=(e.SpecialReported,),
        to=FILE,
        pattern="信专报〔{year}〕{number}号",
    ),
    "acceptance": DocumentKind(
        zh="信访事项受理告知书",
        en="Notice of acceptance",
        rests_on=(e.Accepted,),
        pattern="信受告〔{year}〕{number}号",
    ),
    "refusal": DocumentKind(
        zh="信访事项不予受理告知书",
        en="Notice of refusal",
        rests_on=(e.AcceptanceRefused,),
        pattern="信不受告〔{year}〕{number}号",
    ),
    "no_longer_accepted": DocumentKind(
        zh="信访事项不再受理告知书",
        en="Notice that nothing more is accepted",
        rests_on=(e.AcceptanceRefused,),
        called=("不再受理", "no longer accepted"),
        pattern="信不再告〔{year}〕{number}号",
    ),
    "whereto": DocumentKind(
        zh="信访事项转送（交办）告知书",
        en="Notice of forwarding",
        rests_on=(e.Forwarded, e.Redirected),
        pattern="信转告〔{year}〕{number}号",
    ),
    "slip": DocumentKind(
        zh="信访事项转办单",
        en="Slip of forwarding",
        rests_on=(e.Forwarded,),
        to=UNIT,
        pattern="信转〔{year}〕{number}号",
    ),
    "pressing": DocumentKind(
        zh="信访事项催办单",
        en="Pressing notice",
        rests_on=(e.Pressed,),
        to=UNIT,
        pattern="信催〔{year}〕{number}号",
    ),
    "supervision": DocumentKind(
        zh="信访事项督办单",
        en="Supervision notice",
        rests_on=(e.Instructed,),
        called=("要求督办的批示", "an instruction that is supervised"),
        to=UNIT,
        pattern="信督〔{year}〕{number}号",
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
    "review1": DocumentKind(
        zh="信访事项复查意见书",
        en="Opinion of the first review",
        rests_on=(e.Drafted, e.ReviewDecided),
        called=("复查中的拟稿或者复查意见", "a draft made at the first review, or its decision"),
        pattern="信复查〔{year}〕{number}号",
        approved=True,
    ),
    "review2": DocumentKind(
        zh="信访事项复核意见书",
        en="Opinion of the second review",
        rests_on=(e.Drafted, e.ReviewDecided),
        called=("复核中的拟稿或者复核意见", "a draft made at the second review, or its decision"),
        pattern="信复核〔{year}〕{number}号",
        approved=True,
    ),
    "approval": DocumentKind(
        zh="信访事项意见书审批单", en="Approval sheet of an opinion", rests_on=(e.Drafted,), to=FILE
    ),
    "service": DocumentKind(zh="送达回证", en="Proof of service", rests_on=(e.Served,), needs_it=False, to=FILE),
    "closure": DocumentKind(
        zh="信访事项结案登记表", en="Closure register", rests_on=(e.Closed, e.ClosureRegistered), to=FILE
    ),
    "catalogue": DocumentKind(zh="卷内目录", en="Catalogue of the file", rests_on=(e.Archived,), to=FILE),
}
"""By the code under which the program knows it, in the order in which a case meets them."""
