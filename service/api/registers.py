"""The endpoints of registers and ledgers 台账 as files of any length; on record before any of it leaves."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from domain.wording import ZH
from service.access import recording
from service.api import problems
from service.api.layouts import Language, file_described
from service.api.lists import OFFICE, TAG
from service.api.querying import WHOLE, Judging, asked, asked_by
from service.api.words import Day
from service.registers.entries import Days
from service.registers.exporting import Wanted, export
from service.registers.kinds import NEEDS, REGISTERS, register_of
from service.registers.writing import KINDS, Kind
from service.runtime import Instance

ONE = f"{OFFICE}/registers/{{register}}"
NAMES = ", ".join(REGISTERS)
WORDS = f"""
Which register: {NAMES}. One row a petition, a duty or an act, as far as the read models know them;
nothing that is sealed. How many more are restricted is said in one row, never which. XLSX, or CSV in a zip with a
README; it is on record before any of it leaves.
"""


class RegisterFileQuery(Judging, frozen=True):
    """From one day to another, both included, and in which language the file is.

    The days are those of receipt (petitions, open), since when it is owed (overdue), on which it happened (the others).
    """

    first: Day | None = None
    last: Day | None = None
    language: Language = ZH


AskedRegister = Annotated[RegisterFileQuery, Depends(asked_by(RegisterFileQuery))]


def router(instance: Instance) -> APIRouter:
    routes = APIRouter()
    for name, kind in KINDS.items():
        routes.add_api_route(
            f"{ONE}/{name}",
            _sent(instance, kind),
            methods=["GET"],
            name=f"register-{name}",
            response_class=Response,
            **file_described(f"台账 A register as {kind.ending}", WORDS, TAG, RegisterFileQuery, kind.type),
        )
    return routes


def _sent(instance: Instance, kind: Kind) -> Callable[..., Response]:
    def sent(office: str, register: str, said: AskedRegister) -> Response:
        return exported(instance, office, register, kind, said)

    return sent


def exported(instance: Instance, office: str, register: str, kind: Kind, said: RegisterFileQuery) -> Response:
    """The file, which goes once it was sent. Raises as `asked`; Refusal (422) for days the wrong way round."""
    if said.first and said.last and said.last < said.first:
        raise problems.invalid(f"{WHOLE}.last", f"早于{said.first}", f"before {said.first}")
    about = asked(instance, office, said, needs=NEEDS)
    days = Days(said.first, said.last)
    wanted = Wanted(register=register_of(register), days=days, kind=kind, language=said.language)
    folder = Path(mkdtemp())
    try:
        found = export(instance, about, wanted, folder, datetime.now(UTC))
        recording.named(instance, about, wanted.listed, wanted.filters, found.petitions)
    except BaseException:
        shutil.rmtree(folder)
        raise
    return FileResponse(
        found.file, media_type=kind.type, filename=found.name, background=BackgroundTask(shutil.rmtree, folder)
    )
