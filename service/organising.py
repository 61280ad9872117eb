"""An office organised by one file: units, staff, fields, roles and delegations as they are to be.

The file is TOML: [[unit]], [[staff]], [[field]], [[delegation]], [roles], [departments], [places], and `reason`.
What is so already is left out, so that the same file read twice writes nothing the second time; what the office
says otherwise by now is as the file says again.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import msgspec
from msgspec import Struct

from domain import office as o
from domain.deciding import Refused
from domain.organisation import Delegation, Field, Posting, Unit
from domain.values import Actor, Moment
from service.ledger.entry import Via
from service.offices import KnownOffice
from service.runtime import Instance


class BadOrganisation(ValueError):
    """A file that says not how an office is organised; the message names the place and what is wrong there."""


class UnitTable(Unit, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A unit in the file."""


class PostingTable(Posting, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A post that somebody holds in the file."""


class FieldTable(Field, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A field of responsibility in the file."""


class DelegationTable(Delegation, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A delegation in the file, with its own reason."""

    reason: str


class Organised(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole file. `places` maps a place to the unit that handles what happens there."""

    reason: str = ""
    unit: tuple[UnitTable, ...] = ()
    staff: tuple[PostingTable, ...] = ()
    field: tuple[FieldTable, ...] = ()
    delegation: tuple[DelegationTable, ...] = ()
    roles: Mapping[str, str] = {}
    departments: Mapping[str, str] = {}
    places: Mapping[str, str] = {}


def organise(
    instance: Instance, office: str, text: str, actor: Actor, via: Via, *, at: datetime | None = None
) -> tuple[o.OfficeEvent, ...]:
    """Writes the events that make the office what the file says, all or none, and returns them.

    Raises: BadOrganisation, Refused, UnknownOffice, LedgerError.
    """
    known = instance.offices.get(office)
    events = missing(known, parsed(text), actor, known.moment(at or datetime.now(UTC)))
    if events:
        instance.offices.add_all(office, events, actor, via, at=at)
    return events


def parsed(text: str) -> Organised:
    """The file as values. Raises BadOrganisation."""
    try:
        return msgspec.convert(tomllib.loads(text), Organised)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, RecursionError) as error:
        message = f"not the organisation of an office (不是机构设置文件): {error}"
        raise BadOrganisation(message) from error


def missing(office: KnownOffice, said: Organised, actor: Actor, moment: Moment) -> tuple[o.OfficeEvent, ...]:
    """The events of the file that would change something, in the order of the file. Raises Refused."""
    state, events = office.state, []
    for event in _events(said):
        try:
            line = o.decide(state, event, actor, moment)
        except Refused as refused:
            if any(reason.entry != o.UNCHANGED for reason in refused.reasons):
                raise
        else:
            state = o.evolve(state, line)
            events.append(event)
    return tuple(events)


def _events(said: Organised) -> Iterator[o.OfficeEvent]:
    """Units first, then who works in them, then what these people answer for."""
    for unit in said.unit:
        yield o.UnitSet(**msgspec.structs.asdict(unit), reason=said.reason)
    for posting in said.staff:
        yield o.PersonAppointed(**msgspec.structs.asdict(posting), reason=said.reason)
    for field in said.field:
        yield o.FieldGiven(**msgspec.structs.asdict(field), reason=said.reason)
    for role, who in said.roles.items():
        yield o.RoleFilled(role=role, who=who, reason=said.reason)
    for place, unit_name in said.places.items():
        yield o.RoleFilled(role="handling_unit", who=unit_name, place=place, reason=said.reason)
    for content_class, unit_name in said.departments.items():
        yield o.DepartmentNamed(content_class=content_class, unit=unit_name, reason=said.reason)
    for delegation in said.delegation:
        yield o.Delegated(**msgspec.structs.asdict(delegation))
