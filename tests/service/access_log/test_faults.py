"""Reads on record while the database is away, cannot be written to, or the year changes under several processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain.office import OfficeCreated
from service.access_log.recording import Recorded
from service.api.handlers import KINDS
from service.database import open_database
from service.ledger import writer
from service.ledger.submission import Unavailable
from service.runtime import Instance, assembled
from service.settings import Settings
from tests.service.access_log import reading_process
from tests.service.access_log.conftest import BY, OFFICE, VIA, Archive, told
from tests.service.access_log.test_years import EVE, NEW, OLD
from tests.service.processes import children, until

MANY = 20


@pytest.mark.faults
def test_a_database_that_is_stopped_lets_nothing_be_read_and_goes_on_when_it_is_back(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed outright: every session is gone, and no new one to be had. Control: recorded before and afterwards."""
    monkeypatch.setattr(writer, "PATIENCE", 1.0)
    settings = Settings(home)
    with open_database(settings) as database, assembled(settings, database) as instance:
        made = OfficeCreated(id=OFFICE, name="信访办", time_zone="Asia/Shanghai")
        instance.offices.create(made, "S1", BY, datetime.now(UTC), VIA)
        before = instance.reads.record(OFFICE, told())
        with stopped(home), pytest.raises(Unavailable):
            instance.reads.record(OFFICE, told())
        done: list[Recorded] = []
        assert until(lambda: bool(done) or recorded(instance, done), 60)
        assert (before.position, instance.ledger.head(OFFICE, before.log).size) == (2, 3)
    assert KINDS[Unavailable].status == 503


def recorded(instance: Instance, done: list[Recorded]) -> bool:
    with suppress(Unavailable):
        done.append(instance.reads.record(OFFICE, told()))
    return bool(done)


@contextmanager
def stopped(home: Path) -> Iterator[None]:
    """The server is ended at once, and kept from being started again meanwhile."""
    data = home / "postgres" / "data"
    postmaster = int((data / "postmaster.pid").read_bytes().split(b"\n", 1)[0])
    os.kill(postmaster, signal.SIGSTOP)  # so that it cannot see its sessions die
    for pid in [*children(postmaster), postmaster]:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    away = data.with_name("data-away")
    data.rename(away)
    try:
        yield
    finally:
        away.rename(data)


@pytest.mark.faults
def test_two_processes_change_over_at_new_year_and_no_read_is_lost(archive: Archive) -> None:
    """Both stand in the old year; both see midnight at once. Control: the reads before midnight are in the old log."""
    home, conninfo = str(archive.instance.settings.home), archive.database.conninfo
    moments = [each.isoformat() for each in (EVE, EVE + timedelta(seconds=1))]
    with ExitStack() as stack:
        processes = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, reading_process.__file__, conninfo, home, OFFICE, who, *moments, str(MANY)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            for who in ("李文", "王芳")
        ]
        for process in processes:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        assert archive.size(OLD) == 2 * MANY + 1
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("on\n")
            process.stdin.flush()
        done = [line.split() for process in processes for line in (process.stdout or ())]
    assert {log for log, _ in done} == {NEW}
    assert sorted(int(position) for _, position in done) == list(range(2, 2 * MANY + 2))
    assert archive.size(OLD) == 2 * MANY + 1
    archive.instance.checkpoints.current(OFFICE, NEW)
    assert archive.verified(OLD).sound
    assert archive.verified(NEW).sound
