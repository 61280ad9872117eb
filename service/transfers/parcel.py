"""What travels between two offices, byte by byte as docs/exchange.md has it, before it is signed and sealed.

JSON (UTF-8), byte strings in base 64, instants in RFC 3339. What an event says of its own log is shown by the event's
stored bytes and a path to the signed head; what is personal stands in `carried` in the clear, as the sender's word.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import msgspec
from msgspec import Struct

from domain.values import Details

FORMAT = "zhuoluo-exchange/1"


class BadParcel(ValueError):
    """This is no parcel, or one that cannot be believed; `why` is a word of ours."""

    def __init__(self, why: str, zh: str, en: str) -> None:
        super().__init__(f"{en} ({zh})")
        self.why, self.zh, self.en = why, zh, en


class Letter(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A petition as its sender knew it when it was sent; ids of persons are the sender's."""

    channel: str
    received_on: date
    number: str = ""
    details: Details


class Carried(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What stands sealed in the sender's log, in the clear: the petition, a text, or the file of a report."""

    letter: Letter | None = None
    text: str | None = None
    report: bytes | None = None


class Shown(Struct, frozen=True, kw_only=True):
    """An event as it is stored in the sender's log, with its audit path (RFC 6962) under the head of the parcel.

    `recorded_at` as in the leaf record. The leaf is made of all of these and of office and log (docs/ledger.md).
    """

    stream: UUID
    version: int
    topic: str
    recorded_at: str
    position: int
    content: bytes
    stamp: bytes
    mac: bytes
    path: tuple[bytes, ...]


class Item(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """One event that goes to the receiver. `after`: the position of the one before it that did, 0 for the first."""

    after: int
    what: str
    sent_as: str = ""
    event: Shown
    carried: Carried | None = None


class Continued(Struct, frozen=True):
    """That the head of the parcel continues the tree of `old` leaves (RFC 6962 consistency proof)."""

    old: int
    path: tuple[bytes, ...]


class Seen(Struct, frozen=True):
    """What the sender has of the receiver: all that went to it up to a position; the heads it knows, by their sizes."""

    upto: int = 0
    sizes: tuple[int, ...] = ()


class Parcel(Struct, frozen=True, kw_only=True):
    """All of it. `checkpoint` is the signed head (C2SP) of the log of matters of the sender."""

    format: str = FORMAT
    sender: str
    sender_name: str
    receiver: str
    made_at: datetime
    checkpoint: str
    continues: tuple[Continued, ...]
    items: tuple[Item, ...]
    seen: Seen


def encoded(parcel: Parcel) -> bytes:
    """The bytes of a parcel."""
    return msgspec.json.encode(parcel)


def decoded(content: bytes) -> Parcel:
    """Raises BadParcel."""
    try:
        found = msgspec.json.decode(content, type=Parcel)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        raise BadParcel("format", "内容不是交换包", "the content is no parcel") from None
    if found.format != FORMAT:
        raise BadParcel("format", f"不识格式（{found.format[:40]}）", f"format {found.format[:40]!r} is not known here")
    return found
