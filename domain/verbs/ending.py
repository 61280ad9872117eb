"""How it ends, and what is done after that."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from domain.values import Narrative


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


class RegisterClosure(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """结案登记 (R2.3)."""

    text: Narrative | None = None


class Archive(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """归档: file number, where it lies or its digest, catalogue of its documents, retention, who decided to keep it."""

    file_number: str
    location: str = ""
    catalogue: tuple[Narrative, ...] = ()
    retention: str = ""
    archive_decision: str = ""


class Reopen(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """重办: a closed petition is taken up again; a new round begins."""

    reason: Narrative
    unit: str = ""
    handler: str = ""
    redo_by: date | None = None


class Withdraw(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """撤回 by the petitioner, or vanished at the source of an import."""

    reason: Narrative | None = None


class Void(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """作废 by the office: entered in error; the number stays used."""

    reason: Narrative


class Rate(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """满意度评价 by the petitioner: of the office or the unit, satisfied, basically or not (S9)."""

    subject: str
    rating: str
    text: Narrative | None = None


class Publish(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """公布答复: the text of the reply that the petitioner's query may show; without one nothing is shown any longer."""

    text: Narrative | None = None


class CallBack(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """回访: whether the petitioner was reached and what they said."""

    reached: bool
    text: Narrative | None = None
