"""Statistics 统计: facts, not counters.

A fact is one thing that happened to one petition on one day. A figure is the number of facts of a measure
in a period, or what they hold (persons, days taken); the drill-down is the same query without the count,
so it always adds up. What is corrected, classified anew or voided changes the facts and needs no code of
its own. A void petition has none. Stocks (open and overdue at the end of a period) are counted in the
register and among the duties as they stood on the last day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, tzinfo
from types import MappingProxyType
from typing import NamedTuple

from msgspec.structs import replace

from domain import events as e
from domain.duty import EXTENSION, Duty
from domain.petition import FINAL_REPLIES, UNKNOWN, UNMOVED, Petition, evolve
from projections.register import unit_of
from projections.spans import Key, Row, Rows
from projections.track import Segment, Track, folded

NAME = "statistics"
VERSION = 1
KEY_COLUMNS = 3

ACTS: Mapping[type[e.Event], tuple[str, ...]] = {
    e.Received: ("received",),
    e.Registered: ("registered",),
    e.Instructed: ("instructed",),
    e.Closed: ("closed",),
    e.Withdrawn: ("withdrawn",),
}
"""Events that count each time they happen."""
COUNTED = frozenset({*ACTS, e.Forwarded, e.Answered, e.Served})
"""Events that may count by themselves; all others only by what they do to duties."""
ENDINGS = (e.Answered, e.Served, e.Closed)
SERVED_REPLIES = ("answer", "opinion")
TIMED = ("answered", "delivered", "closed", "settled_in_time", "settled_late")
"""Measures whose facts know how many days it took since the day of receipt."""


class Fact(NamedTuple):
    """One thing that happened to one petition; the columns of the table, the first three its key.

    `act` is the version of the line that says it, `duty` the duty it is about (entry/discriminator/round).
    `unit`: who received it, whom it was sent to, who owed the duty, else who held the petition. `outcome`:
    outcome, kind of reply or mode of forwarding. `persons`: petitioners in it. `days`: calendar days from
    the day of receipt, that day not counted; None where time taken means nothing.
    """

    measure: str
    act: int
    duty: str
    day: date
    unit: str
    channel: str
    content_class: str
    outcome: str
    clause: str
    persons: int
    days: int | None


class Act(NamedTuple):
    """What a fact says that no later line changes."""

    measure: str
    act: int
    duty: str
    day: date
    unit: str
    outcome: str
    clause: str


class Sort(NamedTuple):
    """What all facts of a petition share, as last known: it may be classified anew."""

    received_on: date
    channel: str
    content_class: str
    persons: int


class Counted(NamedTuple):
    """The acts so far and, unless the petition is void or not received yet, the facts made of them.

    `last`: the petition as it was left.
    """

    acts: tuple[Act, ...] = ()
    sort: Sort | None = None
    facts: Rows = MappingProxyType({})
    last: Petition = UNKNOWN


def rows(track: Track) -> Rows:
    """The facts as rows by (measure, act, duty)."""
    return folded(track, NAME, Counted(), _count).facts


def facts(track: Track) -> frozenset[Fact]:
    """What there is to count of the petition, as its lines known so far tell it."""
    return frozenset(Fact._make((*key, *row.body)) for key, row in rows(track).items())


def _count(before: Counted, segment: Segment, _zone: tzinfo) -> Counted:
    new: list[Act] = []
    for line, holder in zip(segment.lines, _holders(before.last, segment), strict=True):
        if type(line.event) in COUNTED or line.duties != e.NO_CHANGES:
            new += _acts(line, segment.state, holder, (*before.acts, *new))
    sort, last = _sort(segment.state), segment.state
    if sort == before.sort and not new:
        return before._replace(last=last)
    acts = (*before.acts, *new)
    if sort == before.sort:
        made = () if sort is None else (_fact(act, sort) for act in new)
        return Counted(acts, sort, {**before.facts, **dict(made)}, last)
    return Counted(acts, sort, {} if sort is None else dict(_fact(act, sort) for act in acts), last)


def _holders(before: Petition, segment: Segment) -> Iterator[str]:
    """Who held the petition after each line of the segment, which may be a whole day of which no hour is known."""
    if len(segment.lines) == 1:
        yield unit_of(segment.state)
        return
    state = before
    for line in segment.lines:
        state = evolve(state, replace(line, duties=e.NO_CHANGES))
        yield unit_of(state)


def _sort(petition: Petition) -> Sort | None:
    received, at, details = petition.received, petition.received_at, petition.details
    if received is None or at is None or petition.ending.voided:
        return None
    return Sort(at.day, received.channel, details.content_class or "", details.people or 1)


def _fact(act: Act, sort: Sort) -> tuple[Key, Row]:
    days = (act.day - sort.received_on).days if act.measure in TIMED else None
    key = (act.measure, act.act, act.duty)
    return key, Row((act.day, act.unit, sort.channel, sort.content_class, act.outcome, act.clause, sort.persons, days))


def _acts(line: e.Line, petition: Petition, holder: str, earlier: Sequence[Act]) -> Iterator[Act]:
    event, day = line.event, line.occurred.day
    for measure in _measures(event, earlier):
        yield Act(measure, line.version, "", day, _unit(line, holder), _outcome(event), "")
    if line.duties != e.NO_CHANGES:
        yield from _extensions(line, petition)
        yield from _limits(line, petition)


def _measures(event: e.Event, earlier: Sequence[Act]) -> Iterable[str]:
    """The measures in which the event counts by itself, after those `earlier`.

    The first final answer counts, and the first that reached the petitioner, also after a reopening.
    """
    if (always := ACTS.get(type(event))) is not None:
        return always
    seen = {act.measure for act in earlier}
    match event:
        case e.Forwarded(mode=mode):
            return () if mode in UNMOVED else ("forwarded",)
        case e.Answered(reply_kind=kind) if kind in FINAL_REPLIES:
            both = ("answered", "delivered") if event.delivered or event.on_spot else ("answered",)
            return [measure for measure in both if measure not in seen]
        case e.Served(document=document) if document in SERVED_REPLIES:
            return ("delivered",) if "answered" in seen and "delivered" not in seen else ()
        case _:
            return ()


def _unit(line: e.Line, holder: str) -> str:
    """The receiving unit, the target of a forwarding, else who held the petition when it happened."""
    if type(line.event) is e.Forwarded:
        return line.event.target
    if type(line.event) is e.Received and line.actor.unit:
        return line.actor.unit
    return holder


def _outcome(event: e.Event) -> str:
    match event:
        case e.Closed(outcome=outcome):
            return outcome
        case e.Answered(reply_kind=kind):
            return kind
        case e.Forwarded(mode=mode):
            return mode
        case _:
            return ""


def _extensions(line: e.Line, petition: Petition) -> Iterator[Act]:
    """One for each duty that the line gave more time; of several instances with one key the last one that got it."""
    redated = {change.key for change in line.duties.redated if change.why == EXTENSION}
    for duty in {duty.key: duty for duty in petition.duties if duty.key in redated and duty.extended}.values():
        yield _of_duty("extended", line, duty)


def _limits(line: e.Line, petition: Petition) -> Iterator[Act]:
    """The limits that an answer, its service or the closing settled, in time or late."""
    if type(line.event) not in ENDINGS:
        return
    for duty in petition.duties:
        end = duty.end
        if end and end.version == line.version and duty.opened.nature == "duty" and duty.due.effective:
            yield _of_duty("settled_late" if end.late else "settled_in_time", line, duty)


def _of_duty(measure: str, line: e.Line, duty: Duty) -> Act:
    name = f"{duty.key.id} {duty.key.discriminator} {duty.version}"
    return Act(measure, line.version, name, line.occurred.day, duty.holder, "", duty.opened.clause)
