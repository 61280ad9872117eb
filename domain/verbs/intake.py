"""How a petition comes in, and what it is judged to be."""

from __future__ import annotations

from uuid import UUID

from msgspec import Struct

from domain.values import NO_DETAILS, Details, Narrative


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


class Join(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """关联: the same matter as an earlier petition, as a person judged it (repeat, merged; R1.2.4).

    `score` is the likeness that made it a candidate, where there was one.
    """

    to: UUID
    kind: str = "repeat"
    reason: Narrative | None = None
    score: int | None = None


class Unjoin(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """撤销关联: it is not the matter of that petition after all."""

    to: UUID
    reason: Narrative


class RequestMaterial(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """请信访人提供书面材料 (R4.3.1)."""

    text: Narrative


class Restrict(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """限制知悉, or lifting it: who says so and why; accusations are restricted from their receipt."""

    reason: Narrative
    restricted: bool = True
    secrecy: str = ""


class Recuse(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """回避: declared by the officer, requested by somebody, granted or denied by another (S1.28)."""

    officer: str
    stage: str
    reason: Narrative
