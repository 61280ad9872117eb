"""How the instance stands, for whoever operates it."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import Request, Response

from service.readiness import looked_at
from service.status import CATCHING_UP, CURRENT, FILLING, STOPPED
from service.web.marking import N_
from service.web.screen import Screen

PACKAGE = "service.web.office"
STATES = {
    CURRENT: N_("up to date"),
    CATCHING_UP: N_("catching up"),
    FILLING: N_("filling for the first time"),
    STOPPED: N_("stopped"),
}


def shown(about: Screen, request: Request) -> Response:
    """Database, read models, jobs, signed heads; of every office of the instance, as the API tells it."""
    said = {
        "found": looked_at(about.instance),
        "states": STATES,
        "clock": about.local(datetime.now(UTC)),
        "last": about.local(about.instance.ledger.head(about.id).recorded_at),
        "done": request.query_params.get("done"),
        "office_made": request.query_params.get("office"),
    }
    return about.page(PACKAGE, "system.html", said)
