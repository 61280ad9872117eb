"""Whether the server is alive, whether it can work, and how its parts stand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from msgspec import Struct

from service.api import described, problems
from service.api.basis import json
from service.api.problems import Refusal
from service.api.querying import NoQuery, asked_by
from service.readiness import Ready, looked_at, readiness
from service.runtime import Instance
from service.status import Status

TAG = "health"
Nothing = Annotated[NoQuery, Depends(asked_by(NoQuery))]


class Alive(Struct, frozen=True):
    """The server answers."""

    status: str = "alive"


def router(instance: Instance) -> APIRouter:
    routes = APIRouter()
    alive = described.plain("活着 Alive", TAG, Alive, ())
    ready = described.plain("就绪 Ready", TAG, Ready, (problems.UNAVAILABLE, problems.NOT_READY))
    state = described.plain("运行状态 Status", TAG, Status, (problems.UNAVAILABLE,))
    routes.add_api_route("/health", _health, methods=["GET"], name="health", **alive)
    routes.add_api_route("/ready", _ready(instance), methods=["GET"], name="ready", **ready)
    routes.add_api_route("/status", _status(instance), methods=["GET"], name="status", **state)
    return routes


async def _health(_said: Nothing) -> Response:
    return json(Alive())


def _ready(instance: Instance) -> Callable[..., Response]:
    def looked(request: Request, _said: Nothing) -> Response:
        if request.app.state.stopping():
            raise Refusal(problems.NOT_READY, "this server is being stopped (服务即将停止)")
        found = readiness(instance)
        if not found.ready:
            raise Refusal(problems.NOT_READY, f"migrations missing or edited: {', '.join(found.missing)}")
        return json(found)

    return looked


def _status(instance: Instance) -> Callable[..., Response]:
    def looked(_said: Nothing) -> Response:
        return json(looked_at(instance))

    return looked
