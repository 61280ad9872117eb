"""What can be changed beside petitions: the office, its reports, erasures, accounts.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from service.client.call import Call, once
from service.client.types.feeds import SubscriptionSaid
from service.client.types.feeds_sent import Resume, Subscription, Why

__all__ = (
    "subscription_changes", "subscription_endings", "subscription_pauses", "subscription_resumptions",
    "subscription_secrets", "subscriptions",
)  # fmt: skip


def subscriptions(office: str, body: Subscription) -> Call[SubscriptionSaid]:
    """指定订阅 Name a subscription."""
    return once("/offices/{office}/subscriptions", (office,), SubscriptionSaid, body)


def subscription_changes(office: str, subscription: str, body: Subscription) -> Call[SubscriptionSaid]:
    """变更订阅 Change a subscription."""
    return once(
        "/offices/{office}/subscriptions/{subscription}/changes", (office, subscription), SubscriptionSaid, body
    )


def subscription_pauses(office: str, subscription: str, body: Why) -> Call[SubscriptionSaid]:
    """暂停推送 Pause."""
    return once("/offices/{office}/subscriptions/{subscription}/pauses", (office, subscription), SubscriptionSaid, body)


def subscription_resumptions(office: str, subscription: str, body: Resume) -> Call[SubscriptionSaid]:
    """恢复推送 Resume."""
    return once(
        "/offices/{office}/subscriptions/{subscription}/resumptions", (office, subscription), SubscriptionSaid, body
    )


def subscription_secrets(office: str, subscription: str, body: Why) -> Call[SubscriptionSaid]:
    """更换密钥 Change the secret."""
    return once(
        "/offices/{office}/subscriptions/{subscription}/secrets", (office, subscription), SubscriptionSaid, body
    )


def subscription_endings(office: str, subscription: str, body: Why) -> Call[SubscriptionSaid]:
    """终止订阅 End a subscription."""
    return once(
        "/offices/{office}/subscriptions/{subscription}/endings", (office, subscription), SubscriptionSaid, body
    )
