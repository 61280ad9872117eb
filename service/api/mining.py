"""The endpoints of process mining: the register of an office as XES and as OCEL 2.0, streamed as it is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from fastapi.responses import StreamingResponse
from msgspec.structs import asdict

from service.access import recording
from service.api import described, problems
from service.api.lists import OFFICE, TAG
from service.api.querying import WHOLE, Judging, asked, asked_by, parameters
from service.api.words import Day
from service.mining.choosing import Chosen, chosen
from service.mining.exporting import FORMATS, Format, file_name
from service.readmodels import needs
from service.runtime import Instance

SUMMARIES = {
    "xes": "流程挖掘 The register for process mining, as XES (IEEE 1849-2016)",
    "ocel": "流程挖掘 The register for process mining, as OCEL 2.0 in JSON",
}
WORDS = """
Every petition of the period that whoever asks may see, with its acts as corrections make them: codes, days, units,
officers. Petitioners are pseudonyms; nothing else personal is in it, no title and no words. `restricted` in the file
says how many petitions of the period are not shown to whoever asks. It is streamed: one without its end is not whole.
"""


class MiningQuery(Judging, frozen=True):
    """Which petitions: those received from one day to another, both included; all where none is said."""

    received_from: Day | None = None
    received_to: Day | None = None


AskedMining = Annotated[MiningQuery, Depends(asked_by(MiningQuery))]


class Streamed(StreamingResponse):
    """A file that is handed out as it is made."""

    def __init__(self, kind: Format, instance: Instance, found: Chosen) -> None:
        told = {"Content-Disposition": f'attachment; filename="{file_name(kind, found)}"'}
        super().__init__(kind.written(instance, found), headers=told, media_type=kind.type)


def router(instance: Instance) -> APIRouter:
    routes = APIRouter()
    for kind in FORMATS.values():
        routes.add_api_route(
            f"{OFFICE}/exports/{kind.name}",
            _exported(instance, kind),
            methods=["GET"],
            name=f"export-{kind.name}",
            response_class=Response,
            **_described(kind),
        )
    return routes


def _exported(instance: Instance, kind: Format) -> Callable[..., Response]:
    def told(office: str, said: AskedMining) -> Response:
        return exported(instance, office, kind, said)

    return told


def exported(instance: Instance, office: str, kind: Format, said: MiningQuery) -> Response:
    """The file, recorded before any of it leaves. Raises as `asked`; Refusal (422) for days the wrong way round."""
    since, until = said.received_from, said.received_to
    if since and until and until < since:
        raise problems.invalid(f"{WHOLE}.received_to", f"早于{since}", f"before {since}")
    about = asked(instance, office, said, needs=needs.MINING)
    found = chosen(instance, about, since, until)
    recording.named(instance, about, kind.listed, asdict(said), found.petitions())
    return Streamed(kind, instance, found)


def _described(kind: Format) -> dict[str, Any]:
    responses = described.answers("200", "", described.READ)
    schema = {"type": "object"} if kind.type == described.JSON else {"type": "string"}
    responses[200]["content"] = {kind.type: {"schema": schema}}
    return {
        "summary": SUMMARIES[kind.name],
        "description": " ".join(WORDS.split()),
        "tags": [TAG],
        "responses": responses,
        "openapi_extra": {"parameters": parameters(MiningQuery)},
    }
