"""What is sent and answered, as the API describes it.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

from service.client.types.shared import BasisSaid, Breach, Reason, RestDay

__all__ = (
    "Actor", "AttachmentList", "AttachmentSaid", "Because", "CandidateSaid", "CandidatesSaid", "Coded",
    "CompareSaid", "Correction", "Difference", "DocumentList", "DutiesSaid", "DutyChangeSaid", "DutyEnd",
    "DutySaid", "Elapsed", "EndingSaid", "EventSaid", "Issued", "LineSaid", "Moment", "PossibleDocument",
    "RecomputedSaid", "RepeatsGroundSaid", "Trips", "Until",
)  # fmt: skip


class Actor(Struct, frozen=True, kw_only=True):
    """An officer acting in office; not a personal field.

    `post` is a post of the vocabulary (rulebook.md 1.4), `acting_for` the post or person acted for under a
    delegation, `authenticated` how the service knew who it was.
    """

    name: str
    unit: str = ""
    post: str = ""
    acting_for: str = ""
    authenticated: str = "loopback"


class Moment(Struct, frozen=True, kw_only=True):
    """When something happened: the local day of the office and, where known, the instant (aware)."""

    day: date
    at: str | None = None


class AttachmentSaid(Struct, frozen=True, kw_only=True):
    """An attachment. `standing`: quarantined, unscanned, clean, rejected or removed; `digest` is of the ciphertext."""

    id: UUID
    file_name: str
    paper: str
    media_type: str
    size: int
    digest: str
    standing: str
    attached: Moment
    version: int
    pages: int | UnsetType = UNSET


class AttachmentList(Struct, frozen=True, kw_only=True):
    """The attachments of a petition, in the order in which they came."""

    office: str
    petition: UUID
    attachments: tuple[AttachmentSaid, ...]


class Because(Struct, frozen=True, kw_only=True):
    """One line of an explanation.

    `what` is start, rule, nominal, roll, extension, hearing, recomputed, provisional, calendar or no_date; `day` the
    day it speaks of; `amount` and `unit` the limit where it names one; `skipped` the rest days that move an
    end or do not count; `digest` the calendar that decided.
    """

    what: str
    zh: str
    en: str
    day: date | None = None
    amount: int = 0
    unit: str = ""
    skipped: tuple[RestDay, ...] = ()
    digest: str = ""


class RepeatsGroundSaid(Struct, frozen=True, kw_only=True):
    """One thing that speaks for the same matter; `percent` says how alike texts are, and is 100 of all else."""

    code: str
    zh: str
    en: str
    points: int
    percent: int


class CandidateSaid(Struct, frozen=True, kw_only=True):
    """A petition that may be of the same matter; to join it, `join` to its `matter` with this `score`.

    `joined`: it is judged to be of the same matter already.
    """

    petition: UUID
    number: str
    matter: UUID
    joined: bool
    score: int
    grounds: tuple[RepeatsGroundSaid, ...]
    channel: str
    received_on: date
    state: str
    title: str


class Trips(Struct, frozen=True, kw_only=True):
    """The petitions of one matter, void ones left out: how many in all and by channel, and how many of them visits.

    `persons`: those who came with each of the visits, counted each time they came (人次).
    """

    matter: UUID
    petitions: int
    channels: dict[str, int]
    visits: int
    persons: int


class CandidatesSaid(Struct, frozen=True, kw_only=True):
    """Petitions that may be of the same matter, the likeliest first, each with the grounds; a person judges.

    `trips` counts what is joined by now.
    """

    basis: BasisSaid
    petition: UUID
    trips: Trips
    candidates: tuple[CandidateSaid, ...]


class Coded(Struct, frozen=True, kw_only=True):
    """A code of a petition in words; `above`, `above_en`: what the class above it is called, "" on the first level."""

    field: str
    list: str
    code: str
    zh: str
    en: str
    above: str
    above_en: str


class Difference(Struct, frozen=True, kw_only=True):
    """A field that is not the same before and after; None: nothing was known of it.

    `field` is its path, such as `state`, `details.title` or `details.petitioner.name`; `zh` and `en` its names.
    """

    field: str
    zh: str
    en: str
    before: Any
    after: Any


class Until(Struct, frozen=True, kw_only=True):
    """Until when: the day that counts, or the instant; both absent = no date. `provisional`: see the calendar."""

    on: date | None = None
    at: str | None = None
    nominal: date | None = None
    provisional: bool = False


class DutyChangeSaid(Struct, frozen=True, kw_only=True):
    """What became of a duty, with the holder and the date that it has then.

    `holder_before` of one that was moved, `due_before` of one that was redated; `ended`, `late` and `why` of one that
    ended.
    """

    change: str
    change_zh: str
    change_en: str
    entry: str
    discriminator: str
    round: int
    clause: str
    zh: str
    en: str
    nature: str
    holder: str
    due: Until
    holder_before: str | UnsetType = UNSET
    due_before: Until | UnsetType = UNSET
    ended: Moment | UnsetType = UNSET
    late: bool | UnsetType = UNSET
    why: str | UnsetType = UNSET


class LineSaid(Struct, frozen=True, kw_only=True):
    """An event in short."""

    version: int
    event: str
    zh: str
    en: str
    occurred: Moment
    recorded_at: datetime


class CompareSaid(Struct, frozen=True, kw_only=True):
    """两个时点对比: the petition at two moments, field by field. They may stand in either order.

    `fields` are those that differ, null where nothing was known; `duties` what became of each duty in between.
    `only_before` and `only_after` are the events that count at one of the moments only.
    """

    before: BasisSaid
    after: BasisSaid
    petition: UUID
    number: str
    fields: tuple[Difference, ...]
    duties: tuple[DutyChangeSaid, ...]
    only_before: tuple[LineSaid, ...]
    only_after: tuple[LineSaid, ...]


class Elapsed(Struct, frozen=True, kw_only=True):
    """Time between two moments, counted in two ways that do not follow from one another.

    `days` is the difference of the calendar dates in the office's time zone, `hours` the time elapsed, to the
    hundredth, where both instants are known. Both are negative when the second moment is the earlier one.
    """

    days: int
    hours: float | None


class Correction(Struct, frozen=True, kw_only=True):
    """What a correction put right: the fact of version `of`, as it had been known until then and as it really was.

    `known_after` is the time from when the fact happened until the correction was recorded; `recomputed` are the
    versions whose duties were reckoned anew.
    """

    of: int
    event: str
    zh: str
    en: str
    occurred_before: Moment
    occurred_after: Moment
    known_after: Elapsed
    differs: tuple[Difference, ...]
    breaches_before: tuple[Breach, ...]
    breaches_after: tuple[Breach, ...]
    recomputed: tuple[int, ...]


class Issued(Struct, frozen=True, kw_only=True):
    """A document that was issued. `number` "" for one without; `voided` why its number was made void, "" where not."""

    document_kind: str
    number: str
    attachment: UUID
    rests_on: int
    version: int
    issued: Moment
    by: str
    voided: str = ""


class PossibleDocument(Struct, frozen=True, kw_only=True):
    """A kind of document; `reasons` say why it cannot be drawn up yet, none: it can."""

    document: str
    zh: str
    en: str
    reasons: tuple[Reason, ...]


class DocumentList(Struct, frozen=True, kw_only=True):
    """Every kind of document, in the order in which a case meets them, and what was issued."""

    basis: BasisSaid
    documents: tuple[PossibleDocument, ...]
    issued: tuple[Issued, ...]


class DutySaid(Struct, frozen=True, kw_only=True):
    """A duty in an answer. `late`: met after its end. `why`: of a cancellation or a new date."""

    entry: str
    discriminator: str = ""
    round: int = 0
    clause: str
    zh: str
    en: str
    nature: str
    holder: str
    since: date | None = None
    due: Until
    late: bool = False
    why: str = ""


class DutiesSaid(Struct, frozen=True, kw_only=True):
    """What an event did to the duties."""

    opened: tuple[DutySaid, ...] = ()
    met: tuple[DutySaid, ...] = ()
    cancelled: tuple[DutySaid, ...] = ()
    moved: tuple[DutySaid, ...] = ()
    redated: tuple[DutySaid, ...] = ()


class DutyEnd(Struct, frozen=True, kw_only=True):
    """How a duty ended: `met` or `cancelled`, when, by which version, and whether its end had passed."""

    kind: str
    moment: Moment
    version: int
    late: bool
    why: str = ""


class EndingSaid(Struct, frozen=True, kw_only=True):
    """The acts that end a petition in one way or another; absent: has not happened (in this round)."""

    answered: Moment | None = None
    delivered: Moment | None = None
    closed: Moment | None = None
    outcome: str = ""
    archived: Moment | None = None
    refused: Moment | None = None
    withdrawn: Moment | None = None
    voided: Moment | None = None


class RecomputedSaid(Struct, frozen=True, kw_only=True):
    """The duties of an earlier version as a correction makes them."""

    version: int
    duties: DutiesSaid


class EventSaid(Struct, frozen=True, kw_only=True):
    """One event that was written, with its position and the hash of its leaf; `number` where it was given one."""

    event: str
    version: int
    position: int
    leaf: str
    occurred: Moment
    recorded_at: datetime
    duties: DutiesSaid
    breaches: tuple[Breach, ...]
    route: str | UnsetType = UNSET
    step: str | UnsetType = UNSET
    recomputed: tuple[RecomputedSaid, ...] | UnsetType = UNSET
    number: str | UnsetType = UNSET
