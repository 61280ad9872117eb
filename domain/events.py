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
from domain.values import Actor, Moment, Narrative


class Received(c.Receive, frozen=True, tag="Received/1"):
    """收到."""


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
    """呈阅."""


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
    assisting: tuple[str, ...] = ()
    reference: str = ""
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


class DutiesRecomputed(c.Recompute, frozen=True, tag="DutiesRecomputed/1"):
    """Due dates computed again under the calendar of that digest; what moved stands in the duty changes."""


Fact = (
    Received | Opened | Registered | Classified | Proposed | Submitted | Instructed | Accepted | Notified
    | Exempted | Forwarded | SignedFor | Returned | Commented | ResultReported | ExtensionRequested
    | Extended | ExtensionDenied | DelayExplained | Pressed | Answered | Served | Closed | Archived
    | Reopened | Withdrawn | Voided | DutiesRecomputed
)  # fmt: skip


class DutyKey(Struct, frozen=True, array_like=True):
    """Which duty: entry id, discriminator ("" or the target or the opening version), round of reopening."""

    id: str
    discriminator: str = ""
    round: int = 0


class Due(Struct, frozen=True, omit_defaults=True):
    """Until when: the nominal end, the effective end after the roll, or an instant; all None = no date.

    `calendar` is the digest of the calendar that decided, `provisional` that it touched an unpublished year.
    """

    nominal: date | None = None
    effective: date | None = None
    at: datetime | None = None
    calendar: str = ""
    provisional: bool = False


class OpenedDuty(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A duty as it was opened: everything that explains its date (rulebook.md 1.3).

    `after` is the id of the duty whose effective end this one counts from; "" = it counts from an event.
    """

    key: DutyKey
    clause: str
    nature: str
    holder: str
    book: str
    start: date | None
    due: Due
    amount: int = 0
    unit: str = "none"
    count_from: str = "next_day"
    roll: str = "none"
    word: str = ""
    priority: int = 1
    after: str = ""


class SettledDuty(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A duty met or cancelled; `late` iff the act occurred after its effective end (never for an aim).

    `why` of a cancellation is the event that did it, or the id of the duty it depended on.
    """

    key: DutyKey
    late: bool = False
    why: str = ""


class MovedDuty(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A duty that changed its holder, not its date."""

    key: DutyKey
    holder: str


class RedatedDuty(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A duty that changed its date, and why: extension or calendar.

    `amount` counts from the start as the opened amount does; 0 = as before.
    """

    key: DutyKey
    due: Due
    why: str
    amount: int = 0


class DutyChanges(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """What an event does to the duties of its petition, in this order."""

    met: tuple[SettledDuty, ...] = ()
    cancelled: tuple[SettledDuty, ...] = ()
    moved: tuple[MovedDuty, ...] = ()
    redated: tuple[RedatedDuty, ...] = ()
    opened: tuple[OpenedDuty, ...] = ()


NO_CHANGES = DutyChanges()


class Breach(Struct, frozen=True, omit_defaults=True):
    """A rule broken by a fact that had already happened: clause, entry, what was missing."""

    clause: str
    entry: str
    detail: str = ""


class Recomputed(Struct, frozen=True, array_like=True):
    """The duty changes of an earlier version as a correction makes them."""

    version: int
    duties: DutyChanges


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
    Given by the decision: all down to `step`. Given by the committer (0/None until then): `position`,
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
    position: int = 0
    recorded_at: datetime | None = None
    number: str = ""
