"""Acts on a petition: what each says beside who does it and when it happened.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from datetime import date
from typing import Literal
from uuid import UUID

from service.client.act import Act
from service.client.types.shared import Details

__all__ = (
    "Object", "Open", "OpenHearing", "Press", "Propose", "Publish", "Rate", "Receive", "Recuse", "Redirect",
    "RefuseAcceptance", "Register", "RegisterClosure", "RejectAttachment", "ReleaseAttachment", "RemoveAttachment",
    "Reopen", "Report", "ReportResult", "RequestExtension", "RequestMaterial", "RequestReview", "Restrict",
    "Return", "ReturnReport", "Review", "SendBack", "Serve", "SignFor", "SpecialReport", "Submit", "Suggest",
    "TellBody", "Unjoin", "Void", "VoidDocument", "Withdraw",
)  # fmt: skip


class Object(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="object"):
    """提出异议: the unit that signed for it says that it is not the one (S1.23.3)."""

    reason: str
    unit: str = ""


class Open(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="open"):
    """拆封: the letter is opened; the condition of envelope and stamp, and whether they stay together (R1.1.1)."""

    envelope: str = ""
    stamp: str = ""
    bound_together: bool | None = None


class OpenHearing(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="open-hearing"):
    """听证开始: its days do not count (S1.36)."""

    text: str | None = None


class Press(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="press"):
    """催办: the holder is pressed."""

    to: str
    text: str | None = None


class Propose(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="propose"):
    """拟办: the clerk's proposed handling."""

    text: str


class Publish(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="publish"):
    """公布答复: the text of the reply that the petitioner's query may show; without one nothing is shown any longer."""

    text: str | None = None


class Rate(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="rate"):
    """满意度评价 by the petitioner: of the office or the unit, satisfied, basically or not (S9)."""

    subject: Literal["petition_office", "handling_unit"]
    rating: Literal["satisfied", "basically_satisfied", "not_satisfied"]
    text: str | None = None


class Receive(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="receive"):
    """收到: a letter, visit, call, online item or fax comes in (S1.17, S1.22)."""

    channel: Literal["letter", "visit", "call", "online", "fax"]
    source: Literal[
        "direct",
        "leader",
        "own_case",
        "other_department",
        "superior_forwarded",
        "superior_assigned",
        "city_petition_office",
    ] = "direct"
    place: Literal["elsewhere", "hall"] = "elsewhere"
    from_chief_day: bool = False
    external_id: str = ""
    details: Details = Details()


class Recuse(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="recuse"):
    """回避: declared by the officer, requested by somebody, granted or denied by another (S1.28)."""

    officer: str
    stage: Literal["declared", "requested", "granted", "denied"]
    reason: str


class Redirect(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="redirect"):
    """告知向有权机关提出: the competent body, the way there, and who was contacted (S1.23.1, R3.2.2)."""

    competent_body: str = ""
    way_there: str | None = None
    contact_made: str | None = None


class RefuseAcceptance(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="refuse-acceptance"):
    """不予受理 or 不再受理, on which ground, and where else to go (S1.19, S1.31, S1.36.3)."""

    ground: Literal["not_competent", "statutory_route", "in_progress", "unclear", "no_longer_accepted"]
    reason: str | None = None
    legal_basis: str = ""
    competent_body: str = ""
    way_there: str | None = None
    final_opinion: str = ""


class Register(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="register"):
    """登记: entered in the register under the next number; `on_spot` = answered face to face at once."""

    on_spot: Literal[False, True] = False
    details: Details = Details()


class RegisterClosure(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="register-closure"):
    """结案登记 (R2.3)."""

    text: str | None = None


class RejectAttachment(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="reject-attachment"):
    """拒收附件: something harmful was found in it; it is not handed out again."""

    attachment: UUID
    reason: str


class ReleaseAttachment(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="release-attachment"):
    """放行附件: a scanner or a person found nothing in it."""

    attachment: UUID
    reason: str | None = None


class RemoveAttachment(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="remove-attachment"):
    """撤下附件: withdrawn from view; its bytes stay until the petition is erased."""

    attachment: UUID
    reason: str


class Reopen(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="reopen"):
    """重办: a closed petition is taken up again; a new round begins."""

    reason: str
    unit: str = ""
    handler: str = ""
    redo_by: date | None = None


class Report(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="report"):
    """调查报告: what the investigation found (R3.3.5, R5.5)."""

    finding: str | None = None


class ReportResult(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="report-result"):
    """上报结果: `to` the body that assigned the matter (assigner, superior), or to the office by `unit`."""

    text: str
    to: Literal[
        "petitioner", "leader", "assigner", "unit", "police", "health", "superior", "subordinate", "committee", "office"
    ]
    unit: str = ""


class RequestExtension(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="request-extension"):
    """申请延期 of one duty."""

    duty: str
    reason: str
    days: int | None = None


class RequestMaterial(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="request-material"):
    """请信访人提供书面材料 (R4.3.1)."""

    text: str


class RequestReview(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="request-review"):
    """申请复查 (level 1) or 复核 (level 2) of an opinion (S1.35, S1.36)."""

    level: Literal["1", "2"]
    against: str = ""
    body: str = ""


class Restrict(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="restrict"):
    """限制知悉, or lifting it: who says so and why; accusations are restricted from their receipt."""

    reason: str
    restricted: bool = True
    secrecy: Literal["", "internal", "work_secret", "confidential"] = ""


class Return(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="return"):
    """退回: back to the sender, with the reason."""

    reason: str
    unit: str = ""


class ReturnReport(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="return-report"):
    """退回报告: a result reported is not accepted; a new date is set (R5.5, S1.22.3)."""

    reason: str
    unit: str
    reply_by: date | None = None


class Review(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="review"):
    """审核 of the draft."""

    text: str | None = None


class SendBack(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="send-back"):
    """退回重做: the step named and all behind it must be done again."""

    to_step: str
    reason: str


class Serve(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="serve"):
    """送达: document is notice, answer or opinion; `signed` whether it was signed for."""

    document: Literal["notice", "answer", "opinion", "review1", "review2"]
    mode: str = ""
    signed: bool | None = None
    document_number: str = ""


class SignFor(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="sign-for"):
    """签收: the unit on the way to which the petition was has it now."""

    unit: str


class SpecialReport(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="special-report"):
    """专报: a special report to a leader (R3.2.3)."""

    to: str
    text: str


class Submit(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="submit"):
    """呈阅: put before a leader. `reader` is head or in_charge; not said, the office's posts decide.

    `reader_reason`: why an important one goes to another reader than the rule names (R1.1.3).
    """

    to: str
    reader: Literal["head", "in_charge"] | None = None
    reader_reason: str | None = None
    text: str | None = None


class Suggest(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="suggest"):
    """改进建议 to a body (S1.40)."""

    to_body: str
    text: str


class TellBody(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="tell-body"):
    """通知: a body or leader was told; `name` says which one exactly (R1.2.5, R4.4, S1.25)."""

    to: Literal[
        "petitioner", "leader", "assigner", "unit", "police", "health", "superior", "subordinate", "committee", "office"
    ]
    name: str = ""
    text: str | None = None


class Unjoin(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="unjoin"):
    """撤销关联: it is not the matter of that petition after all."""

    to: UUID
    reason: str


class Void(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="void"):
    """作废 by the office: entered in error; the number stays used."""

    reason: str


class VoidDocument(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="void-document"):
    """文书作废 (废号): its number stays used and is never given again; the file stays."""

    attachment: UUID
    reason: str


class Withdraw(Act, frozen=True, kw_only=True, omit_defaults=True, tag_field="verb", tag="withdraw"):
    """撤回 by the petitioner, or vanished at the source of an import."""

    reason: str | None = None
