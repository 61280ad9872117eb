"""The register 台账: one row for each stretch of time in which a petition looked the same.

A row says where the petition stood, until when the earliest of its open duties was to be done and until when the
last, how often it was passed on, when it was last touched, how it ended and what came of it; what it is called stands
in headings.py. Whether something is overdue, or lay untouched for long, is a comparison with the day asked about and is
not stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, tzinfo

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
VERSION = 4
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
    channel: str
    source: str
    content_class: str
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


UNTOUCHING = frozenset(
    {e.Pressed, e.Linked, e.Unlinked, e.DutiesRecomputed, e.Corrected, e.TransferTaken, e.TransferAcknowledged}
)
"""Events that are no act for the petition itself: what others say of it, and what is reckoned again."""
ENDINGS = ("voided", "withdrawn", "refused", "closed", "answered")
"""How a petition may end; of several the first of these."""
NOT_ENDED = Ending()


class Looked(Struct, frozen=True):
    """The rows so far, since when the petition has looked as it does, and how (None: not received yet)."""

    rows: dict[Key, Row]
    since: datetime | None = None
    place: Place | None = None


NOTHING = Looked({})


def rows(track: Track) -> Rows:
    """A row by the instant since which it is so; it ends where the petition next looked different."""
    return folded(track, NAME, NOTHING, step).rows


def step(before: Looked, segment: Segment, track: Track) -> Looked:
    """The rows with the way the petition looks in the segment, and the end of how it looked before."""
    place = place_of(segment.state, track.zone)
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
    details, routing, ending = petition.details, petition.routing, petition.ending
    duty, first, last = _ends(petition.duties, zone)
    setter = set_by(petition)
    return Place(  # by place: by name it takes three times as long (measured)
        petition.open,
        state_of(setter),
        unit_of(petition),
        person_of(petition),
        bool(routing.on_the_way_to),
        received.channel,
        received.source,
        details.content_class or "",
        details.people or 1,
        at.day,
        at.at,
        duty.due.effective if duty else None,
        duty.due.at if duty else None,
        first,
        duty.opened.clause if duty else "",
        duty.key.id if duty else "",
        last,
        routing.passed_on,
        touched_on(petition, at.day),
        setter.occurred.day if setter else at.day,
        ending.answered is not None,
        ending.outcome,
        ending_of(ending),
        breaches(petition),
    )


def unit_of(petition: Petition) -> str:
    """Where it is: with the leader who is to instruct, else with who holds it, else the unit it is on the way to."""
    routing = petition.routing
    return (routing.reader_unit and _leaders_unit(petition)) or routing.holder or routing.on_the_way_to


def person_of(petition: Petition) -> str:
    """Who has it there: the leader before whom it lies, else who signed for it or was named; "" on the way."""
    routing = petition.routing
    return routing.reader if routing.reader_unit and _leaders_unit(petition) else routing.person


def _leaders_unit(petition: Petition) -> str:
    return petition.routing.reader_unit if status(petition) == AWAITING else ""


def _ends(duties: Sequence[Duty], zone: tzinfo) -> tuple[Duty | None, datetime | None, datetime | None]:
    """Of the open dated duties (no right, no aim) the first to be overdue, from when on, and when the last will be."""
    soonest, first, last = None, None, None
    for duty in duties:
        if duty.end is not None or duty.opened.nature != "duty" or (end := overdue_from(duty.due, zone)) is None:
            continue
        if first is None or end < first:
            soonest, first = duty, end
        if last is None or end > last:
            last = end
    return soonest, first, last


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
    for name in ENDINGS:
        if getattr(ending, name) is not None:
            return name
    return ""


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
