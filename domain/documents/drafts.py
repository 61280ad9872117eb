"""Drafts of opinions: at which review they were made, what was done to them since, under which number they go out."""

from __future__ import annotations

from datetime import date

from domain import events as e
from domain.petition import Petition, counting


def review_level(petition: Petition, version: int) -> str:
    """At which review the petition was before that version: 1 or 2 from the request to the decision, else ""."""
    level = ""
    for line in petition.lines:
        if line.version >= version:
            break
        match line.event:
            case e.ReviewRequested(level=asked):
                level = asked
            case e.ReviewDecided():
                level = ""
            case _:
                pass
    return level


def draft_of(petition: Petition, line: e.Line) -> e.Line | None:
    """The draft that line is, or the newest made at the review that it decides; None: there is none."""
    decision = line.event
    if not isinstance(decision, e.ReviewDecided):
        return line if isinstance(decision, e.Drafted) else None
    drafts = (each for each in counting(petition) if isinstance(each.event, e.Drafted) and each.version < line.version)
    found = [each for each in drafts if review_level(petition, each.version) == decision.level]
    return found[-1] if found else None


def since_sent_back(petition: Petition, draft: e.Line) -> tuple[e.Line, ...]:
    """What was reviewed and approved of this draft: before the next one, and after it was last sent back."""
    found: list[e.Line] = []
    for line in counting(petition):
        if line.version <= draft.version or not isinstance(
            line.event, e.Drafted | e.Reviewed | e.Approved | e.SentBack
        ):
            continue
        if isinstance(line.event, e.Drafted):
            break
        found = [] if isinstance(line.event, e.SentBack) else [*found, line]
    return tuple(found)


def approved_on(petition: Petition, draft: e.Line) -> date | None:
    """The day of its last approval, which is the day of the document; None: it is a draft (domain.md 7.3)."""
    days = [line.occurred.day for line in since_sent_back(petition, draft) if isinstance(line.event, e.Approved)]
    return days[-1] if days else None


def given_number(petition: Petition, line: e.Line) -> str:
    """The number given by hand to the opinion: with its draft, or with the answer or decision since; "" for none."""
    draft = draft_of(petition, line)
    if draft is None or not isinstance(draft.event, e.Drafted):
        return ""
    level = review_level(petition, draft.version)
    later = (_numbered(each.event, level) for each in counting(petition) if each.version > draft.version)
    return draft.event.document_number or next(filter(None, later), "")


def _numbered(event: e.Event, level: str) -> str:
    match event:
        case e.Answered(reply_kind="opinion", document_number=number) if not level:
            return number
        case e.ReviewDecided(level=decided, document_number=number) if decided == level:
            return number
        case _:
            return ""
