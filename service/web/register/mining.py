"""The register for process mining, from its page: every petition of the period, as of the moment that is shown."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from service.api.lists import RegisterQuery
from service.api.mining import MiningQuery, exported
from service.mining.exporting import FORMATS, Format
from service.runtime import Instance
from service.web.register.asking import KNOWN, REGISTER, asked_of, kept
from service.web.screen import Screen, screen

NARROWED_BY = frozenset({*MiningQuery.__struct_fields__, KNOWN})
"""Words of the register's address that hold for these files too: period and moment, not unit, channel or state."""


def router(instance: Instance) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    for kind in FORMATS.values():
        path = f"{REGISTER}.{kind.name}"
        routes.add_api_route(path, _sent(instance, kind), methods=["GET"], name=f"register_{kind.name}")
    return routes


def _sent(instance: Instance, kind: Format) -> Callable[..., Response]:
    def sent(request: Request) -> Response:
        about = screen(instance, request)
        return exported(instance, about.id, kind, _of(asked_of(about).query))

    return sent


def _of(said: RegisterQuery) -> MiningQuery:
    return MiningQuery(**{name: getattr(said, name) for name in MiningQuery.__struct_fields__})


def address(about: Screen, kind: str) -> str:
    """Where the file of that kind is that goes with the list on the page."""
    said = [(name, value) for name, value in kept(about) if name in NARROWED_BY]
    return f"{REGISTER}.{kind}?{urlencode(said)}" if said else f"{REGISTER}.{kind}"
