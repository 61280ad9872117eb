"""What can be said of a question beside its address.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from datetime import datetime

from msgspec import UNSET, Struct, UnsetType

from service.client.when import When

__all__ = (
    "AccountabilityListQuery", "AccountabilityOfOfficesQuery", "AccountabilityQuery",
)  # fmt: skip


class AccountabilityQuery(Struct, frozen=True, kw_only=True, omit_defaults=True):
    position: int | UnsetType = UNSET
    as_of: datetime | UnsetType = UNSET
    on: When | UnsetType = UNSET
    passed_on: int | UnsetType = UNSET
    untouched: int | UnsetType = UNSET


class AccountabilityListQuery(Struct, frozen=True, kw_only=True, omit_defaults=True):
    position: int | UnsetType = UNSET
    as_of: datetime | UnsetType = UNSET
    on: When | UnsetType = UNSET
    passed_on: int | UnsetType = UNSET
    untouched: int | UnsetType = UNSET
    unit: str | UnsetType = UNSET
    leader: str | UnsetType = UNSET
    clause: str | UnsetType = UNSET
    limit: int | UnsetType = UNSET
    cursor: str | UnsetType = UNSET


class AccountabilityOfOfficesQuery(Struct, frozen=True, kw_only=True, omit_defaults=True):
    position: int | UnsetType = UNSET
    as_of: datetime | UnsetType = UNSET
    on: When | UnsetType = UNSET
    passed_on: int | UnsetType = UNSET
    untouched: int | UnsetType = UNSET
    offices: str | UnsetType = UNSET
