"""Somebody's petitions 找人: asked for by form and not by address, so that no name stands in any log."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from anyio import to_thread
from fastapi import APIRouter, Request, Response

from service.api.lists import PetitionList
from service.api.people import MOST, SoughtPerson, people_list
from service.api.problems import Fault, Refusal
from service.runtime import Instance
from service.web.forms.reading import Typed, body, faults_of, typed
from service.web.register.asking import REGISTER
from service.web.register.columns import USUAL, of_rows
from service.web.screen import Screen, screen

PACKAGE = "service.web.register"
PEOPLE = f"{REGISTER}/people"
CONTROLS = SoughtPerson.__struct_fields__


def router(instance: Instance) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    routes.add_api_route(PEOPLE, _asked(instance), methods=["GET"], name="people_page")
    routes.add_api_route(PEOPLE, _sent(instance), methods=["POST"], name="people_found")
    return routes


def _asked(instance: Instance) -> Callable[..., Response]:
    def asked(request: Request) -> Response:
        return _page(screen(instance, request), {})

    return asked


def _sent(instance: Instance) -> Callable[..., Any]:
    async def sent(request: Request) -> Response:
        given = await typed(request)
        return await to_thread.run_sync(_found, screen(instance, request), given)

    return sent


def _found(about: Screen, given: Typed) -> Response:
    try:
        said = body(SoughtPerson, {name: given.get(name, "").strip() for name in CONTROLS})
        return _page(about, given, people_list(about.instance, about.id, said))
    except Refusal as refusal:
        return _page(about, given, faults=faults_of(refusal), status=refusal.kind.status)


def _page(
    about: Screen,
    given: Typed,
    found: PetitionList | None = None,
    faults: Mapping[str, Fault] | None = None,
    status: int = 200,
) -> Response:
    day = found.basis.on if found else about.now.date()
    offered = {
        "values": given,
        "found": found,
        "faults": faults or {},
        "most": MOST,
        "shown": USUAL,
        **of_rows(about, day),
    }
    return about.page(PACKAGE, "people.html", offered, status)
