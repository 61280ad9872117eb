"""One log as an `eventsourcing` Application: save lines, read streams, follow the notification log."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Lock
from typing import Any
from uuid import UUID

from eventsourcing.application import Application
from eventsourcing.persistence import AggregateRecorder, InfrastructureFactory, Mapper, StoredEvent
from eventsourcing.utils import Environment
from psycopg_pool import ConnectionPool

from service.instance_keys import InstanceKeys
from service.keys import KeyFolder
from service.ledger import head as heads
from service.ledger import settling
from service.ledger.barred import Barred
from service.ledger.connections import Connections
from service.ledger.entry import Line, Via, stream_of
from service.ledger.leaf import Authenticator
from service.ledger.mapper import LineMapper
from service.ledger.recorder import LedgerRecorder, StampedEvent
from service.ledger.sealing import Sealer
from service.ledger.submission import CommandKey, LedgerError, Written
from service.ledger.writer import LogWriter

MATTERS = "matters"


def now() -> datetime:
    return datetime.now(UTC)


class Factory(InfrastructureFactory[Any]):
    """Hands the library the recorder of one log; the library never opens a database by itself."""

    def __init__(self, env: Environment, recorder: LedgerRecorder) -> None:
        super().__init__(env)
        self._recorder = recorder

    def application_recorder(self) -> LedgerRecorder:
        return self._recorder

    def aggregate_recorder(self, purpose: str = "events") -> AggregateRecorder:
        raise self._none(purpose)

    def tracking_recorder(self, tracking_recorder_class: Any = None) -> Any:
        raise self._none(tracking_recorder_class)

    def process_recorder(self) -> Any:
        raise self._none("process events")

    def _none(self, what: object) -> LookupError:
        message = f"a log has no separate recorder for {what}: it is one log, read models keep their own position"
        return LookupError(message)


class Log(Application[UUID]):
    """The log `log` of an office. Lines go in as the domain decided them and come out stamped."""

    def __init__(self, recorder: LedgerRecorder, sealer: Sealer) -> None:
        self._made = recorder
        self.sealer = sealer
        super().__init__()

    def construct_factory(self, env: Environment) -> InfrastructureFactory[Any]:
        return Factory(env, self._made)

    def construct_mapper(self) -> Mapper[UUID]:
        return LineMapper(self.sealer)

    def write(
        self,
        lines: Sequence[Line],
        via: Via,
        *,
        at: datetime | None = None,
        accepts_clock: bool = False,
        queued: Callable[[], None] | None = None,
    ) -> Written:
        """Appends the lines of one command, all or none, and says where. `at`: the time of a replayed log.

        `queued` is called when its place among the others is certain: what comes later comes behind it.
        Raises LedgerError (submission.py): Conflict, KeyReused, ClockRefused, Unavailable, OutcomeUnknown.
        """
        stored, key = self._stored(lines, via)
        return self._made.append(stored, command=key, at=at, accepts_clock=accepts_clock, queued=queued)

    def write_all(self, commands: Sequence[tuple[Sequence[Line], Via]]) -> list[Written | LedgerError]:
        """Appends the lines of several commands in their order, each all or none: where they stand, or why not.

        As many of them as fit are committed together, so that each costs a fraction of one alone.
        """
        self.sealer.prepare((line, stream_of(line)) for lines, _ in commands for line in lines)
        return self._made.append_all([self._stored(lines, via) for lines, via in commands])

    def _stored(self, lines: Sequence[Line], via: Via) -> tuple[list[StoredEvent], CommandKey | None]:
        mapper = self._line_mapper
        stored = [mapper.to_stored_event(mapper.entry(line, via)) for line in lines]
        return stored, CommandKey(via.key, via.request) if via.key else None

    @contextmanager
    def writing_by(self, key: bytes) -> Iterator[None]:
        """What this process writes into the log meanwhile is written with another key of the instance."""
        before = self._made.authenticate_by(Authenticator(key))
        try:
            yield
        finally:
            self._made.authenticate_by(before)

    def stream(self, stream: UUID, *, up_to: int | None = None) -> list[Line]:
        """The lines of a stream in order; with `up_to` only those at or before that position."""
        lines = [self._line(event) for event in self._made.select_events(stream)]
        return lines if up_to is None else [line for line in lines if line.position <= up_to]

    def streams(self, streams: Sequence[UUID]) -> dict[UUID, list[Line]]:
        """The lines of several streams, each in order; a stream without lines is not there."""
        found: dict[UUID, list[Line]] = {}
        for event in self._made.select_streams(streams):
            line = self._line(event)
            found.setdefault(stream_of(line), []).append(line)
        return found

    def newer(self, stream: UUID, version: int) -> list[Line]:
        """The lines of a stream behind `version`, in order."""
        return [self._line(event) for event in self._made.select_events(stream, gt=version)]

    def last_version(self, stream: UUID) -> int:
        """The version of the last line of a stream; 0 when it has none."""
        found = self._made.select_events(stream, desc=True, limit=1)
        return found[0].originator_version if found else 0

    def at(self, positions: Sequence[int]) -> list[Line]:
        """The lines at these positions, in order."""
        return [self._line(event) for event in self._made.select_positions(positions)]

    def lines(self, first: int, events: int) -> list[Line]:
        """The lines at `events` positions from `first` on."""
        found = self._made.select_notifications(first, events, first + events - 1)
        return [self._line(event) for event in found]

    def of_topics(self, topics: Sequence[str], up_to: int, page: int) -> Iterator[Line]:
        """The lines of these topics at or before a position, in order, read a page at a time."""
        after = 0
        while True:
            found = self._made.select_notifications(after, page, up_to, topics, inclusive_of_start=False)
            yield from (self._line(event) for event in found)
            if len(found) < page:
                return
            after = found[-1].id

    def leaves(self, first: int, events: int) -> list[bytes]:
        """The leaf hashes at these positions."""
        found = self._made.select_notifications(first, events, first + events - 1)
        return [event.leaf for event in found if isinstance(event, StampedEvent)]

    def _line(self, event: Any) -> Line:
        line: Line = self._line_mapper.to_domain_event(event).line
        return line

    @property
    def _line_mapper(self) -> LineMapper:
        assert isinstance(self.mapper, LineMapper)  # noqa: S101 - construct_mapper made it
        return self.mapper


class Ledger:
    """All logs of one database, over one reading pool and one small set of writing connections."""

    def __init__(
        self,
        conninfo: str,
        pool: ConnectionPool[Any],
        keys: KeyFolder,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self._pool = pool
        self._keys = keys
        self._clock = clock
        self._instance_keys = InstanceKeys(keys)
        self._authenticator = Authenticator(self._instance_keys.key_of(self._instance_keys.mac))
        self._instance_keys.hold()
        self._connections = Connections(conninfo)
        self._making = Lock()
        self._logs: dict[tuple[str, str], Log] = {}
        self._writers: dict[tuple[str, str], LogWriter] = {}

    @property
    def connections(self) -> Connections:
        """Those that may append: whoever else writes evidence beside the events borrows one."""
        return self._connections

    def create(self, office: str, log: str = MATTERS, *, replayed: bool = False) -> Log:
        """The log, with its head row made when it is new."""
        with self._connections.borrow() as connection:
            heads.create(connection, office, log, replayed=replayed)
        self.writer(office, log).forget()
        return self.log(office, log)

    def log(self, office: str, log: str = MATTERS) -> Log:
        """The log as an application; the same object for every caller of this process."""
        with self._making:
            if (office, log) not in self._logs:
                writer = LogWriter(self._connections, office, log, self._clock)
                recorder = LedgerRecorder(self._pool, writer, self._authenticator, office, log)
                self._writers[office, log] = writer
                self._logs[office, log] = Log(recorder, Sealer(self._keys, office, self._barred(office, log)))
            return self._logs[office, log]

    def _barred(self, office: str, log: str) -> Barred:
        """The erased and restricted subjects of the office, which stand in its log of matters."""
        known = self._logs.get((office, MATTERS))
        found = known.sealer.barred if known and log != MATTERS else None
        return found or Barred(self._pool, office)

    def writer(self, office: str, log: str = MATTERS) -> LogWriter:
        """The writer of that log: its growth is what the projector of this process listens to."""
        self.log(office, log)
        return self._writers[office, log]

    def head(self, office: str, log: str = MATTERS) -> heads.Head:
        """The head as stored. Raises UnknownLog."""
        with self._pool.connection() as connection:
            return heads.read(connection, office, log)

    def offices(self) -> list[str]:
        """The ids of the offices that have a log of matters, in order."""
        with self._pool.connection() as connection:
            return [office for office, log in heads.logs(connection) if log == MATTERS]

    def answered(self, office: str, key: str, request: bytes) -> Written | None:
        """Where the events of a command key stand; None when it is new. Raises KeyReused."""
        with self._pool.connection() as connection:
            return settling.answered(connection, office, CommandKey(key, request))

    def close(self) -> None:
        for log in self._logs.values():
            log.close()
        self._connections.close()
        self._instance_keys.let_go()
