"""Where a run works: one folder, one PostgreSQL server for every side, and the programs that are started there."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from http.client import HTTPException
from pathlib import Path
from time import monotonic, sleep

import psycopg
from msgspec import Struct
from psycopg.conninfo import conninfo_to_dict
from psycopg.sql import SQL, Identifier

from service.postgres import Server
from service.settings import Settings
from tests.bench.client import Http, Unexpected

ROOT = Path(__file__).resolve().parents[2]
PEERS = Path(os.environ.get("ZHUOLUO_BENCH_PEERS") or ROOT / "build" / "bench" / "peers")
"""Where `make bench-peers` installs what is measured beside us."""
STARTING = 300.0
"""Seconds that a program may take until it answers."""
ENDING = 30.0


class NotMeasurable(Exception):
    """This side cannot be measured here; the message says why and what to do."""


class Lab(Struct, frozen=True):
    """The folder of this run, and the server on which every side has a database of its own.

    `mark` begins the names of the databases, which belong to this run alone.
    """

    folder: Path
    server: Server
    mark: str = ""

    @property
    def settings(self) -> Settings:
        """For what works in a database beside the others."""
        return Settings(self.folder, database_url=self.server.conninfo("postgres"))

    @property
    def postmaster(self) -> int:
        pid = self.server.pid
        assert pid is not None, "the server of this run has ended"
        return pid

    def place(self, database: str) -> Mapping[str, str]:
        """host, port, user and dbname of a side's database: host is the folder of the server's socket."""
        where = conninfo_to_dict(self.server.conninfo(self.mark + database))
        return {name: str(value) for name, value in where.items()}

    @contextmanager
    def database(self, name: str) -> Iterator[str]:
        """An empty database of that side, dropped at the end; gives its conninfo."""
        name = self.mark + name
        with psycopg.connect(self.server.conninfo("postgres"), autocommit=True) as owner:
            owner.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))
            owner.execute(SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(Identifier(name)))
            try:
                yield self.server.conninfo(name)
            finally:
                owner.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))

    def bytes_of(self, name: str) -> int:
        """What the side's database takes on disk, once everything written is there."""
        name = self.mark + name
        with psycopg.connect(self.server.conninfo(name), autocommit=True) as connection:
            connection.execute("CHECKPOINT")
            row = connection.execute("SELECT pg_database_size(%s)", [name]).fetchone()
        assert row is not None
        return int(row[0])


@contextmanager
def program(command: Sequence[str], log: Path, environment: Mapping[str, str]) -> Iterator[int]:
    """Starts it in the root of the project, what it says going to `log`; gives its process id. Ended at the end."""
    given = {**os.environ, "PYTHONUNBUFFERED": "1", **environment}
    with (
        log.open("ab") as out,
        subprocess.Popen(
            list(command), cwd=ROOT, env=given, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT
        ) as process,
    ):
        try:
            yield process.pid
        finally:
            process.terminate()
            try:
                process.wait(ENDING)
            except subprocess.TimeoutExpired:
                process.kill()


def carried_out(command: Sequence[str], log: Path, environment: Mapping[str, str]) -> None:
    """Runs it to its end. Raises NotMeasurable with the last lines it said when it fails."""
    with log.open("ab") as out:
        done = subprocess.run(
            list(command),
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=out,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode != 0:
        last = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-3:]
        raise NotMeasurable(f"{command[0]} ended with {done.returncode}: {' / '.join(last)}")


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def answers(place: str, path: str, log: Path, pid: int) -> None:
    """Returns once the program answers there with anything. Raises NotMeasurable when it ends before, or never does."""
    until, http = monotonic() + STARTING, Http(place)
    while monotonic() < until:
        with suppress(OSError, HTTPException, Unexpected):
            http("GET", path, ok=range(200, 500))
            http.close()
            return
        if not _lives(pid):
            break
        sleep(0.1)
    last = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-3:]
    raise NotMeasurable(f"it did not answer at {place}{path}: {' / '.join(last)}")


def _lives(pid: int) -> bool:
    """A process that has ended stays a zombie of ours until it is waited for."""
    try:
        said = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return said[said.rindex(")") + 2] != "Z"
