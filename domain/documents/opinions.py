"""Opinions 意见书: of the handling and of both reviews, and the sheet on which they are approved (domain.md 7.3)."""

from __future__ import annotations

from collections.abc import Iterator

from domain import events as e
from domain import wording
from domain.documents import content as d
from domain.documents.case import Case, needed, plain, signed
from domain.documents.drafts import approved_on, draft_of, given_number, review_level, since_sent_back
from domain.documents.kinds import KINDS
from domain.routing import UNMOVED
from domain.rulebook import Trigger
from domain.wording import ZH

PARTS = {
    "claim": ("信访请求", "the claim"),
    "findings": ("查明的事实", "the facts found"),
    "legal_basis": ("处理依据", "the legal basis"),
    "opinion_text": ("处理意见", "the opinion"),
}
REMEDY = ("救济途径", "the remedy")
"""What a handling opinion cannot do without (S1.32), and what it is called."""
FINAL = "本意见为复核意见。以同一事实和理由再次提出投诉请求的，各级信访工作机构和其他机关、单位不再受理。"
"""What the opinion of a second review says of finality, where its drafter has not (S1.36.3)."""
ENDED = ("终结", "不再受理")
"""Words by which a drafter has said that nothing more is accepted."""


def opinion(case: Case, line: e.Line, draft: e.Drafted) -> d.Opinion:
    texts = _parts(draft)
    details, forwarded = case.details, case.told(e.Forwarded)
    handed_down = details.assigner or ""
    copies = (*((handed_down,) if handed_down else ()), *(said.target for _, said in forwarded if said.mode == "copy"))
    return d.Opinion(
        petitioner=case.petitioner,
        title=case.title,
        channel=case.channel,
        received=case.received,
        assigner=handed_down,
        assigner_number=details.assigner_number or "",
        handed_on=tuple(_handed(case)),
        claim=texts["claim"],
        findings=texts["findings"],
        legal_basis=texts["legal_basis"],
        opinion=texts["opinion_text"],
        remedy=_remedy(case, needed(plain(draft.remedy), *REMEDY), "1"),
        approved=approved_on(case.petition, line),
        copies=tuple(dict.fromkeys(copies)),
    )


def review1(case: Case, line: e.Line, _event: e.Drafted | e.ReviewDecided) -> d.ReviewOpinion:
    return _review(case, line, "1")


def review2(case: Case, line: e.Line, _event: e.Drafted | e.ReviewDecided) -> d.ReviewOpinion:
    return _review(case, line, "2")


def approval(case: Case, line: e.Line, draft: e.Drafted) -> d.Approval:
    """Who has done what to this draft since it was last sent back. A preliminary opinion has one text, not five."""
    level = review_level(case.petition, line.version)
    texts = {name: plain(getattr(draft, name)) for name in (*PARTS, "remedy")}
    since = since_sent_back(case.petition, line)
    return d.Approval(
        paper=KINDS[f"review{level}" if level else "opinion"].zh,
        number=given_number(case.petition, line),
        petitioner=case.petitioner,
        title=case.title,
        claim=texts["claim"],
        findings=texts["findings"],
        legal_basis=texts["legal_basis"],
        opinion=needed(texts["opinion_text"] or plain(draft.text), *PARTS["opinion_text"]),
        remedy=texts["remedy"],
        drafted=(signed(line, plain(draft.text) if texts["opinion_text"] else ""),),
        reviewed=tuple(signed(each, plain(each.event.text)) for each in since if isinstance(each.event, e.Reviewed)),
        approved=tuple(signed(each, plain(each.event.text)) for each in since if isinstance(each.event, e.Approved)),
    )


# ---- its parts


def _parts(draft: e.Drafted) -> dict[str, str]:
    """Raises Refused: a part is missing. How many matters of the claim it decides is for its readers to judge."""
    return {name: needed(plain(getattr(draft, name)), *words) for name, words in PARTS.items()}


def _remedy(case: Case, said: str, level: str) -> str:
    """What the drafter wrote, and where that does not name the next review, the right to it as the rulebook has it."""
    if wording.code("level", level, ZH) in said:
        return said
    granted = (rule.zh for rule in case.book.duties if rule.nature == "right" and _leads_to(rule.met_by, level))
    return "\n".join((said, *(f"对本意见不服的，{zh}。" for zh in granted)))


def _leads_to(triggers: tuple[Trigger, ...], level: str) -> bool:
    return any(each.event == "ReviewRequested" and ("level", (level,)) in each.when.facts for each in triggers)


def _handed(case: Case) -> Iterator[d.Handed]:
    """Each passing on, with the day on which the unit that got it signed for it."""
    signatures = case.told(e.SignedFor)
    for line, said in case.told(e.Forwarded):
        if said.mode not in UNMOVED:
            after = (each for each, got in signatures if got.unit == said.target and each.version > line.version)
            arrived = next(after, None)
            yield d.Handed(said.sender, said.target, line.occurred.day, arrived.occurred.day if arrived else None)


# ---- reviews


def _review(case: Case, line: e.Line, level: str) -> d.ReviewOpinion:
    decision, drafted = _decided(case, line, level), _draft(case, line, level)
    draft = drafted.event
    assert isinstance(draft, e.Drafted)  # noqa: S101 - that is what was looked for
    requested = _requested(case, line, level)
    request = requested.event
    assert isinstance(request, e.ReviewRequested)  # noqa: S101 - as above
    respondent, against = _reviewed(case, requested, level)
    texts, said = _parts(draft), plain(draft.remedy)
    return d.ReviewOpinion(
        level=level,
        body=request.body or case.office,
        petitioner=case.petitioner,
        respondent=needed(respondent, "被申请人", "the body whose opinion is reviewed"),
        against=request.against or against,
        title=case.title,
        requested=requested.occurred.day,
        claim=texts["claim"],
        findings=texts["findings"],
        legal_basis=texts["legal_basis"],
        opinion=texts["opinion_text"],
        result=wording.code("result", decision.result, ZH) if decision else "",
        remedy=_final(said) if level == "2" else _remedy(case, needed(said, *REMEDY), "2"),
        approved=approved_on(case.petition, drafted),
    )


def _final(said: str) -> str:
    ended = any(word in said for word in ENDED)
    return said if ended else "\n".join(filter(None, (said, FINAL)))


def _draft(case: Case, line: e.Line, level: str) -> e.Line:
    """The draft made at that review. Raises Refused: there is none."""
    name = wording.code("level", level, ZH)
    return needed(draft_of(case.petition, line), f"{name}意见的拟稿", "the draft of the opinion of this review")


def _decided(case: Case, line: e.Line, level: str) -> e.ReviewDecided | None:
    """The decision of that review, made in that line or after it."""
    later = (each for each, _ in case.told(e.ReviewDecided) if each.version >= line.version)
    events = (each.event for each in later)
    return next((event for event in events if isinstance(event, e.ReviewDecided) and event.level == level), None)


def _requested(case: Case, line: e.Line, level: str) -> e.Line:
    """The request for the review, which may stand in an earlier round."""
    asked = [each for each in case.petition.lines if each.version < line.version and _asks(each.event, level)]
    return needed(asked[-1] if asked else None, "复查复核申请", "the request for the review")


def _asks(event: e.Event, level: str) -> bool:
    return isinstance(event, e.ReviewRequested) and event.level == level


def _reviewed(case: Case, requested: e.Line, level: str) -> tuple[str, str]:
    """Whose opinion is reviewed, and its number: that of the handling, or that of the first review."""
    for line in reversed(case.petition.lines):
        match line.event:
            case e.ReviewDecided(level="1") if level == "2" and line.version < requested.version:
                first = _body(_requested(case, line, "1"))
                return first or _below(case, requested, line), line.event.document_number
            case e.Answered(reply_kind="opinion") if level == "1" and line.version < requested.version:
                return _below(case, requested, line), line.event.document_number
            case _:
                pass
    return "", ""


def _below(case: Case, requested: e.Line, given: e.Line) -> str:
    """Who gave an opinion on record here: the office, or its unit where the office itself is who reviews it."""
    return case.office if _body(requested) not in ("", case.office) else given.actor.unit


def _body(requested: e.Line) -> str:
    return requested.event.body if isinstance(requested.event, e.ReviewRequested) else ""
