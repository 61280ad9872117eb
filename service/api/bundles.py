"""The endpoints of bundles: a petition or a frozen report as one zip that is checked without this server."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from msgspec import Meta, Struct

from service.access import recording
from service.api import cases, described, problems, querying, reports
from service.api.querying import Known, NoQuery, asked, asked_by
from service.bundles import petition as petitions
from service.bundles import report as of_report
from service.bundles.packing import Made
from service.readmodels import needs
from service.readmodels import petition as single
from service.reports import reading
from service.runtime import Instance

ZIP = "application/zip"
MAKER = "http"
"""Who makes a bundle over HTTP, while nobody signs in."""

OF_PETITION = """
One zip: the exact bytes of each event, leaf records and proofs under a signed checkpoint with its cosignatures, the
rulebooks and calendars that the events name, a rendering for people, and verify.py, which checks all of it offline.
"""
OF_REPORT = """
One zip: the file of the report, its steps in the log of the office, a signed checkpoint, the proof that this continues
the log that the report counted, and verify.py, which checks all of it offline.
"""


class Zip(Response):
    """One file; described as what it is."""

    media_type = ZIP


class BundleQuery(Known, frozen=True):
    """As known when, and whether the rendering shows personal values; what is proved is their ciphertext."""

    opened: Annotated[bool, Meta(description="the rendering shows personal values")] = False


def router(instance: Instance) -> APIRouter:
    routes = APIRouter()
    for address, name, summary, words, query, tell in (
        (f"{cases.PETITION}/bundle", "bundle", "证据包 Evidence of a petition", OF_PETITION, BundleQuery, _petition),
        (f"{reports.ONE}/bundle", "report-bundle", "证据包 Evidence of a report", OF_REPORT, NoQuery, _report),
    ):
        known = _described(summary, words, query)
        routes.add_api_route(address, tell(instance), methods=["GET"], name=name, response_class=Zip, **known)
    return routes


def _described(summary: str, words: str, query: type[Struct]) -> dict[str, Any]:
    of_report = query is NoQuery
    missing = problems.NO_REPORT if of_report else problems.NO_PETITION
    responses = described.answers("200", "", (*described.READ, missing, problems.CONTRADICTED))
    responses[200]["content"] = {ZIP: {"schema": {"type": "string", "format": "binary"}}}
    return {
        "summary": summary,
        "description": " ".join(words.split()),
        "tags": [reports.TAG if of_report else cases.TAG],
        "responses": responses,
        "openapi_extra": {"parameters": querying.parameters(query)},
    }


def _petition(instance: Instance) -> Callable[..., Response]:
    def told(office: str, petition: str, said: Annotated[BundleQuery, Depends(asked_by(BundleQuery))]) -> Response:
        return petition_packed(instance, office, petition, said)

    return told


def petition_packed(instance: Instance, office: str, petition: str, said: BundleQuery) -> Response:
    """The zip of a petition, recorded before it leaves. Raises as `asked`, UnknownPetition, what signing raises."""
    about = asked(instance, office, said, needs=needs.PETITION)
    packed = petitions.bundle(instance, about, petition, _made(), opened=said.opened)
    of = single.seen(instance, about, petition)
    recording.read(instance, about, of, 0, ("bundle", *(recording.EVERYTHING if said.opened else ())))
    return _zip(packed)


def _report(instance: Instance) -> Callable[..., Response]:
    def told(office: str, report: str, _said: Annotated[NoQuery, Depends(asked_by(NoQuery))]) -> Response:
        return _zip(report_packed(instance, office, report))

    return told


def report_packed(instance: Instance, office: str, report: str) -> bytes:
    """The zip of a report. Raises as `asked`, UnknownReport."""
    about = asked(instance, office, Known(), needs=needs.STATISTICS)
    return of_report.bundle(instance, about, reading.report(about.office, report), _made())


def _made() -> Made:
    return Made(MAKER, datetime.now(UTC))


def _zip(packed: bytes) -> Response:
    return Zip(packed, headers={"Content-Disposition": 'attachment; filename="bundle.zip"'})
