"""A log that was put back to an older state goes on under a new origin: what the witness asks for before it follows.

The office states in an event what was lost (LogRestored, domain/evidence_events.py), with the signed head of it. The
file that shows this holds the leaf record of that event, the bytes that its hash was made of, the proof that it is in
the log that goes on, and proofs of what that log still keeps of the one before. The witness looks these up among the
heads that it has cosigned, and so knows up to where nothing was changed; from there on it has only the word of the
office. It cosigns the head of the file at once: under the new origin no other log can be shown to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from domain.evidence_events import LogRestored
from service.evidence import checkpoint, proofs
from service.evidence import note as notes
from service.evidence.checkpoint import Checkpoint, names, next_origin
from service.evidence.note import BadNote, Verifier
from service.evidence.proofs import LogProof
from service.evidence.witness_protocol import LARGEST_SIZE
from service.ledger import leaf as leaves
from service.ledger import merkle
from service.ledger.entry import OfficeEntry
from service.witness.cosigning import cosign, only
from service.witness.home import Identity, WitnessError
from service.witness.state import Cosigned, Records

TOPIC = str(LogRestored.__struct_config__.tag)


class Keeping(Struct, frozen=True):
    """The proof that the head of the file continues the first `size` events of the old log (RFC 6962 section 2.1.2)."""

    size: Annotated[int, Meta(ge=1, le=LARGEST_SIZE)]
    proof: tuple[bytes, ...] = ()


class Succession(Struct, frozen=True):
    """The file: `record` is the leaf record, `content` and `stamp` are its bytes as stored, `proof` is a tlog-proof.

    `keeps`: for each witness the last head that it is known to have cosigned and that is still contained.
    """

    record: str
    content: bytes
    stamp: bytes
    proof: str
    keeps: tuple[Keeping, ...] = ()


class Followed(Struct, frozen=True):
    """Which log was closed at which size, and how it goes on.

    `kept`: up to here nothing of what was cosigned was changed, 0 where nothing is shown. Behind it, up to `lost`,
    nothing is known: these events are lost, as far as the witness can tell.
    """

    origin: str
    seen: int
    kept: int
    lost: int
    successor: str
    reason: str

    @property
    def told(self) -> str:
        """What it means, for people."""
        if not self.kept:
            return f"已见证的内容均未证明保留；nothing of what was cosigned is shown to be kept, lost 1…{self.lost}"
        behind = f"{self.kept + 1}…{self.lost}"
        return f"已证明保留至第 {self.kept} 条，丢失 {behind}；kept up to {self.kept}, lost {behind}"


class _Record(Struct, frozen=True):
    suite: str
    office: str
    log: str
    stream: str
    version: str
    topic: str
    recorded_at: str
    payload: str
    mac: str


def succeed(
    records: Records, identity: Identity, file: bytes, now: datetime, *, nothing_kept: bool = False
) -> Followed:
    """Follows the log of the file to its next origin, or changes nothing and raises WitnessError.

    `nothing_kept`: follows also where the log keeps nothing of what was cosigned, as far as is shown.
    """
    given, record, stated, lost, proof = _read(file)
    successor = next_origin(stated.origin, stated.log)
    _check_names(stated, record, lost, proof.head, successor)
    trusted = _trusted(records, stated)
    signers = _signers(stated, trusted, proof)
    if not proof.proves(merkle.leaf_hash(given.record.encode("ascii"))):
        message = "the statement is not in the log that it is said to be in (声明不在日志中)"
        raise WitnessError(message)
    seen = records.latest(stated.origin)
    _check_admitted(stated, seen)
    kept = max((_kept(records, stated.origin, proof.head, each) for each in given.keeps), default=0)
    if seen is not None and seen.size and not kept and not nothing_kept:
        message = (
            f"nothing of what was cosigned of {stated.origin} is shown to be kept: ask why, and follow all the same by "
            "--nothing-kept (已见证的内容均未证明保留)"
        )
        raise WitnessError(message)
    for key in trusted:
        records.trust(Verifier(successor, key.public), now)
    cosign(records, identity, only(proof.note, signers), now)
    records.succeed(stated.origin, successor, kept, file.decode(), now)
    return Followed(stated.origin, seen.size if seen else 0, kept, stated.size, successor, stated.reason)


def stated_in(statement: str) -> LogRestored:
    """The event of a file that was followed."""
    given = msgspec.json.decode(statement, type=Succession)
    return _stated(given, _record(given.record))


def _read(file: bytes) -> tuple[Succession, _Record, LogRestored, Checkpoint, LogProof]:
    """The file, its record, the event of that, the head that the event says was lost, and the proof."""
    try:
        given = msgspec.json.decode(file, type=Succession)
        proof, record = proofs.read(given.proof), _record(given.record)
        stated = _stated(given, record)
        lost = checkpoint.of(notes.read(stated.note))
        _check_size(proof.head)
    except (msgspec.MsgspecError, BadNote, ValueError, RecursionError) as bad:
        message = f"this is no statement of a restore: {bad} (不是恢复声明)"
        raise WitnessError(message) from bad
    return given, record, stated, lost, proof


def _check_size(head: Checkpoint) -> None:
    if head.size > LARGEST_SIZE:
        message = f"no log has more than {LARGEST_SIZE} leaves"
        raise ValueError(message)


def _record(text: str) -> _Record:
    """The fields of a leaf record (docs/ledger.md). Raises ValueError."""
    fields = text.split("\n")
    if len(fields) != leaves.LINES + 1 or fields[-1] or fields[0] != leaves.SUITE or not text.isascii():
        message = f"its record is none of {leaves.SUITE}"
        raise ValueError(message)
    return _Record(*fields[:-1])


def _stated(given: Succession, record: _Record) -> LogRestored:
    """The event of the content, which is what the record was made of. Raises ValueError."""
    payload = leaves.payload_hash(leaves.payload_begun(given.content), given.stamp)
    if payload.hex() != record.payload:
        message = "its content is not that of its record"
        raise ValueError(message)
    if record.topic != TOPIC:
        message = f"its event is {record.topic}, not {TOPIC}"
        raise ValueError(message)
    event = msgspec.json.decode(given.content, type=OfficeEntry).line.event
    if not isinstance(event, LogRestored):
        message = f"its content is no {TOPIC}"
        raise ValueError(message)  # noqa: TRY004 - the type is what the file holds
    return event


def _check_names(stated: LogRestored, record: _Record, lost: Checkpoint, head: Checkpoint, successor: str) -> None:
    """Refuses a statement of one log about another: other offices may sign with the same key, under their own names.

    A name may itself hold slashes; so the log has to be that of the record, not only what the origin could be read as.
    """
    log = (record.office, record.log)
    if stated.log != record.log or not names(stated.origin, *log, stated.generation):
        message = f"{'/'.join(log)} states a restore of {stated.origin}, which is another log (不是本机构的该日志)"
        raise WitnessError(message)
    if head.origin != successor:
        message = f"the proof is of {head.origin}; after {stated.origin} comes {successor} (日志名称不符)"
        raise WitnessError(message)
    if (lost.origin, lost.size, lost.root.hex()) != (stated.origin, stated.size, stated.root):
        message = (
            f"the statement speaks of {stated.size} events of {stated.origin}, but the head with it is of {lost.size} "
            f"of {lost.origin}, or of another root (声明与所附日志头不符)"
        )
        raise WitnessError(message)


def _trusted(records: Records, stated: LogRestored) -> list[Verifier]:
    """The keys trusted for the log that ends. Raises WitnessError where it is not known, or has ended before."""
    trusted = records.trusted(stated.origin)
    if not trusted:
        message = f"{stated.origin} is not known here (未知日志)"
        raise WitnessError(message)
    if successor := records.successor(stated.origin):
        message = f"{stated.origin} goes on as {successor} already (已登记后续日志)"
        raise WitnessError(message)
    return trusted


def _signers(stated: LogRestored, trusted: list[Verifier], proof: LogProof) -> Sequence[Verifier]:
    """Who of the trusted has signed the log that goes on; one of them has signed the lost head. Raises WitnessError."""
    try:
        notes.verified(notes.read(stated.note), trusted)
    except BadNote as bad:
        message = f"the head that was lost is signed by no key trusted for {stated.origin}: {bad} (签名密钥不符)"
        raise WitnessError(message) from bad
    try:
        return notes.verified(proof.note, [Verifier(proof.head.origin, key.public) for key in trusted])
    except BadNote as bad:
        message = f"the log that goes on is signed by no key trusted for {stated.origin}: {bad} (签名密钥不符)"
        raise WitnessError(message) from bad


def _check_admitted(stated: LogRestored, seen: Cosigned | None) -> None:
    """Refuses a statement that admits less than what was cosigned."""
    if seen is None or stated.size > seen.size:
        return
    if stated.size < seen.size:
        message = (
            f"{seen.size} events were cosigned of {stated.origin}, the statement speaks of {stated.size}: the loss is "
            "not stated in full (声明的规模小于已见证的规模)"
        )
        raise WitnessError(message)
    if stated.root != seen.root.hex():
        message = f"at {stated.size} another root was cosigned than the one stated (声明的树根与已见证的不符)"
        raise WitnessError(message)


def _kept(records: Records, origin: str, head: Checkpoint, keeping: Keeping) -> int:
    """The size that is kept by this proof, 0 where another witness has cosigned there. Raises WitnessError."""
    cosigned = records.of_size(origin, keeping.size)
    if cosigned is None:
        return 0
    try:
        leads = merkle.continued(cosigned.size, head.size, cosigned.root, keeping.proof) == head.root
    except ValueError:
        leads = False
    if not leads:
        message = (
            f"the log that goes on is said to keep the {keeping.size} events that were cosigned here, but the proof "
            "does not show it (证明不能说明已见证的内容得到保留)"
        )
        raise WitnessError(message)
    return cosigned.size
