"""A process that writes commands from several threads: `python -m tests.faults.client CONNINFO KEYS FILE MODE`.

A command is three events in two streams. The key of each goes into the file, with the position of its first
event, once the ledger has answered. Ends when its input ends, each thread with the command it has begun.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep
from uuid import uuid4

from service.database import Database, connection_pool
from service.keys import KeyFolder
from service.ledger import connections
from service.ledger.application import Ledger, Log
from service.ledger.entry import Line
from service.ledger.submission import Unavailable
from tests.service.holder import ROOT
from tests.service.ledger.conftest import OFFICE, commented, via

THREADS = 8
EVENTS = 3
PATIENCE = 180
"""Seconds: a node that is gone costs half a minute, a busy machine the rest."""
MODES = ("careful", "careless", "piecewise")
"""careless: as if the server's word were taken before it is true. piecewise: each event a command of its own."""


class Client:
    """Such a process, seen from the test."""

    def __init__(self, process: subprocess.Popen[bytes], file: Path) -> None:
        self.process = process
        self._file = file

    def acknowledged(self) -> dict[str, int]:
        """The position of the first event by command key, as acknowledged so far."""
        lines = self._file.read_text(encoding="ascii").splitlines(keepends=True) if self._file.exists() else []
        # A process that is killed may leave half a line behind.
        whole = (line.split() for line in lines if line.endswith("\n"))
        return {key: int(first) for key, first in whole}

    def size(self) -> int:
        """Bytes of what was acknowledged so far: it has grown when something was."""
        return self._file.stat().st_size if self._file.exists() else 0

    def wait_for(self, commands: int) -> None:
        """Until so many commands more are acknowledged; fails after three minutes."""
        wanted, end = len(self.acknowledged()) + commands, monotonic() + PATIENCE
        while len(self.acknowledged()) < wanted:
            assert monotonic() < end, "the client does not get on"
            assert self.process.poll() is None, "the client has ended"
            sleep(0.01)

    def finish(self) -> dict[str, int]:
        """Lets every thread end its command; what was acknowledged in all."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        assert self.process.wait(timeout=PATIENCE) == 0
        return self.acknowledged()


@contextmanager
def client(conninfo: str, folder: Path, mode: str = "careful") -> Iterator[Client]:
    """Starts such a process; it is killed at the end if it still runs. Keys and file lie in `folder`."""
    file = folder / f"acknowledged-{uuid4().hex}"
    command = [sys.executable, "-m", "tests.faults.client", conninfo, str(folder / "keys"), str(file), mode]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE) as process:
        try:
            yield Client(process, file)
        finally:
            process.kill()


def main(conninfo: str, keys: str, file: str, mode: str) -> None:
    if mode == "careless":
        connections.SESSION = connections.SESSION.replace("synchronous_commit=on", "synchronous_commit=off")
    told = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    stop = Event()
    with connection_pool(Database(conninfo), 1) as pool:
        ledger = Ledger(conninfo, pool, KeyFolder(Path(keys)))
        log = ledger.create(OFFICE)
        threads = [Thread(target=_work, args=(log, told, stop, mode == "piecewise")) for _ in range(THREADS)]
        for thread in threads:
            thread.start()
        sys.stdin.read()
        stop.set()
        for thread in threads:
            thread.join()
        ledger.close()


def _work(log: Log, told: int, stop: Event, piecewise: bool) -> None:  # noqa: FBT001 - an argument of a thread
    while not stop.is_set():
        one, two = uuid4(), uuid4()
        lines = [commented(one, 1), commented(two, 1), commented(one, 2)]
        key = uuid4().hex
        if piecewise:
            first = min(_position(log, [line], f"{key}-{nth}") for nth, line in enumerate(lines))
        else:
            first = _position(log, lines, key)
        os.write(told, f"{key} {first}\n".encode("ascii"))


def _position(log: Log, lines: Sequence[Line], key: str) -> int:
    """Where the command stands; as long as the database does not answer it is repeated with its key."""
    while True:
        try:
            return log.write(lines, via(key)).first
        except Unavailable:
            continue


if __name__ == "__main__":
    main(*sys.argv[1:])
