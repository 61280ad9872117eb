"""What a document says, made from the petition as it stands: pure, or the reason why it cannot be made yet.

Each rests on an event, the newest of its kind unless another is asked for. What it cannot do without is asked for by
name, so that nothing is printed with a gap in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from domain import events as e
from domain import wording
from domain.deciding import Reason, Refused, structural
from domain.documents import content as d
from domain.documents.case import Case, needed, plain, signed
from domain.documents.forms import instructions, petitioner_rows, registration
from domain.documents.kinds import KINDS
from domain.routing import UNMOVED
from domain.wording import EN, ZH


def content(kind: str, case: Case, of: int = 0) -> d.Content:
    """What the document says. Raises Refused: there is no such document, its event is missing, or what it needs."""
    line = basis(kind, case, of)
    return MAKERS[kind](case, line, line.event if line else None)


def basis(kind: str, case: Case, of: int = 0) -> e.Line | None:
    """The line on which it rests, the newest or that of the version; None: it is filled in by hand. Raises Refused."""
    known = KINDS.get(kind)
    if known is None:
        raise Refused((structural(f"没有此种文书：{kind}", f"no such document: {kind}; there are {', '.join(KINDS)}"),))
    found = [each for each in case.told(*known.rests_on) if of in (0, each[0].version)]
    if not found and (known.needs_it or of):
        raise Refused((_missing(kind, of),))
    return found[-1][0] if found else None


def _missing(kind: str, of: int) -> Reason:
    known = KINDS[kind]
    zh = "、".join(wording.event(each.__name__, ZH) for each in known.rests_on)
    en = ", ".join(wording.event(each.__name__, EN) for each in known.rests_on)
    where = (f"第{of}步不是", f"version {of} is none") if of else ("尚无", "there is none yet")
    return structural(f"{known.zh}须依据{zh}，{where[0]}", f"{known.en} rests on {en}: {where[1]}")


def _acceptance(case: Case, line: e.Line, _event: e.Accepted) -> d.Acceptance:
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


def _slip(case: Case, line: e.Line, event: e.Forwarded) -> d.Slip:
    return d.Slip(
        mode=event.mode,
        sender=event.sender or line.actor.unit,
        target=event.target,
        assisting=event.assisting,
        handler=event.handler,
        reference=event.reference,
        sent=line.occurred.day,
        by=line.actor.name,
        reply_by=event.reply_by or event.due_on,
        text=plain(event.text),
        title=case.title,
        channel=case.channel,
        received=case.received,
        petitioner=petitioner_rows(case),
        problem=plain(case.details.problem),
        demand=plain(case.details.demand),
        instructions=instructions(case),
    )


def _extension(case: Case, line: e.Line, event: e.Extended) -> d.Extension:
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


OPINION = {
    "claim": ("信访请求", "the claim"),
    "findings": ("查明的事实", "the facts found"),
    "legal_basis": ("处理依据", "the legal basis"),
    "opinion_text": ("处理意见", "the opinion"),
    "remedy": ("救济途径", "the remedy"),
}
"""What a handling opinion cannot do without (S1.32), and what it is called."""


def _opinion(case: Case, line: e.Line, draft: e.Drafted) -> d.Opinion:
    texts = {name: needed(plain(getattr(draft, name)), *words) for name, words in OPINION.items()}
    forwarded = case.told(e.Forwarded)
    return d.Opinion(
        petitioner=case.petitioner,
        title=case.title,
        channel=case.channel,
        received=case.received,
        handed_on=tuple(signed(each, said.target, said.sender) for each, said in forwarded if said.mode not in UNMOVED),
        claim=texts["claim"],
        findings=texts["findings"],
        legal_basis=texts["legal_basis"],
        opinion=texts["opinion_text"],
        remedy=texts["remedy"],
        approved=any(each.version > line.version for each, _ in case.told(e.Approved)),
        copies=tuple(dict.fromkeys(said.target for _, said in forwarded if said.mode == "copy")),
    )


def _service(case: Case, line: e.Line | None, served: e.Served | None) -> d.Service:
    """Of what was served; before that a form to be filled in by hand, for the newest paper that waits for it."""
    paper, number = _served(served) if served else _waiting(case)
    who = case.details.petitioner
    return d.Service(
        petitioner=case.petitioner,
        address=plain(who.address if who else None),
        title=case.title,
        paper=paper,
        paper_number=number,
        mode=wording.code("mode", served.mode, ZH) if served and served.mode else "",
        served=line.occurred.day if line else None,
        signed=served.signed if served else None,
        deliverer=line.actor.name if line else "",
    )


def _served(served: e.Served) -> tuple[str, str]:
    return wording.code("document", served.document, ZH), served.document_number


def _waiting(case: Case) -> tuple[str, str]:
    """The newest answer or notice with its number; nothing when there is none yet."""
    told: list[tuple[e.Line, e.Answered | e.Notified]] = case.told(e.Answered, e.Notified)
    if not told:
        return "", ""
    newest = told[-1][1]
    if isinstance(newest, e.Answered):
        return wording.code("reply_kind", newest.reply_kind, ZH), newest.document_number
    return wording.code("notice", newest.notice, ZH), newest.document_number


MAKERS: Mapping[str, Callable[[Case, Any, Any], d.Content]] = {
    "registration": registration,
    "acceptance": _acceptance,
    "slip": _slip,
    "extension": _extension,
    "opinion": _opinion,
    "service": _service,
}
