"""Statistics 统计: facts, not counters.

A fact is one thing that happened to one petition on one day. A figure is the number of facts of a measure
in a period, or what they hold (persons, days taken); the drill-down is the same query without the count,
so it always adds up. What is corrected, classified anew, joined, taken apart or voided changes the facts and needs no
code of its own. A void petition has none. Those of a restricted petition count in every total, and are told apart by
nothing: each dimension of theirs says "restricted". Stocks (open and overdue at the end of a period) are counted in the
register and among the duties as they stood on the last day.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import reduce
from itertools import accumulate, islice
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain import events as e
from domain.guarded import RESTRICTED, level_of
from domain.petition import UNKNOWN, Petition, evolve
from projections.measures import COUNTED, Act, Held, acts, holding, settled, turning
from projections.register import unit_of
from projections.spans import Row, Rows
from projections.track import Segment, Track, folded

NAME = "statistics"
VERSION = 4
KEY_COLUMNS = 3
VISIT = "visit"
MASKED = (RESTRICTED, RESTRICTED, RESTRICTED, RESTRICTED, RESTRICTED, False)
"""What the facts of a restricted petition say from `channel` to `repeat`."""


class Fact(NamedTuple):
    """One thing that happened to one petition; the columns of the table, the first three its key.

    `act` is the version of the line that says it, `duty` what it is about (measures.py). `unit`: who received it, whom
    it was sent to, who owed the duty, else who held the petition. `place`: to which the problem belongs. `repeat`: it
    is joined to an earlier one, the first of which names the `matter`. `visit`: it came by a visit, which also the
    totals of what is restricted count apart. `persons`: petitioners in it. `days`: calendar
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
    visit: bool
    persons: int
    days: int
    elapsed: int | None


class Sort(Struct, frozen=True):
    """What all facts of a petition share, as last known: it may be classified anew, joined, or restricted.

    `dimensions` are the columns from `channel` to `matter`.
    """

    received_on: date
    received_at: datetime | None
    dimensions: tuple[str, str, str, str, str, bool, UUID]
    visit: bool
    persons: int
    restricted: bool


class Counted(Struct, frozen=True):
    """The acts so far and, unless the petition is void or not received yet, the facts made of them.

    `last`: the petition as it was left, `open` whether it is, `held`: who has it.
    """

    acts: Sequence[Act] = ()
    sort: Sort | None = None
    rows: Rows = MappingProxyType({})
    last: Petition = UNKNOWN
    open: bool = False
    held: Held = Held()


NOTHING = Counted()


def rows(track: Track) -> Rows:
    """The facts as rows by (measure, act, duty)."""
    return folded(track, NAME, NOTHING, step).rows


def facts(track: Track) -> frozenset[Fact]:
    """What there is to count of the petition, as its lines known so far tell it."""
    return frozenset(Fact._make((*key, *row.body)) for key, row in rows(track).items())


def step(before: Counted, segment: Segment, _track: Track) -> Counted:
    """The facts with those of the segment's lines; all of them anew where the petition is of another sort."""
    found, is_open, held = _counted(before, segment)
    sort = before.sort if _alike(before.last, segment.state) else _sort(segment.state)
    if sort is None:
        facts: Rows = {}
    elif sort != before.sort:
        facts = _facts({}, found, sort)
    elif len(found) > len(before.acts):
        facts = _facts(before.rows, found[len(before.acts) :], sort)
    else:
        facts = before.rows
    return Counted(found, sort, facts, segment.state, is_open, held)


def _counted(before: Counted, segment: Segment) -> tuple[list[Act], bool, Held]:
    """The acts so far and those of the segment, whether the petition is open then, and who has it."""
    found, was_open, held = [*before.acts], before.open, before.held
    states = (segment.state,) if len(segment.lines) == 1 else _states(before.last, segment)
    for line, state in zip(segment.lines, states, strict=True):
        holder, not_over = unit_of(state), state.open
        is_open = not_over and state.received is not None
        if _counts(line):
            found += acts(line, segment.state, holder, held, found)
        if is_open != was_open:
            found.append(turning(line, "opened" if is_open else "ended", held.unit or holder))
        # no unit has it while it is on the way, and none when it is over
        now = holder if not_over and not state.routing.on_the_way_to else ""
        if now != held.unit:
            found += holding(line, held)
            held = Held(now, line.occurred.day)
        was_open = is_open
    found += settled(before.last, segment.state)
    return found, was_open, held


def _counts(line: e.Line) -> bool:
    """Whether the line may count by itself: most do not."""
    kind = type(line.event)
    return kind in COUNTED or bool(line.breaches) or bool(line.duties.redated)


def _states(before: Petition, segment: Segment) -> Iterable[Petition]:
    """The petition after each line of the segment, which may be a whole day of which no hour is known.

    What had begun before but was written behind them stays behind them, as in the segment's own state.
    """
    lines, known = segment.lines, segment.state.lines
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


def _alike(one: Petition, other: Petition) -> bool:
    """Whether what the petition's facts share is said in the very same words; two that are alike may be told apart."""
    return (
        one.details is other.details
        and one.received is other.received
        and one.received_at is other.received_at
        and one.joined is other.joined
        and one.ending.voided is other.ending.voided
    )


def _sort(petition: Petition) -> Sort | None:
    received, at, known = petition.received, petition.received_at, petition.details
    if received is None or at is None or petition.ending.voided:
        return None
    restricted = level_of(known, accuses=bool(known.accused or known.accused_units)) > 0
    told_apart = (
        received.channel,
        received.source,
        known.purpose or "",
        known.content_class or "",
        known.problem_place or "",
        petition.joined is not None,
    )
    dimensions = (*(MASKED if restricted else told_apart), petition.joined or petition.id)
    return Sort(at.day, at.at, dimensions, received.channel == VISIT, known.people or 1, restricted)


def _facts(known: Rows, those: Iterable[Act], sort: Sort) -> Rows:
    """The facts made of these acts, with those that are known."""
    found = dict(known)
    for act in those:
        days = (act.day - sort.received_on).days if act.days is None else act.days
        elapsed = int((act.at - sort.received_at).total_seconds()) if act.at and sort.received_at else None
        unit, *said = [RESTRICTED] * 3 if sort.restricted else (act.unit, act.outcome, act.clause)
        body = (act.day, unit, *sort.dimensions, *said, sort.visit, sort.persons, days, elapsed)
        found[act.measure, act.act, act.duty] = Row(body)
    return found
