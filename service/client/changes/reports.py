"""What can be changed beside petitions: the office, its reports, erasures, accounts.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from service.client.call import Call, keyed
from service.client.types.reports_sent import ReportDraft, ReportReceive, ReportReturn, ReportSend, ReportStep
from service.client.types.shared import OfficeRecorded

__all__ = (
    "received_reports", "report_checks", "report_returns", "report_signatures", "report_submissions", "reports",
)  # fmt: skip


def reports(office: str, body: ReportDraft) -> Call[OfficeRecorded]:
    """拟制报表 Draft a report."""
    return keyed("/offices/{office}/reports", (office,), OfficeRecorded, body)


def report_checks(office: str, report: str, body: ReportStep) -> Call[OfficeRecorded]:
    """核对 Check a report."""
    return keyed("/offices/{office}/reports/{report}/checks", (office, report), OfficeRecorded, body)


def report_returns(office: str, report: str, body: ReportReturn) -> Call[OfficeRecorded]:
    """退回 Send a draft back."""
    return keyed("/offices/{office}/reports/{report}/returns", (office, report), OfficeRecorded, body)


def report_signatures(office: str, report: str, body: ReportStep) -> Call[OfficeRecorded]:
    """签发 Sign it off."""
    return keyed("/offices/{office}/reports/{report}/signatures", (office, report), OfficeRecorded, body)


def report_submissions(office: str, report: str, body: ReportSend) -> Call[OfficeRecorded]:
    """报送 Send it upward."""
    return keyed("/offices/{office}/reports/{report}/submissions", (office, report), OfficeRecorded, body)


def received_reports(office: str, body: ReportReceive) -> Call[OfficeRecorded]:
    """收到下级报表 Receive a report."""
    return keyed("/offices/{office}/received-reports", (office,), OfficeRecorded, body)
