"""Folds a log event by event and says what is wrong with the first one that is.

Tree, order, times, streams, MACs, command keys, register numbers. What is computed for a sound event is as little as
may be; what is wrong with another one is found out afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Generic, TypeVar

import msgspec
from msgspec import Struct

from domain.evidence import Evidence
from service.ledger import leaf as leaves
from service.ledger import merkle
from service.ledger.recognizing import STATING, Forged, Recognizer

T = TypeVar("T")


class Row(Struct):
    """One event as stored."""

    position: int
    stream: str
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


class Reached(Struct, frozen=True, kw_only=True):
    """How far a log was found sound, and all that is needed to go on from there."""

    size: int = 0
    edge: tuple[bytes, ...] = ()
    last: datetime | None = None
    counters: Mapping[str, Mapping[str, int]] = {}
    key: str = ""
    to_come: int = 0
    replayed: bool | None = None
    evidence: Evidence = Evidence()
    retired_at: Mapping[str, int] = {}


class Damage(Exception):
    """What is wrong with an event, in words; `position` where that is not the event looked at."""

    def __init__(self, what: str, position: int | None = None) -> None:
        super().__init__(what)
        self.position = position


class _Stamp(Struct):
    position: int
    recorded_at: str
    number: str = ""


class _Via(Struct):
    key: str = ""
    request: bytes = b""


class _Envelope(Struct):
    via: _Via


class _Registered(Struct):
    series: str
    period: str
    pattern: str


class _Issued(Struct):
    series: str = ""
    period: str = ""
    pattern: str = ""
    ordinal: int = 0


class _Line(Struct, Generic[T]):
    event: T


class _Content(Struct, Generic[T]):
    line: _Line[T]


class _Created(Struct):
    time: str = "live"


class _Creation(Struct):
    event: _Created


class _CreationContent(Struct):
    line: _Creation


REGISTERED, ISSUED = "Registered/", "DocumentIssued/"
NUMBERED = (REGISTERED, ISSUED)
CREATED = "OfficeCreated/1"
UNREADABLE = (msgspec.MsgspecError, UnicodeError, RecursionError)
_ENVELOPE = msgspec.json.Decoder(_Envelope)
_STAMP = msgspec.json.Decoder(_Stamp)
_REGISTERED = msgspec.json.Decoder(_Content[_Registered])
_ISSUED = msgspec.json.Decoder(_Content[_Issued])
_CREATION = msgspec.json.Decoder(_CreationContent)


class Fold:
    """Folds one log from where it had been found sound on. `versions`: the last one of each stream, as it is known."""

    def __init__(
        self, office: str, log: str, recognizer: Recognizer, reached: Reached, versions: Mapping[str, int]
    ) -> None:
        self._recognizer = recognizer
        self._formulas = leaves.Formulas(office, log)
        self._office = office
        self._key, self.to_come = reached.key, reached.to_come
        self.replayed = reached.replayed
        self.retired_at = dict(reached.retired_at)
        self.versions = dict(versions)
        self.last = reached.last
        self.told = ""
        self.counters = {(a, b): last for a, periods in reached.counters.items() for b, last in periods.items()}
        self.size = reached.size
        self.edge: merkle.Edge = reached.edge

    def take(self, rows: Sequence[Row]) -> None:
        """Takes rows into the tree, in order. Raises Damage; what stood before the damage is taken."""
        taken: list[bytes] = []
        first = self.size
        try:
            for row in rows:
                self._check(row)
                taken.append(row.leaf)
                self.size += 1
        except (ValueError, TypeError, AttributeError, OverflowError) as error:
            message = f"it cannot be read: {type(error).__name__} (无法读取)"
            raise Damage(message) from error
        finally:
            self.edge = merkle.appended(first, self.edge, taken)

    def reached(self) -> Reached:
        counters: dict[str, dict[str, int]] = {}
        for (series, period), last in self.counters.items():
            counters.setdefault(series, {})[period] = last
        return Reached(
            size=self.size,
            edge=self.edge,
            last=self.last,
            counters=counters,
            key=self._key,
            to_come=self.to_come,
            replayed=self.replayed,
            evidence=self._recognizer.state,
            retired_at=dict(self.retired_at),
        )

    def _check(self, row: Row) -> None:
        self._order(row)
        prefixed = self._formulas.prefixed(row.content)
        if self._formulas.leaf(row, self.told, prefixed) != row.leaf:
            raise Damage(self._what_of_the_leaf(row))
        number = ""
        if not self._formulas.is_stamp(row, self.told):
            number = self._stamp(row)
        message = self._formulas.authenticated(row.stream, row.version, row.topic, prefixed)
        usual = self._recognizer.usual
        if usual is None or usual.over(message) != row.mac:
            self._recognize(row)
        self._command(row)
        if number or row.topic.startswith(NUMBERED):
            self._number(row, number)
        elif row.topic in STATING:
            self._state(row)
        elif row.topic == CREATED:
            self.replayed = _decoded(_CREATION, row).line.event.time == "replayed"

    def _order(self, row: Row) -> None:
        if row.position != self.size + 1:
            message = f"missing: the next event stored stands at position {row.position} (缺失)"
            raise Damage(message)
        before = self.versions.get(row.stream, 0)
        if row.version != before + 1:
            message = f"stream {row.stream} goes from version {before} to {row.version} (版本不连续)"
            raise Damage(message)
        self.versions[row.stream] = row.version
        if row.recorded_at != self.last or not self.told:
            self._time(row)

    def _time(self, row: Row) -> None:
        if self.last is not None and row.recorded_at < self.last:
            message = f"recorded at {row.recorded_at.isoformat()}, before the event before it (时间倒退)"
            raise Damage(message)
        self.last, self.told = row.recorded_at, leaves.instant(row.recorded_at)

    def _what_of_the_leaf(self, row: Row) -> str:
        """A time that was changed beside the event shows in the leaf too, and is named by its own name."""
        try:
            self._stamp(row)
        except Damage as damage:
            return str(damage)
        return "content, stamp or another hashed field was changed: the leaf does not fit (内容与叶哈希不符)"

    def _stamp(self, row: Row) -> str:
        """The number that the stamp gives."""
        try:
            stamp = _STAMP.decode(row.stamp)
        except UNREADABLE as error:
            message = f"its stamp cannot be read: {error}"
            raise Damage(message) from error
        if (stamp.position, stamp.recorded_at) != (row.position, self.told):
            message = "position or time differ from its stamp (位置或时间与印记不符)"
            raise Damage(message)
        return stamp.number

    def _recognize(self, row: Row) -> None:
        try:
            self._recognizer.recognized(self._formulas.identity(row), row.content, row.mac)
        except Forged as forged:
            raise Damage(str(forged)) from forged

    def _state(self, row: Row) -> None:
        before = self._recognizer.state.retired
        try:
            self._recognizer.take(row.topic, row.content)
        except UNREADABLE as error:
            message = f"its content cannot be read: {error}"
            raise Damage(message) from error
        for key in self._recognizer.state.retired[len(before) :]:
            self.retired_at[key] = row.position

    def _command(self, row: Row) -> None:
        """Key, request digest and number of events beside the event are those in its content, and none is missing."""
        via = _via(row)
        if self.to_come > 0 and (row.command is not None or via.key != self._key):
            message = "it is none of the events that the command before it claims to have had (命令事件数不符)"
            raise Damage(message)
        if row.command is None and via.key and self.to_come <= 0:
            message = "its command key is missing beside it (命令键缺失)"
            raise Damage(message)
        if row.command is None and row.events is not None:
            message = "it says of how many events a command is, and there is no command (命令事件数多余)"
            raise Damage(message)
        if row.command is None:
            self.to_come -= 1
        elif (via.key, via.request) != (row.command, row.request) or not row.events:
            message = "command key or request digest differ from its content (命令键与内容不符)"
            raise Damage(message)
        else:
            self._key, self.to_come = row.command, row.events - 1

    def _number(self, row: Row, given: str) -> None:
        """The number is the next one of its series, that which was printed, and nothing else has one."""
        expected = ""
        if row.topic.startswith(REGISTERED):
            asked = _decoded(_REGISTERED, row).line.event
            expected = self._next(asked.series, asked.period, asked.pattern)
        elif row.topic.startswith(ISSUED):
            printed = _decoded(_ISSUED, row).line.event
            if printed.ordinal:
                self._printed(printed)
                expected = self._next(printed.series, printed.period, printed.pattern)
        if given != expected:
            message = f"its number is {given!r}, the next of its series {expected!r} (编号不连续)"
            raise Damage(message)

    def _printed(self, said: _Issued) -> None:
        following = self.counters.get((said.series, said.period), 0) + 1
        if said.ordinal != following:
            message = f"{said.ordinal} is printed on it, the next of its series is {following} (编号不连续)"
            raise Damage(message)

    def _next(self, series: str, period: str, pattern: str) -> str:
        """The next number of the series, which is used up by this."""
        number = self.counters.get((series, period), 0) + 1
        self.counters[series, period] = number
        return pattern.format(office=self._office, year=period, number=number)


def _decoded(decoder: msgspec.json.Decoder[T], row: Row) -> T:
    try:
        return decoder.decode(row.content)
    except UNREADABLE as error:
        message = f"its content cannot be read: {error}"
        raise Damage(message) from error


def _via(row: Row) -> _Via:
    """How the command came, as the content says it."""
    return _decoded(_ENVELOPE, row).via
