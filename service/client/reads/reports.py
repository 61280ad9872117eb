"""What can be asked for: a call for each address.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from service.client.call import Call, asked
from service.client.queries.shared import InYear
from service.client.types.reports import Bundle, ReportSaid, ReportsSaid, VerifiedSaid

__all__ = (
    "report", "report_bundle", "report_file", "report_verification", "reports",
)  # fmt: skip


def reports(office: str, query: InYear | None = None) -> Call[ReportsSaid]:
    """统计报表 The reports of a year."""
    return asked("/offices/{office}/reports", (office,), ReportsSaid, query)


def report(office: str, report: str) -> Call[ReportSaid]:
    """一份报表 A frozen report."""
    return asked("/offices/{office}/reports/{report}", (office, report), ReportSaid)


def report_file(office: str, report: str) -> Call[Bundle]:
    """报表文件 The file that leaves the office."""
    return asked("/offices/{office}/reports/{report}/file", (office, report), Bundle)


def report_verification(office: str, report: str) -> Call[VerifiedSaid]:
    """核验 Made anew and compared."""
    return asked("/offices/{office}/reports/{report}/verification", (office, report), VerifiedSaid)


def report_bundle(office: str, report: str) -> Call[bytes]:
    """证据包 Evidence of a report."""
    return asked("/offices/{office}/reports/{report}/bundle", (office, report), bytes)
