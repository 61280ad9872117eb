"""Registers and ledgers 台账 from the page of the register: files of any length, of the period and moment shown."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from service.api.registers import RegisterFileQuery, exported
from service.layouts.made import said
from service.registers.kinds import REGISTERS
from service.registers.writing import KINDS, Kind
from service.runtime import Instance
from service.web.register.asking import KNOWN, asked_of, kept
from service.web.screen import Screen, screen

PATH = "/registers/{register}"
NARROWED_BY = ("received_from", "received_to", "position", "as_of", "on", KNOWN)
"""Words of the register's address that hold for these files too: days and moment, not unit, channel or state."""


def router(instance: Instance) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    for kind in KINDS.values():
        routes.add_api_route(
            f"{PATH}.{kind.name}", _sent(instance, kind), methods=["GET"], name=f"registers_{kind.name}"
        )
    return routes


def _sent(instance: Instance, kind: Kind) -> Callable[..., Response]:
    def sent(request: Request, register: str) -> Response:
        about = screen(instance, request)
        query = asked_of(about).query
        asked = RegisterFileQuery(
            position=query.position,
            as_of=query.as_of,
            on=query.on,
            first=query.received_from,
            last=query.received_to,
            language=about.language,
        )
        return exported(instance, about.id, register, kind, asked)

    return sent


def offered(about: Screen) -> list[tuple[str, list[tuple[str, str]]]]:
    """What the registers are called, each with its files of the days and moment on the page."""
    words = urlencode([(name, value) for name, value in kept(about) if name in NARROWED_BY])
    return [
        (
            said(each.label, about.language),
            [
                (kind.name.upper(), f"/registers/{each.id}.{kind.name}{'?' if words else ''}{words}")
                for kind in KINDS.values()
            ],
        )
        for each in REGISTERS.values()
    ]
