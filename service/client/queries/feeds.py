"""What can be said of a question beside its address.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from msgspec import UNSET, Struct, UnsetType

__all__ = (
    "FeedQuery",
)  # fmt: skip


class FeedQuery(Struct, frozen=True, kw_only=True, omit_defaults=True):
    after: int | UnsetType = UNSET
    limit: int | UnsetType = UNSET
    event: str | UnsetType = UNSET
    unit: str | UnsetType = UNSET
    channel: str | UnsetType = UNSET
