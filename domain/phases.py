"""Where the time of one petition went, in calendar days: waiting, before a leader, in work, in approval, in service.

Each day belongs to the phase in which the petition was when the day began, so the phases sum to the days from the
receipt to its end, or to the day asked about. Days between an end and a reopening belong to nobody.

* queue 等待: received and not yet put before somebody, accepted or passed on; on the way; returned to the sender
* instruction 待批示: before a leader until the instruction
* handling 承办: with who signed for it, accepted it or is to do as the leader said
* approval 审批: from the draft to its approval, or until it is sent back
* service 送达: finally answered, and the answer has not reached the petitioner yet
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import pairwise

from msgspec import Struct

from domain import events as e
from domain.petition import DELIVERED, FINAL_REPLIES, Petition
from domain.routing import UNMOVED

QUEUE, INSTRUCTION, HANDLING, APPROVAL, SERVICE = "queue", "instruction", "handling", "approval", "service"
OVER = ""
"""Ended: no time is lost any more."""

LEADS_TO: Mapping[type[e.Event], str] = {
    e.Received: QUEUE,
    e.Submitted: INSTRUCTION,
    e.Returned: QUEUE,
    e.SignedFor: HANDLING,
    e.Accepted: HANDLING,
    e.FindingReported: HANDLING,
    e.ReportReturned: HANDLING,
    e.Reopened: HANDLING,
    e.Drafted: APPROVAL,
    e.Approved: HANDLING,
    e.SentBack: HANDLING,
    e.Closed: OVER,
    e.Withdrawn: OVER,
    e.AcceptanceRefused: OVER,
    e.Voided: OVER,
}
"""The phase that begins with an event, whatever went before; what is not named here or in `_next` begins none."""


class Phases(Struct, frozen=True):
    """Days in each phase; their sum is `whole`."""

    queue: int = 0
    instruction: int = 0
    handling: int = 0
    approval: int = 0
    service: int = 0

    @property
    def whole(self) -> int:
        return self.queue + self.instruction + self.handling + self.approval + self.service


class Stage(Struct, frozen=True):
    """The phase that begins on a day; `before` an instruction, the one to go back to."""

    day: date
    phase: str
    before: str = HANDLING


def phases(petition: Petition, on: date) -> Phases:
    """The days of a petition up to a day, by what its lines until then say.

    An answer that is the end of it is served after the end: the days until that service count, and none when it was
    never served.
    """
    stages = _stages(petition)
    days: dict[str, int] = {}
    for stage, following in pairwise((*stages, Stage(on, OVER))):
        if stage.phase != OVER and not (stage is stages[-1] and stage.phase == SERVICE and not petition.open):
            days[stage.phase] = days.get(stage.phase, 0) + (following.day - stage.day).days
    return Phases(**days)


def _stages(petition: Petition) -> tuple[Stage, ...]:
    """The phases in order of time; each begins no earlier than the one before it, and none before the receipt."""
    stages: tuple[Stage, ...] = ()
    for line in _in_time(petition.lines):
        if stages or isinstance(line.event, e.Received):
            now = stages[-1] if stages else Stage(line.occurred.day, OVER)
            following = _next(now, line.event, ends=petition.received is not None and _ends(petition.received))
            if following is not None and following != now.phase:
                before = now.phase if following == INSTRUCTION and now.phase != QUEUE else HANDLING
                stages = (*stages, Stage(line.occurred.day, following, before))
    return stages


def _in_time(lines: Iterable[e.Line]) -> list[e.Line]:
    """The lines as they happened; of a day first the receipt, then what is known by its day only."""
    return sorted(lines, key=_when)


def _when(line: e.Line) -> tuple[date, bool, float]:
    at = line.occurred.at
    return line.occurred.day, not isinstance(line.event, e.Received), at.timestamp() if at else 0


def _ends(received: e.Received) -> bool:
    """Whether a final answer is the end."""
    return received.open_until == "answered"


def _next(now: Stage, event: e.Event, *, ends: bool) -> str | None:
    """The phase that begins with the event, None when none does."""
    if now.phase == OVER and not isinstance(event, e.Received | e.Reopened):
        return None
    if type(event) in LEADS_TO:
        return LEADS_TO[type(event)]
    match event:
        case e.Forwarded(mode=mode):
            return None if mode in UNMOVED else QUEUE
        case e.Instructed():
            return now.before if now.phase == INSTRUCTION else None
        case e.Answered(reply_kind=kind) if kind in FINAL_REPLIES:
            return _answered(reached=event.delivered or event.on_spot, ends=ends)
        case e.ReviewDecided():
            return _answered(reached=event.delivered, ends=ends)
        case e.Served(document=document) if document in DELIVERED and now.phase == SERVICE:
            return _answered(reached=True, ends=ends)
        case _:
            return None


def _answered(*, reached: bool, ends: bool) -> str:
    """What follows a final answer: its service; once it has reached the petitioner the end, or what is left to do."""
    if not reached:
        return SERVICE
    return OVER if ends else HANDLING
