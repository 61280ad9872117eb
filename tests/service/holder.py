"""A process that uses the server until its input ends: `python -m tests.service.holder HOME [OPTION]`.

Prints the process id of the postmaster and how to connect, as soon as the server answers. With
`--reaps-nobody` it becomes the parent of orphans, the server among them, and never asks how they ended.
"""

from __future__ import annotations

import ctypes
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import IO

import psycopg

from service.postgres import embedded, exit_on_sigterm
from service.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
PR_SET_CHILD_SUBREAPER = 36


class Holder:
    """Such a process, seen from the test."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    @cached_property
    def _told(self) -> tuple[int, str]:
        pid, conninfo = _pipe(self._process.stdout).readline().rstrip("\n").split(" ", 1)
        return int(pid), conninfo

    @property
    def postmaster(self) -> int:
        """Process id of the postmaster; waits until the server answers."""
        return self._told[0]

    @property
    def conninfo(self) -> str:
        """How to connect to database postgres; waits until the server answers."""
        return self._told[1]

    def leave(self) -> int:
        """Ends the use of the server in good order; returns the exit status."""
        _pipe(self._process.stdin).close()
        return self._process.wait(timeout=60)

    def terminate(self) -> int:
        self._process.terminate()
        return self._process.wait(timeout=60)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait(timeout=60)


@contextmanager
def holder(home: Path, *options: str) -> Iterator[Holder]:
    """Starts such a process; it is killed at the end if it still runs."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.service.holder", str(home), *options],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield Holder(process)
        finally:
            process.kill()


def _pipe(pipe: IO[str] | None) -> IO[str]:
    assert pipe is not None
    return pipe


def main(home: str, *options: str) -> None:
    exit_on_sigterm()
    if "--reaps-nobody" in options:
        # Orphans become children of this process, as in a container whose first process it is.
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    with embedded(Settings(Path(home))) as server:
        with psycopg.connect(server.conninfo("postgres")) as connection:
            connection.execute("SELECT 1")
        print(server.pid, server.conninfo("postgres"), flush=True)  # noqa: T201 - this is how the test learns it
        sys.stdin.read()


if __name__ == "__main__":
    main(*sys.argv[1:])
