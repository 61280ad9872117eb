"""The formulas of a leaf: MAC, stamp, record. Stated with ten worked examples in docs/ledger.md.

Nothing that decides anything stands outside these bytes. All integers are ASCII decimals; `len8(x)` is the
length of x in bytes as 8 bytes, big-endian.
"""

from __future__ import annotations

import hmac
import json
from datetime import UTC, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol
from uuid import UUID

from service.ledger.merkle import leaf_hash

if TYPE_CHECKING:
    from hashlib import _Hash

    Hash = _Hash
else:
    Hash = Any

SUITE = "zhuoluo/1 SHA-256 HMAC-SHA-256"
_SUITE = SUITE.encode("ascii")
LINES = 9
"""Lines of a leaf record."""
RECORDED_AT = 6
"""The line of the record that says when."""


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
        self._key = key
        self._logs: dict[tuple[str, str], Formulas] = {}

    def mac(self, event: Identity, content: bytes) -> bytes:
        """HMAC(key; suite, office, log, stream, version, topic, content), each length-prefixed."""
        office, log, stream, version, topic = event
        formulas = self._logs.get((office, log))
        if formulas is None:
            formulas = self._logs[office, log] = Formulas(office, log)
        return self.over(formulas.authenticated(str(stream), version, topic, formulas.prefixed(content)))

    def over(self, message: bytes) -> bytes:
        """HMAC over fields that are length-prefixed already."""
        return hmac.digest(self._key, message, "sha256")


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


class Stored(Protocol):
    """An event as it is stored."""

    position: int
    stream: str
    version: int
    topic: str
    content: bytes
    stamp: bytes
    mac: bytes


class Formulas:
    """The same formulas for event after event of one log: what is the same for all of them is made once."""

    def __init__(self, office: str, log: str) -> None:
        self._office, self._log = office, log
        self._opened = f"{SUITE}\n{office}\n{log}\n"
        self._before = _prefixed(_SUITE, office.encode(), log.encode())
        self._topics: dict[str, bytes] = {}

    def prefixed(self, content: bytes) -> bytes:
        """len8(content) || content, which payload and MAC have in common."""
        return len(content).to_bytes(8, "big") + content

    def leaf(self, event: Stored, told: str, prefixed: bytes) -> bytes:
        """The leaf hash of an event recorded at `told` (`instant`)."""
        stamp_ = event.stamp
        payload = sha256(prefixed + len(stamp_).to_bytes(8, "big") + stamp_).hexdigest()
        lines = f"{event.stream}\n{event.version}\n{event.topic}\n{told}\n{payload}\n{event.mac.hex()}\n"
        return sha256(f"\0{self._opened}{lines}".encode()).digest()

    def is_stamp(self, event: Stored, told: str) -> bool:
        """Whether its stamp is that of its position and time, and gives no number."""
        return event.stamp == f'{{"position":{event.position},"recorded_at":"{told}"}}'.encode()

    def authenticated(self, stream: str, version: int, topic: str, prefixed: bytes) -> bytes:
        """What the MAC is made over; `prefixed` as above."""
        told = self._topics.get(topic)
        if told is None:
            told = self._topics[topic] = _prefixed(topic.encode())
        number = str(version).encode()
        stated = (self._before, len(stream).to_bytes(8, "big"), stream.encode(), len(number).to_bytes(8, "big"), number)
        return b"".join((*stated, told, prefixed))

    def identity(self, event: Stored) -> Identity:
        return Identity(self._office, self._log, UUID(event.stream), event.version, event.topic)


def leaf(event: Identity, recorded_at: str, content: bytes, stamp_: bytes, mac: bytes) -> bytes:
    """The leaf hash of one event: RFC 6962 leaf hash over its record."""
    payload = payload_hash(payload_begun(content), stamp_)
    return leaf_hash(record(opening(event), recorded_at, payload, mac))
