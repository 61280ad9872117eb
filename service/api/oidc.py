"""Where a browser goes to sign in with an identity from elsewhere, and comes back to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from service.api.signing_in import cookie
from service.runtime import Instance
from service.signin import oidc
from service.signin.errors import SignInFailed
from service.signin.identity import cookie_of

START = "/oidc/{provider}/start"
CALLBACK = "/oidc/{provider}/callback"
LONGEST = 4096
"""Characters of a code."""


def router(instance: Instance) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    routes.add_api_route(START, _start(instance), methods=["GET"], name="oidc_start")
    routes.add_api_route(CALLBACK, _callback(instance), methods=["GET"], name="oidc_callback")
    return routes


def _start(instance: Instance) -> Callable[..., Response]:
    def start(provider: str) -> Response:
        begun = oidc.begin(instance, provider, datetime.now(UTC))
        answer = RedirectResponse(begun.url, 303)
        answer.headers["Set-Cookie"] = _cookie(begun.browser, int(oidc.BEGUN_FOR.total_seconds()))
        return answer

    return start


def _callback(instance: Instance) -> Callable[..., Response]:
    def callback(provider: str, request: Request) -> Response:
        said = request.query_params
        returned = oidc.Returned(
            said.get("code", "")[:LONGEST], said.get("state", ""), cookie_of(request.headers, oidc.COOKIE),
            said.get("iss", ""),
        )  # fmt: skip
        try:
            opened = oidc.finish(instance, provider, returned, datetime.now(UTC))
        except SignInFailed:
            return RedirectResponse("/signin?failed=identity", 303)
        answer = RedirectResponse("/", 303)
        answer.headers.append("Set-Cookie", cookie(opened.token))
        answer.headers.append("Set-Cookie", _cookie("", 0))
        return answer

    return callback


def _cookie(value: str, seconds: int) -> str:
    return f"{oidc.COOKIE}={value}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={seconds}"
