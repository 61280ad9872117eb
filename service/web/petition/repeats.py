"""Petitions that may be of the same matter: found by what is alike, and one of them looked at beside this one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from fastapi import APIRouter, Request, Response
from msgspec import Struct

from domain.vocabulary import JOINED_AS
from service.api.cases import PetitionSaid, petition_said, read_case
from service.api.querying import Judging
from service.api.repeats import CandidateQuery, candidates_said
from service.runtime import Instance
from service.web.addresses import PETITION
from service.web.petition.telling import Told, telling
from service.web.screen import Screen, screen

PACKAGE = "service.web.petition"
CANDIDATES, BESIDE = f"{PETITION}/candidates", f"{PETITION}/beside/{{other}}"
OF_PERSON = ("name", "phone", "address", "work_unit")
OF_MATTER = ("title", "problem", "demand", "content_class", "problem_place", "accused", "people")
DIGITS = 6


class Pair(Struct, frozen=True):
    """A field, as this petition has it and as the other one does."""

    name: str
    here: str
    there: str

    @property
    def same(self) -> bool:
        return bool(self.here) and self.here == self.there


def router(instance: Instance) -> APIRouter:
    routes = APIRouter(include_in_schema=False)
    routes.add_api_route(CANDIDATES, _candidates(instance), methods=["GET"], name="candidates_page")
    routes.add_api_route(BESIDE, _beside(instance), methods=["GET"], name="beside_page")
    return routes


def _candidates(instance: Instance) -> Callable[..., Response]:
    def told(petition: str, request: Request) -> Response:
        about = screen(instance, request)
        asked, case = read_case(instance, about.id, petition, Judging())
        found = candidates_said(instance, about.id, petition, CandidateQuery())
        return about.page(PACKAGE, "candidates.html", {"said": petition_said(asked, case), "found": found})

    return told


def _beside(instance: Instance) -> Callable[..., Response]:
    def told(petition: str, other: str, request: Request) -> Response:
        about = screen(instance, request)
        (here, tell), (there, tell_other) = (_told(about, each) for each in (petition, other))
        score = request.query_params.get("score", "")
        said: dict[str, Any] = {
            "here": here,
            "there": there,
            "pairs": tuple(_pairs((here, tell), (there, tell_other))),
            "matter": there.joined or there.petition,
            "kinds": JOINED_AS,
            "score": score if score.isdecimal() and len(score) <= DIGITS else "",
        }
        return about.page(PACKAGE, "beside.html", said)

    return told


def _told(about: Screen, petition: str) -> tuple[PetitionSaid, Told]:
    """Each of them on record before it is shown. Raises UnknownPetition."""
    asked, case = read_case(about.instance, about.id, petition, Judging())
    return petition_said(asked, case), telling(about, case)


def _pairs(one: tuple[PetitionSaid, Told], other: tuple[PetitionSaid, Told]) -> Iterator[Pair]:
    for name in (*OF_PERSON, *OF_MATTER):
        here, there = (_value(said, tell, name) for said, tell in (one, other))
        if here or there:
            yield Pair(one[1].words.field(name), here, there)


def _value(said: PetitionSaid, tell: Told, name: str) -> str:
    holder: dict[str, Any] = said.details.get("petitioner", {}) if name in OF_PERSON else said.details
    return tell.value(name, holder.get(name))
