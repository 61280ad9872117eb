"""What stands in a package: frames, one behind the other, each a letter, a length and what it holds.

    frame = kind (1 byte) || length (4 bytes, big-endian) || what it holds (msgpack, but for keys and files)

In this order: MAC keys; of each log, the matters first, its head, the checkpoints and cosignatures, then the tiles of a
log that was dropped, then its events; keys of persons and petitions; files of attachments; how far partners have come;
and the signature of the sender over all of these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from hashlib import sha256
from typing import TypeVar

import msgspec
from msgspec import Struct

from service.ledger.checking import Row
from service.moving.sealed import BadPackage, Sealing

MAC, LOG, CHECKPOINT, COSIGNATURE, TILE, EVENT, KEY, FILE, DATA, PACE, SIGNED = b"MLCWTEKFDPS"
LARGEST = 64 * 1024 * 1024
HEAD_BYTES = 5
SIGNED_FOR = "zhuoluo.office/package/v1"
"""First line of what is signed; no checkpoint has it, whose second line is a number."""

T = TypeVar("T")


class LogHead(Struct, frozen=True, kw_only=True):
    """A log as it ends: `checkpoint` is its signed head. `publics`: keys that its office has stated, in hex.

    `dropped`: its events were dropped on record; then `edge` is that of its tree, and `recorded_at` of its last event.
    """

    log: str
    size: int
    generation: int
    checkpoint: str
    replayed: bool
    closed: bool = False
    dropped: bool = False
    edge: tuple[bytes, ...] = ()
    recorded_at: datetime | None = None
    publics: tuple[str, ...] = ()


class Head(Struct, frozen=True, array_like=True):
    """A signed head of before."""

    generation: int
    size: int
    note: str


class Cosigned(Struct, frozen=True, array_like=True):
    """The line by which a witness has signed such a head."""

    generation: int
    size: int
    witness: str
    line: str


class TileOf(Struct, frozen=True, array_like=True):
    """A full tile of a log whose events are gone."""

    level: int
    nth: int
    hashes: bytes
    root: bytes


class Event(Row, array_like=True):
    """An event as it is stored."""


class SubjectKey(Struct, frozen=True, array_like=True):
    """A key of a person or petition."""

    kid: str
    secret: bytes


class Pace(Struct, frozen=True, array_like=True):
    """How far a partner has said that it has come (service/transfers/channels.py)."""

    partner: str
    seen: int
    sizes: tuple[int, ...]


class Writing:
    """Puts frames into a package, and keeps the digest of all of them."""

    def __init__(self, sealing: Sealing) -> None:
        self._sealing = sealing
        self._digest = sha256()

    def put(self, kind: int, body: bytes) -> None:
        for part in (bytes([kind]) + len(body).to_bytes(4, "big"), body):
            self._digest.update(part)
            self._sealing.write(part)

    def say(self, kind: int, what: Struct) -> None:
        self.put(kind, msgspec.msgpack.encode(what))

    @property
    def digest(self) -> str:
        return self._digest.hexdigest()


class Reading:
    """Takes frames out of a package, in their order; `digest` is that of all that were taken."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._held = bytearray()
        self._digest = sha256()

    @property
    def digest(self) -> str:
        return self._digest.hexdigest()

    def next_kind(self) -> int | None:
        """The kind of the next frame; None at the end. Raises BadPackage."""
        while not self._held:
            chunk = next(self._chunks, None)
            if chunk is None:
                return None
            self._held += chunk
        return self._held[0]

    def take(self, kind: int) -> bytes:
        """What the next frame holds, which has to be of this kind. Raises BadPackage."""
        if self.next_kind() != kind:
            raise _out_of_order()
        self._fill(HEAD_BYTES)
        size = int.from_bytes(self._held[1:HEAD_BYTES], "big")
        if size > LARGEST:
            raise _out_of_order()
        self._fill(HEAD_BYTES + size)
        frame = bytes(self._held[: HEAD_BYTES + size])
        del self._held[: HEAD_BYTES + size]
        self._digest.update(frame)
        return frame[HEAD_BYTES:]

    def all(self, kind: int) -> Iterator[bytes]:
        """What the next frames hold, as long as they are of this kind."""
        while self.next_kind() == kind:
            yield self.take(kind)

    def each(self, kind: int, of: type[T]) -> Iterator[T]:
        """As `all`, read. Raises BadPackage."""
        decoder = msgspec.msgpack.Decoder(of)
        return (_read(decoder.decode, body) for body in self.all(kind))

    def _fill(self, size: int) -> None:
        while len(self._held) < size:
            chunk = next(self._chunks, None)
            if chunk is None:
                raise _out_of_order()
            self._held += chunk


def _read(decode: Callable[[bytes], T], body: bytes) -> T:
    try:
        return decode(body)
    except (msgspec.MsgspecError, UnicodeError, OverflowError, RecursionError) as error:
        message = f"what is inside cannot be read: {error} (内容无法读取)"
        raise BadPackage(message) from None


def _out_of_order() -> BadPackage:
    return BadPackage("what is inside is not in its order, or something is missing (内容缺失或次序有误)")


def signed_text(origin: str, office: str, key: str, digest: str) -> str:
    """What the sender signs: for what, of which log and office, for which receiver's key, over which frames."""
    return f"{SIGNED_FOR}\n{origin}\n{office}\n{key}\n{digest}\n"
