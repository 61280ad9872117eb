"""What can be asked for: a call for each address.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from service.client.call import Call, asked
from service.client.queries.feeds import FeedQuery
from service.client.types.feeds import FeedSaid, SubscriptionsSaid

__all__ = (
    "feed", "subscriptions",
)  # fmt: skip


def feed(office: str, query: FeedQuery | None = None) -> Call[FeedSaid]:
    """事件流 The feed of events."""
    return asked("/offices/{office}/feed", (office,), FeedSaid, query)


def subscriptions(office: str) -> Call[SubscriptionsSaid]:
    """事件订阅 The subscriptions of an office."""
    return asked("/offices/{office}/subscriptions", (office,), SubscriptionsSaid)
