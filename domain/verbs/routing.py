"""Who gets it, who has it, who presses whom."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from domain.values import Narrative


class Forward(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """转办 (mode forward), 责成 (order) or 抄送 (copy) to a unit; the lead and assisting units named.

    `handler` is the person there who is to handle it. `reason` says why it goes to another unit than the one
    responsible for its content class (R3.2.1).
    """

    target: str
    mode: str = "forward"
    target_kind: str = ""
    handler: str = ""
    assisting: tuple[str, ...] = ()
    reference: str = ""
    reason: Narrative | None = None
    due_on: date | None = None
    text: Narrative | None = None


class Assign(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """交办 to a unit: a result is to be reported by the date set (S1.22.3)."""

    target: str
    reply_by: date
    target_kind: str = ""
    handler: str = ""
    assisting: tuple[str, ...] = ()
    reference: str = ""
    reason: Narrative | None = None
    text: Narrative | None = None


class SignFor(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """签收: the unit on the way to which the petition was has it now."""

    unit: str


class Object(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """提出异议: the unit that signed for it says that it is not the one (S1.23.3)."""

    reason: Narrative
    unit: str = ""


class DecideObjection(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """核实异议: upheld or rejected by who had sent it (S1.23.3)."""

    upheld: bool
    reason: Narrative
    unit: str = ""


class Return(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """退回: back to the sender, with the reason."""

    reason: Narrative
    unit: str = ""


class Redirect(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """告知向有权机关提出: the competent body, the way there, and who was contacted (S1.23.1, R3.2.2)."""

    competent_body: str = ""
    way_there: Narrative | None = None
    contact_made: Narrative | None = None


class HandOver(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """移交经办: what one person or unit owes in this petition passes to another (rulebook.md traps 30, 31)."""

    giver: str
    taker: str
    reason: Narrative


class Comment(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A remark on the file that decides nothing."""

    text: Narrative


class Press(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """催办: the holder is pressed."""

    to: str
    text: Narrative | None = None


class ReportResult(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """上报结果: `to` the body that assigned the matter (assigner, superior), or to the office by `unit`."""

    text: Narrative
    to: str
    unit: str = ""


class ReturnReport(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """退回报告: a result reported is not accepted; a new date is set (R5.5, S1.22.3)."""

    reason: Narrative
    unit: str
    reply_by: date | None = None
