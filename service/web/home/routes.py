"""The first page of everybody who has signed in: their day; and handing over a desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request, Response

from domain.access_roles import COORDINATOR, LEADER, STATISTICIAN
from service.api.day import DayQuery, DaySaid, OfficeDay, day_said, office_day
from service.api.verbs import VERBS
from service.runtime import Instance
from service.web.acts import capacities
from service.web.approvals.kinds import CALLED
from service.web.asked import asked_for
from service.web.changes.routes import add_changes
from service.web.home import handing_over
from service.web.owing import PATHS, Owing
from service.web.screen import Screen, screen

PACKAGE = "service.web.home"
FIRST = 12
"""Duties of a kind that are shown; the others are unfolded."""
REPORTING = frozenset({STATISTICIAN, LEADER, COORDINATOR})
"""Roles that have to do with the reports and checks of the office."""


def router(instance: Instance) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    routes.add_api_route("/", _shown(instance), methods=["GET"], name="home_page")
    add_changes(routes, instance, (handing_over.CHANGE,))
    return routes


def _shown(instance: Instance) -> Callable[..., Response]:
    def shown(request: Request) -> Response:
        about = screen(instance, request)
        said = asked_for(request, DayQuery)
        day = day_said(instance, about.id, said, _actors(about)) if about.may("list") else None
        office = office_day(instance, about.id, said)
        return about.page(PACKAGE, "home.html", _told(about, said, day, office))

    return shown


def _actors(about: Screen) -> list[Any]:
    """As whom they may decide; nobody where their roles do not let them act."""
    viewer = about.caller.viewer
    offered = capacities.capacities(about.office.profile, viewer, about.now.date()) if about.may("act") else ()
    return [capacities.actor(viewer, each) for each in offered]


def _told(about: Screen, said: DayQuery, day: DaySaid | None, office: OfficeDay) -> dict[str, Any]:
    owing = Owing(about.office, office.basis.on)
    roles = about.caller.viewer.roles
    owed = day.duties if day else ()
    soon = [row for row in owed if not row.overdue and _is_soon(owing.left(row.due), said.days)]
    done = about.request.query_params.get("done", "")
    return {
        "day": day,
        "office": office,
        "overdue": [row for row in owed if row.overdue],
        "soon": soon,
        "later": [row for row in owed if not row.overdue and row not in soon],
        "outstanding": office.outstanding if roles & REPORTING else (),
        "days": said.days,
        "first": FIRST,
        "owing": owing,
        "paths": PATHS,
        "kinds": CALLED,
        "ways": {way.path for way in about.ways},
        "done": VERBS[done].kind.__name__ if done in VERBS else "",
    }


def _is_soon(left: int | None, days: int) -> bool:
    return left is not None and 0 <= left <= days
