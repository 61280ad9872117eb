"""What somebody asks: one frozen value for each verb of the vocabulary (rulebook.md 1.2).

An event inherits the fields of its command (events.py): what was asked and what became true share their
words. Who asks, when it happened and what the office knows come beside the command, in `Asked`.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from domain.values import Actor, Moment, Narrative
from domain.verbs.attaching import (
    Attach,
    RejectAttachment,
    ReleaseAttachment,
    RemoveAttachment,
)
from domain.verbs.ending import (
    Archive,
    CallBack,
    Close,
    Publish,
    Rate,
    RegisterClosure,
    Reopen,
    Void,
    Withdraw,
)
from domain.verbs.handling import (
    Accept,
    Answer,
    Approve,
    DenyExtension,
    Draft,
    Exempt,
    ExplainDelay,
    Extend,
    Notify,
    RefuseAcceptance,
    Report,
    RequestExtension,
    Review,
    SendBack,
    Serve,
)
from domain.verbs.instructing import (
    AnswerSupervision,
    Instruct,
    Propose,
    SpecialReport,
    Submit,
)
from domain.verbs.intake import (
    Classify,
    Join,
    Open,
    Receive,
    Recuse,
    Register,
    RequestMaterial,
    Restrict,
    Unjoin,
)
from domain.verbs.issuing import IssueDocument, VoidDocument
from domain.verbs.reception import (
    Appoint,
    FillChecklist,
    Guide,
    Meet,
    MissAppointment,
    NoteIncident,
    TellBody,
)
from domain.verbs.reviewing import (
    CloseHearing,
    DecideReview,
    FeedBack,
    OpenHearing,
    RequestReview,
    Suggest,
)
from domain.verbs.routing import (
    Assign,
    Comment,
    DecideObjection,
    Forward,
    HandOver,
    Object,
    Press,
    Redirect,
    ReportResult,
    Return,
    ReturnReport,
    SignFor,
)
from domain.verbs.transferring import AcknowledgeTransfer, TakeTransfer

__all__ = (  # the verbs are asked for here, whichever stage they belong to
    "Accept",
    "AcknowledgeTransfer",
    "Act",
    "Answer",
    "AnswerSupervision",
    "Appoint",
    "Approve",
    "Archive",
    "Asked",
    "Assign",
    "Attach",
    "CallBack",
    "Classify",
    "Close",
    "CloseHearing",
    "Command",
    "Comment",
    "Correct",
    "DecideObjection",
    "DecideReview",
    "DenyExtension",
    "Draft",
    "Exempt",
    "ExplainDelay",
    "Extend",
    "FeedBack",
    "FillChecklist",
    "Forward",
    "Guide",
    "HandOver",
    "Instruct",
    "IssueDocument",
    "Join",
    "Link",
    "Meet",
    "MissAppointment",
    "NoteIncident",
    "Notify",
    "Object",
    "Open",
    "OpenHearing",
    "Press",
    "Propose",
    "Publish",
    "Rate",
    "Receive",
    "Recompute",
    "Recuse",
    "Redirect",
    "RefuseAcceptance",
    "Register",
    "RegisterClosure",
    "RejectAttachment",
    "ReleaseAttachment",
    "RemoveAttachment",
    "Reopen",
    "Report",
    "ReportResult",
    "RequestExtension",
    "RequestMaterial",
    "RequestReview",
    "Restrict",
    "Return",
    "ReturnReport",
    "Review",
    "SendBack",
    "Serve",
    "SignFor",
    "SpecialReport",
    "Submit",
    "Suggest",
    "TakeTransfer",
    "TellBody",
    "Told",
    "Transfer",
    "Unjoin",
    "Unlink",
    "Void",
    "VoidDocument",
    "Withdraw",
)


class Recompute(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Due dates computed again because a calendar year was published; asked by the service, one a petition."""

    calendar: str


class Link(Struct, frozen=True, kw_only=True):
    """Another petition was joined to this one; asked by the service together with the joining."""

    petition: UUID


class Unlink(Struct, frozen=True, kw_only=True):
    """Another petition is joined to this one no longer; asked by the service with what ended the joining."""

    petition: UUID


Act = (
    Receive | Open | Register | Classify | Join | Unjoin | RequestMaterial | Restrict | Recuse | Propose | Submit
    | Instruct | SpecialReport | AnswerSupervision | Forward | Assign | SignFor | Object | DecideObjection | Return
    | Redirect | HandOver | Comment | Press | ReportResult | ReturnReport | Accept | RefuseAcceptance | Report
    | Draft | Review | Approve | SendBack | Answer | Notify | Exempt | Serve | RequestExtension | Extend
    | DenyExtension | ExplainDelay | Meet | Appoint | MissAppointment | Guide | NoteIncident | TellBody
    | FillChecklist | Close | RegisterClosure | Archive | Reopen | Withdraw | Void | Rate | CallBack | RequestReview
    | DecideReview | OpenHearing | CloseHearing | Suggest | FeedBack | Publish | Attach | ReleaseAttachment
    | RejectAttachment | RemoveAttachment | IssueDocument | VoidDocument
)  # fmt: skip


class Correct(Struct, frozen=True, kw_only=True):
    """更正 of the event at version `of`: the whole replacing act, and when it really happened."""

    of: int
    act: Act
    occurred: Moment
    reason: Narrative


Told = Link | Unlink
"""What is written into the stream of the earlier petition when another one is joined to it."""

Transfer = TakeTransfer | AcknowledgeTransfer
"""What is written when something came from another office, or was taken there."""

Command = Act | Recompute | Told | Transfer | Correct


class Asked(Struct, frozen=True, kw_only=True):
    """A command with its circumstances.

    `occurred`: when the thing happened. `now`: the server's time (aware). `already_done`: the reason why a
    thing that has already happened is entered although a rule would have refused it (rulebook.md trap 13).
    `historic`: it is read from an old register; what the rules have against it is recorded, never refused.
    """

    petition: UUID
    command: Command
    actor: Actor
    occurred: Moment
    now: datetime
    already_done: Narrative | None = None
    historic: bool = False
