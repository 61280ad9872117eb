"""What can be said of a question beside its address.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import UNSET, Struct, UnsetType

from service.client.when import When

__all__ = (
    "PeriodComparisonQuery", "PeriodDaysQuery", "PeriodFactsQuery", "PeriodLayoutXlsxQuery", "PeriodRatesQuery",
    "PeriodSinceQuery", "PeriodTrendsQuery", "StatisticsQuery",
)  # fmt: skip


class StatisticsQuery(Struct, frozen=True, kw_only=True, omit_defaults=True):
    position: int | UnsetType = UNSET
    as_of: datetime | UnsetType = UNSET
    on: When | UnsetType = UNSET
    style: Literal["natural", "business"] | UnsetType = UNSET
    measure: (
        Literal[
            "received",
            "registered",
            "accepted",
            "refused",
            "redirected",
            "instructed",
            "returned",
            "commented",
            "pressed",
            "closed",
            "reopened",
            "archived",
            "withdrawn",
            "review_requested",
            "review_decided",
            "rated",
            "met",
            "forwarded",
            "answered",
            "delivered",
            "extended",
            "settled_in_time",
            "settled_late",
            "breached",
            "passed_on",
            "held",
            "opened",
            "ended",
        ]
        | UnsetType
    ) = UNSET
    unit: str | UnsetType = UNSET
    channel: Literal["letter", "visit", "call", "online", "fax", "restricted"] | UnsetType = UNSET
    source: str | UnsetType = UNSET
    purpose: str | UnsetType = UNSET
    content_class: str | UnsetType = UNSET
    place: str | UnsetType = UNSET
    repeat: bool | UnsetType = UNSET
    outcome: str | UnsetType = UNSET
    clause: str | UnsetType = UNSET
    visit: bool | UnsetType = UNSET
    collective: bool | UnsetType = UNSET
    limit_for: Literal["acceptance", "notice", "answer", "report"] | UnsetType = UNSET
    by: str | UnsetType = UNSET
    small: int | UnsetType = UNSET


class PeriodFactsQuery(Struct, frozen=True, kw_only=True, omit_defaults=True):
    position: int | UnsetType = UNSET
    as_of: datetime | UnsetType = UNSET
    on: When | UnsetType = UNSET
    style: Literal["natural", "business"] | UnsetType = UNSET
    measure: (
        Literal[
            "received",
            "registered",
            "accepted",
            "refused",
            "redirected",
            "instructed",
            "returned",
            "commented",
            "pressed",
            "closed",
            "reopened",
            "archived",
            "withdrawn",
            "review_requested",
            "review_decided",
            "rated",
            "met",
            "forwarded",
            "answered",
            "delivered",
            "extended",
            "settled_in_time",
            "settled_late",
            "breached",
            "passed_on",
            "held",
            "opened",
            "ended",
        ]
        | UnsetType
    ) = UNSET
    unit: str | UnsetType = UNSET
    channel: Literal["letter", "visit", "call", "online", "fax", "restricted"] | UnsetType = UNSET
    source: str | UnsetType = UNSET
    purpose: str | UnsetType = UNSET
    content_class: str | UnsetType = UNSET
    place: str | UnsetType = UNSET
    repeat: bool | UnsetType = UNSET
    outcome: str | UnsetType = UNSET
    clause: str | UnsetType = UNSET
    visit: bool | UnsetType = UNSET
    collective: bool | UnsetType = UNSET
    limit_for: Literal["acceptance", "notice", "answer", "report"] | UnsetType = UNSET
    limit: int | UnsetType = UNSET
    cursor: str | UnsetType = UNSET


class PeriodDaysQuery(Struct, frozen=True, kw_only=True, omit_defaults=True):
    position: int | UnsetType = UNSET
    as_of: datetime | UnsetType = UNSET
    on: When | UnsetType = UNSET
    style: Literal["natural", "business"] | UnsetType = UNSET
    measure: (
        Literal[
            "received",
            "registered",
            "accepted",
            "refused",
            "redirected",
            "instructed",
            "returned",
            "commented",
            "pressed",
            "closed",
            "reopened",
            "archived",
            "withdrawn",
            "review_requested",
            "review_decided",
            "rated",
            "met",
            "forwarded",
            "answered",
            "delivered",
            "extended",
            "settled_in_time",
            "settled_late",
            "breached",
            "passed_on",
            "held",
            "opened",
            "ended",
        ]
        | UnsetType
    ) = UNSET
    unit: str | UnsetType = UNSET
    channel: Literal["letter", "visit", "call", "online", "fax", "restricted"] | UnsetType = UNSET
    source: str | UnsetType = UNSET
    purpose: str | UnsetType = UNSET
    content_class: str | UnsetType = UNSET
    place: str | UnsetType = UNSET
    repeat: bool | UnsetType = UNSET
    outcome: str | UnsetType = UNSET
    clause: str | UnsetType = UNSET
    visit: bool | UnsetType = UNSET
    collective: bool | UnsetType = UNSET
    limit_for: Literal["acceptance", "notice", "answer", "report"] | UnsetType = UNSET
    by: str | UnsetType = UNSET
    counting: Literal["calendar_days", "elapsed_days"] | UnsetType = UNSET


class PeriodComparisonQuery(Struct, frozen=True, kw_only=True, omit_defaults=True):
    position: int | UnsetType = UNSET
    as_of: datetime | UnsetType = UNSET
    on: When | UnsetType = UNSET
    style: Literal["natural", "business"] | UnsetType = UNSET
    measure: (
        Literal[
            "received",
            "registered",
            "accepted",
            "refused",
            "redirected",
            "instructed",
            "returned",
            "commented",
            "pressed",
            "closed",
            "reopened",
            "archived",
            "withdrawn",
            "review_requested",
            "review_decided",
            "rated",
            "met",
            "forwarded",
            "answered",
            "delivered",
            "extended",
            "settled_in_time",
            "settled_late",
            "breached",
            "passed_on",
            "held",
            "opened",
            "ended",
        ]
        | UnsetType
    ) = UNSET
    unit: str | UnsetType = UNSET
    channel: Literal["letter", "visit", "call", "online", "fax", "restricted"] | UnsetType = UNSET
    source: str | UnsetType = UNSET
    purpose: str | UnsetType = UNSET
    content_class: str | UnsetType = UNSET
    place: str | UnsetType = UNSET
    repeat: bool | UnsetType = UNSET
    outcome: str | UnsetType = UNSET
    clause: str | UnsetType = UNSET
    visit: bool | UnsetType = UNSET
    collective: bool | UnsetType = UNSET
    limit_for: Literal["acceptance", "notice", "answer", "report"] | UnsetType = UNSET
    by: str | UnsetType = UNSET


class PeriodRatesQuery(Struct, frozen=True, kw_only=True, omit_defaults=True):
    position: int | UnsetType = UNSET
    as_of: datetime | UnsetType = UNSET
    on: When | UnsetType = UNSET
    style: Literal["natural", "business"] | UnsetType = UNSET


class PeriodTrendsQuery(Struct, frozen=True, kw_only=True, omit_defaults=True):
    position: int | UnsetType = UNSET
    as_of: datetime | UnsetType = UNSET
    on: When | UnsetType = UNSET
    style: Literal["natural", "business"] | UnsetType = UNSET
    measure: (
        Literal[
            "received",
            "registered",
            "accepted",
            "refused",
            "redirected",
            "instructed",
            "returned",
            "commented",
            "pressed",
            "closed",
            "reopened",
            "archived",
            "withdrawn",
            "review_requested",
            "review_decided",
            "rated",
            "met",
            "forwarded",
            "answered",
            "delivered",
            "extended",
            "settled_in_time",
            "settled_late",
            "breached",
            "passed_on",
            "held",
            "opened",
            "ended",
        ]
        | UnsetType
    ) = UNSET
    unit: str | UnsetType = UNSET
    channel: Literal["letter", "visit", "call", "online", "fax", "restricted"] | UnsetType = UNSET
    source: str | UnsetType = UNSET
    purpose: str | UnsetType = UNSET
    content_class: str | UnsetType = UNSET
    place: str | UnsetType = UNSET
    repeat: bool | UnsetType = UNSET
    outcome: str | UnsetType = UNSET
    clause: str | UnsetType = UNSET
    visit: bool | UnsetType = UNSET
    collective: bool | UnsetType = UNSET
    limit_for: Literal["acceptance", "notice", "answer", "report"] | UnsetType = UNSET
    at_least: int | UnsetType = UNSET
    repeated: int | UnsetType = UNSET
    visited: int | UnsetType = UNSET
    limit: int | UnsetType = UNSET


class PeriodSinceQuery(Struct, frozen=True, kw_only=True, omit_defaults=True):
    position: int | UnsetType = UNSET
    as_of: datetime | UnsetType = UNSET
    on: When | UnsetType = UNSET
    style: Literal["natural", "business"] | UnsetType = UNSET
    measure: (
        Literal[
            "received",
            "registered",
            "accepted",
            "refused",
            "redirected",
            "instructed",
            "returned",
            "commented",
            "pressed",
            "closed",
            "reopened",
            "archived",
            "withdrawn",
            "review_requested",
            "review_decided",
            "rated",
            "met",
            "forwarded",
            "answered",
            "delivered",
            "extended",
            "settled_in_time",
            "settled_late",
            "breached",
            "passed_on",
            "held",
            "opened",
            "ended",
        ]
        | UnsetType
    ) = UNSET
    unit: str | UnsetType = UNSET
    channel: Literal["letter", "visit", "call", "online", "fax", "restricted"] | UnsetType = UNSET
    source: str | UnsetType = UNSET
    purpose: str | UnsetType = UNSET
    content_class: str | UnsetType = UNSET
    place: str | UnsetType = UNSET
    repeat: bool | UnsetType = UNSET
    outcome: str | UnsetType = UNSET
    clause: str | UnsetType = UNSET
    visit: bool | UnsetType = UNSET
    collective: bool | UnsetType = UNSET
    limit_for: Literal["acceptance", "notice", "answer", "report"] | UnsetType = UNSET
    since: int


class PeriodLayoutXlsxQuery(Struct, frozen=True, kw_only=True, omit_defaults=True):
    position: int | UnsetType = UNSET
    as_of: datetime | UnsetType = UNSET
    on: When | UnsetType = UNSET
    style: Literal["natural", "business"] | UnsetType = UNSET
    language: Literal["zh", "en"] | UnsetType = UNSET
