"""The year carried out by the desk like anything else: what is there already is not written twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from hashlib import sha256

import msgspec
from msgspec import Struct

from domain import office as o
from service.demo.reminding import remind_until_today, was_reminded
from service.demo.story import CHANNEL, NOBODY, request
from service.demo.story import Told as Done
from service.demo.year.coding import published
from service.demo.year.generating import FIRST, year_of
from service.demo.year.papers import Paper, papers_of
from service.demo.year.reading import Told, offices
from service.demo.year.receptions import Happening, receptions_of
from service.demo.year.reports import Step, event_of, reports_of
from service.ledger.entry import Via
from service.offices import KnownOffice, UnknownOffice
from service.organising import missing
from service.publishing import publish
from service.runtime import Instance

SEED = 2025
REASON = "本机构的编号、时限读法与职责"

Progress = Callable[[int, int], None]


At = tuple[datetime, Happening | Paper | Step]


class Planned(Struct, frozen=True):
    """An office with what happens in it: acts on petitions, and receptions, checks, analyses, reports."""

    office: KnownOffice
    acts: tuple[Done, ...]
    happenings: tuple[At, ...]

    @property
    def size(self) -> int:
        return len(self.acts) + len(self.happenings)


def load_year(instance: Instance, progress: Progress, seed: int = SEED) -> list[str]:
    """Makes the offices and carries out their year, reminders and all; returns their ids, the upper office first.

    That one is carried out last: it receives what the others have sent.
    """
    ids = [told.office.id for told in offices()]
    if all(was_reminded(instance, office) for office in ids):
        return ids
    planned = list(_planned(instance, seed))
    total, done = sum(plan.size for plan in planned), 0
    for plan in reversed(planned):
        for _ in _carried_out(instance, plan):
            done += 1
            progress(done, total)
        remind_until_today(instance, plan.office.profile.id, FIRST)
    return ids


def _planned(instance: Instance, seed: int) -> Iterator[Planned]:
    """Each office with its year; what the upper one assigns comes to the others."""
    assigned: dict[str, tuple[tuple[date, int], ...]] = {}
    for told in offices():
        office = founded(instance, told)
        year = year_of(told, office, seed, assigned.get(plain_name(told), ()))
        assigned |= year.assigned
        last = year.acts[-1].at.date()
        happenings = [
            *receptions_of(told, office, FIRST.year),
            *papers_of(told, office, last),
            *reports_of(told, office, last),
        ]
        yield Planned(office, year.acts, tuple(sorted(happenings, key=lambda one: one[0])))


def _carried_out(instance: Instance, plan: Planned) -> Iterator[None]:
    """All of it in the order in which it is recorded; nothing when its last act is there already."""
    office = plan.office.profile.id
    last = request(plan.acts[-1], plan.office).via
    waiting = list(plan.happenings)
    known = instance.ledger.answered(office, last.key, last.request) is not None
    for act in () if known else plan.acts:
        while waiting and waiting[0][0] <= act.at:
            _add(instance, office, *waiting.pop(0))
            yield
        instance.desk.handle(request(act, plan.office))
        yield
    for at, event in waiting if not known else ():
        _add(instance, office, at, event)
        yield


def _add(instance: Instance, office: str, at: datetime, done: Happening | Paper | Step) -> None:
    """An event of the office, once."""
    digest = sha256(msgspec.json.encode(done)).digest()
    key = f"demo:{office}:{at.isoformat()}:{digest.hex()[:16]}"
    via = Via(channel=CHANNEL, key=key, request=digest)
    if instance.ledger.answered(office, via.key, via.request) is None:
        if isinstance(done, Step):
            instance.offices.add(office, event_of(instance, office, done, at), done.actor, via, at=at)
        else:
            instance.offices.add(office, done, NOBODY, via, at=at)


def plain_name(told: Told) -> str:
    """The name by which others call it, without the remark that it is invented."""
    return told.office.name.partition("（")[0]


def founded(instance: Instance, told: Told) -> KnownOffice:
    """The office, made, with its own version of the rulebook, and organised, when it is not there."""
    said = told.office
    via = Via(channel=CHANNEL)
    try:
        office = instance.offices.get(said.id)
    except UnknownOffice:
        made = o.OfficeCreated(id=said.id, name=said.name, time_zone="Asia/Shanghai", time="replayed", roles=said.roles)
        office = instance.offices.create(made, said.rulebook, NOBODY, said.created, via, at=said.created)
        publish(instance, said.id, said.rulebook_text, REASON, NOBODY, via, at=said.created)
        instance.offices.add_all(said.id, published(said.created.date()), NOBODY, via, at=said.created)
    events = missing(office, told.organisation, NOBODY, office.moment(said.created))
    if events:
        instance.offices.add_all(said.id, events, NOBODY, via, at=said.created)
    return instance.offices.get(said.id)
