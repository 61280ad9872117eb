"""The endpoint that says why a person may see a petition, or may not; for auditors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from msgspec import Struct

from service.access import recording
from service.access.explaining import decision
from service.api import described, problems
from service.api.access import TAG
from service.api.basis import json
from service.api.bodies import Strict
from service.api.cases import PETITION
from service.api.places import found_petition, known_office
from service.api.querying import asked_by
from service.api.words import Name
from service.runtime import Instance

SEEN_BY = f"{PETITION}/seen-by"


class SeenByQuery(Strict, frozen=True):
    """Who is asked about, by the name in the office."""

    person: Name


class SeenBySaid(Struct, frozen=True, kw_only=True):
    """能否查阅: whether the person may see the petition, as both are today; every reason against it, forbids first."""

    office: str
    petition: UUID
    person: str
    allowed: bool
    reasons: tuple[str, ...]


def router(instance: Instance) -> APIRouter:
    routes = APIRouter()
    words = described.reading(
        "能否查阅 May somebody see it, and why", TAG, SeenByQuery, SeenBySaid, missing=(problems.NO_PETITION,)
    )
    routes.add_api_route(SEEN_BY, _told(instance), methods=["GET"], name="seen-by", **words)
    return routes


def _told(instance: Instance) -> Callable[..., Response]:
    def told(office: str, petition: str, said: Annotated[SeenByQuery, Depends(asked_by(SeenByQuery))]) -> Response:
        return json(seen_by_said(instance, office, petition, said))

    return told


def seen_by_said(instance: Instance, office: str, petition: str, said: SeenByQuery) -> SeenBySaid:
    """Whether the person may see the petition, and why; on record. Raises UnknownPetition, as `recording.read`."""
    known_office(instance, office)
    found = found_petition(instance, office, petition)
    answer = decision(instance, office, found, said.person)
    recording.opened(instance, office, found, ("relations",))
    return SeenBySaid(office=office, petition=found, person=said.person, allowed=answer.allowed, reasons=answer.reasons)
