"""A log verified as a whole: its events, and with them all that was said of them elsewhere.

Elsewhere: the checkpoints signed, the head that the signer keeps outside the database, what witnesses have cosigned,
heads and receipts that somebody holds, the stored tree, how far the read models say they have come. All that the
database says is read in one snapshot. What no key of the log has signed is said to be so, and says nothing of the log.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from psycopg import Connection, DataError

from domain.access_record import year_of
from domain.evidence import Evidence
from service.evidence import checkpoint, store
from service.evidence import note as notes
from service.evidence.chaining import faults_of_chain
from service.evidence.checkpoint import Checkpoint, names
from service.evidence.kept import DamagedHead, Heads, Kept
from service.evidence.note import BadNote, Note, Verifier
from service.evidence.receipts import Held
from service.evidence.stated import stated
from service.evidence.store import Stored
from service.evidence.stored_tree import faults_of_tiles
from service.ledger import showing
from service.ledger.checking import Reached
from service.ledger.verify import FROM_THE_START, Verified, snapshot, verify_from

Progress = Callable[[int], None]
KEPT = "the head kept outside the database"
UNSTORED = (
    "its checkpoint of {size} events is not in the database: it was deleted there, or its signer was killed before it "
    "could store it, and stores it when it signs again (数据库中缺失该检查点)"
)
MODELS = """
SELECT schema, position FROM projector.position WHERE office = %s AND log = %s AND position > %s ORDER BY schema
"""


class Fault(Struct, frozen=True):
    """What is wrong beside the events: with what, at which position (0: of none), and how."""

    of: str
    position: int
    what: str


class Whole(Struct, frozen=True):
    """The verdict on a log and on what was said of it; how many checkpoints and cosignatures that was.

    `held`: how many heads and receipts that somebody holds, or a witness shows. `said`: a digest of the checkpoints
    that were looked at. `dropped`: its events were dropped on record, and its head was kept (dropped.py).
    """

    verified: Verified
    faults: tuple[Fault, ...] = ()
    checkpoints: int = 0
    cosignatures: int = 0
    held: int = 0
    said: str = ""
    dropped: bool = False

    @property
    def sound(self) -> bool:
        """Nothing is wrong, and nothing was left unchecked."""
        return self.verified.sound and not self.faults and not self.verified.unchecked


class Outside(Struct, frozen=True):
    """What is known of a log from outside its database.

    `macs`: the MAC keys at hand by their ids. `keys`: public keys of the log, in hex, beside those that the office
    states. `heads`: signed notes that somebody holds, each with who that is.
    """

    macs: Mapping[str, bytes]
    keys: tuple[str, ...] = ()
    kept: Heads | None = None
    heads: tuple[tuple[str, str], ...] = ()
    receipts: tuple[Held, ...] = ()


def verify_whole(
    connection: Connection[Any],
    office: str,
    log: str,
    outside: Outside,
    progress: Progress = lambda _: None,
    begun: Reached = FROM_THE_START,
) -> tuple[Whole, Reached]:
    """Verifies one log; `begun`: how far its events were found sound before. Also how far they are sound now.

    Memory: by streams and by checkpoints.
    """
    faults: list[Fault] = []
    kept = kept_head(outside, office, log, faults)  # before the snapshot: the log only grows
    with snapshot(connection):
        state = stated(connection, office, outside.macs)
        known = {*outside.keys, *(key.public for key in state.keys if key.public)}
        begun = _begun(log, begun, state)
        stored = stored_checkpoints(connection, office, log, faults)
        said = Said(known, faults)
        for each in stored:
            said.stored(each, office, log, kept)
        if kept is not None:
            said.text(KEPT, kept.note)
        for who, text in (*outside.heads, *((_named(each), each.note) for each in outside.receipts if each.note)):
            said.text(who, text)
        verified, reached = verify_from(connection, office, log, outside.macs, progress, said=said.roots, begun=begun)
        cosignatures = 0
        if verified.sound:
            faults += said.by_keys_that_held(reached)
            named = reached.evidence if year_of(log) is None else state
            cosignatures, found = _cosignatures(connection, office, log, named)
            faults += found
            faults += _receipts(connection, outside.receipts)
            faults += _beside(connection, office, log, verified)
            faults += _of_a_year(connection, office, log, state, known)
    if kept is not None and not _is_stored(connection, office, log, kept):
        faults.append(Fault(KEPT, kept.size, UNSTORED.format(size=kept.size)))
    counted = (len(stored), cosignatures, len(outside.receipts) + len(outside.heads))
    return Whole(verified, tuple(faults), *counted, digest(stored, verified.size)), reached


def digest(stored: Sequence[Stored], size: int) -> str:
    """A digest of the checkpoints up to a size, in hex: whether others have come in among them since."""
    return sha256("".join(each.text for each in stored if each.size <= size).encode()).hexdigest()


class Said:
    """Collects what roots the log is said to have had, by whom, and what is wrong with their saying so."""

    def __init__(self, known: Collection[str], faults: list[Fault]) -> None:
        self._known = known
        self._faults = faults
        self._signed: list[tuple[str, Checkpoint, tuple[str, ...]]] = []
        self.roots: dict[int, list[tuple[bytes, str]]] = {}

    def text(self, who: str, text: str) -> Checkpoint | None:
        """A signed note. What no key of the log has signed says nothing of the log, and is a fault of its own."""
        try:
            note = notes.read(text)
            head = checkpoint.of(note)
            keys = self._signers(note, head)
        except BadNote as bad:
            self._faults.append(Fault(who, 0, str(bad)))
            return None
        self._signed.append((who, head, keys))
        self.roots.setdefault(head.size, []).append((head.root, who))
        return head

    def _signers(self, note: Note, head: Checkpoint) -> tuple[str, ...]:
        found = notes.verified(note, [Verifier(head.origin, bytes.fromhex(public)) for public in self._known])
        return tuple(key.public.hex() for key in found)

    def stored(self, each: Stored, office: str, log: str, kept: Kept | None) -> None:
        """A checkpoint as the database has it, and what stands beside its note there."""
        who = f"checkpoint of {each.size} events"
        head = self.text(who, each.text)
        if head is None:
            return
        if head.size != each.size or not names(head.origin, office, log, each.generation):
            self._faults.append(Fault(who, head.size, f"its note is of {head.origin} and {head.size} (与其检查点不符)"))
        if kept is not None and each.generation > kept.generation:
            what = f"generation {each.generation} was never begun here (没有这一代日志)"
            self._faults.append(Fault(who, head.size, what))
        if each.signed_at > datetime.now(UTC):
            self._faults.append(Fault(who, head.size, "it says that it was signed in the future (签名时间在未来)"))

    def by_keys_that_held(self, reached: Reached) -> Iterator[Fault]:
        """Every head is signed with a key that was not retired before its last event."""
        for who, head, keys in self._signed:
            if all(reached.retired_at.get(key, head.size) < head.size for key in keys):
                yield Fault(who, head.size, "signed only with a key that was retired before (仅有已停用密钥的签名)")


def kept_head(outside: Outside, office: str, log: str, faults: list[Fault]) -> Kept | None:
    """The head that the signer keeps; None when there is none to compare with."""
    try:
        kept = outside.kept.read(office, log) if outside.kept else None
    except DamagedHead as damaged:
        faults.append(Fault(KEPT, 0, str(damaged)))
        return None
    return kept if kept is not None and kept.note else None


def stored_checkpoints(connection: Connection[Any], office: str, log: str, faults: list[Fault]) -> list[Stored]:
    try:
        with connection.transaction():
            return list(store.every(connection, office, log))
    except DataError as error:
        faults.append(Fault("checkpoints", 0, f"they cannot be read: {error} (检查点无法读取)"))
        return []


def _is_stored(connection: Connection[Any], office: str, log: str, kept: Kept) -> bool:
    """Looked at outside the snapshot: it may have been signed just before that, and stored just behind it."""
    try:
        stored = store.found(connection, office, log, kept.generation, kept.size)
        head = stored.head if stored else None
    except (DataError, BadNote):
        return False
    return head == kept.head


def _begun(log: str, begun: Reached, state: Evidence) -> Reached:
    """With the keys that the office has stated among its matters: a log of access records states none itself.

    Which of the two logs was written first nothing tells, so a key that was retired since counts as well.
    """
    return begun if year_of(log) is None else replace(begun, evidence=replace(state, retired=()))


def _of_a_year(
    connection: Connection[Any], office: str, log: str, state: Evidence, keys: Collection[str]
) -> Iterator[Fault]:
    """What is asked of a log of access records beside: that it continues the one before, and was not to be gone."""
    if year_of(log) is None:
        return
    for what in faults_of_chain(connection, office, log, keys):
        yield Fault("chain of years", 1, what)
    if any(record.log == log for record in state.dropped):
        what = "its drop is on record, and its events are still there: run 'zhuoluo access drop' again (销毁未完成)"
        yield Fault("drop", 0, what)


def _named(receipt: Held) -> str:
    return f"receipt of position {receipt.position}"


def _cosignatures(connection: Connection[Any], office: str, log: str, state: Evidence) -> tuple[int, list[Fault]]:
    """Every cosignature is one of a witness that the office has named."""
    known = {(key.name, key.key_id): key for key in (notes.verifier(each.verifier) for each in state.named)}
    faults, seen = [], 0
    for size, text, line in store.every_cosignature(connection, office, log):
        seen += 1
        try:
            signature = notes.read_line(line.removesuffix("\n"))
            key = known.get((signature.name, signature.key_id))
            good = key is not None and key.good(notes.read(text).text, signature)
        except BadNote:
            good = False
        if not good:
            faults.append(Fault(f"cosignature of {size} events", size, "it is of no witness named (见证签名不符)"))
    return seen, faults


def _receipts(connection: Connection[Any], receipts: Sequence[Held]) -> Iterator[Fault]:
    """Every event that somebody holds a receipt of stands where it says."""
    for receipt in receipts:
        found = showing.at_position(connection, receipt.office, receipt.log, receipt.position)
        if found is None or found.leaf.hex() != receipt.leaf:
            hint = "" if receipt.note else "; the answer itself is not signed (答复本身未签名)"
            what = f"the event of this receipt is missing: another one stands there, or none (回执所载事件缺失){hint}"
            yield Fault(_named(receipt), receipt.position, what)


def _beside(connection: Connection[Any], office: str, log: str, verified: Verified) -> Iterator[Fault]:
    for position, what in faults_of_tiles(connection, office, log, verified.size, verified.root):
        yield Fault("stored tree", position, what)
    for schema, position in connection.execute(MODELS, (office, log, verified.size)):
        what = f"it says it has come to {position}, behind the end of the log (读模型位置超出日志)"
        yield Fault(f"read model {schema}", verified.size, what)
