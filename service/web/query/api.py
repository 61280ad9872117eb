"""The query over JSON, and the code of a petition for whoever registers it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from msgspec import UNSET, Struct, UnsetType

from domain.public_status import PublicStatus
from service.access import recording
from service.api import described, problems
from service.api.basis import json
from service.api.bodies import Strict
from service.api.decoding import decoded
from service.api.places import found_petition, known_office
from service.api.posting import PostedRequest
from service.api.problems import Refusal
from service.api.querying import NoQuery, asked_by
from service.api.words import Word
from service.runtime import Instance
from service.web.query.asking import Asked, NotShown, PetitionerQuery, Throttled
from service.web.query.code import MistypedCode, QueryCodes, shown

QUERY = "/query"
CODE = "/offices/{office}/petitions/{petition}/query-code"
TAG = "query"
EXAMPLE = {"office": "yimin", "number": "信〔2026〕0001", "code": "7K2QF-9T0XV"}
Nothing = Annotated[NoQuery, Depends(asked_by(NoQuery))]


class QueryBody(Strict, frozen=True):
    """Number and query code as they stand on the slip that the petitioner was given; and which office gave it."""

    office: Word
    number: Word
    code: Word


class QueryAnswer(Struct, frozen=True, kw_only=True):
    """What the petitioner is told, and nothing else. `since`: when the status began; `due`: as last told by notice.

    `status` is received, in_progress, extended, answered, closed, withdrawn or refused. `reply` is the text that the
    office published. Of some petitions only the day received and the status are told.
    """

    number: str
    received: date
    status: str
    channel: str | UnsetType = UNSET
    since: date | UnsetType = UNSET
    due: date | UnsetType = UNSET
    reply: str | UnsetType = UNSET


class QueryCodeSaid(Struct, frozen=True, kw_only=True):
    """The query code of a petition, to be printed on the slip for its petitioner; the same each time."""

    office: str
    petition: UUID
    code: str


def router(instance: Instance, query: PetitionerQuery) -> APIRouter:
    routes = APIRouter()
    asking: dict[str, Any] = {
        "summary": "信访人查询 Where is my letter?",
        "description": " ".join((QueryBody.__doc__ or "").split()),
        "tags": [TAG],
        "responses": described.answers("200", QueryAnswer.__name__, _KINDS),
        "openapi_extra": described.posting(QueryBody, EXAMPLE),
    }
    routes.add_api_route(QUERY, _asked(query), methods=["POST"], name="query", **asking)
    kinds = (problems.NO_OFFICE, problems.NO_PETITION, problems.BEHIND)
    code = described.plain("查询码 The petitioner's query code", "petitions: reading", QueryCodeSaid, kinds)
    routes.add_api_route(CODE, _code(instance), methods=["GET"], name="query_code", **code)
    return routes


_KINDS = (
    problems.MALFORMED, problems.NO_OFFICE, problems.NOT_SHOWN, problems.TOO_LARGE, problems.WRONG_TYPE,
    problems.WRONG_HOST, problems.INVALID, problems.CROSS_SITE, problems.SLOW,
    problems.UNAVAILABLE,
)  # fmt: skip


def address_of(request: Request) -> str:
    """The client's address as the guard found it, behind trusted proxies too."""
    return str(getattr(request.state, "client_address", "") or (request.client.host if request.client else ""))


def _asked(query: PetitionerQuery) -> Callable[..., Response]:
    def asked(request: Request, posted: PostedRequest) -> Response:
        said = decoded(posted.body, QueryBody)
        return json(answered(query, Asked(said.office, said.number, said.code, address_of(request))))

    return asked


def answered(query: PetitionerQuery, asked: Asked) -> QueryAnswer:
    """Raises Refusal: 404, 422 for a mistyped code, 429."""
    try:
        return told(query.answer(asked))
    except MistypedCode as error:
        raise problems.invalid("$.code", "查询码有误", str(error)) from None
    except NotShown as error:
        raise Refusal(problems.NOT_SHOWN, str(error)) from None
    except Throttled as error:
        headers = {"Retry-After": str(error.seconds)}
        raise Refusal(problems.TOO_MANY_REQUESTS, str(error), headers=headers) from None


def told(said: PublicStatus) -> QueryAnswer:
    return QueryAnswer(
        number=said.number,
        received=said.received,
        status=said.status,
        channel=said.channel or UNSET,
        since=said.since or UNSET,
        due=said.due or UNSET,
        reply=str(said.reply) if said.reply else UNSET,
    )


def _code(instance: Instance) -> Callable[..., Response]:
    def code(office: str, petition: str, _said: Nothing) -> Response:
        return json(query_code_said(instance, office, petition))

    return code


def query_code_said(instance: Instance, office: str, petition: str) -> QueryCodeSaid:
    """The code for whoever may see the petition, on record before it is told. Raises Refusal, UnknownPetition."""
    known_office(instance, office)
    found = found_petition(instance, office, petition)
    if instance.desk.petition(office, found).received is None:
        raise Refusal(problems.NO_PETITION)
    recording.opened(instance, office, found, ("query_code",))
    return QueryCodeSaid(office=office, petition=found, code=shown(QueryCodes(instance.keys).of(office, found)))
