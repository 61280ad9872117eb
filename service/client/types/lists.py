"""What is sent and answered, as the API describes it.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from msgspec import Struct

from service.client.types.shared import BasisSaid

__all__ = (
    "BreachList", "BreachRow", "Break", "ByPerson", "Caused", "DutyList", "DutyRow", "ExcusedList", "ExcusedRow",
    "Given", "LateList", "LateRow", "NumbersSaid", "OrphanList", "PeriodReminderList", "PeriodReminderRow",
    "PetitionList", "PetitionRow", "ReminderList", "ReminderRow", "SeriesReport",
)  # fmt: skip


class BreachRow(Struct, frozen=True, kw_only=True):
    """A duty met or cancelled after its end, or (kind recorded) a rule that an act broke; it stays for ever."""

    petition: UUID
    number: str
    external_id: str
    title: str
    state: str
    entry: str
    discriminator: str
    clause: str
    holder: str
    opened: date
    due: str | None
    ended: date
    kind: str
    detail: str


class BreachList(Struct, frozen=True, kw_only=True):
    """A page of breaches in the order of the days on which they became so."""

    basis: BasisSaid
    rows: tuple[BreachRow, ...]
    cursor: str | None


class Break(Struct, frozen=True, kw_only=True):
    """Where a series does not go on as it must: the number that was to come, and the one that stands there."""

    expected: str
    found: str
    position: int


class ByPerson(Struct, frozen=True, kw_only=True):
    """How many acts a person entered with a reason, and how many breaches were recorded with them."""

    person: str
    acts: int
    breaches: int


class Caused(Struct, frozen=True, kw_only=True):
    """A rule that was broken: its clause, its entry of the rulebook, what was missing."""

    clause: str
    entry: str
    detail: str


class DutyRow(Struct, frozen=True, kw_only=True):
    """An open duty; without `due` it has no date. A right or an aim is never overdue.

    `lapsed`: a right whose end has passed, which nobody owes; such rights stand in `duties/lapsed` only.
    """

    petition: UUID
    number: str
    external_id: str
    title: str
    state: str
    entry: str
    discriminator: str
    clause: str
    holder: str
    opened: date
    due: str | None
    nature: str
    overdue: bool
    lapsed: bool
    provisional: bool


class DutyList(Struct, frozen=True, kw_only=True):
    """A page of open duties, those that end first before the others."""

    basis: BasisSaid
    rows: tuple[DutyRow, ...]
    cursor: str | None


class ExcusedRow(Struct, frozen=True, kw_only=True):
    """An act entered with a reason why it had already been done, and the breaches recorded with it.

    The words of the reason stand in the history of the petition.
    """

    petition: UUID
    number: str
    external_id: str
    title: str
    state: str
    act: int
    event: str
    occurred: str
    recorded: str
    person: str
    unit: str
    post: str
    authenticated: str
    breaches: tuple[Caused, ...]


class ExcusedList(Struct, frozen=True, kw_only=True):
    """补录理由: a page of acts entered with the reason `already_done`, as they were entered.

    `persons` counts the whole list by who entered it: acts, and breaches recorded with them.
    """

    basis: BasisSaid
    persons: tuple[ByPerson, ...]
    rows: tuple[ExcusedRow, ...]
    cursor: str | None


class Given(Struct, frozen=True, kw_only=True):
    """A number as it stands in the ledger: at which position, to which petition."""

    number: str
    petition: UUID
    position: int


class LateRow(Struct, frozen=True, kw_only=True):
    """An act that met or cancelled (`kind`) a duty in time and was entered after its end `due`.

    `entered_in` is `act`, or the version of the correction that brought the act into time.
    """

    petition: UUID
    number: str
    external_id: str
    title: str
    state: str
    act: int
    event: str
    occurred: str
    recorded: str
    person: str
    unit: str
    post: str
    authenticated: str
    entry: str
    discriminator: str
    clause: str
    nature: str
    holder: str
    kind: str
    due: str | None
    entered_in: int


class LateList(Struct, frozen=True, kw_only=True):
    """迟补录: a page of acts that are said to have been in time and were entered late, as they were entered."""

    basis: BasisSaid
    rows: tuple[LateRow, ...]
    cursor: str | None


class SeriesReport(Struct, frozen=True, kw_only=True):
    """One series in one period: how many numbers, the first and the last, void ones, and every break.

    `counter` is the last number by the counter of the ledger, 0 when asked about a position or a day of the past.
    """

    series: str
    period: str
    given: int
    first: str
    last: str
    counter: int
    voided: tuple[Given, ...]
    breaks: tuple[Break, ...]


class NumbersSaid(Struct, frozen=True, kw_only=True):
    """Every series of register numbers; `whole`: no number is missing, doubled or out of turn."""

    basis: BasisSaid
    whole: bool
    series: tuple[SeriesReport, ...]


class OrphanList(Struct, frozen=True, kw_only=True):
    """Open duties whose holder has left the office by the day asked about, by holder, then by date."""

    basis: BasisSaid
    rows: tuple[DutyRow, ...]


class PeriodReminderRow(Struct, frozen=True, kw_only=True):
    """A reminder of what a schedule owes for a period: 2026-01, 2026-Q1, 2026, or a day.

    `tier`: days from its end, below 0 working days before it; `at`: when it went out.
    """

    recipient: str
    why: str
    tier: int
    at: str
    schedule: str
    clause: str
    zh: str
    en: str
    period: str
    holder: str
    due: date


class PeriodReminderList(Struct, frozen=True, kw_only=True):
    """Reminders of reports not submitted and of checks not filled, of each the last that went out in office hours.

    `recipient` owes it or acts for `holder`, who does: who fills the role that the schedule names, else the
    coordinating department.
    """

    basis: BasisSaid
    rows: tuple[PeriodReminderRow, ...]


class PetitionRow(Struct, frozen=True, kw_only=True, rename={"open_": "open"}):
    """A petition in a list. `due` is the day (or instant) on which its earliest open duty ends, `clause` that duty's.

    `unit` holds it, there `person` has it, as far as that is known; or it is the one it is on the way to.
    """

    petition: UUID
    number: str
    external_id: str
    unit: str
    person: str
    on_the_way: bool
    state: str
    open_: bool
    overdue: bool
    channel: str
    source: str
    content_class: str
    title: str
    people: int
    received: date
    due: str | None
    clause: str


class PetitionList(Struct, frozen=True, kw_only=True):
    """A page of petitions in the order of their receipt, or the other way round; `cursor` null: there are no more."""

    basis: BasisSaid
    rows: tuple[PetitionRow, ...]
    cursor: str | None


class ReminderRow(Struct, frozen=True, kw_only=True):
    """A reminder of an open duty. `tier`: days from its end, below 0 working days before it; `at`: when it went out."""

    petition: UUID
    number: str
    external_id: str
    title: str
    state: str
    entry: str
    discriminator: str
    clause: str
    holder: str
    opened: date
    due: str | None
    recipient: str
    why: str
    tier: int
    at: str


class ReminderList(Struct, frozen=True, kw_only=True):
    """Reminders that went out in the hours of the office and still hold; of each duty the last.

    `recipient` owes the duty or acts for who does; what is owed by somebody who has left is put before the
    coordinating department.
    """

    basis: BasisSaid
    rows: tuple[ReminderRow, ...]
    cursor: str | None
