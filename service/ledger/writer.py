"""Commits what waits for one log: one statement a batch, and the right answer to every command in it.

The caller that finds nobody committing commits itself, and with it everything that has queued up meanwhile;
then the next waiting caller takes over. No thread stands between a caller and its commit, and none is needed
for an idle log.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime
from threading import Lock
from time import monotonic, sleep
from typing import Any, NamedTuple

import psycopg
from psycopg import Connection, errors

from service.ledger import head as heads
from service.ledger import settling
from service.ledger.batch import TOLERANCE, Batch
from service.ledger.connections import Committing, Connections
from service.ledger.growth import Growth
from service.ledger.head import Head
from service.ledger.submission import (
    ClockRefused,
    LedgerError,
    LogClosed,
    NumberTaken,
    OutcomeUnknown,
    Submission,
    Unavailable,
    Written,
)

BATCH_EVENTS = 1000
BATCH_BYTES = 8 * 1024 * 1024
PATIENCE = 20.0
"""Seconds for which a batch is tried again while the database does not answer."""

OPEN = "log_is_open"
"""The condition that a closed log does not meet (migration 0070)."""
SKEW = "SELECT extract(epoch FROM clock_timestamp() - %s::timestamptz)::float8"


class Appended(NamedTuple):
    """What one statement appended: the head after it, whose events, and where those of each begin."""

    after: Head
    submissions: list[Submission]
    firsts: list[int]


class LogWriter:
    """The one place of this process that appends to log (office, log); other processes have their own."""

    def __init__(self, connections: Connections, office: str, log: str, clock: Callable[[], datetime]) -> None:
        self._connections = connections
        self._office = office
        self._log = log
        self._clock = clock
        self._waiting: deque[Submission] = deque()
        self._guard = Lock()
        self._committing = False
        self._head: Head | None = None
        self._shared = False
        self.grown = Growth()
        self.batches = 0

    def write(self, submission: Submission) -> Written:
        """Queues the submission and returns where it stands once it is committed. Raises LedgerError."""
        mine = self._queue([submission])
        if submission.queued is not None:
            submission.queued()
        self._see_through(submission, leads=mine)
        return submission.outcome()

    def write_all(self, submissions: Sequence[Submission]) -> None:
        """Queues them one behind the other and returns once each is settled: written, or with its failure.

        Each is a command of its own; as many as fit are committed together.
        """
        mine = bool(submissions) and self._queue(submissions)
        for place, submission in enumerate(submissions):
            try:
                self._see_through(submission, leads=mine and place == 0)
            except BaseException:
                for left in submissions[place + 1 :]:
                    self._give_up(left)
                raise

    def _queue(self, submissions: Sequence[Submission]) -> bool:
        """Whether the first of them is to lead, because nobody else does."""
        with self._guard:
            self._waiting.extend(submissions)
            mine = not self._committing
            self._committing = True
        return mine

    def _see_through(self, submission: Submission, *, leads: bool) -> None:
        if not leads:
            self._await_turn(submission)
        if not submission.settled:
            self._lead(submission)

    def forget(self) -> None:
        """Reads the head anew before the next batch: it was made, or made anew, by somebody else."""
        self._head = None

    def _await_turn(self, submission: Submission) -> None:
        """Until it is settled or is to lead. A caller that is interrupted leaves no gap in the queue."""
        try:
            submission.turn.acquire()
        except BaseException:
            self._leave(submission)
            raise
        finally:
            if submission.settled:
                self._wake(submission.after)

    def _leave(self, submission: Submission) -> None:
        if not self._withdrawn(submission):
            _acquire_for_certain(submission.turn)
        if submission.leads:
            self._hand_over()

    def _give_up(self, submission: Submission) -> None:
        """Its caller was interrupted before its turn: it leaves the queue, or passes its turn on."""
        self._leave(submission)
        if submission.settled:
            self._wake(submission.after)

    def _withdrawn(self, submission: Submission) -> bool:
        """Takes it out of the queue; False when somebody has it in hand already and will give it its turn."""
        with self._guard:
            if submission in self._waiting:
                self._waiting.remove(submission)
                return not submission.leads
            return False

    def _lead(self, own: Submission) -> None:
        """Commits what waits, the own command first, then sees to it that somebody leads the next batch."""
        batch: list[Submission] = []
        try:
            batch = self._next_batch()
            self._settle(batch)
        finally:
            others: Submission | None = None
            for submission in reversed(batch):
                if submission is not own:
                    submission.after, others = others, submission
            self._wake(others)

    def _wake(self, done: Submission | None) -> None:
        """Wakes the next caller whose command is done; behind the last of them the first that waits leads.

        Each wakes the one after it: the interpreter runs one thread at a time, so more of them awake would
        only stand in its way. And the next batch begins when all callers of this one have their answer, and
        so time to come back with the next command: what a batch costs is shared by all of them.
        """
        if done is None:
            self._hand_over()
        else:
            done.turn.release()

    def _hand_over(self) -> None:
        with self._guard:
            if not self._waiting:
                self._committing = False
                return
            heir = self._waiting[0]
            heir.leads = True
        heir.turn.release()

    def _next_batch(self) -> list[Submission]:
        """The longest run of waiting submissions that fit together: no key and no stream version twice."""
        taken: list[Submission] = []
        left: list[Submission] = []
        seen: set[object] = set()
        room, size = BATCH_EVENTS, 0
        with self._guard:
            while self._waiting and (room > 0 or not taken) and size < BATCH_BYTES:
                submission = self._waiting.popleft()
                if seen.isdisjoint(submission.claims) and not (taken and submission.accepts_clock):
                    taken.append(submission)
                    room -= len(submission.events)
                    size += sum(event.size for event in submission.events)
                else:
                    left.append(submission)
                seen.update(submission.claims)
            self._waiting.extendleft(reversed(left))
        return taken

    def _settle(self, batch: Sequence[Submission]) -> None:
        """Settles every submission of the batch, whatever happens: a caller must never wait for ever."""
        error: Exception = InterruptedError("the committing thread was interrupted")
        try:
            self._commit(batch)
        except Exception as raised:  # noqa: BLE001 - whatever it is, it is each caller's answer
            error = raised
        finally:
            for submission in batch:
                if not submission.settled:
                    submission.failure = _failure(error, submission)

    def _commit(self, batch: Sequence[Submission]) -> None:
        give_up = monotonic() + PATIENCE
        pause = 0.01
        while pending := [s for s in batch if not s.settled]:
            try:
                with self._connections.borrow() as connection:
                    self._attempt(connection, pending)
            except (psycopg.OperationalError, psycopg.InterfaceError) as error:
                self._head, self._shared = None, False
                _lost(pending, error)
                if not _worth_waiting(error) or monotonic() > give_up:
                    raise
                sleep(pause)
                pause = min(pause * 2, 0.5)

    def _attempt(self, connection: Committing, pending: list[Submission]) -> None:
        """One try. While other processes write to this log too, it locks the head first, and so waits in line."""
        if any(submission.uncertain for submission in pending):
            settling.read_back(connection, self._office, self._log, pending)
            pending = [s for s in pending if not s.settled]
            if not pending:
                return
        append = self._append_locked if self._shared else self._append
        try:
            appended = append(connection, pending)
            connection.watch.check()
        except errors.UniqueViolation:
            self._after_violation(connection, pending)
        except (
            psycopg.DataError,
            psycopg.IntegrityError,
            psycopg.ProgrammingError,
            psycopg.NotSupportedError,
        ) as e:
            self._in_halves(pending, e)
        else:
            self._acknowledge(appended)

    def _append_locked(self, connection: Connection[Any], pending: list[Submission]) -> Appended | None:
        """As `_append`; once nobody else has moved the head between two batches, it is not locked any more."""
        before = self._head
        with connection.transaction():
            self._head = heads.read(connection, self._office, self._log, lock=True)
            self._shared = before is None or before.size != self._head.size
            return self._append(connection, pending)

    def _append(self, connection: Connection[Any], pending: list[Submission]) -> Appended | None:
        """Sends the batch; what it appended is true only once the transaction around it is committed."""
        if self._head is None:
            self._head = heads.read(connection, self._office, self._log)
        batch, included = self._hashed(connection, self._head, pending)
        if not included:
            return None
        after = batch.after()
        for submission in included:
            submission.uncertain = True
        row = connection.execute(*batch.statement(after), prepare=True).fetchone()
        if row is not None and row[0]:
            return Appended(after, included, batch.firsts)
        for submission in included:
            submission.uncertain = False
        self._refused_by_head(connection, batch, included)
        return None

    def _acknowledge(self, appended: Appended | None) -> None:
        """To be called behind the commit, never before: from here on the callers are told."""
        if appended is None:
            return
        self._head = appended.after
        self.batches += 1
        self.grown.announce()
        for submission, first in zip(appended.submissions, appended.firsts, strict=True):
            submission.uncertain = False
            submission.result = Written(self._log, first, len(submission.events))

    def _hashed(
        self, connection: Connection[Any], head: Head, pending: list[Submission]
    ) -> tuple[Batch, list[Submission]]:
        """The batch upon `head`, and who is in it; who may not be written now is settled with the reason."""
        batch = Batch(self._office, self._log, head, self._clock())
        included = []
        for submission in pending:
            skew = skew_of(connection, batch.clock) if submission.accepts_clock else 0.0
            try:
                batch.add(submission, skew)
            except NumberTaken as taken:
                self._taken(connection, head, submission, taken)
            except LedgerError as refusal:
                submission.failure = refusal
            else:
                included.append(submission)
        return batch, included

    def _taken(self, connection: Connection[Any], head: Head, submission: Submission, taken: NumberTaken) -> None:
        """Told so upon the newest head only: upon one that others have moved meanwhile, it goes again."""
        if heads.read(connection, self._office, self._log).size == head.size:
            submission.failure = taken
        else:
            self._head, self._shared = None, True

    def _refused_by_head(self, connection: Connection[Any], batch: Batch, included: list[Submission]) -> None:
        """Nothing was written: somebody else was faster, or this clock is off the database's."""
        head = heads.read(connection, self._office, self._log)
        if head.size != batch.before.size:
            self._head, self._shared = None, True
            return
        skew = skew_of(connection, self._clock()) - head.accepted_skew
        if abs(skew) > TOLERANCE.total_seconds():
            for submission in included:
                submission.failure = ClockRefused(_OFF.format(seconds=skew))

    def _after_violation(self, connection: Connection[Any], pending: list[Submission]) -> None:
        """Some command key or stream version exists: those get their answer, the rest goes again."""
        self._head = None
        for submission in pending:
            submission.uncertain = False
        settling.read_back(connection, self._office, self._log, pending)
        if not any(submission.settled for submission in pending):
            for submission in pending:
                submission.failure = LedgerError(_DAMAGED.format(office=self._office, log=self._log))

    def _in_halves(self, pending: list[Submission], error: psycopg.Error) -> None:
        """One of them cannot be stored: found by halving, so that the others go in."""
        self._head = None
        if len(pending) == 1:
            pending[0].failure = _refused(error)
            return
        middle = len(pending) // 2
        self._commit(pending[:middle])
        self._commit(pending[middle:])


def _acquire_for_certain(turn: Lock) -> None:
    """Waits whatever comes: for a turn that is on its way, within the patience of a batch."""
    while True:
        try:
            turn.acquire()
        except BaseException:  # noqa: BLE001, S112 - the first interrupt is raised once the turn is passed on
            continue
        return


def skew_of(connection: Connection[Any], clock: datetime) -> float:
    """Seconds by which the database's clock is ahead of `clock`."""
    row = connection.execute(SKEW, (clock,)).fetchone()
    assert row is not None  # noqa: S101 - a SELECT without FROM has a row
    return float(row[0])


def _lost(pending: Sequence[Submission], error: psycopg.Error) -> None:
    """Marks what was under way; an error that the server itself sent (disk full) says: not written.

    Class 57 is no such answer: a session that is terminated may have committed before.
    """
    answered = error.sqlstate is not None and not error.sqlstate.startswith(("57", "08"))
    for submission in pending:
        submission.uncertain = submission.uncertain and not answered
        submission.lost = submission.lost or submission.uncertain


def _worth_waiting(error: psycopg.Error) -> bool:
    """A connection that broke or a server that starts; not one that says its disk is full."""
    return not isinstance(error, errors.DiskFull | errors.ConfigurationLimitExceeded)


def _failure(error: Exception, submission: Submission) -> LedgerError:
    if submission.uncertain:
        return OutcomeUnknown(f"the connection was lost while writing; repeat with the same key: {error}")
    if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError | errors.ReadOnlySqlTransaction):
        return Unavailable(f"the database does not answer: {error}")
    if isinstance(error, LedgerError):
        return error
    return LedgerError(f"{type(error).__name__}: {error}")


def _refused(error: psycopg.Error) -> LedgerError:
    """What the database says of one command that it does not take."""
    if error.diag.constraint_name == OPEN:
        return LogClosed(f"{error.diag.message_primary} (日志已关闭)")
    return LedgerError(f"the database refuses this event: {error.diag.message_primary or error}")


_DAMAGED = "the head of log {office}/{log} does not fit its events: run 'zhuoluo verify' (日志头与事件不符)"
_OFF = (
    "this computer's clock and the database's differ by {seconds:.1f} s: writing is refused until they agree "
    "or an administrator runs 'zhuoluo clock accept' (本机时钟与数据库时钟不一致)"
)
