"""The addresses of receptions, and the changes that are made there."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from service.api.places import found_petition
from service.runtime import Instance
from service.web.addresses import RECEPTIONS
from service.web.changes.routes import add_changes
from service.web.receptions import analysing, checking, holding, listing, month, rota
from service.web.screen import Screen, screen

APPOINTED = f"{RECEPTIONS}/appointments"


def router(instance: Instance) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    for path, page, name in (
        (RECEPTIONS, month.shown, "receptions_page"),
        (f"{RECEPTIONS}/day", month.day_shown, "reception_day_page"),
        (APPOINTED, listing.appointments, "appointments_page"),
        (f"{RECEPTIONS}/appoint", _towards_act, "appoint_page"),
        (f"{RECEPTIONS}/checklists", listing.checklists, "checklists_page"),
        (f"{RECEPTIONS}/analyses", listing.analyses, "analyses_page"),
    ):
        routes.add_api_route(path, _page(instance, page), methods=["GET"], name=name)
    add_changes(routes, instance, (rota.CHANGE, holding.CHANGE, checking.CHANGE, analysing.CHANGE))
    return routes


def _page(instance: Instance, page: Callable[[Screen], Response]) -> Callable[..., Response]:
    def show(request: Request) -> Response:
        return page(screen(instance, request))

    return show


def _towards_act(about: Screen) -> Response:
    """From a number to the form with which a reception is appointed, or its having taken place recorded."""
    said = about.request.query_params
    petition = found_petition(about.instance, about.id, said.get("number", "").strip())
    act = "meet" if said.get("act") == "meet" else "appoint"
    return RedirectResponse(f"/petitions/{petition}/acts/{act}?next={APPOINTED}", 303)
