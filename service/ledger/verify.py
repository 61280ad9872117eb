"""Recomputes a log from its rows and names the first damaged position and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct
from psycopg import Connection

from service.ledger import entry as entries
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
    """What is wrong with an event, in words; `position` where that is not the event looked at."""

    def __init__(self, what: str, position: int | None = None) -> None:
        super().__init__(what)
        self.position = position


class Verifier:
    """Folds a log event by event: tree, order, times, streams, MACs, command keys, register numbers."""

    def __init__(self, office: str, log: str, authenticator: Authenticator) -> None:
        self._office = office
        self._log = log
        self._authenticator = authenticator
        self._versions: dict[UUID, int] = {}
        self._to_come = 0
        self._key = ""
        self.last: datetime | None = None
        self.counters: dict[tuple[str, str], int] = {}
        self.size = 0
        self.edge: merkle.Edge = ()

    def check(self, row: Row) -> None:
        """Takes one row into the tree. Raises Damage."""
        self._order(row)
        stamp = self._stamp(row)
        leaf = self._leaf(row)
        if leaf != row.leaf:
            message = "content, stamp or another hashed field was changed: the leaf does not fit (内容与叶哈希不符)"
            raise Damage(message)
        if self._authenticator.mac(self._identity(row), row.content) != row.mac:
            message = "not written with this instance's key: the MAC does not fit (非本实例密钥写入)"
            raise Damage(message)
        self._command(row)
        self._number(row, stamp.number)
        self.edge = merkle.appended(self.size, self.edge, [leaf])
        self.size += 1

    def _order(self, row: Row) -> None:
        if row.position != self.size + 1:
            message = f"missing: the next event stored stands at position {row.position} (缺失)"
            raise Damage(message)
        before = self._versions.get(row.stream, 0)
        if row.version != before + 1:
            message = f"stream {row.stream} goes from version {before} to {row.version} (版本不连续)"
            raise Damage(message)
        self._versions[row.stream] = row.version
        if self.last is not None and row.recorded_at < self.last:
            message = f"recorded at {row.recorded_at.isoformat()}, before the event before it (时间倒退)"
            raise Damage(message)
        self.last = row.recorded_at

    def _stamp(self, row: Row) -> _Stamp:
        try:
            stamp = msgspec.json.decode(row.stamp, type=_Stamp)
        except msgspec.MsgspecError as error:
            message = f"its stamp cannot be read: {error}"
            raise Damage(message) from error
        if (stamp.position, stamp.recorded_at) != (row.position, leaves.instant(row.recorded_at)):
            message = "position or time differ from its stamp (位置或时间与印记不符)"
            raise Damage(message)
        return stamp

    def _leaf(self, row: Row) -> bytes:
        at = leaves.instant(row.recorded_at)
        return leaves.leaf(self._identity(row), at, row.content, row.stamp, row.mac)

    def _identity(self, row: Row) -> leaves.Identity:
        return leaves.Identity(self._office, self._log, row.stream, row.version, row.topic)

    def _command(self, row: Row) -> None:
        """Key and request digest beside the event are those in its content, and none was taken away."""
        via = _via(row)
        if row.command is not None:
            if (via.key, via.request) != (row.command, row.request):
                message = "command key or request digest differ from its content (命令键与内容不符)"
                raise Damage(message)
            self._key, self._to_come = row.command, row.events or 0
        elif via.key and (via.key, True) != (self._key, self._to_come > 0):
            message = "its command key is missing beside it (命令键缺失)"
            raise Damage(message)
        self._to_come -= 1

    def _number(self, row: Row, given: str) -> None:
        """The register number is the next one of its series, and only a registration has one."""
        asked = entries.number_asked(entries.decoded(row.topic, row.content).line) if _asks(row) else None
        expected = ""
        if asked is not None:
            number = self.counters.get((asked.series, asked.period), 0) + 1
            self.counters[asked.series, asked.period] = number
            expected = asked.pattern.format(office=self._office, year=asked.period, number=number)
        if given != expected:
            message = f"its number is {given!r}, the next of its series {expected!r} (编号不连续)"
            raise Damage(message)


def _asks(row: Row) -> bool:
    return row.topic.startswith("Registered/")


def _via(row: Row) -> _Via:
    """How the command came, as the content says it."""
    try:
        return msgspec.json.decode(row.content, type=_Envelope).via
    except msgspec.MsgspecError as error:
        message = f"its content cannot be read: {error}"
        raise Damage(message) from error


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
        try:
            head = heads.read(connection, office, log)
        except heads.UnknownLog:
            return Verified(office, log, 0, "", 1, "the head of this log is missing (日志头缺失)")
        verifier = Verifier(office, log, authenticator)
        try:
            for row in _rows(connection, office, log):
                verifier.check(row)
                if verifier.size % BATCH == 0:
                    progress(verifier.size)
            _against(head, verifier)
        except Damage as damage:
            position = damage.position or verifier.size + 1
            return Verified(office, log, head.size, head.root.hex(), position, str(damage))
    progress(verifier.size)
    return Verified(office, log, verifier.size, merkle.root(verifier.edge).hex())


def _rows(connection: Connection[Any], office: str, log: str) -> Iterator[Row]:
    with connection.cursor(name="verify", binary=True) as cursor:
        cursor.itersize = BATCH
        cursor.execute(ROWS, (office, log))
        for row in cursor:
            yield Row(*row)


def _against(head: heads.Head, verifier: Verifier) -> None:
    """The head says of the log what its events say."""
    if head.size != verifier.size:
        message = f"the head says {head.size} events, {verifier.size} are stored (日志头记载的数量不符)"
        raise Damage(message, min(head.size, verifier.size) + 1)
    if head.edge != verifier.edge:
        message = "the head's tree differs from the tree of the events stored (树根不符)"
        raise Damage(message, head.size)
    if head.recorded_at != verifier.last:
        message = "the head's time is not that of the last event (日志头时间不符)"
        raise Damage(message, head.size)
    if head.counters != verifier.counters:
        message = "the counters of register numbers differ from the numbers given (编号计数不符)"
        raise Damage(message, head.size)
