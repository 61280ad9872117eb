"""Said to be in time, entered late 迟补录: a row for each duty whose act was in time, but entered after its end.

What happened on day 2 and is entered on day 7 met a duty of day 5 in time; as of day 5 it was overdue. Both are
true, and an auditor wants to see them together (rulebook.md trap 12). What a correction brought into time was
entered by the correction: the line that first said so, and was not taken back since, is the entry.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, tzinfo

from msgspec import Struct
from msgspec.structs import astuple

from domain.duty import Duty, DutyEnd
from domain.events import Corrected, DutyChanges, DutyKey, Line
from projections.instants import overdue_from
from projections.spans import Key, Row, Rows
from projections.track import Segment, Track, folded

NAME = "entered_late"
VERSION = 1
KEY = ("entry", "discriminator", "opened_in", "act")


class Entered(Struct, frozen=True):
    """What a row says; the columns of the table, in order.

    `event` is what the act was and `kind` whether it met or cancelled the duty; `person` entered it, in the line of
    version `entered_in`: that of the act itself, or of the correction that brought it into time.
    """

    since: datetime
    clause: str
    nature: str
    holder: str
    kind: str
    event: str
    occurred_on: date
    occurred_at: datetime | None
    due_on: date | None
    due_at: datetime | None
    recorded_at: datetime
    entered_in: int
    person: str
    unit: str
    post: str
    authenticated: str


class Walked(Struct, frozen=True):
    """The rows so far, the duties as they were, and which had ended (entry, discriminator, opening version)."""

    rows: dict[Key, Row]
    duties: tuple[Duty, ...] = ()
    ended: frozenset[Key] = frozenset()


NOTHING = Walked({})


def rows(track: Track) -> Rows:
    """Rows by (entry, discriminator, opening version, version of the act)."""
    return folded(track, NAME, NOTHING, step).rows


def step(before: Walked, segment: Segment, track: Track) -> Walked:
    """The rows with those of the duties that ended with the segment."""
    duties = segment.state.duties
    if segment.state.received is None or duties is before.duties:
        return before
    ended = [duty for duty in duties if duty.end is not None and _instance(duty) not in before.ended]
    if not ended:
        return Walked(before.rows, duties, before.ended)
    found = {_key(duty, end): row for duty in ended for end, row in _rows(track.lines, duty, segment, track.zone)}
    return Walked({**before.rows, **found} if found else before.rows, duties, before.ended.union(map(_instance, ended)))


def _rows(written: Sequence[Line], duty: Duty, segment: Segment, zone: tzinfo) -> Iterator[tuple[DutyEnd, Row]]:
    """The row of a duty that ended, if it was in time and was entered when its end had passed."""
    end, over = duty.end, overdue_from(duty.due, zone)
    if end is None or end.late or over is None:
        return
    act = next(line for line in segment.state.lines if line.version == end.version)
    entry = entry_of(written, act, duty.key)
    if entry.recorded_at is not None and entry.recorded_at >= over:
        yield end, Row(astuple(_entered(duty, end, act, entry, segment.since)))


def entry_of(written: Sequence[Line], act: Line, duty: DutyKey) -> Line:
    """The line that first said that the act ended this duty in time, and was not taken back since."""
    if not any(type(line.event) is Corrected for line in written):
        return act
    first: Line | None = None
    for line in written:
        for version, changes in _said(line):
            if version == act.version:
                in_time = any(end.key == duty and not end.late for end in (*changes.met, *changes.cancelled))
                first = (first or line) if in_time else None
    return first or act


def _said(line: Line) -> Iterator[tuple[int, DutyChanges]]:
    """What a line says that acts did to duties: itself, or those that it corrects."""
    yield line.version, line.duties
    if isinstance(line.event, Corrected):
        yield from ((made.version, made.duties) for made in line.event.recomputed)


def _instance(duty: Duty) -> Key:
    return duty.key.id, duty.key.discriminator, duty.version


def _key(duty: Duty, end: DutyEnd) -> Key:
    return *_instance(duty), end.version


def _entered(duty: Duty, end: DutyEnd, act: Line, entry: Line, since: datetime) -> Entered:
    assert entry.recorded_at is not None  # noqa: S101 - what is not recorded was not entered late
    return Entered(
        since=since,
        clause=duty.opened.clause,
        nature=duty.opened.nature,
        holder=duty.holder,
        kind=end.kind,
        event=type(act.event).__name__,
        occurred_on=end.moment.day,
        occurred_at=end.moment.at,
        due_on=duty.due.effective,
        due_at=duty.due.at,
        recorded_at=entry.recorded_at,
        entered_in=entry.version,
        person=entry.actor.name,
        unit=entry.actor.unit,
        post=entry.actor.post,
        authenticated=entry.actor.authenticated,
    )
