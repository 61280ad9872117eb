"""Writes the whole history of an office as a package for another installation.

What leaves: every log of the office byte by byte with its signed heads, the MAC keys that it was written with, the keys
of its persons and petitions, the files of its attachments, how far its partners have come. What stays: signing keys,
accounts, secrets of links and subscriptions, codes of petitioners, drafts.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, BinaryIO

import msgspec
from msgspec import Struct
from psycopg import Connection

from domain import office as o
from domain.access_record import year_of
from domain.events import Attached
from domain.subjects import case_subject, subject_of
from domain.values import Actor
from service.attachments.sealed import Damaged
from service.attachments.store import BLOCK, Store
from service.evidence import note as notes
from service.evidence import rotating, store
from service.evidence.store import Stored
from service.instance_keys import InstanceKeys
from service.ledger import entry as entries
from service.ledger import merkle, restoring, tables
from service.ledger.application import MATTERS
from service.ledger.checking import Row
from service.ledger.entry import Via
from service.ledger.sealing import key_ids
from service.moving import frames
from service.moving.frames import LogHead, Pace, Writing
from service.moving.receiver import Receiver
from service.moving.sealed import Header, Sealing
from service.runtime import Instance
from service.transfers import channels, listing
from service.transfers.sealing import key_id

TILES = "SELECT level, nth, hashes, root FROM ledger.tile WHERE office = %s AND log = %s ORDER BY level, nth"
COSIGNED = """
SELECT generation, size, witness, line FROM ledger.cosignature WHERE office = %s AND log = %s
ORDER BY generation, size, witness
"""
LISTS = """
CREATE TABLE subject (id text PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE file (digest text PRIMARY KEY, kid text NOT NULL) WITHOUT ROWID;
"""
ATTACHED = str(Attached.__struct_config__.tag)

Progress = Callable[[int], None]


class Unsettled(Exception):
    """Something that the office has sent to others was not acknowledged yet."""

    def __init__(self, partner: str, waiting: int) -> None:
        super().__init__(
            f"{waiting} sent to {partner} wait for acknowledgement, and could be taken twice if they were sent anew "
            f"from elsewhere: let the exchange come to rest first (尚有{waiting}件待{partner}回执)"
        )


class By(Struct, frozen=True):
    """Who gives the command, and how it came."""

    actor: Actor
    via: Via


class Exported(Struct, frozen=True, kw_only=True):
    """What stands in a package. `head`: the signed head of the matters; `verifiers`: the keys to give to the receiver.

    `shared`: other offices here are written with the same MAC key.
    """

    office: str
    events: int
    logs: int
    keys: int
    files: int
    head: str
    verifiers: tuple[str, ...]
    shared: bool


def export(
    instance: Instance,
    office: str,
    receiver: Receiver,
    out: BinaryIO,
    by: By,
    progress: Progress = lambda _: None,
) -> Exported:
    """Writes the package; first the keys of both installations are stated in the log, where they were not yet.

    Cost: every event is read once; memory by a batch of them. Raises UnknownOffice, Refused, LedgerError, Unsettled,
     Missing or Damaged for a file of an attachment, and what signing raises.
    """
    _refuse_unsettled(instance, office)
    _state(instance, office, receiver, by)
    header = Header(office=office, made_at=datetime.now(UTC), key=key_id(receiver.sealing))
    sealing = Sealing(out, header, receiver.sealing)
    with closing(sqlite3.connect("", isolation_level=None)) as lists:
        lists.executescript(LISTS)
        package = _Package(instance, office, Writing(sealing), lists, progress)
        made = package.written(header)
    sealing.finish()
    return made


def _refuse_unsettled(instance: Instance, office: str) -> None:
    for each in listing.partners(instance, office):
        if each.waiting:
            raise Unsettled(each.partner, each.waiting)


def _state(instance: Instance, office: str, receiver: Receiver, by: By) -> None:
    """From here on the receiver may write and sign too; all that was written before was so by keys that are stated."""
    known = instance.offices.get(office)
    own, evidence = rotating.unstated(instance, known, "founding"), known.state.evidence
    stated = {key for each in (*evidence.keys, *own) for key in (each.mac, each.public)}
    mac = "" if receiver.mac in stated else receiver.mac
    public = "" if receiver.public in stated else receiver.public
    theirs = [o.InstanceKeyStated(instance="receiver", mac=mac, public=public)] if mac or public else []
    rotating.add(instance, known, [*own, *theirs], by.actor, by.via)


class _Package:
    """One package in hand."""

    def __init__(
        self, instance: Instance, office: str, writing: Writing, lists: sqlite3.Connection, progress: Progress
    ) -> None:
        self._instance, self._office, self._writing, self._lists = instance, office, writing, lists
        self._progress = progress
        self._events = 0

    def written(self, header: Header) -> Exported:
        for key in self._macs():
            self._writing.put(frames.MAC, key)
        heads = [self._log(row) for row in self._heads()]
        keys, files = self._keys(), self._files()
        self._paces()
        matters = heads[0]
        origin = matters.head.origin
        signers = InstanceKeys(self._instance.keys).signers()
        text = frames.signed_text(origin, self._office, header.key, self._writing.digest)
        made = [notes.signed(text, origin, signer) for signer in signers]
        lines = tuple(line for note in made for line in note.signatures)
        self._writing.put(frames.SIGNED, str(notes.Note(text, lines)).encode())
        verifiers = tuple(map(str, self._instance.checkpoints.verifiers(origin)))
        return Exported(
            office=self._office,
            events=self._events,
            logs=len(heads),
            keys=keys,
            files=files,
            head=matters.head.head,
            verifiers=verifiers,
            shared=len(self._instance.offices.ids()) > 1,
        )

    def _macs(self) -> list[bytes]:
        """The MAC keys that the office has stated and that are here: with others nothing was written, or elsewhere."""
        at_hand = InstanceKeys(self._instance.keys).macs()
        stated = self._instance.offices.get(self._office).state.evidence.keys
        return [at_hand[each.mac] for each in stated if each.mac in at_hand]

    def _heads(self) -> list[restoring.HeadRow]:
        with self._instance.pool.connection() as connection:
            return restoring.heads_of(connection, self._office, MATTERS)

    def _log(self, row: restoring.HeadRow) -> Stored:
        """Writes one log, up to the head that is signed for it now."""
        log, _, replayed, closed, recorded_at, edge = row
        with self._instance.pool.connection() as connection:
            dropped = year_of(log) is not None and not tables.exists(connection, self._office, log)
            stored = store.newest(connection, self._office, log) if dropped else None
            stored = stored or self._instance.checkpoints.current(self._office, log)
            head = LogHead(
                log=log,
                size=stored.size,
                generation=stored.generation,
                checkpoint=stored.text,
                replayed=replayed,
                closed=closed,
                dropped=dropped,
                edge=tuple(merkle.unpacked(edge)) if dropped else (),
                recorded_at=recorded_at if dropped else None,
                publics=self._publics() if log == MATTERS else (),
            )
            self._writing.say(frames.LOG, head)
            self._beside(connection, head)
            for batch in () if dropped else restoring.rows(connection, self._office, log, stored.size):
                self._batch(batch)
        return stored

    def _publics(self) -> tuple[str, ...]:
        evidence = self._instance.offices.get(self._office).state.evidence
        return tuple(each.public for each in evidence.keys if each.public)

    def _beside(self, connection: Connection[Any], head: LogHead) -> None:
        """The signed heads of before and their cosignatures; of a log whose events are gone its tree."""
        for each in store.every(connection, self._office, head.log):
            if each.size <= head.size:
                self._writing.say(frames.CHECKPOINT, frames.Head(each.generation, each.size, each.text))
        for row in connection.execute(COSIGNED, (self._office, head.log)):
            self._writing.say(frames.COSIGNATURE, frames.Cosigned(*row))
        for row in connection.execute(TILES, (self._office, head.log), binary=True) if head.dropped else ():
            self._writing.say(frames.TILE, frames.TileOf(*row))

    def _batch(self, batch: list[Row]) -> None:
        for row in batch:
            self._writing.put(frames.EVENT, msgspec.msgpack.encode(_event(row)))
            self._note(row)
        self._events += len(batch)
        self._progress(self._events)

    def _note(self, row: Row) -> None:
        """Whose keys, and which file, the event names."""
        line = entries.decoded(row.topic, row.content).line
        kids = {(subject_of(kid),) for kid in key_ids(line)}
        if row.topic == ATTACHED:
            kid = case_subject(line.petition)
            kids.add((kid,))
            self._lists.execute("INSERT OR IGNORE INTO file VALUES (?, ?)", (line.event.digest, kid))
        self._lists.executemany("INSERT OR IGNORE INTO subject VALUES (?)", kids)

    def _keys(self) -> int:
        """Writes the keys that there are still; how many that was."""
        many = 0
        for (subject,) in self._lists.execute("SELECT id FROM subject ORDER BY id"):
            for kid in self._instance.keys.subjects.kids_of(subject):
                secret = self._instance.keys.find(kid)
                if secret is not None:
                    self._writing.say(frames.KEY, frames.SubjectKey(kid, secret))
                    many += 1
        return many

    def _files(self) -> int:
        """Writes the files of attachments as they lie, but for those of erased petitions; how many that was."""
        many = 0
        for digest, kid in self._lists.execute("SELECT digest, kid FROM file ORDER BY digest"):
            if self._instance.keys.find(kid) is not None:
                self._writing.put(frames.FILE, digest.encode())
                for block in _blocks(Store(self._instance.settings.attachment_folder), digest):
                    self._writing.put(frames.DATA, block)
                many += 1
        return many

    def _paces(self) -> None:
        with self._instance.pool.connection() as connection:
            found = channels.of_office(connection, self._office)
        for each in found.values():
            self._writing.say(frames.PACE, Pace(each.partner, each.seen, each.sizes))


def _event(row: Row) -> frames.Event:
    return frames.Event(*(getattr(row, name) for name in Row.__struct_fields__))


def _blocks(files: Store, digest: str) -> Iterator[bytes]:
    """A file, block by block. Raises Missing, and Damaged where it is not what its event says."""
    seen = sha256()
    with files.opened(digest) as file:
        while block := file.read(BLOCK):
            seen.update(block)
            yield block
    if seen.hexdigest() != digest:
        raise Damaged(f"{digest} is not what its event says")
