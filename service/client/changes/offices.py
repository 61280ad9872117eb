"""What can be changed beside petitions: the office, its reports, erasures, accounts.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from service.client.call import Call, keyed
from service.client.types.offices_sent import (
    OfficeEvents,
    PersonAppointed,
    PersonLeft,
    ReceptionHeld,
    Restriction,
    RoleFilled,
    RotaPublished,
    Rulebook,
    UnitSet,
)
from service.client.types.offices_sent_parts import (
    AccessGranted,
    AccessRevoked,
    AnalysisSubmitted,
    Calendar,
    CalendarOverridden,
    Clock,
    Codes,
    Delegated,
    DepartmentNamed,
    DeskHandedOver,
    ErasureProposal,
    ErasureRefusal,
    ErasureStep,
    FieldGiven,
    KinshipDeclared,
    Office,
    OfficeChecklistFilled,
)
from service.client.types.shared import OfficeRecorded

__all__ = (
    "analyses", "calendar_days", "calendars", "checklists", "clock", "codes", "delegations", "departments",
    "departures", "erasures", "events", "fields", "grants", "handovers", "kinships", "number_approvals",
    "number_execution", "number_refusals", "offices", "posts", "receptions", "restriction_lifts", "restrictions",
    "revocations", "roles", "rota", "rulebooks", "units",
)  # fmt: skip


def offices(body: Office) -> Call[OfficeRecorded]:
    """设立机构 Make an office."""
    return keyed("/offices", (), OfficeRecorded, body)


def calendars(office: str, body: Calendar) -> Call[OfficeRecorded]:
    """公布放假安排 Load a calendar."""
    return keyed("/offices/{office}/calendars", (office,), OfficeRecorded, body)


def clock(office: str, body: Clock) -> Call[OfficeRecorded]:
    """接受时钟 Accept the clock."""
    return keyed("/offices/{office}/clock", (office,), OfficeRecorded, body)


def units(office: str, body: UnitSet) -> Call[OfficeRecorded]:
    """设置单位 Make, change or close a unit."""
    return keyed("/offices/{office}/units", (office,), OfficeRecorded, body)


def posts(office: str, body: PersonAppointed) -> Call[OfficeRecorded]:
    """任职 Appoint a person to a post."""
    return keyed("/offices/{office}/posts", (office,), OfficeRecorded, body)


def departures(office: str, body: PersonLeft) -> Call[OfficeRecorded]:
    """离任 A person leaves a post or the office."""
    return keyed("/offices/{office}/departures", (office,), OfficeRecorded, body)


def fields(office: str, body: FieldGiven) -> Call[OfficeRecorded]:
    """分工 Give a field of responsibility."""
    return keyed("/offices/{office}/fields", (office,), OfficeRecorded, body)


def roles(office: str, body: RoleFilled) -> Call[OfficeRecorded]:
    """定岗 Fill a role."""
    return keyed("/offices/{office}/roles", (office,), OfficeRecorded, body)


def delegations(office: str, body: Delegated) -> Call[OfficeRecorded]:
    """委托 Delegate."""
    return keyed("/offices/{office}/delegations", (office,), OfficeRecorded, body)


def departments(office: str, body: DepartmentNamed) -> Call[OfficeRecorded]:
    """明确责任部门 Name the department of a content class."""
    return keyed("/offices/{office}/departments", (office,), OfficeRecorded, body)


def rota(office: str, body: RotaPublished) -> Call[OfficeRecorded]:
    """公布轮值表 Publish a rota."""
    return keyed("/offices/{office}/rota", (office,), OfficeRecorded, body)


def receptions(office: str, body: ReceptionHeld) -> Call[OfficeRecorded]:
    """登记接待日 Record a reception."""
    return keyed("/offices/{office}/receptions", (office,), OfficeRecorded, body)


def checklists(office: str, body: OfficeChecklistFilled) -> Call[OfficeRecorded]:
    """填写检查单 Fill a checklist of the office."""
    return keyed("/offices/{office}/checklists", (office,), OfficeRecorded, body)


def analyses(office: str, body: AnalysisSubmitted) -> Call[OfficeRecorded]:
    """报送综合分析 Submit an analysis."""
    return keyed("/offices/{office}/analyses", (office,), OfficeRecorded, body)


def grants(office: str, body: AccessGranted) -> Call[OfficeRecorded]:
    """授权 Give a role or a level of access."""
    return keyed("/offices/{office}/grants", (office,), OfficeRecorded, body)


def revocations(office: str, body: AccessRevoked) -> Call[OfficeRecorded]:
    """收回授权 Take back what was granted."""
    return keyed("/offices/{office}/revocations", (office,), OfficeRecorded, body)


def kinships(office: str, body: KinshipDeclared) -> Call[OfficeRecorded]:
    """申报近亲属 Declare a near relation."""
    return keyed("/offices/{office}/kinships", (office,), OfficeRecorded, body)


def events(office: str, body: OfficeEvents) -> Call[OfficeRecorded]:
    """组织设置 Several events of the organisation."""
    return keyed("/offices/{office}/events", (office,), OfficeRecorded, body)


def rulebooks(office: str, body: Rulebook) -> Call[OfficeRecorded]:
    """发布本机构规则 Publish a rulebook."""
    return keyed("/offices/{office}/rulebooks", (office,), OfficeRecorded, body)


def calendar_days(office: str, body: CalendarOverridden) -> Call[OfficeRecorded]:
    """调整作息 Arrange a day otherwise."""
    return keyed("/offices/{office}/calendar-days", (office,), OfficeRecorded, body)


def handovers(office: str, body: DeskHandedOver) -> Call[OfficeRecorded]:
    """移交全部工作 Hand over a desk."""
    return keyed("/offices/{office}/handovers", (office,), OfficeRecorded, body)


def erasures(office: str, body: ErasureProposal) -> Call[OfficeRecorded]:
    """提请删除 Propose an erasure."""
    return keyed("/offices/{office}/erasures", (office,), OfficeRecorded, body)


def number_approvals(office: str, number: str, body: ErasureStep) -> Call[OfficeRecorded]:
    """同意删除 Approve."""
    return keyed("/offices/{office}/erasures/{number}/approvals", (office, number), OfficeRecorded, body)


def number_refusals(office: str, number: str, body: ErasureRefusal) -> Call[OfficeRecorded]:
    """不同意删除 Refuse."""
    return keyed("/offices/{office}/erasures/{number}/refusals", (office, number), OfficeRecorded, body)


def number_execution(office: str, number: str, body: ErasureStep) -> Call[OfficeRecorded]:
    """删除 Carry out."""
    return keyed("/offices/{office}/erasures/{number}/execution", (office, number), OfficeRecorded, body)


def restrictions(office: str, body: Restriction) -> Call[OfficeRecorded]:
    """限制处理 Restrict."""
    return keyed("/offices/{office}/restrictions", (office,), OfficeRecorded, body)


def restriction_lifts(office: str, body: Restriction) -> Call[OfficeRecorded]:
    """解除限制 Lift."""
    return keyed("/offices/{office}/restriction-lifts", (office,), OfficeRecorded, body)


def codes(office: str, body: Codes) -> Call[OfficeRecorded]:
    """发布代码表 Publish or adopt a code list."""
    return keyed("/offices/{office}/codes", (office,), OfficeRecorded, body)
