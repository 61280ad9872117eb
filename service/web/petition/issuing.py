"""Issuing a document of a petition: which can be issued, a look at each, and the form that issues one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from anyio import to_thread
from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from domain.deciding import Refused
from domain.documents.issuing import issued
from service.api.acting import acting
from service.api.cases import petition_said, read_case
from service.api.issuing import document_issued
from service.api.problems import Refusal
from service.api.querying import Judging
from service.attachments.taking import TooMany
from service.desk import Changed
from service.documents import drawing
from service.documents.issuing import Order
from service.documents.typesetting import BadTemplate, Unprintable
from service.ledger.submission import KeyReused
from service.runtime import Instance
from service.web.acts import capacities, doing
from service.web.addresses import PETITION
from service.web.forms.reading import Typed, faults_of, typed
from service.web.screen import Screen, screen

PACKAGE = "service.web.petition"
DOCUMENTS = f"{PETITION}/documents"
KIND = "document"
CONFLICT, CHANGED, UNPRINTABLE = 409, 412, 422


def router(instance: Instance) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    routes.add_api_route(DOCUMENTS, _shown(instance), methods=["GET"], name="documents_page")
    routes.add_api_route(DOCUMENTS, _sent(instance), methods=["POST"], name="issue_page")
    return routes


def _shown(instance: Instance) -> Callable[..., Response]:
    def shown(petition: str, request: Request) -> Response:
        return _page(screen(instance, request), petition, dict(request.query_params))

    return shown


def _sent(instance: Instance) -> Callable[..., Any]:
    async def sent(petition: str, request: Request) -> Response:
        given = await typed(request)
        return await to_thread.run_sync(_issued, screen(instance, request), petition, given)

    return sent


def _issued(about: Screen, petition: str, given: Typed) -> Response:
    """Issues it and leads back to the petition, or says why not. Raises UnknownPetition, LedgerError."""
    try:
        answer = document_issued(about.instance, about.id, petition, _order(about, given))
    except Refusal as refusal:
        return _page(about, petition, given, refusal.kind.status, faults=faults_of(refusal))
    except Refused as refused:
        return _page(about, petition, given, CONFLICT, reasons=refused.reasons)
    except Changed:
        return _page(about, petition, given, CHANGED, extra=(about.said("The petition has changed. Look again."),))
    except KeyReused:
        said = about.said("This form was sent before with other words. Open it anew.")
        return _page(about, petition, given, UNPRINTABLE, extra=(said,))
    except (Unprintable, BadTemplate, TooMany) as error:
        return _page(about, petition, given, UNPRINTABLE, extra=(str(error),))
    place = f"/petitions/{answer.petition}?done=issue-document&recorded={answer.version}#documents"
    return RedirectResponse(place, 303)


def _order(about: Screen, given: Typed) -> Order:
    offered = capacities.capacities(about.office.profile, about.caller.viewer, about.now.date())
    of = given.get("of", "")
    return Order(
        document_kind=given.get(KIND, ""),
        of=int(of) if of.isascii() and of.isdigit() and len(of) < 10 else 0,  # noqa: PLR2004 - digits of 2^31
        actor=acting(capacities.actor(about.caller.viewer, capacities.chosen(offered, given.get("as", "")))),
        channel=doing.CHANNEL,
        key=doing.key(given),
        path=about.path,
        expected=doing.expected(given),
    )


def _page(about: Screen, petition: str, given: Typed, status: int = 200, **wrong: Any) -> Response:
    asked, case = read_case(about.instance, about.id, petition, Judging())
    told = {
        "said": petition_said(asked, case),
        "documents": tuple(drawing.possible(asked, case)),
        "issued": issued(case.lines),
        "chosen": given.get(KIND, ""),
        "offered": capacities.capacities(about.office.profile, about.caller.viewer, asked.on.day),
        "as": given.get("as", ""),
        "version": case.lines[-1].version,
        "key": doing.key({}),
        "faults": {},
        "reasons": (),
        "extra": (),
    }
    return about.page(PACKAGE, "issue.html", {**told, **wrong}, status)
