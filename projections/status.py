"""The state of a petition as the register 台账 names it: what the last act that sets one made of it."""

from __future__ import annotations

from collections.abc import Mapping

from domain import events as e
from domain.petition import FINAL_REPLIES, Petition
from domain.routing import UNMOVED

RECEIVED = "received"
AWAITING = "awaiting_instruction"
STATES = (
    RECEIVED,
    "registered",
    AWAITING,
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
)

SETS: Mapping[type[e.Event], str | None] = {
    e.Received: RECEIVED,
    e.Opened: None,
    e.Registered: "registered",
    e.Classified: None,
    e.Proposed: None,
    e.Submitted: AWAITING,
    e.Instructed: "instructed",
    e.Accepted: "in_handling",
    e.Notified: None,
    e.Exempted: None,
    e.Forwarded: "in_transit",
    e.SignedFor: "in_handling",
    e.Returned: "returned",
    e.Commented: None,
    e.ResultReported: None,
    e.ExtensionRequested: None,
    e.Extended: None,
    e.ExtensionDenied: None,
    e.DelayExplained: None,
    e.Pressed: None,
    e.Answered: "answered",
    e.Served: None,
    e.Closed: "closed",
    e.Archived: "archived",
    e.Reopened: "in_handling",
    e.Withdrawn: "withdrawn",
    e.Voided: "voided",
    e.Joined: None,
    e.Unjoined: None,
    e.MaterialRequested: None,
    e.Restricted: None,
    e.Recused: None,
    e.SpecialReported: None,
    e.SupervisionAnswered: None,
    e.Objected: "objected",
    e.ObjectionDecided: "in_handling",
    e.Redirected: "redirected",
    e.HandedOver: None,
    e.ReportReturned: None,
    e.AcceptanceRefused: "not_accepted",
    e.FindingReported: None,
    e.Drafted: None,
    e.Reviewed: None,
    e.Approved: None,
    e.SentBack: None,
    e.Met: None,
    e.Appointed: None,
    e.AppointmentMissed: None,
    e.Guided: None,
    e.IncidentNoted: None,
    e.BodyTold: None,
    e.ChecklistFilled: None,
    e.ClosureRegistered: None,
    e.Rated: None,
    e.CalledBack: None,
    e.ReviewRequested: None,
    e.ReviewDecided: "answered",
    e.HearingOpened: None,
    e.HearingClosed: None,
    e.SuggestionMade: None,
    e.SuggestionAnswered: None,
    e.ReplyPublished: None,
    e.DutiesRecomputed: None,
    e.Linked: None,
    e.Unlinked: None,
    e.Corrected: None,
    e.Attached: None,
    e.AttachmentReleased: None,
    e.AttachmentRejected: None,
    e.AttachmentRemoved: None,
    e.DocumentIssued: None,
    e.DocumentVoided: None,
    e.TransferTaken: None,
    e.TransferAcknowledged: None,
}
"""The state that each event sets; None = the petition stays in the state in which it was."""
AT_TIMES = frozenset({e.Forwarded, e.ObjectionDecided, e.Answered})
"""Events that set their state only when they say so."""


def status(petition: Petition) -> str:
    """The state after the petition's lines; a copy or order sent and an interim answer set none."""
    return state_of(set_by(petition))


def state_of(line: e.Line | None) -> str:
    """The state that the line sets, the first one when there is none."""
    return (line and SETS[type(line.event)]) or RECEIVED


def set_by(petition: Petition) -> e.Line | None:
    """The line that set the state in which the petition is."""
    for line in reversed(petition.lines):
        kind = type(line.event)
        if SETS[kind] is not None and (kind not in AT_TIMES or _counts(line.event)):
            return line
    return None


def _counts(event: e.Event) -> bool:
    match event:
        case e.Forwarded(mode=mode):
            return mode not in UNMOVED
        case e.ObjectionDecided(upheld=upheld):
            return not upheld
        case e.Answered(reply_kind=kind):
            return kind in FINAL_REPLIES
        case _:
            return True
