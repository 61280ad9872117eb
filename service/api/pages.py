"""The documentation page, which works without a network, and the files that it needs."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import msgspec
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import RedirectResponse

from service.api import described, problems
from service.api.problems import Refusal

TYPES = {
    "api.html": "text/html; charset=utf-8",
    "api.js": "text/javascript; charset=utf-8",
    "swagger-ui-dist/swagger-ui-bundle.js": "text/javascript; charset=utf-8",
    "swagger-ui-dist/swagger-ui.css": "text/css; charset=utf-8",
    "swagger-ui-dist/LICENSE": "text/plain; charset=utf-8",
    "swagger-ui-dist/NOTICE": "text/plain; charset=utf-8",
    "swagger-ui-dist/swagger-ui-bundle.js.LICENSE.txt": "text/plain; charset=utf-8",
}
"""The files that are served, and nothing else."""

router = APIRouter(include_in_schema=False)


@cache
def content(name: str) -> bytes:
    return (files("service.api") / "static" / name).read_bytes()


@router.get("/api/docs")
async def docs() -> Response:
    """The page that shows the API and lets one try it."""
    return _file("api.html")


@router.get("/api/static/{name:path}")
async def static(name: str) -> Response:
    if name not in TYPES:
        raise Refusal(problems.NOT_FOUND)
    return _file(name)


@router.get("/api")
async def start(request: Request) -> Response:
    """The documentation, and the query where it is not shown."""
    return RedirectResponse("/api/docs" if request.app.state.shows_docs else "/query")


def _file(name: str) -> Response:
    return Response(content(name), headers={"Cache-Control": "no-cache"}, media_type=TYPES[name])


@router.get("/api/v1/openapi.json")
async def openapi(request: Request) -> Response:
    app: FastAPI = request.app
    document: dict[str, Any] = app.openapi()
    return Response(msgspec.json.encode(document), media_type=described.JSON)
