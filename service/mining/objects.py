"""The objects and events of OCEL: what there is, what is said of it, and how it is related by which qualifier."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from projections.mining import Act
from service.mining.attributes import Value, Words, called, of_act, of_export, of_petition, of_state
from service.mining.cases import Case
from service.mining.choosing import Chosen
from service.offices import KnownOffice
from service.runtime import Instance

OFFICE, PETITION, MATTER, PERSON, UNIT, OFFICER = "office", "petition", "matter", "person", "unit", "officer"
RECEIVED = "Received"
TO = {"Forwarded": "sent to", "SignedFor": "signed for by", "Returned": "returned to"}
"""What the unit is to the acts that name one (projections/mining.sent_to)."""

Related = tuple[tuple[str, str], ...]
"""Ids of objects, each with its qualifier."""


class Thing(Struct, frozen=True, kw_only=True):
    """An object: what is said of it, since when (None: ever since), and what it is related to."""

    id: str
    kind: str
    said: tuple[tuple[str, Value, datetime | None], ...] = ()
    related: Related = ()


class Event(Struct, frozen=True, kw_only=True):
    """An act: what is said of it, and what was in it."""

    id: str
    kind: str
    at: datetime
    said: tuple[tuple[str, Value], ...]
    related: Related


def office_of(instance: Instance, chosen: Chosen) -> Thing:
    """The office, with what the whole file rests on."""
    said = tuple((name, value, None) for name, value in of_export(instance, chosen))
    return Thing(id=_id(OFFICE, chosen.asked.id), kind=OFFICE, said=said)


def things(case: Case, told: Words, met: set[str]) -> Iterator[Thing]:
    """The petition and what is in its acts, without what has been `met` before; which is added to that."""
    for thing in _things(case, told):
        if thing.id not in met:
            yield thing
        if thing.kind != PETITION:  # each of these comes once
            met.add(thing.id)


def _things(case: Case, told: Words) -> Iterator[Thing]:
    yield _petition(case, told)
    if case.matter:
        yield Thing(id=_id(MATTER, case.matter), kind=MATTER)
    for person in (case.petitioner, *case.represented):
        if person:
            yield Thing(id=_id(PERSON, person), kind=PERSON)
    for act in case.life.acts:
        for kind, name in ((OFFICER, act.officer), (UNIT, act.unit), (UNIT, act.to)):
            if name:
                yield Thing(id=_id(kind, name), kind=kind, said=(("name", name, None),))


def _petition(case: Case, told: Words) -> Thing:
    fixed = (("name", called(case.life.petition)), *of_petition(case, told))
    changing = ((name, value, since) for since, state in case.life.states for name, value in of_state(state))
    return Thing(
        id=_id(PETITION, case.row.petition),
        kind=PETITION,
        said=(*((name, value, None) for name, value in fixed), *changing),
        related=tuple(_of_petition(case)),
    )


def _of_petition(case: Case) -> Iterator[tuple[str, str]]:
    if case.matter:
        yield _id(MATTER, case.matter), "belongs to"
    yield from _people(case)
    if case.life.petition.joined in case.beside:
        yield _id(PETITION, case.life.petition.joined), "joined to"


def _people(case: Case) -> Iterator[tuple[str, str]]:
    if case.petitioner:
        yield _id(PERSON, case.petitioner), "raised by"
    for person in case.represented:
        yield _id(PERSON, person), "represented by"


def event(case: Case, act: Act, office: KnownOffice) -> Event:
    """The act as an event of its petition."""
    return Event(
        id=f"event:{act.position}",
        kind=act.activity,
        at=act.at.astimezone(office.zone),
        said=tuple(of_act(act, office)),
        related=tuple(_of_act(case, act, office.profile.id)),
    )


def _of_act(case: Case, act: Act, office: str) -> Iterator[tuple[str, str]]:
    yield _id(PETITION, case.row.petition), "of"
    if case.matter:
        yield _id(MATTER, case.matter), "in"
    if act.activity == RECEIVED:  # so that each object is in an act: some programs leave out those that are in none
        yield _id(OFFICE, office), "received by"
        yield from _people(case)
    if act.officer:
        yield _id(OFFICER, act.officer), "done by"
    if act.unit:
        yield _id(UNIT, act.unit), "done in"
    if act.to:
        yield _id(UNIT, act.to), TO[act.activity]
    if act.other in case.beside:
        yield _id(PETITION, act.other), "about"


def _id(kind: str, of: str | UUID | None) -> str:
    return f"{kind}:{of}"
