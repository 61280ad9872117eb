"""Acts on a petition: what each says beside who does it and when it happened.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from service.client.act import Act
from service.client.types.shared import Details, Person

__all__ = (
    "Accept", "Answer", "AnswerSupervision", "Appoint", "Approve", "Archive", "Assign", "Attach", "CallBack",
    "Classify", "Close", "CloseHearing", "Comment", "DecideObjection", "DecideReview", "DenyExtension", "Draft",
    "Exempt", "ExplainDelay", "Extend", "FeedBack", "FillChecklist", "Forward", "Guide", "HandOver", "Instruct",
    "IssueDocument", "Join", "Meet", "MissAppointment", "NoteIncident", "Notify",
)  # fmt: skip


class Accept(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="accept"):
    """受理 (S1.31, S1.34): the handling limit starts."""

    new_facts: str | None = None


class Answer(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="answer"):
    """答复: reply_kind is interim, result, policy (explanation), guidance or opinion (written handling opinion).

    `delivered`: it reached the petitioner with this act (in person, by phone); else `Serve` says when.
    """

    reply_kind: Literal["interim", "result", "policy", "guidance", "opinion"]
    text: str | None = None
    delivered: Literal[False, True] = False
    on_spot: Literal[False, True] = False
    mode: str = ""
    document_number: str = ""
    policy: str = ""
    legal_basis: str = ""


class AnswerSupervision(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="answer-supervision"):
    """督办反馈: what came of what the leader decided (R3.2.3).

    `of`: the version of the instruction that is answered; wanted where several are supervised.
    """

    result: str
    of: int | None = None


class Appoint(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="appoint"):
    """约定接待: leader and day of a reception (R1.2.3)."""

    leader: str
    appointed_on: date
    part: str = ""


class Approve(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="approve"):
    """审批 of the reviewed draft."""

    text: str | None = None


class Archive(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="archive"):
    """归档: file number, where it lies or its digest, catalogue of its documents, retention, who decided to keep it."""

    file_number: str
    location: str = ""
    catalogue: tuple[str, ...] = ()
    retention: str = ""
    archive_decision: str = ""


class Assign(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="assign"):
    """交办 to a unit: a result is to be reported by the date set (S1.22.3)."""

    target: str
    reply_by: date
    target_kind: Literal[
        "", "petition_section", "section", "county_body", "department", "subordinate", "outside_body"
    ] = ""
    handler: str = ""
    assisting: tuple[str, ...] = ()
    reference: str = ""
    reason: str | None = None
    text: str | None = None


class Attach(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="attach"):
    """添加附件: a file that lies beside the ledger, named by the SHA-256 of its ciphertext.

    `media_type` is what its content was found to be, `size` the bytes of its plaintext, `plain_digest` salt and SHA-256
    of salt and plaintext (hex, joined by a colon), `scan` whether it has been looked at: quarantined, clean, unscanned.
    """

    attachment: UUID
    file_name: str
    paper: Literal["letter", "envelope", "evidence", "reply", "identity", "document", "other"]
    media_type: str
    size: int
    digest: str
    plain_digest: str
    scan: Literal["quarantined", "clean", "unscanned"]
    pages: int | None = None


class CallBack(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="call-back"):
    """回访: whether the petitioner was reached and what they said."""

    reached: bool
    text: str | None = None


class Classify(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="classify"):
    """分类: purpose, procedure, importance, content class and flags judged, or judged anew (S1.29-31)."""

    details: Details = Details()


class Close(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="close"):
    """办结 with an outcome of the rulebook and what that outcome needs."""

    outcome: str
    legal_basis: str = ""
    explanation: str | None = None
    policy: str = ""
    competent_body: str = ""
    way_there: str | None = None
    agreement: str | None = None
    withdrawn_on: date | None = None


class CloseHearing(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="close-hearing"):
    """听证结束."""

    text: str | None = None


class Comment(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="comment"):
    """A remark on the file that decides nothing."""

    text: str


class DecideObjection(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="decide-objection"):
    """核实异议: upheld or rejected by who had sent it (S1.23.3)."""

    upheld: bool
    reason: str
    unit: str = ""


class DecideReview(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="decide-review"):
    """复查、复核意见: result is maintain, revoke, change or redo (S1.35, S1.36)."""

    level: Literal["1", "2"]
    result: Literal["maintain", "revoke", "change", "redo"]
    text: str | None = None
    document_number: str = ""
    delivered: Literal[False, True] = False


class DenyExtension(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="deny-extension"):
    """不予延期, with the reason."""

    duty: str
    reason: str


class Draft(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="draft"):
    """拟稿: a preliminary opinion, or the written opinion with its contents (R5.5-R5.7, S1.32)."""

    text: str | None = None
    document_number: str = ""
    claim: str | None = None
    findings: str | None = None
    opinion_text: str | None = None
    legal_basis: str = ""
    remedy: str | None = None


class Exempt(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="exempt"):
    """免予告知: no notice is owed, with the reason (S1.23: name or address unclear)."""

    reason: str


class ExplainDelay(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="explain-delay"):
    """说明情况: to whom the delay is explained: petitioner, leader, assigner (R2.3)."""

    reason: str
    to: Literal[
        "petitioner", "leader", "assigner", "unit", "police", "health", "superior", "subordinate", "committee", "office"
    ] = "leader"


class Extend(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="extend"):
    """批准延期: `days` as the rule counts them (total or additional); None = as many as the rule allows."""

    duty: str
    reason: str
    days: int | None = None


class FeedBack(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="feed-back"):
    """建议采纳情况反馈 (S1.40). `of`: the version of the suggestion; wanted where several are unanswered."""

    adopted: bool
    of: int | None = None
    text: str | None = None


class FillChecklist(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="fill-checklist"):
    """填写检查或者评价单 of a form of the rulebook: marks by item, 0 to 5 (R3.3.1, R4.2)."""

    form: str
    items: dict[str, int]


class Forward(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="forward"):
    """转办 (mode forward), 责成 (order) or 抄送 (copy) to a unit; the lead and assisting units named.

    `handler` is the person there who is to handle it. `reason` says why it goes to another unit than the one
    responsible for its content class (R3.2.1).
    """

    target: str
    mode: Literal["forward", "assign", "order", "copy"] = "forward"
    target_kind: Literal[
        "", "petition_section", "section", "county_body", "department", "subordinate", "outside_body"
    ] = ""
    handler: str = ""
    assisting: tuple[str, ...] = ()
    reference: str = ""
    reason: str | None = None
    due_on: date | None = None
    text: str | None = None


class Guide(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="guide"):
    """疏导: explanation and guidance to the lawful channel (R1.2.4)."""

    text: str


class HandOver(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="hand-over"):
    """移交经办: what one person or unit owes in this petition passes to another (rulebook.md traps 30, 31)."""

    giver: str
    taker: str
    reason: str


class Instruct(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="instruct"):
    """批示: a leader's instruction. `leader` is the leader when somebody else enters it.

    `supervise`: what it decides is supervised until it is answered, by the date set (R3.2.3).
    """

    text: str
    leader: str = ""
    supervise: Literal[False, True] = False
    supervise_by: date | None = None


class IssueDocument(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="issue-document"):
    """出具文书: drawn up, numbered and kept as it left the house.

    `document_kind` is the code of its kind (documents/kinds.py), `rests_on` the version of the event on which it rests,
    0 for a form that is filled in by hand, `attachment` the file as it was printed, `template`
    SHA-256 of what it was set by (hex).
    `ordinal` is the number of its series that is printed on it, 0 for a document without one: the committer gives that
    number or refuses.
    """

    document_kind: str
    rests_on: int = 0
    attachment: UUID
    template: str
    ordinal: int = 0


class Join(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="join"):
    """关联: the same matter as an earlier petition, as a person judged it (repeat, merged; R1.2.4).

    `score` is the likeness that made it a candidate, where there was one.
    """

    to: UUID
    kind: Literal["repeat", "merged"] = "repeat"
    reason: str | None = None
    score: int | None = None


class Meet(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="meet"):
    """见面: a leader received the petitioner (R1.2.3, R4.7). `leader`: who, when somebody else enters it."""

    text: str | None = None
    leader: str = ""


class MissAppointment(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="miss-appointment"):
    """失约: the reception appointed did not take place, and why."""

    reason: str


class NoteIncident(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="note-incident"):
    """记录情况: disturbance, damage, harassment, threat, assault or health (R1.2.5, R1.2.6, R5.2)."""

    incident: Literal["disturbance", "damage", "harassment", "threat", "assault", "health"]
    text: str | None = None
    persons: tuple[Person, ...] = ()
    problem_place: str = ""


class Notify(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="notify"):
    """告知: notice is receipt, refusal, whereto, extension or delay; `to` the petitioner or another body."""

    notice: Literal["receipt", "refusal", "whereto", "extension", "delay"]
    to: Literal[
        "petitioner", "leader", "assigner", "unit", "police", "health", "superior", "subordinate", "committee", "office"
    ] = "petitioner"
    document_number: str = ""
    mode: str = ""
