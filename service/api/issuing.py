"""The endpoint by which a document is issued: drawn up under its number, kept, and put on record, in one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Response
from msgspec import Meta
from msgspec.structs import replace

from domain.access import may
from domain.documents.kinds import KINDS
from service.access import recording
from service.access.caller import caller
from service.api import described, problems
from service.api.acting import acting
from service.api.answers import Recorded, recorded
from service.api.bodies import ActorBody, Strict
from service.api.cases import read_case
from service.api.documents import DOCUMENTS, FOR_PETITIONERS
from service.api.petitions import JSON, REPLAYED
from service.api.places import found_petition
from service.api.posting import CHANNEL, PostedRequest
from service.api.querying import Judging
from service.api.words import code
from service.desk import Answer
from service.documents.issuing import Order, issue, told
from service.readmodels.asking import Question
from service.readmodels.petition import Case
from service.runtime import Instance

WORDS = f"""
One of {", ".join(KINDS)}, drawn up of the petition as it stands now, under the next number of its series, kept as an
attachment and put on record: all of it or nothing. What is missing for it is named (409), and so are characters that no
font has (422). Location is where the PDF is read. The same Idempotency-Key and body again are answered as the first
time.
"""

EXAMPLE = {"document": "acceptance", "actor": {"name": "林晓", "unit": "信访科"}}


class IssueBody(Strict, frozen=True):
    """Which document is issued by whom."""

    document: Annotated[str, code(*KINDS)]
    actor: ActorBody
    of: Annotated[int, Meta(ge=0, description="version of the event on which it rests; 0 the newest of its kind")] = 0


def router(instance: Instance) -> APIRouter:
    routes = APIRouter()
    routes.add_api_route(DOCUMENTS, _issuing(instance), methods=["POST"], status_code=201, **_described())
    return routes


def _described() -> dict[str, Any]:
    kinds = (*described.WRITE, problems.NO_PETITION, problems.NO_ROOM, problems.BAD_TEMPLATE)
    return {
        "name": "issue-document",
        "summary": "出具文书 Issue a document",
        "description": " ".join(WORDS.split()),
        "tags": ["petitions: commands"],
        "responses": described.answers("201", "Recorded", kinds, headers=("ETag", "Location")),
        "openapi_extra": described.posting(IssueBody, EXAMPLE),
    }


def _issuing(instance: Instance) -> Callable[..., Response]:
    def tell(office: str, petition: str, posted: PostedRequest) -> Response:
        found_petition(instance, office, petition)  # before the body: nobody learns of what is hidden by a complaint
        said = posted.said(IssueBody)
        order = Order(
            document_kind=said.document,
            of=said.of,
            actor=acting(said.actor.actor()),
            channel=CHANNEL,
            key=posted.key,
            path=posted.path,
            expected=posted.expected,
        )
        return answered(instance, document_issued(instance, office, petition, order))

    return tell


def document_issued(instance: Instance, office: str, petition: str, order: Order) -> Answer:
    """The document issued, with the query code for whoever registers; reading the petition for it is on record.

    Raises as `read_case` and `issue`.
    """
    coded = order.document_kind in FOR_PETITIONERS and may(caller().viewer, "receive", office)

    def reading() -> tuple[Question, Case]:
        about, case = read_case(instance, office, petition, Judging())
        if coded:
            recording.opened(instance, about.id, case.petition.id, ("query_code",))
        return about, case

    return issue(instance, replace(order, coded=coded), reading)


def answered(instance: Instance, answer: Answer) -> Response:
    said: Recorded = recorded(answer, instance.offices.get(answer.office).books)
    content = f"attachments/{told(answer)[1].attachment}/content"
    headers = {
        "ETag": f'"{said.version}"',
        REPLAYED: "true" if answer.repeated else "false",
        "Location": f"/api/v1/offices/{said.office}/petitions/{said.petition}/{content}",
    }
    return Response(msgspec.json.encode(said), 201, headers, JSON)
