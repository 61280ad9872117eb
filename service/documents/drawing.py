"""Drawing up a document of a petition: what it says, what proves that, where its petitioner may ask; set as a PDF."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from uuid import UUID

import segno
from msgspec import Struct

from domain import wording
from domain.deciding import Reason, Refused
from domain.documents import content as d
from domain.documents.case import Case
from domain.documents.issuing import own_number
from domain.documents.kinds import KINDS, PETITIONER
from domain.documents.making import basis, content
from domain.events import Line
from domain.wording import ZH
from service.documents.template import Template, of_folder
from service.documents.typesetting import typeset
from service.ledger.application import MATTERS
from service.readmodels.asking import Question
from service.readmodels.petition import Case as Read
from service.runtime import Instance
from service.web.query.code import QueryCodes, shown

LEAF = "SELECT leaf FROM ledger.event WHERE office = %s AND log = %s AND position = %s"
UNNUMBERED = "（未编号）"
"""In the place of the number, of what has not been issued."""
DIGITS = 16
"""Of a hash, printed for people to compare; the whole of it stands in a receipt or a bundle."""


class Query(Struct, frozen=True):
    """Where the petitioner asks how far it has come: the address, a picture of it (SVG), the code."""

    address: str
    code: str
    qr: str

    @classmethod
    def to(cls, address: str, code: str) -> Query:
        """With the picture made."""
        picture = io.BytesIO()
        segno.make(address, micro=False).save(picture, kind="svg", border=0)
        return cls(address, code, picture.getvalue().decode())


class Paper(Struct, frozen=True, kw_only=True):
    """All that a template is given: name of the office, register number of the petition, the day, what proves it.

    `number` is that of the document, "" for one without; UNNUMBERED before it is issued.
    `content` differs from document to document (domain.documents.content).
    """

    office: str
    petition: str
    number: str
    day: date
    secrecy: str
    proof: str
    query: Query | None
    content: d.Content


class PossibleDocument(Struct, frozen=True, kw_only=True):
    """A kind of document; `reasons` say why it cannot be drawn up yet, none: it can."""

    document: str
    zh: str
    en: str
    reasons: tuple[Reason, ...]


class Drawn(Struct, frozen=True):
    """The file, and what it is called."""

    name: str
    pdf: bytes


def possible(asked: Question, read: Read) -> Iterator[PossibleDocument]:
    """Every kind of document, and whether it can be drawn up of the petition as it was read."""
    for kind, known in KINDS.items():
        reasons: tuple[Reason, ...] = ()
        try:
            content(kind, case_of(asked, read))
        except Refused as refused:
            reasons = refused.reasons
        yield PossibleDocument(document=kind, zh=known.zh, en=known.en, reasons=reasons)


def drawn(
    instance: Instance, asked: Question, read: Read, kind: str, of: int = 0, *, coded: bool, number: str = ""
) -> Drawn:
    """The document as a PDF. `of`: the version of the event it rests on; `coded`: with the petitioner's query code.

    `number`: the one it is issued under. The same petition at the same position, with the same checkpoint, makes the
    same bytes. Raises Refused, Unprintable, BadTemplate, what `Checkpoints.current` raises.
    """
    paper = _paper(instance, asked, read, kind, of, coded=coded, number=number)
    last = read.lines[-1]
    assert last.recorded_at is not None  # noqa: S101 - it stands in the ledger
    pdf = typeset(of_office(instance, asked.id, kind), paper, last.recorded_at)
    return Drawn(f"{KINDS[kind].zh} {paper.petition}.pdf".replace("/", "-"), pdf)


def _paper(instance: Instance, asked: Question, read: Read, kind: str, of: int, *, coded: bool, number: str) -> Paper:
    case = case_of(asked, read)
    line, known, petition = basis(kind, case, of), KINDS[kind], read.petition
    return Paper(
        office=asked.office.profile.name,
        petition=petition.number or (petition.received.external_id if petition.received else ""),
        number=number or own_number(kind, petition, line) or (UNNUMBERED if known.pattern else ""),
        day=asked.on.day,
        secrecy=wording.code("secrecy", petition.details.secrecy, ZH) if petition.details.secrecy else "",
        proof=_proof(instance, asked, read.lines[-1]),
        query=_query(instance, asked.id, petition.id) if coded and known.to == PETITIONER else None,
        content=content(kind, case, of),
    )


def of_office(instance: Instance, office: str, kind: str) -> Template:
    """The template by which an office's documents of that kind are set now."""
    return of_folder(kind, instance.settings.template_folder / office)


def case_of(asked: Question, read: Read) -> Case:
    """What documents are made of, from the petition as it was read."""
    codes = {(each.field, each.code): each.zh for each in read.codes}
    office = asked.office
    return Case(read.petition, office.books[read.petition.book], office.zone, codes, office.profile.name)


def _proof(instance: Instance, asked: Question, line: Line) -> str:
    """Which event of the ledger the document shows the petition after, and how far the log was signed."""
    head = instance.checkpoints.current(asked.id, MATTERS).head
    with instance.pool.connection() as connection:
        row = connection.execute(LEAF, (asked.id, MATTERS, line.position)).fetchone()
    leaf = row[0].hex()[:DIGITS] if row else ""
    log = f"本机构台账第{line.position}号事件（叶哈希{leaf}…）"
    return f"所载事项截至{log}；检查点：{head.size}条，根{head.root.hex()[:DIGITS]}…"


def _query(instance: Instance, office: str, petition: UUID) -> Query:
    return Query.to(f"{instance.settings.address}query", shown(QueryCodes(instance.keys).of(office, petition)))
