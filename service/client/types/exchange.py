"""What is sent and answered, as the API describes it.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import Struct

__all__ = (
    "BookSaid", "CardSaid", "FollowingCitation", "Listed", "PartnerListed", "PartnersSaid", "RefusalsSaid",
    "RefusedRow", "Stage", "StagesSaid",
)  # fmt: skip


class Listed(Struct, frozen=True, kw_only=True):
    """What went out or came in. `state`: waiting, acknowledged, declined or taken; `declined`: why.

    `position` and `answered` are places in the logs: of the event sent in its sender's, of the receipt in the other's.
    """

    direction: str
    partner: str
    what: str
    sent_as: str
    petition: UUID | None
    number: str
    title: str
    state: str
    position: int
    own: int
    recorded_at: datetime | None
    answered: int | None
    answered_at: datetime | None
    declined: str


class BookSaid(Struct, frozen=True, kw_only=True):
    """交换台账: what went to other offices and came from them, the newest first; what may not be seen is left out."""

    rows: tuple[Listed, ...]
    next: int | None


class CardSaid(Struct, frozen=True, kw_only=True):
    """交换名片: the keys by which another office names this one. Compare the fingerprint by another way."""

    format: str
    office: str
    name: str
    verifiers: tuple[str, ...]
    sealing: str
    fingerprint: str


class PartnerListed(Struct, frozen=True, kw_only=True):
    """An office exchanged with. `way`: local, http or medium; `waiting`: what it has not acknowledged yet."""

    partner: str
    name: str
    unit: str
    relation: str
    way: str
    url: str
    waiting: int
    seen: int
    heard_at: datetime | None
    sent_at: datetime | None
    failures: int
    why: str
    zh: str
    en: str
    next_at: datetime | None


class PartnersSaid(Struct, frozen=True, kw_only=True):
    """The offices exchanged with. `waiting`: what each has not acknowledged yet; `why` nothing goes there now."""

    rows: tuple[PartnerListed, ...]


class RefusedRow(Struct, frozen=True, kw_only=True):
    """A package that was not taken: from whom it said it is, why, how often it came."""

    partner: str
    why: str
    zh: str
    en: str
    digest: str
    times: int
    refused_at: datetime


class RefusalsSaid(Struct, frozen=True, kw_only=True):
    """What came and was not taken, the newest first."""

    rows: tuple[RefusedRow, ...]


class FollowingCitation(Struct, frozen=True, kw_only=True):
    """That an event of an office names one of another. `position` … `checkpoint_size` are of the event named."""

    own_position: int
    own_version: int
    own_event: str
    recorded_at: datetime | None
    what: str
    partner: str
    partner_name: str
    stream: UUID
    position: int
    leaf: str
    origin: str
    checkpoint_size: int
    declined: str
    verdict: str


class Stage(Struct, frozen=True, kw_only=True):
    """The matter in one office: as which petition, and what that office's log cites of others."""

    office: str
    name: str
    petition: UUID
    number: str
    came_from: str
    citations: tuple[FollowingCitation, ...]


class StagesSaid(Struct, frozen=True, kw_only=True):
    """The matter in this office and, where they are at hand and may be seen, in others: what the logs cite."""

    stages: tuple[Stage, ...]
