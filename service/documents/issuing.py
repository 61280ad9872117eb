"""Issuing a document: drawn up under the next number of its series, kept as it was printed, and then put on record.

Number, file and event are one: the committer gives the number that is printed or nothing is written, and then it is
drawn up again under the next one. A file that no event names is swept away like any other attachment's.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from time import monotonic
from uuid import UUID, uuid4

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from domain import events as e
from domain.commands import Attach, IssueDocument
from domain.documents.issuing import PDF, Numbering, numbering, own_number
from domain.documents.making import basis
from domain.rulebook import Rulebook
from domain.values import Actor, Moment
from service.attachments.sealed import FileSealer, Ref
from service.attachments.store import Store
from service.attachments.taking import NOT_WRITTEN, Measured, recorded_now, room, sealed
from service.desk import PATIENCE, Answer, Changed, Request, Step
from service.documents.drawing import Drawn, case_of, drawn, of_office
from service.ledger.entry import Via
from service.ledger.submission import NumberTaken
from service.readmodels.asking import Question
from service.readmodels.petition import Case as Read
from service.runtime import Instance

ISSUED = "document"
"""What the attached file is a copy of."""
Reading = Callable[[], tuple[Question, Read]]
"""Reads the petition at the newest position, on record."""


class Order(Struct, frozen=True, kw_only=True):
    """What is to be issued by whom. `of`: the version of the event it rests on, 0 the newest of its kind.

    `key` and `path`: the caller's idempotency key and the address, as for every command; `expected` as If-Match;
    `coded`: with the petitioner's query code.
    """

    document_kind: str
    of: int = 0
    actor: Actor
    channel: str
    key: str = ""
    path: str = ""
    coded: bool = False
    expected: int | None = None


def issue(instance: Instance, order: Order, reading: Reading) -> Answer:
    """The document issued, and the lines that say so; the same key again is answered as the first time.

    Raises: Refused, Unprintable, BadTemplate, TooMany, StoreFull, Changed, NumberTaken after long trying, and other
    LedgerErrors.
    """
    give_up = monotonic() + PATIENCE
    while True:
        asked, read = reading()
        if order.expected not in (None, read.lines[-1].version):
            raise Changed(read.petition.id, order.expected or 0, read.lines[-1].version)
        try:
            return _issued(instance, order, asked, read)
        except (Changed, NumberTaken):
            if monotonic() > give_up:
                raise


def told(answer: Answer) -> tuple[e.Line, e.DocumentIssued]:
    """The line of the answer that says what was issued, and its event."""
    return next((line, line.event) for line in answer.lines if isinstance(line.event, e.DocumentIssued))


def _issued(instance: Instance, order: Order, asked: Question, read: Read) -> Answer:
    known = _known(instance, order, asked, read.petition.id)
    if known is not None:
        return known
    room(read.petition, instance.settings.attachments)
    line = basis(order.document_kind, case_of(asked, read), order.of)
    own = own_number(order.document_kind, read.petition, line)
    series = None if own else numbering(order.document_kind, _book(asked, read), asked.on.day)
    ordinal = _next(instance, asked.id, series)
    number = series.written(asked.id, ordinal) if series else ""
    made = drawn(instance, asked, read, order.document_kind, order.of, coded=order.coded, number=number)
    issuing = IssueDocument(
        document_kind=order.document_kind,
        rests_on=line.version if line else 0,
        attachment=uuid4(),
        template=of_office(instance, asked.id, order.document_kind).digest(),
        ordinal=ordinal,
    )
    return _kept(instance, order, asked, read, made, issuing)


def _known(instance: Instance, order: Order, asked: Question, petition: UUID) -> Answer | None:
    """The answer to the same key, where there is one."""
    request = _request(order, asked, petition)
    if not order.key or instance.ledger.answered(asked.id, order.key, request.via.request) is None:
        return None
    return instance.desk.handle(request)


def _next(instance: Instance, office: str, series: Numbering | None) -> int:
    if series is None:
        return 0
    return instance.ledger.head(office).counters.get((series.series, series.period), 0) + 1


def _kept(instance: Instance, order: Order, asked: Question, read: Read, made: Drawn, issuing: IssueDocument) -> Answer:
    """The file sealed and placed, then both events; it is taken back when it is certain that they were not written."""
    ref = Ref(asked.id, read.petition.id, issuing.attachment)
    key, store = instance.keys.ensure([ref.kid])[ref.kid], Store(instance.settings.attachment_folder)
    with store.incoming() as incoming:
        measured = sealed([made.pdf], FileSealer(key, ref), incoming, instance.settings.attachments)
        store.place(incoming)
    attach = _attaching(issuing, made.name, measured, incoming.digest)
    at = recorded_now(instance, asked.id)
    steps = tuple(Step(command=each, occurred=_moment(asked, at)) for each in (attach, issuing))
    request = replace(
        _request(order, asked, read.petition.id), steps=steps, expected=read.lines[-1].version, recorded_at=at
    )
    try:
        answer = instance.desk.handle(request)
    except (*NOT_WRITTEN, NumberTaken):
        store.delete(attach.digest)
        raise
    if answer.repeated:
        store.delete(attach.digest)  # its twin, sent at the same time, was faster
    return answer


def _attaching(issuing: IssueDocument, name: str, measured: Measured, digest: str) -> Attach:
    """The file as an attachment; nobody looks at what this program made itself for what harms."""
    return Attach(
        attachment=issuing.attachment,
        file_name=name,
        paper=ISSUED,
        media_type=PDF,
        size=measured.size,
        digest=digest,
        plain_digest=measured.salted,
        scan="clean",
    )


def _request(order: Order, asked: Question, petition: UUID) -> Request:
    """The command without its steps; its request digest is of what was asked, not of what was drawn up."""
    sent = [order.path, str(petition), order.document_kind, order.of, order.actor]
    digest = sha256(msgspec.json.encode(sent)).digest()
    via = Via(channel=order.channel, key=order.key, request=digest)
    return Request(office=asked.id, petition=petition, steps=(), actor=order.actor, via=via)


def _book(asked: Question, read: Read) -> Rulebook:
    return asked.office.books[read.petition.book]


def _moment(asked: Question, at: datetime | None) -> Moment:
    """Now; the day that is printed, where midnight has passed meanwhile."""
    now = asked.office.moment(at or datetime.now(UTC))
    return now if now.day == asked.on.day else Moment(asked.on.day)
