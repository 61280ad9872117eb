"""The office as pages: overview, history, units, people; and the changes of units and people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from fastapi import APIRouter, Request, Response
from msgspec import Struct

from domain.vocabulary import ROLES
from service.api.numbers import numbers_said
from service.api.office_answers import office_said
from service.api.offices import OfficeQuery
from service.api.querying import Judging, parsed
from service.readmodels.asking import today
from service.readmodels.office_history import office_history
from service.runtime import Instance
from service.web.changes.events import content_classes
from service.web.changes.routes import add_changes
from service.web.office import creating, history, system
from service.web.office.organising import CHANGES, PEOPLE, UNITS
from service.web.office.people import officers, related
from service.web.office.tree import branches
from service.web.screen import Screen, screen

PACKAGE = "service.web.office"


class HistoryQuery(OfficeQuery, frozen=True):
    """The history before that version of the office."""

    before: int | None = None
    done: str | None = None


class DayQuery(OfficeQuery, frozen=True):
    """The office as of a day; `done`: what has just been recorded."""

    done: str | None = None


def router(instance: Instance) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    for path, shown, name in (
        ("/office", _overview, "office_page"),
        ("/office/history", _history, "office_history_page"),
        (UNITS, _units, "units_page"),
        (PEOPLE, _people, "people_page"),
        ("/office/system", system.shown, "system_page"),
    ):
        routes.add_api_route(path, _page(instance, shown), methods=["GET"], name=name)
    add_changes(routes, instance, (*CHANGES, *creating.CHANGES))
    return routes


def _page(instance: Instance, shown: Callable[[Screen, Request], Response]) -> Callable[..., Response]:
    def page(request: Request) -> Response:
        return shown(screen(instance, request), request)

    return page


def _overview(about: Screen, request: Request) -> Response:
    said = parsed(request, DayQuery)
    day = said.on or today(about.instance, about.office)
    numbers = numbers_said(about.instance, about.id, Judging()) if about.may("figures") else None
    shown = {
        "office": office_said(about.office, day),
        "book": about.office.book_on(day),
        "tree": [branch for branch in branches(about.office.profile, day) if not branch.closed],
        "numbers": numbers,
        "history": _told(about, office_history(about.instance, about.id, about.caller.viewer, limit=8)),
    }
    return about.page(PACKAGE, "overview.html", {**_shared(said, day), **shown})


def _told(about: Screen, found: Any) -> Mapping[str, Any]:
    """A page of the history with what each event said."""
    return {
        "before": found.before,
        "lines": [(line, history.fields_said(about, line.event)) for line in found.lines],
    }


def _history(about: Screen, request: Request) -> Response:
    said = parsed(request, HistoryQuery)
    found = office_history(about.instance, about.id, about.caller.viewer, said.before)
    return about.page(PACKAGE, "history.html", {"history": _told(about, found)})


def _units(about: Screen, request: Request) -> Response:
    said = parsed(request, DayQuery)
    day = said.on or today(about.instance, about.office)
    tree = branches(about.office.profile, day)
    return about.page(PACKAGE, "units.html", {**_shared(said, day), "tree": tree})


def _people(about: Screen, request: Request) -> Response:
    said = parsed(request, DayQuery)
    day = said.on or today(about.instance, about.office)
    classes = {each.value: each.label for each in content_classes(about)}
    shown = {
        "officers": officers(about.instance, about.office, day),
        "office": office_said(about.office, day),
        "roles": ROLES,
        "classes": classes,
        "related": tuple(related(about.office, day)) if about.may("grant") or about.may("readings") else (),
    }
    return about.page(PACKAGE, "people.html", {**_shared(said, day), **shown})


def _shared(said: Struct, day: date) -> Mapping[str, Any]:
    return {"day": day, "done": getattr(said, "done", None), "said": said}
