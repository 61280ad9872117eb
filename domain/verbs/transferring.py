"""What comes from another office and what is sent there, as the service enters it; no rulebook speaks of it."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct


class TakeTransfer(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """接收交换件: an event of another office's log was taken over here, in the same command as what it leads to.

    `what`: one of domain/transfers.py; `sent_as`: how a petition was sent: forward, assign, order, copy, assist.
    `partner` is the id of that office, `number` the register number there. `stream`, `version`, `position` and `leaf`
    (hex) name the event in the log `origin`; `checkpoint` is the signed head (C2SP) under which it was shown to stand.
    """

    what: str
    partner: str
    partner_name: str
    origin: str
    stream: UUID
    version: int
    position: int
    leaf: str
    checkpoint: str
    sent_as: str = ""
    number: str = ""


class AcknowledgeTransfer(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """交换回执: the other office has taken what the event at version `of` had sent there, or has declined it.

    `stream`, `version`, `position`, `leaf`, `origin` and `checkpoint` name the event by which it says so in its log.
    `declined`: why, in the words of that office; "" = it was taken.
    """

    of: int
    what: str
    partner: str
    partner_name: str
    origin: str
    stream: UUID
    version: int
    position: int
    leaf: str
    checkpoint: str
    declined: str = ""
