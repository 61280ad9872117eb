"""What happens to an office 机构, as events of its own stream: one for each decision about how it is organised.

Values that stay (units, posts, fields, delegations) are events that inherit them. `reason` is why a person
decided so; days are local days of the office.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import get_args
from uuid import UUID

from msgspec import Struct

from domain.access_events import AccessGranted, AccessRevoked, KinshipDeclared
from domain.account_events import AccountEvent
from domain.duty_changes import Breach
from domain.erasure_events import (
    ErasureApproved,
    ErasureProposed,
    ErasureRefused,
    ProcessingRestricted,
    RestrictionLifted,
    RetentionTermSet,
    SubjectErased,
)
from domain.evidence_events import (
    AccessLogDropped,
    HeadRecorded,
    InstanceKeyRetired,
    InstanceKeyStated,
    LogRestored,
    WitnessDismissed,
    WitnessNamed,
)
from domain.organisation import Delegation, Field, Posting, Unit
from domain.partner_events import PartnerEvent
from domain.report_events import (
    ReportReceived,
    StatisticsChecked,
    StatisticsDrafted,
    StatisticsReturned,
    StatisticsSent,
    StatisticsSigned,
)
from domain.subscription_events import SubscriptionEvent
from domain.values import Actor, Moment


class OfficeCreated(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="OfficeCreated/1"):
    """设立: the first event of a matters log. `time` replayed = the log takes its times from the commands.

    `roles` says who fills a role of the vocabulary from the first day; RoleFilled changes it.
    """

    id: str
    name: str
    time_zone: str
    time: str = "live"
    roles: Mapping[str, str] = {}


class RulebookAdopted(Struct, frozen=True, kw_only=True, tag="RulebookAdopted/1"):
    """采用规则: the book `reference` (id@valid_from), its text of this digest, holds from `valid_from` on."""

    reference: str
    digest: str
    valid_from: date


class RulebookPublished(RulebookAdopted, frozen=True, kw_only=True, tag="RulebookPublished/1"):
    """发布本机构规则: a version of the office's own, with its whole TOML text, holds from `valid_from` on.

    `digest` is that of the book: SHA-256 of the digest of what it extends and of the text; `text_digest` is SHA-256
    of the text alone, and `extends` the reference of the version extended, "" when it stands for itself.
    """

    text: str
    text_digest: str
    extends: str
    reason: str


class CodeListPublished(Struct, frozen=True, kw_only=True, tag="CodeListPublished/1"):
    """发布代码表: a version of a code list, its whole TOML text, holds in the office from `valid_from` on.

    `digest` is the SHA-256 of the text in hex. A list that comes with the program is adopted in the same way.
    """

    code_list: str
    valid_from: date
    digest: str
    text: str
    reason: str


class CalendarLoaded(Struct, frozen=True, kw_only=True, tag="CalendarLoaded/1"):
    """发布节假日安排: the published year as the file said it (holiday-cn JSON), and its digest."""

    year: int
    digest: str
    content: str


class CalendarOverridden(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="CalendarOverridden/1"):
    """本机构调整作息: a day that is worked, or is none, in this office, whatever its calendar says; and the paper."""

    day: date
    working: bool
    name: str
    paper: str
    reason: str = ""


class ClockAccepted(Struct, frozen=True, kw_only=True, tag="ClockAccepted/1"):
    """An administrator accepted a clock that had jumped: last recorded time, clock, the database's lead."""

    last: datetime | None
    clock: datetime
    skew_seconds: float
    reason: str


class UnitSet(Unit, frozen=True, kw_only=True, omit_defaults=True, tag="UnitSet/1"):
    """设置单位: a unit is made, or is from now on as it is said here; with `closed_from` it is closed 撤销."""

    reason: str = ""


class PersonAppointed(Posting, frozen=True, kw_only=True, omit_defaults=True, tag="PersonAppointed/1"):
    """任职: a person holds a post; said again with the same first day it replaces what was said."""

    reason: str = ""


class PersonLeft(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="PersonLeft/1"):
    """离任: from that day on the person holds the post no longer; no `post` = every post of the office."""

    person: str
    post: str = ""
    unit: str = ""
    since: date
    reason: str = ""


class FieldGiven(Field, frozen=True, kw_only=True, omit_defaults=True, tag="FieldGiven/1"):
    """分工: who leads a content class, or a unit (R6.2: 谁分管、谁负责)."""

    reason: str = ""


class RoleFilled(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="RoleFilled/1"):
    """定岗: a unit or person fills a role of the vocabulary, "" = nobody any more.

    With a `place` it is the unit that handles what happens there (R6.2).
    """

    role: str
    who: str
    place: str = ""
    reason: str = ""


class Delegated(Delegation, frozen=True, kw_only=True, omit_defaults=True, tag="Delegated/1"):
    """委托代行: somebody acts for a person or post; said again with the same first day it replaces what was said."""

    reason: str


class DepartmentNamed(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="DepartmentNamed/1"):
    """明确责任部门: the unit responsible for a content class (R3.2.1), "" = none any more."""

    content_class: str
    unit: str
    reason: str = ""


class RotaPublished(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="RotaPublished/1"):
    """公布轮值表: who receives on which day of a schedule of the rulebook (R5.9); "" takes a day back."""

    schedule: str
    slots: Mapping[date, str]
    reason: str = ""


class ReceptionHeld(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="ReceptionHeld/1"):
    """接待日: a reception of a schedule was held, by whom, who was there (R5.11).

    `delegated_by`: who had a deputy preside; `reason`: why it took place without.
    """

    schedule: str
    day: date
    presided_by: str
    delegated_by: str = ""
    attendance: tuple[str, ...] = ()
    reason: str = ""


class OfficeChecklistFilled(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="OfficeChecklistFilled/1"):
    """填写检查单 of the office itself, such as the reception room's: marks by item, 0 to 5 (R3.3.2)."""

    form: str
    day: date
    items: Mapping[str, int]
    reason: str = ""


class AnalysisSubmitted(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="AnalysisSubmitted/1"):
    """报送综合分析 of a period (R3.2.4): to whom, its text, and by name what each figure in it rests on."""

    to: str
    period: str
    text: str
    figures: Mapping[str, tuple[str, ...]] = {}


class DeskHandedOver(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="DeskHandedOver/1"):
    """移交全部工作: from that day on the taker has the roles and fields of the giver, and what the giver owes.

    `leaving`: the giver's posts end with the day before. Each petition gets an event of its own.
    """

    giver: str
    taker: str
    since: date
    reason: str
    leaving: bool = False


OfficeEvent = (
    OfficeCreated | RulebookAdopted | RulebookPublished | CodeListPublished | CalendarLoaded | CalendarOverridden
    | ClockAccepted
    | UnitSet | PersonAppointed | PersonLeft | FieldGiven | RoleFilled | Delegated | DepartmentNamed
    | RotaPublished | ReceptionHeld | OfficeChecklistFilled | AnalysisSubmitted | DeskHandedOver
    | StatisticsDrafted | StatisticsChecked | StatisticsReturned | StatisticsSigned | StatisticsSent | ReportReceived
    | ProcessingRestricted | RestrictionLifted | RetentionTermSet
    | ErasureProposed | ErasureApproved | ErasureRefused | SubjectErased
    | InstanceKeyStated | InstanceKeyRetired | LogRestored | WitnessNamed | WitnessDismissed | HeadRecorded
    | AccessGranted | AccessRevoked | KinshipDeclared
    | AccountEvent | AccessLogDropped | SubscriptionEvent | PartnerEvent
)  # fmt: skip
TOPICS = tuple(str(kind.__struct_config__.tag) for kind in get_args(OfficeEvent))


class OfficeLine(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An event of the office as it stands in the ledger; the last three fields are given by the committer.

    `breaches` are the rules that a fact broke which had happened already.
    """

    stream: UUID
    version: int
    event: OfficeEvent
    occurred: Moment
    actor: Actor
    breaches: tuple[Breach, ...] = ()
    position: int = 0
    recorded_at: datetime | None = None
    number: str = ""
