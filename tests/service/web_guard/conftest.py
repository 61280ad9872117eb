"""The guard around a small app that tells what reached it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from service.keys import KeyFolder
from service.web_guard.configured import WebSettings
from service.web_guard.guard import Guard

HTTPS = "https://xinfang.example"
HOSTS = frozenset({"xinfang.example", "localhost"})
OPEN = WebSettings(hosts=HOSTS)
Guarded = Callable[..., TestClient]


async def told(request: Request) -> JSONResponse:
    """What an endpoint is given."""
    body = await request.body()
    return JSONResponse(
        {"size": len(body), "body": body.decode("latin-1")[:200], "client": request.state.client_address}
    )


async def form(request: Request) -> PlainTextResponse:
    """A page with a form: only its token."""
    return PlainTextResponse(str(request.state.csrf))


async def broken(request: Request) -> PlainTextResponse:
    raise ValueError(request.url.path + str(request.query_params))


def app(keys: KeyFolder, settings: WebSettings) -> Starlette:
    every = ["GET", "POST", "PUT", "PATCH", "DELETE"]
    routes = [
        Route("/form", form),
        Route("/page", told, methods=every),
        Route("/broken/{part}", broken, methods=every),
        Route("/api/v1/offices/{office}/petitions/{petition}/attachments", told, methods=every),
        Route("/api/v1/{rest:path}", told, methods=every),
        Route("/api/docs", told),
        Route("/static/zhuoluo.css", told),
    ]
    made = Starlette(routes=routes)
    made.add_middleware(Guard, keys=keys, settings=settings)
    return made


@pytest.fixture
def keys(tmp_path: Path) -> KeyFolder:
    return KeyFolder(tmp_path / "keys")


@pytest.fixture
def guarded(keys: KeyFolder) -> Guarded:
    """Makes a client of the guarded app: over https, from an address outside."""

    def made(settings: WebSettings = OPEN, peer: str = "192.0.2.1", base: str = HTTPS, **more: Any) -> TestClient:
        return TestClient(app(keys, settings), base_url=base, client=(peer, 5000), **more)

    return made
