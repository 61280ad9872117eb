"""What somebody asks: one frozen value for each verb of the vocabulary (rulebook.md 1.2).

An event inherits the fields of its command (events.py): what was asked and what became true share their
words. Who asks, when it happened and what the office knows come beside the command, in `Asked`.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from msgspec import Struct

from domain.values import NO_DETAILS, Actor, Details, Moment, Narrative


class Receive(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """收到: a letter, visit, call, online item or fax comes in (S1.17, S1.22)."""

    channel: str
    source: str = "direct"
    place: str = "elsewhere"
    from_chief_day: bool = False
    external_id: str = ""
    details: Details = NO_DETAILS


class Open(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """拆封: the letter is opened; the condition of envelope and stamp, and whether they stay together (R1.1.1)."""

    envelope: str = ""
    stamp: str = ""
    bound_together: bool | None = None


class Register(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """登记: entered in the register under the next number; `on_spot` = answered face to face at once."""

    on_spot: bool = False
    details: Details = NO_DETAILS


class Classify(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """分类: purpose, procedure, importance, content class and flags judged, or judged anew (S1.29-31)."""

    details: Details = NO_DETAILS


class Propose(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """拟办: the clerk's proposed handling."""

    text: Narrative


class Submit(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """呈阅: put before a leader. `reader` is head or in_charge."""

    to: str
    reader: str = "in_charge"
    text: Narrative | None = None


class Instruct(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """批示: a leader's instruction. `leader` is the leader when somebody else enters it."""

    text: Narrative
    leader: str = ""


class Accept(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """受理 (S1.31, S1.34): the handling limit starts."""

    new_facts: Narrative | None = None


class Notify(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """告知: notice is receipt, refusal, whereto, extension or delay; `to` the petitioner or another body."""

    notice: str
    to: str = "petitioner"
    document_number: str = ""
    mode: str = ""


class Exempt(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """免予告知: no notice is owed, with the reason (S1.23: name or address unclear)."""

    reason: Narrative


class Forward(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """转办 (mode forward), 责成 (order) or 抄送 (copy) to a unit; the lead and assisting units named."""

    target: str
    mode: str = "forward"
    target_kind: str = ""
    assisting: tuple[str, ...] = ()
    reference: str = ""
    due_on: date | None = None
    text: Narrative | None = None


class Assign(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """交办 to a unit: a result is to be reported by the date set (S1.22.3)."""

    target: str
    reply_by: date
    target_kind: str = ""
    assisting: tuple[str, ...] = ()
    reference: str = ""
    text: Narrative | None = None


class SignFor(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """签收: the unit on the way to which the petition was has it now."""

    unit: str


class Return(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """退回: back to the sender, with the reason."""

    reason: Narrative
    unit: str = ""


class Comment(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A remark on the file that decides nothing."""

    text: Narrative


class ReportResult(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """上报结果: `to` the body that assigned the matter (assigner, superior), or to the office by `unit`."""

    text: Narrative
    to: str
    unit: str = ""


class RequestExtension(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """申请延期 of one duty."""

    duty: str
    reason: Narrative
    days: int | None = None


class Extend(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """批准延期: `days` as the rule counts them (total or additional); None = as many as the rule allows."""

    duty: str
    reason: Narrative
    days: int | None = None


class DenyExtension(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """不予延期, with the reason."""

    duty: str
    reason: Narrative


class ExplainDelay(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """说明情况: to whom the delay is explained: petitioner, leader, assigner (R2.3)."""

    reason: Narrative
    to: str = "leader"


class Press(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """催办: the holder is pressed."""

    to: str
    text: Narrative | None = None


class Answer(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """答复: reply_kind is interim, result, policy (explanation), guidance or opinion (written handling opinion).

    `delivered`: it reached the petitioner with this act (in person, by phone); else `Serve` says when.
    """

    reply_kind: str
    text: Narrative | None = None
    delivered: bool = False
    on_spot: bool = False
    mode: str = ""
    document_number: str = ""
    policy: str = ""
    legal_basis: str = ""


class Serve(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """送达: document is notice, answer or opinion; `signed` whether it was signed for."""

    document: str
    mode: str = ""
    signed: bool | None = None
    document_number: str = ""


class Close(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """办结 with an outcome of the rulebook and what that outcome needs."""

    outcome: str
    legal_basis: str = ""
    explanation: Narrative | None = None
    policy: str = ""
    competent_body: str = ""
    way_there: Narrative | None = None
    agreement: Narrative | None = None
    withdrawn_on: date | None = None


class Archive(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """归档: file number, where it lies, catalogue of its documents, retention."""

    file_number: str
    location: str = ""
    catalogue: tuple[Narrative, ...] = ()
    retention: str = ""


class Reopen(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """重办: a closed petition is taken up again; a new round begins."""

    reason: Narrative
    unit: str = ""
    redo_by: date | None = None


class Withdraw(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """撤回 by the petitioner, or vanished at the source of an import."""

    reason: Narrative | None = None


class Void(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """作废 by the office: entered in error; the number stays used."""

    reason: Narrative


class Recompute(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Due dates computed again because a calendar year was published; asked by the service, one a petition."""

    calendar: str


Act = (
    Receive | Open | Register | Classify | Propose | Submit | Instruct | Accept | Notify | Exempt | Forward | Assign
    | SignFor | Return | Comment | ReportResult | RequestExtension | Extend | DenyExtension | ExplainDelay | Press
    | Answer | Serve | Close | Archive | Reopen | Withdraw | Void
)  # fmt: skip


class Correct(Struct, frozen=True, kw_only=True):
    """更正 of the event at version `of`: the whole replacing act, and when it really happened."""

    of: int
    act: Act
    occurred: Moment
    reason: Narrative


Command = Act | Recompute | Correct


class Asked(Struct, frozen=True, kw_only=True):
    """A command with its circumstances.

    `occurred`: when the thing happened. `now`: the server's time (aware). `already_done`: the reason why a
    thing that has already happened is entered although a rule would have refused it (rulebook.md trap 13).
    """

    petition: UUID
    command: Command
    actor: Actor
    occurred: Moment
    now: datetime
    already_done: Narrative | None = None
