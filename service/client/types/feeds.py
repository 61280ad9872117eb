"""What is sent and answered, as the API describes it.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

__all__ = (
    "DutyChange", "FeedSaid", "Item", "ItemData", "SubscriptionSaid", "SubscriptionsSaid",
)  # fmt: skip


class DutyChange(Struct, frozen=True, kw_only=True):
    """What the event did to a duty: met, cancelled, moved, redated or opened it; `due` where it has a new end."""

    change: str
    entry: str
    clause: str = ""
    due: str | None = None
    late: bool = False


class ItemData(Struct, frozen=True, kw_only=True):
    """An event, and where the petition stood behind it.

    `position` and `leaf` (hex) say where it stands in the log of the office; `occurred` is its day.
    `unit` has the petition then, or is the one it is on the way to; "" where it is with a person. `of` is the version
    that a correction replaces.
    """

    office: str
    position: int
    leaf: str
    recorded_at: datetime
    petition: UUID
    version: int
    event: str
    occurred: date
    number: str
    unit: str
    channel: str
    content_class: str
    state: str
    duties: tuple[DutyChange, ...]
    of: int | None


class Item(Struct, frozen=True, kw_only=True):
    """An event as other systems are told of it. `timestamp` is when it was recorded."""

    type: str
    timestamp: str
    data: ItemData


class FeedSaid(Struct, frozen=True, kw_only=True):
    """Events in the order of the log, as deliveries have them; what the caller may not see today is left out.

    Ask again with `after` as `next` says, whether or not anything came; `more`: at once. A page may be short, and even
    empty, while there is more. With the ETag of a page in If-None-Match the answer is 304 while it stays as it is.
    `time` replayed: the office takes its times from its commands, as demonstrations do.
    """

    office: str
    time: str
    items: tuple[Item, ...]
    next: int
    more: bool


class SubscriptionSaid(Struct, frozen=True, kw_only=True):
    """A subscription, and how far it has come. `secret` is what deliveries are signed with, shown once.

    `standing`: on, failing, paused or ended. `behind`: events of the log behind its position, wanted or not.
    """

    subscription: UUID
    name: str
    url: str
    token: UUID
    events: tuple[str, ...]
    units: tuple[str, ...]
    channels: tuple[str, ...]
    standing: str
    after: int
    behind: int
    failures: int = 0
    why: str = ""
    zh: str = ""
    en: str = ""
    failing_since: str | None = None
    next_at: datetime | None = None
    delivered_at: datetime | None = None
    secret: str | UnsetType = UNSET


class SubscriptionsSaid(Struct, frozen=True, kw_only=True):
    """The subscriptions of an office, also those that ended."""

    rows: tuple[SubscriptionSaid, ...]
