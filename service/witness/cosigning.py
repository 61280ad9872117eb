"""The witness: cosigns a checkpoint that continues the one before, and keeps what it has to refuse."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from http import HTTPStatus

from msgspec import Struct

from service.evidence import checkpoint
from service.evidence import note as notes
from service.evidence import witness_protocol as protocol
from service.evidence.note import BadNote, Note, Signature, Verifier
from service.evidence.witness_protocol import SIZE_TYPE, Addition
from service.witness.home import Identity
from service.witness.judging import Objection, objection
from service.witness.state import RESIGNED, Cosigned, Records, State

TEXT = "text/plain; charset=utf-8"
CLOSED = "closed"


class Answer(Struct, frozen=True):
    """What is answered over HTTP."""

    status: HTTPStatus
    body: str
    kind: str = TEXT


def utc_now() -> datetime:
    return datetime.now(UTC)


class Witness:
    """One witness over its state; threads and processes may share both."""

    def __init__(self, identity: Identity, state: State, clock: Callable[[], datetime] = utc_now) -> None:
        self._identity = identity
        self._state = state
        self._clock = clock

    def add_checkpoint(self, body: bytes) -> Answer:
        """The answer to add-checkpoint. What it says is on disk when this returns."""
        try:
            asked = protocol.read(body)
        except BadNote as bad:
            return Answer(HTTPStatus.BAD_REQUEST, f"{bad}\n")
        with self._state.writing() as records:
            return self._judged(records, asked)

    def checkpoint(self, digest: str) -> Answer:
        """The head cosigned last of the log whose origin has this SHA-256 in hex, for those who watch it."""
        with self._state.reading() as records:
            origin = records.origin_of(digest)
            latest = records.latest(origin) if origin else None
        if latest is None:
            return Answer(HTTPStatus.NOT_FOUND, "nothing was cosigned of such a log (没有见证过该日志)\n")
        return Answer(HTTPStatus.OK, latest.text)

    def _judged(self, records: Records, asked: Addition) -> Answer:
        head, trusted = asked.head, records.trusted(asked.head.origin)
        if not trusted:
            return Answer(HTTPStatus.NOT_FOUND, "this log is not known here (未知日志)\n")
        try:
            signers = notes.verified(asked.note, trusted)
        except BadNote as bad:
            records.refuse(head, RESIGNED, str(bad), asked.note, self._clock())
            return Answer(HTTPStatus.FORBIDDEN, f"{bad}\n")
        note = only(asked.note, signers)
        if successor := records.successor(head.origin):
            reason = f"after a restore this log goes on as {successor} (恢复后以该名称继续)"
            records.refuse(head, CLOSED, reason, note, self._clock())
            return Answer(HTTPStatus.NOT_FOUND, f"{reason}\n")
        latest = records.latest(head.origin)
        against = objection(asked, latest, records.of_size(head.origin, head.size))
        if against is not None:
            if against.kind:
                records.refuse(head, against.kind, against.reason, note, self._clock())
            return _said(against, latest.size if latest else 0)
        return self._cosigned(records, note, latest)

    def _cosigned(self, records: Records, note: Note, latest: Cosigned | None) -> Answer:
        now = self._clock()
        if latest is not None and now < datetime.fromisoformat(latest.cosigned_at):
            # A time before the last one would say that the smaller tree was the largest then.
            said = f"the clock of this witness is behind {latest.cosigned_at}, when it cosigned last (见证方时钟落后)\n"
            return Answer(HTTPStatus.SERVICE_UNAVAILABLE, said)
        return Answer(HTTPStatus.OK, cosign(records, self._identity, note, now).line)


def _said(against: Objection, seen: int) -> Answer:
    if against.status == HTTPStatus.CONFLICT:
        return Answer(against.status, f"{seen}\n", SIZE_TYPE)
    return Answer(against.status, f"{against.reason}\n")


def cosign(records: Records, identity: Identity, note: Note, now: datetime) -> Signature:
    """Makes the head of a note the latest of its log; the line that says so. Whether it may be is asked before."""
    line = notes.cosignature(note.text, identity.name, identity.signer, int(now.timestamp()))
    records.cosign(checkpoint.of(note), Note(note.text, (*note.signatures, line)), now)
    return line


def only(note: Note, signers: Sequence[Verifier]) -> Note:
    """The note with the lines of these keys only: what others have added to it is not kept."""
    named = {(key.name, key.key_id) for key in signers}
    return Note(note.text, tuple(line for line in note.signatures if (line.name, line.key_id) in named))
