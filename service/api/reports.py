"""The endpoints of frozen reports 统计报表: drafted, checked, signed off, sent, verified; and received from below."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Response
from msgspec import Struct

from domain import office as o
from domain import reports as rs
from domain.office_papers import ReportOwed
from domain.periods import STYLES
from domain.report_content import Adjustment, BadReport, Basis, Citation, Content, Table
from service.api import described, examples, problems
from service.api.acting import acting
from service.api.basis import BasisSaid, basis, json
from service.api.bodies import ActorBody, Strict
from service.api.office_answers import OfficeRecorded
from service.api.office_commands import answer, once, recorded_at
from service.api.offices import OFFICE
from service.api.papers import YearQuery
from service.api.places import known_office
from service.api.posting import LARGEST_BODY, Posted, PostedRequest
from service.api.querying import Known, NoQuery, asked, asked_by
from service.api.words import Instant, Name, Word, code
from service.readmodels import needs
from service.readmodels.statistics import counting
from service.reports import drafting, reading, receiving, verifying
from service.reports.bundle import Bundle, bundle
from service.runtime import Instance

TAG = "reports"
REPORTS = f"{OFFICE}/reports"
ONE = f"{REPORTS}/{{report}}"
RECEIVED = f"{OFFICE}/received-reports"

MISSING = dict.fromkeys(("report", "report-file", "report-verification"), (problems.NO_REPORT,))

Style = Annotated[str, code(*STYLES)]
Digest = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$", description="SHA-256 of the report, as it was seen")]
File = Annotated[str, msgspec.Meta(max_length=LARGEST_BODY)]
Nothing = Annotated[NoQuery, Depends(asked_by(NoQuery))]


class _Body(Strict, frozen=True, kw_only=True):
    actor: ActorBody
    recorded_at: Instant | None = None


class ReportDraftBody(_Body, frozen=True, kw_only=True):
    """拟制报表: of a period that is over, as the ledger stands now. `replaces`: a report that was sent, and why."""

    period: Name
    style: Style = "natural"
    replaces: Word = ""
    reason: Word = ""


class ReportStepBody(_Body, frozen=True, kw_only=True):
    """核对、签发: of the report with this digest."""

    digest: Digest
    reason: Word = ""


class ReportReturnBody(_Body, frozen=True, kw_only=True):
    """退回重拟, and why."""

    reason: Name


class ReportSendBody(_Body, frozen=True, kw_only=True):
    """报送: the signed report with this digest, to whom."""

    digest: Digest
    to: Name


class ReportReceiveBody(_Body, frozen=True, kw_only=True):
    """收到下级报表: the text of the file; large ones without their facts, or by `zhuoluo report receive`."""

    file: File


BODIES: tuple[type[Struct], ...] = (
    ReportDraftBody,
    ReportStepBody,
    ReportReturnBody,
    ReportSendBody,
    ReportReceiveBody,
)


class ReportsSaid(Struct, frozen=True, kw_only=True):
    """The reports of a year, those received, and for each period that wants one what became of it."""

    basis: BasisSaid
    year: int
    reports: tuple[rs.Report, ...]
    received: tuple[rs.Received, ...]
    owed: tuple[ReportOwed, ...]


class ReportSaid(Struct, frozen=True, kw_only=True):
    """A report: how far it has gone, and what is frozen in it."""

    report: rs.Report
    counted: Basis
    tables: tuple[Table, ...]
    adjustments: tuple[Adjustment, ...]
    cites: tuple[Citation, ...]


class VerifiedSaid(Struct, frozen=True, kw_only=True):
    """核验结果: whether nothing differs, and every check."""

    sound: bool
    verified: verifying.Verified


def router(instance: Instance) -> APIRouter:
    routes = APIRouter()
    for address, name, summary, query, said, tell in (
        (REPORTS, "reports", "统计报表 The reports of a year", YearQuery, ReportsSaid, _reports),
        (ONE, "report", "一份报表 A frozen report", NoQuery, ReportSaid, _report),
        (f"{ONE}/file", "report-file", "报表文件 The file that leaves the office", NoQuery, Bundle, _file),
        (f"{ONE}/verification", "report-verification", "核验 Made anew and compared", NoQuery, VerifiedSaid, _verified),
    ):
        known = described.reading(summary, TAG, query, said, missing=MISSING.get(name, ()))
        routes.add_api_route(address, tell(instance), methods=["GET"], name=name, **known)
    steps = (
        ("checks", "核对 Check a report", ReportStepBody, _checked),
        ("returns", "退回 Send a draft back", ReportReturnBody, _returned),
        ("signatures", "签发 Sign it off", ReportStepBody, _signed),
        ("submissions", "报送 Send it upward", ReportSendBody, _sent),
    )
    for address, name, summary, body, act in (
        (REPORTS, "drafts", "拟制报表 Draft a report", ReportDraftBody, _drafted(instance)),
        *((f"{ONE}/{name}", name, zh, body, _stepped(instance, body, of)) for name, zh, body, of in steps),
        (RECEIVED, "received-reports", "收到下级报表 Receive a report", ReportReceiveBody, _received(instance)),
    ):
        known = described.changing(summary, TAG, body, examples.REPORTS[name], OfficeRecorded)
        routes.add_api_route(address, act, methods=["POST"], name=name, **known)
    return routes


# ---- read


def _reports(instance: Instance) -> Callable[..., Response]:
    def told(office: str, said: Annotated[YearQuery, Depends(asked_by(YearQuery))]) -> Response:
        return json(reports_said(instance, office, said))

    return told


def reports_said(instance: Instance, office: str, said: YearQuery) -> ReportsSaid:
    """The reports of a year. Raises as `asked`."""
    about = asked(instance, office, said, needs=needs.NOTHING)
    year = said.year or about.on.day.year
    found = reading.reports(instance, about, year)
    return ReportsSaid(basis=basis(about), year=year, reports=found.own, received=found.received, owed=found.owed)


def _report(instance: Instance) -> Callable[..., Response]:
    def told(office: str, report: str, _said: Nothing) -> Response:
        return json(report_said(instance, office, report))

    return told


def report_said(instance: Instance, office: str, report: str) -> ReportSaid:
    """A report with what is frozen in it. Raises UnknownOffice, UnknownReport."""
    known = known_office(instance, office)
    found = reading.report(known, report)
    frozen: Content = reading.content(instance, known, found)
    return ReportSaid(
        report=found,
        counted=frozen.basis,
        tables=frozen.tables,
        adjustments=frozen.adjustments,
        cites=frozen.cites,
    )


def _file(instance: Instance) -> Callable[..., Response]:
    def told(office: str, report: str, _said: Nothing) -> Response:
        return json(file_said(instance, office, report))

    return told


def file_said(instance: Instance, office: str, report: str) -> Bundle:
    """The file of a report. Raises as `asked`, UnknownReport."""
    about = asked(instance, office, Known(), needs=needs.STATISTICS)
    return bundle(instance, about, reading.report(about.office, report))


def _verified(instance: Instance) -> Callable[..., Response]:
    def told(office: str, report: str, _said: Nothing) -> Response:
        return json(verified_said(instance, office, report))

    return told


def verified_said(instance: Instance, office: str, report: str) -> VerifiedSaid:
    """A report made anew and compared. Raises as `asked`, UnknownReport."""
    about = asked(instance, office, Known(), needs=needs.RATES)
    found = bundle(instance, about, reading.report(about.office, report))
    verdict = verifying.verified(instance, found)
    return VerifiedSaid(sound=verdict.sound, verified=verdict)


# ---- done


def _drafted(instance: Instance) -> Callable[..., Response]:
    def drafted(office: str, posted: PostedRequest) -> Response:
        body = posted.said(ReportDraftBody)
        of = counting.period(body.period, body.style)
        at = _at(instance, office, body)

        def act() -> None:
            drafting.draft(
                instance,
                office,
                of,
                acting(body.actor.actor()),
                posted.via(),
                replaces=body.replaces,
                reason=body.reason,
                at=at,
            )

        return answer(instance, office, once(instance, office, posted, act))

    return drafted


def _stepped(instance: Instance, kind: type[Any], event_of: Callable[[Any, rs.Report], Any]) -> Callable[..., Response]:
    def stepped(office: str, report: str, posted: PostedRequest) -> Response:
        body: Any = posted.said(kind)
        event = event_of(body, reading.report(known_office(instance, office), report))
        return _added(instance, office, posted, body, event)

    return stepped


def _checked(body: ReportStepBody, report: rs.Report) -> o.StatisticsChecked:
    return o.StatisticsChecked(report=report.report, digest=body.digest, reason=body.reason)


def _returned(body: ReportReturnBody, report: rs.Report) -> o.StatisticsReturned:
    return o.StatisticsReturned(report=report.report, reason=body.reason)


def _signed(body: ReportStepBody, report: rs.Report) -> o.StatisticsSigned:
    return o.StatisticsSigned(report=report.report, digest=body.digest, reason=body.reason)


def _sent(body: ReportSendBody, report: rs.Report) -> o.StatisticsSent:
    return rs.sending(report, body.to, body.digest)


def _received(instance: Instance) -> Callable[..., Response]:
    def received(office: str, posted: PostedRequest) -> Response:
        body = posted.said(ReportReceiveBody)
        try:
            event = receiving.received(body.file.encode())
        except BadReport as bad:
            raise problems.invalid("$.file", "不是统计报表文件", str(bad)) from None
        return _added(instance, office, posted, body, event)

    return received


def _added(instance: Instance, office: str, posted: Posted, body: _Body, event: Any) -> Response:
    at = _at(instance, office, body)

    def act() -> None:
        instance.offices.add(office, event, acting(body.actor.actor()), posted.via(), at=at)

    return answer(instance, office, once(instance, office, posted, act))


def _at(instance: Instance, office: str, body: _Body) -> Any:
    return recorded_at(body.recorded_at, replayed=known_office(instance, office).replayed)
