"""What happens to a report 统计报表 of an office: drafted, checked, signed off, sent upward; and those it receives.

A report is frozen by its first event: `content` is the JSON text of report_content.py and `digest` the SHA-256 of its
UTF-8 bytes in hex; the later events name that digest, so it is plain what was checked, signed and sent. `position` and
`root` say what was known: the size of the log in leaves and the root of its tree in hex (RFC 6962 section 2.1).
"""

from __future__ import annotations

from datetime import date

from msgspec import Struct


class OfPeriod(Struct, frozen=True, kw_only=True):
    """A period as reports name it, and what was known when its figures were counted."""

    report: str
    period: str
    style: str
    first: date
    last: date
    position: int
    root: str
    digest: str


class StatisticsDrafted(OfPeriod, frozen=True, kw_only=True, omit_defaults=True, tag="StatisticsDrafted/1"):
    """拟制统计报表 (R2.6). `replaces`: a report of the same period that was sent and is put right by this one."""

    content: str
    replaces: str = ""
    reason: str = ""


class StatisticsChecked(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="StatisticsChecked/1"):
    """核对统计报表, by somebody who did not draft it."""

    report: str
    digest: str
    reason: str = ""


class StatisticsReturned(Struct, frozen=True, kw_only=True, tag="StatisticsReturned/1"):
    """退回重拟: the draft goes no further; why."""

    report: str
    reason: str


class StatisticsSigned(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="StatisticsSigned/1"):
    """签发统计报表, by a leader who did not draft it."""

    report: str
    digest: str
    reason: str = ""


class StatisticsSent(OfPeriod, frozen=True, kw_only=True, tag="StatisticsSent/1"):
    """报送统计 (R2.6): the signed report goes to a body outside or above."""

    to: str


class ReportReceived(OfPeriod, frozen=True, kw_only=True, tag="ReportReceived/1"):
    """收到下级统计报表: the report of another office `sender`, called `sender_name`, kept as it came.

    `file` is the SHA-256 of the file's bytes in hex.
    """

    sender: str
    sender_name: str
    content: str
    file: str


ReportEvent = (
    StatisticsDrafted | StatisticsChecked | StatisticsReturned | StatisticsSigned | StatisticsSent | ReportReceived
)
