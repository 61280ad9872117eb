"""The register as pages: the list, its file, saved views, the way to a petition and to somebody's petitions."""

from __future__ import annotations

from collections.abc import Callable
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
from service.web.forms.fields import fields_of
from service.web.owing import Owing
from service.web.register import acting, people, viewing
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
from service.web.register.columns import COLUMNS, Words, label, of_rows
from service.web.screen import Screen, screen
from service.web.statistics.sheets import sheet
from service.web.statistics.telling import choices
from service.web.wording import Wording

PACKAGE = "service.web.register"
MOST_IN_A_FILE = 10_000


def router(instance: Instance) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    routes.add_api_route(REGISTER, _register(instance), methods=["GET"], name="register_page")
    routes.add_api_route(f"{REGISTER}.csv", _file(instance), methods=["GET"], name="register_file")
    routes.add_api_route("/find", _find(instance), methods=["GET"], name="find_page")
    for part in (viewing, acting, people):
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
        "to": lambda path=REGISTER, **more: address(about, path, **more),
    }


def _file(instance: Instance) -> Callable[..., Response]:
    def file(request: Request) -> Response:
        about = screen(instance, request)
        asked = asked_of(about)
        query = replace(asked.query, limit=MOST_IN_A_FILE, cursor=None)
        found = petition_list(instance, about.id, asked.stand, query, name=f"{asked.stand}.csv")
        told = Words(
            Wording(about.language),
            dict(choices(about, "content_class", found.basis.on)),
            about.said("yes"),
            Owing(about.office, found.basis.on).end,
        )
        rows = ([cell(row, told) for cell in COLUMNS.values()] for row in found.rows)
        head = [label(about, name) for name in COLUMNS]
        return sheet(f"{about.said('Register')} {found.basis.on}", _basis(about, asked, found), head, rows)

    return file


def _basis(about: Screen, asked: Asked, found: PetitionList) -> list[tuple[str, object]]:
    """What a file holds: of which office, with which filters, as of when, and whether it is all."""
    part = (about.said("Not all"), about.said("only the first %(most)s are here", most=MOST_IN_A_FILE))
    return [
        (about.said("Name of the office"), about.office.profile.name),
        *filters(about, asked),
        (about.said("Position of the ledger"), found.basis.position),
        (about.said("Judged on"), found.basis.on.isoformat()),
        (about.said("Petitions"), len(found.rows)),
        *([part] if found.cursor else []),
    ]


def _find(instance: Instance) -> Callable[..., Response]:
    def found(request: Request) -> Response:
        about = screen(instance, request)
        petition = found_petition(instance, about.id, request.query_params.get("number", "").strip())
        return RedirectResponse(f"/petitions/{petition}", 303)

    return found
