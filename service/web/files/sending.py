"""Where a page offers its table as a file: an address for each kind, made by the same function and sent alike."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from msgspec import Struct

from service.api.basis import BasisSaid
from service.readmodels.asking import recorded_at
from service.runtime import Instance
from service.web.files import comma, workbook
from service.web.files.sheet import Grounds, Said, Sheet, Value
from service.web.marking import N_
from service.web.screen import Screen, screen

Made = Callable[[Screen], Sheet]


class Kind(Struct, frozen=True):
    """How a file ends, what browsers are told that it is, and who writes it."""

    ending: str
    type: str
    written: Callable[[Sheet, Said], bytes]


KINDS = (
    Kind("csv", "text/csv; charset=utf-8", comma.written),
    Kind("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", workbook.written),
)


def add_files(routes: APIRouter, instance: Instance, path: str, made: Made) -> None:
    """Adds an address for each kind of file beside that of a page. What is read, and put on record, is the same."""
    for kind in KINDS:
        routes.add_api_route(
            f"{path}.{kind.ending}", _sent(instance, kind, made), methods=["GET"], name=f"{path}_{kind.ending}"
        )


def _sent(instance: Instance, kind: Kind, made: Made) -> Callable[..., Response]:
    def sent(request: Request) -> Response:
        about = screen(instance, request)
        sheet = made(about)
        told = (
            f"attachment; filename=\"table.{kind.ending}\"; filename*=UTF-8''{quote(sheet.name, safe='')}.{kind.ending}"
        )
        return Response(kind.written(sheet, about.said), headers={"Content-Disposition": told}, media_type=kind.type)

    return sent


def grounds(about: Screen, basis: BasisSaid, *own: tuple[str, Value]) -> Grounds:
    """What every table rests on, and between it what this one does."""
    with about.instance.pool.connection() as connection:
        moment = about.local(recorded_at(connection, basis.office, basis.position))
    lines: list[tuple[str, Value]] = [
        (about.said(N_("Name of the office")), about.office.profile.name),
        *own,
        (about.said(N_("Position of the ledger")), basis.position),
        (about.said(N_("Recorded until")), moment),
        (about.said(N_("Judged on")), basis.on),
    ]
    if basis.time == "replayed":
        lines.append((about.said(N_("Time")), about.said(N_("replayed time"))))
    return Grounds(tuple(lines), moment)
