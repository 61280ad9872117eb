"""Statistics 统计: facts, not counters.

A fact is one thing that happened to one petition on one day. A figure is the number of facts of a measure
in a period, or what they hold (persons, days taken); the drill-down is the same query without the count,
so it always adds up. What is corrected, classified anew, joined, taken apart or voided changes the facts and needs no
code of its own. A void petition has none. Stocks (open and overdue at the end of a period) are counted in the
register and among the duties as they stood on the last day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, tzinfo
from functools import reduce
from itertools import accumulate, islice
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

from msgspec.structs import replace

from domain import events as e
from domain.petition import UNKNOWN, Petition, evolve
from projections.measures import COUNTED, PASSING, Act, Held, acts, holding, settled, turning
from projections.register import unit_of
from projections.spans import Key, Row, Rows
from projections.track import Segment, Track, folded

NAME = "statistics"
VERSION = 2
KEY_COLUMNS = 3


class Fact(NamedTuple):
    """One thing that happened to one petition; the columns of the table, the first three its key.

    `act` is the version of the line that says it, `duty` what it is about (measures.py). `unit`: who received it, whom
    it was sent to, who owed the duty, else who held the petition. `place`: to which the problem belongs. `repeat`: it
    is joined to an earlier one, the first of which names the `matter`. `persons`: petitioners in it. `days`: calendar
    days from the day of receipt, that day not counted, of `held` those for which the unit had it. `elapsed`: seconds
    from the instant of receipt, None where one of both is known by the day only.
    """

    measure: str
    act: int
    duty: str
    day: date
    unit: str
    channel: str
    source: str
    purpose: str
    content_class: str
    place: str
    repeat: bool
    matter: UUID
    outcome: str
    clause: str
    persons: int
    days: int
    elapsed: int | None


class Sort(NamedTuple):
    """What all facts of a petition share, as last known: it may be classified anew, or joined."""

    received_on: date
    received_at: datetime | None
    channel: str
    source: str
    purpose: str
    content_class: str
    place: str
    repeat: bool
    matter: UUID
    persons: int


class Counted(NamedTuple):
    """The acts so far and, unless the petition is void or not received yet, the facts made of them.

    `last`: the petition as it was left, `held`: who has it.
    """

    acts: tuple[Act, ...] = ()
    sort: Sort | None = None
    facts: Rows = MappingProxyType({})
    last: Petition = UNKNOWN
    held: Held = Held()


NOTHING = Counted()


def rows(track: Track) -> Rows:
    """The facts as rows by (measure, act, duty)."""
    return folded(track, NAME, NOTHING, _count).facts


def facts(track: Track) -> frozenset[Fact]:
    """What there is to count of the petition, as its lines known so far tell it."""
    return frozenset(Fact._make((*key, *row.body)) for key, row in rows(track).items())


def _count(before: Counted, segment: Segment, _zone: tzinfo) -> Counted:
    found, held = _counted(before, segment)
    sort = _sort(segment.state)
    if sort != before.sort:
        facts: Rows = {} if sort is None else dict(_fact(act, sort) for act in found)
    elif sort is None or len(found) == len(before.acts):
        facts = before.facts
    else:
        facts = {**before.facts, **dict(_fact(act, sort) for act in found[len(before.acts) :])}
    return Counted(found, sort, facts, segment.state, held)


def _counted(before: Counted, segment: Segment) -> tuple[tuple[Act, ...], Held]:
    """The acts so far and those of the segment, and who has the petition then."""
    found, held, was = before.acts, before.held, before.last
    for line, state in zip(segment.lines, _states(before.last, segment), strict=True):
        holder, now = unit_of(state), _having(state)
        if _counts(line):
            found = (*found, *acts(line, segment.state, holder, held, found))
        found = (*found, *turning(line, was, state, held.unit or holder))
        if now != held.unit:
            found = (*found, *holding(line, held))
            held = Held(now, line.occurred.day)
        was = state
    return (*found, *settled(before.last, segment.state)), held


def _counts(line: e.Line) -> bool:
    """Whether the line may count by itself: most do not."""
    kind = type(line.event)
    return kind in COUNTED or kind in PASSING or bool(line.breaches) or line.duties != e.NO_CHANGES


def _states(before: Petition, segment: Segment) -> Iterable[Petition]:
    """The petition after each line of the segment, which may be a whole day of which no hour is known.

    What had begun before but was written behind them stays behind them, as in the segment's own state.
    """
    lines, known = segment.lines, segment.state.lines
    if len(lines) == 1:
        return (segment.state,)
    if known[-len(lines)].version == lines[0].version:
        bare = (replace(line, duties=e.NO_CHANGES) for line in lines)
        return islice(accumulate(bare, evolve, initial=before), 1, None)
    return (_without(known, lines[nth:]) for nth in range(1, len(lines) + 1))


def _without(known: Sequence[e.Line], later: Sequence[e.Line]) -> Petition:
    """The petition, its duties left out, as all lines but those make it."""
    left_out = {line.version for line in later}
    return reduce(
        evolve, (replace(line, duties=e.NO_CHANGES) for line in known if line.version not in left_out), UNKNOWN
    )


def _having(petition: Petition) -> str:
    """The unit that has it: none while it is on the way, and none when it is over."""
    return "" if petition.routing.on_the_way_to or not petition.open else unit_of(petition)


def _sort(petition: Petition) -> Sort | None:
    received, at, known = petition.received, petition.received_at, petition.details
    if received is None or at is None or petition.ending.voided:
        return None
    return Sort(
        at.day,
        at.at,
        received.channel,
        received.source,
        known.purpose or "",
        known.content_class or "",
        known.problem_place or "",
        petition.joined is not None,
        petition.joined or petition.id,
        known.people or 1,
    )


def _fact(act: Act, sort: Sort) -> tuple[Key, Row]:
    days = (act.day - sort.received_on).days if act.days is None else act.days
    elapsed = int((act.at - sort.received_at).total_seconds()) if act.at and sort.received_at else None
    of_all = sort[2:]
    body = (act.day, act.unit, *of_all[:-1], act.outcome, act.clause, sort.persons, days, elapsed)
    return (act.measure, act.act, act.duty), Row(body)
