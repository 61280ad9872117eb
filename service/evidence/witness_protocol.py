"""What a log sends to a witness (C2SP tlog-witness, add-checkpoint); also how heads travel from office to office.

old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=

example.com/behind-the-sofa
20852163
…
"""

from __future__ import annotations

import re

from msgspec import Struct

from service.evidence import checkpoint
from service.evidence import note as notes
from service.evidence.checkpoint import Checkpoint, decoded, encoded
from service.evidence.note import BadNote, Note

PATH = "add-checkpoint"
SIZE_TYPE = "text/x.tlog.size"
"""Content type of the answer 409, which is the size that the witness cosigned last."""
MOST_HASHES = 63
LARGEST_BODY = 256 * 1024
"""Bytes: a proof, and a note with more signatures than anybody has to read."""
LARGEST_SIZE = 2**63 - 1
OLD = re.compile(r"old (0|[1-9][0-9]{0,18})")


class Addition(Struct, frozen=True):
    """A checkpoint, and the proof that it continues the tree of `old` leaves (RFC 6962 section 2.1.2)."""

    old: int
    proof: tuple[bytes, ...]
    note: Note

    @property
    def head(self) -> Checkpoint:
        return checkpoint.of(self.note)

    def __str__(self) -> str:
        lines = (f"old {self.old}", *map(encoded, self.proof))
        return "".join(f"{line}\n" for line in lines) + f"\n{self.note}"


def read(body: bytes) -> Addition:
    """The addition of a body. Raises BadNote."""
    if len(body) > LARGEST_BODY:
        message = f"the body has more than {LARGEST_BODY} bytes (请求过大)"
        raise BadNote(message)
    above, blank, below = body.partition(b"\n\n")
    first, *hashes = above.decode("ascii", "replace").split("\n")
    old = OLD.fullmatch(first)
    if not blank or old is None:
        message = "this is no addition of a checkpoint: its first line is not 'old SIZE' (不是提交检查点的内容)"
        raise BadNote(message)
    if len(hashes) > MOST_HASHES:
        message = f"the proof has {len(hashes)} hashes, more than {MOST_HASHES} (证明过长)"
        raise BadNote(message)
    addition = Addition(int(old[1]), tuple(map(decoded, hashes)), notes.read(below))
    if max(addition.old, addition.head.size) > LARGEST_SIZE:
        message = f"no log has more than {LARGEST_SIZE} leaves (规模过大)"
        raise BadNote(message)
    return addition
