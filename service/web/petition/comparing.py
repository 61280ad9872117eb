"""A petition at two moments beside each other: what differs, and what happened in between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request, Response
from msgspec import Struct

from service.api import problems
from service.api.cases import read_case
from service.api.places import found_petition
from service.api.querying import Judging
from service.api.replays import CompareQuery, CompareSaid, comparison_of
from service.runtime import Instance
from service.web.addresses import PETITION
from service.web.petition.moments import At, Moments, moments, named
from service.web.petition.telling import Told, telling
from service.web.screen import Screen, screen

PACKAGE = "service.web.petition"
COMPARE = f"{PETITION}/compare"
ONE, OTHER = "from", "to"
"""The versions after which the petition is looked at."""


class Differing(Struct, frozen=True):
    """A field that is not the same at both moments."""

    field: str
    name: str
    before: str
    after: str


def router(instance: Instance) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    routes.add_api_route(COMPARE, _compared(instance), methods=["GET"], name="compare_page")
    return routes


def _compared(instance: Instance) -> Callable[..., Response]:
    def compared(petition: str, request: Request) -> Response:
        about = screen(instance, request)
        known = moments(about, found_petition(instance, about.id, petition))
        one, other = _chosen(about, known)
        found = comparison_of(instance, about.id, petition, _query(one, other))
        _, case = read_case(instance, about.id, petition, Judging())
        return about.page(PACKAGE, "compare.html", _told(found, telling(about, case), known, one, other))

    return compared


def _chosen(about: Screen, known: Moments) -> tuple[At, At]:
    """The two moments that the address names; the first and the last where it names none. Raises Refusal (422)."""
    said = about.request.query_params
    one = named(known, said[ONE]) if said.get(ONE) else known.all[0]
    other = named(known, said[OTHER]) if said.get(OTHER) else known.all[-1]
    if one is None or other is None:
        raise problems.invalid(ONE if one is None else OTHER, "没有这一项记录", "there is no such event")
    return one, other


def _query(one: At, other: At) -> CompareQuery:
    """As known at each moment, and judged then."""
    return CompareQuery(
        from_position=one.position,
        from_on=_instant(one.recorded_at),
        to_position=other.position,
        to_on=_instant(other.recorded_at),
    )


def _instant(at: datetime) -> str:
    return at.isoformat()


def _told(found: CompareSaid, told: Told, known: Moments, one: At, other: At) -> dict[str, Any]:
    return {"found": found, "fields": tuple(_fields(found, told)), "moments": known, "one": one, "other": other}


def _fields(found: CompareSaid, told: Told) -> Iterator[Differing]:
    for each in found.fields:
        before, after = (told.value(each.field, value) for value in (each.before, each.after))
        if before != after:
            yield Differing(each.field, told.words.said(each), before, after)
