"""Recomputes a log from its rows and names the first damaged position and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct
from psycopg import Connection

from service.ledger import head as heads
from service.ledger import leaf as leaves
from service.ledger import merkle
from service.ledger.leaf import Authenticator

ROWS = """
SELECT position, stream, version, topic, recorded_at, content, stamp, mac, leaf, command, request, events
FROM ledger.event WHERE office = %s AND log = %s ORDER BY position
"""
BATCH = 2000


class Row(Struct):
    """One event as stored."""

    position: int
    stream: UUID
    version: int
    topic: str
    recorded_at: datetime
    content: bytes
    stamp: bytes
    mac: bytes
    leaf: bytes
    command: str | None
    request: bytes | None
    events: int | None


class Verified(Struct, frozen=True):
    """The verdict on one log. `position` and `fault` say the first damage; both None when there is none."""

    office: str
    log: str
    size: int
    root: str
    position: int | None = None
    fault: str | None = None

    @property
    def sound(self) -> bool:
        return self.fault is None


class _Stamp(Struct):
    position: int
    recorded_at: str
    number: str = ""


class _Via(Struct):
    key: str = ""
    request: bytes = b""


class _Envelope(Struct):
    via: _Via


class Damage(Exception):
    """What is wrong with an event, in words."""


class Verifier:
    """Folds a log event by event: tree, order, times, streams, MACs."""

    def __init__(self, office: str, log: str, authenticator: Authenticator) -> None:
        self._office = office
        self._log = log
        self._authenticator = authenticator
        self._versions: dict[UUID, int] = {}
        self._last: datetime | None = None
        self.size = 0
        self.edge: merkle.Edge = ()

    def check(self, row: Row) -> None:
        """Takes one row into the tree. Raises Damage."""
        self._order(row)
        self._stamp(row)
        leaf = self._leaf(row)
        if leaf != row.leaf:
            message = "content, stamp or another hashed field was changed: the leaf does not fit (内容与叶哈希不符)"
            raise Damage(message)
        if self._authenticator.mac(self._identity(row), row.content) != row.mac:
            message = "not written with this instance's key: the MAC does not fit (非本实例密钥写入)"
            raise Damage(message)
        self._command(row)
        self.edge = merkle.appended(self.size, self.edge, [leaf])
        self.size += 1

    def _order(self, row: Row) -> None:
        if row.position != self.size + 1:
            message = f"missing: the next event stored stands at position {row.position} (缺失)"
            raise Damage(message)
        before = self._versions.get(row.stream)
        if before is not None and row.version != before + 1:
            message = f"stream {row.stream} goes from version {before} to {row.version}"
            raise Damage(message)
        self._versions[row.stream] = row.version
        if self._last is not None and row.recorded_at < self._last:
            message = f"recorded at {row.recorded_at.isoformat()}, before the event before it"
            raise Damage(message)
        self._last = row.recorded_at

    def _stamp(self, row: Row) -> None:
        try:
            stamp = msgspec.json.decode(row.stamp, type=_Stamp)
        except msgspec.MsgspecError as error:
            message = f"its stamp cannot be read: {error}"
            raise Damage(message) from error
        if (stamp.position, stamp.recorded_at) != (row.position, leaves.instant(row.recorded_at)):
            message = "position or time differ from its stamp"
            raise Damage(message)

    def _leaf(self, row: Row) -> bytes:
        at = leaves.instant(row.recorded_at)
        return leaves.leaf(self._identity(row), at, row.content, row.stamp, row.mac)

    def _identity(self, row: Row) -> leaves.Identity:
        return leaves.Identity(self._office, self._log, row.stream, row.version, row.topic)

    def _command(self, row: Row) -> None:
        """Key and request digest beside the event are those in its content."""
        if row.command is None:
            return
        try:
            via = msgspec.json.decode(row.content, type=_Envelope).via
        except msgspec.MsgspecError as error:
            message = f"its content cannot be read: {error}"
            raise Damage(message) from error
        if (via.key, via.request) != (row.command, row.request):
            message = "command key or request digest differ from its content"
            raise Damage(message)


def verify(
    connection: Connection[Any],
    office: str,
    log: str,
    authenticator: Authenticator,
    progress: Callable[[int], None] = lambda _: None,
) -> Verified:
    """Recomputes one log as it stands; `progress` is told the number of events checked.

    Cost: time by events, memory by streams.
    """
    with connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        head = heads.read(connection, office, log)
        verifier = Verifier(office, log, authenticator)
        try:
            for row in _rows(connection, office, log):
                verifier.check(row)
                if verifier.size % BATCH == 0:
                    progress(verifier.size)
            _against(head, verifier)
        except Damage as damage:
            return Verified(office, log, head.size, head.root.hex(), verifier.size + 1, str(damage))
    progress(verifier.size)
    return Verified(office, log, verifier.size, merkle.root(verifier.edge).hex())


def _rows(connection: Connection[Any], office: str, log: str) -> Iterator[Row]:
    with connection.cursor(name="verify", binary=True) as cursor:
        cursor.itersize = BATCH
        cursor.execute(ROWS, (office, log))
        for row in cursor:
            yield Row(*row)


def _against(head: heads.Head, verifier: Verifier) -> None:
    if head.size != verifier.size:
        message = f"the head says {head.size} events, {verifier.size} are stored (日志头记载的数量不符)"
        raise Damage(message)
    if head.edge != verifier.edge:
        message = "the head's tree differs from the tree of the events stored (树根不符)"
        raise Damage(message)
