"""What can be said of a question beside its address.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import UNSET, Struct, UnsetType

from service.client.when import When

__all__ = (
    "AppointmentsQuery", "InMonth",
)  # fmt: skip


class InMonth(Struct, frozen=True, kw_only=True, omit_defaults=True):
    position: int | UnsetType = UNSET
    as_of: datetime | UnsetType = UNSET
    on: When | UnsetType = UNSET
    month: str | UnsetType = UNSET


class AppointmentsQuery(Struct, frozen=True, kw_only=True, omit_defaults=True):
    position: int | UnsetType = UNSET
    as_of: datetime | UnsetType = UNSET
    on: When | UnsetType = UNSET
    month: str | UnsetType = UNSET
    standing: Literal["coming", "kept", "missed", "unrecorded", "moved", "cancelled"] | UnsetType = UNSET
