"""Callers take turns at committing: nobody who waits is forgotten when another is interrupted."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import LiteralString
from uuid import uuid4

import psycopg
import pytest

from service.database import Database
from service.ledger import writer as writing
from service.ledger.application import Ledger, Log
from service.ledger.submission import Written
from tests.service.ledger.conftest import OFFICE, commented, via

MAIN = pytest.mark.skipif(
    threading.current_thread() is not threading.main_thread(), reason="only the main thread is interrupted"
)


@pytest.fixture(autouse=True)
def _interruptible() -> Iterator[None]:
    """A run in the background of a shell ignores Ctrl-C, and so would the tests here: they wait for it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def until(condition: Callable[[], bool]) -> None:
    end = monotonic() + 30
    while not condition():
        assert monotonic() < end, "the condition never became true"


def write(log: Log) -> Written:
    return log.write([commented(uuid4(), 1)], via())


def interrupt(waiting: Callable[[], bool]) -> None:
    """Ctrl-C for the main thread, as soon as `waiting`."""
    until(waiting)
    main = threading.main_thread().ident
    assert main is not None
    signal.pthread_kill(main, signal.SIGINT)


WAITING = """
SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


ROW = "SELECT 1 FROM ledger.head FOR UPDATE"
TABLE = "LOCK TABLE ledger.head IN EXCLUSIVE MODE"
"""Waits in line: who writes later waits behind it, while a row goes to whoever finds its newest version first."""


class Crossing:
    """The head held from outside, twice: the first caller waits for it, and so will the next batch."""

    def __init__(self, ledger: Ledger, log: Log, database: Database, threads: ThreadPoolExecutor) -> None:
        self.log, self.threads = log, threads
        self.writer = ledger.writer(OFFICE)
        self._holders = [psycopg.connect(database.conninfo) for _ in range(2)]
        self._watcher = psycopg.connect(database.conninfo, autocommit=True)
        self._hold(0, ROW)
        self.callers = [threads.submit(write, log)]
        self._until_waiting(1)
        self._second = threads.submit(self._hold, 1, TABLE)
        self._until_waiting(2)

    def _hold(self, holder: int, how: LiteralString) -> None:
        self._holders[holder].execute(how)

    def _until_waiting(self, sessions: int) -> None:
        until(lambda: self._watcher.execute(WAITING).fetchone() == (sessions,))

    def queue(self, callers: int) -> None:
        """So many more callers wait for their turn."""
        wanted = len(self.writer._waiting) + callers
        self.callers += [self.threads.submit(write, self.log) for _ in range(callers)]
        until(lambda: len(self.writer._waiting) == wanted)

    def let_the_first_through(self) -> None:
        """The first caller is done, the batch behind it is under way and held up."""
        self._holders[0].rollback()
        self._second.result(30)
        self._until_waiting(1)

    def let_all_through(self) -> None:
        self._holders[1].rollback()
        for connection in (*self._holders, self._watcher):
            connection.close()

    def positions(self) -> list[int]:
        return sorted(caller.result(30).first for caller in self.callers)


@MAIN
def test_an_interrupted_caller_leaves_the_queue_and_the_others_are_served(
    ledger: Ledger, log: Log, database: Database
) -> None:
    with ThreadPoolExecutor(8) as threads:
        crossing = Crossing(ledger, log, database, threads)
        crossing.queue(2)
        threads.submit(interrupt, lambda: len(crossing.writer._waiting) == 3)
        with pytest.raises(KeyboardInterrupt):
            write(log)
        crossing.queue(2)
        crossing.let_the_first_through()
        crossing.let_all_through()
        assert crossing.positions() == [1, 2, 3, 4, 5], "the interrupted caller wrote nothing"
    assert write(log).first == 6


@MAIN
def test_a_caller_interrupted_while_its_command_is_committed_passes_the_turn_on(
    ledger: Ledger, log: Log, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its command is in the batch, and it is for it to wake the caller behind: it waits for its turn first."""
    shielded = threading.Event()
    acquire = writing._acquire_for_certain

    def observed(turn: threading.Lock) -> None:
        shielded.set()
        acquire(turn)

    monkeypatch.setattr(writing, "_acquire_for_certain", observed)
    with ThreadPoolExecutor(8) as threads:
        crossing = Crossing(ledger, log, database, threads)
        crossing.queue(1)

        def meddle() -> None:
            until(lambda: len(crossing.writer._waiting) == 2)
            crossing.queue(1)
            crossing.let_the_first_through()
            interrupt(lambda: not crossing.writer._waiting)
            assert shielded.wait(30)
            crossing.let_all_through()

        meddling = threads.submit(meddle)
        with pytest.raises(KeyboardInterrupt):
            write(log)
        meddling.result(30)
        assert crossing.positions() == [1, 2, 4], "the interrupted caller's command went in at position 3"
    assert write(log).first == 5
