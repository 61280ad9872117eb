"""What is answered about offices: an office as it stands, and what a command on it led to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from domain.duty_changes import Breach
from domain.office import OfficeLine, RulebookPublished
from domain.organisation import Delegation, Field, Posting, Unit
from service.ledger.entry import Line
from service.ledger.submission import Written
from service.offices import KnownOffice
from service.runtime import Instance

S = TypeVar("S", bound=Struct)

SENT = ("content", "text")
"""Fields of a file that the caller has just sent; its digest stands there."""


class Adopted(Struct, frozen=True):
    """A version of a rulebook that the office goes by from that day on; `own`: the office published it itself."""

    reference: str
    digest: str
    valid_from: date
    own: bool


class YearLoaded(Struct, frozen=True):
    """A published year that was loaded into the office beside those that come with the program."""

    year: int
    digest: str


class ReceptionSaid(Struct, frozen=True, kw_only=True):
    """A reception that was held, and what was wrong with it: who was missing."""

    schedule: str
    day: date
    presided_by: str
    delegated_by: str
    attendance: tuple[str, ...]
    breaches: tuple[Breach, ...]


class OfficeSaid(Struct, frozen=True, kw_only=True):
    """An office as it stands on a day: its rulebooks and calendar, and who is who on `on`.

    `calendar` is the digest of the calendar in force; `rota` and `receptions` are those of the year of `on`.
    """

    id: str
    name: str
    time_zone: str
    time: str
    on: date
    roles: dict[str, str]
    places: dict[str, str]
    departments: dict[str, str]
    units: tuple[Unit, ...]
    staff: tuple[Posting, ...]
    fields: tuple[Field, ...]
    delegations: tuple[Delegation, ...]
    rota: dict[str, dict[date, str]]
    receptions: tuple[ReceptionSaid, ...]
    rulebooks: tuple[Adopted, ...]
    calendar: str
    calendars: tuple[YearLoaded, ...]
    version: int


class OfficesSaid(Struct, frozen=True):
    """All offices, by their ids, as they stand today."""

    offices: tuple[OfficeSaid, ...]


class OfficeEventSaid(Struct, frozen=True, kw_only=True):
    """An event of the office as it was written; `breaches` are rules broken by what had happened already."""

    event: str
    version: int
    position: int
    leaf: str
    said: dict[str, Any]
    breaches: tuple[Breach, ...]


class OfficeRecorded(Struct, frozen=True, kw_only=True):
    """The answer to a command on an office."""

    office: str
    version: int
    positions: tuple[int, ...]
    recorded_at: datetime
    events: tuple[OfficeEventSaid, ...]


def recorded(instance: Instance, office: str, written: Written) -> OfficeRecorded:
    """What stands in the ledger where this was written."""
    log = instance.ledger.log(office)
    lines = log.lines(written.first, written.events)
    leaves = log.leaves(written.first, written.events)
    last = lines[-1]
    assert last.recorded_at is not None  # noqa: S101 - a line read back has its stamp
    return OfficeRecorded(
        office=office,
        version=last.version,
        positions=tuple(line.position for line in lines),
        recorded_at=last.recorded_at,
        events=tuple(_event(line, leaf) for line, leaf in zip(lines, leaves, strict=True)),
    )


def _event(line: Line, leaf: bytes) -> OfficeEventSaid:
    said: dict[str, Any] = msgspec.to_builtins(line.event, str_keys=True)
    said.pop("type", None)
    if "digest" in said:
        said = {name: value for name, value in said.items() if name not in SENT}
    return OfficeEventSaid(
        event=type(line.event).__name__,
        version=line.version,
        position=line.position,
        leaf=leaf.hex(),
        said=said,
        breaches=line.breaches if isinstance(line, OfficeLine) else (),
    )


def office_said(office: KnownOffice, on: date) -> OfficeSaid:
    """The office as it stands on that day."""
    state = office.state
    assert state.created is not None  # noqa: S101 - a known office was made
    return OfficeSaid(
        id=state.created.id,
        name=state.created.name,
        time_zone=state.created.time_zone,
        time=state.created.time,
        on=on,
        roles=dict(state.roles),
        places=dict(state.places),
        departments=dict(state.departments),
        units=tuple(plain(Unit, (unit for unit in state.units if unit.closed_from is None or unit.closed_from > on))),
        staff=tuple(plain(Posting, (posting for posting in state.staff if posting.holds_on(on)))),
        fields=tuple(plain(Field, _fields(office, on))),
        delegations=tuple(plain(Delegation, (each for each in state.delegations if each.holds_on(on)))),
        rota=_rota(office, on.year),
        receptions=tuple(_receptions(office, on.year)),
        rulebooks=tuple(
            Adopted(book.reference, book.digest, book.valid_from, isinstance(book, RulebookPublished))
            for book in state.books
        ),
        calendar=office.calendar.digest,
        calendars=tuple(YearLoaded(loaded.year, loaded.digest) for loaded in state.calendars),
        version=state.version,
    )


def _fields(office: KnownOffice, on: date) -> Iterable[Field]:
    """The field of each content class and unit as it is on that day."""
    for fields in office.profile.fields_by_subject.values():
        held = next((field for field in fields if field.since <= on), None)
        if held and held.leader:
            yield held


def _rota(office: KnownOffice, year: int) -> dict[str, dict[date, str]]:
    return {
        schedule: {day: who for day, who in slots.items() if day.year == year}
        for schedule, slots in office.state.rota.items()
    }


def _receptions(office: KnownOffice, year: int) -> Iterable[ReceptionSaid]:
    for reception in office.state.receptions:
        held = reception.held
        if held.day.year == year:
            yield ReceptionSaid(
                schedule=held.schedule,
                day=held.day,
                presided_by=held.presided_by,
                delegated_by=held.delegated_by,
                attendance=held.attendance,
                breaches=reception.breaches,
            )


def plain(kind: type[S], values: Iterable[S]) -> Iterable[S]:
    """The values without what the events that made them say beside: their reasons."""
    for value in values:
        yield kind(**{name: getattr(value, name) for name in kind.__struct_fields__})
