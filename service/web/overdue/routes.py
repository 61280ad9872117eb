"""The lists of what is late, and pressing who owes it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from anyio import to_thread
from fastapi import APIRouter, Request, Response
from msgspec import Struct

from service.api import problems
from service.api.problems import Fault, Refusal
from service.api.verbs import VERBS
from service.readmodels.lateness import BANDS
from service.runtime import Instance
from service.web.acts import capacities, doing
from service.web.acts.offering import names
from service.web.addresses import READ, local
from service.web.asked import asked_for
from service.web.overdue.pressing import MOST, Tick, pressed, ticked
from service.web.overdue.views import FIRST, VIEWS, View
from service.web.owing import PATHS, Owing
from service.web.screen import Screen, screen

PACKAGE = "service.web.overdue"
OVERDUE = "/overdue"
TICK = "which"


class Form(Struct, frozen=True, kw_only=True):
    """A form of pressing as it was sent: what was ticked, what was typed."""

    ticks: tuple[Tick, ...]
    text: str
    given: dict[str, str]


def router(instance: Instance) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    routes.add_api_route(OVERDUE, _shown(instance), methods=["GET"], name="overdue_page")
    routes.add_api_route(f"{OVERDUE}/press", _sent(instance), methods=["POST"], name="press_many")
    return routes


def _shown(instance: Instance) -> Callable[..., Response]:
    def shown(request: Request) -> Response:
        about = screen(instance, request)
        view = VIEWS.get(request.query_params.get("view") or FIRST)
        if view is None:
            raise Refusal(problems.NOT_FOUND)
        said: Any = asked_for(request, view.query)
        return about.page(PACKAGE, "overdue.html", _told(about, view, said))

    return shown


def _told(about: Screen, view: View, said: Any) -> dict[str, Any]:
    found = view.ask(about.instance, about.id, said)
    day = found.basis.on
    viewer = about.caller.viewer
    done = about.request.query_params.get("done", "")
    return {
        "view": view,
        "views": VIEWS,
        "said": said,
        "found": found,
        "more": _address(about, cursor=found.cursor) if found.cursor else "",
        "bands": BANDS,
        "owing": Owing(about.office, day),
        "paths": PATHS,
        "lists": names(about.office, day),
        "offered": capacities.capacities(about.office.profile, viewer, day) if about.may("act") else (),
        "key": uuid4().hex,
        "accountability": "/accountability" in READ,
        "done": VERBS[done].kind.__name__ if done in VERBS else "",
        "address": lambda **more: _address(about, **more),
    }


def _address(about: Screen, **more: object) -> str:
    """The address of the page with other words behind the ?; None leaves a word out, and a page is the first again."""
    said = {
        name: value for name, value in about.request.query_params.items() if value and name not in ("done", "cursor")
    }
    said = {name: str(value) for name, value in {**said, **more}.items() if value is not None}
    return f"{OVERDUE}?{urlencode(said)}" if said else OVERDUE


def _sent(instance: Instance) -> Callable[..., Any]:
    async def sent(request: Request) -> Response:
        form = await request.form(max_files=0, max_fields=MOST + 20)
        texts = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
        ticks = ticked(value for name, value in texts if name == TICK)
        given = dict(texts)
        read = Form(ticks=ticks, text=given.get("text", "").strip(), given=given)
        return await to_thread.run_sync(_done, screen(instance, request), read)

    return sent


def _done(about: Screen, form: Form) -> Response:
    """The page with what became of each. Sent again, the form records nothing twice and tells the same."""
    viewer, given = about.caller.viewer, form.given
    offered = capacities.capacities(about.office.profile, viewer, about.now.date())
    capacity = capacities.chosen(offered, given.get("as", ""))
    told: dict[str, Any] = {"back": local(given.get("next", OVERDUE)), "results": (), "faults": ()}
    if not form.ticks:
        return about.page(PACKAGE, "pressed.html", {**told, "faults": (_nothing(),)}, 422)
    try:
        results = tuple(pressed(about, form.ticks, form.text, capacity, doing.key(given)))
    except Refusal as refusal:
        return about.page(PACKAGE, "pressed.html", {**told, "faults": refusal.faults}, refusal.kind.status)
    return about.page(PACKAGE, "pressed.html", {**told, "results": results})


def _nothing() -> Fault:
    return Fault(TICK, "请至少勾选一件", "tick at least one petition")
