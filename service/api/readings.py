"""The endpoint of how an office reads its rules: what the texts leave open, and what its own book says there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from msgspec import Struct

from domain.wellformed import YEARS
from service.api import described, problems
from service.api.basis import json
from service.api.offices import OFFICE, TAG, OfficeQuery
from service.api.places import known_office
from service.api.querying import asked_by
from service.clauses.readings import Reading, readings
from service.readmodels.asking import today
from service.runtime import Instance

READINGS = f"{OFFICE}/readings"
AsOffice = Annotated[OfficeQuery, Depends(asked_by(OfficeQuery))]


class ReadingsSaid(Struct, frozen=True):
    """How an office reads its rules 本机关如何理解规则, by the version in force on a day."""

    office: str
    on: date
    rulebook: str
    digest: str
    readings: tuple[Reading, ...]


def router(instance: Instance) -> APIRouter:
    routes = APIRouter()
    words = described.reading("规则的理解 How an office reads its rules", TAG, OfficeQuery, ReadingsSaid)
    routes.add_api_route(READINGS, _told(instance), methods=["GET"], name="readings", **words)
    return routes


def _told(instance: Instance) -> Callable[..., Response]:
    def told(office: str, said: AsOffice) -> Response:
        known = known_office(instance, office)
        on = said.on or today(instance, known)
        if on.year not in YEARS:
            raise problems.invalid("query.on", "日期不合理", "no such day")
        book = known.book_on(on)
        return json(ReadingsSaid(office, on, book.reference, book.digest, tuple(readings(book))))

    return told
