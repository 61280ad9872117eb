"""GET …/duty.ics and /receptions/day.ics: one duty, or what somebody receives on a day, to be added to a calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from fastapi import APIRouter, Request, Response
from msgspec import Struct

from service.access import recording
from service.api import problems
from service.api.places import found_petition
from service.api.problems import Refusal
from service.own_calendar.asking import Calendar, UnknownEntry, of_duty, of_reception
from service.own_calendar.writing import TYPE, single
from service.readmodels import needs
from service.readmodels.asking import question
from service.runtime import Instance
from service.web.addresses import PETITION, RECEPTIONS
from service.web.asked import asked_for
from service.web.screen import Screen, screen

DUTY, RECEPTION = f"{PETITION}/duty.ics", f"{RECEPTIONS}/day.ics"


class DutyQuery(Struct, frozen=True):
    """Which open duty of the petition."""

    entry: str
    discriminator: str = ""


class DayQuery(Struct, frozen=True):
    """The day of the reception."""

    on: date


def router(instance: Instance) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    for path, told, name in ((DUTY, _duty, "duty_entry"), (RECEPTION, _reception, "reception_entry")):
        routes.add_api_route(path, told(instance), methods=["GET"], name=name, response_class=Response)
    return routes


def _duty(instance: Instance) -> Callable[..., Response]:
    def told(petition: str, request: Request) -> Response:
        about = screen(instance, request)
        of = found_petition(instance, about.id, petition)
        said = asked_for(request, DutyQuery)
        asked = question(instance, about.caller.viewer, about.id, needs=needs.DUTIES)
        found = _known(lambda: of_duty(instance, asked, of, (said.entry, said.discriminator), about.language))
        recording.opened(instance, about.id, of, (), position=asked.position)
        return _file(about, found, f"duty-{said.entry}")

    return told


def _reception(instance: Instance) -> Callable[..., Response]:
    """Days of receptions name no petition: nothing of them goes on record."""

    def told(request: Request) -> Response:
        about, said = screen(instance, request), asked_for(request, DayQuery)
        asked = question(instance, about.caller.viewer, about.id, needs=needs.DUTIES)
        return _file(
            about, _known(lambda: of_reception(instance, asked, said.on, about.language)), f"reception-{said.on}"
        )

    return told


def _known(ask: Callable[[], Calendar]) -> Calendar:
    """Raises Refusal (404)."""
    try:
        return ask()
    except UnknownEntry:
        raise Refusal(problems.NOT_FOUND) from None


def _file(about: Screen, found: Calendar, name: str) -> Response:
    plain = "".join(each if each.isascii() and (each.isalnum() or each in "-_") else "-" for each in name)
    headers = {"Content-Disposition": f'attachment; filename="{about.id}-{plain}.ics"', "Cache-Control": "no-store"}
    return Response(single(found), headers=headers, media_type=TYPE)
