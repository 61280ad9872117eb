"""Checkpoints (C2SP tlog-checkpoint v1.0.0): how far a log goes and the root of its tree, signed."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode

from msgspec import Struct

from service.evidence.note import BadNote, Note
from service.ledger.merkle import HASH_SIZE

LINES = 3
SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


class Checkpoint(Struct, frozen=True):
    """The tree head that a note states; extension lines are kept in `more` and mean nothing here."""

    origin: str
    size: int
    root: bytes
    more: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The text of the note."""
        return "".join(f"{line}\n" for line in (self.origin, self.size, encoded(self.root), *self.more))

    @property
    def head(self) -> str:
        """What is printed on paper: origin, size and the root in hex, its first sixteen digits in groups of four."""
        digits = self.root.hex()
        return f"{self.origin} · {self.size} · {' '.join(digits[n : n + 4] for n in range(0, 16, 4))}"


def encoded(hash_: bytes) -> str:
    """A hash in base 64."""
    return b64encode(hash_).decode()


def decoded(line: str) -> bytes:
    """A hash of a line in base 64, in its one spelling. Raises BadNote."""
    try:
        hash_ = b64decode(line, validate=True)
    except ValueError:
        hash_ = b""
    if len(hash_) != HASH_SIZE or encoded(hash_) != line:
        message = f"{line!r} is no hash of {HASH_SIZE} bytes in base 64 (不是哈希值)"
        raise BadNote(message)
    return hash_


def of(note: Note) -> Checkpoint:
    """The tree head of a note; its signatures are not looked at. Raises BadNote."""
    lines = note.text.removesuffix("\n").split("\n")
    if len(lines) < LINES or not all(lines) or not SIZE.fullmatch(lines[1]):
        message = "this is no checkpoint: origin, size and root, a line each (不是检查点)"
        raise BadNote(message)
    origin, size, root, *more = lines
    return Checkpoint(origin, int(size), decoded(root), tuple(more))


def next_origin(origin: str, log: str) -> str:
    """The origin of the generation behind this one: the first ends with the name of the log, then come /2, /3."""
    first, _, last = origin.rpartition("/")
    if last == log or not last.isdecimal():
        return f"{origin}/2"
    return f"{first}/{int(last) + 1}"


def names(origin: str, office: str, log: str, generation: int) -> bool:
    """Whether an origin is that of this generation of the log, by whatever installation."""
    tail = f"/{office}/{log}" if generation == 1 else f"/{office}/{log}/{generation}"
    return origin.endswith(tail) and len(origin) > len(tail)
