"""The endpoints of layouts 统计表式: figures in the forms that offices know, as an answer, as XLSX and as CSV."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from msgspec import Struct

from domain.layouts.catalogue import LAYOUTS
from domain.wording import LANGUAGES, ZH
from service.api import described
from service.api.basis import json
from service.api.querying import asked, asked_by, parameters
from service.api.statistics import PERIOD, TAG, RatesQuery
from service.api.words import code
from service.layouts import comma, workbook
from service.layouts.made import Made, layout_of, made
from service.layouts.telling import LayoutSaid, told
from service.readmodels import needs
from service.readmodels.statistics import counting
from service.registers.writing import XLSX
from service.runtime import Instance

Language = Annotated[str, code(*LANGUAGES)]
ONE = f"{PERIOD}/layouts/{{layout}}"
NAMES = ", ".join(LAYOUTS)


class LayoutFileQuery(RatesQuery, frozen=True):
    """In which language the file is; what its columns hold is said in both."""

    language: Language = ZH


class File(Struct, frozen=True):
    """How a layout leaves as a file."""

    ending: str
    type: str
    write: Callable[[Made, str], bytes]


FILES: Mapping[str, File] = {
    "xlsx": File("xlsx", XLSX, workbook.written),
    "csv": File("csv.zip", "application/zip", comma.written),
}
AskedLayout = Annotated[RatesQuery, Depends(asked_by(RatesQuery))]
AskedFile = Annotated[LayoutFileQuery, Depends(asked_by(LayoutFileQuery))]


def router(instance: Instance) -> APIRouter:
    routes = APIRouter()
    said = described.reading(f"统计表式 A layout ({NAMES}), with what opens each cell", TAG, RatesQuery, LayoutSaid)
    routes.add_api_route(ONE, _told(instance), methods=["GET"], name="layout", **said)
    for name, file in FILES.items():
        routes.add_api_route(
            f"{ONE}/{name}",
            _sent(instance, file),
            methods=["GET"],
            name=f"layout-{name}",
            response_class=Response,
            **file_described(f"统计表式 A layout as {file.ending}", WORDS, TAG, LayoutFileQuery, file.type),
        )
    return routes


WORDS = """
The tables of the layout, what they rest on (office, period, formulas, position, root, checkpoint) and what every
column holds, in Chinese and English; XLSX with charts, CSV as a zip with a README, UTF-8 with a byte order mark. No
text becomes a formula.
"""


def layout_made(instance: Instance, office: str, period: str, layout: str, said: RatesQuery) -> Made:
    """Sums name no petition, so nothing is put on record. Raises as `asked`, and BadQuestion."""
    about = asked(instance, office, said, needs=needs.RATES)
    return made(instance, about, counting.period(period, said.style), layout_of(layout), datetime.now(UTC))


def _told(instance: Instance) -> Callable[..., Response]:
    def shown(office: str, period: str, layout: str, said: AskedLayout) -> Response:
        return json(told(layout_made(instance, office, period, layout, said)))

    return shown


def _sent(instance: Instance, file: File) -> Callable[..., Response]:
    def sent(office: str, period: str, layout: str, said: AskedFile) -> Response:
        return sent_as(file, layout_made(instance, office, period, layout, said), said.language)

    return sent


def sent_as(file: File, found: Made, language: str) -> Response:
    told_so = {"Content-Disposition": f'attachment; filename="{found.file}.{file.ending}"'}
    return Response(file.write(found, language), headers=told_so, media_type=file.type)


def file_described(summary: str, words: str, tag: str, query: type[Struct], kind: str) -> dict[str, Any]:
    """The description of a GET that is answered with a file."""
    responses = described.answers("200", "", described.READ)
    responses[200]["content"] = {kind: {"schema": {"type": "string", "format": "binary"}}}
    return {
        "summary": summary,
        "description": " ".join(words.split()),
        "tags": [tag],
        "responses": responses,
        "openapi_extra": {"parameters": parameters(query)},
    }
