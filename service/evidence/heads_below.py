"""Heads of other logs in the log of an upper office: exported there, checked and recorded here.

What travels is the body of add-checkpoint (witness_protocol.py): the size recorded last, the proof, the signed head.
"""

from __future__ import annotations

from collections.abc import Sequence

from domain.deciding import Refused, structural
from domain.evidence import Evidence
from domain.evidence_events import HeadRecorded
from domain.values import Actor
from service.evidence import note as notes
from service.evidence import proofs, store
from service.evidence import witness_protocol as protocol
from service.evidence.note import ED25519, BadNote, Verifier
from service.evidence.witness_protocol import Addition
from service.ledger import merkle
from service.ledger.entry import Via
from service.ledger.submission import Written
from service.runtime import Instance


def exported(instance: Instance, office: str, log: str, since: int) -> Addition:
    """The newest head of a log with its cosignatures, and the proof from an earlier one; `since` 0: without.

    Raises Refused when nothing was signed, or nothing of that size; Unprovable, UnknownOffice.
    """
    instance.offices.get(office)
    with instance.pool.connection() as connection:
        newest = store.newest(connection, office, log)
        if newest is None:
            raise _refused("日志尚未签名", f"log {office}/{log} was not signed yet")
        proof: Sequence[bytes] = ()
        if since:
            try:
                old = store.of_size(connection, office, log, newest.generation, since)
            except LookupError:
                zh = f"没有规模为{since}的检查点"
                raise _refused(zh, f"{newest.head.origin} has no checkpoint of {since} events") from None
            proof = proofs.consistency(connection, office, log, old.head, newest.head)
        return Addition(since, tuple(proof), store.cosigned(connection, office, log, newest))


def record(
    instance: Instance, office: str, body: bytes, verifier: str | None, actor: Actor, via: Via
) -> tuple[HeadRecorded, Written]:
    """Records the head of a file in the log of an upper office. Raises BadNote, Refused, UnknownOffice, LedgerError."""
    event = recorded(instance.offices.get(office).state.evidence, protocol.read(body), verifier)
    return event, instance.offices.add(office, event, actor, via)


def recorded(state: Evidence, given: Addition, verifier: str | None) -> HeadRecorded:
    """The event that records a head, checked against the one before it. Raises BadNote, Refused.

    `verifier` is needed for the first head of an origin. Another one later is a new key: the old one has to sign too.
    """
    head, known = given.head, state.heads.get(given.head.origin)
    key = _key(verifier or (known.verifier if known else ""), head.origin)
    needed = [key] if known is None else list({key: None, notes.verifier(known.verifier): None})
    if len(notes.verified(given.note, needed)) < len(needed):
        en = f"{head.origin} has to sign with the key recorded before and with the new one"
        raise _refused("换用新密钥时须由新旧密钥共同签名", en)
    if not _continues(given, known):
        zh, en = (
            f"不能证明（{head.origin}）接续已登记的{given.old}条",
            f"it is not shown that {head.origin} of {head.size} events continues the {given.old} recorded",
        )
        raise _refused(zh, en)
    return HeadRecorded(
        origin=head.origin,
        size=head.size,
        root=head.root.hex(),
        note=str(given.note),
        verifier=str(key),
        old=given.old,
        proof=tuple(hash_.hex() for hash_ in given.proof),
    )


def _key(verifier: str, origin: str) -> Verifier:
    if not verifier:
        raise _refused(
            "首次登记须给出该日志的验证公钥",
            f"the first head of {origin} needs the verifier key of the log: --verifier",
        )
    key = notes.verifier(verifier)
    if key.kind != ED25519 or key.name != origin:
        message = f"{verifier} is no key of a log {origin} (不是该日志的公钥)"
        raise BadNote(message)
    return key


def _continues(given: Addition, known: HeadRecorded | None) -> bool:
    """That the sizes are those of the head recorded last is asked by the domain."""
    if not given.old:
        return not given.proof
    if known is None or given.old != known.size or given.head.size < given.old:
        return True
    try:
        found = merkle.continued(given.old, given.head.size, bytes.fromhex(known.root), given.proof)
    except ValueError:
        return False
    return found == given.head.root


def _refused(zh: str, en: str) -> Refused:
    return Refused((structural(zh, en),))
