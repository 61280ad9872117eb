"""A petition as process mining 流程挖掘 looks at it: what was done, act by act, and when; nothing personal of it.

The acts are the effective lines in the order of their stream, as far as they had happened by the moment asked about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, tzinfo
from uuid import UUID

from msgspec import Struct

from domain import events as e
from domain.petition import UNKNOWN, Petition, effective
from domain.routing import UNMOVED
from domain.values import Moment, begins
from projections.status import status
from projections.track import track


class Act(Struct, frozen=True, kw_only=True):
    """One effective line. `at` is in UTC; where `day_only`, nobody has said at which time of its day: see `placed`.

    `officer` did it, in `unit`, holding `post`. `to` is the unit to which it sent the petition, or that has it by it;
    `other` a petition that it names. `corrected`: a later line says how it really was. `breaches` are the clauses of
    the rules that it broke.
    """

    activity: str
    at: datetime
    day_only: bool
    officer: str
    unit: str
    post: str
    to: str
    other: UUID | None
    position: int
    version: int
    recorded_at: datetime | None
    corrected: bool
    breaches: tuple[str, ...]


class Life(Struct, frozen=True):
    """The petition as it was at the moment asked about, since when it had been in which state, and its acts."""

    petition: Petition
    states: tuple[tuple[datetime, str], ...]
    acts: tuple[Act, ...]


def life(lines: Sequence[e.Line], moment: datetime, zone: tzinfo) -> Life:
    """The life of a petition until `moment`, as these lines, which are its whole stream up to a position, tell it."""
    segments = [each for each in track(lines, zone).segments if each.since <= moment]
    states = ((each.since, status(each.state)) for each in segments if each.state.received)
    begun = (line for line in effective(lines) if begins(line.occurred, zone) <= moment)
    return Life(
        segments[-1].state if segments else UNKNOWN,
        tuple(_changes(states)),
        tuple(_acts(begun, {line.event.of for line in lines if isinstance(line.event, e.Corrected)}, zone)),
    )


def placed(moment: Moment, latest: datetime | None, zone: tzinfo) -> datetime:
    """When it happened; of what only the day is known the first instant of that local day.

    `latest`: that of the acts of the same day that stand before it. An act without a time is not put before these, so
    that sorting by time leaves the acts of one day in their order.
    """
    at = begins(moment, zone)
    return latest if moment.at is None and latest is not None and latest > at else at


def _changes(states: Iterable[tuple[datetime, str]]) -> Iterator[tuple[datetime, str]]:
    before = ""
    for since, state in states:
        if state != before:
            yield since, state
        before = state


def _acts(lines: Iterable[e.Line], corrected: set[int], zone: tzinfo) -> Iterator[Act]:
    latest: dict[date, datetime] = {}
    for line in lines:
        day = line.occurred.day
        at = placed(line.occurred, latest.get(day), zone)
        latest[day] = max(at, latest.get(day, at))
        yield Act(
            activity=type(line.event).__name__,
            at=at,
            day_only=line.occurred.at is None,
            officer=line.actor.name,
            unit=line.actor.unit,
            post=line.actor.post,
            to=sent_to(line.event),
            other=other(line.event),
            position=line.position,
            version=line.version,
            recorded_at=line.recorded_at,
            corrected=line.version in corrected,
            breaches=tuple(breach.clause for breach in line.breaches),
        )


def sent_to(event: e.Event) -> str:
    """The unit to which the event sends the petition, or that has it by it; "" where it moves nothing."""
    match event:
        case e.Forwarded(target=target, mode=mode):
            return "" if mode in UNMOVED else target
        case e.SignedFor(unit=unit):
            return unit
        case e.Returned(back_to=unit):
            return unit
        case _:
            return ""


def other(event: e.Event) -> UUID | None:
    """The other petition of which the event speaks."""
    match event:
        case e.Joined(to=petition) | e.Unjoined(to=petition):
            return petition
        case e.Linked(petition=petition) | e.Unlinked(petition=petition):
            return petition
        case _:
            return None
