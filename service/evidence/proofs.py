"""Proofs of one log: that an event is under a checkpoint, and that a later checkpoint continues an earlier one.

A proof that does not lead to the root that was signed is never given out: it says that the database was changed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from psycopg import Connection

from service.evidence import checkpoint
from service.evidence import note as notes
from service.evidence.checkpoint import Checkpoint, decoded, encoded
from service.evidence.note import BadNote, Note
from service.evidence.tiles import MissingTile, Tree
from service.ledger import merkle

FIRST_LINE = "c2sp.org/tlog-proof@v1"
INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})")


class Unprovable(Exception):
    """The stored tree does not lead to the root that was signed."""


class LogProof(Struct, frozen=True):
    """That a leaf is in the tree of a checkpoint (C2SP tlog-proof v1): its index, its audit path, the note."""

    index: int
    path: tuple[bytes, ...]
    note: Note

    @property
    def head(self) -> Checkpoint:
        return checkpoint.of(self.note)

    def __str__(self) -> str:
        lines = (FIRST_LINE, f"index {self.index}", *map(encoded, self.path))
        return "".join(f"{line}\n" for line in lines) + f"\n{self.note}"

    def proves(self, leaf: bytes) -> bool:
        """Whether this leaf hash is where the proof says, under the root of the note, whoever has signed that."""
        try:
            return merkle.included(self.index, self.head.size, leaf, self.path) == self.head.root
        except ValueError:
            return False


def read(text: str | bytes) -> LogProof:
    """The proof of a file. Raises BadNote."""
    given = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    above, blank, below = given.partition("\n\n")
    first, *lines = above.split("\n")
    if lines and lines[0].startswith("extra "):
        lines.pop(0)
    index = INDEX.fullmatch(lines[0]) if lines else None
    if first != FIRST_LINE or not blank or index is None:
        message = f"this is no proof of a log: its first line is not {FIRST_LINE} (不是日志证明)"
        raise BadNote(message)
    return LogProof(int(index[1]), tuple(map(decoded, lines[1:])), notes.read(below))


def inclusion(connection: Connection[Any], office: str, log: str, position: int, leaf: bytes, note: Note) -> LogProof:
    """The proof that the event at a position is under a checkpoint that covers it.

    Cost: reads about two tiles a level (tiles.py), however long the log is. Raises Unprovable.
    """
    head = checkpoint.of(note)
    path = _path(connection, office, log, merkle.inclusion(position - 1, head.size))
    proof = LogProof(position - 1, tuple(path), note)
    if not proof.proves(leaf):
        raise _unprovable(office, log, f"position {position} under the checkpoint of {head.size} events")
    return proof


def consistency(connection: Connection[Any], office: str, log: str, old: Checkpoint, new: Checkpoint) -> list[bytes]:
    """The proof that the tree of a checkpoint continues that of an earlier one, or the empty one. Raises Unprovable."""
    if not old.size:
        return []
    try:
        path = _path(connection, office, log, merkle.consistency(old.size, new.size))
        leads = merkle.continued(old.size, new.size, old.root, path) == new.root
    except ValueError:
        leads = False
    if not leads:
        raise _unprovable(office, log, f"{new.size} events continue {old.size}")
    return path


def steps(connection: Connection[Any], office: str, log: str, old: int, new: int) -> list[bytes]:
    """The hashes of a consistency proof between two sizes, whatever roots were signed there. Raises Unprovable."""
    return _path(connection, office, log, merkle.consistency(old, new))


def _path(connection: Connection[Any], office: str, log: str, stretches: Sequence[merkle.Stretch]) -> list[bytes]:
    try:
        return Tree(connection, office, log).proof(stretches)
    except MissingTile as missing:
        raise Unprovable(str(missing)) from missing


def _unprovable(office: str, log: str, what: str) -> Unprovable:
    return Unprovable(
        f"log {office}/{log}: its stored tree does not show that {what}: run 'zhuoluo verify' (存储的树与签名不符)"
    )
