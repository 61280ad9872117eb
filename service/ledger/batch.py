"""What one statement writes: the stamped and hashed events of several commands, and the head after them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from service.ledger import arrays, leaf, merkle, tables
from service.ledger.head import Head
from service.ledger.submission import ClockRefused, NumberTaken, Prepared, RecordedBackwards, Submission

# The head row moves only from the size that was hashed upon, and only while this clock and the database's
# agree (replayed logs take their time from the commands); everything else hangs on that row.
STATEMENT = """
WITH grown AS (
    UPDATE ledger.head
    SET size = size + cardinality(%(versions)b::int[]), edge = %(edge)b, recorded_at = %(last)b,
        accepted_last = coalesce(%(accepted_last)b::timestamptz, accepted_last),
        accepted_skew = coalesce(%(accepted_skew)b::float8, accepted_skew)
    WHERE office = %(office)b AND log = %(log)b AND size = %(size)b
      AND (replayed OR %(accepted_skew)b::float8 IS NOT NULL OR %(tolerance)b >= abs(
          extract(epoch FROM clock_timestamp() - %(clock)b::timestamptz)::float8 - accepted_skew))
    RETURNING office, log
), appended AS (
    INSERT INTO ledger.event (office, log, position, stream, version, topic, recorded_at,
        content, stamp, mac, leaf, command, request, events)
    SELECT g.office, g.log, %(size)b + e.nth, e.stream, e.version, e.topic, e.recorded_at,
        e.content, e.stamp, e.mac, e.leaf, nullif(e.command, ''), nullif(e.request, ''), nullif(e.events, 0)
    FROM grown g, unnest(
        %(streams)b::uuid[], %(versions)b::int[], %(topics)b::text[], %(times)b::timestamptz[],
        %(contents)b::bytea[], %(stamps)b::bytea[], %(macs)b::bytea[], %(leaves)b::bytea[],
        %(commands)b::text[], %(requests)b::bytea[], %(counts)b::int[]) WITH ORDINALITY
        AS e (stream, version, topic, recorded_at, content, stamp, mac, leaf, command, request, events, nth)
){counted}
SELECT count(*) FROM grown
"""
COUNTED = """, counted AS (
    INSERT INTO ledger.series (office, log, series, period, last)
    SELECT g.office, g.log, n.series, n.period, n.last
    FROM grown g, unnest(%(series)b::text[], %(periods)b::text[], %(numbers)b::bigint[])
        AS n (series, period, last)
    ON CONFLICT (office, log, series, period) DO UPDATE SET last = excluded.last
)"""
WITHOUT_NUMBERS = STATEMENT.replace("{counted}", "")
WITH_NUMBERS = STATEMENT.replace("{counted}", COUNTED)
TOLERANCE = timedelta(seconds=2)
NO_COMMAND = ("", b"", 0)


class Batch:
    """Several submissions hashed upon one head: the statement's parameters and the head after it."""

    def __init__(self, office: str, log: str, head: Head, clock: datetime) -> None:
        self.office = office
        self.log = log
        self.before = head
        self.clock = clock
        self.last = head.recorded_at
        self.counters = dict(head.counters)
        self.events: list[Prepared] = []
        self.times: list[bytes] = []
        self.stamps: list[bytes] = []
        self.leaves: list[bytes] = []
        self.commands: list[tuple[str, bytes, int]] = []
        self.firsts: list[int] = []
        self.skew: float | None = None

    def add(self, submission: Submission, skew: float = 0.0) -> None:
        """Stamps and hashes the submission's events behind those already added."""
        moment = self._moment(submission)
        self._expect(submission.events)
        first = self.before.size + len(self.events) + 1
        self._stamp(submission.events, moment)
        if submission.command is not None:
            key, digest = submission.command.key, submission.command.digest
            self.commands[first - self.before.size - 1] = (key, digest, len(submission.events))
        self.last = moment
        self.firsts.append(first)
        if submission.accepts_clock:
            self.skew = skew

    def _moment(self, submission: Submission) -> datetime:
        """The time to record: never before the last one of the log."""
        last, replayed = self.last, self.before.replayed
        if replayed:
            return self._replayed(submission)
        if last is None or last <= self.clock:
            return self.clock
        behind = last - self.clock > TOLERANCE and last != self.before.accepted_last
        if behind and not submission.accepts_clock:
            raise ClockRefused(_BEHIND.format(clock=self.clock.isoformat(), last=last.isoformat()))
        return last

    def _replayed(self, submission: Submission) -> datetime:
        if submission.at is None:
            message = f"log {self.office}/{self.log} is replayed: every command must say when it was recorded"
            raise RecordedBackwards(message)
        if self.last is not None and submission.at < self.last:
            message = f"{submission.at.isoformat()} is before the last time of the log, {self.last.isoformat()}"
            raise RecordedBackwards(message)
        return submission.at

    def _stamp(self, events: Sequence[Prepared], moment: datetime) -> None:
        recorded_at, time = leaf.instant(moment), arrays.time(moment)
        for event in events:
            self.events.append(event)
            stamp = leaf.stamp(self.before.size + len(self.events), recorded_at, self._number(event))
            record = leaf.record(event.opening, recorded_at, leaf.payload_hash(event.payload, stamp), event.mac)
            self.times.append(time)
            self.stamps.append(stamp)
            self.leaves.append(merkle.leaf_hash(record))
            self.commands.append(NO_COMMAND)

    def _expect(self, events: Sequence[Prepared]) -> None:
        """Raises NumberTaken where a number that is printed already is not the next one. Nothing is counted yet."""
        ahead: dict[tuple[str, str], int] = {}
        for asked in (event.number for event in events if event.number is not None):
            key = (asked.series, asked.period)
            ahead[key] = ahead.get(key, self.counters.get(key, 0)) + 1
            if asked.ordinal not in (0, ahead[key]):
                message = (
                    f"number {asked.ordinal} of {asked.series} {asked.period} is not the next, {ahead[key]} (文号已用)"
                )
                raise NumberTaken(message)

    def _number(self, event: Prepared) -> str:
        asked = event.number
        if asked is None:
            return ""
        number = self.counters.get((asked.series, asked.period), 0) + 1
        self.counters[asked.series, asked.period] = number
        return asked.pattern.format(office=self.office, year=asked.period, number=number)

    def after(self) -> Head:
        """The head once this batch is in."""
        size = self.before.size
        return Head(
            size + len(self.leaves),
            merkle.appended(size, self.before.edge, self.leaves),
            self.last,
            self.before.replayed,
            self.last if self.skew is not None else self.before.accepted_last,
            self.skew if self.skew is not None else self.before.accepted_skew,
            self.counters,
        )

    def statement(self, after: Head) -> tuple[str, dict[str, Any]]:
        """The statement that appends this batch, and its parameters."""
        numbers = self._series_columns()
        text = WITH_NUMBERS if numbers else WITHOUT_NUMBERS
        return tables.over(text, self.office, self.log), self._parameters(after) | numbers

    def _parameters(self, after: Head) -> dict[str, Any]:
        return {
            "office": self.office,
            "log": self.log,
            "size": self.before.size,
            "edge": merkle.packed(after.edge),
            "last": self.last,
            "clock": self.clock,
            "tolerance": TOLERANCE.total_seconds(),
            "accepted_last": self.last if self.skew is not None else None,
            "accepted_skew": self.skew,
            **self._event_columns(),
            **self._command_columns(),
        }

    def _event_columns(self) -> dict[str, arrays.Array]:
        streams, versions, topics, contents, macs = zip(*[event.columns for event in self.events], strict=True)
        return {
            "streams": arrays.UuidArray(streams),
            "versions": arrays.Int4Array(versions),
            "topics": arrays.TextArray(topics),
            "times": arrays.TimeArray(self.times),
            "contents": arrays.ByteaArray(contents),
            "stamps": arrays.ByteaArray([arrays.octets(stamp) for stamp in self.stamps]),
            "macs": arrays.ByteaArray(macs),
            "leaves": arrays.ByteaArray([arrays.octets(leaf_) for leaf_ in self.leaves]),
        }

    def _command_columns(self) -> dict[str, arrays.Array]:
        return {
            "commands": arrays.TextArray([arrays.text(key) for key, _, _ in self.commands]),
            "requests": arrays.ByteaArray([arrays.octets(digest) for _, digest, _ in self.commands]),
            "counts": arrays.Int4Array([arrays.int4(count) for _, _, count in self.commands]),
        }

    def _series_columns(self) -> dict[str, arrays.Array]:
        if self.counters == self.before.counters:
            return {}
        changed = [(key, last) for key, last in self.counters.items() if self.before.counters.get(key) != last]
        return {
            "series": arrays.TextArray([arrays.text(series) for (series, _), _ in changed]),
            "periods": arrays.TextArray([arrays.text(period) for (_, period), _ in changed]),
            "numbers": arrays.Int8Array([arrays.int8(last) for _, last in changed]),
        }


_BEHIND = (
    "the clock says {clock}, the last event of this log was recorded at {last}: writing is refused until the "
    "clock is right again or an administrator runs 'zhuoluo clock accept' (时钟早于最后记录时间)"
)
