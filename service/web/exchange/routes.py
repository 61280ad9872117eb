"""The page of the exchange book, and the page of one matter in every office that it went to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request, Response

from service.access import recording
from service.api import problems
from service.api.places import found_petition
from service.api.problems import Refusal
from service.readmodels import needs
from service.readmodels.asking import question
from service.runtime import Instance
from service.transfers import following, listing
from service.web.exchange import partners
from service.web.exchange.words import PACKAGE, VIEWS, WORDS
from service.web.screen import Screen, screen

EXCHANGE = "/exchange"
MATTER = f"{EXCHANGE}/matters/{{petition}}"
LONGEST_POSITION = 15


def router(instance: Instance) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    routes.add_api_route(EXCHANGE, _book(instance), methods=["GET"], name="exchange_page")
    routes.add_api_route(MATTER, _matter(instance), methods=["GET"], name="exchange_matter")
    routes.include_router(partners.router(instance))
    return routes


def _book(instance: Instance) -> Callable[..., Response]:
    def shown(request: Request) -> Response:
        about = screen(instance, request)
        view, before = request.query_params.get("view") or "all", request.query_params.get("before") or ""
        if view not in VIEWS or (before and not (before.isdecimal() and len(before) <= LONGEST_POSITION)):
            raise Refusal(problems.NOT_FOUND)
        return about.page(PACKAGE, "exchange.html", _told(about, view, int(before) if before else listing.LAST))

    return shown


def _told(about: Screen, view: str, before: int) -> dict[str, Any]:
    """What the page shows, on record before it is shown. Raises Behind, LedgerError."""
    asked = question(about.instance, about.caller.viewer, about.id, needs=needs.REGISTER)
    page = listing.entries(about.instance, asked, view, before=before)
    named = (each.petition for each in page.rows if each.petition)
    recording.named(about.instance, asked, "exchange", {"view": view}, named)
    return {
        **WORDS,
        "view": view,
        "found": page,
        "more": f"{EXCHANGE}?{urlencode({'view': view, 'before': page.next})}" if page.next else "",
        "partners": listing.partners(about.instance, about.id),
        "refusals": listing.refusals(about.instance, about.id),
    }


def _matter(instance: Instance) -> Callable[..., Response]:
    def shown(petition: str, request: Request) -> Response:
        about = screen(instance, request)
        of: UUID = found_petition(instance, about.id, petition)
        stages = following.follow(instance, about.caller.viewer, about.id, of)
        recording.opened(instance, about.id, of, ())
        return about.page(PACKAGE, "matter.html", {**WORDS, "stages": stages, "petition": of})

    return shown
