"""What makes sense in the life of a petition under any rulebook: which act can follow which.

A fault here is refused always, also when the thing has already happened: it is no broken rule but a
misunderstanding. Where a national article stands behind it, that article is named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from domain import commands as c
from domain import events as e
from domain.deciding import Context, Reason, structural
from domain.petition import FINAL_REPLIES, Petition, this_round
from domain.values import Actor, Moment, is_before

TOLERANCE = timedelta(minutes=2)
"""How far an officer's clock may be ahead of the server's."""

FIRST_YEAR = 1900

NOT_RECEIVED = structural("尚未收到此件", "there is no such petition", "S1.22")

Check = Callable[[Petition, Any], Reason | None]
"""One check of the petition before the act and the act; the reason, or None."""


def faults(state: Petition, act: c.Act, moment: Moment) -> Iterator[Reason]:
    """Everything that makes the act senseless at this point of the petition's life."""
    if state.received is None and not isinstance(act, c.Receive):
        yield NOT_RECEIVED
        return
    if state.ending.voided:
        if not isinstance(act, c.Comment):
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
        case _:
            return None


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
            return state.ending.closed or state.ending.withdrawn
        case _:
            return None


def _made_at(state: Petition, document: str) -> Moment | None:
    """When the document was made that a service delivers: a final one of this round goes before any other."""
    made = [line for line in this_round(state) if _is_document(line.event, document)]
    final = [line for line in made if isinstance(line.event, e.Answered) and line.event.reply_kind in FINAL_REPLIES]
    older = (line for line in state.lines if _is_document(line.event, document))
    line = next(iter((*final, *made, *older)), None)
    return line.occurred if line else None


def _moved_at(state: Petition) -> Moment | None:
    """When the petition was last sent on or back."""
    for line in reversed(state.lines):
        if isinstance(line.event, e.Returned) or (isinstance(line.event, e.Forwarded) and line.event.mode != "copy"):
            return line.occurred
    return None


# ---- the checks


def _is_first(state: Petition, act: c.Receive) -> Reason | None:
    del act
    return structural("此件已收到", "it has been received already") if state.received else None


def _not_closed(state: Petition, act: c.Act) -> Reason | None:
    del act
    return structural("已办结，须先重办", "it is closed: reopen it first") if state.ending.closed else None


def _not_withdrawn(state: Petition, act: c.Act) -> Reason | None:
    del act
    return structural("已撤回，须先重办", "it was withdrawn: reopen it first") if state.ending.withdrawn else None


def _is_letter(state: Petition, act: c.Open) -> Reason | None:
    del act
    sealed = state.received is not None and state.received.channel == "letter"
    return None if sealed else structural("只有来信可以拆封", "only letters are opened")


def _not_opened(state: Petition, act: c.Open) -> Reason | None:
    del act
    return structural("已拆封", "the letter has been opened already") if _happened(state, e.Opened) else None


def _not_registered(state: Petition, act: c.Register) -> Reason | None:
    del act
    return structural("已登记", "it has been registered already", "S1.22") if state.registered_at else None


def _registered(state: Petition, act: c.Act) -> Reason | None:
    del act
    return None if state.registered_at else structural("尚未登记", "it has not been registered", "S1.22")


def _not_accepted(state: Petition, act: c.Accept) -> Reason | None:
    """Once in a round: a petition taken up again may be accepted anew."""
    del act
    return structural("已受理", "it has been accepted already", "S1.34") if _in_round(state, e.Accepted) else None


def _to_another(state: Petition, act: c.Forward | c.Assign) -> Reason | None:
    """To a unit that neither has it nor is about to get it."""
    routing = state.routing
    if act.target not in (routing.holder, routing.on_the_way_to):
        return None
    return structural(f"此件已在或正转往{act.target}", f"{act.target} has it already or is about to get it")


def _assists_another(state: Petition, act: c.Forward | c.Assign) -> Reason | None:
    del state
    if act.target not in act.assisting and len(set(act.assisting)) == len(act.assisting):
        return None
    return structural("主办单位与协办单位重复", "a unit stands twice among those that handle and assist")


def _no_hidden_assignment(state: Petition, act: c.Forward) -> Reason | None:
    del state
    if act.mode != "assign":
        return None
    return structural("交办须写明报告期限，请用交办", "assigning needs the date to report by: use Assign", "S1.22.3")


def _on_the_way(state: Petition, act: c.SignFor) -> Reason | None:
    target = state.routing.on_the_way_to
    if target and act.unit == target:
        return None
    where = (
        (f"此件正转往{target}", f"it is on the way to {target}") if target else ("此件不在途中", "it is not on the way")
    )
    return structural(f"{where[0]}，{act.unit}不能签收", f"{where[1]}, {act.unit} cannot sign for it", "S1.23.3")


def _was_sent(state: Petition, act: c.Return) -> Reason | None:
    del act
    if state.routing.senders:
        return None
    return structural("此件并非转来，无从退回", "nobody has sent it here: there is nowhere to return it to", "S1.23.3")


def _has_it(state: Petition, act: c.Return) -> Reason | None:
    routing = state.routing
    if act.unit in ("", routing.holder, routing.on_the_way_to):
        return None
    return structural(f"此件不在{act.unit}", f"{act.unit} does not have it", "S1.23.3")


def _can_be_served(state: Petition, act: c.Serve) -> Reason | None:
    made = any(_is_document(line.event, act.document) for line in state.lines)
    return None if made else structural("尚无可送达的文书", f"there is no {act.document} to serve yet")


def _is_document(event: e.Event, document: str) -> bool:
    match event:
        case e.Notified():
            return document == "notice"
        case e.Answered():
            return document == "answer" or (document == "opinion" and event.reply_kind == "opinion")
        case _:
            return False


def _closed(state: Petition, act: c.Archive) -> Reason | None:
    del act
    return None if state.ending.closed else structural("尚未办结，不能归档", "it is archived after it is closed")


def _not_archived(state: Petition, act: c.Archive) -> Reason | None:
    del act
    return structural("已归档", "it has been archived already") if state.ending.archived else None


def _ended(state: Petition, act: c.Reopen) -> Reason | None:
    """Closed; or withdrawn, since an item that vanished from its source may come back."""
    del act
    ended = state.ending.closed or state.ending.withdrawn
    return None if ended else structural("尚未办结，不能重办", "it is not closed: there is nothing to reopen")


def _once_withdrawn(state: Petition, act: c.Withdraw) -> Reason | None:
    del act
    return structural("已撤回", "it has been withdrawn already") if state.ending.withdrawn else None


def _never_ended(state: Petition, act: c.Void) -> Reason | None:
    """Voiding says that the entry was an error.

    What was answered or closed, in any round, was none: it had a consequence outside the office, and
    voiding it would take it out of the figures.
    """
    del act
    ended = state.ending.answered or state.ending.closed or state.round
    if not ended:
        return None
    return structural("已答复或者办结，不能作废，请更正", "it was answered or closed: correct it, do not void it")


def _happened(state: Petition, kind: type[e.Event]) -> bool:
    return any(isinstance(line.event, kind) for line in state.lines)


def _in_round(state: Petition, kind: type[e.Event]) -> bool:
    return any(isinstance(line.event, kind) for line in this_round(state))


CHECKS: Mapping[type[c.Act], tuple[Check, ...]] = {
    c.Receive: (_is_first,),
    c.Open: (_is_letter, _not_opened, _not_closed),
    c.Register: (_not_registered,),
    c.Classify: (_not_closed,),
    c.Propose: (_not_closed,),
    c.Submit: (_not_closed,),
    c.Instruct: (_not_closed,),
    c.Accept: (_not_accepted, _not_closed, _not_withdrawn),
    c.Notify: (),
    c.Exempt: (),
    c.Forward: (_to_another, _assists_another, _no_hidden_assignment, _not_closed, _not_withdrawn),
    c.Assign: (_to_another, _assists_another, _not_closed, _not_withdrawn),
    c.SignFor: (_on_the_way, _not_closed),
    c.Return: (_was_sent, _has_it, _not_closed),
    c.Comment: (),
    c.ReportResult: (),
    c.RequestExtension: (_not_closed, _not_withdrawn),
    c.Extend: (_not_closed, _not_withdrawn),
    c.DenyExtension: (_not_closed, _not_withdrawn),
    c.ExplainDelay: (),
    c.Press: (),
    c.Answer: (_not_closed,),
    c.Serve: (_can_be_served,),
    c.Close: (_registered, _not_closed),
    c.Archive: (_closed, _not_archived),
    c.Reopen: (_ended,),
    c.Withdraw: (_once_withdrawn, _not_closed),
    c.Void: (_never_ended,),
}
"""What each act asks of the life of the petition.

A notice, a service, a report, an explanation may come after the closing, because what is still owed then
stays open (rulebook.md trap 18).
"""
