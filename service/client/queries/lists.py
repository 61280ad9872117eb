"""What can be said of a question beside its address.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from msgspec import UNSET, Struct, UnsetType

from service.client.when import When

__all__ = (
    "BreachesQuery", "DueSoonQuery", "DutiesQuery", "EnteredLateQuery", "ExcusedQuery", "ExportsXesQuery",
    "PeriodRemindersQuery", "RegisterQuery", "RegisterXlsxQuery", "RemindersQuery",
)  # fmt: skip


class RegisterQuery(Struct, frozen=True, kw_only=True, omit_defaults=True):
    position: int | UnsetType = UNSET
    as_of: datetime | UnsetType = UNSET
    on: When | UnsetType = UNSET
    unit: str | UnsetType = UNSET
    channel: Literal["letter", "visit", "call", "online", "fax"] | UnsetType = UNSET
    state: (
        Literal[
            "received",
            "registered",
            "awaiting_instruction",
            "instructed",
            "in_transit",
            "in_handling",
            "objected",
            "returned",
            "redirected",
            "answered",
            "not_accepted",
            "closed",
            "archived",
            "withdrawn",
            "voided",
        ]
        | UnsetType
    ) = UNSET
    content_class: str | UnsetType = UNSET
    clause: str | UnsetType = UNSET
    received_from: date | UnsetType = UNSET
    received_to: date | UnsetType = UNSET
    limit: int | UnsetType = UNSET
    cursor: str | UnsetType = UNSET
    text: str | UnsetType = UNSET
    order: Literal["oldest", "newest"] | UnsetType = UNSET


class DueSoonQuery(Struct, frozen=True, kw_only=True, omit_defaults=True):
    position: int | UnsetType = UNSET
    as_of: datetime | UnsetType = UNSET
    on: When | UnsetType = UNSET
    unit: str | UnsetType = UNSET
    channel: Literal["letter", "visit", "call", "online", "fax"] | UnsetType = UNSET
    state: (
        Literal[
            "received",
            "registered",
            "awaiting_instruction",
            "instructed",
            "in_transit",
            "in_handling",
            "objected",
            "returned",
            "redirected",
            "answered",
            "not_accepted",
            "closed",
            "archived",
            "withdrawn",
            "voided",
        ]
        | UnsetType
    ) = UNSET
    content_class: str | UnsetType = UNSET
    clause: str | UnsetType = UNSET
    received_from: date | UnsetType = UNSET
    received_to: date | UnsetType = UNSET
    limit: int | UnsetType = UNSET
    cursor: str | UnsetType = UNSET
    text: str | UnsetType = UNSET
    order: Literal["oldest", "newest"] | UnsetType = UNSET
    days: int | UnsetType = UNSET


class DutiesQuery(Struct, frozen=True, kw_only=True, omit_defaults=True):
    position: int | UnsetType = UNSET
    as_of: datetime | UnsetType = UNSET
    on: When | UnsetType = UNSET
    holder: str | UnsetType = UNSET
    clause: str | UnsetType = UNSET
    entry: str | UnsetType = UNSET
    nature: Literal["duty", "right", "aim"] | UnsetType = UNSET
    days: int | UnsetType = UNSET
    limit: int | UnsetType = UNSET
    cursor: str | UnsetType = UNSET


class BreachesQuery(Struct, frozen=True, kw_only=True, omit_defaults=True):
    position: int | UnsetType = UNSET
    as_of: datetime | UnsetType = UNSET
    on: When | UnsetType = UNSET
    holder: str | UnsetType = UNSET
    clause: str | UnsetType = UNSET
    entry: str | UnsetType = UNSET
    ended_from: date | UnsetType = UNSET
    ended_to: date | UnsetType = UNSET
    limit: int | UnsetType = UNSET
    cursor: str | UnsetType = UNSET


class ExportsXesQuery(Struct, frozen=True, kw_only=True, omit_defaults=True):
    position: int | UnsetType = UNSET
    as_of: datetime | UnsetType = UNSET
    on: When | UnsetType = UNSET
    received_from: date | UnsetType = UNSET
    received_to: date | UnsetType = UNSET


class RegisterXlsxQuery(Struct, frozen=True, kw_only=True, omit_defaults=True):
    position: int | UnsetType = UNSET
    as_of: datetime | UnsetType = UNSET
    on: When | UnsetType = UNSET
    first: date | UnsetType = UNSET
    last: date | UnsetType = UNSET
    language: Literal["zh", "en"] | UnsetType = UNSET


class EnteredLateQuery(Struct, frozen=True, kw_only=True, omit_defaults=True):
    position: int | UnsetType = UNSET
    as_of: datetime | UnsetType = UNSET
    on: When | UnsetType = UNSET
    person: str | UnsetType = UNSET
    unit: str | UnsetType = UNSET
    limit: int | UnsetType = UNSET
    cursor: str | UnsetType = UNSET
    clause: str | UnsetType = UNSET


class ExcusedQuery(Struct, frozen=True, kw_only=True, omit_defaults=True):
    position: int | UnsetType = UNSET
    as_of: datetime | UnsetType = UNSET
    on: When | UnsetType = UNSET
    person: str | UnsetType = UNSET
    unit: str | UnsetType = UNSET
    limit: int | UnsetType = UNSET
    cursor: str | UnsetType = UNSET


class RemindersQuery(Struct, frozen=True, kw_only=True, omit_defaults=True):
    position: int | UnsetType = UNSET
    as_of: datetime | UnsetType = UNSET
    on: When | UnsetType = UNSET
    recipient: str | UnsetType = UNSET
    why: Literal["due-soon", "overdue", "orphaned"] | UnsetType = UNSET
    limit: int | UnsetType = UNSET
    cursor: str | UnsetType = UNSET


class PeriodRemindersQuery(Struct, frozen=True, kw_only=True, omit_defaults=True):
    position: int | UnsetType = UNSET
    as_of: datetime | UnsetType = UNSET
    on: When | UnsetType = UNSET
    recipient: str | UnsetType = UNSET
    why: Literal["due-soon", "overdue"] | UnsetType = UNSET
