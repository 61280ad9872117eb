"""The queue of who signs, and what is proposed in one petition of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request, Response

from domain.values import Actor
from service.api.cases import history_said, petition_said, read_case
from service.api.querying import Judging
from service.api.verbs import VERBS
from service.api.waiting import waiting_said
from service.runtime import Instance
from service.web.acts import capacities
from service.web.approvals.kinds import CALLED, PROPOSING
from service.web.owing import PATHS, Owing
from service.web.screen import Screen, screen

PACKAGE = "service.web.approvals"
QUEUE = "/approvals"
ONE = f"{QUEUE}/{{petition}}"


def router(instance: Instance) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    routes.add_api_route(QUEUE, _queue(instance), methods=["GET"], name="approvals_page")
    routes.add_api_route(ONE, _one(instance), methods=["GET"], name="approval_page")
    return routes


def _queue(instance: Instance) -> Callable[..., Response]:
    def shown(request: Request) -> Response:
        about = screen(instance, request)
        found = waiting_said(instance, about.id, Judging(), _actors(about))
        kind = request.query_params.get("kind", "")
        done = request.query_params.get("done", "")
        counts = {each: sum(row.kind == each for row in found.rows) for each in CALLED}
        shown_rows = [row for row in found.rows if not kind or row.kind == kind]
        told = {
            **_shared(about, found.basis.on),
            "basis": found.basis,
            "rows": shown_rows,
            "counts": counts,
            "kind": kind,
            "all": len(found.rows),
            "done": VERBS[done].kind.__name__ if done in VERBS else "",
        }
        return about.page(PACKAGE, "approvals.html", told)

    return shown


def _one(instance: Instance) -> Callable[..., Response]:
    def shown(petition: str, request: Request) -> Response:
        about = screen(instance, request)
        asked, case = read_case(instance, about.id, petition, Judging())
        events = history_said(instance, asked, case).events
        rows = waiting_said(instance, about.id, Judging(), _actors(about)).rows
        told = {
            **_shared(about, asked.on.day),
            "case": case,
            "said": petition_said(asked, case),
            "rows": [row for row in rows if row.petition == case.petition.id],
            "proposed": [event for event in events if event.event in PROPOSING],
        }
        return about.page(PACKAGE, "proposed.html", told)

    return shown


def _actors(about: Screen) -> list[Actor]:
    viewer = about.caller.viewer
    offered = capacities.capacities(about.office.profile, viewer, about.now.date())
    return [capacities.actor(viewer, each) for each in offered]


def _shared(about: Screen, day: Any) -> dict[str, Any]:
    return {"owing": Owing(about.office, day), "paths": PATHS, "kinds": CALLED}
