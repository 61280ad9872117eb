"""What makes sense in the life of a petition under any rulebook: which act can follow which.

A fault here is refused always, also when the thing has already happened: it is no broken rule but a
misunderstanding. Where a national article stands behind it, that article is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from domain import commands as c
from domain import events as e
from domain.answering import asked_at
from domain.deciding import Context, Reason, structural
from domain.lifecycle_checks import CHECKS, is_document
from domain.petition import FINAL_REPLIES, Petition, this_round
from domain.routing import UNMOVED
from domain.values import Actor, Moment, is_before

TOLERANCE = timedelta(minutes=2)
"""How far an officer's clock may be ahead of the server's."""

FIRST_YEAR = 1900

STILL_POSSIBLE = (c.Comment, c.ReleaseAttachment, c.RejectAttachment, c.RemoveAttachment, c.VoidDocument)
"""What can be done to a void petition: a remark, and what becomes of its attachments and documents."""

NOT_RECEIVED = structural("尚未收到此件", "there is no such petition", "S1.22")


def faults(state: Petition, act: c.Act, moment: Moment) -> Iterator[Reason]:
    """Everything that makes the act senseless at this point of the petition's life."""
    if state.received is None and not isinstance(act, c.Receive):
        yield NOT_RECEIVED
        return
    if state.ending.voided and not isinstance(act, STILL_POSSIBLE):
        yield structural("此件已作废，只能备注或者更正", "it is void: only remarks and corrections are possible")
        return
    for check in CHECKS[type(act)]:
        if reason := check(state, act):
            yield reason
    if (base := rests_on(state, act)) and not is_naive(moment) and is_before(moment, base):
        yield structural(
            f"不得早于{base.day}它所依据之事", f"it rests on what happened on {base.day} and cannot come before it"
        )
    if (day := _named_day(act)) and day < moment.day:
        yield structural(f"期限{day}早于发生之日", f"the date {day} lies before the day it is set on")


def moment_faults(state: Petition, moment: Moment, context: Context) -> Iterator[Reason]:
    """What is wrong with the time at which something is said to have happened."""
    at = moment.at
    if is_naive(moment):
        yield structural("发生时刻没有时区", "the time of occurrence names no time zone")
        return
    if moment.day.year < FIRST_YEAR or (at and at.year < FIRST_YEAR):
        yield structural(f"发生于{moment.day.year}年，不合理", f"it cannot have happened in {moment.day.year}")
        return
    latest = context.now + TOLERANCE
    if at and at.astimezone(context.zone).date() != moment.day:
        yield structural("发生时刻与日期不是同一天", "the time of occurrence is not on the day named")
    if at > latest if at else moment.day > latest.astimezone(context.zone).date():
        yield structural("发生时间在未来", "it cannot have happened in the future")
    if state.received_at and moment.day < state.received_at.day:
        day = state.received_at.day
        yield structural(f"早于收到之日{day}", f"it cannot have happened before the petition came in on {day}")


def is_naive(moment: Moment) -> bool:
    return moment.at is not None and moment.at.tzinfo is None


def sender_of(state: Petition, actor: Actor, home: str) -> str:
    """Who sends the petition on: who holds it, else who had sent it on its way, else the actor's unit."""
    routing = state.routing
    on_the_way = routing.senders[-1] if routing.on_the_way_to and routing.senders else ""
    return routing.holder or on_the_way or actor.unit or home


def _named_day(act: c.Act) -> date | None:
    """The day by which an act orders something."""
    match act:
        case c.Assign():
            return act.reply_by
        case c.Forward():
            return act.due_on
        case c.Reopen():
            return act.redo_by
        case c.Instruct():
            return act.supervise_by
        case c.Appoint():
            return act.appointed_on
        case c.ReturnReport():
            return act.reply_by
        case _:
            return None


def actor_faults(act: c.Act, actor: Actor) -> Iterator[Reason]:
    """A recusal is decided by somebody else than whom it is about (S1.28, domain.md 5.6)."""
    if isinstance(act, c.Recuse) and act.stage in ("granted", "denied") and act.officer == actor.name:
        yield structural("回避须由他人决定", "a recusal is decided by somebody else", "S1.28")


# ---- what an act rests on


def rests_on(state: Petition, act: c.Act | e.Fact) -> Moment | None:
    """When the act happened without which this one makes no sense; what a closing needs, the rulebook says.

    A date in the past is no way to be in time with what had not been done by then (rulebook.md trap 12).
    """
    match act:
        case c.Serve():
            return _made_at(state, act.document)
        case c.SignFor() | c.Return():
            return _moved_at(state)
        case c.Archive():
            return state.ending.closed
        case c.Reopen():
            return state.ending.closed or state.ending.withdrawn or state.ending.refused
        case c.AnswerSupervision() | c.FeedBack():
            return asked_at(state, act)
        case _:
            return None


def _made_at(state: Petition, document: str) -> Moment | None:
    """When the document was made that a service delivers: a final one of this round goes before any other."""
    made = [line for line in this_round(state) if is_document(line.event, document)]
    final = [line for line in made if isinstance(line.event, e.Answered) and line.event.reply_kind in FINAL_REPLIES]
    older = (line for line in state.lines if is_document(line.event, document))
    line = next(iter((*final, *made, *older)), None)
    return line.occurred if line else None


def _moved_at(state: Petition) -> Moment | None:
    """When the petition was last sent on or back."""
    for line in reversed(state.lines):
        if isinstance(line.event, e.Returned) or (
            isinstance(line.event, e.Forwarded) and line.event.mode not in UNMOVED
        ):
            return line.occurred
    return None
