"""What happens between an office and the offices it exchanges with 交换机构, as events of its own stream.

Keys are public and stand as their formats write them: `verifiers` as C2SP vkeys, `sealing` an X25519 key in base 64.
"""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct


class PartnerNamed(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="PartnerNamed/1"):
    """指定交换机构: what is sent to the unit `unit` from here on goes to the office `partner`; what it sends is taken.

    Said again for the same office it is from now on as it is said here. `relation`: above, below or beside.
    `verifiers`: the keys of its log of matters; `sealing`: what packages for it are encrypted to. `url`: where they
    are posted; "" = carried on a medium, or moved within this installation.
    """

    partner: str
    name: str
    unit: str
    relation: str
    verifiers: tuple[str, ...]
    sealing: str
    url: str = ""
    reason: str


class PartnerDismissed(Struct, frozen=True, kw_only=True, tag="PartnerDismissed/1"):
    """撤销交换机构: nothing goes there any more, and nothing that it sends is taken."""

    partner: str
    reason: str


class ItemTaken(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="ItemTaken/1"):
    """接收机构交换件: what another office sent that is about no petition, such as a report; as TransferTaken."""

    what: str
    partner: str
    origin: str
    stream: UUID
    version: int
    position: int
    leaf: str
    checkpoint: str


class ItemDeclined(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="ItemDeclined/1"):
    """不予接收交换件: what another office sent cannot be carried out here; `reasons` say why. It changed nothing."""

    what: str
    partner: str
    origin: str
    stream: UUID
    version: int
    position: int
    leaf: str
    checkpoint: str
    reasons: str


class ItemAcknowledged(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="ItemAcknowledged/1"):
    """机构交换件回执: as TransferAcknowledged; `of` is the version of the office's own event that had sent it."""

    of: int
    what: str
    partner: str
    origin: str
    stream: UUID
    version: int
    position: int
    leaf: str
    checkpoint: str
    declined: str = ""


PartnerEvent = PartnerNamed | PartnerDismissed | ItemTaken | ItemDeclined | ItemAcknowledged
