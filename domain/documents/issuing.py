"""Issuing a document 出具文书: its number, when it can be issued, what has been issued of a petition.

A number is printed before it is given, so who asks says which one it must be: the next of its series, or the committer
refuses and it is asked for again. A void number stays used (domain.md 7.3: 废号, never 回收).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain import commands as c
from domain import events as e
from domain.attachments import attachments
from domain.deciding import Reason, structural
from domain.documents.drafts import approved_on, draft_of, given_number
from domain.documents.kinds import KINDS
from domain.documents.resting import bases
from domain.petition import Petition, effective
from domain.rulebook import Rulebook, SeriesRule
from domain.values import Moment

PDF = "application/pdf"
ISSUED = "DocumentIssued"
SLIP = "slip"


class Numbering(Struct, frozen=True):
    """From which counter a document takes its number."""

    series: str
    period: str
    pattern: str

    def written(self, office: str, ordinal: int) -> str:
        return self.pattern.format(office=office, year=self.period, number=ordinal)


class Issued(Struct, frozen=True, kw_only=True):
    """A document that was issued. `number` "" for one without; `voided` why its number was made void, "" where not."""

    document_kind: str
    number: str
    attachment: UUID
    rests_on: int
    version: int
    issued: Moment
    by: str
    voided: str = ""


def numbering(kind: str, book: Rulebook, day: date) -> Numbering | None:
    """The series that the rulebook has for documents of this kind, else the usual one; None: it takes no number."""
    known = KINDS.get(kind)
    if known is None or not known.pattern:
        return None
    rules = (each for each in book.series if each.of == ISSUED and each.document_kind == kind)
    rule = next(rules, SeriesRule(id=f"document-{kind}", clause="", of=ISSUED, pattern=known.pattern))
    return Numbering(rule.id, str(day.year), rule.pattern)


def issued(lines: Iterable[e.Line]) -> tuple[Issued, ...]:
    """Every document that was issued, the oldest first, void ones among them."""
    found: dict[UUID, Issued] = {}
    for line in effective(tuple(lines)):
        match line.event:
            case e.DocumentIssued() as event:
                found[event.attachment] = _issued(event, line)
            case e.DocumentVoided(attachment=of, reason=why) if of in found:
                found[of] = replace(found[of], voided=str(why) if isinstance(why, str) else "…")
            case _:
                pass
    return tuple(found.values())


def own_number(kind: str, state: Petition, line: e.Line | None) -> str:
    """The number that was given to it by hand when it was decided; "" for none, or where it rests on nothing."""
    match line.event if line else None:
        case e.Forwarded(reference=number) if kind == SLIP:
            return number
        case e.Drafted() | e.ReviewDecided() if line and KINDS[kind].pattern:
            return given_number(state, line)
        case _:
            return ""


def _basis(state: Petition, act: c.IssueDocument) -> e.Line | None:
    return next((line for line in bases(state, act.document_kind) if line.version == act.rests_on), None)


def _issued(event: e.DocumentIssued, line: e.Line) -> Issued:
    return Issued(
        document_kind=event.document_kind,
        number=line.number,
        attachment=event.attachment,
        rests_on=event.rests_on,
        version=line.version,
        issued=line.occurred,
        by=line.actor.name,
    )


# ---- what each act asks for


def is_known(state: Petition, act: c.IssueDocument) -> Reason | None:
    """A kind of document there is, resting on an event on which it can rest."""
    known = KINDS.get(act.document_kind)
    if known is None:
        return structural(f"没有此种文书：{act.document_kind}", f"no such document: {act.document_kind}")
    if not act.rests_on and not known.needs_it:
        return None
    if _basis(state, act):
        return None
    return structural(f"第{act.rests_on}步不是{known.zh}的依据", f"{known.en} does not rest on version {act.rests_on}")


def is_numbered(state: Petition, act: c.IssueDocument) -> Reason | None:
    """A number of the series for those that take one and were not given another by hand."""
    known = KINDS.get(act.document_kind)
    if known is None:
        return None
    if not known.pattern or own_number(act.document_kind, state, _basis(state, act)):
        return structural(f"{known.zh}不另编文号", f"{known.en} takes no number of a series") if act.ordinal else None
    return structural(f"{known.zh}须有文号", f"{known.en} takes a number, 1 or higher") if act.ordinal < 1 else None


def is_kept(state: Petition, act: c.IssueDocument) -> Reason | None:
    """Its file is attached, a PDF, and no other document's."""
    file = attachments(state.lines).get(act.attachment)
    if file is None or file.media_type != PDF:
        return structural("没有此文书的附件", "no PDF is attached under this id")
    if any(each.attachment == act.attachment for each in issued(state.lines)):
        return structural("此附件已作为文书出具", "this attachment was issued as a document already")
    return None


def is_first(state: Petition, act: c.IssueDocument) -> Reason | None:
    """One number for one decision: what was issued is made void before it is issued again."""
    for each in standing(state.lines, act.document_kind, act.rests_on):
        if each.number:
            return structural(
                f"已出具{each.number}，如须重新出具请先作废", f"{each.number} was issued of it: make that void first"
            )
    return None


def is_approved(state: Petition, act: c.IssueDocument) -> Reason | None:
    """What needs an approval leaves the house after it, unless it was sent back since (domain.md 7.3)."""
    known = KINDS.get(act.document_kind)
    if known is None or not known.approved:
        return None
    line = _basis(state, act)
    draft = draft_of(state, line) if line else None
    if draft and approved_on(state, draft):
        return None
    return structural(f"{known.zh}尚未审批", f"{known.en} has not been approved")


def can_be_voided(state: Petition, act: c.VoidDocument) -> Reason | None:
    known = next((each for each in issued(state.lines) if each.attachment == act.attachment), None)
    if known is None:
        return structural("没有以此附件出具的文书", "no document was issued with this attachment")
    return structural("此文书已作废", "the document is void already") if known.voided else None


def correction_faults(old: e.Event) -> Iterator[Reason]:
    """What left the house is not corrected: it is made void and issued anew."""
    if isinstance(old, e.DocumentIssued | e.DocumentVoided):
        yield structural(
            "已出具的文书不能更正，请作废后重新出具", "an issued document is not corrected: make it void, issue anew"
        )


def standing(lines: Iterable[e.Line], kind: str, rests_on: int) -> Iterator[Issued]:
    """What was issued of that decision and is not void."""
    for each in issued(lines):
        if (each.document_kind, each.rests_on) == (kind, rests_on) and not each.voided:
            yield each
