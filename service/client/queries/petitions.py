"""What can be said of a question beside its address.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from datetime import datetime

from msgspec import UNSET, Struct, UnsetType

from service.client.when import When

__all__ = (
    "KnownAt", "PetitionBundleQuery", "PetitionCompareQuery", "PetitionDocumentQuery",
    "PetitionRepeatCandidatesQuery", "PetitionReplayQuery",
)  # fmt: skip


class KnownAt(Struct, frozen=True, kw_only=True, omit_defaults=True):
    position: int | UnsetType = UNSET
    as_of: datetime | UnsetType = UNSET


class PetitionReplayQuery(Struct, frozen=True, kw_only=True, omit_defaults=True, rename={"from_": "from"}):
    position: int | UnsetType = UNSET
    as_of: datetime | UnsetType = UNSET
    from_: int | UnsetType = UNSET
    to: int | UnsetType = UNSET
    step: int | UnsetType = UNSET


class PetitionCompareQuery(Struct, frozen=True, kw_only=True, omit_defaults=True):
    from_position: int | UnsetType = UNSET
    from_as_of: datetime | UnsetType = UNSET
    from_on: When | UnsetType = UNSET
    to_position: int | UnsetType = UNSET
    to_as_of: datetime | UnsetType = UNSET
    to_on: When | UnsetType = UNSET


class PetitionRepeatCandidatesQuery(Struct, frozen=True, kw_only=True, omit_defaults=True):
    limit: int | UnsetType = UNSET


class PetitionBundleQuery(Struct, frozen=True, kw_only=True, omit_defaults=True):
    position: int | UnsetType = UNSET
    as_of: datetime | UnsetType = UNSET
    opened: bool | UnsetType = UNSET


class PetitionDocumentQuery(Struct, frozen=True, kw_only=True, omit_defaults=True):
    position: int | UnsetType = UNSET
    as_of: datetime | UnsetType = UNSET
    on: When | UnsetType = UNSET
    of: int | UnsetType = UNSET
