"""A log made up for a test: its leaves, its key, and everything that is shown of it."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from service.evidence import note as notes
from service.evidence.checkpoint import Checkpoint
from service.evidence.note import Note, Signer, Verifier
from service.evidence.proofs import LogProof
from service.evidence.signing_key import SeedSigner
from service.evidence.witness_protocol import Addition
from service.ledger import merkle

ORIGIN = "log.example/office/matters"


class InventedLog:
    """`salt` makes the leaves: logs of the same salt are one log as far as both go."""

    def __init__(
        self,
        leaves: int,
        *,
        salt: str = "",
        changed_at: int | None = None,
        origin: str = ORIGIN,
        signer: Signer | None = None,
    ) -> None:
        self.origin = origin
        self.signer = signer or SeedSigner(bytes(32))
        self.leaves = [sha256(f"{salt}{n}".encode()).digest() for n in range(leaves)]
        if changed_at is not None:
            self.leaves[changed_at] = sha256(b"something else").digest()

    @property
    def verifier(self) -> Verifier:
        return Verifier(self.origin, self.signer.public)

    def hashes(self, stretches: Sequence[merkle.Stretch]) -> tuple[bytes, ...]:
        return tuple(merkle.tree_hash(self.leaves[first:behind]) for first, behind in stretches)

    def head(self, size: int) -> Checkpoint:
        return Checkpoint(self.origin, size, merkle.tree_hash(self.leaves[:size]))

    def note(self, size: int) -> Note:
        return notes.signed(self.head(size).text, self.origin, self.signer)

    def addition(self, old: int, size: int) -> Addition:
        """The body of add-checkpoint; without a proof where there can be none."""
        proof = self.hashes(merkle.consistency(old, size)) if old <= size else ()
        return Addition(old, proof, self.note(size))

    def body(self, old: int, size: int) -> bytes:
        return str(self.addition(old, size)).encode()

    def receipt(self, position: int, size: int) -> LogProof:
        return LogProof(position - 1, self.hashes(merkle.inclusion(position - 1, size)), self.note(size))

    def tile(self, path: str, size: int) -> bytes | None:
        """What the log of this size serves at a path of C2SP tlog-tiles."""
        _, level, *rest = path.split("/")
        name, _, width = "/".join(rest).partition(".p/")
        nth = int(name.replace("x", "").replace("/", ""))
        span = 256 ** int(level)
        first, behind = nth * 256, nth * 256 + int(width or 256)
        if behind > min(size, len(self.leaves)) // span:
            return None
        return b"".join(merkle.tree_hash(self.leaves[n * span : (n + 1) * span]) for n in range(first, behind))
