"""The drill: backed up while writers go on, everything destroyed with kill -9, put back elsewhere, verified.

Nothing that was acknowledged before the backup began is lost; what came behind it is named, position by position. The
control is the same comparison with a petition that is lacking: it fails.
"""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from typing import Self
from uuid import uuid4

import psycopg
import pytest

from domain import commands as c
from domain.values import Details, Person
from service.backups import apart
from service.backups.holding import LOST
from service.backups.outside import Known
from service.backups.restoring import Asked, restore
from service.backups.resuming import resume
from service.backups.taking import take
from service.desk import Request, Step
from service.evidence.examining import examined
from service.ledger.application import MATTERS
from service.projector.following import rebuild
from service.runtime import Instance, running
from service.settings import Settings
from tests.service.erasure.people import CLERK, OFFICE, VIA, founded
from tests.service.processes import children

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks for processes in /proc"),
]

WRITERS, BEFORE, BEHIND = 3, 20, 10
ROWS = "SELECT r.petition::text, r::text FROM register_v4.register r ORDER BY 1, 2"


class Writers:
    """Threads that write letters; `told`: the petitions of those that were acknowledged, in order."""

    def __init__(self, instance: Instance) -> None:
        self._instance, self._stop, self._more = instance, Event(), Event()
        self.told: list[str] = []
        self._threads = [Thread(target=self._work) for _ in range(WRITERS)]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def wait_for(self, more: int) -> None:
        wanted = len(self.told) + more
        while len(self.told) < wanted:
            self._more.wait(60)
            self._more.clear()

    def _work(self) -> None:
        while not self._stop.is_set():
            petition = uuid4()
            details = Details(title="道路积水", petitioner=Person(id=uuid4(), name="王小明"), problem="积水", people=1)
            steps = [Step(command=c.Receive(channel="letter", details=details)), Step(command=c.Register())]
            self._instance.desk.handle(Request(office=OFFICE, petition=petition, steps=steps, actor=CLERK, via=VIA))
            self.told.append(str(petition))
            self._more.set()


@contextmanager
def struck(settings: Settings) -> Iterator[Instance]:
    """An instance whose database is killed with all its processes at the end."""
    with suppress(Exception), running(settings) as instance:
        try:
            yield instance
        finally:
            pid = int((settings.home / "postgres" / "data" / "postmaster.pid").read_text(encoding="ascii").split()[0])
            os.kill(pid, signal.SIGSTOP)
            for each in (*children(pid), pid):
                with suppress(ProcessLookupError):
                    os.kill(each, signal.SIGKILL)


def petitions(connection: psycopg.Connection[tuple[str]]) -> list[str]:
    found = connection.execute("SELECT DISTINCT stream::text FROM ledger.event WHERE topic LIKE 'Received/%'")
    return [stream for (stream,) in found]


def test_what_was_acknowledged_before_the_backup_outlives_the_loss_of_everything(home: Path, tmp_path: Path) -> None:
    first, second = Settings(home / "one", origin="xinfang.example"), Settings(home / "two", origin="xinfang.example")
    before: list[str] = []
    with struck(first) as instance:
        founded(instance)
        with Writers(instance) as writers:
            writers.wait_for(BEFORE)
            before = list(writers.told)
            taken = take(instance, tmp_path / "backups", {})
            writers.wait_for(BEHIND)
        for name in (apart.KEYS, apart.KEK):
            apart.copied(first.home / name, tmp_path / name, taken.manifest.name)
        told = list(writers.told)
        signed = instance.checkpoints.current(OFFICE, MATTERS).size
    shutil.copytree(first.home / "heads", tmp_path / "heads")
    shutil.rmtree(first.home)
    asked = Asked(
        keys=tmp_path / apart.KEYS, kek=tmp_path / apart.KEK, shredded=(), known=Known(folders=(tmp_path / "heads",))
    )
    done = restore(second, taken.folder, asked)
    assert done.sound
    (hold,) = done.holds
    assert (hold.kind, hold.seen, hold.have) == (LOST, signed, taken.logs[0].size)
    with running(second, restoring=True) as there:
        resume(there, "演练", CLERK, VIA)
    with running(second) as there, there.pool.connection() as connection:
        kept = petitions(connection)
        assert set(before) <= set(kept)
        assert len(set(told) - set(kept)) >= BEHIND - WRITERS
        assert examined(there, OFFICE, MATTERS).sound
        rows = connection.execute(ROWS).fetchall()
        assert {petition for petition, _ in rows} == set(kept)
        rebuild(there.pool, lambda _office, _done, _all: None)
        assert connection.execute(ROWS).fetchall() == rows
        assert not set(before) <= set(kept) - {before[0]}, "the control: one petition less is seen"
