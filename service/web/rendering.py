"""Templates to pages: everything escaped, everything named that a template uses; and the one style sheet."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from fastapi import APIRouter, Response
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

HTML = "text/html; charset=utf-8"
SHEET = "zhuoluo.css"


@cache
def environment(package: str) -> Environment:
    """The templates of a package of pages, over the base template of all."""
    loaders = ChoiceLoader([PackageLoader(package), PackageLoader("service.web")])
    return Environment(
        loader=loaders, autoescape=True, undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True
    )


def page(
    package: str, template: str, said: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """The page as an answer."""
    text = environment(package).get_template(template).render(said)
    return Response(text, status, dict(headers or {}), HTML)


def static() -> APIRouter:
    """The address of the style sheet."""
    routes = APIRouter(include_in_schema=False)

    async def sheet() -> Response:
        headers = {"Cache-Control": "no-cache"}
        return Response(_content(), headers=headers, media_type="text/css; charset=utf-8")

    routes.add_api_route(f"/static/{SHEET}", sheet, methods=["GET"])
    return routes


@cache
def _content() -> bytes:
    return (files("service.web") / "static" / SHEET).read_bytes()
