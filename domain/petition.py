"""The state of one petition 信访件 and how events change it.

`evolve` believes everything: it copies what the event and its duty changes say, refuses nothing and
computes no date. A state is `replay(lines)`, that is `reduce(evolve, effective(lines))`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain import events as e
from domain.values import NO_DETAILS, Details, Moment, merged

NOBODY = UUID(int=0)
FINAL_REPLIES = ("result", "policy", "guidance", "opinion")
EXTENSION = "extension"


class Segment(Struct, frozen=True):
    """A stretch of a duty's life with one holder and one due date, from `since` on.

    `amount` counts from the start; `why` is why it began: "" opened, "moved", "extension" or "calendar".
    """

    since: Moment
    holder: str
    due: e.Due
    amount: int = 0
    why: str = ""


class DutyEnd(Struct, frozen=True):
    """How a duty ended: `met` or `cancelled`, when, by which version, and whether its end had passed."""

    kind: str
    moment: Moment
    version: int
    late: bool
    why: str = ""


class Duty(Struct, frozen=True):
    """One instance of a duty: as opened, its segments in order, its end (None while open).

    A key may be free again once its duty has ended, so several instances may have it, one of them open;
    `version`, the line that opened it, tells them apart. `extended` counts the extensions granted, those of
    an instance that this one goes on with too.
    """

    opened: e.OpenedDuty
    since: Moment
    version: int
    segments: tuple[Segment, ...]
    end: DutyEnd | None = None
    extended: int = 0

    @property
    def key(self) -> e.DutyKey:
        return self.opened.key

    @property
    def due(self) -> e.Due:
        return self.segments[-1].due

    @property
    def holder(self) -> str:
        return self.segments[-1].holder

    @property
    def amount(self) -> int:
        return self.segments[-1].amount


class Routing(Struct, frozen=True):
    """Who has the petition: `holder` is "" between Forwarded and SignedFor, then `on_the_way_to` is set.

    `senders` is the way back, the last sender last. `passed_on` counts forwardings and returns.
    """

    holder: str = ""
    on_the_way_to: str = ""
    senders: tuple[str, ...] = ()
    passed_on: int = 0


class Ending(Struct, frozen=True):
    """The acts that end a petition in one way or another; None = has not happened (in this round)."""

    answered: Moment | None = None
    delivered: Moment | None = None
    closed: Moment | None = None
    outcome: str = ""
    archived: Moment | None = None
    withdrawn: Moment | None = None
    voided: Moment | None = None


class Petition(Struct, frozen=True):
    """Everything a decision or a read model asks about one petition.

    `lines` are the effective lines folded so far, oldest first. `number` is the register number.
    `route` is the id of the route that was fixed, `steps` the ids of its steps done, in order.
    `duties` are all instances ever opened, oldest first. `round` counts the times it was reopened;
    `accepted_at`, `extended` and `ending` are of this round.
    """

    id: UUID = NOBODY
    version: int = 0
    received: e.Received | None = None
    received_at: Moment | None = None
    registered_at: Moment | None = None
    accepted_at: Moment | None = None
    number: str = ""
    details: Details = NO_DETAILS
    routing: Routing = Routing()
    ending: Ending = Ending()
    duties: tuple[Duty, ...] = ()
    round: int = 0
    book: str = ""
    route: str = ""
    steps: tuple[str, ...] = ()
    extended: bool = False
    lines: tuple[e.Line, ...] = ()

    @property
    def open(self) -> bool:
        """Neither finally answered nor closed, withdrawn or voided (design section 3: final answer)."""
        end = self.ending
        return not (end.answered or end.closed or end.withdrawn or end.voided)


UNKNOWN = Petition()


def this_round(petition: Petition) -> tuple[e.Line, ...]:
    """The lines since the petition was last reopened, without the reopening itself; all of them in round 0."""
    lines = petition.lines
    for place in range(len(lines) - 1, -1, -1):
        if isinstance(lines[place].event, e.Reopened):
            return lines[place + 1 :]
    return lines


def replay(lines: Iterable[e.Line], start: Petition = UNKNOWN) -> Petition:
    """The state after `lines`, which are one whole stream in order, corrections applied."""
    return reduce(evolve, effective(tuple(lines)), start)


def advance(state: Petition, line: e.Line) -> Petition:
    """The petition after `line`, which may be a correction: then the whole history is folded anew."""
    if type(line.event) is e.Corrected:
        return replay((*state.lines, line))
    return evolve(state, line)


def effective(lines: Sequence[e.Line]) -> Sequence[e.Line]:
    """The lines as the corrections among them make them: facts and breaches replaced, duties recomputed.

    A corrected line keeps its place, version and recording; the last correction of a version wins.
    Effective lines made effective again, with a further correction behind them or not, come out right.
    """
    if not any(type(line.event) is e.Corrected for line in lines):
        return lines
    by_version = {line.version: line for line in lines}
    for line in lines:
        if type(line.event) is e.Corrected:
            _apply(line.event, by_version)
    return [by_version[line.version] for line in lines]


def _apply(correction: e.Corrected, by_version: dict[int, e.Line]) -> None:
    old = by_version[correction.of]
    by_version[correction.of] = replace(
        old, event=correction.fact, occurred=correction.occurred, breaches=correction.breaches
    )
    for made in correction.recomputed:
        by_version[made.version] = replace(by_version[made.version], duties=made.duties)


def evolve(state: Petition, line: e.Line) -> Petition:
    """The petition after `line`. A correction alone changes nothing here: see `advance` and `replay`."""
    changed = _fact(state, line.event, line)
    return replace(
        changed,
        version=line.version,
        duties=with_changes(changed.duties, line),
        route=line.route or changed.route,
        steps=(*changed.steps, line.step) if line.step else changed.steps,
        lines=(*state.lines, line),
    )


def _fact(state: Petition, event: e.Event, line: e.Line) -> Petition:  # noqa: C901 - one line for each event
    """What the event itself changes; every event is named, so that mypy finds a forgotten one."""
    match event:
        case e.Received():
            return _received(state, event, line)
        case e.Registered():
            known = merged(state.details, event.details)
            return replace(state, details=known, registered_at=line.occurred, number=line.number or state.number)
        case e.Classified():
            return replace(state, details=merged(state.details, event.details))
        case e.Accepted():
            return replace(state, accepted_at=line.occurred)
        case e.Forwarded():
            return replace(state, routing=_forwarded(state.routing, event))
        case e.SignedFor():
            return replace(state, routing=replace(state.routing, holder=event.unit, on_the_way_to=""))
        case e.Returned():
            return replace(state, routing=_returned(state.routing, event))
        case e.Answered() | e.Served() | e.Closed() | e.Archived() | e.Withdrawn() | e.Voided():
            return replace(state, ending=_ended(state.ending, event, line.occurred))
        case e.Reopened():
            return _reopened(state, event)
        case e.Extended():
            return replace(state, extended=True)
        case (
            e.Opened() | e.Proposed() | e.Submitted() | e.Instructed() | e.Notified() | e.Exempted()
            | e.Commented() | e.ResultReported() | e.ExtensionRequested() | e.ExtensionDenied()
            | e.DelayExplained() | e.Pressed() | e.DutiesRecomputed() | e.Corrected()
        ):  # fmt: skip
            return state


def _received(state: Petition, event: e.Received, line: e.Line) -> Petition:
    return replace(
        state,
        id=line.petition,
        received=event,
        received_at=line.occurred,
        details=merged(state.details, event.details),
        routing=Routing(holder=line.actor.unit),
        book=line.book,
    )


def _forwarded(routing: Routing, event: e.Forwarded) -> Routing:
    """A copy moves nothing; anything else puts the petition on the way to its target.

    Sent elsewhere while still on the way, the way back stays: the first target never held it.
    """
    if event.mode == "copy":
        return routing
    senders = routing.senders if routing.on_the_way_to else (*routing.senders, event.sender)
    return Routing(holder="", on_the_way_to=event.target, senders=senders, passed_on=routing.passed_on + 1)


def _returned(routing: Routing, event: e.Returned) -> Routing:
    return Routing(holder=event.back_to, senders=routing.senders[:-1], passed_on=routing.passed_on + 1)


def _ended(
    end: Ending, event: e.Answered | e.Served | e.Closed | e.Archived | e.Withdrawn | e.Voided, at: Moment
) -> Ending:
    match event:
        case e.Answered():
            return _answered(end, event, at)
        case e.Served():
            reached = end.answered and not end.delivered and event.document in ("answer", "opinion")
            return replace(end, delivered=at) if reached else end
        case e.Closed():
            return replace(end, closed=at, outcome=event.outcome)
        case e.Archived():
            return replace(end, archived=at)
        case e.Withdrawn():
            return replace(end, withdrawn=at)
        case e.Voided():
            return replace(end, voided=at)


def _answered(end: Ending, event: e.Answered, at: Moment) -> Ending:
    """The first final answer counts; an interim answer is none."""
    if event.reply_kind not in FINAL_REPLIES:
        return end
    reached = at if event.delivered or event.on_spot else None
    return replace(end, answered=end.answered or at, delivered=end.delivered or reached)


def _reopened(state: Petition, event: e.Reopened) -> Petition:
    holder = event.unit or state.routing.holder or state.routing.on_the_way_to
    return replace(
        state,
        accepted_at=None,
        extended=False,
        ending=Ending(),
        round=state.round + 1,
        routing=replace(state.routing, holder=holder, on_the_way_to=""),
    )


def with_changes(duties: tuple[Duty, ...], line: e.Line) -> tuple[Duty, ...]:
    """`duties` with the line's changes copied in; only open ones change, ended ones stay as history."""
    changes = line.duties
    if changes == e.NO_CHANGES:
        return duties
    open_ = {duty.key: place for place, duty in enumerate(duties) if duty.end is None}
    kept = list(duties)
    for met in changes.met:
        kept[open_[met.key]] = _end(kept[open_[met.key]], met, "met", line)
    for cancelled in changes.cancelled:
        kept[open_[cancelled.key]] = _end(kept[open_[cancelled.key]], cancelled, "cancelled", line)
    for moved in changes.moved:
        kept[open_[moved.key]] = _move(kept[open_[moved.key]], moved, line)
    for redated in changes.redated:
        kept[open_[redated.key]] = _redate(kept[open_[redated.key]], redated, line)
    return (*kept, *(_open(opened, line, kept) for opened in changes.opened))


def resumed(opened: e.OpenedDuty, duties: Sequence[Duty]) -> Duty | None:
    """The instance whose limit a new one goes on with: the last of its key, cancelled, counted from the same day.

    A date that somebody sets is set anew; only what counts days goes on.
    """
    last = next((duty for duty in reversed(duties) if duty.key == opened.key), None)
    if last is None or last.end is None or last.end.kind != "cancelled" or not opened.amount:
        return None
    return last if (last.opened.start, last.opened.unit) == (opened.start, opened.unit) else None


def _open(opened: e.OpenedDuty, line: e.Line, duties: Sequence[Duty]) -> Duty:
    first = Segment(line.occurred, opened.holder, opened.due, opened.amount)
    before = resumed(opened, duties)
    return Duty(opened, line.occurred, line.version, (first,), extended=before.extended if before else 0)


def _end(duty: Duty, settled: e.SettledDuty, kind: str, line: e.Line) -> Duty:
    return replace(duty, end=DutyEnd(kind, line.occurred, line.version, settled.late, settled.why))


def _move(duty: Duty, moved: e.MovedDuty, line: e.Line) -> Duty:
    segment = Segment(line.occurred, moved.holder, duty.due, duty.amount, "moved")
    return replace(duty, segments=(*duty.segments, segment))


def _redate(duty: Duty, redated: e.RedatedDuty, line: e.Line) -> Duty:
    amount = redated.amount or duty.amount
    segment = Segment(line.occurred, duty.holder, redated.due, amount, redated.why)
    granted = duty.extended + (redated.why == EXTENSION)
    return replace(duty, segments=(*duty.segments, segment), extended=granted)
