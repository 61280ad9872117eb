"""The endpoints of receptions: the calendar of a month, and the appointments with what became of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from msgspec import Meta, Struct

from domain.reception_calendar import APPOINTMENTS, Appointment, ReceptionDay, ReceptionMonth, ReceptionPeriod
from domain.wellformed import YEARS
from service.access import recording
from service.api import described, problems
from service.api.basis import BasisSaid, basis, json
from service.api.offices import OFFICE
from service.api.querying import Judging, asked, asked_by
from service.api.words import code
from service.readmodels import needs
from service.readmodels import receptions as read
from service.runtime import Instance

TAG = "receptions"
RECEPTIONS = f"{OFFICE}/receptions"
APPOINTED = f"{OFFICE}/appointments"

Month = Annotated[str, Meta(pattern="^[0-9]{4}-(0[1-9]|1[0-2])$", description="YYYY-MM")]
Standing = Annotated[str, code(*APPOINTMENTS)]


class ReceptionsQuery(Judging, frozen=True):
    """Which month: that of `on` when none is said."""

    month: Month | None = None


class AppointmentsQuery(Judging, frozen=True):
    """Which month, all when none is said; and which of them: `missed`, or `unrecorded` when nobody has said."""

    month: Month | None = None
    standing: Standing | None = None


class ReceptionsSaid(Struct, frozen=True, kw_only=True):
    """接待日历: the days of reception that the rules give for a month, who sits, what came of each.

    `nominal` is the day that the rule names, `day` the one to which a rest day (`why`) has moved it; `said`: moved,
    skipped, kept, or unscheduled when only a rota or a reception tells of it. `gaps` are days on which nobody sits,
    `missed` days that have passed and of which no reception is recorded.
    """

    basis: BasisSaid
    month: str
    days: tuple[ReceptionDay, ...]
    periods: tuple[ReceptionPeriod, ...]
    gaps: tuple[date, ...]
    missed: tuple[date, ...]
    appointments: tuple[Appointment, ...]


class AppointmentsSaid(Struct, frozen=True):
    """预约接待: the appointments, by their days; a missed one stays missed when another day is fixed."""

    basis: BasisSaid
    appointments: list[Appointment]


def router(instance: Instance) -> APIRouter:
    routes = APIRouter()
    month = described.reading("接待日历 The receptions of a month", TAG, ReceptionsQuery, ReceptionsSaid)
    made = described.reading("预约接待 Appointments", TAG, AppointmentsQuery, AppointmentsSaid)
    routes.add_api_route(RECEPTIONS, _month(instance), methods=["GET"], name="receptions", **month)
    routes.add_api_route(APPOINTED, _appointed(instance), methods=["GET"], name="appointments", **made)
    return routes


def _month(instance: Instance) -> Callable[..., Response]:
    def told(office: str, said: Annotated[ReceptionsQuery, Depends(asked_by(ReceptionsQuery))]) -> Response:
        return json(month_said(instance, office, said))

    return told


def month_said(instance: Instance, office: str, said: ReceptionsQuery) -> ReceptionsSaid:
    """The receptions of a month as whoever asks may see them, recorded. Raises as `asked`, Refusal (422)."""
    about = asked(instance, office, said, needs=needs.REGISTER)
    of = sensible(said.month) if said.month else about.on.day
    found = read.month(instance, about, of.year, of.month)
    recording.listed(instance, about, "receptions", said, found.appointments)
    return _said(basis(about), of, found)


def _said(on: BasisSaid, of: date, found: ReceptionMonth) -> ReceptionsSaid:
    return ReceptionsSaid(
        basis=on,
        month=f"{of:%Y-%m}",
        days=found.days,
        periods=found.periods,
        gaps=found.gaps,
        missed=found.missed,
        appointments=found.appointments,
    )


def _appointed(instance: Instance) -> Callable[..., Response]:
    def told(office: str, said: Annotated[AppointmentsQuery, Depends(asked_by(AppointmentsQuery))]) -> Response:
        return json(appointments_said(instance, office, said))

    return told


def appointments_said(instance: Instance, office: str, said: AppointmentsQuery) -> AppointmentsSaid:
    """The appointments that whoever asks may know of, recorded. Raises as `asked`, Refusal (422)."""
    about = asked(instance, office, said, needs=needs.REGISTER)
    of = sensible(said.month) if said.month else None
    found = read.made(instance, about, of, said.standing or "")
    recording.listed(instance, about, "appointments", said, found)
    return AppointmentsSaid(basis(about), found)


def sensible(month: str) -> date:
    """The first day of the month, of a year in which a petition can live. Raises Refusal (422)."""
    year, number = map(int, month.split("-"))
    if year not in YEARS:
        raise problems.invalid("query.month", "月份不合理", "no such month")
    return date(year, number, 1)
