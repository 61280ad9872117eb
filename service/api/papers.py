"""The endpoints of what an office recorded of its own conduct: checklists of a month, analyses of a year."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from msgspec import Meta, Struct
from msgspec.structs import asdict

from domain.office_papers import AnalysisSent, FilledChecklist, FormMarks, ReportOwed, Unfilled
from domain.wellformed import YEARS
from service.access import recording
from service.api import described
from service.api.basis import BasisSaid, basis, json
from service.api.offices import OFFICE
from service.api.querying import Judging, asked, asked_by
from service.api.receptions import TAG, ReceptionsQuery, sensible
from service.readmodels import needs
from service.readmodels import papers as read
from service.runtime import Instance

CHECKLISTS = f"{OFFICE}/checklists"
ANALYSES = f"{OFFICE}/analyses"

Year = Annotated[int, Meta(ge=YEARS.start, lt=YEARS.stop)]


class YearQuery(Judging, frozen=True):
    """Which year: that of `on` when none is said."""

    year: Year | None = None


class ChecklistsSaid(Struct, frozen=True, kw_only=True):
    """检查与评价: the checklists filled in a month, of the office and of petitions, by their days.

    `forms` are the checklists of the rulebook, with how often and how each item was marked (0 to 5; the mean is
    `total` over `times`); `unfilled` the days that have passed on which a scheduled one was not filled.
    """

    basis: BasisSaid
    month: str
    filled: tuple[FilledChecklist, ...]
    forms: tuple[FormMarks, ...]
    unfilled: tuple[Unfilled, ...]


class AnalysesSaid(Struct, frozen=True, kw_only=True):
    """综合分析: those submitted in a year or for its periods, and for each period that wants one what became of it."""

    basis: BasisSaid
    year: int
    submitted: tuple[AnalysisSent, ...]
    owed: tuple[ReportOwed, ...]


def router(instance: Instance) -> APIRouter:
    routes = APIRouter()
    filled = described.reading("检查与评价 The checklists of a month", TAG, ReceptionsQuery, ChecklistsSaid)
    sent = described.reading("综合分析 The analyses of a year", TAG, YearQuery, AnalysesSaid)
    routes.add_api_route(CHECKLISTS, _checklists(instance), methods=["GET"], name="checklists", **filled)
    routes.add_api_route(ANALYSES, _analyses(instance), methods=["GET"], name="analyses", **sent)
    return routes


def _checklists(instance: Instance) -> Callable[..., Response]:
    def told(office: str, said: Annotated[ReceptionsQuery, Depends(asked_by(ReceptionsQuery))]) -> Response:
        return json(checklists_said(instance, office, said))

    return told


def checklists_said(instance: Instance, office: str, said: ReceptionsQuery) -> ChecklistsSaid:
    """The checklists of a month that whoever asks may know of, recorded. Raises as `asked`, Refusal (422)."""
    about = asked(instance, office, said, needs=needs.NOTHING)
    of = sensible(said.month) if said.month else about.on.day
    found = read.checklists(instance, about, of)
    shown = filter(None, (each.petition for each in found.filled))
    recording.named(instance, about, "checklists", asdict(said), shown)
    return ChecklistsSaid(
        basis=basis(about), month=f"{of:%Y-%m}", filled=found.filled, forms=found.forms, unfilled=found.unfilled
    )


def _analyses(instance: Instance) -> Callable[..., Response]:
    def told(office: str, said: Annotated[YearQuery, Depends(asked_by(YearQuery))]) -> Response:
        return json(analyses_said(instance, office, said))

    return told


def analyses_said(instance: Instance, office: str, said: YearQuery) -> AnalysesSaid:
    """The analyses of a year, and what its periods want. Raises as `asked`."""
    about = asked(instance, office, said, needs=needs.NOTHING)
    year = said.year or about.on.day.year
    found = read.analyses(instance, about, year)
    return AnalysesSaid(basis=basis(about), year=year, submitted=found.submitted, owed=found.owed)
