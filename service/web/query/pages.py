"""The query as a page: a form, and what it finds, without a script; Chinese, with a switch to English."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from domain.codes import CHANNELS
from domain.public_status import PublicStatus
from service.offices import UnknownOffice
from service.web.language import language_of, translations
from service.web.marking import N_
from service.web.query.api import address_of
from service.web.query.asking import Asked, NotShown, PetitionerQuery, Throttled
from service.web.query.code import MistypedCode
from service.web.query.words import STATUS
from service.web.rendering import page

PACKAGE = "service.web.query"
PAGE = "/query"
FIELDS = ("office", "number", "code")
LONGEST = 200
MISTYPED = N_("The query code is mistyped: please check it.")
NOT_FITTING = N_("Number and query code do not belong together: please check them.")
THROTTLED = N_("Too many attempts: please try again in %(seconds)s s.")
UNAVAILABLE = N_("This cannot be looked up at the moment: please try again later.")


def router(query: PetitionerQuery) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    routes.add_api_route(PAGE, _form, methods=["GET"], name="query_page")
    routes.add_api_route(PAGE, _asked(query), methods=["POST"], name="query_asked")
    return routes


async def _form(request: Request) -> Response:
    return _shown(request)


def _asked(query: PetitionerQuery) -> Callable[..., Any]:
    async def asked(request: Request) -> Response:
        """Fields that are missing or no texts are as if nothing had been typed."""
        form = await request.form()
        said = {name: each[:LONGEST] for name in FIELDS if isinstance(each := form.get(name, ""), str)}
        office, number, code = (said.get(name, "").strip() for name in FIELDS)
        return await run_in_threadpool(_answered, request, query, Asked(office, number, code, address_of(request)))

    return asked


def _answered(request: Request, query: PetitionerQuery, asked: Asked) -> Response:
    def told(message: str) -> str:
        return translations(language_of(request)).gettext(message)

    try:
        found = query.answer(asked)
    except MistypedCode:
        return _shown(request, notice=told(MISTYPED), office=asked.office, status=422)
    except (NotShown, UnknownOffice):
        return _shown(request, notice=told(NOT_FITTING), office=asked.office, status=404)
    except Throttled as error:
        notice = told(THROTTLED) % {"seconds": error.seconds}
        headers = {"Retry-After": str(error.seconds)}
        return _shown(request, notice=notice, office=asked.office, status=429, headers=headers)
    except psycopg.OperationalError:
        return _shown(request, notice=told(UNAVAILABLE), office=asked.office, status=503, headers={"Retry-After": "2"})
    return _shown(request, found)


def _shown(
    request: Request,
    found: PublicStatus | None = None,
    *,
    notice: str = "",
    office: str = "",
    status: int = 200,
    headers: dict[str, str] | None = None,
) -> Response:
    """What was found, or the form; number and code are not repeated, whoever looks over a shoulder."""
    language = language_of(request)
    said = {
        "notice": notice,
        "office": office,
        "csrf": "" if found else getattr(request.state, "csrf", ""),
        "found": found,
        "status": STATUS[language][found.status] if found else "",
        "channel": getattr(CHANNELS[found.channel], language) if found and found.channel else "",
    }
    return page(PACKAGE, "query.html", said, status, headers, language=language)
