"""A process that commits row by row: `python -m tests.service.row_writer CONNINFO FILE SYNCHRONOUS_COMMIT`.

Each number goes into the file once the server has said that it is committed. Ends when the connection breaks.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep

import psycopg

from tests.service.holder import ROOT

TABLE = "CREATE TABLE IF NOT EXISTS row (number bigint PRIMARY KEY)"


class Writer:
    """Such a process, seen from the test."""

    def __init__(self, process: subprocess.Popen[bytes], acknowledged: Path) -> None:
        self._process = process
        self._file = acknowledged

    def acknowledged(self) -> list[int]:
        text = self._file.read_text(encoding="ascii") if self._file.exists() else ""
        # A process that is killed may leave half a line behind.
        return [int(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]

    def wait_for(self, rows: int) -> None:
        """Until so many rows more are acknowledged; fails after a minute."""
        wanted, end = len(self.acknowledged()) + rows, monotonic() + 60
        while len(self.acknowledged()) < wanted:
            assert monotonic() < end, "the writer does not get on"
            assert self._process.poll() is None, "the writer has ended"
            sleep(0.02)

    def kill(self) -> None:
        self._process.kill()

    def ended(self) -> list[int]:
        """What was acknowledged, once the process has ended, as it does when its connection breaks."""
        self._process.wait(timeout=60)
        return self.acknowledged()


@contextmanager
def writer(conninfo: str, acknowledged: Path, synchronous_commit: str = "on") -> Iterator[Writer]:
    """Starts such a process; it is killed at the end if it still runs."""
    command = [
        sys.executable,
        "-m",
        "tests.service.row_writer",
        conninfo,
        str(acknowledged),
        synchronous_commit,
    ]
    with subprocess.Popen(command, cwd=ROOT) as process:
        try:
            yield Writer(process, acknowledged)
        finally:
            process.kill()


def stored(conninfo: str) -> set[int]:
    with psycopg.connect(conninfo) as connection:
        return {number for (number,) in connection.execute("SELECT number FROM row")}


def main(conninfo: str, acknowledged: str, synchronous_commit: str) -> None:
    file = os.open(acknowledged, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with suppress(psycopg.OperationalError), psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute(TABLE)
        connection.execute(f"SET synchronous_commit = {synchronous_commit}")
        row = connection.execute("SELECT coalesce(max(number), 0) FROM row").fetchone()
        number = row[0] if row else 0
        while True:
            number += 1
            connection.execute("INSERT INTO row VALUES (%s)", [number])
            os.write(file, b"%d\n" % number)


if __name__ == "__main__":
    main(*sys.argv[1:])
