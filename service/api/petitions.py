"""The endpoints of commands: receive, one for each verb, and correct. No rule is decided here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import msgspec
from fastapi import APIRouter, Response

from domain import commands as c
from service.api import described, problems
from service.api.acting import acting
from service.api.answers import recorded
from service.api.bodies import BODIES, in_domain
from service.api.moments import moment
from service.api.places import found_petition, known_office
from service.api.posting import Posted, PostedRequest
from service.api.verbs import RECEIVE, VERBS
from service.desk import Answer, Request, Step
from service.offices import KnownOffice
from service.runtime import Instance

JSON = "application/json"
PETITIONS = "/offices/{office}/petitions"
REPLAYED = "Idempotent-Replayed"
"""Header of a command's answer: whether the key had been answered before. The body is the same then."""


def router(instance: Instance) -> APIRouter:
    """One route a verb, all made from the same table."""
    routes = APIRouter()
    routes.add_api_route(
        PETITIONS, _receiving(instance), methods=["POST"], status_code=201, **described.command(RECEIVE)
    )
    for name in VERBS:
        path = f"{PETITIONS}/{{petition}}/{name}"
        routes.add_api_route(path, _acting(instance, name), methods=["POST"], **described.command(name))
    return routes


def _receiving(instance: Instance) -> Callable[..., Response]:
    def receive(office: str, posted: PostedRequest) -> Response:
        return _carried_out(instance, known_office(instance, office), uuid4(), RECEIVE, posted)

    return receive


def _acting(instance: Instance, verb: str) -> Callable[..., Response]:
    def act(office: str, petition: str, posted: PostedRequest) -> Response:
        known = known_office(instance, office)
        return _carried_out(instance, known, found_petition(instance, office, petition), verb, posted)

    return act


def must_be_known(instance: Instance, office: str, command: Any) -> None:
    """Whoever joins petitions may know of both. Raises UnknownPetition."""
    act = command.act if isinstance(command, c.Correct) else command
    if isinstance(act, c.Join):
        found_petition(instance, office, str(act.to))


def _carried_out(instance: Instance, office: KnownOffice, petition: UUID, verb: str, posted: Posted) -> Response:
    body: Any = posted.said(BODIES[verb])
    step = step_of(body, petition, office)
    must_be_known(instance, office.profile.id, step.command)
    request = Request(
        office=office.profile.id,
        petition=petition,
        steps=(step,),
        actor=acting(body.actor.actor()),
        via=posted.via(),
        expected=posted.expected,
        recorded_at=_recorded_at(body.recorded_at, office),
    )
    return _response(instance, instance.desk.handle(request), created=verb == RECEIVE)


def step_of(body: Any, petition: UUID, office: KnownOffice) -> Step:
    """The command of a body. Of a correction `occurred` is part of what is corrected."""
    happened = moment(body.occurred, "$.occurred", office) if body.occurred is not None else None
    command = in_domain(body, petition)
    if isinstance(command, c.Correct):
        assert happened is not None  # noqa: S101 - the body of a correction requires it
        return Step(command=msgspec.structs.replace(command, occurred=happened))
    return Step(command=command, occurred=happened, already_done=body.already_done)


def _recorded_at(said: datetime | None, office: KnownOffice) -> datetime | None:
    """The time to record, which only the commands of an office with replayed time say."""
    if said is not None and not office.replayed:
        zh, en = "只有重放时间的机构可以指定记录时间", "only an office with replayed time takes it"
        raise problems.invalid("$.recorded_at", zh, en)
    return said


def _response(instance: Instance, answer: Answer, *, created: bool) -> Response:
    office = instance.offices.get(answer.office)
    said = recorded(answer, office.books)
    headers = {"ETag": f'"{said.version}"', REPLAYED: "true" if answer.repeated else "false"}
    if created:
        headers["Location"] = f"/api/v1/offices/{said.office}/petitions/{said.petition}"
    return Response(msgspec.json.encode(said), 201 if created else 200, headers, JSON)
