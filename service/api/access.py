"""The endpoints of reads on record: who has read a petition, what somebody has read, what was unusual."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from msgspec import Struct
from msgspec.structs import replace

from domain.access_record import AccessRecorded
from domain.unusual_reading import Finding
from domain.values import letters
from service.access import recording
from service.access.caller import caller
from service.access.involvement import involvement
from service.access.recording import HIDDEN, NOTHING
from service.access_log import asking
from service.access_log.asking import Shown
from service.api import described, problems
from service.api.basis import json
from service.api.bodies import Strict
from service.api.cases import PETITION
from service.api.offices import OFFICE
from service.api.places import found_petition, known_office
from service.api.querying import NoQuery, asked_by
from service.api.words import Word
from service.offices import KnownOffice
from service.runtime import Instance

TAG = "access"
ACCESS = f"{OFFICE}/access"
IN_VAIN = frozenset({HIDDEN, NOTHING})
UNSEEN = "unseen"
"""Why an attempt was refused, to whom the difference would tell that there is a petition."""


class DaysQuery(Strict, frozen=True):
    """From which local day of the office to which, both included; today when none is said."""

    first: date | None = None
    last: date | None = None


class PersonQuery(DaysQuery, frozen=True):
    """Whose reads."""

    person: Word = ""


class ListRead(Struct, frozen=True, kw_only=True):
    """The list that was read; `count`: those in it that whoever asks may know of, null of a long one."""

    name: str
    filter: str
    count: int | None


class ReadSaid(Struct, frozen=True, kw_only=True):
    """A record of a read; `log` and `position` say where it stands, so that it can be proved.

    An attempt of one's own that was refused names no petition, whether there is one or not: its reason is `unseen`.
    """

    log: str
    position: int
    recorded_at: datetime
    person: str
    unit: str
    posts: tuple[str, ...]
    session: str
    via: str
    from_network: str
    action: str
    petition: UUID | None
    version: int
    shown_position: int
    fields: tuple[str, ...]
    purpose: str
    purpose_text: str
    allowed: bool
    reasons: tuple[str, ...]
    list: ListRead | None


class ReadsOfPetition(Struct, frozen=True, kw_only=True):
    """查阅记录: who has read this petition, also in lists; `long_lists` do not name theirs: it may have stood there."""

    office: str
    petition: UUID
    records: tuple[ReadSaid, ...]
    long_lists: tuple[ReadSaid, ...]


class ReadsOfPerson(Struct, frozen=True, kw_only=True):
    """查阅记录: what this person has read or tried to read."""

    office: str
    person: str
    first: date
    last: date
    records: tuple[ReadSaid, ...]


class PlaceSaid(Struct, frozen=True):
    """Where a record stands."""

    log: str
    position: int


class FindingSaid(Struct, frozen=True, kw_only=True):
    """What a rule found: why, and in which records. It is no verdict."""

    rule: str
    person: str
    petition: UUID | None
    zh: str
    en: str
    records: tuple[PlaceSaid, ...]


class UnusualSaid(Struct, frozen=True, kw_only=True):
    """异常查阅: what the documented rules find in these days; computed when asked for, stored nowhere."""

    office: str
    first: date
    last: date
    findings: tuple[FindingSaid, ...]


def router(instance: Instance) -> APIRouter:
    routes = APIRouter()
    of_petition = described.reading(
        "查阅记录 Who has read this petition", TAG, NoQuery, ReadsOfPetition, missing=(problems.NO_PETITION,)
    )
    of_person = described.reading("查阅记录 What somebody has read", TAG, PersonQuery, ReadsOfPerson)
    unusual = described.reading("异常查阅 Unusual reading", TAG, DaysQuery, UnusualSaid)
    for address, name, tell, words in (
        (f"{PETITION}/access", "petition-access", _of_petition, of_petition),
        (f"{ACCESS}/unusual", "unusual-access", _unusual, unusual),
        (ACCESS, "access", _of_person, of_person),
    ):
        routes.add_api_route(address, tell(instance), methods=["GET"], name=name, **words)
    return routes


def _of_petition(instance: Instance) -> Callable[..., Response]:
    def told(office: str, petition: str, _said: Annotated[NoQuery, Depends(asked_by(NoQuery))]) -> Response:
        return json(reads_of_petition(instance, office, petition))

    return told


def reads_of_petition(instance: Instance, office: str, petition: str) -> ReadsOfPetition:
    """Who has read a petition that whoever asks may know of; on record. Raises UnknownPetition, as `recording.read`."""
    known_office(instance, office)
    found = found_petition(instance, office, petition)
    read = asking.who_read(instance, office, found)
    recording.opened(instance, office, found, ("readings",))
    named = _named(instance, office, _petitions((*read.records, *read.lists)))
    records, lists = _reads(read.records, named), _reads(read.lists, named)
    return ReadsOfPetition(office=office, petition=found, records=records, long_lists=lists)


def _of_person(instance: Instance) -> Callable[..., Response]:
    def told(office: str, said: Annotated[PersonQuery, Depends(asked_by(PersonQuery))]) -> Response:
        return json(reads_of_person(instance, office, said))

    return told


def reads_of_person(instance: Instance, office: str, said: PersonQuery) -> ReadsOfPerson:
    """What a person has read, as far as whoever asks may know of it. Raises Refusal (422) when nobody is named."""
    if not said.person:
        raise problems.invalid("query.person", "须写明查阅人", "say whose reads")
    first, last = _days(known_office(instance, office), said)
    found = asking.by_person(instance, office, said.person, first, last)
    named = _named(instance, office, _petitions(found))
    records = _reads(filter(partial(_told, named), found), named)
    return ReadsOfPerson(office=office, person=said.person, first=first, last=last, records=records)


def _unusual(instance: Instance) -> Callable[..., Response]:
    def told(office: str, said: Annotated[DaysQuery, Depends(asked_by(DaysQuery))]) -> Response:
        return json(unusual_said(instance, office, said))

    return told


def unusual_said(instance: Instance, office: str, said: DaysQuery) -> UnusualSaid:
    """What the rules of unusual reading find in these days. Raises BadQuestion for days the wrong way round."""
    first, last = _days(known_office(instance, office), said)
    found = asking.unusual(instance, office, first, last, involvement=involvement(instance, office))
    named = _named(instance, office, (each.petition for each in found))
    told = tuple(_finding(each) for each in found if each.petition is None or each.petition in named)
    return UnusualSaid(office=office, first=first, last=last, findings=told)


def _named(instance: Instance, office: str, petitions: Iterable[UUID | None]) -> set[UUID]:
    """The petitions that may be named to whoever asks: who administers audits sees no petition, but reads on record."""
    instance.gate.current(office)
    seeing = instance.gate.seeing(caller().viewer, office)
    with instance.pool.connection() as connection:
        return seeing.on_record(connection, {each for each in petitions if each is not None})


def _days(known: KnownOffice, said: DaysQuery) -> tuple[date, date]:
    last = said.last or datetime.now(known.zone).date()
    return said.first or last, last


def _petitions(records: Iterable[Shown]) -> Iterator[UUID | None]:
    """Every petition that a record names, also in a list."""
    for shown in records:
        yield shown.event.petition
        yield from shown.event.listed.petitions if shown.event.listed else ()


def _told(named: AbstractSet[UUID], shown: Shown) -> bool:
    """Whether a record is told: an attempt that was refused always, or a gap would say that there is something."""
    return not shown.event.allowed or shown.event.petition is None or shown.event.petition in named


def _reads(records: Iterable[Shown], named: AbstractSet[UUID]) -> tuple[ReadSaid, ...]:
    return tuple(_read(shown, _unsaid(shown.event, named), named) for shown in records)


def _unsaid(event: AccessRecorded, named: AbstractSet[UUID]) -> AccessRecorded:
    """The record; of an attempt in vain at what is hidden from who asks, and of each of their own, nothing but that."""
    mine = letters(event.reader.person) == letters(caller().viewer.person)
    if caller().console or event.allowed or not set(event.reasons) & IN_VAIN or (not mine and event.petition in named):
        return event
    return replace(event, petition=None, reasons=(UNSEEN,))


def _read(shown: Shown, event: AccessRecorded, named: AbstractSet[UUID]) -> ReadSaid:
    return ReadSaid(
        log=shown.log,
        position=shown.position,
        recorded_at=shown.recorded_at,
        person=event.reader.person,
        unit=event.reader.unit,
        posts=event.reader.posts,
        session=event.session,
        via=event.via,
        from_network=event.from_network,
        action=event.action,
        petition=event.petition,
        version=event.version,
        shown_position=event.position,
        fields=event.fields,
        purpose=event.purpose,
        purpose_text=event.purpose_text,
        allowed=event.allowed,
        reasons=event.reasons,
        list=_list(event, named),
    )


def _list(event: AccessRecorded, named: AbstractSet[UUID]) -> ListRead | None:
    """How many stood in it tells of what is hidden, so only those that may be named are counted."""
    said = event.listed
    if said is None:
        return None
    count = sum(each in named for each in said.petitions) if said.ids or not said.count else None
    return ListRead(name=said.name, filter=said.filter, count=count)


def _finding(found: Finding) -> FindingSaid:
    return FindingSaid(
        rule=found.rule,
        person=found.person,
        petition=found.petition,
        zh=found.zh,
        en=found.en,
        records=tuple(PlaceSaid(place.log, place.position) for place in found.records),
    )
