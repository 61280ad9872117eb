"""The endpoint of repeat candidates: what may be of the same matter, and what speaks for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from msgspec import Meta, Struct

from domain.likeness import GROUNDS, Ground
from domain.values import Details
from projections.status import status
from service.access import recording
from service.api import described, problems
from service.api.basis import BasisSaid, basis, json
from service.api.bodies import Strict
from service.api.cases import PETITION, TAG
from service.api.querying import Known, asked, asked_by
from service.readmodels import needs, repeats
from service.readmodels import petition as petitions
from service.readmodels.matters import Trips, trips
from service.readmodels.repeats import Candidate
from service.runtime import Instance

CANDIDATES = f"{PETITION}/repeat-candidates"


class CandidateQuery(Strict, frozen=True):
    """How many. It is asked about now: who may be found does not depend on what was known earlier."""

    limit: Annotated[int, Meta(ge=1, le=100)] = repeats.MOST_SHOWN


class GroundSaid(Struct, frozen=True, kw_only=True):
    """One thing that speaks for the same matter; `percent` says how alike texts are, and is 100 of all else."""

    code: str
    zh: str
    en: str
    points: int
    percent: int


class CandidateSaid(Struct, frozen=True, kw_only=True):
    """A petition that may be of the same matter; to join it, `join` to its `matter` with this `score`.

    `joined`: it is judged to be of the same matter already.
    """

    petition: UUID
    number: str
    matter: UUID
    joined: bool
    score: int
    grounds: tuple[GroundSaid, ...]
    channel: str
    received_on: date
    state: str
    title: str


class CandidatesSaid(Struct, frozen=True, kw_only=True):
    """Petitions that may be of the same matter, the likeliest first, each with the grounds; a person judges.

    `trips` counts what is joined by now.
    """

    basis: BasisSaid
    petition: UUID
    trips: Trips
    candidates: tuple[CandidateSaid, ...]


Asked = Annotated[CandidateQuery, Depends(asked_by(CandidateQuery))]


def router(instance: Instance) -> APIRouter:
    routes = APIRouter()
    words = described.reading(
        "筛重 Repeat candidates", TAG, CandidateQuery, CandidatesSaid, missing=(problems.NO_PETITION,)
    )
    routes.add_api_route(CANDIDATES, _candidates(instance), methods=["GET"], **words)
    return routes


def _candidates(instance: Instance) -> Callable[..., Response]:
    def told(office: str, petition: str, said: Asked) -> Response:
        return json(candidates_said(instance, office, petition, said))

    return told


def candidates_said(instance: Instance, office: str, petition: str, said: CandidateQuery) -> CandidatesSaid:
    """Candidates for a petition as whoever asks may see them, on record before they are told. Raises as `asked`."""
    about = asked(instance, office, Known(), needs=needs.PETITION)
    one = petitions.seen(instance, about, petition)
    found = repeats.candidates(instance, about, one, most=said.limit)
    with instance.reading(about.seeing) as connection:
        counted = trips(connection, about, one)
    shown = tuple(map(_said, found))
    recording.listed(instance, about, "repeat-candidates", said, shown)
    return CandidatesSaid(basis=basis(about), petition=one, trips=counted, candidates=shown)


def unsaved_said(instance: Instance, office: str, typed: Details, said: CandidateQuery) -> tuple[CandidateSaid, ...]:
    """Candidates for what is being typed at the intake, on record before they are told; nothing typed is recorded."""
    about = asked(instance, office, Known(), needs=needs.PETITION)
    shown = tuple(map(_said, repeats.unsaved(instance, about, typed, most=said.limit)))
    if shown:
        recording.listed(instance, about, "repeat-candidates", said, shown)
    return shown


def _said(found: Candidate) -> CandidateSaid:
    state = found.petition
    assert state.received is not None  # noqa: S101 - a candidate may be seen, so it was received
    assert state.received_at is not None  # noqa: S101 - the same
    return CandidateSaid(
        petition=state.id,
        number=state.number,
        matter=found.matter,
        joined=found.joined,
        score=found.score,
        grounds=tuple(map(_ground, found.grounds)),
        channel=state.received.channel,
        received_on=state.received_at.day,
        state=status(state),
        title=state.details.title or "",
    )


def _ground(ground: Ground) -> GroundSaid:
    label = GROUNDS[ground.code]
    return GroundSaid(code=ground.code, zh=label.zh, en=label.en, points=ground.points, percent=ground.percent)
