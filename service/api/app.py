"""The application: every route, handler and guard put together over one instance."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from anyio import to_thread
from fastapi import APIRouter, FastAPI

from service.api import (
    accountability,
    cases,
    codes,
    entered,
    handlers,
    health,
    lists,
    numbers,
    offices,
    openapi,
    organisation,
    pages,
    papers,
    petitions,
    readings,
    receptions,
    reminders,
    repeats,
    replays,
    statistics,
)
from service.api.guarding import Guard
from service.runtime import POOL_SIZE, Instance

PREFIX = "/api/v1"
THREADS = 2 * POOL_SIZE
"""Requests worked on at once. Half of them wait for a commit of others at most times, without a connection."""


def create_app(instance: Instance) -> FastAPI:
    """The JSON API of this instance under /api/v1, its documentation and its health."""
    app = FastAPI(
        title="着落 zhuoluo",
        version="1",
        description=openapi.INTRODUCTION,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        lifespan=_lifespan,
    )
    for routes in _routers(instance):
        app.include_router(routes, prefix=PREFIX)
    app.include_router(pages.router)
    handlers.install(app)
    app.add_middleware(Guard)
    openapi.install(app)
    return app


def _routers(instance: Instance) -> tuple[APIRouter, ...]:
    return tuple(
        part.router(instance)
        for part in (
            health,
            offices,
            organisation,
            codes,
            petitions,
            cases,
            replays,
            repeats,
            lists,
            entered,
            statistics,
            accountability,
            numbers,
            readings,
            receptions,
            papers,
            reminders,
        )
    )


@asynccontextmanager
async def _lifespan(_app: FastAPI) -> AsyncIterator[dict[str, Any]]:
    to_thread.current_default_thread_limiter().total_tokens = THREADS
    yield {}
