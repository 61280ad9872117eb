"""What the lists must show at a position and on a day, from the lines alone: the definition, folded from scratch.

Nothing here knows of rows or spans. A petition at a position and moment is `track.view` of the lines known at
that position; what it owes and whether that is overdue is asked of the domain.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, tzinfo
from typing import Any
from uuid import UUID

from domain import dues
from domain import events as e
from domain.duty import Duty, DutyEnd
from domain.guarded import level_of
from domain.petition import FINAL_REPLIES, Petition, effective
from domain.values import Details, begins
from projections.instants import judged_on
from projections.status import status
from projections.track import view
from service.readmodels import duties, register
from service.readmodels.asking import Question
from service.readmodels.statistics import counting
from tests.service.projector.offices import Told

On = date | datetime


def petitions(told: Told, position: int, on: On) -> dict[UUID, Petition]:
    """Every petition that had come in by then, as it was."""
    moment = judged_on(on, told.office.zone).moment
    views = {id_: view(lines, moment, told.office.zone) for id_, lines in told.upto(position).items()}
    return {id_: state for id_, state in views.items() if state.received is not None}


def overdue(duty: Duty, on: On, zone: tzinfo) -> bool:
    if not isinstance(on, datetime) and duty.due.at is None:
        return dues.overdue(duty, on)
    return duty.opened.nature == "duty" and _left_open(duty, on, zone)


def lapsed(duty: Duty, on: On, zone: tzinfo) -> bool:
    if not isinstance(on, datetime) and duty.due.at is None:
        return dues.lapsed(duty, on)
    return duty.opened.nature == "right" and _left_open(duty, on, zone)


def _left_open(duty: Duty, on: On, zone: tzinfo) -> bool:
    """Whether the duty is open at an instant (of a day: the first) and its end has passed."""
    end = dues.end_of(duty.due, zone)
    instant = on if isinstance(on, datetime) else judged_on(on, zone).judged
    return duty.end is None and end is not None and end <= instant


def listed(told: Told, position: int, on: On) -> dict[str, set[Any]]:
    """The rows of each list of petitions: id, number, unit, state, channel, class, persons, day of receipt."""
    found: dict[str, set[Any]] = {kind: set() for kind in ("register", "open", "overdue")}
    for id_, state in petitions(told, position, on).items():
        assert state.received is not None
        assert state.received_at is not None
        row = (
            id_,
            state.number,
            unit(state),
            status(state),
            state.received.channel,
            state.details.content_class or "",
            state.details.people or 1,
            state.received_at.day,
        )
        found["register"].add(row)
        if state.open and not void(told, position, id_):
            found["open"].add(row)
            if any(overdue(duty, on, told.office.zone) for duty in state.duties):
                found["overdue"].add(row)
    return found


def unit(state: Petition) -> str:
    """Where it is: before the leader who is to instruct it, as far as his unit is known; else held, or sent there."""
    before_leader = state.routing.reader_unit if status(state) == "awaiting_instruction" else ""
    return before_leader or state.routing.holder or state.routing.on_the_way_to


def void(told: Told, position: int, id_: UUID) -> bool:
    """Whether it is known by then to have been entered in error."""
    last = datetime.max.replace(tzinfo=told.office.zone)
    return view(told.upto(position)[id_], last, told.office.zone).ending.voided is not None


def shown(connection: Any, told: Told, position: int, on: On) -> dict[str, set[Any]]:
    """The same as the read model shows it."""
    asked = told.asked(position, on)
    return {
        kind: {
            (r.petition, r.number, r.unit, r.state, r.channel, r.content_class, r.people, r.received_on)
            for r in register.whole(connection, asked, kind)
        }
        for kind in ("register", "open", "overdue")
    }


def owed(told: Told, position: int, on: On) -> dict[str, set[Any]]:
    """The open duties, and apart from them those overdue and the rights that have lapsed.

    Each: petition, entry, discriminator, clause, nature, holder, until when, overdue, lapsed.
    """
    found: dict[str, set[Any]] = {"duties": set(), "overdue": set(), "lapsed": set()}
    zone = told.office.zone
    for id_, state in petitions(told, position, on).items():
        for duty in (each for each in state.duties if each.end is None):
            late, gone = overdue(duty, on, zone), lapsed(duty, on, zone)
            row = (
                *(id_, duty.key.id, duty.key.discriminator, duty.version, duty.opened.clause, duty.opened.nature),
                *(duty.holder, duty.due.effective, duty.due.at, duty.due.provisional, late, gone, state.number),
            )
            found["lapsed" if gone else "duties"].add(row)
            if late:
                found["overdue"].add(row)
    return found


def owed_shown(connection: Any, told: Told, position: int, on: On) -> dict[str, set[Any]]:
    return {kind: _owed_shown(connection, told.asked(position, on), kind) for kind in ("duties", "overdue", "lapsed")}


def _owed_shown(connection: Any, asked: Question, kind: str) -> set[Any]:
    rows = list(duties.all_open(connection, asked, kind))
    found = {
        (
            *(r.petition, r.entry, r.discriminator, r.act, r.clause, r.nature),
            *(r.holder, r.due_on, r.due_at, r.provisional, r.overdue, r.lapsed, r.number),
        )
        for r in rows
    }
    assert len(found) == len(rows), "no duty is listed twice"
    return found


def broken(told: Told, position: int, on: On) -> Counter[Any]:
    """The breaches: petition, entry, clause, on which day, in what way, what was missing."""
    found: Counter[Any] = Counter()
    for id_, state in petitions(told, position, on).items():
        for duty in state.duties:
            if duty.end is not None and duty.end.late and duty.opened.nature == "duty":
                key, end = duty.key, duty.end
                missed = _due_then(duty, end, told.office.zone).effective
                found[id_, key.id, duty.opened.clause, end.moment.day, end.kind, "", missed] += 1
        for line in state.lines:
            for breach in line.breaches:
                found[id_, breach.entry, breach.clause, line.occurred.day, "recorded", breach.detail, None] += 1
    return found


def _due_then(duty: Duty, end: DutyEnd, zone: tzinfo) -> e.Due:
    """The date that held when the duty ended; one set for later changes nothing of what was missed."""
    by_then = [each for each in duty.segments if begins(each.since, zone) <= begins(end.moment, zone)]
    return (by_then or duty.segments)[-1].due


def broken_shown(connection: Any, told: Told, position: int, on: On) -> Counter[Any]:
    return Counter(
        (r.petition, r.entry, r.clause, r.ended_on, r.kind, r.detail, r.due_on)
        for r in duties.all_breaches(connection, told.asked(position, on))
    )


def counted(told: Told, position: int) -> Counter[Any]:
    """The facts that statistics count at a position: measure, petition, version, day, class."""
    found: Counter[Any] = Counter()
    for id_, lines in told.upto(position).items():
        known = effective(lines)
        state = view(lines, datetime.max.replace(tzinfo=told.office.zone), told.office.zone)
        if state.received is None or state.ending.voided is not None:
            continue
        in_time = sorted(known, key=lambda line: (begins(line.occurred, told.office.zone), line.version))
        for measure, line in _measured(in_time):
            found[measure, id_, line.version, line.occurred.day, _class_told(state.details)] += 1
    return found


def _class_told(details: Details) -> str:
    """The class under which a petition is counted: of what is restricted none."""
    restricted = level_of(details, accuses=bool(details.accused or details.accused_units)) > 0
    return "restricted" if restricted else details.content_class or ""


def _measured(lines: list[e.Line]) -> Iterator[tuple[str, e.Line]]:
    """The measures of the acts themselves; those of duties are compared apart."""
    answered = delivered = False
    for line in lines:
        event = line.event
        if isinstance(event, ALIKE):
            yield CALLED.get(type(event).__name__, type(event).__name__.lower()), line
        elif isinstance(event, e.Forwarded) and event.mode not in ("copy", "order"):
            yield "forwarded", line
        final = isinstance(event, e.Answered) and event.reply_kind in FINAL_REPLIES
        if final and not answered:
            answered = True
            yield "answered", line
        reached = isinstance(event, e.Answered) and final and (event.delivered or event.on_spot)
        served = isinstance(event, e.Served) and event.document in ("answer", "opinion") and answered
        if (reached or served) and not delivered:
            delivered = True
            yield "delivered", line


ALIKE = (
    e.Received | e.Registered | e.Accepted | e.AcceptanceRefused | e.Redirected | e.Instructed | e.Returned
    | e.Commented | e.Pressed | e.Closed | e.Reopened | e.Archived | e.Withdrawn | e.ReviewRequested
    | e.ReviewDecided | e.Rated | e.Met
)  # fmt: skip
CALLED = {
    "AcceptanceRefused": "refused",
    "ReviewRequested": "review_requested",
    "ReviewDecided": "review_decided",
}
OTHERS = ("extended", "settled_in_time", "settled_late", "breached", "opened", "ended", "held", "passed_on")
"""Measures of duties, of breaches and of who has it: test_statistics.py compares them with the lists."""


def counted_shown(connection: Any, told: Told, position: int) -> Counter[Any]:
    rows = connection.execute(
        f"SELECT measure, petition, act, day, content_class FROM {counting.TABLE}"
        " WHERE office = %s AND from_pos <= %s AND %s < to_pos AND measure <> ALL(%s)",
        (told.id, position, position, list(OTHERS)),
    )
    return Counter(rows.fetchall())
