"""One of several processes that crowd upon one office: `python -m tests.faults.crowd CONNINFO KEYS PLAN NUMBER`.

Every process draws the same plan. What stands there for everybody is written by each of them, so that one
version of a stream and one command key are fought for; the rest is shared out. Prints its answers as JSON.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Literal
from uuid import UUID

import msgspec

from service.database import Database, connection_pool
from service.keys import KeyFolder
from service.ledger.application import Ledger, Log
from service.ledger.submission import Conflict, KeyReused
from tests.service.holder import ROOT
from tests.service.ledger.conftest import OFFICE, commented, via

THREADS = 16
STREAM_EVENTS = 5
CONTESTED = 20
"""Of so many streams one is fought over: each process writes it under keys of its own."""

Kind = Literal["own", "contested", "repeated", "reused"]


class Task(msgspec.Struct, frozen=True):
    """A stream to be written, version by version.

    own: by one process. contested: by all, each with its own keys. repeated: by all with the same keys and
    requests. reused: by all with the same keys, but each with a request of its own.
    """

    kind: Kind
    stream: UUID
    process: int


class Given(msgspec.Struct, frozen=True):
    """What the ledger said to one command: the position it gave, or the name of the refusal."""

    kind: Kind
    stream: UUID
    version: int
    key: str
    said: str
    first: int = 0


class Told(msgspec.Struct, frozen=True):
    """What one process was told, and how many batches it needed."""

    batches: int
    given: list[Given]


def plan(streams: int, processes: int) -> list[Task]:
    """The tasks of all processes together; the same at every call."""
    chance = Random(streams)
    ids = [UUID(int=chance.getrandbits(128)) for _ in range(streams)]
    disputed: tuple[Kind, ...] = ("contested", "repeated", "reused", "contested")
    return [
        Task(disputed[nth // CONTESTED % 4] if nth % CONTESTED == 0 else "own", stream, nth % processes)
        for nth, stream in enumerate(ids)
    ]


@contextmanager
def crowd(conninfo: str, keys: Path, streams: int, processes: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Starts the processes, which begin once a line is written to each; killed at the end if they still run."""
    shape = f"{streams}/{processes}"
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.faults.crowd", conninfo, str(keys), shape, str(number)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for number in range(processes)
    ]
    try:
        yield running
    finally:
        for process in running:
            process.kill()
            process.communicate()


def told(process: subprocess.Popen[bytes]) -> Told:
    """What that process was told, once it has ended."""
    answers, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return msgspec.json.decode(answers, type=Told)


def main(conninfo: str, keys: str, shape: str, number: str) -> None:
    streams, processes = (int(part) for part in shape.split("/"))
    own = int(number)
    tasks = [task for task in plan(streams, processes) if task.kind != "own" or task.process == own]
    with connection_pool(Database(conninfo), 1) as pool:
        ledger = Ledger(conninfo, pool, KeyFolder(Path(keys)))
        log = ledger.log(OFFICE)
        sys.stdin.readline()
        with ThreadPoolExecutor(THREADS) as threads:
            given = [
                said for answers in threads.map(lambda task: _carry_out(log, task, own), tasks) for said in answers
            ]
        sys.stdout.buffer.write(msgspec.json.encode(Told(ledger.writer(OFFICE).batches, given)))
        ledger.close()


def _carry_out(log: Log, task: Task, own: int) -> Sequence[Given]:
    return [_write(log, task, version, own) for version in range(1, STREAM_EVENTS + 1)]


def _write(log: Log, task: Task, version: int, own: int) -> Given:
    shared = task.kind in {"repeated", "reused"}
    key = f"{task.stream.hex}-{version}" if shared else f"{task.stream.hex}-{version}-{own}"
    request = bytes([own if task.kind == "reused" else 0]) * 32
    said = Given(task.kind, task.stream, version, key, "")
    try:
        written = log.write([commented(task.stream, version)], via(key, request))
    except (Conflict, KeyReused) as refusal:
        return msgspec.structs.replace(said, said=type(refusal).__name__)
    return msgspec.structs.replace(said, said="repeated" if written.repeated else "written", first=written.first)


if __name__ == "__main__":
    main(*sys.argv[1:])
