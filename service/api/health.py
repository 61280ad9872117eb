"""Whether the server is alive, and whether it can work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from msgspec import Struct

from service.api import described, problems
from service.api.basis import json
from service.api.problems import Refusal
from service.api.querying import NoQuery, asked_by
from service.readiness import Ready, readiness
from service.runtime import Instance

TAG = "health"
Nothing = Annotated[NoQuery, Depends(asked_by(NoQuery))]


class Alive(Struct, frozen=True):
    """The server answers."""

    status: str = "alive"


def router(instance: Instance) -> APIRouter:
    routes = APIRouter()
    alive = described.plain("活着 Alive", TAG, Alive, ())
    ready = described.plain("就绪 Ready", TAG, Ready, (problems.UNAVAILABLE, problems.NOT_READY))
    routes.add_api_route("/health", _health, methods=["GET"], name="health", **alive)
    routes.add_api_route("/ready", _ready(instance), methods=["GET"], name="ready", **ready)
    return routes


async def _health(_said: Nothing) -> Response:
    return json(Alive())


def _ready(instance: Instance) -> Callable[..., Response]:
    def looked(_said: Nothing) -> Response:
        found = readiness(instance)
        if not found.ready:
            raise Refusal(problems.NOT_READY, f"migrations missing or edited: {', '.join(found.missing)}")
        return json(found)

    return looked
