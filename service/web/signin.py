"""The sign-in page, which needs no script."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from anyio import to_thread
from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import UploadFile

from service.api import problems
from service.api.problems import Refusal
from service.api.signing_in import address_of, cookie
from service.runtime import Instance
from service.signin import demo, oidc_settings
from service.signin.accounts import accounts_exist
from service.signin.errors import BadProviders, Busy, SignInFailed, TooMany
from service.signin.identity import Identity, identity
from service.signin.oidc_settings import Provider
from service.signin.signing_in import Said, sign_in
from service.web.addresses import SIGN_IN, local
from service.web.language import language_of, other, translations
from service.web.marking import N_
from service.web.rendering import page

ADDRESS = SIGN_IN
PACKAGE = "service.web"
LARGEST = 16 * 1024
"""Bytes of a form."""
FORM = "application/x-www-form-urlencoded"
FAILED = N_("The sign-in details do not fit.")
TOO_MANY = N_("Too many failed attempts: try again in %(seconds)s s.")
BUSY = N_("Busy: try again in a moment.")


def router(instance: Instance) -> APIRouter:
    """The sign-in page, and signing out again."""
    routes = APIRouter(include_in_schema=False)
    routes.add_api_route(ADDRESS, _shown(instance), methods=["GET"], name="signin_page")
    routes.add_api_route(ADDRESS, _posted(instance), methods=["POST"], name="signin_form")
    return routes


def _shown(instance: Instance) -> Callable[..., Response]:
    def shown(request: Request) -> Response:
        failed = FAILED if "failed" in request.query_params else ""
        return _page(instance, request, failed)

    return shown


def _posted(instance: Instance) -> Callable[..., Any]:
    async def posted(request: Request) -> Response:
        said, back = await _form(request)
        return await to_thread.run_sync(_signed_in, instance, request, said, back)

    return posted


async def _form(request: Request) -> tuple[Said, str]:
    """What was typed, and where to go on to. Raises Refusal: 413, 415."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise Refusal(problems.WRONG_TYPE, f"a form is {FORM}")
    length = request.headers.get("content-length", "")
    if not length.isascii() or not length.isdigit() or int(length) > LARGEST:
        raise Refusal(problems.TOO_LARGE)
    form = await request.form(max_files=0, max_fields=10)
    login, password, code = (_text(form.get(name)) for name in ("login", "password", "code"))
    return Said(login, password, code), local(_text(form.get("next")))


def _text(value: str | UploadFile | None) -> str:
    return value if isinstance(value, str) else ""


def _signed_in(instance: Instance, request: Request, said: Said, back: str) -> Response:
    try:
        opened = sign_in(instance, said, address_of(request), datetime.now(UTC))
    except SignInFailed:
        return _page(instance, request, FAILED, status=401)
    except TooMany as many:
        return _page(instance, request, TOO_MANY, status=429, seconds=many.seconds)
    except Busy:
        return _page(instance, request, BUSY, status=503, seconds=2)
    _end_before(instance, identity())
    return RedirectResponse(back, 303, {"Set-Cookie": cookie(opened.token)})


def _end_before(instance: Instance, who: Identity | None) -> None:
    """Whoever was signed in in this browser before is so no more."""
    if who is not None and who.session is not None:
        with instance.pool.connection() as connection:
            connection.execute("DELETE FROM signin.session WHERE id = %s", [who.session])


def _offered(home: Path) -> tuple[Provider, ...]:
    """The providers to choose from; none while their file is wrong, which must not keep others out."""
    try:
        return oidc_settings.providers(home)
    except BadProviders:
        return ()


def _page(instance: Instance, request: Request, failure: str = "", *, status: int = 200, seconds: int = 0) -> Response:
    language = language_of(request)
    home = instance.settings.home
    back = local(request.query_params.get("next", ""))
    said = {
        "action": _address(language, back),
        "other": _address(other(language), back),
        "next": back,
        "failure": translations(language).gettext(failure) % {"seconds": seconds} if failure else "",
        "csrf": getattr(request.state, "csrf", ""),
        "who": identity(),
        "providers": _offered(home),
        "demo": demo.shown(home),
        "redeemed": "redeemed" in request.query_params,
        "first": not accounts_exist(instance),
    }
    return page(
        PACKAGE, "signin.html", said, status, {"Retry-After": str(seconds)} if seconds else {}, language=language
    )


def _address(language: str, back: str) -> str:
    """Of this page in that language, going on to the same place."""
    return f"{ADDRESS}?{urlencode({'lang': language, 'next': back})}"
