"""The page of subscriptions, for whoever operates the system, and the changes of one."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import APIRouter, Request, Response

from domain.subscriptions import ENDED, ON, PAUSED
from service.feeds import listing
from service.feeds.listing import FAILING
from service.runtime import Instance
from service.web.changes.routes import add_changes
from service.web.marking import N_
from service.web.screen import Screen, screen
from service.web.subscriptions.changing import CHANGES, PACKAGE, SUBSCRIPTIONS

STANDINGS = {ON: N_("delivering"), FAILING: N_("failing"), PAUSED: N_("paused"), ENDED: N_("ended")}
TAGS = {ON: "fine", FAILING: "late", PAUSED: "soon", ENDED: ""}


def router(instance: Instance) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    routes.add_api_route(SUBSCRIPTIONS, _page(instance), methods=["GET"], name="subscriptions_page")
    add_changes(routes, instance, CHANGES)
    return routes


def _page(instance: Instance) -> Callable[..., Response]:
    def page(request: Request) -> Response:
        return _shown(screen(instance, request))

    return page


def _shown(about: Screen) -> Response:
    """Those that deliver, fail or are paused, and below them those that ended."""
    rows = listing.listed(about.instance, about.id)
    tokens = about.office.state.accounts.tokens
    said = {
        "standing": [each for each in rows if each.standing != ENDED],
        "ended": [each for each in rows if each.standing == ENDED],
        "called": {id_: f"{each.name}（{each.unit}）" if each.unit else each.name for id_, each in tokens.items()},
        "head": about.instance.ledger.head(about.id).size,
        "standings": STANDINGS,
        "tags": TAGS,
        "done": about.request.query_params.get("done"),
    }
    return about.page(PACKAGE, "subscriptions.html", said)
