"""The register as pages: the list, its file, saved views, the way to a petition and to somebody's petitions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from msgspec.structs import replace

from domain.codes import CHANNELS, STATUSES
from domain.verbs.routing import Forward
from service.api import problems
from service.api.lists import PetitionList, petition_list
from service.api.places import found_petition
from service.api.problems import Fault
from service.readmodels.searching import LEAST, long_enough
from service.runtime import Instance
from service.web.acts import capacities
from service.web.acts.offering import names
from service.web.files.sending import add_files, grounds
from service.web.files.sheet import Sheet, Value
from service.web.forms.fields import fields_of
from service.web.register import acting, mining, people, registers, viewing
from service.web.register.asking import (
    COLUMN,
    REGISTER,
    SAVED,
    SIZES,
    STANDS,
    Asked,
    address,
    asked_of,
    filters,
    kept,
)
from service.web.register.columns import COLUMNS, columns_of, lines, of_rows
from service.web.screen import Screen, screen
from service.web.wording import Wording

PACKAGE = "service.web.register"
MOST_IN_A_FILE = 10_000


def router(instance: Instance) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    routes.add_api_route(REGISTER, _register(instance), methods=["GET"], name="register_page")
    add_files(routes, instance, REGISTER, _filed)
    routes.add_api_route("/find", _find(instance), methods=["GET"], name="find_page")
    for part in (viewing, acting, people, mining, registers):
        routes.include_router(part.router(instance))
    return routes


def _register(instance: Instance) -> Callable[..., Response]:
    def shown(request: Request) -> Response:
        about = screen(instance, request)
        asked = asked_of(about)
        faults = _faults(asked)
        query = replace(asked.query, text=None) if faults else asked.query
        found = petition_list(instance, about.id, asked.stand, query)
        told = {**_around(about, asked), **of_rows(about, found.basis.on), "found": found, "faults": faults}
        template = "sheet.html" if asked.sheet and not faults else "register.html"
        return about.page(PACKAGE, template, told, problems.INVALID.status if faults else 200)

    return shown


def _faults(asked: Asked) -> dict[str, Fault]:
    """What cannot be looked for, by its control; the list is shown without it."""
    text = asked.query.text
    if text is None or long_enough(text):
        return {}
    return {"text": Fault("text", f"请至少输入{LEAST}个字", f"type at least {LEAST} characters")}


def _around(about: Screen, asked: Asked) -> dict[str, Any]:
    """What the page offers around its rows: the filters, views, columns, and what can be done to several."""
    day, viewer = about.now.date(), about.caller.viewer
    return {
        "asked": asked,
        "said": asked.query,
        "channels": CHANNELS,
        "states": STATUSES,
        "stands": STANDS,
        "sizes": SIZES,
        "most": MOST_IN_A_FILE,
        "channel_name": lambda code: Wording(about.language).code("channel", code),
        "chosen_columns": bool(about.request.query_params.getlist(COLUMN)),
        "kept": urlencode(kept(about)),
        "columns": tuple(COLUMNS),
        "shown": asked.columns,
        "lists": names(about.office, day),
        "filters": tuple(filters(about, asked)),
        "views": viewing.views(about),
        "view": about.request.query_params.get(SAVED, ""),
        "modes": next(field.choices for field in fields_of(Forward) if field.key == "mode"),
        "offered": capacities.capacities(about.office.profile, viewer, day) if about.may("act") else (),
        "key": uuid4().hex,
        "mined": lambda kind: mining.address(about, kind),
        "registers": registers.offered(about),
        "to": lambda path=REGISTER, **more: address(about, path, **more),
    }


def _filed(about: Screen) -> Sheet:
    """The list with all columns; on record it is called by how the file ends."""
    asked = asked_of(about)
    query = replace(asked.query, limit=MOST_IN_A_FILE, cursor=None)
    ending = about.path.rpartition(".")[2]
    found = petition_list(about.instance, about.id, asked.stand, query, name=f"{asked.stand}.{ending}")
    return Sheet(
        name=f"{about.said('Register')} {found.basis.on}",
        title=about.said("Register"),
        grounds=grounds(about, found.basis, *_own(about, asked, found)),
        columns=tuple(columns_of(about)),
        rows=lines(about, found),
    )


def _own(about: Screen, asked: Asked, found: PetitionList) -> Iterator[tuple[str, Value]]:
    """With which filters a file was made, how many it holds, and whether that is all."""
    yield from filters(about, asked)
    yield about.said("Petitions"), len(found.rows)
    if found.cursor:
        yield about.said("Not all"), about.said("only the first %(most)s are here", most=MOST_IN_A_FILE)


def _find(instance: Instance) -> Callable[..., Response]:
    def found(request: Request) -> Response:
        about = screen(instance, request)
        petition = found_petition(instance, about.id, request.query_params.get("number", "").strip())
        return RedirectResponse(f"/petitions/{petition}", 303)

    return found
