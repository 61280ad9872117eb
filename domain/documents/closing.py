"""What is filed at the end: proof of service, closure register, catalogue of the file (domain.md 7.3, S52)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from domain import events as e
from domain import wording
from domain.attachments import WAITING, attachments
from domain.documents import content as d
from domain.documents.case import Case, needed, plain, signed
from domain.documents.content import Labelled
from domain.values import Moment
from domain.wording import ZH

CLOSED_WITH = ("legal_basis", "explanation", "policy", "competent_body", "way_there", "agreement")
"""What the outcome was told with, where it needed that."""
ON_FILE = (*WAITING, "clean")


def service(case: Case, line: e.Line | None, served: e.Served | None) -> d.Service:
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


def closure(case: Case, _line: e.Line, _event: e.Closed | e.ClosureRegistered) -> d.Closure:
    """The closing of this round, and what was registered of it."""
    told = case.told(e.Closed)
    closed, how = needed(told[-1] if told else None, "办结", "the closing")
    registered = case.told(e.ClosureRegistered)
    return d.Closure(
        rows=tuple(_closure_rows(case, closed, how)),
        answers=tuple(_answers(case)),
        registered=tuple(signed(each, plain(said.text)) for each, said in registered),
    )


def _closure_rows(case: Case, closed: e.Line, how: e.Closed) -> Iterator[tuple[Labelled, ...]]:
    petition, who = case.petition, case.details.petitioner
    end = petition.ending
    yield (Labelled("信访事项", case.title),)
    yield _pair("信访人", plain(who.name) if who else "", "信访形式", case.channel)
    yield _pair("收到日期", _day(case.received), "受理日期", _day(petition.accepted_at))
    yield _pair("承办单位", petition.routing.holder, "答复日期", _day(end.answered))
    yield _pair("送达日期", _day(end.delivered), "办结日期", _day(closed.occurred))
    yield (Labelled("办结方式", case.outcome(how.outcome)),)
    for name in CLOSED_WITH:
        if said := plain(getattr(how, name)):
            yield (Labelled(wording.field(name, ZH), said),)


def _pair(one: str, said: str, other: str, told: str) -> tuple[Labelled, ...]:
    return Labelled(one, said), Labelled(other, told)


def _day(when: Moment | date | None) -> str:
    """A day as a template reads it; "" where there is none."""
    if when is None:
        return ""
    return (when.day if isinstance(when, Moment) else when).isoformat()


def _answers(case: Case) -> Iterator[d.Signed]:
    """The answers of this round with their numbers, and the opinions of reviews."""
    told: list[tuple[e.Line, e.Answered | e.ReviewDecided]] = case.told(e.Answered, e.ReviewDecided)
    for line, said in told:
        if isinstance(said, e.Answered):
            name = wording.code("reply_kind", said.reply_kind, ZH)
        else:
            name = wording.code("document", f"review{said.level}", ZH) + wording.code("result", said.result, ZH)
        named = f"{name}（{said.document_number}）" if said.document_number else name
        text = plain(said.text)
        yield signed(line, f"{named}：{text}" if text else named)


def catalogue(case: Case, line: e.Line, event: e.Archived) -> d.Catalogue:
    """The papers as the archivist has listed them, then the files attached. Raises Refused: there is neither."""
    papers = (*(d.Filed(title=plain(each)) for each in event.catalogue), *_attached(case))
    who = case.details.petitioner
    return d.Catalogue(
        file_number=event.file_number,
        title=case.title,
        petitioner=plain(who.name) if who else "",
        location=event.location,
        retention=event.retention,
        archived=line.occurred.day,
        archivist=line.actor.name,
        papers=needed(papers, "卷内文件", "the papers in the file"),
    )


def _attached(case: Case) -> Iterator[d.Filed]:
    for each in attachments(case.petition.lines).values():
        if each.standing in ON_FILE:
            yield d.Filed(
                title=plain(each.file_name),
                day=each.attached.day,
                pages="" if each.pages is None else str(each.pages),
                note=wording.code("paper", each.paper, ZH),
            )
