"""The register 台账: one row for each stretch of time in which a petition looked the same.

A row says where the petition stood, until when the earliest of its open duties was to be done and until when the
last, how often it was passed on, when it was last touched, how it ended and what came of it. Whether something is
overdue, or lay untouched for long, is a comparison with the day asked about and is not stored.
"""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import astuple

from domain import events as e
from domain.duty import Duty
from domain.petition import Ending, Petition
from projections.instants import overdue_from
from projections.spans import Key, Row, Rows
from projections.status import AWAITING, set_by, state_of, status
from projections.track import Segment, Track, folded

NAME = "register"
VERSION = 3
KEY = ("since",)
END = ("until",)


class Place(Struct, frozen=True):
    """What the register shows of a petition; the columns of its table, in order.

    `unit` holds the petition, there `person` has it, as far as that is known; or it is the one it is on the way to
    (`on_the_way`). While an instruction is awaited the leader has it before him. `overdue_from` is the first
    instant at which the earliest dated duty that is open becomes overdue; `due_on`/`due_at`, `clause` and
    `entry` are of that duty. `live_until` is the instant at which the last of those duties becomes overdue.

    `passed_on` counts forwardings, assignments and returns; a copy or an order moves nothing. `touched_on` is the day
    of the last act for the petition itself (UNTOUCHING are none), `state_since` that of the act that set the state.
    `ending` says how it ended (ENDINGS), also while it is open and answered; `outcome` is that of the closing,
    `answered` a final answer in this round, `breaches` all limits missed and rules broken so far.
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
    live_until: datetime | None
    passed_on: int
    touched_on: date
    state_since: date
    answered: bool
    outcome: str
    ending: str
    breaches: int


UNTOUCHING = frozenset({e.Pressed, e.Linked, e.Unlinked, e.DutiesRecomputed, e.Corrected})
"""Events that are no act for the petition itself: what others say of it, and what is reckoned again."""
ENDINGS = ("voided", "withdrawn", "refused", "closed", "answered")
"""How a petition may end; of several the first of these."""
NOT_ENDED = Ending()


class Looked(NamedTuple):
    """The rows so far, and since when the petition has looked as it does (None: not received yet)."""

    rows: dict[Key, Row]
    since: datetime | None = None
    place: Place | None = None


NOTHING = Looked({})


def rows(track: Track) -> Rows:
    """A row by the instant since which it is so; it ends where the petition next looked different."""
    return folded(track, NAME, NOTHING, _look).rows


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
    ends = _ends(petition, zone)
    end, duty = min(ends, key=_end) if ends else (None, None)
    setter = set_by(petition)
    return Place(
        open=petition.open,
        state=state_of(setter),
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
        live_until=max(ends, key=_end)[0] if ends else None,
        passed_on=routing.passed_on,
        touched_on=touched_on(petition, at.day),
        state_since=setter.occurred.day if setter else at.day,
        answered=petition.ending.answered is not None,
        outcome=petition.ending.outcome,
        ending=ending_of(petition.ending),
        breaches=breaches(petition),
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
    unit = petition.routing.reader_unit
    return unit if unit and status(petition) == AWAITING else ""


def _ends(petition: Petition, zone: tzinfo) -> list[tuple[datetime, Duty]]:
    """The open dated duties (no right, no aim), each with the first instant at which it is overdue."""
    open_ = [duty for duty in petition.duties if duty.end is None and duty.opened.nature == "duty"]
    return [(end, duty) for duty in open_ if (end := overdue_from(duty.due, zone)) is not None]


def _end(ending: tuple[datetime, Duty]) -> datetime:
    return ending[0]


def touched_on(petition: Petition, received_on: date) -> date:
    """The last day on which something was done for the petition itself."""
    last = received_on
    for line in petition.lines:
        if line.occurred.day > last and type(line.event) not in UNTOUCHING:
            last = line.occurred.day
    return last


def ending_of(ending: Ending) -> str:
    """How it ended in this round, or "" while it did not."""
    if ending == NOT_ENDED:
        return ""
    return next((name for name in ENDINGS if getattr(ending, name) is not None), "")


def breaches(petition: Petition) -> int:
    """How many limits were missed and rules broken so far; what is merely overdue is no breach yet."""
    found = 0
    for duty in petition.duties:
        if duty.end is not None and duty.end.late and duty.opened.nature == "duty":
            found += 1
    for line in petition.lines:
        if line.breaches:
            found += len(line.breaches)
    return found
