"""The application: every route, handler and guard put together over one instance."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from anyio import to_thread
from fastapi import APIRouter, Depends, FastAPI

from service.access import recording
from service.access.granting import first_administrator
from service.api import (
    access,
    access_logs,
    accountability,
    accounts,
    attachments,
    bundles,
    cases,
    codes,
    documents,
    entered,
    erasures,
    exchange,
    feed,
    handlers,
    health,
    issuing,
    layouts,
    lists,
    log,
    mining,
    numbers,
    offices,
    oidc,
    openapi,
    organisation,
    pages,
    papers,
    petitions,
    readings,
    receptions,
    registers,
    reminders,
    repeats,
    replays,
    reports,
    seen_by,
    signing_in,
    statistics,
    subscriptions,
)
from service.api.admission import Door, admission
from service.api.deprecation import Announcing
from service.api.signed_in import SignedIn
from service.metrics.page import Metrics, Shown
from service.runtime import POOL_SIZE, Instance
from service.signin.identity import Identified
from service.web import faults, routing
from service.web.door import SignedOut
from service.web.query import routing as query
from service.web_guard.guard import Guard
from service.web_guard.shedding import Shedding

PREFIX = "/api/v1"
THREADS = 2 * POOL_SIZE
"""Requests worked on at once. Half of them wait for a commit of others at most times, without a connection."""
WAITING = 4 * THREADS
"""Requests that wait to be worked on; what comes beyond is turned away."""


def create_app(instance: Instance, door: Door | None = None) -> FastAPI:
    """The pages of this instance, and its JSON API under /api/v1 with documentation and health."""
    door = door or SignedIn(instance)
    admitted = Depends(admission(instance, door, PREFIX))
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
    for routes in (*_routers(instance), *_of_accounts(instance), query.router(instance)):
        app.include_router(routes, prefix=PREFIX, dependencies=[admitted])
    for page in (pages.router, *routing.public(instance), routing.router(instance, door.identity)):
        app.include_router(page)
    handlers.install(app, partial(recording.refused, instance), faults.faced)
    app.add_exception_handler(SignedOut, faults.signed_out)
    app.state.stopping = lambda: False
    app.state.shows_docs = instance.settings.web.shows_docs
    app.add_middleware(Announcing)
    app.add_middleware(Identified, instance=instance, face=faults.faced)
    app.add_middleware(Shedding, most=THREADS + WAITING, face=faults.faced)
    metrics = Metrics(instance)
    app.add_middleware(Shown, metrics=metrics, instance=instance)
    app.add_middleware(
        Guard,
        keys=instance.keys,
        settings=instance.settings.web,
        face=faults.faced,
        count=metrics.requests.answered,
    )
    openapi.install(app)
    return app


def _routers(instance: Instance) -> tuple[APIRouter, ...]:
    return tuple(
        part.router(instance)
        for part in (
            health,
            offices,
            organisation,
            erasures,
            codes,
            petitions,
            cases,
            attachments,
            replays,
            repeats,
            lists,
            mining,
            registers,
            entered,
            feed,
            subscriptions,
            exchange,
            statistics,
            layouts,
            reports,
            bundles,
            documents,
            issuing,
            accountability,
            log,
            numbers,
            readings,
            receptions,
            papers,
            reminders,
            oidc,
            access,
            access_logs,
            seen_by,
        )
    )


def _of_accounts(instance: Instance) -> tuple[APIRouter, ...]:
    """Who may administer accounts is decided at the door."""
    return (
        signing_in.router(instance, first_administrator(instance)),
        accounts.router(instance, may=lambda _who, _office: True),
    )


@asynccontextmanager
async def _lifespan(_app: FastAPI) -> AsyncIterator[dict[str, Any]]:
    to_thread.current_default_thread_limiter().total_tokens = THREADS
    yield {}
