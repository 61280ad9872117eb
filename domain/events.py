"""What has become true: the events of a petition, and the line in which one stands in the ledger.

Topics are names of ours with a schema version, never import paths. An event says what its command said;
fields added by the decision stand below. The duties it opens, moves, redates, meets or cancels, and the
breaches it records, stand in the line: `evolve` copies them and never computes a date.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import get_args
from uuid import UUID

from msgspec import Struct

from domain import commands as c
from domain.attachment_events import Attached, AttachmentRejected, AttachmentReleased, AttachmentRemoved
from domain.document_events import DocumentIssued, DocumentVoided
from domain.duty_changes import (
    NO_CHANGES,
    Breach,
    Due,
    DutyChanges,
    DutyKey,
    MovedDuty,
    OpenedDuty,
    Recomputed,
    RedatedDuty,
    SettledDuty,
)
from domain.transfer_events import TransferAcknowledged, TransferTaken
from domain.values import Actor, Moment, Narrative

__all__ = (  # what a line says of duties, attachments and other offices is asked for here, with the events
    "NO_CHANGES",
    "Attached",
    "AttachmentRejected",
    "AttachmentReleased",
    "AttachmentRemoved",
    "Breach",
    "DocumentIssued",
    "DocumentVoided",
    "Due",
    "DutyChanges",
    "DutyKey",
    "MovedDuty",
    "OpenedDuty",
    "Recomputed",
    "RedatedDuty",
    "SettledDuty",
    "TransferAcknowledged",
    "TransferTaken",
)


class Received(c.Receive, frozen=True, tag="Received/1"):
    """收到. `open_until`: whether it is open until it is answered or until it is closed, as its rulebook says."""

    open_until: str = "answered"


class Opened(c.Open, frozen=True, tag="Opened/1"):
    """拆封."""


class Registered(c.Register, frozen=True, tag="Registered/1"):
    """登记. The number itself is given by the committer: `series` and `period` say from which counter."""

    series: str
    period: str
    pattern: str


class Classified(c.Classify, frozen=True, tag="Classified/1"):
    """分类."""


class Proposed(c.Propose, frozen=True, tag="Proposed/1"):
    """拟办."""


class Submitted(c.Submit, frozen=True, tag="Submitted/1"):
    """呈阅. `to_unit` is the unit in which the leader sat on that day."""

    to_unit: str = ""


class Instructed(c.Instruct, frozen=True, tag="Instructed/1"):
    """批示."""


class Accepted(c.Accept, frozen=True, tag="Accepted/1"):
    """受理."""


class Notified(c.Notify, frozen=True, tag="Notified/1"):
    """告知."""


class Exempted(c.Exempt, frozen=True, tag="Exempted/1"):
    """免予告知."""


class Forwarded(Struct, frozen=True, omit_defaults=True, kw_only=True, tag="Forwarded/1"):
    """转办, 交办 (mode assign), 责成 or 抄送. `sender` is who held it before."""

    target: str
    mode: str = "forward"
    target_kind: str = ""
    handler: str = ""
    assisting: tuple[str, ...] = ()
    reference: str = ""
    overrides: bool = False
    reason: Narrative | None = None
    reply_by: date | None = None
    due_on: date | None = None
    text: Narrative | None = None
    sender: str = ""


class SignedFor(c.SignFor, frozen=True, tag="SignedFor/1"):
    """签收."""


class Returned(c.Return, frozen=True, tag="Returned/1"):
    """退回. `back_to` is the unit that had sent it."""

    back_to: str


class Commented(c.Comment, frozen=True, tag="Commented/1"):
    """A remark."""


class ResultReported(c.ReportResult, frozen=True, tag="ResultReported/1"):
    """上报结果."""


class ExtensionRequested(c.RequestExtension, frozen=True, tag="ExtensionRequested/1"):
    """申请延期."""


class Extended(c.Extend, frozen=True, tag="Extended/1"):
    """批准延期; the new dates stand in the line's duty changes."""


class ExtensionDenied(c.DenyExtension, frozen=True, tag="ExtensionDenied/1"):
    """不予延期."""


class DelayExplained(c.ExplainDelay, frozen=True, tag="DelayExplained/1"):
    """说明情况."""


class Pressed(c.Press, frozen=True, tag="Pressed/1"):
    """催办."""


class Answered(c.Answer, frozen=True, tag="Answered/1"):
    """答复."""


class Served(c.Serve, frozen=True, tag="Served/1"):
    """送达."""


class Closed(c.Close, frozen=True, tag="Closed/1"):
    """办结."""


class Archived(c.Archive, frozen=True, tag="Archived/1"):
    """归档."""


class Reopened(c.Reopen, frozen=True, tag="Reopened/1"):
    """重办."""


class Withdrawn(c.Withdraw, frozen=True, tag="Withdrawn/1"):
    """撤回."""


class Voided(c.Void, frozen=True, tag="Voided/1"):
    """作废."""


class Joined(c.Join, frozen=True, omit_defaults=True, kw_only=True, tag="Joined/1"):
    """关联. `first_open`: the earlier petition was open then, so that it carries what is owed in the matter."""

    first_open: bool = True


class Unjoined(c.Unjoin, frozen=True, tag="Unjoined/1"):
    """撤销关联."""


class MaterialRequested(c.RequestMaterial, frozen=True, tag="MaterialRequested/1"):
    """请补书面材料."""


class Restricted(c.Restrict, frozen=True, tag="Restricted/1"):
    """限制知悉, or lifted."""


class Recused(c.Recuse, frozen=True, tag="Recused/1"):
    """回避."""


class SpecialReported(c.SpecialReport, frozen=True, tag="SpecialReported/1"):
    """专报."""


class SupervisionAnswered(c.AnswerSupervision, frozen=True, tag="SupervisionAnswered/1"):
    """督办反馈."""


class Objected(c.Object, frozen=True, tag="Objected/1"):
    """提出异议."""


class ObjectionDecided(c.DecideObjection, frozen=True, tag="ObjectionDecided/1"):
    """核实异议."""


class Redirected(c.Redirect, frozen=True, tag="Redirected/1"):
    """告知去向."""


class HandedOver(c.HandOver, frozen=True, tag="HandedOver/1"):
    """移交经办."""


class ReportReturned(c.ReturnReport, frozen=True, tag="ReportReturned/1"):
    """退回报告."""


class AcceptanceRefused(c.RefuseAcceptance, frozen=True, tag="AcceptanceRefused/1"):
    """不予受理, 不再受理."""


class FindingReported(c.Report, frozen=True, tag="FindingReported/1"):
    """调查报告."""


class Drafted(c.Draft, frozen=True, tag="Drafted/1"):
    """拟稿."""


class Reviewed(c.Review, frozen=True, tag="Reviewed/1"):
    """审核."""


class Approved(c.Approve, frozen=True, tag="Approved/1"):
    """审批."""


class SentBack(c.SendBack, frozen=True, tag="SentBack/1"):
    """退回重做."""


class Met(c.Meet, frozen=True, tag="Met/1"):
    """见面."""


class Appointed(c.Appoint, frozen=True, tag="Appointed/1"):
    """约定接待."""


class AppointmentMissed(c.MissAppointment, frozen=True, tag="AppointmentMissed/1"):
    """失约."""


class Guided(c.Guide, frozen=True, tag="Guided/1"):
    """疏导."""


class IncidentNoted(c.NoteIncident, frozen=True, tag="IncidentNoted/1"):
    """记录情况."""


class BodyTold(c.TellBody, frozen=True, tag="BodyTold/1"):
    """通知."""


class ChecklistFilled(c.FillChecklist, frozen=True, tag="ChecklistFilled/1"):
    """检查、评价单."""


class ClosureRegistered(c.RegisterClosure, frozen=True, tag="ClosureRegistered/1"):
    """结案登记."""


class Rated(c.Rate, frozen=True, tag="Rated/1"):
    """评价."""


class CalledBack(c.CallBack, frozen=True, tag="CalledBack/1"):
    """回访."""


class ReplyPublished(c.Publish, frozen=True, tag="ReplyPublished/1"):
    """公布答复, or taken back. The newest of a round is what its petitioner may read."""


class ReviewRequested(c.RequestReview, frozen=True, tag="ReviewRequested/1"):
    """申请复查、复核."""


class ReviewDecided(c.DecideReview, frozen=True, tag="ReviewDecided/1"):
    """复查、复核意见."""


class HearingOpened(c.OpenHearing, frozen=True, tag="HearingOpened/1"):
    """听证开始."""


class HearingClosed(c.CloseHearing, frozen=True, tag="HearingClosed/1"):
    """听证结束."""


class SuggestionMade(c.Suggest, frozen=True, tag="SuggestionMade/1"):
    """改进建议."""


class SuggestionAnswered(c.FeedBack, frozen=True, tag="SuggestionAnswered/1"):
    """建议反馈."""


class DutiesRecomputed(c.Recompute, frozen=True, tag="DutiesRecomputed/1"):
    """Due dates computed again under the calendar of that digest; what moved stands in the duty changes."""


class Linked(c.Link, frozen=True, tag="Linked/1"):
    """并入: that petition was joined to this one, and this one carries what is owed in the matter."""


class Unlinked(c.Unlink, frozen=True, tag="Unlinked/1"):
    """撤出: that petition is joined to this one no longer: unjoined, corrected or void."""


Fact = (
    Received | Opened | Registered | Classified | Proposed | Submitted | Instructed | Accepted | Notified
    | Exempted | Forwarded | SignedFor | Returned | Commented | ResultReported | ExtensionRequested | Extended
    | ExtensionDenied | DelayExplained | Pressed | Answered | Served | Closed | Archived | Reopened | Withdrawn
    | Voided | Joined | Unjoined | MaterialRequested | Restricted | Recused | SpecialReported
    | SupervisionAnswered | Objected | ObjectionDecided | Redirected | HandedOver | ReportReturned
    | AcceptanceRefused | FindingReported | Drafted | Reviewed | Approved | SentBack | Met | Appointed
    | AppointmentMissed | Guided | IncidentNoted | BodyTold | ChecklistFilled | ClosureRegistered | Rated
    | CalledBack | ReviewRequested | ReviewDecided | HearingOpened | HearingClosed | SuggestionMade
    | SuggestionAnswered | ReplyPublished | DutiesRecomputed | Linked | Unlinked | Attached | AttachmentReleased
    | AttachmentRejected | AttachmentRemoved | DocumentIssued | DocumentVoided
    | TransferTaken | TransferAcknowledged
)  # fmt: skip


class Corrected(Struct, frozen=True, kw_only=True, tag="Corrected/1"):
    """更正: the fact at version `of` as it really was, and the duties recomputed by it.

    `breaches` are all that the fact, as it really was, breaks: they take the place of those told before.
    """

    of: int
    fact: Fact
    occurred: Moment
    reason: Narrative
    recomputed: tuple[Recomputed, ...] = ()
    breaches: tuple[Breach, ...] = ()


Event = Fact | Corrected
TOPICS = tuple(str(kind.__struct_config__.tag) for kind in get_args(Event))


class Line(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An event as it stands in the ledger: who, when, under which rules, with what consequence.

    `route` stands in the line that fixes it, `step` is the step of the route done by this line.
    `historic`: it happened long before it was recorded and was read from an old register: rules that it broke stand
    in `breaches`.
    Given by the decision: all down to `historic`. Given by the committer (0/None until then): `position`,
    `recorded_at`, `number` (the register number, for Registered).
    """

    petition: UUID
    version: int
    event: Event
    occurred: Moment
    actor: Actor
    book: str
    calendar: str = ""
    duties: DutyChanges = NO_CHANGES
    breaches: tuple[Breach, ...] = ()
    already_done: Narrative | None = None
    route: str = ""
    step: str = ""
    historic: bool = False
    position: int = 0
    recorded_at: datetime | None = None
    number: str = ""
