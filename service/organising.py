"""An office organised by one file: units, staff, fields, roles and delegations as they are to be.

What is so already is left out, so that the same file read twice writes nothing the second time; what the office
says otherwise by now is as the file says again. `organisation_file.py` reads the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from types import MappingProxyType

from msgspec.structs import asdict

from domain import office as o
from domain.deciding import Reason, Refused
from domain.values import Actor, Moment
from service.ledger.entry import Via
from service.offices import KnownOffice
from service.organisation_file import Lines, Organised, Place, lines_of, parsed, place_of
from service.runtime import Instance

NO_LINES: Lines = MappingProxyType({})


def organise(
    instance: Instance, office: str, text: str, actor: Actor, via: Via, *, at: datetime | None = None
) -> tuple[o.OfficeEvent, ...]:
    """Writes the events that make the office what the file says, all or none, and returns them.

    Raises: BadOrganisation, Refused, UnknownOffice, LedgerError.
    """
    known = instance.offices.get(office)
    events = missing(known, parsed(text), actor, known.moment(at or datetime.now(UTC)), lines_of(text))
    if events:
        instance.offices.add_all(office, events, actor, via, at=at)
    return events


def missing(
    office: KnownOffice, said: Organised, actor: Actor, moment: Moment, lines: Lines = NO_LINES
) -> tuple[o.OfficeEvent, ...]:
    """The events of the file that would change something, in the order of the file.

    Raises: Refused, with the place of the first entry that the office cannot have in front of each reason.
    """
    state, events = office.state, []
    for place, event in _events(said):
        try:
            line = o.decide(state, event, actor, moment)
        except Refused as refused:
            if any(reason.entry != o.UNCHANGED for reason in refused.reasons):
                raise _placed(refused, place, lines) from None
        else:
            state = o.evolve(state, line)
            events.append(event)
    return tuple(events)


def _placed(refused: Refused, place: Place, lines: Lines) -> Refused:
    zh, en = place.words(lines)
    return Refused(
        tuple(Reason(each.clause, each.entry, f"{zh}：{each.zh}", f"{en}: {each.en}") for each in refused.reasons)
    )


def _events(said: Organised) -> Iterator[tuple[Place, o.OfficeEvent]]:
    """Units first, then who works in them, then what these people answer for; each with its place in the file."""
    for nth, unit in enumerate(said.unit, 1):
        known = asdict(unit)
        yield place_of("unit", nth, known), o.UnitSet(**known, reason=said.reason)
    for nth, posting in enumerate(said.staff, 1):
        known = asdict(posting)
        yield place_of("staff", nth, known), o.PersonAppointed(**known, reason=said.reason)
    for nth, field in enumerate(said.field, 1):
        known = asdict(field)
        yield place_of("field", nth, known), o.FieldGiven(**known, reason=said.reason)
    yield from _named(said)
    for nth, delegation in enumerate(said.delegation, 1):
        known = asdict(delegation)
        yield place_of("delegation", nth, known), o.Delegated(**known)


def _named(said: Organised) -> Iterator[tuple[Place, o.OfficeEvent]]:
    for role, who in said.roles.items():
        yield Place("roles", name=role), o.RoleFilled(role=role, who=who, reason=said.reason)
    for place, unit in said.places.items():
        filled = o.RoleFilled(role="handling_unit", who=unit, place=place, reason=said.reason)
        yield Place("places", name=place), filled
    for content_class, unit in said.departments.items():
        named = o.DepartmentNamed(content_class=content_class, unit=unit, reason=said.reason)
        yield Place("departments", name=content_class), named
