"""The addresses of one petition: as it stands, as it stood, at two moments, beside another one."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Request, Response

from service.api.bundles import BundleQuery, petition_packed
from service.api.cases import purpose_is_missing
from service.api.documents import DocumentQuery, document_drawn
from service.api.places import found_petition
from service.runtime import Instance
from service.web.addresses import PETITION
from service.web.asked import asked_for
from service.web.door import PURPOSE_COOKIE
from service.web.petition import comparing, files, issuing, repeats, slip
from service.web.petition.moments import moments
from service.web.petition.reading import PURPOSES, shown
from service.web.screen import screen

PACKAGE = "service.web.petition"
BUNDLE = f"{PETITION}/bundle"
DOCUMENT = f"{PETITION}/documents/{{document}}"


def router(instance: Instance) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    routes.add_api_route(PETITION, _shown(instance), methods=["GET"], name="petition_page")
    routes.add_api_route(BUNDLE, _bundle(instance), methods=["GET"], name="bundle_page")
    routes.add_api_route(DOCUMENT, _document(instance), methods=["GET"], name="document_page", response_class=Response)
    for part in (comparing, repeats, slip, files, issuing):
        routes.include_router(part.router(instance))
    return routes


def _shown(instance: Instance) -> Callable[..., Response]:
    def told(petition: str, request: Request) -> Response:
        about = screen(instance, request)
        found = found_petition(instance, about.id, petition)
        if purpose_is_missing(instance, found):
            return about.page(PACKAGE, "purpose.html", {"purposes": PURPOSES})
        template = "view.html" if about.partial else "petition.html"
        answer = about.page(PACKAGE, template, shown(about, found, moments(about, found)))
        if "purpose" in request.query_params:
            answer.set_cookie(PURPOSE_COOKIE, about.caller.purpose, path=about.path, httponly=True, samesite="lax")
        return answer

    return told


def _bundle(instance: Instance) -> Callable[..., Response]:
    def packed(petition: str, request: Request) -> Response:
        about = screen(instance, request)
        return petition_packed(instance, about.id, petition, asked_for(request, BundleQuery))

    return packed


def _document(instance: Instance) -> Callable[..., Response]:
    def drawn(petition: str, document: str, request: Request) -> Response:
        about = screen(instance, request)
        return document_drawn(instance, about.id, petition, document, asked_for(request, DocumentQuery))

    return drawn
