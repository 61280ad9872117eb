"""What is sent and answered, as the API describes it.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

from service.client.types.shared import Officer

__all__ = (
    "ReportDraft", "ReportReceive", "ReportReturn", "ReportSend", "ReportStep",
)  # fmt: skip


class ReportDraft(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """拟制报表: of a period that is over, as the ledger stands now. `replaces`: a report that was sent, and why."""

    actor: Officer
    recorded_at: datetime | None = None
    period: str
    style: Literal["natural", "business"] = "natural"
    replaces: str = ""
    reason: str = ""


class ReportReceive(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """收到下级报表: the text of the file; large ones without their facts, or by `zhuoluo report receive`."""

    actor: Officer
    recorded_at: datetime | None = None
    file: str


class ReportReturn(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """退回重拟, and why."""

    actor: Officer
    recorded_at: datetime | None = None
    reason: str


class ReportSend(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """报送: the signed report with this digest, to whom."""

    actor: Officer
    recorded_at: datetime | None = None
    digest: str
    to: str


class ReportStep(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """核对、签发: of the report with this digest."""

    actor: Officer
    recorded_at: datetime | None = None
    digest: str
    reason: str = ""
