"""What is sent and answered, as the API describes it.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

from service.client.types.shared import Officer

__all__ = (
    "AccessGranted", "AccessRevoked", "AnalysisSubmitted", "AnalysisSubmittedTold", "Calendar",
    "CalendarOverridden", "Clock", "Codes", "Delegated", "DelegatedTold", "DepartmentNamed", "DepartmentNamedTold",
    "DeskHandedOver", "ErasureProposal", "ErasureRefusal", "ErasureStep", "FieldGiven", "FieldGivenTold",
    "HolidayDay", "HolidayYear", "KinshipDeclared", "Office", "OfficeChecklistFilled", "OfficeChecklistFilledTold",
)  # fmt: skip


class AccessGranted(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """授权: from `since` until `until` the person has this role, up to this level, "" = none of both is given.

    `unit` is one whose petitions the role is also for. Said again for the same role and unit it replaces what was said.
    """

    actor: Officer
    recorded_at: datetime | None = None
    person: str
    role: Literal[
        "",
        "registrar",
        "handler",
        "coordinator",
        "leader",
        "supervisor",
        "statistician",
        "auditor",
        "system_admin",
        "security_admin",
        "audit_admin",
    ] = ""
    clearance: Literal["", "internal", "work_secret", "confidential"] = ""
    unit: str = ""
    since: date
    until: date | None = None
    reason: str


class AccessRevoked(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """收回授权: at once, and for good: what was granted to the person in this role and unit, "" = everything."""

    actor: Officer
    recorded_at: datetime | None = None
    person: str
    role: Literal[
        "",
        "registrar",
        "handler",
        "coordinator",
        "leader",
        "supervisor",
        "statistician",
        "auditor",
        "system_admin",
        "security_admin",
        "audit_admin",
    ] = ""
    unit: str = ""
    reason: str


class AnalysisSubmitted(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """报送综合分析 of a period (R3.2.4): to whom, its text, and by name what each figure in it rests on."""

    actor: Officer
    recorded_at: datetime | None = None
    to: str
    period: str
    text: str
    figures: dict[str, tuple[str, ...]]


class AnalysisSubmittedTold(
    Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="event", tag="AnalysisSubmitted"
):
    """报送综合分析 of a period (R3.2.4): to whom, its text, and by name what each figure in it rests on."""

    to: str
    period: str
    text: str
    figures: dict[str, tuple[str, ...]]


class HolidayDay(Struct, frozen=True, kw_only=True, omit_defaults=True, rename={"is_off_day": "isOffDay"}):
    """A day ruled by a notice: off, or (调休) a weekend day that is worked."""

    name: str
    date: date
    is_off_day: bool


class HolidayYear(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the notices of one year say; `papers` are their addresses, none = not yet published."""

    year: int
    papers: tuple[str, ...] = ()
    days: tuple[HolidayDay, ...] = ()


class Calendar(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The holidays of one year, in the shape of holiday-cn: year, papers, days with name, date, isOffDay."""

    actor: Officer
    calendar: HolidayYear
    recorded_at: datetime | None = None


class CalendarOverridden(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """本机构调整作息: a day that is worked, or is none, in this office, whatever its calendar says; and the paper."""

    actor: Officer
    recorded_at: datetime | None = None
    day: date
    working: bool
    name: str
    paper: str
    reason: str = ""


class Clock(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why the clock is accepted as it stands."""

    actor: Officer
    reason: str


class Codes(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A code list that the office holds its petitions to from the list's own `version` on; and why.

    Either `text`, a version of the office's own as TOML, or `adopt`, the id of a list that comes with the program.
    """

    actor: Officer
    reason: str
    text: str | None = None
    adopt: str | None = None
    recorded_at: datetime | None = None


class Delegated(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """委托代行: somebody acts for a person or post; said again with the same first day it replaces what was said."""

    actor: Officer
    recorded_at: datetime | None = None
    taker: str
    giver: str = ""
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
    since: date
    until: date | None = None
    reason: str


class DelegatedTold(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="event", tag="Delegated"):
    """委托代行: somebody acts for a person or post; said again with the same first day it replaces what was said."""

    taker: str
    giver: str = ""
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
    since: date
    until: date | None = None
    reason: str


class DepartmentNamed(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """明确责任部门: the unit responsible for a content class (R3.2.1), "" = none any more."""

    actor: Officer
    recorded_at: datetime | None = None
    content_class: str
    unit: str
    reason: str = ""


class DepartmentNamedTold(
    Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="event", tag="DepartmentNamed"
):
    """明确责任部门: the unit responsible for a content class (R3.2.1), "" = none any more."""

    content_class: str
    unit: str
    reason: str = ""


class DeskHandedOver(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """移交全部工作: from that day on the taker has the roles and fields of the giver, and what the giver owes.

    `leaving`: the giver's posts end with the day before. Each petition gets an event of its own.
    """

    actor: Officer
    recorded_at: datetime | None = None
    giver: str
    taker: str
    since: date
    reason: str
    leaving: bool = False


class ErasureProposal(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """提请删除: subjects (person-… or case-…), or with a petition alone what is told in it; the basis and why."""

    actor: Officer
    recorded_at: datetime | None = None
    basis: Literal["retention_ended", "legal_ground"]
    reason: str
    subjects: tuple[str, ...] = ()
    petition: UUID | None = None


class ErasureRefusal(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """不同意删除, and why."""

    actor: Officer
    recorded_at: datetime | None = None
    reason: str


class ErasureStep(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """同意、删除: of the proposal of this number; two approve, neither of them who proposed it."""

    actor: Officer
    recorded_at: datetime | None = None


class FieldGiven(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """分工: who leads a content class, or a unit (R6.2: 谁分管、谁负责)."""

    actor: Officer
    recorded_at: datetime | None = None
    leader: str = ""
    content_class: str = ""
    unit: str = ""
    since: date
    reason: str = ""


class FieldGivenTold(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="event", tag="FieldGiven"):
    """分工: who leads a content class, or a unit (R6.2: 谁分管、谁负责)."""

    leader: str = ""
    content_class: str = ""
    unit: str = ""
    since: date
    reason: str = ""


class KinshipDeclared(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """申报近亲属: two officers are near relations, so that what accuses one is kept from the other as well.

    With `until` it ends. Said again it replaces what was said of the two.
    """

    actor: Officer
    recorded_at: datetime | None = None
    person: str
    relative: str
    since: date
    until: date | None = None
    reason: str = ""


class Office(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An office 机构 to be made under the newest version of a rulebook.

    `time` is live or replayed; a replayed office takes its times of recording from the commands
    (`recorded_at`). `roles` says who fills a role of the rulebook.
    """

    actor: Officer
    id: str
    name: str
    rulebook: str
    time_zone: str = "Asia/Shanghai"
    time: Literal["live", "replayed"] = "live"
    roles: dict[str, str] = {}
    recorded_at: datetime | None = None


class OfficeChecklistFilled(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """填写检查单 of the office itself, such as the reception room's: marks by item, 0 to 5 (R3.3.2)."""

    actor: Officer
    recorded_at: datetime | None = None
    form: str
    day: date
    items: dict[str, int]
    reason: str = ""


class OfficeChecklistFilledTold(
    Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="event", tag="OfficeChecklistFilled"
):
    """填写检查单 of the office itself, such as the reception room's: marks by item, 0 to 5 (R3.3.2)."""

    form: str
    day: date
    items: dict[str, int]
    reason: str = ""
