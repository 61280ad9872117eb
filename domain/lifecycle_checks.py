"""The checks of lifecycle.py: what each act asks of the life of the petition, one small function for each fault."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from domain import commands as c
from domain import events as e
from domain.answering import suggestion_faults, supervision_faults
from domain.attachments import can_be_rejected, can_be_removed, is_new, is_sound, waits
from domain.deciding import Reason, structural
from domain.documents.issuing import can_be_voided, is_approved, is_first, is_kept, is_known, is_numbered
from domain.exempting import answered_at_once, nobody_to_tell, says_something
from domain.petition import Petition, this_round
from domain.public_status import kept_from_the_public, nothing_to_publish
from domain.words import bracketed

Check = Callable[[Petition, Any], Reason | None]
"""One check of the petition before the act and the act; the reason, or None."""


def _is_first(state: Petition, act: c.Receive) -> Reason | None:
    del act
    return structural("此件已收到", "it has been received already") if state.received else None


def _not_closed(state: Petition, act: c.Act) -> Reason | None:
    del act
    if state.ending.refused:
        return structural("已决定不予受理，须先重办", "its acceptance was refused: reopen it first")
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


def _signed_for(state: Petition, act: c.Object) -> Reason | None:
    """Who objects has signed for it, and it is still there."""
    unit = act.unit or state.routing.holder
    if state.routing.senders and unit and unit == state.routing.holder:
        return None
    return structural(f"{unit or '该单位'}未签收此件", f"{unit or 'the unit'} has not signed for it", "S1.23.3")


def _on_the_way(state: Petition, act: c.SignFor) -> Reason | None:
    target = state.routing.on_the_way_to
    if target and act.unit == target:
        return None
    where = (
        (f"此件正转往{target}", f"it is on the way to {target}") if target else ("此件不在途中", "it is not on the way")
    )
    return structural(f"{where[0]}，{act.unit}不能签收", f"{where[1]}, {act.unit} cannot sign for it", "S1.23.3")


def _was_sent(state: Petition, act: c.Return) -> Reason | None:
    """Who sent it on within the office, or the office that sent it here."""
    del act
    if state.routing.senders or state.came_from:
        return None
    return structural("此件并非转来，无从退回", "nobody has sent it here: there is nowhere to return it to", "S1.23.3")


def _has_it(state: Petition, act: c.Return) -> Reason | None:
    routing = state.routing
    if act.unit in ("", routing.holder, routing.on_the_way_to):
        return None
    return structural(f"此件不在{act.unit}", f"{act.unit} does not have it", "S1.23.3")


def _can_be_served(state: Petition, act: c.Serve) -> Reason | None:
    made = any(is_document(line.event, act.document) for line in state.lines)
    return None if made else structural("尚无可送达的文书", f"there is no {act.document} to serve yet")


def is_document(event: e.Event, document: str) -> bool:
    match event:
        case e.ReviewDecided():
            return document == f"review{event.level}"
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
    """Closed or refused; or withdrawn, since an item that vanished from its source may come back."""
    del act
    ended = state.ending.closed or state.ending.withdrawn or state.ending.refused
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


def _carries_none(state: Petition, act: c.Void) -> Reason | None:
    """What others are joined to carries what they owe: voided, nobody would owe it any more."""
    del act
    if not state.joiners:
        return None
    count, names = len(state.joiners), ", ".join(map(str, state.joiners))
    return structural(
        f"尚有{count}件关联至此，须先撤销关联：{names}",
        f"petitions are joined to it, undo that first: {names}",
        "R1.2.4",
    )


def _happened(state: Petition, kind: type[e.Event]) -> bool:
    return any(isinstance(line.event, kind) for line in state.lines)


def _in_round(state: Petition, kind: type[e.Event]) -> bool:
    return any(isinstance(line.event, kind) for line in this_round(state))


def _not_joined(state: Petition, act: c.Join) -> Reason | None:
    if act.to == state.id:
        return structural("不能与自身关联", "it cannot be joined to itself")
    return structural("已关联，须先撤销", "it is joined already: undo that first") if state.joined else None


def _joined_there(state: Petition, act: c.Unjoin) -> Reason | None:
    if state.joined == act.to:
        return None
    return structural("未与该件关联", "it is not joined to that petition")


def _objected(state: Petition, act: c.DecideObjection) -> Reason | None:
    del act
    pending = [line for line in this_round(state) if isinstance(line.event, e.Objected | e.ObjectionDecided)]
    if pending and isinstance(pending[-1].event, e.Objected):
        return None
    return structural("没有待核实的异议", "there is no objection to decide", "S1.23.3")


def _drafted(state: Petition, act: c.Review | c.Approve) -> Reason | None:
    del act
    if _in_round(state, e.Drafted):
        return None
    return structural("尚未拟稿，无从审核审批", "there is no draft to review or approve")


def _step_done(state: Petition, act: c.SendBack) -> Reason | None:
    if act.to_step in state.steps:
        return None
    return structural(
        f"环节{bracketed(act.to_step)}尚未办理，不能退回",
        f"step {act.to_step!r} has not been done: nothing to send back to",
    )


def _to_somebody_else(state: Petition, act: c.HandOver) -> Reason | None:
    del state
    return structural("移交须给他人", "it is handed over to somebody else") if act.giver == act.taker else None


def _reported(state: Petition, act: c.ReturnReport) -> Reason | None:
    del act
    if _in_round(state, e.ResultReported):
        return None
    return structural("尚无结果报告可退", "there is no result reported to send back", "S1.22.3")


def _appointed(state: Petition, act: c.MissAppointment) -> Reason | None:
    del act
    if _happened(state, e.Appointed):
        return None
    return structural("没有约定过接待", "no reception was appointed")


def _can_be_reviewed(state: Petition, act: c.RequestReview) -> Reason | None:
    """A first review is of an opinion, a second one of a first review (S1.35, S1.36)."""
    if act.level == "2":
        found = any(isinstance(line.event, e.ReviewDecided) and line.event.level == "1" for line in state.lines)
        return None if found else structural("尚无复查意见", "there is no first review to review", "S1.36")
    found = any(isinstance(line.event, e.Answered) for line in state.lines)
    return None if found else structural("尚无处理意见", "there is no opinion to review", "S1.35")


def _review_requested(state: Petition, act: c.DecideReview) -> Reason | None:
    kinds = [line.event for line in state.lines if isinstance(line.event, e.ReviewRequested | e.ReviewDecided)]
    last = next((event for event in reversed(kinds) if event.level == act.level), None)
    if isinstance(last, e.ReviewRequested):
        return None
    return structural("没有待办的复查、复核申请", "no review of this level is requested", "S1.35")


def _no_hearing(state: Petition, act: c.OpenHearing) -> Reason | None:
    del act
    return structural("听证尚未结束", "a hearing is going on") if _hearing_open(state) else None


def _hearing(state: Petition, act: c.CloseHearing) -> Reason | None:
    del act
    return None if _hearing_open(state) else structural("没有进行中的听证", "no hearing is going on")


def _hearing_open(state: Petition) -> bool:
    hearings = [line.event for line in state.lines if isinstance(line.event, e.HearingOpened | e.HearingClosed)]
    return bool(hearings) and isinstance(hearings[-1], e.HearingOpened)


CHECKS: Mapping[type[c.Act], tuple[Check, ...]] = {
    c.Receive: (_is_first,),
    c.Open: (_is_letter, _not_opened, _not_closed),
    c.Register: (_not_registered, answered_at_once),
    c.Classify: (_not_closed,),
    c.Propose: (_not_closed,),
    c.Submit: (_not_closed,),
    c.Instruct: (_not_closed,),
    c.Accept: (_not_accepted, _not_closed, _not_withdrawn),
    c.Notify: (),
    c.Exempt: (nobody_to_tell,),
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
    c.Answer: (says_something, _not_closed),
    c.Serve: (_can_be_served,),
    c.Close: (_registered, _not_closed),
    c.Archive: (_closed, _not_archived),
    c.Reopen: (_ended,),
    c.Join: (_not_joined,),
    c.Unjoin: (_joined_there, _not_closed),
    c.RequestMaterial: (),
    c.Restrict: (),
    c.Recuse: (),
    c.SpecialReport: (_not_closed,),
    c.AnswerSupervision: (supervision_faults,),
    c.Object: (_signed_for, _not_closed),
    c.DecideObjection: (_objected,),
    c.Redirect: (_not_closed,),
    c.HandOver: (_to_somebody_else,),
    c.ReturnReport: (_reported, _not_closed),
    c.RefuseAcceptance: (_not_accepted, _not_closed, _not_withdrawn),
    c.Report: (_not_closed,),
    c.Draft: (_not_closed,),
    c.Review: (_drafted, _not_closed),
    c.Approve: (_drafted, _not_closed),
    c.SendBack: (_step_done, _not_closed),
    c.Meet: (),
    c.Appoint: (_not_closed,),
    c.MissAppointment: (_appointed,),
    c.Guide: (),
    c.NoteIncident: (),
    c.TellBody: (),
    c.FillChecklist: (),
    c.RegisterClosure: (_closed,),
    c.Rate: (),
    c.CallBack: (),
    c.Publish: (nothing_to_publish, kept_from_the_public),
    c.RequestReview: (_can_be_reviewed,),
    c.DecideReview: (_review_requested,),
    c.OpenHearing: (_no_hearing,),
    c.CloseHearing: (_hearing,),
    c.Suggest: (),
    c.FeedBack: (suggestion_faults,),
    c.Attach: (is_new, is_sound),
    c.ReleaseAttachment: (waits,),
    c.RejectAttachment: (can_be_rejected,),
    c.RemoveAttachment: (can_be_removed,),
    c.IssueDocument: (is_known, is_numbered, is_kept, is_first, is_approved),
    c.VoidDocument: (can_be_voided,),
    c.Withdraw: (_once_withdrawn, _not_closed),
    c.Void: (_never_ended, _carries_none),
}
"""What each act asks of the life of the petition.

A notice, a service, a report, an explanation may come after the closing, because what is still owed then
stays open (rulebook.md trap 18).
"""
