"""The endpoints of what was entered afterwards: said to be in time and entered late, and entered with a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import msgspec
from fastapi import APIRouter, Depends, Response
from msgspec import Struct

from service.access import recording
from service.api import described
from service.api.basis import BasisSaid, basis, json
from service.api.lists import PAGE, TAG, Cursor, Due, Limit, chosen, due, shared
from service.api.offices import OFFICE
from service.api.querying import Judging, asked, asked_by
from service.api.words import Word
from service.readmodels import entered as read
from service.readmodels import needs
from service.readmodels.entered import ByPerson, Caused
from service.runtime import Instance

LATE = f"{OFFICE}/entered-late"
EXCUSED = f"{OFFICE}/excused"


class ExcusedQuery(Judging, frozen=True):
    """Entered by whom, from which page on."""

    person: Word | None = None
    unit: Word | None = None
    limit: Limit = PAGE
    cursor: Cursor | None = None


class LateQuery(ExcusedQuery, frozen=True):
    """Entered by whom, about duties of which clause."""

    clause: Word | None = None


class EntryRow(Struct, frozen=True, kw_only=True):
    """An act of a petition, of version `act`: when it happened, and who entered it when.

    `occurred` is a day, or an instant where one was said. `authenticated`: how it was known who entered it.
    """

    petition: UUID
    number: str
    external_id: str
    title: str
    state: str
    act: int
    event: str
    occurred: Due
    recorded: datetime
    person: str
    unit: str
    post: str
    authenticated: str


class LateRow(EntryRow, frozen=True, kw_only=True):
    """An act that met or cancelled (`kind`) a duty in time and was entered after its end `due`.

    `entered_in` is `act`, or the version of the correction that brought the act into time.
    """

    entry: str
    discriminator: str
    clause: str
    nature: str
    holder: str
    kind: str
    due: Due | None
    entered_in: int


class LateList(Struct, frozen=True):
    """迟补录: a page of acts that are said to have been in time and were entered late, as they were entered."""

    basis: BasisSaid
    rows: tuple[LateRow, ...]
    cursor: str | None


class ExcusedRow(EntryRow, frozen=True, kw_only=True):
    """An act entered with a reason why it had already been done, and the breaches recorded with it.

    The words of the reason stand in the history of the petition.
    """

    breaches: tuple[Caused, ...]


class ExcusedList(Struct, frozen=True):
    """补录理由: a page of acts entered with the reason `already_done`, as they were entered.

    `persons` counts the whole list by who entered it: acts, and breaches recorded with them.
    """

    basis: BasisSaid
    persons: tuple[ByPerson, ...]
    rows: tuple[ExcusedRow, ...]
    cursor: str | None


def router(instance: Instance) -> APIRouter:
    routes = APIRouter()
    late = described.reading("迟补录 Said to be in time, entered late", TAG, LateQuery, LateList)
    excused = described.reading("补录理由 Entered with a reason, by whom", TAG, ExcusedQuery, ExcusedList)
    routes.add_api_route(LATE, _late(instance), methods=["GET"], name="entered-late", **late)
    routes.add_api_route(EXCUSED, _excused(instance), methods=["GET"], name="excused", **excused)
    return routes


def _late(instance: Instance) -> Callable[..., Response]:
    def told(office: str, said: Annotated[LateQuery, Depends(asked_by(LateQuery))]) -> Response:
        return json(late_list(instance, office, said))

    return told


def late_list(instance: Instance, office: str, said: LateQuery) -> LateList:
    """A page of what was entered late, recorded before it is handed out. Raises as `petition_list`."""
    about = asked(instance, office, said, needs=needs.ENTERED_LATE)
    filters = chosen(said, read.OF_DUTY)
    with instance.reading(about.seeing) as connection:
        found = read.entered_late(connection, about, filters, limit=said.limit, cursor=said.cursor)
    recording.listed(instance, about, "entered-late", said, found.rows)
    return LateList(basis(about), tuple(_late_row(row) for row in found.rows), found.cursor)


def _excused(instance: Instance) -> Callable[..., Response]:
    def told(office: str, said: Annotated[ExcusedQuery, Depends(asked_by(ExcusedQuery))]) -> Response:
        return json(excused_list(instance, office, said))

    return told


def excused_list(instance: Instance, office: str, said: ExcusedQuery) -> ExcusedList:
    """A page of what was entered with a reason, recorded before it is handed out. Raises as `petition_list`."""
    about = asked(instance, office, said, needs=needs.EXCUSED)
    filters = chosen(said, read.BY_WHOM)
    with instance.reading(about.seeing) as connection:
        found = read.excused(connection, about, filters, limit=said.limit, cursor=said.cursor)
        persons = read.by_person(connection, about, filters)
    recording.listed(instance, about, "excused", said, found.rows)
    return ExcusedList(basis(about), persons, tuple(_excused_row(row) for row in found.rows), found.cursor)


def _late_row(row: read.LateListed) -> LateRow:
    return LateRow(**shared(row, LateRow), occurred=_occurred(row), recorded=row.recorded_at, due=due(row))


def _excused_row(row: read.ExcusedListed) -> ExcusedRow:
    return ExcusedRow(**shared(row, ExcusedRow), occurred=_occurred(row), recorded=row.recorded_at)


def _occurred(row: read.Entry) -> str:
    """When it happened as text: a day, or an instant in UTC."""
    moment: date | datetime = row.occurred_at or row.occurred_on
    return str(msgspec.to_builtins(moment))
