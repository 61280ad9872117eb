"""What can be said of a question beside its address.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from datetime import date

from msgspec import UNSET, Struct, UnsetType

__all__ = (
    "OnDay",
)  # fmt: skip


class OnDay(Struct, frozen=True, kw_only=True, omit_defaults=True):
    on: date | UnsetType = UNSET
