"""The reports of an office as pages: the year, one report with its steps, what verifying found, what was received."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

import msgspec
from anyio import to_thread
from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import UploadFile

from domain import reports as rs
from domain.deciding import Refused
from domain.office_papers import ReportOwed
from domain.periods import BUSINESS, NATURAL, STYLES, BadPeriod, period
from domain.report_content import ADJUSTED, BadReport, Basis, Content
from service.api import problems
from service.api.bundles import report_packed
from service.api.papers import YearQuery
from service.api.problems import Refusal
from service.api.reports import ReportSaid, file_said, report_said, reports_said, verified_said
from service.ledger.submission import KeyReused
from service.reports import reading, receiving
from service.runtime import Instance
from service.web.forms.reading import Typed, faults_of, typed
from service.web.reports import steps
from service.web.reports.steps import Step
from service.web.reports.telling import ReportTelling, names_of
from service.web.reports.verdict import verdict
from service.web.screen import Screen, screen
from service.web.statistics.selecting import PARTS, filled
from service.web.statistics.telling import telling

PACKAGE = "service.web.reports"
REPORTS = "/reports"
ONE = f"{REPORTS}/{{report}}"
RECEIVED = f"{REPORTS}/received"
FILE = "file"
Wrong = Mapping[str, Any]
"""What is wrong with a form that was sent: reasons, faults, or words."""


def router(instance: Instance) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    for address, name, shown in (
        (REPORTS, "reports_page", _list(instance)),
        (f"{RECEIVED}/{{version}}", "received_report_page", _received(instance)),
        (ONE, "report_page", _one(instance)),
        (f"{ONE}/file", "report_file_page", _file(instance)),
        (f"{ONE}/bundle", "report_bundle_page", _bundle(instance)),
        (f"{ONE}/verification", "report_verification_page", _verified(instance)),
    ):
        routes.add_api_route(address, shown, methods=["GET"], name=name)
    routes.add_api_route(REPORTS, _draft(instance), methods=["POST"], name="report_drafted")
    routes.add_api_route(RECEIVED, _receive(instance), methods=["POST"], name="report_received")
    for step in steps.STEPS:
        routes.add_api_route(f"{ONE}/{step.name}", _step(instance, step), methods=["POST"], name=f"report_{step.name}")
    return routes


# ---- the reports of a year


def _list(instance: Instance) -> Callable[..., Response]:
    def shown(request: Request) -> Response:
        return _list_page(screen(instance, request), filled(request, YearQuery), {}, {})

    return shown


def _list_page(about: Screen, said: YearQuery, given: Typed, wrong: Wrong, status: int = 200) -> Response:
    found = reports_said(about.instance, about.id, said)
    everything = {
        "found": found,
        "owed": [(each, _name_of(each)) for each in found.owed],
        "sent": [each for each in about.office.state.reports if each.standing == rs.SENT],
        "years": range(found.basis.on.year, found.basis.on.year - 10, -1),
        "parts": PARTS,
        "styles": STYLES,
        "given": given,
        "key": uuid4().hex,
        "capacities": steps.offered_capacities(about),
        "wrong": {"reasons": (), "faults": {}, "extra": (), **wrong},
    }
    return about.page(PACKAGE, "reports.html", everything, status)


def _name_of(owed: ReportOwed) -> tuple[str, str]:
    """The name and style of the period whose days are owed."""
    for style in (NATURAL, BUSINESS):
        try:
            found = period(owed.period, style)
        except BadPeriod:
            break
        if (found.first, found.last) == (owed.first, owed.last):
            return owed.period, style
    return f"{owed.first}..{owed.last}", NATURAL


def _draft(instance: Instance) -> Callable[..., Any]:
    async def sent(request: Request) -> Response:
        given = await typed(request)
        return await to_thread.run_sync(_drafted, screen(instance, request), given)

    return sent


def _drafted(about: Screen, given: Typed) -> Response:
    def do() -> Response:
        return RedirectResponse(f"{REPORTS}/{steps.drafted(about, given)}?done=drafted", 303)

    return _tried(about, do, lambda wrong, status: _list_page(about, YearQuery(), given, wrong, status))


def _receive(instance: Instance) -> Callable[..., Any]:
    async def sent(request: Request) -> Response:
        async with request.form(max_files=1, max_fields=10) as form:
            file = form.get(FILE)
            content = await file.read() if isinstance(file, UploadFile) else b""
            given = {name: value for name, value in form.items() if isinstance(value, str)}
        return await to_thread.run_sync(_kept, screen(instance, request), given, content)

    return sent


def _kept(about: Screen, given: Typed, content: bytes) -> Response:
    def do() -> Response:
        event = _read(content)
        told = {**given, FILE: event.file}
        who = steps.actor(about, given.get(steps.AS, ""))
        steps.recorded(
            about,
            RECEIVED,
            told,
            lambda via: about.instance.offices.add(about.id, event, who, via, at=about.recorded_at),
        )
        return RedirectResponse(f"{REPORTS}?year={event.last.year}&done=received", 303)

    return _tried(about, do, lambda wrong, status: _list_page(about, YearQuery(), given, wrong, status))


def _read(content: bytes) -> Any:
    """The event that keeps the report of a file. Raises Refusal (422), Refused."""
    try:
        return receiving.received(content)
    except BadReport as bad:
        raise problems.invalid(f"$.{FILE}", "不是统计报表文件", str(bad)) from None


def _tried(about: Screen, do: Callable[[], Response], again: Callable[[Wrong, int], Response]) -> Response:
    """What was done; or the form again with all that is wrong with it."""
    try:
        return do()
    except Refused as refused:
        return again({"reasons": refused.reasons}, problems.REFUSED.status)
    except KeyReused:
        words = about.said("This form was sent before with other words. Open it anew.")
        return again({"extra": (words,)}, problems.KEY_REUSED.status)
    except Refusal as refusal:
        if not refusal.faults:
            raise
        return again({"faults": faults_of(refusal)}, refusal.kind.status)


# ---- one report


def _one(instance: Instance) -> Callable[..., Response]:
    def shown(report: str, request: Request) -> Response:
        return _one_page(screen(instance, request), report, {}, {})

    return shown


def _one_page(about: Screen, report: str, given: Typed, wrong: Wrong, status: int = 200) -> Response:
    said = report_said(about.instance, about.id, report)
    everything = {
        **_told(about, said),
        "said": said,
        "steps": steps.offered(about, said.report),
        "given": given,
        "key": uuid4().hex,
        "capacities": steps.offered_capacities(about),
        "wrong": {"reasons": (), "faults": {}, "extra": (), "step": "", **wrong},
        "standings": rs.STANDINGS,
    }
    return about.page(PACKAGE, "report.html", everything, status)


def _told(about: Screen, said: ReportSaid) -> dict[str, Any]:
    """What is frozen in a report, in words."""
    counted = said.counted
    pinned = {"period": counted.period, "style": counted.style, "position": counted.position, "on": counted.judged_on}
    return _content(about, counted, said, pinned)


def _content(
    about: Screen, counted: Basis, content: ReportSaid | Content, pinned: Mapping[str, object]
) -> dict[str, Any]:
    names = names_of((counted.office, counted.name), content.cites)
    tell = ReportTelling(about, telling(about, counted.last), names, pinned)
    return {
        "counted": counted,
        "tables": [(table, tell.table(table)) for table in content.tables],
        "adjustments": [
            (each, tell.adjustment(f"{each.report} {each.period}", ADJUSTED, each.rows)) for each in content.adjustments
        ],
        "cites": content.cites,
    }


def _step(instance: Instance, step: Step) -> Callable[..., Any]:
    async def sent(report: str, request: Request) -> Response:
        given = await typed(request)
        return await to_thread.run_sync(_taken, screen(instance, request), step, report, given)

    return sent


def _taken(about: Screen, step: Step, report: str, given: Typed) -> Response:
    known = reading.report(about.office, report)

    def do() -> Response:
        steps.taken(about, step, known, given)
        return RedirectResponse(f"{REPORTS}/{report}?done={step.after}", 303)

    return _tried(
        about, do, lambda wrong, status: _one_page(about, report, given, {**wrong, "step": step.name}, status)
    )


def _file(instance: Instance) -> Callable[..., Response]:
    def file(report: str, request: Request) -> Response:
        about = screen(instance, request)
        content = msgspec.json.encode(file_said(instance, about.id, report))
        return _attached(content, "application/json", f"{report}.json")

    return file


def _bundle(instance: Instance) -> Callable[..., Response]:
    def file(report: str, request: Request) -> Response:
        about = screen(instance, request)
        return _attached(report_packed(instance, about.id, report), "application/zip", f"{report}.zip")

    return file


def _attached(content: bytes, kind: str, name: str) -> Response:
    """A file to be saved; the ids of reports are plain letters, digits, dots and hyphens."""
    told = f'attachment; filename="{name}"'
    return Response(content, headers={"Content-Disposition": told}, media_type=kind)


def _verified(instance: Instance) -> Callable[..., Response]:
    def shown(report: str, request: Request) -> Response:
        about = screen(instance, request)
        said = report_said(instance, about.id, report)
        found = verified_said(instance, about.id, report)
        names = names_of((said.counted.office, said.counted.name), said.cites)
        tell = ReportTelling(about, telling(about, said.counted.last), names)
        everything = {"said": said, "found": found, "checks": verdict(about, tell, said, found.verified)}
        return about.page(PACKAGE, "verification.html", everything)

    return shown


def _received(instance: Instance) -> Callable[..., Response]:
    def shown(version: int, request: Request) -> Response:
        about = screen(instance, request)
        found = reading.received(about.office, version)
        content = reading.received_content(instance, about.office, found)
        everything = {**_content(about, content.basis, content, {}), "received": found}
        return about.page(PACKAGE, "received.html", everything)

    return shown
