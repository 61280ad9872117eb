"""The register 台账: one row for each stretch of time in which a petition looked the same.

A row says where the petition stood, and until when the earliest of its open duties was to be done. Whether
that is overdue is a comparison with the day asked about and is not stored.
"""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import astuple

from domain.duty import Duty
from domain.petition import Petition
from projections.instants import overdue_from
from projections.spans import Key, Row, Rows
from projections.status import AWAITING, status
from projections.track import Segment, Track, folded

NAME = "register"
VERSION = 2
KEY = ("since",)
END = ("until",)


class Place(Struct, frozen=True):
    """What the register shows of a petition; the columns of its table, in order.

    `unit` holds the petition, there `person` has it, as far as that is known; or it is the one it is on the way to
    (`on_the_way`). While an instruction is awaited the leader has it before him. `overdue_from` is the first
    instant at which the earliest dated duty that is open becomes overdue; `due_on`/`due_at`, `clause` and
    `entry` are of that duty.
    """

    open: bool
    state: str
    unit: str
    person: str
    on_the_way: bool
    number: str
    external_id: str
    channel: str
    source: str
    content_class: str
    title: str
    people: int
    received_on: date
    received_at: datetime | None
    due_on: date | None
    due_at: datetime | None
    overdue_from: datetime | None
    clause: str
    entry: str


class Looked(NamedTuple):
    """The rows so far, and since when the petition has looked as it does (None: not received yet)."""

    rows: dict[Key, Row]
    since: datetime | None = None
    place: Place | None = None


def rows(track: Track) -> Rows:
    """A row by the instant since which it is so; it ends where the petition next looked different."""
    return folded(track, NAME, Looked({}), _look).rows


def _look(before: Looked, segment: Segment, zone: tzinfo) -> Looked:
    place = place_of(segment.state, zone)
    if place is None or place == before.place:
        return before
    found = dict(before.rows)
    if before.since is not None:
        found[before.since,] = Row(found[before.since,].body, (segment.since,))
    found[segment.since,] = Row(astuple(place))
    return Looked(found, segment.since, place)


def place_of(petition: Petition, zone: tzinfo) -> Place | None:
    """The petition as the register shows it; None before it was received."""
    received, at = petition.received, petition.received_at
    if received is None or at is None:
        return None
    details, routing = petition.details, petition.routing
    end, duty = earliest(petition, zone)
    return Place(
        open=petition.open,
        state=status(petition),
        unit=unit_of(petition),
        person=person_of(petition),
        on_the_way=bool(routing.on_the_way_to),
        number=petition.number,
        external_id=received.external_id,
        channel=received.channel,
        source=received.source,
        content_class=details.content_class or "",
        title=details.title or "",
        people=details.people or 1,
        received_on=at.day,
        received_at=at.at,
        due_on=duty.due.effective if duty else None,
        due_at=duty.due.at if duty else None,
        overdue_from=end,
        clause=duty.opened.clause if duty else "",
        entry=duty.key.id if duty else "",
    )


def unit_of(petition: Petition) -> str:
    """Where it is: with the leader who is to instruct, else with who holds it, else the unit it is on the way to."""
    routing = petition.routing
    return _leaders_unit(petition) or routing.holder or routing.on_the_way_to


def person_of(petition: Petition) -> str:
    """Who has it there: the leader before whom it lies, else who signed for it or was named; "" on the way."""
    routing = petition.routing
    return routing.reader if _leaders_unit(petition) else routing.person


def _leaders_unit(petition: Petition) -> str:
    return petition.routing.reader_unit if status(petition) == AWAITING else ""


def earliest(petition: Petition, zone: tzinfo) -> tuple[datetime, Duty] | tuple[None, None]:
    """The open duty (no right, no aim) that ends first, and the first instant at which it is overdue."""
    found: tuple[datetime, Duty] | tuple[None, None] = (None, None)
    for duty in petition.duties:
        if duty.end is None and duty.opened.nature == "duty":
            end = overdue_from(duty.due, zone)
            if end is not None and (found[0] is None or end < found[0]):
                found = (end, duty)
    return found
