"""The library's `ApplicationRecorder` over one log: notification id = position, no gaps.

Content and MAC are made here, in the caller's thread; the writer stamps, hashes and commits. Content bytes
go in and come out, as the library expects; `StampedEvent` also carries what the committer added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from eventsourcing.persistence import (
    ApplicationRecorder,
    IntegrityError,
    Notification,
    OperationalError,
    StoredEvent,
    Subscription,
)
from psycopg_pool import ConnectionPool

from service.ledger import tables
from service.ledger.leaf import Authenticator, Identity
from service.ledger.submission import (
    CommandKey,
    Conflict,
    LedgerError,
    NumberAsked,
    Prepared,
    Submission,
    Unavailable,
    Written,
    prepared,
)
from service.ledger.subscription import PollingSubscription
from service.ledger.writer import LogWriter

COLUMNS = "position, stream, version, topic, content, stamp, recorded_at, leaf"
OF_STREAM = f"""
SELECT {COLUMNS} FROM ledger.event
WHERE office = %s AND log = %s AND stream = %s AND version > %s AND version <= %s ORDER BY version
"""  # noqa: S608 - the columns are a constant
OF_STREAMS = f"""
SELECT {COLUMNS} FROM ledger.event
WHERE office = %s AND log = %s AND stream = ANY(%s) ORDER BY stream, version
"""  # noqa: S608 - the columns are a constant
TAIL = f"""
SELECT {COLUMNS} FROM ledger.event
WHERE office = %s AND log = %s AND position > %s AND position <= %s {{topics}} ORDER BY position LIMIT %s
"""  # noqa: S608 - the columns are a constant
AT = f"""
SELECT {COLUMNS} FROM ledger.event WHERE office = %s AND log = %s AND position = ANY(%s) ORDER BY position
"""  # noqa: S608 - the columns are a constant
SIZE = "SELECT size FROM ledger.head WHERE office = %s AND log = %s"
NO_LIMIT = 2**62
LAST_VERSION = 2**31 - 1


@dataclass(frozen=True, eq=False)
class StampedEvent(Notification):
    """An event read back: the library's five fields, and the committer's stamp, time and leaf hash."""

    stamp: bytes = b""
    recorded_at: datetime | None = None
    leaf: bytes = b""

    def __eq__(self, other: object) -> bool:
        """Equal to any stored event with the same originator, version, topic and state."""
        if not isinstance(other, StoredEvent):
            return NotImplemented
        return _identity(self) == _identity(other)

    def __hash__(self) -> int:
        return hash(_identity(self))


@dataclass(frozen=True)
class ContentEvent(StoredEvent):
    """An event to be written that also asks for a number."""

    number: NumberAsked | None = field(default=None, compare=False)


def _identity(event: StoredEvent) -> tuple[Any, ...]:
    return event.originator_id, event.originator_version, event.topic, event.state


class LedgerRecorder(ApplicationRecorder):
    """One log of one office."""

    def __init__(
        self,
        pool: ConnectionPool[Any],
        writer: LogWriter,
        authenticator: Authenticator,
        office: str,
        log: str,
    ) -> None:
        self.office = office
        self.log = log
        self._pool = pool
        self._writer = writer
        self._authenticator = authenticator

    def authenticate_by(self, authenticator: Authenticator) -> Authenticator:
        """Writes with another key from now on; the one before."""
        before, self._authenticator = self._authenticator, authenticator
        return before

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Appends all of them or none; returns their positions.

        Raises the library's IntegrityError when a version is taken, OperationalError when the database
        cannot be written to, and LedgerError otherwise. Keywords as of `append`; the library adds `tracking`,
        which is None for an application that follows no other.
        """
        if not stored_events:
            return None
        if kwargs.pop("tracking", None) is not None:
            message = "a log keeps no tracking of other logs: read models keep their own position"
            raise LedgerError(message)
        try:
            written = self.append(stored_events, **kwargs)
        except Conflict as conflict:
            raise IntegrityError(str(conflict)) from conflict
        except Unavailable as unavailable:
            raise OperationalError(str(unavailable)) from unavailable
        return list(written.positions)

    def append(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        command: CommandKey | None = None,
        at: datetime | None = None,
        accepts_clock: bool = False,
        queued: Callable[[], None] | None = None,
    ) -> Written:
        """As `insert_events`, with the ledger's own errors and whether the key had been answered before.

        `queued` is called when its place among the others is certain: what comes later comes behind it.
        """
        events = self._all_prepared(stored_events)
        return self._writer.write(Submission(events, command, at, accepts_clock=accepts_clock, queued=queued))

    def append_all(
        self, commands: Sequence[tuple[Sequence[StoredEvent], CommandKey | None]]
    ) -> list[Written | LedgerError]:
        """Appends the events of several commands in their order, each all or none: where they stand, or why not."""
        submissions = [Submission(self._all_prepared(stored), key) for stored, key in commands]
        self._writer.write_all(submissions)
        return [submission.failure or submission.outcome() for submission in submissions]

    def _all_prepared(self, stored_events: Sequence[StoredEvent]) -> list[Prepared]:
        events = [self._prepared(event) for event in stored_events]
        if len({event.place for event in events}) < len(events):
            message = "a command names the same version of a stream twice"
            raise Conflict(message)
        return events

    def _prepared(self, event: StoredEvent) -> Prepared:
        if not isinstance(event.originator_id, UUID):
            message = f"a stream id is a UUID, not {event.originator_id!r}"
            raise LedgerError(message)
        number = event.number if isinstance(event, ContentEvent) else None
        identity = Identity(self.office, self.log, event.originator_id, event.originator_version, event.topic)
        return prepared(self._authenticator, identity, event.state, number)

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """The stream's events with gt < version <= lte, oldest first unless `desc`."""
        low = -1 if gt is None else gt
        high = LAST_VERSION if lte is None else lte
        statement = OF_STREAM + (" DESC" if desc else "") + (" LIMIT %s" if limit is not None else "")
        values = (self.office, self.log, originator_id, low, high)
        return self._events(statement, values if limit is None else (*values, limit))

    def select_streams(self, streams: Sequence[UUID]) -> Sequence[StoredEvent]:
        """All events of these streams, by stream and version."""
        return self._events(OF_STREAMS, (self.office, self.log, list(streams)))

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """At most `limit` events from position `start` to `stop`, both included unless said otherwise."""
        after = 0 if start is None else start - inclusive_of_start
        values: list[object] = [self.office, self.log, after, NO_LIMIT if stop is None else stop]
        if topics:
            values.append(list(topics))
        statement = TAIL.format(topics="AND topic = ANY(%s)" if topics else "")
        return self._events(statement, (*values, limit))

    def select_positions(self, positions: Sequence[int]) -> Sequence[Notification]:
        """The events at these positions, in order."""
        return self._events(AT, (self.office, self.log, list(positions)))

    def _events(self, statement: str, values: Iterable[object]) -> list[StampedEvent]:
        with self._pool.connection() as connection:
            rows = connection.execute(tables.over(statement, self.office, self.log), tuple(values), binary=True)
            return [
                StampedEvent(
                    originator_id=stream,
                    originator_version=version,
                    topic=topic,
                    state=content,
                    id=position,
                    stamp=stamp,
                    recorded_at=recorded_at,
                    leaf=leaf,
                )
                for position, stream, version, topic, content, stamp, recorded_at, leaf in rows
            ]

    def max_notification_id(self) -> int | None:
        """The position of the last event; None while the log is empty."""
        with self._pool.connection() as connection:
            row = connection.execute(SIZE, (self.office, self.log)).fetchone()
        return row[0] or None if row else None

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Subscription[ApplicationRecorder]:
        """Every event after position `gt`, once and in order, for as long as the caller iterates."""
        return PollingSubscription(self, gt, topics, self._writer.grown)
