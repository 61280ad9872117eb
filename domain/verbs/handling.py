"""Whether it is taken on, what is found, drafted, approved and told to the petitioner."""

from __future__ import annotations

from msgspec import Struct

from domain.values import Narrative


class Accept(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """受理 (S1.31, S1.34): the handling limit starts."""

    new_facts: Narrative | None = None


class RefuseAcceptance(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """不予受理 or 不再受理, on which ground, and where else to go (S1.19, S1.31, S1.36.3)."""

    ground: str
    reason: Narrative | None = None
    legal_basis: str = ""
    competent_body: str = ""
    way_there: Narrative | None = None
    final_opinion: str = ""


class Report(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """调查报告: what the investigation found (R3.3.5, R5.5)."""

    finding: Narrative | None = None


class Draft(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """拟稿: a preliminary opinion, or the written opinion with its contents (R5.5-R5.7, S1.32)."""

    text: Narrative | None = None
    document_number: str = ""
    claim: Narrative | None = None
    findings: Narrative | None = None
    opinion_text: Narrative | None = None
    legal_basis: str = ""
    remedy: Narrative | None = None


class Review(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """审核 of the draft."""

    text: Narrative | None = None


class Approve(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """审批 of the reviewed draft."""

    text: Narrative | None = None


class SendBack(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """退回重做: the step named and all behind it must be done again."""

    to_step: str
    reason: Narrative


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


class Notify(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """告知: notice is receipt, refusal, whereto, extension or delay; `to` the petitioner or another body."""

    notice: str
    to: str = "petitioner"
    document_number: str = ""
    mode: str = ""


class Exempt(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """免予告知: no notice is owed, with the reason (S1.23: name or address unclear)."""

    reason: Narrative


class Serve(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """送达: document is notice, answer or opinion; `signed` whether it was signed for."""

    document: str
    mode: str = ""
    signed: bool | None = None
    document_number: str = ""


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
