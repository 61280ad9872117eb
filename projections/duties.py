"""What is owed 限时事项: a row for each stretch in which a duty had one holder and one date, and every breach.

A row whose end is `late` is a breach for ever: the act came after the limit, also when the petition was
closed, reopened or passed on afterwards. A right that lapsed is none: nobody owed it. A breach that a line
records by itself (a letter opened a day late) is a row of its own that begins and ends at that moment.
Nothing is owed before the petition came in: what is dated to the day of its receipt counts from the receipt.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, tzinfo

from msgspec import Struct
from msgspec.structs import astuple

from domain.duty import Duty, DutyEnd
from domain.events import Line
from projections.instants import overdue_from
from projections.spans import Key, Row, Rows
from projections.track import Segment, Track, counting_from, folded

NAME = "duties"
VERSION = 2
KEY = ("entry", "discriminator", "act", "since")

MOVED, REDATED, RECORDED = "moved", "redated", "recorded"
"""How a row may end beside `met` and `cancelled`: with another holder, another date, as a stated breach."""


class Owed(Struct, frozen=True):
    """What is owed, by whom, until when; the columns of the table, in order.

    `opened_on` is the day from which the limit was counted, or on which the duty was opened. `detail` says
    what was missing when the row is a breach that a line records.
    """

    clause: str
    nature: str
    holder: str
    priority: int
    opened_on: date
    due_on: date | None
    due_at: datetime | None
    overdue_from: datetime | None
    provisional: bool
    detail: str


class Until(Struct, frozen=True):
    """How a row ended; `late`: the end had passed, so that the row is a breach."""

    until: datetime
    kind: str
    late: bool
    ended_on: date


class Walked(Struct, frozen=True):
    """The rows so far, for each instance of a duty the key of its last row and how it stood then, and all duties."""

    rows: dict[Key, Row]
    last: dict[Key, tuple[Key, Duty]]
    duties: tuple[Duty, ...] = ()


NOTHING = Walked({}, {})


def rows(track: Track) -> Rows:
    """Rows by (entry, discriminator, opening version, since): duties through the segments, and breaches."""
    return folded(track, NAME, NOTHING, step).rows


def step(before: Walked, segment: Segment, track: Track) -> Walked:
    """The rows with what became of duties in the segment, and the breaches that its lines state."""
    duties = segment.state.duties
    if segment.state.received is None:
        return before
    changed = () if duties is before.duties else [duty for duty in duties if _is_new(duty, before)]
    stated = [line for line in counting_from(segment) if line.breaches]
    if not changed and not stated:
        return before
    after = Walked(dict(before.rows), dict(before.last), duties)
    for duty in changed:
        _take(after, duty, segment.since, track.zone)
    if stated:
        after.rows.update(_recorded(stated, segment.since))
    return after


def _instance(duty: Duty) -> Key:
    return (duty.key.id, duty.key.discriminator, duty.version)


def _is_new(duty: Duty, before: Walked) -> bool:
    """Whether the duty differs from what is known of it; once ended it stays as it was."""
    _, known = before.last.get(_instance(duty), (None, None))
    return known is None or (known is not duty and known.end is None and known != duty)


def _take(walked: Walked, duty: Duty, since: datetime, zone: tzinfo) -> None:
    """Takes a duty that is new or has changed at `since` into the rows."""
    found = walked.rows
    key, known = walked.last.get(_instance(duty), ((), None))
    if known is None or (known.holder, known.due) != (duty.holder, duty.due):
        if known is not None:
            found[key] = Row(found[key].body, astuple(_passed(known, duty, since)))
        key = (*_instance(duty), since)
        found[key] = Row(astuple(owed(duty, zone)))
    if duty.end is not None:
        found[key] = Row(found[key].body, astuple(_settled(duty, duty.end, since)))
    walked.last[_instance(duty)] = key, duty


def owed(duty: Duty, zone: tzinfo) -> Owed:
    """What the duty asks now, or asked last."""
    opened, due = duty.opened, duty.due
    return Owed(  # by place, as the register's
        opened.clause,
        opened.nature,
        duty.holder,
        opened.priority,
        opened.start or duty.since.day,
        due.effective,
        due.at,
        overdue_from(due, zone),
        due.provisional,
        "",
    )


def _settled(duty: Duty, end: DutyEnd, since: datetime) -> Until:
    return Until(since, end.kind, end.late and duty.opened.nature == "duty", end.moment.day)


def _passed(known: Duty, duty: Duty, since: datetime) -> Until:
    """The end of a row whose duty goes on with another holder or another date."""
    kind = MOVED if known.holder != duty.holder else REDATED
    return Until(since, kind, False, duty.segments[-1].since.day)  # noqa: FBT003 - by place


def _recorded(lines: Iterable[Line], since: datetime) -> Iterator[tuple[Key, Row]]:
    """A row for each breach that a line states, laid to the unit of the officer who did it."""
    for line in lines:
        for nth, breach in enumerate(line.breaches):
            day = line.occurred.day
            body = Owed(
                clause=breach.clause,
                nature="duty",
                holder=line.actor.unit,
                priority=1,
                opened_on=day,
                due_on=None,
                due_at=None,
                overdue_from=None,
                provisional=False,
                detail=breach.detail,
            )
            key = (breach.entry, f"breach {nth}", line.version, since)
            yield key, Row(astuple(body), astuple(Until(since, RECORDED, late=True, ended_on=day)))
