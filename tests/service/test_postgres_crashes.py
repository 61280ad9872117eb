"""No acknowledged row is lost, whatever is killed.

kill -9 takes the processes away, not the operating system: what was handed to the disk's cache stays. That
fsync is on as well, against the loss of power, is checked in test_postgres_sharing.py.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from service.postgres import control, embedded
from service.postgres.cluster import prepare
from service.runtime import Instance, running
from service.settings import Settings
from tests.service.holder import Holder, holder
from tests.service.processes import children, gone, title, until
from tests.service.row_writer import stored, writer

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks for processes in /proc"),
]

ROUNDS = 3
ROWS = 150
RECOVERED = "automatic recovery in progress"


def kill(*pids: int) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def launcher(held: Holder) -> None:
    held.kill()


def postmaster(held: Holder) -> None:
    held.kill()
    kill(held.postmaster)


def everything(held: Holder) -> None:
    """The postmaster is halted first, so that it cannot see its children die."""
    os.kill(held.postmaster, signal.SIGSTOP)
    held.kill()
    kill(*children(held.postmaster), held.postmaster)


def backend(held: Holder) -> None:
    """The server itself then ends all its other processes and recovers."""
    kill(*(pid for pid in children(held.postmaster) if "[local]" in title(pid)))


Blow = Callable[[Holder], None]


@pytest.mark.parametrize("blow", [launcher, postmaster, everything, backend])
def test_no_acknowledged_row_is_lost(home: Path, blow: Blow) -> None:
    """Several rounds on one directory. At most the row in flight each time is stored unacknowledged."""
    for number in range(1, ROUNDS + 1):
        acknowledged, rows = strike(home, blow)
        assert set(acknowledged) <= rows
        assert len(rows) - len(acknowledged) <= number
        assert len(acknowledged) >= number * ROWS
    log = (home / "postgres" / "server.log").read_text(encoding="utf-8", errors="replace")
    assert log.count(RECOVERED) == (0 if blow is launcher else ROUNDS)


def test_the_same_blow_does_lose_rows_when_commits_are_not_waited_for(home: Path) -> None:
    """Control: with synchronous_commit off the harness sees losses, so it would see them above."""
    for _ in range(10):
        acknowledged, rows = strike(home, everything, "off")
        if set(acknowledged) - rows:
            return
        (home / "acknowledged").unlink()
    pytest.skip("ten times, this machine wrote each row out before it could be lost")


def strike(home: Path, blow: Blow, synchronous_commit: str = "on") -> tuple[list[int], set[int]]:
    """Which rows were acknowledged while the blow fell, and which are stored after the next start."""
    with (
        holder(home) as held,
        writer(held.conninfo, home / "acknowledged", synchronous_commit) as busy,
    ):
        busy.wait_for(ROWS)
        blow(held)
        if blow is launcher:
            busy.wait_for(ROWS)
            busy.kill()
        acknowledged = busy.ended()
    with embedded(Settings(home)) as server:
        assert (server.pid == held.postmaster) == (blow in {launcher, backend})
        return acknowledged, stored(server.conninfo("postgres"))


def test_a_killed_postmaster_that_nobody_reaps_does_not_block_the_next_start(home: Path) -> None:
    """In a container whose first process reaps nobody, the dead postmaster stays a zombie."""
    with holder(home, "--reaps-nobody") as held:
        kill(held.postmaster)
        assert until(lambda: gone(held.postmaster))
        assert Path(f"/proc/{held.postmaster}").exists()
        with embedded(Settings(home)) as server, psycopg.connect(server.conninfo("postgres")) as connection:
            connection.execute("SELECT 1")
            assert server.pid != held.postmaster


def test_a_lock_file_with_the_process_id_of_another_program_does_not_block_the_next_start(home: Path) -> None:
    """A restarted container numbers its processes anew: the id in the lock file may be anybody's."""
    lock = home / "postgres" / "data" / "postmaster.pid"
    with holder(home) as held:
        text = lock.read_bytes() if held.postmaster else b""
        account = lock.stat().st_uid if os.geteuid() == 0 else None
        everything(held)
    with subprocess.Popen(["/bin/sleep", "60"], user=account) as other:
        try:
            lock.write_bytes(text.replace(b"%d\n" % held.postmaster, b"%d\n" % other.pid, 1))
            with embedded(Settings(home)) as server:
                assert server.pid not in {held.postmaster, other.pid}
        finally:
            other.kill()


@pytest.mark.slow
def test_a_server_that_hangs_while_shutting_down_is_ended_and_started_anew(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL 18 can hang so for ever; here its checkpointer is halted to bring that about."""
    monkeypatch.setattr(control, "STUCK_SECONDS", 1)
    with holder(home) as held:
        checkpointer = next(pid for pid in children(held.postmaster) if "checkpointer" in title(pid))
        os.kill(checkpointer, signal.SIGSTOP)
        os.kill(held.postmaster, signal.SIGINT)
        with embedded(Settings(home)) as server, psycopg.connect(server.conninfo("postgres")) as connection:
            connection.execute("SELECT 1")
            assert server.pid != held.postmaster


@pytest.mark.slow
def test_a_server_that_does_not_stop_fast_is_stopped_at_once(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(control.STOP_SECONDS, "fast", 1)
    with embedded(Settings(home)) as server:
        pid = server.pid
        assert pid is not None
        checkpointer = next(child for child in children(pid) if "checkpointer" in title(child))
        os.kill(checkpointer, signal.SIGSTOP)
    assert until(lambda: gone(pid))


def test_an_interrupted_initialisation_leaves_nothing_in_the_way(home: Path) -> None:
    with holder(home) as held:
        directory = home / "postgres"
        assert until(lambda: any(directory.glob("data.tmp*/base")))
        held.kill()
    with embedded(Settings(home)) as server:
        assert server.pid is not None
    assert not list(directory.glob("data.tmp*"))


def test_a_service_starts_its_server_again_when_that_was_killed(home: Path) -> None:
    with running(Settings(home)) as instance:
        killed = control.postmaster_pid(prepare(Settings(home)))
        assert killed is not None
        kill(killed, *children(killed))
        assert until(lambda: _answers(instance))
        assert control.postmaster_pid(prepare(Settings(home))) != killed


def test_control_without_somebody_who_looks_after_it_a_killed_server_stays_down(home: Path) -> None:
    with embedded(Settings(home)) as server:
        killed = server.pid
        assert killed is not None
        kill(killed, *children(killed))
        assert until(lambda: not server.answers)
        assert server.pid in (killed, None)


def _answers(instance: Instance) -> bool:
    with suppress(psycopg.OperationalError), instance.pool.connection(timeout=1) as connection:
        return bool(connection.execute("SELECT true").fetchone())
    return False
