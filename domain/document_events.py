"""What was issued of a petition, as events of it; asked for in events.py, with the others."""

from __future__ import annotations

from domain.verbs.issuing import IssueDocument, VoidDocument


class DocumentIssued(IssueDocument, frozen=True, tag="DocumentIssued/1"):
    """出具文书. The number is `ordinal` of that series and period, written by that pattern; "" for none."""

    series: str = ""
    period: str = ""
    pattern: str = ""


class DocumentVoided(VoidDocument, frozen=True, tag="DocumentVoided/1"):
    """文书作废."""
