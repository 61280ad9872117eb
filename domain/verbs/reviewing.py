"""What a higher body looks at again, hearings, and suggestions for improvement."""

from __future__ import annotations

from msgspec import Struct

from domain.values import Narrative


class RequestReview(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """申请复查 (level 1) or 复核 (level 2) of an opinion (S1.35, S1.36)."""

    level: str
    against: str = ""
    body: str = ""


class DecideReview(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """复查、复核意见: result is maintain, revoke, change or redo (S1.35, S1.36)."""

    level: str
    result: str
    text: Narrative | None = None
    document_number: str = ""
    delivered: bool = False


class OpenHearing(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """听证开始: its days do not count (S1.36)."""

    text: Narrative | None = None


class CloseHearing(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """听证结束."""

    text: Narrative | None = None


class Suggest(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """改进建议 to a body (S1.40)."""

    to_body: str
    text: Narrative


class FeedBack(Struct, frozen=True, omit_defaults=True, kw_only=True):
    """建议采纳情况反馈 (S1.40). `of`: the version of the suggestion; wanted where several are unanswered."""

    adopted: bool
    of: int | None = None
    text: Narrative | None = None
