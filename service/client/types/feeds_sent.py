"""What is sent and answered, as the API describes it.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from msgspec import Struct

__all__ = (
    "Resume", "Subscription", "Why",
)  # fmt: skip


class Resume(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """It goes on, at once: behind the position `after`, forwards or back, or where it stands."""

    after: int | None = None
    reason: str


class Subscription(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """事件订阅: where events of petitions go, of which kinds, read as the unit of that token.

    `after`: only what stands behind that position of the log; if it is not said, what comes in from now on, or, where
    a subscription is changed, what stands behind where it is.
    """

    name: str
    url: str
    token: UUID
    events: tuple[
        Literal[
            "Received",
            "Opened",
            "Registered",
            "Classified",
            "Proposed",
            "Submitted",
            "Instructed",
            "Accepted",
            "Notified",
            "Exempted",
            "Forwarded",
            "SignedFor",
            "Returned",
            "Commented",
            "ResultReported",
            "ExtensionRequested",
            "Extended",
            "ExtensionDenied",
            "DelayExplained",
            "Pressed",
            "Answered",
            "Served",
            "Closed",
            "Archived",
            "Reopened",
            "Withdrawn",
            "Voided",
            "Joined",
            "Unjoined",
            "MaterialRequested",
            "Restricted",
            "Recused",
            "SpecialReported",
            "SupervisionAnswered",
            "Objected",
            "ObjectionDecided",
            "Redirected",
            "HandedOver",
            "ReportReturned",
            "AcceptanceRefused",
            "FindingReported",
            "Drafted",
            "Reviewed",
            "Approved",
            "SentBack",
            "Met",
            "Appointed",
            "AppointmentMissed",
            "Guided",
            "IncidentNoted",
            "BodyTold",
            "ChecklistFilled",
            "ClosureRegistered",
            "Rated",
            "CalledBack",
            "ReviewRequested",
            "ReviewDecided",
            "HearingOpened",
            "HearingClosed",
            "SuggestionMade",
            "SuggestionAnswered",
            "ReplyPublished",
            "DutiesRecomputed",
            "Linked",
            "Unlinked",
            "Attached",
            "AttachmentReleased",
            "AttachmentRejected",
            "AttachmentRemoved",
            "DocumentIssued",
            "DocumentVoided",
            "TransferTaken",
            "TransferAcknowledged",
            "Corrected",
        ],
        ...,
    ] = ()
    units: tuple[str, ...] = ()
    channels: tuple[Literal["letter", "visit", "call", "online", "fax"], ...] = ()
    after: int | None = None
    reason: str


class Why(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why it is done."""

    reason: str
