"""The state of one petition 信访件 and how events change it.

`evolve` believes everything: it copies what the event and its duty changes say, refuses nothing and
computes no date. A state is `replay(lines)`, that is `reduce(evolve, effective(lines))`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from typing import get_args
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain import events as e
from domain.duty import Duty, with_changes
from domain.reporting import still_wanted
from domain.routing import Routing, before_leader, routed
from domain.values import NO_DETAILS, Details, Moment, merged

NOBODY = UUID(int=0)
FINAL_REPLIES = ("result", "policy", "guidance", "opinion")
ONCE = (e.Received, e.Opened, e.Registered)
"""What happens once in a life stands in every round."""
DELIVERED = ("answer", "opinion", "review1", "review2")
"""The documents whose service brings the petitioner a final answer."""
NO_LONGER_ACCEPTED = "no_longer_accepted"


class Ending(Struct, frozen=True):
    """The acts that end a petition in one way or another; None = has not happened (in this round)."""

    answered: Moment | None = None
    delivered: Moment | None = None
    closed: Moment | None = None
    outcome: str = ""
    archived: Moment | None = None
    refused: Moment | None = None
    withdrawn: Moment | None = None
    voided: Moment | None = None


class Petition(Struct, frozen=True):
    """Everything a decision or a read model asks about one petition.

    `lines` are the effective lines folded so far, oldest first. `number` is the register number.
    `route` is the id of the route that was fixed, `steps` the ids of its steps done, in order, both in this round.
    `duties` are all instances ever opened, oldest first. `round` counts the times it was reopened;
    `accepted_at`, `extended` and `ending` are of this round. `joined` is the earlier petition of the same matter,
    `carried` that the earlier one was open when it was joined, so that the matter's duties lie there, `joiners` are
    the petitions that are joined to this one,
    `recused` the officers who may not act on it, `assigned_out` that a unit owes its result,
    `reports_wanted` the units whose report was sent back, `final` that nothing
    more is accepted in the matter (S1.36). `came_from` is the name of the office that sent it here, "" for none.
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
    joined: UUID | None = None
    carried: bool = False
    joiners: tuple[UUID, ...] = ()
    recused: tuple[str, ...] = ()
    assigned_out: bool = False
    reports_wanted: tuple[str, ...] = ()
    final: bool = False
    came_from: str = ""
    lines: tuple[e.Line, ...] = ()

    @property
    def open(self) -> bool:
        """Neither closed, refused, withdrawn nor voided; nor finally answered, where an answer is its end."""
        end = self.ending
        over = end.closed or end.refused or end.withdrawn or end.voided
        until_closed = self.received is not None and self.received.open_until == "closed"
        return not over and (until_closed or not end.answered)


UNKNOWN = Petition()


def this_round(petition: Petition) -> tuple[e.Line, ...]:
    """The lines since the petition was last reopened, without the reopening itself; all of them in round 0."""
    lines = petition.lines
    if not petition.round:
        return lines
    for place in range(len(lines) - 1, -1, -1):
        if isinstance(lines[place].event, e.Reopened):
            return lines[place + 1 :]
    return lines


def counting(petition: Petition) -> tuple[e.Line, ...]:
    """The lines that count in this round: its own, and before them what happens once in a life."""
    now = this_round(petition)
    earlier = petition.lines[: len(petition.lines) - len(now)]
    return (*(line for line in earlier if isinstance(line.event, ONCE)), *now)


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
        reports_wanted=still_wanted(changed.reports_wanted, line, state.routing.holder or state.routing.on_the_way_to),
        lines=(*state.lines, line),
    )


Silent = (
    e.Opened | e.Proposed | e.Notified | e.Exempted | e.Commented
    | e.ResultReported | e.ExtensionRequested | e.ExtensionDenied | e.DelayExplained | e.Pressed
    | e.MaterialRequested | e.SpecialReported | e.SupervisionAnswered | e.Objected
    | e.ObjectionDecided | e.HandedOver | e.ReportReturned | e.FindingReported | e.Drafted
    | e.Reviewed | e.Approved | e.Met | e.Appointed | e.AppointmentMissed | e.Guided
    | e.IncidentNoted | e.BodyTold | e.ChecklistFilled | e.ClosureRegistered | e.Rated
    | e.CalledBack | e.ReviewRequested | e.HearingOpened | e.HearingClosed | e.SuggestionMade
    | e.SuggestionAnswered | e.ReplyPublished | e.DutiesRecomputed | e.Corrected | e.Attached | e.AttachmentReleased
    | e.AttachmentRejected | e.AttachmentRemoved | e.DocumentIssued | e.DocumentVoided
    | e.TransferAcknowledged
)  # fmt: skip
"""Events that change nothing in the petition but its history, its duties and which reports are wanted."""
SILENT = frozenset(get_args(Silent))


def _fact(state: Petition, event: e.Event, line: e.Line) -> Petition:  # noqa: C901, PLR0912 - one line for each event
    """What the event itself changes; every event is named, so that mypy finds a forgotten one."""
    if type(event) in SILENT:
        return state
    match event:
        case e.Received():
            return _received(state, event, line)
        case e.Registered():
            known = merged(state.details, event.details)
            return replace(state, details=known, registered_at=line.occurred, number=line.number or state.number)
        case e.Accepted():
            return replace(state, accepted_at=line.occurred)
        case e.Forwarded() | e.SignedFor() | e.Returned():
            routing = routed(state.routing, event, line)
            return replace(state, routing=routing, assigned_out=_assigned_out(state, event))
        case e.Answered() | e.Served() | e.Closed() | e.Archived() | e.Withdrawn() | e.Voided():
            return replace(state, ending=_ended(state.ending, event, line.occurred))
        case e.Reopened():
            return _reopened(state, event)
        case e.Extended():
            return replace(state, extended=True)
        case e.SentBack():
            return replace(state, steps=_undone(state.steps, event.to_step))
        case e.Joined() | e.Unjoined() | e.Linked() | e.Unlinked():
            return _of_matter(state, event)
        case e.Classified() | e.Redirected() | e.Restricted():
            return replace(state, details=merged(state.details, _said_of(event)))
        case e.AcceptanceRefused():
            return _not_accepted(state, event, line.occurred)
        case e.Submitted() | e.Instructed():
            return replace(state, routing=before_leader(state.routing, event))
        case e.Recused():
            return replace(state, recused=_recused(state.recused, event))
        case e.ReviewDecided():
            return _reviewed(state, event, line.occurred)
        case e.TransferTaken():
            return replace(state, came_from=event.partner_name) if event.what == "petition" else state
        case _:
            return _unchanged(state, event)


def _unchanged(state: Petition, event: Silent) -> Petition:
    """What no case names is one of the silent events; mypy holds it to that."""
    del event
    return state


def _received(state: Petition, event: e.Received, line: e.Line) -> Petition:
    return replace(
        state,
        id=line.petition,
        received=event,
        received_at=line.occurred,
        details=merged(state.details, event.details),
        routing=Routing(holder=line.actor.unit, person=line.actor.name),
        book=line.book,
    )


def _assigned_out(state: Petition, event: e.Forwarded | e.SignedFor | e.Returned) -> bool:
    """Whether a unit owes its result: from the assignment on, until that unit gives the petition back."""
    if isinstance(event, e.Forwarded):
        return state.assigned_out or event.mode == "assign"
    if isinstance(event, e.SignedFor):
        return state.assigned_out
    unit = event.unit or state.routing.holder or state.routing.on_the_way_to
    sent = (line.event for line in reversed(state.lines) if isinstance(line.event, e.Forwarded))
    last = next((each for each in sent if each.target == unit), None)
    return state.assigned_out and not (last and last.mode == "assign")


def _undone(steps: tuple[str, ...], step: str) -> tuple[str, ...]:
    """The steps that still count when one is to be done again: those before it."""
    return steps[: steps.index(step)] if step in steps else steps


def _of_matter(state: Petition, event: e.Joined | e.Unjoined | e.Linked | e.Unlinked) -> Petition:
    """To which petition this one is joined, and which are joined to it."""
    match event:
        case e.Joined():
            return replace(state, joined=event.to, carried=event.first_open)
        case e.Unjoined():
            return replace(state, joined=None, carried=False)
        case e.Linked():
            return replace(state, joiners=tuple(dict.fromkeys((*state.joiners, event.petition))))
        case e.Unlinked():
            return replace(state, joiners=tuple(each for each in state.joiners if each != event.petition))


def _recused(recused: tuple[str, ...], event: e.Recused) -> tuple[str, ...]:
    """An officer who withdraws, or whose recusal was granted, stays away until it is denied; a request waits."""
    others = tuple(name for name in recused if name != event.officer)
    if event.stage == "requested":
        return recused
    return (*others, event.officer) if event.stage in ("declared", "granted") else others


def _said_of(event: e.Classified | e.Redirected | e.AcceptanceRefused | e.Restricted) -> Details:
    """What such an event adds to what is known of the petition."""
    match event:
        case e.Classified():
            return event.details
        case e.Restricted():
            return Details(restricted=event.restricted, secrecy=event.secrecy or None)
        case e.Redirected():
            body, way, contact = event.competent_body, event.way_there, event.contact_made
            return Details(competent_body=body or None, way_there=way, contact_made=contact)
        case e.AcceptanceRefused():
            return Details(competent_body=event.competent_body or None, way_there=event.way_there)


def _not_accepted(state: Petition, event: e.AcceptanceRefused, at: Moment) -> Petition:
    """Refused; on the ground that nothing more is accepted in the matter, that is known of it from now on."""
    return replace(
        state,
        details=merged(state.details, _said_of(event)),
        ending=replace(state.ending, refused=at),
        final=state.final or event.ground == NO_LONGER_ACCEPTED,
    )


def _reviewed(state: Petition, event: e.ReviewDecided, at: Moment) -> Petition:
    """The second review ends the matter, unless it orders to do it again; its opinion answers the petitioner."""
    final = state.final or (event.level == "2" and event.result != "redo")
    end = replace(state.ending, answered=state.ending.answered or at)
    reached = at if event.delivered else None
    return replace(state, final=final, ending=replace(end, delivered=end.delivered or reached))


def _ended(
    end: Ending, event: e.Answered | e.Served | e.Closed | e.Archived | e.Withdrawn | e.Voided, at: Moment
) -> Ending:
    match event:
        case e.Answered():
            return _answered(end, event, at)
        case e.Served():
            reached = end.answered and not end.delivered and event.document in DELIVERED
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
        assigned_out=False,
        reports_wanted=(),
        ending=Ending(),
        round=state.round + 1,
        route="",
        steps=_done_for_good(state),
        routing=replace(
            state.routing, holder=holder, person=event.handler, on_the_way_to="", reader="", reader_unit=""
        ),
    )


def _done_for_good(state: Petition) -> tuple[str, ...]:
    """The steps that happen once in a life; the rest of a route, chosen anew, is walked again."""
    once = {line.step for line in state.lines if isinstance(line.event, ONCE)}
    return tuple(step for step in state.steps if step in once)
