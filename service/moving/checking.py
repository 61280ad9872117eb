"""Whether a package may be believed: looked at from its first byte to its last before anything of it is written.

Each log is recomputed from its events as `zhuoluo verify` does it, up to the head that a known key of the sender has
signed; each file has the digest that an event names; all of it is signed by the sender for this receiver.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from itertools import islice
from typing import BinaryIO

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from msgspec import Struct
from msgspec.structs import replace

from domain.evidence import Evidence
from domain.subjects import case_subject
from service.evidence import checkpoint
from service.evidence import note as notes
from service.evidence.checkpoint import Checkpoint, names
from service.evidence.note import BadNote, Verifier
from service.evidence.store import Stored
from service.evidence.whole import Fault, Said
from service.instance_keys import mac_id
from service.keys import KEY_BYTES
from service.ledger import entry as entries
from service.ledger import merkle
from service.ledger.application import MATTERS
from service.ledger.checking import Damage, Fold, Reached, Row
from service.ledger.recognizing import Recognizer
from service.ledger.verify import folded
from service.moving import frames, sealed
from service.moving.exporting import ATTACHED
from service.moving.frames import LogHead, Reading
from service.moving.sealed import BadPackage, Header

BATCH = 2000
LISTS = """
CREATE TABLE key (id text PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE file (digest text PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE named (digest text PRIMARY KEY, kid text NOT NULL) WITHOUT ROWID;
"""
LACKING = (
    "SELECT digest FROM named JOIN key ON key.id = named.kid WHERE digest NOT IN (SELECT digest FROM file) LIMIT 1"
)
NAMELESS = "SELECT digest FROM file WHERE digest NOT IN (SELECT digest FROM named) LIMIT 1"

Progress = Callable[[int], None]
Known = Callable[[str], bytes | None]
"""The key of an id that is here already."""


class Checked(Struct, frozen=True, kw_only=True):
    """A package that may be believed: its logs, each as it ends; how many keys and files; the digest of its frames."""

    header: Header
    logs: tuple[tuple[LogHead, Reached], ...]
    macs: tuple[bytes, ...]
    keys: int
    files: int
    digest: str

    @property
    def head(self) -> Checkpoint:
        """The signed head of the matters."""
        return checkpoint.of(notes.read(self.logs[0][0].checkpoint))

    @property
    def events(self) -> int:
        return sum(head.size for head, _ in self.logs if not head.dropped)


def checked(
    file: BinaryIO,
    private: X25519PrivateKey,
    trusted: Sequence[Verifier],
    known: Known,
    progress: Progress = lambda _: None,
) -> Checked:
    """The package, all of which is as it should be. `trusted`: keys of the sender that were given by another way.

    Cost: every byte is read once; memory by streams and checkpoints. Raises BadPackage with the first that is wrong.
    """
    header, _ = sealed.header_of(file)
    file.seek(0)
    with closing(sqlite3.connect("", isolation_level=None)) as lists:
        lists.executescript(LISTS)
        package = _Package(header, Reading(sealed.opened(file, private)), trusted, lists, progress)
        return package.checked(known)


class _Package:
    """One package in hand."""

    def __init__(
        self,
        header: Header,
        reading: Reading,
        trusted: Sequence[Verifier],
        lists: sqlite3.Connection,
        progress: Progress,
    ) -> None:
        self._office = header.office
        self._header, self._reading, self._lists, self._progress = header, reading, lists, progress
        self._trusted = {key.public.hex() for key in trusted}
        self._state = Evidence()

    def checked(self, known: Known) -> Checked:
        macs = {mac_id(key): key for key in self._reading.all(frames.MAC)}
        logs = tuple(self._log(head, macs) for head in self._reading.each(frames.LOG, LogHead))
        if not logs or logs[0][0].log != MATTERS:
            message = "the log of matters does not stand in it, or not first (缺少信访日志)"
            raise BadPackage(message)
        keys, files = self._keys(known), self._files()
        list(self._reading.each(frames.PACE, frames.Pace))
        digest = self._signed(checkpoint.of(notes.read(logs[0][0].checkpoint)).origin)
        return Checked(header=self._header, logs=logs, macs=tuple(macs.values()), keys=keys, files=files, digest=digest)

    def _log(self, head: LogHead, macs: Mapping[str, bytes]) -> tuple[LogHead, Reached]:
        """One log recomputed, and held against every head of it that was signed."""
        faults: list[Fault] = []
        stated = set(head.publics) if head.log == MATTERS else {each.public for each in self._state.keys}
        said = Said({*self._trusted, *stated} - {""}, faults)
        end = self._end(head)
        texts: dict[tuple[int, int], str] = {}
        for each in self._reading.each(frames.CHECKPOINT, frames.Head):
            texts[each.generation, each.size] = each.note
            said.stored(Stored(each.generation, each.size, each.note, datetime.now(UTC)), self._office, head.log, None)
        said.text("its head", head.checkpoint)
        cosigned = list(self._reading.each(frames.COSIGNATURE, frames.Cosigned))
        list(self._reading.each(frames.TILE, frames.TileOf))
        reached = self._dropped(head, end) if head.dropped else self._folded(head, macs, said, end)
        faults += said.by_keys_that_held(reached)
        if head.log == MATTERS:
            self._state = reached.evidence
            if not stated <= {each.public for each in self._state.keys}:
                faults.append(Fault("keys", 0, "it names a public key that the office never stated (公钥未曾公布)"))
        faults += self._cosignatures(texts, cosigned)
        for fault in faults:
            raise self._bad(head.log, f"{fault.of} ({fault.position}): {fault.what}")
        return head, reached

    def _end(self, head: LogHead) -> Checkpoint:
        """The head that the log is verified up to: signed by a key that was given by another way than the package."""
        try:
            note = notes.read(head.checkpoint)
            end = checkpoint.of(note)
            notes.verified(note, [Verifier(end.origin, bytes.fromhex(public)) for public in self._trusted])
        except BadNote as bad:
            raise self._bad(head.log, f"its head is not signed by a key of the sender that was given: {bad}") from None
        if not names(end.origin, self._office, head.log, head.generation) or end.size != head.size:
            raise self._bad(head.log, f"its head is of {end.origin} and {end.size} events (不是该日志)")
        return end

    def _folded(self, head: LogHead, macs: Mapping[str, bytes], said: Said, end: Checkpoint) -> Reached:
        evidence = self._state if head.log == MATTERS else replace(self._state, retired=())
        recognizer = Recognizer(macs, evidence)
        fold = Fold(self._office, head.log, recognizer, Reached(evidence=evidence), {})
        try:
            folded(fold, self._batches(), said.roots, self._progress)
        except Damage as damage:
            raise self._bad(head.log, f"position {damage.position or fold.size + 1}: {damage}") from None
        if recognizer.unchecked:
            raise self._bad(head.log, f"{recognizer.unchecked} events are of a key that is not in it (缺少写入密钥)")
        if fold.size != end.size or merkle.root(fold.edge) != end.root or fold.to_come > 0:
            raise self._bad(head.log, f"it does not end as its signed head says, at {end.size} (与已签日志头不符)")
        if fold.replayed is not None and fold.replayed != head.replayed:
            raise self._bad(head.log, "whether its time is replayed is not what its office says (时间方式不符)")
        return fold.reached()

    def _dropped(self, head: LogHead, end: Checkpoint) -> Reached:
        """Of a log whose events were dropped on record its tree is left."""
        record = next((each for each in self._state.dropped if each.log == head.log), None)
        if record is None or (record.size, record.root) != (end.size, end.root.hex()):
            raise self._bad(head.log, "its events are missing, and no drop of it is on record (事件缺失，且未登记销毁)")
        if merkle.root(head.edge) != end.root:
            raise self._bad(head.log, "its tree is not the one that was signed (树根不符)")
        return Reached(size=head.size, edge=head.edge, last=head.recorded_at)

    def _batches(self) -> Iterator[list[Row]]:
        events = self._reading.each(frames.EVENT, frames.Event)
        while batch := list[Row](islice(events, BATCH)):
            yield batch
            for row in batch:
                if row.topic == ATTACHED:
                    self._named(row)

    def _named(self, row: Row) -> None:
        """Which file the event names, which was found sound."""
        line = entries.decoded(row.topic, row.content).line
        said = (line.event.digest, case_subject(line.petition))
        self._lists.execute("INSERT OR IGNORE INTO named VALUES (?, ?)", said)

    def _cosignatures(
        self, texts: Mapping[tuple[int, int], str], cosigned: Sequence[frames.Cosigned]
    ) -> Iterator[Fault]:
        """Every cosignature is of a head that stands here, by a witness that the office has named."""
        known = [notes.verifier(each.verifier) for each in self._state.named]
        for each in cosigned:
            if not _is_cosigned(texts.get((each.generation, each.size), ""), each.line, known):
                yield Fault(f"cosignature of {each.size} events", each.size, "it is of no witness named (见证签名不符)")

    def _keys(self, known: Known) -> int:
        """How many keys there are. Raises BadPackage where another key has the id of one here."""
        many = 0
        for each in self._reading.each(frames.KEY, frames.SubjectKey):
            here = known(each.kid)
            if len(each.secret) != KEY_BYTES or here not in (None, each.secret):
                message = f"key {each.kid} is none, or another key has this id here (密钥有误)"
                raise BadPackage(message)
            self._lists.execute("INSERT OR IGNORE INTO key VALUES (?)", (each.kid,))
            many += 1
        return many

    def _files(self) -> int:
        """How many files there are: each whole, each named by an event, none missing but those of erased petitions."""
        many = 0
        while self._reading.next_kind() == frames.FILE:
            digest, seen = self._reading.take(frames.FILE).decode("ascii", "replace"), sha256()
            for block in self._reading.all(frames.DATA):
                seen.update(block)
            if seen.hexdigest() != digest:
                message = f"file {digest} is another one (附件内容不符)"
                raise BadPackage(message)
            self._lists.execute("INSERT OR IGNORE INTO file VALUES (?)", (digest,))
            many += 1
        for query, what in ((LACKING, "is missing (附件缺失)"), (NAMELESS, "is named by no event (无人引用的附件)")):
            for (digest,) in self._lists.execute(query):
                message = f"file {digest} {what}"
                raise BadPackage(message)
        return many

    def _signed(self, origin: str) -> str:
        """The digest of all frames, which the sender has signed for this receiver. Raises BadPackage."""
        digest = self._reading.digest
        given = self._reading.take(frames.SIGNED)
        verifiers = [Verifier(origin, bytes.fromhex(public)) for public in self._trusted]
        try:
            note = notes.read(given)
            notes.verified(note, verifiers)
        except BadNote as bad:
            message = f"no key of the sender that was given has signed it: {bad} (没有发件方的签名)"
            raise BadPackage(message) from None
        if note.text != frames.signed_text(origin, self._office, self._header.key, digest):
            message = "what was signed is not what is inside (签名与内容不符)"
            raise BadPackage(message)
        if self._reading.next_kind() is not None:
            message = "something stands behind its end (结尾之后尚有内容)"
            raise BadPackage(message)
        return digest

    def _bad(self, log: str, what: str) -> BadPackage:
        return BadPackage(f"{self._office}/{log}: {what}")


def _is_cosigned(text: str, line: str, known: Sequence[Verifier]) -> bool:
    try:
        signature = notes.read_line(line.removesuffix("\n"))
        key = next((each for each in known if (each.name, each.key_id) == (signature.name, signature.key_id)), None)
        return key is not None and key.good(notes.read(text).text, signature)
    except BadNote:
        return False
