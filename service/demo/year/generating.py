"""The year of an office: lives by chance on its working days, each one that its rules allow, the same for a seed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain import events as e
from domain.commands import Asked
from domain.decide import decide
from domain.deciding import Refused
from domain.petition import UNKNOWN, Petition, advance
from service.demo.story import Told as Done
from service.demo.story import request
from service.demo.year.laying import ZONE, Lived, in_order, laid, lived
from service.demo.year.reading import Life, Told
from service.offices import KnownOffice

FIRST, LAST = date(2025, 1, 3), date(2025, 12, 31)
TRIES = 60


class NotAllowed(Exception):
    """A life that the rules of its office allow on no day of the year; the message has the last refusal."""


class Year(Struct, frozen=True):
    """The acts of a year in the order in which they are recorded, and what was assigned: day and number by office."""

    acts: tuple[Done, ...]
    assigned: Mapping[str, tuple[tuple[date, int], ...]]


def year_of(told: Told, office: KnownOffice, seed: int, assigned: tuple[tuple[date, int], ...] = ()) -> Year:
    """The year of one office; `assigned` is what the upper office assigned to it. Raises NotAllowed."""
    chance = Random(f"{seed}:{told.office.id}")  # noqa: S311 - chance without secrecy
    acts: list[Done] = []
    passed_on: dict[str, list[tuple[date, int]]] = {}
    for life, first, nth in _wanted(told, chance, assigned):
        one, found = _allowed(told, office, (life, first, nth), chance)
        acts += found
        if life.assigns_to and (day := _assigned_on(found)) <= LAST:
            passed_on.setdefault(life.assigns_to, []).append((day, one.nth))
    kept = sorted((act for act in acts if act.at.date() <= LAST), key=in_order)
    return Year(tuple(kept), {name: tuple(each) for name, each in passed_on.items()})


def _wanted(
    told: Told, chance: Random, assigned: tuple[tuple[date, int], ...]
) -> Iterator[tuple[Life, date | None, int]]:
    """What is to be lived: the life, its first day when that is not by chance, its number."""
    free = [life for life in told.lives if not life.assigned for _ in range(life.times)]
    chance.shuffle(free)
    yield from ((life, life.begins, nth) for nth, life in enumerate(free, 1))
    bound = [life for life in told.lives if life.assigned]
    for number, (day, nth) in enumerate(assigned if bound else ()):
        yield bound[number % len(bound)], day + timedelta(days=1), nth


def _allowed(
    told: Told, office: KnownOffice, wanted: tuple[Life, date | None, int], chance: Random
) -> tuple[Lived, list[Done]]:
    """The life on a day on which all of it is lawful; a given day is moved on until it is."""
    life, given, nth = wanted
    last: Refused | None = None
    for tried in range(TRIES):
        first = _working(office, given + timedelta(days=tried) if given else _by_chance(chance))
        one = lived(life, first, nth, chance)
        acts = laid(told, one, office.calendar)
        last = refusal(acts, office)
        if last is None:
            return one, acts
    raise NotAllowed(f"{told.office.id}: {life.title}: {last}")


def _by_chance(chance: Random) -> date:
    return FIRST + timedelta(days=chance.randrange((LAST - FIRST).days + 1))


def _working(office: KnownOffice, day: date) -> date:
    return office.calendar.next_working_day(day).day


def _assigned_on(acts: list[Done]) -> date:
    return next(act.at.date() for act in acts if act.verb == "assign")


def refusal(acts: list[Done], office: KnownOffice) -> Refused | None:
    """Why the acts are not lawful one behind the other; None when they are."""
    states: dict[UUID, Petition] = {}
    received: dict[UUID, date] = {}
    for act in acts:
        asked, at = _asked(act, office), act.at.astimezone(ZONE)
        before = states.get(act.petition, UNKNOWN)
        context = office.context(received.setdefault(act.petition, asked.occurred.day), at, before.book)
        try:
            lines = decide(before, asked, context)
        except Refused as refused:
            return refused
        for line in lines:
            before = advance(before, _recorded(line, at))
        states[act.petition] = before
    return None


def _recorded(line: e.Line, at: datetime) -> e.Line:
    """The line as the ledger would have stamped it."""
    number = str(line.version) if isinstance(line.event, e.Registered) else line.number
    return replace(line, position=line.version, recorded_at=at, number=number)


def _asked(act: Done, office: KnownOffice) -> Asked:
    made = request(act, office)
    (step,) = made.steps
    return Asked(
        petition=act.petition,
        command=step.command,
        actor=made.actor,
        occurred=step.occurred or office.moment(act.at),
        now=act.at,
        already_done=step.already_done,
    )
