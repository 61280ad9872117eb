"""What the kinds of what waits are called, and which events say what is proposed."""

from __future__ import annotations

from collections.abc import Mapping

from domain import waiting
from service.web.marking import N_

CALLED: Mapping[str, str] = {
    waiting.INSTRUCTION: N_("to be instructed"),
    waiting.DRAFT: N_("draft to be signed"),
    waiting.EXTENSION: N_("extension asked for"),
    waiting.OBJECTION: N_("objection to be decided"),
    waiting.RECUSAL: N_("recusal to be decided"),
}
PROPOSING = frozenset(
    {
        "Proposed", "Submitted", "SpecialReported", "Instructed", "FindingReported", "Drafted", "Reviewed", "SentBack",
        "ExtensionRequested", "Objected", "Recused", "ResultReported", "ReportReturned",
    }
)  # fmt: skip
"""Events whose words a decision rests on."""
