"""The reports of an office: its own with how far each has gone, those received, and what the schedules want."""

from __future__ import annotations

from msgspec import Struct

from domain import reports as rs
from domain.office_papers import STATISTICS, ReportOwed
from domain.report_content import Content, parsed
from service.offices import KnownOffice
from service.readmodels import papers
from service.readmodels.asking import Question
from service.reports.received import contents_of
from service.runtime import Instance


class UnknownReport(LookupError):
    """The office has no such report."""

    def __init__(self, report: str) -> None:
        super().__init__(f"there is no report {report!r} (没有报表 {report!r})")


class Reports(Struct, frozen=True, kw_only=True):
    """The reports of a year: those for days in it, those received for days in it, and what is owed for its periods."""

    own: tuple[rs.Report, ...]
    received: tuple[rs.Received, ...]
    owed: tuple[ReportOwed, ...]


def reports(instance: Instance, asked: Question, year: int) -> Reports:
    """As known at the question's position, and by its day."""
    office = instance.offices.as_known(asked.id, asked.position)
    own, received = (office.state.reports, office.state.received) if office else ((), ())
    return Reports(
        own=tuple(each for each in own if each.last.year == year),
        received=tuple(each for each in received if each.last.year == year),
        owed=papers.owed_reports(instance, asked, year, STATISTICS),
    )


def report(office: KnownOffice, name: str) -> rs.Report:
    """A report of the office. Raises UnknownReport."""
    found = rs.by_id(office.state.reports, name)
    if found is None:
        raise UnknownReport(name)
    return found


def content(instance: Instance, office: KnownOffice, found: rs.Report) -> Content:
    """What is frozen in a report."""
    version = found.drafted.version
    return parsed(contents_of(instance, office.profile.id, [version])[version])


def received(office: KnownOffice, version: int) -> rs.Received:
    """The report that the office received in that version of it. Raises UnknownReport."""
    found = next((each for each in office.state.received if each.version == version), None)
    if found is None:
        raise UnknownReport(str(version))
    return found


def received_content(instance: Instance, office: KnownOffice, found: rs.Received) -> Content:
    """What stands in a report that was received."""
    return parsed(contents_of(instance, office.profile.id, [found.version])[found.version])
