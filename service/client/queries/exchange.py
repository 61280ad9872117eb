"""What can be said of a question beside its address.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, Struct, UnsetType

__all__ = (
    "ExchangeQuery",
)  # fmt: skip


class ExchangeQuery(Struct, frozen=True, kw_only=True, omit_defaults=True):
    which: Literal["all", "out", "in", "pending"] | UnsetType = UNSET
    before: int | UnsetType = UNSET
    limit: int | UnsetType = UNSET
