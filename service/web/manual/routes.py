"""The chapters as pages, and their pictures."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from fastapi import APIRouter, Request, Response
from markdown_it import MarkdownIt
from markupsafe import Markup

from domain.access_roles import (
    AUDITOR,
    COORDINATOR,
    HANDLER,
    LEADER,
    REGISTRAR,
    STATISTICIAN,
    SUPERVISOR,
)
from service.api import problems
from service.api.problems import Refusal
from service.runtime import Instance
from service.web.marking import N_
from service.web.screen import Screen, screen

PACKAGE = "service.web.manual"
CHAPTERS: Mapping[str, str] = {
    "start": N_("What everybody needs"),
    "registrar": N_("Registrar"),
    "handler": N_("Handler"),
    "leader": N_("Leaders"),
    "supervisor": N_("Supervisor"),
    "statistician": N_("Statistician"),
    "auditor": N_("Auditor"),
    "administrator": N_("Administrators"),
}
OWN = {REGISTRAR: "registrar", COORDINATOR: "registrar", HANDLER: "handler", LEADER: "leader",
       SUPERVISOR: "supervisor", STATISTICIAN: "statistician", AUDITOR: "auditor"}  # fmt: skip
"""The chapter that somebody of a role looks for first."""
PICTURES, ENDING = "pictures", ".jpg"
PICTURED = re.compile(r"!\[[^]]*\]\(/manual/pictures/([^)]*)\)")
"""A picture in a chapter; one that has not been taken is left out."""


@cache
def chapter(name: str) -> Markup:
    """The chapter as HTML; our own text, in which no HTML is let through."""
    written = (files(PACKAGE) / "zh" / f"{name}.md").read_text("utf-8")
    text = PICTURED.sub(lambda found: found[0] if picture(found[1]) else "", written)
    return Markup(MarkdownIt("commonmark", {"html": False}).enable("table").render(text))  # noqa: S704 - our own text


@cache
def picture(name: str) -> bytes | None:
    """A picture of the manual by its name; None where there is none."""
    place = files(PACKAGE) / PICTURES / name
    known = name.endswith(ENDING) and name.removesuffix(ENDING).replace("-", "").isalnum()
    return place.read_bytes() if known and place.is_file() else None


def router(instance: Instance) -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    def first(request: Request) -> Response:
        about = screen(instance, request)
        own = next((OWN[role] for role in OWN if role in about.caller.viewer.roles), "start")
        return _page(about, own if own in CHAPTERS else "start")

    def told(name: str, request: Request) -> Response:
        return _page(screen(instance, request), name)

    routes.add_api_route("/manual", first, methods=["GET"], name="manual_page")
    routes.add_api_route("/manual/{name}", told, methods=["GET"], name="manual_chapter")
    routes.add_api_route("/manual/pictures/{name}", _picture, methods=["GET"], name="manual_picture")
    return routes


def _page(about: Screen, name: str) -> Response:
    if name not in CHAPTERS:
        raise Refusal(problems.NOT_FOUND)
    return about.page(PACKAGE, "manual.html", {"chapters": CHAPTERS, "name": name, "text": chapter(name)})


def _picture(name: str) -> Response:
    found = picture(name)
    if found is None:
        raise Refusal(problems.NOT_FOUND)
    return Response(found, media_type="image/jpeg")
