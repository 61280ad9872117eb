"""Leaving, and the language: the two small forms in the head of every page."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from service.api import problems
from service.api.problems import Refusal
from service.api.signing_in import end_session, gone
from service.runtime import Instance
from service.signin.identity import identity
from service.web.addresses import SIGN_IN, SIGN_OUT, local
from service.web.language import COOKIE, NAMES


def router(instance: Instance) -> APIRouter:
    """Signing out, for whoever has signed in."""
    routes = APIRouter(include_in_schema=False)
    routes.add_api_route(SIGN_OUT, _left(instance), methods=["POST"], name="sign_out_page")
    return routes


def public() -> APIRouter:
    """The switch of the language, for everybody."""
    routes = APIRouter(include_in_schema=False)
    routes.add_api_route("/language/{code}", _chosen, methods=["GET"], name="language")
    return routes


def _left(instance: Instance) -> Callable[..., Response]:
    def left() -> Response:
        end_session(instance, identity())
        return RedirectResponse(SIGN_IN, 303, gone())

    return left


def _chosen(code: str, request: Request) -> Response:
    if code not in NAMES:
        raise Refusal(problems.NOT_FOUND)
    answer = RedirectResponse(local(request.query_params.get("next", "")), 303)
    answer.set_cookie(COOKIE, code, max_age=365 * 24 * 3600, httponly=True, samesite="lax")
    return answer
