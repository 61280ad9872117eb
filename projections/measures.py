"""Measures 指标: what one line of a petition counts as, whatever else is known of the petition.

A line counts by what it says (received, answered, closed …), by what it does to limits (settled in time or late,
extended, breached), and by who had the petition until it (held, passed on). Time taken is told of every act: the days
from the day of receipt, and where both instants are known the seconds too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from msgspec import Struct

from domain import events as e
from domain.duty import EXTENSION, Duty
from domain.petition import FINAL_REPLIES, Petition
from domain.routing import UNMOVED

BY_EVENT: Mapping[type[e.Event], str] = {
    e.Received: "received",
    e.Registered: "registered",
    e.Accepted: "accepted",
    e.AcceptanceRefused: "refused",
    e.Redirected: "redirected",
    e.Instructed: "instructed",
    e.Returned: "returned",
    e.Commented: "commented",
    e.Pressed: "pressed",
    e.Closed: "closed",
    e.Reopened: "reopened",
    e.Archived: "archived",
    e.Withdrawn: "withdrawn",
    e.ReviewRequested: "review_requested",
    e.ReviewDecided: "review_decided",
    e.Rated: "rated",
    e.Met: "met",
}
"""Events that count each time they happen, and as what."""
MEASURES = (
    *BY_EVENT.values(),
    "forwarded",
    "answered",
    "delivered",
    "extended",
    "settled_in_time",
    "settled_late",
    "breached",
    "passed_on",
    "held",
    "opened",
    "ended",
)
SERVED_REPLIES = ("answer", "opinion")
PASSING = (e.Forwarded, e.Returned)
COUNTED = frozenset({*BY_EVENT, e.Forwarded, e.Answered, e.Served})
"""Events that may count by themselves; all others only by duties, breaches and who holds the petition."""
OUTCOMES: Mapping[type[e.Event], Callable[[Any], str]] = {
    e.Closed: attrgetter("outcome"),
    e.Answered: attrgetter("reply_kind"),
    e.Forwarded: attrgetter("mode"),
    e.AcceptanceRefused: attrgetter("ground"),
    e.Rated: attrgetter("rating"),
    e.ReviewRequested: attrgetter("level"),
    e.ReviewDecided: lambda event: f"{event.level} {event.result}",
}
"""What is told apart within a measure: outcome, kind of reply, mode, ground, rating, level."""


class Act(Struct, frozen=True):
    """What a line counts as; nothing of it is changed by a later line.

    `act` is the version of the line, `duty` what it is about: a duty (entry, discriminator, version), the rule that was
    broken, who was rated. `days` is time of its own, such as the days for which a unit held the petition.
    """

    measure: str
    act: int
    duty: str
    day: date
    at: datetime | None
    unit: str
    outcome: str = ""
    clause: str = ""
    days: int | None = None


class Held(Struct, frozen=True):
    """The unit that has the petition, "" for none, and since which day."""

    unit: str = ""
    since: date | None = None


def acts(line: e.Line, petition: Petition, holder: str, held: Held, earlier: Sequence[Act]) -> list[Act]:
    """What the line counts as.

    `petition` is as it is after the line and all others of its moment, `holder` who has it or is about to get it after
    the line, `held` who had it before, `earlier` is what counted before.
    """
    event, day, at, version = line.event, line.occurred.day, line.occurred.at, line.version
    found = [
        Act(measure, version, _about(event), day, at, _unit(line, holder), _outcome(line))
        for measure in _measures(event, earlier)
    ]
    if isinstance(event, PASSING) and not _stays(event):
        found.append(Act("passed_on", version, "", day, at, held.unit or holder, type(event).__name__))
    if line.duties.redated:
        found.extend(_extensions(line, petition))
    for nth, breach in enumerate(line.breaches):
        found.append(Act("breached", version, f"{breach.entry} {nth}", day, at, holder, "recorded", breach.clause))
    return found


def holding(line: e.Line, held: Held) -> tuple[Act, ...]:
    """That a unit had the petition until this line; nothing where nobody had it."""
    if not held.unit or held.since is None:
        return ()
    day = line.occurred.day
    return (Act("held", line.version, "", day, None, held.unit, "", "", (day - held.since).days),)


def turning(line: e.Line, measure: str, unit: str) -> Act:
    """That the petition is open from this line on, or over: what was open, and these, are what is open at the end."""
    return Act(measure, line.version, "", line.occurred.day, line.occurred.at, unit, type(line.event).__name__)


def _measures(event: e.Event, earlier: Sequence[Act]) -> Iterable[str]:
    """The measures in which the event counts by itself.

    The first final answer counts, and the first that reached the petitioner, also after a reopening.
    """
    if (always := BY_EVENT.get(type(event))) is not None:
        return (always,)
    match event:
        case e.Forwarded():
            return () if _stays(event) else ("forwarded",)
        case e.Answered(reply_kind=kind) if kind in FINAL_REPLIES:
            both = ("answered", "delivered") if event.delivered or event.on_spot else ("answered",)
            seen = {act.measure for act in earlier}
            return [measure for measure in both if measure not in seen]
        case e.Served(document=document) if document in SERVED_REPLIES:
            seen = {act.measure for act in earlier}
            return ("delivered",) if "answered" in seen and "delivered" not in seen else ()
        case _:
            return ()


def _stays(event: e.Forwarded | e.Returned) -> bool:
    return isinstance(event, e.Forwarded) and event.mode in UNMOVED


def _unit(line: e.Line, holder: str) -> str:
    """The receiving unit, the target of a forwarding, who returned it, else who has the petition."""
    event = line.event
    if isinstance(event, e.Forwarded):
        return event.target
    if isinstance(event, e.Returned):
        return event.unit or holder
    return (isinstance(event, e.Received) and line.actor.unit) or holder


def _about(event: e.Event) -> str:
    return event.subject if isinstance(event, e.Rated) else ""


def _outcome(line: e.Line) -> str:
    """What is told apart within the measure; of an instruction the step of a route."""
    kind = type(line.event)
    if kind in OUTCOMES:
        return OUTCOMES[kind](line.event)
    return line.step if kind is e.Instructed else ""


# ---- limits


def _extensions(line: e.Line, petition: Petition) -> Iterator[Act]:
    """Once for an extension, though duties that depend on the one it names get more time with it.

    Of several instances with its key it is the last one that got it.
    """
    redated = {change.key for change in line.duties.redated if change.why == EXTENSION}
    got = [duty for duty in petition.duties if duty.key in redated and duty.extended]
    if isinstance(line.event, e.Extended) and got:
        name = line.event.duty.partition("/")[0]
        yield _of_duty("extended", line, next((duty for duty in reversed(got) if duty.key.id == name), got[-1]))


def settled(before: Petition, after: Petition) -> Iterable[Act]:
    """The limits that have ended between two states: met in time or late; late is a breach, also where cancelled.

    Told of the line that ended each, which may be of an earlier day than the one that opened it.
    """
    if after.duties is before.duties:
        return ()
    ended = [duty for duty in after.duties if duty.end is not None and duty.opened.nature == "duty"]
    known = [_instance(duty) for duty in before.duties if duty.end is not None] if ended else ()
    return [act for duty in ended if _instance(duty) not in known for act in _settled(duty, after)]


def _settled(duty: Duty, petition: Petition) -> Iterator[Act]:
    end = duty.end
    assert end is not None  # noqa: S101 - only what has ended is asked about
    line = next(line for line in reversed(petition.lines) if line.version == end.version)
    if duty.due.effective and end.kind == "met":
        yield _of_duty("settled_late" if end.late else "settled_in_time", line, duty)
    if end.late:
        yield _of_duty("breached", line, duty)


def _instance(duty: Duty) -> tuple[e.DutyKey, int]:
    return duty.key, duty.version


def _of_duty(measure: str, line: e.Line, duty: Duty) -> Act:
    name = f"{duty.key.id} {duty.key.discriminator} {duty.version}"
    by = type(line.event).__name__
    return Act(measure, line.version, name, line.occurred.day, line.occurred.at, duty.holder, by, duty.opened.clause)
