"""What can be said of a question beside its address.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from datetime import date

from msgspec import UNSET, Struct, UnsetType

__all__ = (
    "AccessUnusualQuery", "PetitionSeenByQuery", "ReadsOfPersonQuery",
)  # fmt: skip


class AccessUnusualQuery(Struct, frozen=True, kw_only=True, omit_defaults=True):
    first: date | UnsetType = UNSET
    last: date | UnsetType = UNSET


class ReadsOfPersonQuery(Struct, frozen=True, kw_only=True, omit_defaults=True):
    first: date | UnsetType = UNSET
    last: date | UnsetType = UNSET
    person: str | UnsetType = UNSET


class PetitionSeenByQuery(Struct, frozen=True, kw_only=True, omit_defaults=True):
    person: str
