"""The slip 查询单 that a petitioner takes along: number and query code, and where to ask with them."""

from __future__ import annotations

from collections.abc import Callable

import segno
from fastapi import APIRouter, Request, Response
from markupsafe import Markup

from service.api.cases import petition_said, read_case
from service.api.querying import Judging
from service.runtime import Instance
from service.web.addresses import PETITION
from service.web.query.api import query_code_said
from service.web.screen import screen

PACKAGE = "service.web.petition"
SLIP = f"{PETITION}/print/slip"
QUERY = "/query"


def router(instance: Instance) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    routes.add_api_route(SLIP, _slip(instance), methods=["GET"], name="slip_page")
    return routes


def _slip(instance: Instance) -> Callable[..., Response]:
    def slip(petition: str, request: Request) -> Response:
        about = screen(instance, request)
        asked, case = read_case(instance, about.id, petition, Judging())
        code = query_code_said(instance, about.id, petition).code
        place = str(request.base_url).rstrip("/") + QUERY
        said = petition_said(asked, case)
        return about.page(PACKAGE, "slip.html", {"said": said, "code": code, "place": place, "qr": _picture(place)})

    return slip


def _picture(place: str) -> Markup:
    """The address of the query page, for a telephone; number and code stay on paper."""
    picture = segno.make(place, micro=False).svg_inline(scale=4, border=2, omitsize=False)
    return Markup(picture)  # noqa: S704 - drawn here from an address of this server
