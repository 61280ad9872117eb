"""kill -9 of the database with all its processes while two clients write on: nothing acknowledged is lost.

The clients live through all rounds: what was under way they read back when the server answers again, so that
in the end exactly what they were told stands in the ledger. (kill -9 leaves the operating system's cache; what fsync
is for, the loss of power, it does not try.)
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
import pytest

from service.migrations import migrate
from service.postgres import Server, embedded
from service.settings import Settings
from tests.faults.client import EVENTS, Client, client
from tests.faults.counting import Recording, counted
from tests.faults.stored import Stored, verified
from tests.service.processes import children

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks for processes in /proc"),
]

ROUNDS = int(os.environ.get("ZHUOLUO_FAULT_ROUNDS", "20"))
COMMANDS = 100
RECOVERED = "automatic recovery in progress"
LAZY = (
    "wal_writer_delay=10s",
    "wal_writer_flush_after=1GB",
    "wal_buffers=64MB",
    "bgwriter_lru_maxpages=0",
    "autovacuum=off",
)
"""Nobody but a commit that waits for the disk writes out the log."""


def kill_everything(server: Server) -> None:
    """The postmaster is halted first, so that it cannot see its children die."""
    postmaster = server.pid
    assert postmaster is not None
    os.kill(postmaster, signal.SIGSTOP)
    for pid in [*children(postmaster), postmaster]:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


@contextmanager
def written_to(home: Path, mode: str, options: Sequence[str] = ()) -> Iterator[tuple[list[Client], str]]:
    """Two clients at work on a fresh database below `home`, and how to connect to that."""
    with embedded(Settings(home), test_options=options) as server:
        conninfo = server.conninfo("faults")
        with psycopg.connect(server.conninfo("postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE faults")
        migrate(conninfo)
        with client(conninfo, home, mode) as one, client(conninfo, home, mode) as two:
            yield [one, two], conninfo


def told(clients: Sequence[Client]) -> dict[str, int]:
    return {key: first for busy in clients for key, first in busy.acknowledged().items()}


def strike(home: Path, clients: Sequence[Client], options: Sequence[str] = ()) -> set[tuple[str, int]]:
    """What had been acknowledged when the blow fell and is not stored after the next start."""
    with embedded(Settings(home), test_options=options) as server:
        for busy in clients:
            busy.wait_for(COMMANDS)
        kill_everything(server)
        acknowledged = told(clients)
    with embedded(Settings(home), test_options=options) as server:
        return set(acknowledged.items()) - set(Stored(server.conninfo("faults")).commands().items())


def test_no_acknowledged_event_is_lost_and_none_is_there_twice(home: Path, record_property: Recording) -> None:
    log = home / "postgres" / "server.log"
    with written_to(home, "careful") as (clients, conninfo):
        for number in range(1, ROUNDS + 1):
            assert strike(home, clients) == set()
            assert log.read_text(encoding="utf-8", errors="replace").count(RECOVERED) == number
        with embedded(Settings(home)):
            acknowledged = clients[0].finish() | clients[1].finish()
            stored = Stored(conninfo)
            assert stored.commands() == acknowledged
            assert len(stored.rows) == EVENTS * len(acknowledged) >= 2 * EVENTS * ROUNDS * COMMANDS
            assert (stored.without_gap(), stored.streams_in_order(), stored.half_commands(EVENTS)) == (True, True, [])
            assert verified(conninfo, home / "keys").fault is None
            counted(record_property, ROUNDS)


def test_the_same_harness_sees_losses_when_commits_are_not_waited_for(home: Path) -> None:
    """The control: synchronous_commit=off, and a server that writes its log out late."""
    with written_to(home, "careless", LAZY) as (clients, _):
        assert strike(home, clients, LAZY) != set()
