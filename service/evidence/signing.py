"""Signs the heads of logs: behind the writers, and nothing that contradicts what was signed before.

"A log MUST not sign any checkpoint which is inconsistent with any checkpoint it previously signed" (C2SP
tlog-checkpoint). The signer remembers the tree of its last head outside the database (kept.py). It appends to that tree
the leaves that have come since, as the database has them, and signs only when that is the tree of the log's head. A log
that was put back to an older state, or was written anew, is refused, until an administrator states in an event of the
office what was lost (`LogRestored`, domain/evidence_events.py): then it goes on as its next generation, under an
origin of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec.structs import replace
from psycopg import Connection

from domain.evidence_events import LogRestored
from service.evidence import checkpoint, store
from service.evidence import note as notes
from service.evidence.checkpoint import Checkpoint, names, next_origin
from service.evidence.kept import DamagedHead, Heads, Kept
from service.evidence.note import BadNote, Note, Signer, Verifier
from service.evidence.stated import EvidenceOf
from service.evidence.store import Stored
from service.evidence.tiles import Growth, MissingTile, Tree
from service.ledger import head as heads
from service.ledger import merkle, replication
from service.ledger.connections import Connections
from service.ledger.head import Head

SIGNER = "signer"
PACE = timedelta(seconds=1)
"""How often a log that grows is signed by itself; what is asked for and not covered yet is signed at once."""


class Refused(Exception):
    """The log contradicts the head that was signed last: it is not signed."""


class NothingToSign(LookupError):
    """The log is empty."""


class Checkpoints:
    """Makes the checkpoints of all logs of one database with the keys of one instance.

    `name`: what the origins of new logs begin with, a name without scheme.
    """

    def __init__(
        self, connections: Connections, kept: Heads, signers: Sequence[Signer], name: str, evidence: EvidenceOf
    ) -> None:
        self._connections = connections
        self._kept = kept
        self._signers = signers
        self._name = name
        self._evidence = evidence

    def current(self, office: str, log: str) -> Stored:
        """The checkpoint of the log as it stands, signed now where it was not yet.

        Cost: reads the leaves that have come since the last one. Raises Refused, which is entered as a refusal too,
        NothingToSign, UnknownLog, DamagedHead, NotReplicated.
        """
        with self._kept.turn(office, log), self._connections.borrow() as connection:
            head = heads.read(connection, office, log)
            if not head.size:
                message = f"log {office}/{log} is empty: there is nothing to sign (日志为空)"
                raise NothingToSign(message)
            replication.settle(connection)  # what a standby lacks may be lost with this server, and a head is for ever
            try:
                return self._signed(connection, office, log, head)
            except Refused as refusal:
                store.refuse(connection, office, log, SIGNER, head.size, str(refusal))
                raise

    def recent(self, office: str, log: str) -> Stored:
        """The checkpoint signed last here, where that was less than a second ago; else as `current`."""
        kept = self._kept.read(office, log)
        if kept is not None and kept.note:
            with self._connections.borrow() as connection:
                stored = store.found(connection, office, log, kept.generation, kept.size)
            if stored is not None and timedelta() <= datetime.now(UTC) - stored.signed_at < PACE:
                return stored
        return self.current(office, log)

    def generation(self, office: str, log: str) -> int:
        """How often the log has begun a new origin, as it was signed last here; 1 while it never was."""
        kept = self._kept.read(office, log)
        return kept.generation if kept else 1

    def generation_kept(self, office: str, log: str) -> int:
        """As `generation`; 0 where the file of the head is damaged."""
        try:
            return self.generation(office, log)
        except DamagedHead:
            return 0

    def contradicted(self, office: str, log: str, seen: Note | None = None) -> tuple[int, Note]:
        """The generation and the last head of the log that it contradicts now, as it was signed: what was lost.

        That is the head that was signed last here; or one that somebody has `seen`, where what is kept here was put
        back as well. Raises Refused when there is none, or the log holds it; BadNote for what was not signed here.
        """
        kept = self._kept.read(office, log)
        if kept is None or not kept.note:
            message = f"log {office}/{log} was never signed here: nothing tells what was lost (从未签署)"
            raise Refused(message)
        lost = notes.read(kept.note) if seen is None else seen
        notes.verified(lost, self.known(office, kept.origin))
        head = checkpoint.of(lost)
        with self._connections.borrow() as connection:
            if not _contradicts(connection, office, log, head):
                message = (
                    f"log {office}/{log} holds the {head.size} events that were signed: nothing was lost (日志完整)"
                )
                raise Refused(message)
        return kept.generation, lost

    def put_back(self, office: str, log: str) -> tuple[int, Note]:
        """The generation and the last head of a log that was put back to just there: nothing tells what came behind it.

        Raises Refused where it was never signed, or does not hold that head.
        """
        kept = self._kept.read(office, log)
        if kept is None or not kept.note:
            message = f"log {office}/{log} was never signed here: nothing tells how far it came (从未签署)"
            raise Refused(message)
        if self.is_contradicted(office, log, kept.head):
            message = f"log {office}/{log} does not hold the {kept.size} events that were signed (日志短于已签)"
            raise Refused(message)
        return kept.generation, notes.read(kept.note)

    def is_contradicted(self, office: str, log: str, head: Checkpoint) -> bool:
        """Whether the log does not hold what that head says. Cost: reads the leaves up to there."""
        with self._connections.borrow() as connection:
            return _contradicts(connection, office, log, head)

    def verifiers(self, origin: str) -> list[Verifier]:
        """The public keys of this instance for the log of an origin."""
        return [Verifier(origin, signer.public) for signer in self._signers]

    def known(self, office: str, origin: str) -> list[Verifier]:
        """The public keys of this instance and those that the office has stated."""
        with self._connections.borrow() as connection:
            return self._known(connection, office, origin)

    def is_signed(self, office: str, stored: Stored) -> bool:
        """Whether a stored checkpoint is signed by a key of the log."""
        try:
            notes.verified(stored.note, self.known(office, stored.head.origin))
        except BadNote:
            return False
        return True

    def _known(self, connection: Connection[Any], office: str, origin: str) -> list[Verifier]:
        own = (signer.public.hex() for signer in self._signers)
        publics = dict.fromkeys((*own, *self._evidence(connection, office).publics))
        return [Verifier(origin, bytes.fromhex(public)) for public in publics]

    def _signed(self, connection: Connection[Any], office: str, log: str, head: Head) -> Stored:
        kept = self._kept.read(office, log)
        if kept is None:
            kept = self._begun(connection, office, log)
        kept = restored(kept, log, self._evidence(connection, office).restored)
        growth = _grown(connection, office, log, kept, head)
        self._store(connection, office, log, kept)  # a crash may have come before
        if kept.size < head.size:
            note = self._note(Checkpoint(kept.origin, head.size, head.root))
            kept = replace(kept, note=str(note), edge=_hex(growth.edge))
            self._kept.write(office, log, kept)
            Tree(connection, office, log).keep(growth)
            self._store(connection, office, log, kept)
        return store.of_size(connection, office, log, kept.generation, kept.size)

    def _note(self, head: Checkpoint) -> Note:
        signed = [notes.signed(head.text, head.origin, signer) for signer in self._signers]
        return Note(head.text, tuple(line for note in signed for line in note.signatures))

    def _store(self, connection: Connection[Any], office: str, log: str, kept: Kept) -> None:
        """Behind the file: what the database may forget, the signer knows."""
        if kept.note:
            Tree(connection, office, log).grow(kept.size)
            store.add(connection, office, log, kept.generation, kept.size, kept.note)

    def _begun(self, connection: Connection[Any], office: str, log: str) -> Kept:
        """Nothing was signed here before: from the first leaf on, or from what another instance has signed.

        Its own signature in the database says that a head was kept here once: that must be put back, or the database
        could be an older one.
        """
        signed = list(store.every(connection, office, log))
        if not signed:
            return Kept(1, f"{self._name}/{office}/{log}")
        if own := [each for each in signed if self._is_own(each)]:
            message = (
                f"log {office}/{log}: this instance has signed {own[-1].size} events, but the file of its last head "
                "is missing: put ZHUOLUO_HOME/heads back, or run 'zhuoluo log adopt' (已签日志头文件缺失)"
            )
            raise Refused(message)
        return self._taken_on(connection, office, log, signed[-1])

    def adopt(self, office: str, log: str) -> Stored:
        """Goes on from the newest checkpoint that the database has, whose leaves lead to its root.

        For a person who knows that the database is not an older one; only where no head is kept here. Raises Refused.
        """
        with self._kept.turn(office, log), self._connections.borrow() as connection:
            if self._is_kept(office, log):
                message = (
                    f"log {office}/{log}: the file of its last head is there: nothing is adopted (已签日志头文件完好)"
                )
                raise Refused(message)
            newest = store.newest(connection, office, log)
            if newest is None:
                message = f"log {office}/{log} has no checkpoint to go on from (没有检查点)"
                raise Refused(message)
            self._kept.write(office, log, self._taken_on(connection, office, log, newest))
        return self.current(office, log)

    def taken_over(self, office: str, log: str, generation: int, size: int, edge: merkle.Edge) -> Kept:
        """The head of a log that was brought here whole from another installation, to be kept here from then on.

        It goes on under an origin of this installation, as its next generation: the two never sign under one name.
        """
        origin = f"{self._name}/{office}/{log}/{generation + 1}"
        note = self._note(Checkpoint(origin, size, merkle.root(edge)))
        return Kept(generation + 1, origin, str(note), _hex(edge))

    def _is_kept(self, office: str, log: str) -> bool:
        try:
            kept = self._kept.read(office, log)
        except DamagedHead:
            return False
        return kept is not None and bool(kept.note)

    def _taken_on(self, connection: Connection[Any], office: str, log: str, newest: Stored) -> Kept:
        """What somebody else has signed, where it is of this log, by a key that holds, and the leaves lead to it."""
        why = self._reason_against(connection, office, log, newest)
        if not why:
            head = newest.head
            edge = _growth(connection, office, log, 0, (), head.size).edge
            if merkle.root(edge) == head.root:
                return Kept(newest.generation, head.origin, newest.text, _hex(edge))
            why = "the log does not hold what it says (与日志不符)"
        message = f"log {office}/{log}: its newest checkpoint of {newest.size} events is not gone on from: {why}"
        raise Refused(message)

    def _reason_against(self, connection: Connection[Any], office: str, log: str, newest: Stored) -> str:
        try:
            head = newest.head
            notes.verified(newest.note, self._known(connection, office, head.origin))
        except BadNote as bad:
            return str(bad)
        if not names(head.origin, office, log, newest.generation) or head.size != newest.size:
            return f"it is of {head.origin} and {head.size} events (不是该日志)"
        return ""

    def _is_own(self, stored: Stored) -> bool:
        try:
            notes.verified(stored.note, self.verifiers(stored.head.origin))
        except (BadNote, ValueError):
            return False
        return True


def restored(kept: Kept, log: str, stated: Sequence[LogRestored]) -> Kept:
    """The head to go on from: that of the next generation, where the office has stated that this one lost something.

    What is stated may reach further than what is kept here, which may have been put back too.
    """
    for each in stated:
        lost = each.size > kept.size or (each.size == kept.size and each.root == kept.head.root.hex())
        if kept.note and (each.log, each.origin) == (log, kept.origin) and lost:
            return Kept(kept.generation + 1, next_origin(kept.origin, log))
    return kept


def _contradicts(connection: Connection[Any], office: str, log: str, head: Checkpoint) -> bool:
    """Whether the log does not hold what that head says."""
    try:
        edge = _growth(connection, office, log, 0, (), head.size).edge
    except Refused:
        return True
    return merkle.root(edge) != head.root


def _grown(connection: Connection[Any], office: str, log: str, kept: Kept, head: Head) -> Growth:
    """The tree of the head kept, grown by what the log holds behind it. Raises Refused when it is not the log's."""
    before = kept.size
    if head.size < before:
        message = (
            f"log {office}/{log} ends at {head.size}, but {before} events were signed: it was cut short or put back "
            f"from an older copy (日志短于已签的 {before} 条：被截断或恢复了旧备份)"
        )
        raise Refused(message)
    growth = _growth(connection, office, log, before, kept.hashes, head.size)
    if growth.edge != head.edge:
        message = (
            f"log {office}/{log} of {head.size} events does not continue the {before} that were signed: it was "
            f"changed, or put back and written on (日志与已签的 {before} 条不连续：被改动，或恢复旧备份后又有写入)"
        )
        raise Refused(message)
    return growth


def _growth(connection: Connection[Any], office: str, log: str, size: int, edge: merkle.Edge, upto: int) -> Growth:
    """As Tree.growth. Raises Refused where leaves are missing."""
    try:
        return Tree(connection, office, log).growth(size, edge, upto)
    except MissingTile as missing:
        message = f"log {office}/{log}: events are missing between {size + 1} and {upto} (缺失事件)"
        raise Refused(message) from missing


def _hex(edge: merkle.Edge) -> tuple[str, ...]:
    return tuple(hash_.hex() for hash_ in edge)
