"""Excused 补录理由: a row for each act that was entered with a reason why it had already been done.

That reason turns refusals into breaches, so it is a door, and who goes through it is counted (rulebook.md trap 13).
The words of the reason stay sealed in the ledger; the breaches recorded with the act stand among the duties.
"""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import astuple

from domain.events import Line
from projections.spans import Key, Row, Rows
from projections.track import Segment, Track, counting_from, folded

NAME = "excused"
VERSION = 1
KEY = ("act",)


class Excused(Struct, frozen=True):
    """What a row says; the columns of the table, in order. `breaches`: how many were recorded with the act."""

    since: datetime
    event: str
    occurred_on: date
    occurred_at: datetime | None
    recorded_at: datetime
    breaches: int
    person: str
    unit: str
    post: str
    authenticated: str


class Walked(Struct, frozen=True):
    """The rows so far."""

    rows: dict[Key, Row]


NOTHING = Walked({})


def rows(track: Track) -> Rows:
    """A row by the version of the act."""
    return folded(track, NAME, NOTHING, step).rows


def step(before: Walked, segment: Segment, _track: Track) -> Walked:
    """The rows with those of the acts that began with the segment."""
    found: dict[Key, Row] = {
        (line.version,): Row(astuple(_excused(line, line.recorded_at, segment.since)))
        for line in counting_from(segment)
        if line.already_done is not None and line.recorded_at is not None
    }
    return Walked({**before.rows, **found}) if found else before


def _excused(line: Line, recorded_at: datetime, since: datetime) -> Excused:
    return Excused(
        since=since,
        event=type(line.event).__name__,
        occurred_on=line.occurred.day,
        occurred_at=line.occurred.at,
        recorded_at=recorded_at,
        breaches=len(line.breaches),
        person=line.actor.name,
        unit=line.actor.unit,
        post=line.actor.post,
        authenticated=line.actor.authenticated,
    )
