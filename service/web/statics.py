"""The style sheets and scripts: each under an address that names its content, kept by browsers for a year."""

from __future__ import annotations

import gzip
from functools import cache
from hashlib import sha256
from importlib.resources import files

from fastapi import APIRouter, Request, Response

from service.api import problems
from service.api.problems import Refusal

CSS, SCRIPT = "text/css; charset=utf-8", "text/javascript; charset=utf-8"
FILES = {
    "zhuoluo.css": CSS,
    "zhuoluo.js": SCRIPT,
    "icon.svg": "image/svg+xml",
    "vendor/pico/pico.min.css": CSS,
    "vendor/pico/LICENSE.md": "text/plain; charset=utf-8",
    "vendor/htmx/htmx.min.js": SCRIPT,
    "vendor/htmx/LICENSE": "text/plain; charset=utf-8",
}
"""The files that are served, and nothing else."""
FOR_A_YEAR = "public, max-age=31536000, immutable"


@cache
def _content(name: str) -> bytes:
    return (files("service.web") / "static" / name).read_bytes()


@cache
def _packed(name: str) -> bytes:
    return gzip.compress(_content(name), mtime=0)


@cache
def _version(name: str) -> str:
    return sha256(_content(name)).hexdigest()[:12]


@cache
def static(name: str) -> str:
    """The address of a file, which changes when the file does."""
    return f"/static/{name}?v={_version(name)}"


def router() -> APIRouter:
    routes = APIRouter(include_in_schema=False)

    async def shown(request: Request, name: str) -> Response:
        if name not in FILES:
            raise Refusal(problems.NOT_FOUND)
        named = request.query_params.get("v") == _version(name)
        headers = {"Cache-Control": FOR_A_YEAR if named else "no-cache", "Vary": "Accept-Encoding"}
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return Response(_content(name), headers=headers, media_type=FILES[name])
        return Response(_packed(name), headers={**headers, "Content-Encoding": "gzip"}, media_type=FILES[name])

    routes.add_api_route("/static/{name:path}", shown, methods=["GET"], name="static")
    return routes
