"""Notices to the petitioner 告知书: accepted, not accepted, no longer accepted, sent on, extended (domain.md 7.3)."""

from __future__ import annotations

from msgspec.structs import replace

from domain import events as e
from domain import wording
from domain.documents import content as d
from domain.documents.case import Case, needed, plain
from domain.wording import ZH

REDIRECT = "redirect"
"""The mode of a notice that names another body to ask: nothing was sent there."""
NOT_COMPETENT, STATUTORY_ROUTE = "not_competent", "statutory_route"


def acceptance(case: Case, line: e.Line, _event: e.Accepted) -> d.Acceptance:
    limit = case.limit(line)
    routing = case.petition.routing
    return d.Acceptance(
        petitioner=case.petitioner,
        title=case.title,
        channel=case.channel,
        received=case.received,
        accepted=line.occurred.day,
        unit=routing.holder or routing.on_the_way_to,
        limit=limit.due.effective if limit else None,
    )


def refusal(case: Case, line: e.Line, event: e.AcceptanceRefused) -> d.Refusal:
    """On the ground that another body or another way is the right one, that one has to be named (S1.19, S1.31)."""
    body = event.competent_body or case.details.competent_body or ""
    way = plain(event.way_there) or plain(case.details.way_there)
    if event.ground == NOT_COMPETENT:
        needed(body, "有权处理的机关", "the body that is competent")
    if event.ground == STATUTORY_ROUTE:
        needed(way or body, "应当依照的法定途径", "the way that the law provides")
    return d.Refusal(
        petitioner=case.petitioner,
        title=case.title,
        channel=case.channel,
        received=case.received,
        decided=line.occurred.day,
        ground=wording.code("ground", event.ground, ZH),
        reason=plain(event.reason),
        legal_basis=event.legal_basis,
        competent_body=body,
        way_there=way,
    )


def no_longer_accepted(case: Case, line: e.Line, event: e.AcceptanceRefused) -> d.NoLongerAccepted:
    """By the opinion of the second review that was named, or else by the one on record here (S1.36)."""
    decided = [each for each in case.petition.lines if _is_final_opinion(each.event)]
    last = decided[-1] if decided else None
    known = last.event.document_number if last and isinstance(last.event, e.ReviewDecided) else ""
    named = event.final_opinion or known
    return d.NoLongerAccepted(
        petitioner=case.petitioner,
        title=case.title,
        channel=case.channel,
        received=case.received,
        decided=line.occurred.day,
        final_opinion=needed(named, "复核意见文号", "the number of the opinion of the second review"),
        final_on=last.occurred.day if last and known == named else None,
        reason=plain(event.reason),
        legal_basis=event.legal_basis,
    )


def _is_final_opinion(event: e.Event) -> bool:
    return isinstance(event, e.ReviewDecided) and event.level == "2"


def whereto(case: Case, line: e.Line, event: e.Forwarded | e.Redirected) -> d.Whereto:
    if isinstance(event, e.Forwarded):
        return _sent(case, line, mode=event.mode, target=event.target)
    body = needed(event.competent_body, "有权处理的机关", "the body that is competent")
    way, contact = plain(event.way_there), plain(event.contact_made)
    return replace(_sent(case, line, mode=REDIRECT, target=body), way_there=way, contact_made=contact)


def _sent(case: Case, line: e.Line, *, mode: str, target: str) -> d.Whereto:
    return d.Whereto(
        mode=mode,
        petitioner=case.petitioner,
        title=case.title,
        channel=case.channel,
        received=case.received,
        target=target,
        told=line.occurred.day,
    )


def extension(case: Case, line: e.Line, event: e.Extended) -> d.Extension:
    words = ("延长后的期限", "the day on which the limit ends now")
    moved = needed(next((each for each in line.duties.redated if each.why == "extension"), None), *words)
    limit = needed(moved.due.effective, *words)
    known = next(duty for duty in case.petition.duties if duty.key == moved.key)
    before = [each.due.effective for each in known.segments if each.due.effective and each.due.effective < limit]
    accepted = case.petition.accepted_at
    return d.Extension(
        petitioner=case.petitioner,
        title=case.title,
        received=case.received,
        accepted=accepted.day if accepted else None,
        reason=needed(plain(event.reason), "延期理由", "the reason for the extension"),
        before=before[-1] if before else None,
        limit=limit,
        granted=line.occurred.day,
    )
