"""What is sent and answered, as the API describes it.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from msgspec import Struct

from service.client.types.offices_sent_parts import (
    AnalysisSubmittedTold,
    DelegatedTold,
    DepartmentNamedTold,
    FieldGivenTold,
    OfficeChecklistFilledTold,
)
from service.client.types.shared import Officer

__all__ = (
    "OfficeEvents", "PersonAppointed", "PersonAppointedTold", "PersonLeft", "PersonLeftTold", "ReceptionHeld",
    "ReceptionHeldTold", "Restriction", "RoleFilled", "RoleFilledTold", "RotaPublished", "RotaPublishedTold",
    "Rulebook", "UnitSet", "UnitSetTold",
)  # fmt: skip


class PersonAppointedTold(
    Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="event", tag="PersonAppointed"
):
    """任职: a person holds a post; said again with the same first day it replaces what was said."""

    person: str
    post: Literal[
        "head",
        "deputy_for_petitions",
        "deputy_head",
        "leader_in_charge",
        "petition_section",
        "petition_section_head",
        "section",
        "section_head",
        "county_body",
        "registrar",
        "supervisor",
        "archivist",
        "handler",
        "discipline",
        "auditor",
    ]
    unit: str = ""
    title: str = ""
    rank: str = ""
    since: date
    until: date | None = None
    reason: str = ""


class PersonLeftTold(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="event", tag="PersonLeft"):
    """离任: from that day on the person holds the post no longer; no `post` = every post of the office."""

    person: str
    post: Literal[
        "",
        "head",
        "deputy_for_petitions",
        "deputy_head",
        "leader_in_charge",
        "petition_section",
        "petition_section_head",
        "section",
        "section_head",
        "county_body",
        "registrar",
        "supervisor",
        "archivist",
        "handler",
        "discipline",
        "auditor",
    ] = ""
    unit: str = ""
    since: date
    reason: str = ""


class ReceptionHeldTold(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="event", tag="ReceptionHeld"):
    """接待日: a reception of a schedule was held, by whom, who was there (R5.11).

    `delegated_by`: who had a deputy preside; `reason`: why it took place without.
    """

    schedule: str
    day: date
    presided_by: str
    delegated_by: str = ""
    attendance: tuple[str, ...] = ()
    reason: str = ""


class RoleFilledTold(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="event", tag="RoleFilled"):
    """定岗: a unit or person fills a role of the vocabulary, "" = nobody any more.

    With a `place` it is the unit that handles what happens there (R6.2).
    """

    role: Literal[
        "registrar",
        "receiver",
        "duty_officer",
        "coordinating_department",
        "handling_unit",
        "target",
        "leader_in_charge",
        "deputy_for_petitions",
        "head",
        "reader",
        "actor",
        "instructing_leader",
        "petitioner",
        "assigner",
        "review_body",
        "supervisor",
        "archivist",
        "statistician",
    ]
    who: str
    place: str = ""
    reason: str = ""


class RotaPublishedTold(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="event", tag="RotaPublished"):
    """公布轮值表: who receives on which day of a schedule of the rulebook (R5.9); "" takes a day back."""

    schedule: str
    slots: dict[str, str]
    reason: str = ""


class UnitSetTold(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="event", tag="UnitSet"):
    """设置单位: a unit is made, or is from now on as it is said here; with `closed_from` it is closed 撤销."""

    name: str
    kind: Literal["petition_section", "section", "county_body", "department", "subordinate", "outside_body"]
    parent: str = ""
    closed_from: date | None = None
    reason: str = ""


class OfficeEvents(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Several events of the organisation, each on what those before it make: all or none."""

    actor: Officer
    events: tuple[
        UnitSetTold
        | PersonAppointedTold
        | PersonLeftTold
        | FieldGivenTold
        | RoleFilledTold
        | DelegatedTold
        | DepartmentNamedTold
        | RotaPublishedTold
        | ReceptionHeldTold
        | OfficeChecklistFilledTold
        | AnalysisSubmittedTold,
        ...,
    ]
    recorded_at: datetime | None = None


class PersonAppointed(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """任职: a person holds a post; said again with the same first day it replaces what was said."""

    actor: Officer
    recorded_at: datetime | None = None
    person: str
    post: Literal[
        "head",
        "deputy_for_petitions",
        "deputy_head",
        "leader_in_charge",
        "petition_section",
        "petition_section_head",
        "section",
        "section_head",
        "county_body",
        "registrar",
        "supervisor",
        "archivist",
        "handler",
        "discipline",
        "auditor",
    ]
    unit: str = ""
    title: str = ""
    rank: str = ""
    since: date
    until: date | None = None
    reason: str = ""


class PersonLeft(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """离任: from that day on the person holds the post no longer; no `post` = every post of the office."""

    actor: Officer
    recorded_at: datetime | None = None
    person: str
    post: Literal[
        "",
        "head",
        "deputy_for_petitions",
        "deputy_head",
        "leader_in_charge",
        "petition_section",
        "petition_section_head",
        "section",
        "section_head",
        "county_body",
        "registrar",
        "supervisor",
        "archivist",
        "handler",
        "discipline",
        "auditor",
    ] = ""
    unit: str = ""
    since: date
    reason: str = ""


class ReceptionHeld(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """接待日: a reception of a schedule was held, by whom, who was there (R5.11).

    `delegated_by`: who had a deputy preside; `reason`: why it took place without.
    """

    actor: Officer
    recorded_at: datetime | None = None
    schedule: str
    day: date
    presided_by: str
    delegated_by: str = ""
    attendance: tuple[str, ...] = ()
    reason: str = ""


class Restriction(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """限制处理 of a subject, or lifting it, and why."""

    actor: Officer
    recorded_at: datetime | None = None
    subject: str
    reason: str


class RoleFilled(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """定岗: a unit or person fills a role of the vocabulary, "" = nobody any more.

    With a `place` it is the unit that handles what happens there (R6.2).
    """

    actor: Officer
    recorded_at: datetime | None = None
    role: Literal[
        "registrar",
        "receiver",
        "duty_officer",
        "coordinating_department",
        "handling_unit",
        "target",
        "leader_in_charge",
        "deputy_for_petitions",
        "head",
        "reader",
        "actor",
        "instructing_leader",
        "petitioner",
        "assigner",
        "review_body",
        "supervisor",
        "archivist",
        "statistician",
    ]
    who: str
    place: str = ""
    reason: str = ""


class RotaPublished(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """公布轮值表: who receives on which day of a schedule of the rulebook (R5.9); "" takes a day back."""

    actor: Officer
    recorded_at: datetime | None = None
    schedule: str
    slots: dict[str, str]
    reason: str = ""


class Rulebook(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A rulebook of the office's own as TOML, which may extend one that comes with the program; and why.

    It holds from its `valid_from` on. Every mistake in it is named.
    """

    actor: Officer
    text: str
    reason: str
    recorded_at: datetime | None = None


class UnitSet(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """设置单位: a unit is made, or is from now on as it is said here; with `closed_from` it is closed 撤销."""

    actor: Officer
    recorded_at: datetime | None = None
    name: str
    kind: Literal["petition_section", "section", "county_body", "department", "subordinate", "outside_body"]
    parent: str = ""
    closed_from: date | None = None
    reason: str = ""
