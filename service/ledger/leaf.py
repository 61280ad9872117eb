"""The formulas of a leaf: MAC, stamp, record. Stated with ten worked examples in docs/ledger.md.

Nothing that decides anything stands outside these bytes. All integers are ASCII decimals; `len8(x)` is the
length of x in bytes as 8 bytes, big-endian.
"""

from __future__ import annotations

import hmac
import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from service.ledger.merkle import leaf_hash

if TYPE_CHECKING:
    from hashlib import _Hash

    Hash = _Hash
else:
    Hash = Any

SUITE = "zhuoluo/1 SHA-256 HMAC-SHA-256"
_SUITE = SUITE.encode("ascii")


class Identity(NamedTuple):
    """Where an event stands, without its position: the fields that MAC and record begin with."""

    office: str
    log: str
    stream: UUID
    version: int
    topic: str


class Authenticator:
    """Makes the MAC of an instance: HMAC-SHA-256 over length-prefixed fields (RFC 2104)."""

    def __init__(self, key: bytes) -> None:
        self._keyed = hmac.new(key, digestmod=sha256)

    def mac(self, event: Identity, content: bytes) -> bytes:
        """HMAC(key; suite, office, log, stream, version, topic, content), each length-prefixed."""
        code = self._keyed.copy()
        code.update(_prefixed(_SUITE, *[str(field).encode() for field in event], content))
        return code.digest()


def _prefixed(*fields: bytes) -> bytes:
    return b"".join([len(field).to_bytes(8, "big") + field for field in fields])


def instant(moment: datetime) -> str:
    """An aware datetime as RFC 3339 in UTC with six decimals: 2026-01-05T01:00:00.000000Z."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")[:-6] + "Z"


def stamp(position: int, recorded_at: str, number: str) -> bytes:
    """What the committer adds: JSON with sorted keys, no spaces, UTF-8; `number` only when one was given."""
    at = recorded_at.encode("ascii")
    if not number:
        return b'{"position":%d,"recorded_at":"%s"}' % (position, at)
    quoted = json.dumps(number, ensure_ascii=False).encode()
    return b'{"number":%s,"position":%d,"recorded_at":"%s"}' % (quoted, position, at)


def opening(event: Identity) -> bytes:
    """The first six lines of the leaf record, known before the event is stamped."""
    office, log, stream, version, topic = event
    return f"{SUITE}\n{office}\n{log}\n{stream}\n{version}\n{topic}\n".encode("ascii")


def record(opened: bytes, recorded_at: str, payload: bytes, mac: bytes) -> bytes:
    """The leaf record: nine lines of ASCII, each ended by a line feed; none of the fields may hold one."""
    return opened + f"{recorded_at}\n{payload.hex()}\n{mac.hex()}\n".encode("ascii")


def payload_begun(content: bytes) -> Hash:
    """SHA-256 after len8(content) || content."""
    return sha256(_prefixed(content))


def payload_hash(begun: Hash, stamp_: bytes) -> bytes:
    """SHA-256(len8(content) || content || len8(stamp) || stamp); `begun` stays as it is."""
    hashed = begun.copy()
    hashed.update(_prefixed(stamp_))
    return hashed.digest()


def leaf(event: Identity, recorded_at: str, content: bytes, stamp_: bytes, mac: bytes) -> bytes:
    """The leaf hash of one event: RFC 6962 leaf hash over its record."""
    payload = payload_hash(payload_begun(content), stamp_)
    return leaf_hash(record(opening(event), recorded_at, payload, mac))
