"""The day of whoever asks: what they owe, what is on its way to them, what they have, what waits for them.

Everything is asked at one position and goes on record as one list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from msgspec import Struct

from domain import events as e
from domain.outstanding import Outstanding
from domain.own_names import own_names, own_units
from domain.reception_calendar import COMING, Appointment, Ground, ReceptionDay, appointments, month_of
from domain.values import Actor
from service.access import recording
from service.access.caller import caller
from service.api.basis import BasisSaid, basis
from service.api.lists import Days, DutyRow, PetitionRow, duty_row, petition_row
from service.api.querying import Judging, asked
from service.api.reminders import ReminderRow, reminder_row
from service.api.waiting import WaitingRow, waiting_rows
from service.readmodels import duties, needs, papers, register, reminders, waiting
from service.readmodels.asking import SOON_DAYS, Question
from service.readmodels.duties import DutyCounts
from service.runtime import Instance

SHOWN = 40
"""Rows of each part; the whole of it stands in a list of its own."""
APPOINTED = (str(e.Appointed.__struct_config__.tag), waiting.CORRECTED)


class DayQuery(Judging, frozen=True):
    """As of which day, and how many days ahead something is due soon."""

    days: Days = SOON_DAYS


class DaySaid(Struct, frozen=True, kw_only=True):
    """`names` are those under which whoever asks owes something: their own, their units', of those they act for.

    `duties` are the open ones that end first, `counts` counts them all; `coming` is on its way to a unit of theirs and
    not signed for, `held` is with these units. `more`: which parts are longer than what is shown of them.
    """

    basis: BasisSaid
    names: tuple[str, ...]
    units: tuple[str, ...]
    counts: DutyCounts
    duties: tuple[DutyRow, ...]
    coming: tuple[PetitionRow, ...]
    held: tuple[PetitionRow, ...]
    waiting: tuple[WaitingRow, ...]
    reminders: tuple[ReminderRow, ...]
    appointments: tuple[Appointment, ...]
    more: frozenset[str]


class OfficeDay(Struct, frozen=True):
    """What the day brings for the office: who receives visitors, which reports and checks are wanted and not made."""

    basis: BasisSaid
    receptions: tuple[ReceptionDay, ...]
    outstanding: tuple[Outstanding, ...]


def day_said(instance: Instance, office: str, said: DayQuery, actors: Sequence[Actor]) -> DaySaid:
    """The day of whoever asks, who may act as each of `actors`; recorded before it is handed out. Raises as `asked`."""
    about = asked(instance, office, said, needs=needs.DUTIES)
    viewer = caller().viewer
    names = tuple(sorted(own_names(about.office.profile, viewer)))
    units = own_units(about.office.profile, viewer)
    soon, owed = about.within(said.days), {"holders": list(names)}
    with instance.reading(about.seeing) as connection:
        found = duties.open_duties(connection, about, "duties", owed, limit=SHOWN, soon=soon)
        counts = duties.counted(connection, about, owed, soon=soon)
        coming = register.page(connection, about, "open", _of(units, on_the_way=True), limit=SHOWN)
        held = register.page(connection, about, "open", _of(units, on_the_way=False), limit=SHOWN)
        told = reminders.reminders(connection, about, {"recipients": list(names)}, limit=SHOWN)
    said_in = waiting.told_of(instance, about, (*waiting.TOPICS, *APPOINTED) if actors else APPOINTED)
    decided = waiting_rows(instance, about, actors, said_in) if actors else ()
    met = tuple(_appointed(instance, about, waiting.among(said_in, APPOINTED)))
    parts: dict[str, Any] = {"duties": found, "coming": coming, "held": held, "reminders": told}
    shown = {row.petition for rows in (*(page.rows for page in parts.values()), decided, met) for row in rows}
    recording.named(instance, about, "my-day", {"days": said.days, "on": said.on}, shown)
    return DaySaid(
        basis=basis(about),
        names=names,
        units=units,
        counts=counts,
        duties=tuple(map(duty_row, found.rows)),
        coming=tuple(map(petition_row, coming.rows)),
        held=tuple(map(petition_row, held.rows)),
        waiting=decided,
        reminders=tuple(map(reminder_row, told.rows)),
        appointments=met,
        more=frozenset(name for name, page in parts.items() if page.cursor),
    )


def _of(units: Sequence[str], *, on_the_way: bool) -> dict[str, object]:
    return {"units": list(units), "on_the_way": on_the_way}


def _appointed(instance: Instance, about: Question, found: Sequence[UUID]) -> Iterator[Appointment]:
    """The appointments for the day in these petitions."""
    with instance.pool.connection() as connection:
        for petition in waiting.states(instance, connection, about, found):
            for each in appointments(petition, about.on.day):
                if each.appointed_on == about.on.day and each.standing == COMING:
                    yield each


def office_day(instance: Instance, office: str, said: DayQuery) -> OfficeDay:
    """What the office has before it on the day; no petition stands in it. Raises as `asked`."""
    about = asked(instance, office, said, needs=needs.NOTHING)
    known, day = about.office, about.on.day
    ground = Ground(office=known.state, adopted=tuple(known.adopted), calendar=known.calendar, today=day, petitions=())
    receptions = tuple(each for each in month_of(ground, day.year, day.month).days if each.day == day)
    return OfficeDay(basis(about), receptions, papers.outstanding(instance, about, day))
