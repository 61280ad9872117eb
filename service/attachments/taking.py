"""Taking a file in: streamed, measured, sealed, recognised, placed, and only then written into the ledger.

Nothing holds more than a chunk of it. Whatever goes wrong before the event leaves no file under a name; what goes
wrong after the placing leaves at most a file that nobody names.
"""

from __future__ import annotations

import io
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from time import monotonic
from uuid import UUID, uuid4

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from domain.attachments import attachments
from domain.commands import Attach
from domain.deciding import Refused
from domain.lifecycle import NOT_RECEIVED
from domain.petition import Petition
from domain.values import Actor
from service.attachments import kinds, names
from service.attachments.sealed import FileSealer, OpenedFile, Ref
from service.attachments.store import Incoming, Store
from service.desk import PATIENCE, Answer, Changed, Request, Step
from service.jobs import queue
from service.jobs.queue import Wanted
from service.ledger.entry import Via
from service.ledger.submission import ClockRefused, Conflict, KeyReused, RecordedBackwards
from service.runtime import Instance
from service.settings import Attaching

SCAN = "scan"
"""The kind of job by which a file is looked at."""


class TooLarge(Exception):
    """A file beyond the limit."""

    def __init__(self, most: int) -> None:
        self.most = most
        super().__init__(f"an attachment of this kind has at most {most} bytes (附件至多{most}字节)")


class TooMany(Exception):
    """A petition with as many attachments as it may have."""

    def __init__(self, most: int) -> None:
        super().__init__(f"a petition has at most {most} attachments (每件至多{most}个附件)")


class Empty(Exception):
    """A file without content."""

    def __init__(self) -> None:
        super().__init__("the file is empty (文件为空)")


NOT_WRITTEN = (Refused, Changed, TooMany, Conflict, KeyReused, ClockRefused, RecordedBackwards)
"""After these it is certain; after any other error a file that nobody names may be left, which is swept away later."""


class Upload(Struct, frozen=True, kw_only=True):
    """What is said of a file that comes. `said` is its name as it came, `declared` the Content-Type or "".

    `key` and `path`: the caller's idempotency key and the address, as for every command.
    """

    office: str
    petition: UUID
    said: str
    declared: str
    paper: str
    actor: Actor
    channel: str
    pages: int | None = None
    key: str = ""
    path: str = ""
    recorded_at: datetime | None = None


class Measured(Struct, frozen=True):
    """A file as it came: bytes, digest of the plaintext, salted digest of it."""

    size: int
    plain: bytes
    salted: str


def take(instance: Instance, upload: Upload, source: Iterable[bytes]) -> Answer:
    """The file taken in, and what the ledger says of it; the same key again is answered as the first time.

    Raises: Refused, TooMany, TooLarge, Empty, WrongKind, StoreFull, Changed, KeyReused and other LedgerErrors, and
    whatever the source raises.
    """
    limits = instance.settings.attachments
    room(instance.desk.petition(upload.office, upload.petition), limits)
    ref = Ref(upload.office, upload.petition, uuid4())
    case_key = instance.keys.ensure([ref.kid])[ref.kid]
    store = Store(instance.settings.attachment_folder)
    with store.incoming() as incoming:
        measured = sealed(source, FileSealer(case_key, ref), incoming, limits)
        kind = kinds.found(io.BufferedReader(OpenedFile(incoming.file, case_key, ref)), upload.declared)
        act = _act(upload, ref, measured, kind, incoming.digest, scanned=bool(limits.scanner))
        request = _request(upload, act, measured)
        if upload.key and instance.ledger.answered(upload.office, upload.key, request.via.request):
            return instance.desk.handle(request)
        store.place(incoming)
    return _written(instance, store, act, request)


def room(state: Petition, limits: Attaching) -> None:
    """Raises Refused when there is no such petition, TooMany."""
    if state.received is None:
        raise Refused((NOT_RECEIVED,))
    if len(attachments(state.lines)) >= limits.most:
        raise TooMany(limits.most)


def sealed(source: Iterable[bytes], sealer: FileSealer, incoming: Incoming, limits: Attaching) -> Measured:
    """Writes the sealed file, and measures what it is of. Raises TooLarge, Empty, StoreFull."""
    salt, size, head = secrets.token_hex(16), 0, b""
    plain, salted = sha256(), sha256(salt.encode())
    incoming.write(sealer.header)
    for block in source:
        head += block[: kinds.HEAD - len(head)]
        size += len(block)
        most = limits.largest_recording if kinds.is_recording(head) else limits.largest
        if size > most:
            raise TooLarge(most)
        plain.update(block)
        salted.update(block)
        for chunk in sealer.sealed(block):
            incoming.write(chunk)
    if not size:
        raise Empty
    incoming.write(sealer.finished())
    return Measured(size, plain.digest(), f"{salt}:{salted.hexdigest()}")


def _act(upload: Upload, ref: Ref, measured: Measured, kind: kinds.Kind, digest: str, *, scanned: bool) -> Attach:
    return Attach(
        attachment=ref.attachment,
        file_name=names.clean(upload.said, kind.suffixes),
        paper=upload.paper,
        media_type=kind.media_type,
        size=measured.size,
        digest=digest,
        plain_digest=measured.salted,
        scan="quarantined" if scanned else "unscanned",
        pages=upload.pages,
    )


def _request(upload: Upload, act: Attach, measured: Measured) -> Request:
    """The command; its request digest is of what was sent, not of what was drawn by chance."""
    sent = [upload.path, act.file_name, upload.paper, upload.pages, kinds.declared_type(upload.declared)]
    digest = sha256(msgspec.json.encode([*sent, upload.actor, measured.plain.hex()])).digest()
    return Request(
        office=upload.office,
        petition=upload.petition,
        steps=(Step(command=act),),
        actor=upload.actor,
        via=Via(channel=upload.channel, key=upload.key, request=digest),
        recorded_at=upload.recorded_at,
    )


def _written(instance: Instance, store: Store, act: Attach, request: Request) -> Answer:
    """The event behind its file; the file is taken back when it is certain that the event was not written."""
    try:
        _look_later(instance, request, act)
        answer = _handled(instance, request)
    except NOT_WRITTEN:
        store.delete(act.digest)
        raise
    if answer.repeated and all(getattr(line.event, "digest", "") != act.digest for line in answer.lines):
        store.delete(act.digest)  # its twin, sent at the same time, was faster
    return answer


def _handled(instance: Instance, request: Request) -> Answer:
    """Counted and written upon one version, so that the limit holds whoever else attaches at the same time."""
    give_up = monotonic() + PATIENCE
    while True:
        state = instance.desk.petition(request.office, request.petition)
        room(state, instance.settings.attachments)
        try:
            return instance.desk.handle(replace(request, expected=state.version))
        except Changed:
            if monotonic() > give_up:
                raise


def _look_later(instance: Instance, request: Request, act: Attach) -> None:
    """Puts in the job that looks at the file, before the event: no event is ever without it."""
    if instance.settings.attachments.scanner is None:
        return
    now = datetime.now(UTC)
    wanted = wanted_scan(request.office, request.petition, act.attachment, now)
    with instance.pool.connection() as connection:
        queue.enqueue(connection, wanted, now)


def wanted_scan(office: str, petition: UUID, attachment: UUID, now: datetime) -> Wanted:
    """The job that looks at one attachment."""
    return Wanted(kind=SCAN, office=office, key=str(attachment), run_after=now, payload={"petition": str(petition)})


def recorded_now(instance: Instance, office: str) -> datetime | None:
    """For an office with replayed time the time of its last event, at which the service may write; else None."""
    if not instance.offices.get(office).replayed:
        return None
    return instance.ledger.head(office).recorded_at
