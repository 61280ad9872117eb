"""Whether a receipt that somebody was given is in the log that the witness has seen."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from msgspec import Struct

from service.evidence import note as notes
from service.evidence import proofs, receipts
from service.evidence.checkpoint import Checkpoint
from service.evidence.proofs import LogProof
from service.ledger import merkle
from service.witness.following import Course, Restore, course, unstated
from service.witness.home import WitnessError
from service.witness.reading import Fetch, ServedTree, check_origin
from service.witness.state import Cosigned, State


class Outcome(StrEnum):
    """Contained; not contained, which is evidence; not contained since a restore, as the office has stated."""

    CONSISTENT = "consistent"
    MISSING = "missing"
    LOST = "lost"


class Verdict(Struct, frozen=True, kw_only=True):
    """What came of it. `leaf`: the event itself was at hand and is where the receipt says.

    `successor`: the origin that the log goes on as since a restore, "" when there was none. `kept`: up to here nothing
    was changed by restores, None without one.
    """

    origin: str
    position: int
    size: int
    seen: int
    outcome: Outcome
    leaf: bool
    reason: str = ""
    successor: str = ""
    kept: int | None = None

    @property
    def consistent(self) -> bool:
        return self.outcome == Outcome.CONSISTENT


class Unjudged(Exception):
    """It was asked about the wrong file, the wrong log, or too early: that says nothing about the log."""


class OtherTree(WitnessError):
    """The log serves another tree than the one that was cosigned: that is evidence as well."""


def checked(state: State, file: bytes, fetch: Callable[[], Fetch], leaf: bytes | None = None) -> Verdict:
    """The verdict on the receipt of a file: one of an office (receipts.py), or a bare C2SP tlog-proof.

    `fetch` reads below the address of the log, which is asked before anything is called consistent. Raises
    WitnessError, BadNote for what cannot be judged, OtherTree, Unreached where the log does not serve its tree.
    """
    proof, leaf = _given(file, leaf)
    head = proof.head
    with state.reading() as records:
        notes.verified(proof.note, records.trusted(head.origin))
        same, goes_on = records.of_size(head.origin, head.size), course(records, head.origin)
    _check_shape(proof, leaf)
    outcome, reason = _judged(proof, same, goes_on, fetch)
    return Verdict(
        origin=head.origin,
        position=proof.index + 1,
        size=head.size,
        seen=goes_on.seen.size,
        outcome=outcome,
        leaf=leaf is not None,
        reason=reason,
        successor=goes_on.seen.origin if goes_on.restores else "",
        kept=goes_on.kept,
    )


def _given(file: bytes, leaf: bytes | None) -> tuple[LogProof, bytes | None]:
    """The proof, and the leaf hash of the event that it is about. Raises WitnessError, BadNote."""
    if not file.lstrip().startswith(b"{"):
        return proofs.read(file), leaf
    receipt = receipts.read(file)
    if leaf not in (None, receipt.shown.leaf):
        message = "the receipt is about another event than the one with this leaf hash (叶哈希与回执不符)"
        raise WitnessError(message)
    return receipt.proved, receipt.shown.leaf


def _check_shape(proof: LogProof, leaf: bytes | None) -> None:
    """Refuses what proves nothing: with the leaf whether it leads to the root, without it whether it could."""
    try:
        root = merkle.included(proof.index, proof.head.size, leaf or merkle.EMPTY_ROOT, proof.path)
    except ValueError as bad:
        message = f"this is no proof for position {proof.index + 1} of {proof.head.size}: {bad} (证明无效)"
        raise WitnessError(message) from bad
    if leaf is not None and root != proof.head.root:
        message = "the event with this leaf hash is not where the receipt says (叶哈希与回执不符)"
        raise WitnessError(message)


def _judged(proof: LogProof, same: Cosigned | None, goes_on: Course, fetch: Callable[[], Fetch]) -> tuple[Outcome, str]:
    """What came of it, and why it is not consistent. Two roots of one size contradict each other by themselves."""
    head = proof.head
    if same is not None and same.root != head.root:
        return Outcome.MISSING, f"at {head.size} this witness cosigned another root (同一规模的树根不同)"
    served = fetch()
    check_origin(served, goes_on.seen.origin)
    if goes_on.restores:
        return _behind_restores(proof, goes_on, served)
    reason = _compared(head, goes_on.seen, served)
    return (Outcome.MISSING if reason else Outcome.CONSISTENT), reason


def _compared(head: Checkpoint, seen: Cosigned, fetch: Fetch) -> str:
    """By the tree that the log serves, which must be the one cosigned; "" when the receipt's is one with it."""
    old, new = sorted((head.size, seen.size))
    tree = ServedTree(fetch, new)
    before = tree.root_at(old)
    try:
        after = merkle.continued(old, new, before, tree.consistency(old))
    except ValueError as bad:
        message = f"the log serves a tree that is none: {bad} (日志提供的树有误)"
        raise OtherTree(message) from bad
    of_receipt, of_witness = (before, after) if head.size == old else (after, before)
    if of_witness != seen.root:
        raise _other(seen)
    return (
        "" if of_receipt == head.root else "the log that this witness saw does not contain it (已见证的日志不含此回执)"
    )


def _behind_restores(proof: LogProof, goes_on: Course, fetch: Fetch) -> tuple[Outcome, str]:
    """By the leaf: the old tree is served no longer, but where the event was kept, it stands at its old position."""
    if _leads(proof, goes_on.seen, fetch):
        return Outcome.CONSISTENT, ""
    lost = goes_on.lost_in(proof.index + 1)
    if lost is None:
        return Outcome.MISSING, (
            f"{goes_on.seen.origin} keeps what was cosigned up to {goes_on.kept}, and this is not in it "
            "(此日志在保留范围内不含此回执)"
        )
    return _lost(proof.head, lost)


def _lost(head: Checkpoint, lost: Restore) -> tuple[Outcome, str]:
    if head.origin == lost.origin and (reason := unstated(head, lost)):
        return Outcome.MISSING, reason
    return Outcome.LOST, (
        f"stated as lost: {lost.successor} keeps what was cosigned up to {lost.kept}, the statement speaks of "
        f"{lost.stated} events (声明丢失：保留至第 {lost.kept} 条，声明规模 {lost.stated})"
    )


def _leads(proof: LogProof, seen: Cosigned, fetch: Fetch) -> bool:
    """Whether the path of the receipt leads from the leaf at its position in the tree seen now to the old root."""
    if proof.index >= seen.size:
        return False
    tree = ServedTree(fetch, seen.size)
    leaf = tree.leaf(proof.index)
    if merkle.included(proof.index, seen.size, leaf, tree.inclusion(proof.index)) != seen.root:
        raise _other(seen)
    return merkle.included(proof.index, proof.head.size, leaf, proof.path) == proof.head.root


def _other(seen: Cosigned) -> OtherTree:
    return OtherTree(
        f"the log serves another tree than the {seen.size} events of {seen.origin} cosigned here (日志与已见证的不同)"
    )
