"""The endpoints of what nobody should overlook: reminders of duties and of periods, duties whose holder has left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Response
from msgspec import Struct

from domain.reminding import DUE_SOON, ORPHANED, OVERDUE
from service.access import recording
from service.api import described
from service.api.basis import BasisSaid, basis, json
from service.api.lists import PAGE, TAG, Cursor, DutyRow, Limit, OfPetitionRow, chosen, due, duty_row, shared
from service.api.querying import Judging, asked, asked_by
from service.api.words import Word, code
from service.readmodels import needs, period_reminders, reminders
from service.readmodels.orphaned import orphaned
from service.runtime import Instance

OFFICE = "/offices/{office}"
Why = Annotated[str, code(DUE_SOON, OVERDUE, ORPHANED)]
PeriodWhy = Annotated[str, code(DUE_SOON, OVERDUE)]


class ReminderQuery(Judging, frozen=True):
    """Whose reminders, of what, from which page on; what had gone out by `on`."""

    recipient: Word | None = None
    why: Why | None = None
    limit: Limit = PAGE
    cursor: Cursor | None = None


class ReminderRow(OfPetitionRow, frozen=True, kw_only=True):
    """A reminder of an open duty. `tier`: days from its end, below 0 working days before it; `at`: when it went out."""

    recipient: str
    why: Why
    tier: int
    at: datetime


class ReminderList(Struct, frozen=True):
    """Reminders that went out in the hours of the office and still hold; of each duty the last.

    `recipient` owes the duty or acts for who does; what is owed by somebody who has left is put before the
    coordinating department.
    """

    basis: BasisSaid
    rows: tuple[ReminderRow, ...]
    cursor: str | None


class PeriodReminderQuery(Judging, frozen=True):
    """Whose reminders, for which reason; what had gone out by `on`."""

    recipient: Word | None = None
    why: PeriodWhy | None = None


class PeriodReminderRow(Struct, frozen=True, kw_only=True):
    """A reminder of what a schedule owes for a period: 2026-01, 2026-Q1, 2026, or a day.

    `tier`: days from its end, below 0 working days before it; `at`: when it went out.
    """

    recipient: str
    why: PeriodWhy
    tier: int
    at: datetime
    schedule: str
    clause: str
    zh: str
    en: str
    period: str
    holder: str
    due: date


class PeriodReminderList(Struct, frozen=True):
    """Reminders of reports not submitted and of checks not filled, of each the last that went out in office hours.

    `recipient` owes it or acts for `holder`, who does: who fills the role that the schedule names, else the
    coordinating department.
    """

    basis: BasisSaid
    rows: tuple[PeriodReminderRow, ...]


class OrphanList(Struct, frozen=True):
    """Open duties whose holder has left the office by the day asked about, by holder, then by date."""

    basis: BasisSaid
    rows: tuple[DutyRow, ...]


AskedReminders = Annotated[ReminderQuery, Depends(asked_by(ReminderQuery))]
AskedPeriods = Annotated[PeriodReminderQuery, Depends(asked_by(PeriodReminderQuery))]
AskedOrphans = Annotated[Judging, Depends(asked_by(Judging))]


def router(instance: Instance) -> APIRouter:
    routes = APIRouter()
    reminded = described.reading("提醒 Reminders", TAG, ReminderQuery, ReminderList)
    of_periods = described.reading(
        "报告和检查的提醒 Reminders of periods", TAG, PeriodReminderQuery, PeriodReminderList
    )
    left = described.reading("责任人已离任的事项 Duties whose holder has left", TAG, Judging, OrphanList)
    routes.add_api_route(f"{OFFICE}/reminders", _reminders(instance), methods=["GET"], name="reminders", **reminded)
    routes.add_api_route(
        f"{OFFICE}/period-reminders", _periods(instance), methods=["GET"], name="period-reminders", **of_periods
    )
    routes.add_api_route(f"{OFFICE}/orphaned-duties", _orphans(instance), methods=["GET"], name="orphaned", **left)
    return routes


def _reminders(instance: Instance) -> Callable[..., Response]:
    def listed(office: str, said: AskedReminders) -> Response:
        about = asked(instance, office, said, needs=needs.DUTIES)
        filters = chosen(said, reminders.FILTERS)
        with instance.reading(about.seeing) as connection:
            found = reminders.reminders(connection, about, filters, limit=said.limit, cursor=said.cursor)
        recording.listed(instance, about, "reminders", said, found.rows)
        return json(ReminderList(basis(about), tuple(map(reminder_row, found.rows)), found.cursor))

    return listed


def _periods(instance: Instance) -> Callable[..., Response]:
    def listed(office: str, said: AskedPeriods) -> Response:
        about = asked(instance, office, said, needs=needs.NOTHING)
        filters = chosen(said, period_reminders.FILTERS)
        with instance.pool.connection() as connection:
            found = period_reminders.period_reminders(instance, connection, about, filters)
        return json(PeriodReminderList(basis(about), tuple(map(period_row, found))))

    return listed


def _orphans(instance: Instance) -> Callable[..., Response]:
    def listed(office: str, said: AskedOrphans) -> Response:
        about = asked(instance, office, said, needs=needs.DUTIES)
        with instance.reading(about.seeing) as connection:
            found = orphaned(connection, about)
        recording.listed(instance, about, "orphaned-duties", said, found)
        return json(OrphanList(basis(about), tuple(map(duty_row, found))))

    return listed


def reminder_row(row: reminders.ReminderListed) -> ReminderRow:
    """A reminder as the answer shows it."""
    return ReminderRow(**shared(row, ReminderRow), opened=row.opened_on, due=due(row), at=row.goes_out_at)


def period_row(row: period_reminders.PeriodReminderListed) -> PeriodReminderRow:
    """A reminder of a period as the answer shows it."""
    return PeriodReminderRow(**shared(row, PeriodReminderRow), due=row.due_on, at=row.goes_out_at)
