"""Receives the report of another office: checked by its file, then kept as it came in an event of this office."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from domain import office as o
from domain import reports as rs
from domain.deciding import Refused, structural
from domain.values import Actor
from service.ledger.entry import Via
from service.ledger.submission import Written
from service.reports.bundle import Bundle, read
from service.reports.checking import DIFFERS, Check
from service.reports.verifying import by_file
from service.runtime import Instance


def receive(
    instance: Instance, office: str, file: bytes, actor: Actor, via: Via, *, at: datetime | None = None
) -> Written:
    """Keeps the report of a file. Raises BadReport, Refused with all that differs, UnknownOffice, LedgerError."""
    return instance.offices.add(office, received(file), actor, via, at=at)


def received(file: bytes) -> o.ReportReceived:
    """The event that keeps the report of a file. Raises BadReport, Refused with all that differs."""
    given = read(file)
    content = given.parsed()
    if not any(step.standing == rs.SIGNED for step in given.report.steps):
        report = given.report.report
        raise Refused((structural(f"报表（{report}）未经签发", f"report {report} was not signed off", "R2.6"),))
    if differing := [check for check in by_file(given, content) if check.standing == DIFFERS]:
        raise Refused(tuple(structural(*_words(check)) for check in differing))
    return _event(given, content.basis.office, content.basis.name, file)


def _event(given: Bundle, sender: str, name: str, file: bytes) -> o.ReportReceived:
    report = given.report
    return o.ReportReceived(
        report=report.report,
        period=report.period,
        style=report.style,
        first=report.first,
        last=report.last,
        position=report.position,
        root=report.root,
        digest=report.digest,
        sender=sender,
        sender_name=name,
        content=given.content,
        file=sha256(file).hexdigest(),
    )


def _words(check: Check) -> tuple[str, str]:
    rows = "; ".join(f"{' '.join(each.key)}: {each.reported} / {each.found}" for each in check.differs[:3])
    return (
        f"报表文件核验不符：{check.what} {check.note or rows}",
        f"the file differs: {check.what} {check.note or rows}",
    )
