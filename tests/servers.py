"""What the tests need to know of a server, and where they put their own."""

from __future__ import annotations

import os
import signal
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import sleep
from typing import Protocol

from psycopg.conninfo import make_conninfo

RUN = "ZHUOLUO_TEST_RUN"
"""Handed to the workers of pytest-xdist in the environment: the directory of the run and of the server they share."""


class AnyServer(Protocol):
    """A PostgreSQL server on which tests make databases."""

    def conninfo(self, dbname: str) -> str: ...


@dataclass(frozen=True, slots=True)
class GivenServer:
    """The ordinary server of ZHUOLUO_TEST_DATABASE_URL."""

    url: str

    def conninfo(self, dbname: str) -> str:
        return make_conninfo(self.url, dbname=dbname)


def private_home(prefix: str) -> Path:
    """A new temporary directory, in that of the run if there is one, which other accounts pass through but do not list.

    pytest's own temporary directories are shut to the account that runs the database of a root user.
    """
    made = Path(tempfile.mkdtemp(prefix=prefix, dir=os.environ.get(RUN)))
    made.chmod(0o711)
    return made


def end_left_server(home: Path) -> None:
    """Ends the server that a test left behind when it killed the processes that used it."""
    lock = home / "postgres" / "data" / "postmaster.pid"
    if not lock.exists():
        return
    try:
        pid = int(lock.read_bytes().split(b"\n", 1)[0])
        for way in (signal.SIGQUIT, signal.SIGKILL):
            os.kill(pid, way)
            for _ in range(100):
                os.kill(pid, 0)
                sleep(0.02)
    except (FileNotFoundError, ProcessLookupError):
        return
