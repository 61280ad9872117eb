"""What happens to the subscriptions 事件订阅 of an office: where events of petitions go, which of them, from where on.

Secrets and how far a receiver has come are no events: the one is forgotten, the other moves with every delivery
(service/feeds). `reason` is why a person decided so.
"""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct


class SubscriptionNamed(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="SubscriptionNamed/1"):
    """指定事件订阅: events of petitions go to `url`, as far as the unit of the machine token `token` may see them.

    Said again for a known subscription it is from now on as it is said here. `events` (names without a version),
    `units` and `channels` each say which; of one that says nothing all. Only what stands behind the position `after`
    goes out; of a known subscription None is where it stands.
    """

    subscription: UUID
    name: str
    url: str
    token: UUID
    events: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    after: int | None = None
    reason: str


class SubscriptionPaused(Struct, frozen=True, kw_only=True, tag="SubscriptionPaused/1"):
    """暂停推送: it stays where it stands, and catches up when it is resumed."""

    subscription: UUID
    reason: str


class SubscriptionResumed(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="SubscriptionResumed/1"):
    """恢复推送: it goes on behind the position `after`, forwards or back; None is where it stands."""

    subscription: UUID
    after: int | None = None
    reason: str


class SubscriptionSecretChanged(Struct, frozen=True, kw_only=True, tag="SubscriptionSecretChanged/1"):
    """更换推送密钥: deliveries are signed with another secret; for a while also with the one before."""

    subscription: UUID
    reason: str


class SubscriptionEnded(Struct, frozen=True, kw_only=True, tag="SubscriptionEnded/1"):
    """终止事件订阅: for ever."""

    subscription: UUID
    reason: str


SubscriptionEvent = (
    SubscriptionNamed | SubscriptionPaused | SubscriptionResumed | SubscriptionSecretChanged | SubscriptionEnded
)
