"""The endpoints of official documents: which can be drawn up of a petition, and each as a PDF."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from msgspec import Meta, Struct

from domain.access import may
from domain.documents.issuing import Issued, issued
from domain.documents.kinds import KINDS, PETITIONER
from service.access import recording
from service.access.caller import caller
from service.api import cases, described, problems, querying
from service.api.basis import BasisSaid, basis, json
from service.api.cases import read_case
from service.api.querying import Judging, asked_by
from service.attachments.names import disposition
from service.documents.drawing import PossibleDocument, drawn, possible
from service.runtime import Instance

PDF = "application/pdf"
DOCUMENTS = f"{cases.PETITION}/documents"
ONE = f"{DOCUMENTS}/{{document}}"
FOR_PETITIONERS = tuple(kind for kind, known in KINDS.items() if known.to == PETITIONER)
"""Those that carry the petitioner's query code, when whoever may hand it out draws them up."""
SAFE = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
WORDS = f"""
PDF/A-2a, tagged, with the fonts it needs and text that can be selected: one of {", ".join(KINDS)}. It rests on the
newest event of its kind, or on the one of that version. What is missing for it is named (409), and so are characters
that no font has (422).
"""


class Pdf(Response):
    """One file; described as what it is."""

    media_type = PDF


class DocumentQuery(Judging, frozen=True):
    """As known when, on which day; resting on the event of which version."""

    of: Annotated[int, Meta(ge=0, description="version of the event on which it rests; 0 the newest of its kind")] = 0


class DocumentList(Struct, frozen=True):
    """Every kind of document, in the order in which a case meets them, and what was issued."""

    basis: BasisSaid
    documents: tuple[PossibleDocument, ...]
    issued: tuple[Issued, ...]


def router(instance: Instance) -> APIRouter:
    routes = APIRouter()
    summary, missing = "可出具的文书 Documents that can be drawn up", (problems.NO_PETITION,)
    which = described.reading(summary, cases.TAG, Judging, DocumentList, missing=missing)
    routes.add_api_route(DOCUMENTS, _listing(instance), methods=["GET"], name="documents", **which)
    routes.add_api_route(ONE, _drawing(instance), methods=["GET"], name="document", response_class=Pdf, **_described())
    return routes


def _described() -> dict[str, Any]:
    kinds = (*described.READ, problems.NO_PETITION, problems.REFUSED, problems.CONTRADICTED, problems.BAD_TEMPLATE)
    responses = described.answers("200", "", kinds)
    responses[200]["content"] = {PDF: {"schema": {"type": "string", "format": "binary"}}}
    return {
        "summary": "文书 A document as PDF",
        "description": " ".join(WORDS.split()),
        "tags": [cases.TAG],
        "responses": responses,
        "openapi_extra": {"parameters": querying.parameters(DocumentQuery)},
    }


def _listing(instance: Instance) -> Callable[..., Response]:
    def tell(office: str, petition: str, said: Annotated[Judging, Depends(asked_by(Judging))]) -> Response:
        return json(document_list(instance, office, petition, said))

    return tell


def document_list(instance: Instance, office: str, petition: str, said: Judging) -> DocumentList:
    """Which documents can be drawn up of a petition, on record as a reading of it. Raises as `read_case`."""
    about, case = read_case(instance, office, petition, said)
    return DocumentList(basis(about), tuple(possible(about, case)), issued(case.lines))


def _drawing(instance: Instance) -> Callable[..., Response]:
    def tell(
        office: str, petition: str, document: str, said: Annotated[DocumentQuery, Depends(asked_by(DocumentQuery))]
    ) -> Response:
        return document_drawn(instance, office, petition, document, said)

    return tell


def document_drawn(instance: Instance, office: str, petition: str, document: str, said: DocumentQuery) -> Response:
    """The PDF, recorded as a reading of the petition before it leaves; with its query code for whoever registers.

    Raises as `read_case`, Refused, Unprintable, BadTemplate.
    """
    about, case = read_case(instance, office, petition, said)
    coded = document in FOR_PETITIONERS and may(caller().viewer, "receive", about.id)
    if coded:
        recording.opened(instance, about.id, case.petition.id, ("query_code",))
    found = drawn(instance, about, case, document, said.of, coded=coded)
    return Pdf(found.pdf, headers={**SAFE, "Content-Disposition": disposition(found.name)})
