"""A standby takes over: what was acknowledged is there, and a commit that did not wait for it is no answer."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from service.database import Database, connection_pool
from service.keys import KeyFolder
from service.ledger.application import MATTERS, Ledger
from service.ledger.replication import NotReplicated, Watch
from service.ledger.submission import Written
from service.postgres import Server
from service.runtime import assembled
from service.settings import Settings
from tests.faults.client import EVENTS, client
from tests.faults.counting import Recording, counted
from tests.faults.standby import FAULTS, Pair, pair, until
from tests.faults.stored import Stored, verified
from tests.faults.test_killed_database import kill_everything
from tests.service.erasure.people import OFFICE as FOUNDED
from tests.service.erasure.people import founded
from tests.service.ledger.conftest import OFFICE, received, via

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks for processes in /proc"),
]
COMMANDS = 100
RECEIVER = "SELECT pid FROM pg_stat_wal_receiver"
WAITS = "SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
CANCEL = "SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"


@contextmanager
def stalled(standby: Server) -> Iterator[None]:
    """Nothing reaches the standby meanwhile."""
    with psycopg.connect(standby.conninfo("postgres")) as connection:
        row = connection.execute(RECEIVER).fetchone()
        assert row is not None
        os.kill(row[0], signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(row[0], signal.SIGCONT)


def test_what_was_acknowledged_outlives_the_first_server_and_clients_go_on_at_the_standby(
    home: Path, record_property: Recording
) -> None:
    with pair(home, synchronous=True) as servers, client(servers.conninfo, home) as busy:
        busy.wait_for(COMMANDS)
        kill_everything(servers.first)
        before = busy.acknowledged()
        servers.promote()
        assert set(before.items()) <= set(Stored(servers.standby.conninfo(FAULTS)).commands().items())
        busy.wait_for(COMMANDS)
        told = busy.finish()
        stored = Stored(servers.standby.conninfo(FAULTS))
        assert stored.commands() == told
        assert (stored.without_gap(), stored.streams_in_order(), stored.half_commands(EVENTS)) == (True, True, [])
        assert verified(servers.standby.conninfo(FAULTS), home / "keys").fault is None
        counted(record_property, 1)


def test_control_a_standby_that_nobody_waits_for_loses_what_was_acknowledged(home: Path) -> None:
    with pair(home, synchronous=False) as servers, client(servers.conninfo, home) as busy:
        busy.wait_for(COMMANDS)
        with stalled(servers.standby):
            busy.wait_for(COMMANDS)
            kill_everything(servers.first)
            told = busy.acknowledged()
        servers.promote()
        assert set(told.items()) - set(Stored(servers.standby.conninfo(FAULTS)).commands().items())


class Writing:
    """A ledger on the first of two servers, and a thread that writes into it."""

    def __init__(self, servers: Pair, ledger: Ledger, thread: ThreadPoolExecutor) -> None:
        self.servers = servers
        self.ledger = ledger
        self._log = ledger.create(OFFICE)
        self._log.write([received(uuid4())], via())
        self._thread = thread

    def begun(self, way: str) -> Future[Written]:
        """A command that waits for the standby."""
        return self.waiting(lambda: self._log.write([received(uuid4())], via(way)))

    def waiting(self, work: Callable[[], Written]) -> Future[Written]:
        done = self._thread.submit(work)
        until(self.servers.first, WAITS)
        return done

    def cancel(self) -> None:
        with psycopg.connect(self.servers.first.conninfo("postgres"), autocommit=True) as connection:
            connection.execute(CANCEL)


@pytest.fixture
def writing(home: Path) -> Iterator[Writing]:
    with pair(home, synchronous=True) as servers, ThreadPoolExecutor(2) as thread:
        conninfo = servers.first.conninfo(FAULTS)
        with connection_pool(Database(conninfo), 2) as pool:
            ledger = Ledger(conninfo, pool, KeyFolder(home / "keys"))
            yield Writing(servers, ledger, thread)
            ledger.close()


def test_a_commit_that_was_kept_from_waiting_is_read_back_once_the_standby_has_it(writing: Writing) -> None:
    with stalled(writing.servers.standby):
        done = writing.begun("the one")
        writing.cancel()
        until(writing.servers.first, WAITS)
        assert not done.done(), "it is asked for again, and that waits"
    assert done.result(60) == Written("matters", 2, 1)
    assert Stored(writing.servers.standby.conninfo(FAULTS)).commands()["the one"] == 2


def test_nobody_is_told_of_it_by_its_key_before_the_standby_has_it(writing: Writing) -> None:
    with stalled(writing.servers.standby):
        done = writing.begun("the one")
        writing.cancel()
        until(writing.servers.first, WAITS)
        asked = writing.waiting(lambda: _answered(writing.ledger, "the one"))
        writing.cancel()
        with pytest.raises(NotReplicated):
            asked.result(60)
    assert done.result(60).first == 2
    assert _answered(writing.ledger, "the one") == Written("matters", 2, 1, repeated=True)


def test_no_head_is_signed_of_what_the_standby_lacks(home: Path) -> None:
    with pair(home, synchronous=True) as servers, ThreadPoolExecutor(1) as thread:
        database = Database(servers.first.conninfo(FAULTS))
        with assembled(Settings(home / "home", origin="xinfang.example"), database) as instance:
            founded(instance)
            with stalled(servers.standby):
                signed = thread.submit(instance.checkpoints.current, FOUNDED, MATTERS)
                until(servers.first, WAITS)
                with psycopg.connect(servers.first.conninfo("postgres"), autocommit=True) as connection:
                    connection.execute(CANCEL)
                with pytest.raises(NotReplicated):
                    signed.result(60)
            assert instance.checkpoints.current(FOUNDED, MATTERS).size > 0


def _answered(ledger: Ledger, key: str) -> Written:
    found = ledger.answered(OFFICE, key, via(key).request)
    assert found is not None
    return found


def test_control_who_does_not_listen_to_the_warning_acknowledges_what_the_standby_lacks(
    writing: Writing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Watch, "check", lambda _: None)
    with stalled(writing.servers.standby):
        done = writing.begun("the one")
        writing.cancel()
        assert done.result(60).first == 2
        assert "the one" not in Stored(writing.servers.standby.conninfo(FAULTS)).commands()
