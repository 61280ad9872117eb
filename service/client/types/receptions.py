"""What is sent and answered, as the API describes it.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from msgspec import Struct

from service.client.types.shared import BasisSaid, Breach, ReportOwed, RestDay

__all__ = (
    "AnalysesSaid", "AnalysisSent", "Appointment", "AppointmentsSaid", "Attended", "ChecklistsSaid",
    "FilledChecklist", "FormMarks", "ItemMarks", "Matter", "ReceptionDay", "ReceptionPeriod", "ReceptionsSaid",
    "Unfilled",
)  # fmt: skip


class AnalysisSent(Struct, frozen=True, kw_only=True):
    """An analysis that was submitted: when, by whom, to whom, of which period; what each of its figures rests on."""

    day: date
    by: str
    to: str
    period: str
    text: str
    figures: dict[str, tuple[str, ...]]


class AnalysesSaid(Struct, frozen=True, kw_only=True):
    """综合分析: those submitted in a year or for its periods, and for each period that wants one what became of it."""

    basis: BasisSaid
    year: int
    submitted: tuple[AnalysisSent, ...]
    owed: tuple[ReportOwed, ...]


class Appointment(Struct, frozen=True, kw_only=True):
    """A reception appointed with a leader (R5.9, R1.2.3); `ended_on`: when it was kept, missed or fixed anew."""

    petition: UUID
    number: str
    leader: str
    made_on: date
    appointed_on: date
    part: str
    standing: str
    ended_on: date | None = None


class AppointmentsSaid(Struct, frozen=True, kw_only=True):
    """预约接待: the appointments, by their days; a missed one stays missed when another day is fixed."""

    basis: BasisSaid
    appointments: tuple[Appointment, ...]


class Attended(Struct, frozen=True, kw_only=True):
    """A reception that was held: under which schedule, by whom, by whose delegation, who was there, what was wrong."""

    schedule: str
    presided_by: str
    delegated_by: str
    attendance: tuple[str, ...]
    reason: str
    breaches: tuple[Breach, ...]


class FilledChecklist(Struct, frozen=True, kw_only=True):
    """A checklist that was filled: of the office itself, or of a petition; marks by item, 0 to 5."""

    form: str
    day: date
    by: str
    items: dict[str, int]
    petition: UUID | None = None
    number: str = ""


class ItemMarks(Struct, frozen=True, kw_only=True):
    """How an item was marked: how often, the lowest mark, their sum; the mean is sum over times."""

    item: str
    times: int
    lowest: int
    total: int


class FormMarks(Struct, frozen=True, kw_only=True):
    """A checklist of the rulebook over a month: how often it was filled, and how each of its items was marked."""

    form: str
    clause: str
    zh: str
    en: str
    filled: int
    items: tuple[ItemMarks, ...]


class Unfilled(Struct, frozen=True, kw_only=True):
    """A schedule of checklists with the days, up to yesterday, on which none was filled (R3.3.2)."""

    schedule: str
    clause: str
    zh: str
    en: str
    days: tuple[date, ...]


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


class Matter(Struct, frozen=True, kw_only=True):
    """A petition that arose at a reception: received on the chief's day, or its petitioner met by who received."""

    petition: UUID
    number: str
    how: str


class ReceptionDay(Struct, frozen=True, kw_only=True):
    """One day of a schedule. `nominal` is the day that the rule names, `why` the rest days that moved or skip it.

    `also` are the schedules for which it counts as well; `gap`: nobody sits on it.
    """

    schedule: str
    clause: str
    zh: str
    en: str
    part: str
    nominal: date
    day: date
    said: str
    why: tuple[RestDay, ...]
    provisional: bool
    also: tuple[str, ...]
    sits: str
    by: str
    gap: bool
    standing: str
    held: tuple[Attended, ...]
    matters: tuple[Matter, ...]


class ReceptionPeriod(Struct, frozen=True, kw_only=True):
    """A schedule that wants a reception in the month and fixes no day for it (R4.7); `held` are the days it had."""

    schedule: str
    clause: str
    zh: str
    en: str
    first: date
    last: date
    standing: str
    held: tuple[date, ...]


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
