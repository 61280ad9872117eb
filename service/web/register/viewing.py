"""Views of the register that somebody keeps: saved under a name, gone to, forgotten."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode
from uuid import UUID

from anyio import to_thread
from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from service.api import problems
from service.api.lists import RegisterQuery
from service.api.problems import Refusal, invalid
from service.drafts import Owner
from service.runtime import Instance
from service.web.forms.reading import Typed, typed
from service.web.register.asking import OF_THE_PAGE, PASSING, REGISTER, SAVED
from service.web.register.saved import LONGEST_NAME, MOST, SavedViews, TooManyViews, View
from service.web.screen import Screen, screen

VIEWS = f"{REGISTER}/views"
FORGOTTEN = f"{VIEWS}/forgotten"


def router(instance: Instance) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    routes.add_api_route(VIEWS, _sent(instance, _kept), methods=["POST"], name="save_view")
    routes.add_api_route(FORGOTTEN, _sent(instance, _forgotten), methods=["POST"], name="forget_view")
    return routes


def views(about: Screen) -> tuple[tuple[View, str], ...]:
    """The views of whoever has signed in, each with its address."""
    own = _own(about)
    return tuple((view, _address(view.id, view.words)) for view in own.all()) if own else ()


def _own(about: Screen) -> SavedViews | None:
    account = about.caller.account
    return SavedViews(about.instance, Owner(about.id, account)) if account is not None else None


def _address(view: UUID, words: tuple[tuple[str, str], ...]) -> str:
    return f"{REGISTER}?{urlencode([*words, (SAVED, view.hex)])}"


def _sent(instance: Instance, done: Callable[[Screen, SavedViews, Typed], str]) -> Callable[..., Any]:
    async def sent(request: Request) -> Response:
        given = await typed(request)
        return await to_thread.run_sync(_led_on, screen(instance, request), given, done)

    return sent


def _led_on(about: Screen, given: Typed, done: Callable[[Screen, SavedViews, Typed], str]) -> Response:
    own = _own(about)
    if own is None:
        raise Refusal(problems.NOT_FOUND)
    return RedirectResponse(done(about, own, given), 303)


def _kept(_about: Screen, own: SavedViews, given: Typed) -> str:
    """Raises Refusal (422) for a view without a name, and for one too many."""
    name = " ".join(given.get("name", "").split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise invalid("name", f"名称为1至{LONGEST_NAME}个字", f"a name has 1 to {LONGEST_NAME} characters")
    known = {*RegisterQuery.__struct_fields__, *OF_THE_PAGE} - {SAVED, *PASSING}
    words = tuple((key, value) for key, value in parse_qsl(given.get("words", "")) if key in known)
    try:
        return _address(own.save(name, words, datetime.now(UTC)), words)
    except TooManyViews:
        raise invalid("name", f"最多保存{MOST}个视图", f"at most {MOST} views are kept") from None


def _forgotten(_about: Screen, own: SavedViews, given: Typed) -> str:
    with suppress(ValueError):
        own.forget(UUID(given.get("view", "")))
    return REGISTER
