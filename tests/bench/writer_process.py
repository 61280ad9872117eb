"""A process that writes to offices: `python -m tests.bench.writer_process CONNINFO KEYS OFFICES THREADS SECONDS`.

OFFICES are names parted by commas, over which its threads go round. It waits for a line, then writes for so long, and
prints the seconds of each command that was committed, by office, as JSON.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen
from time import perf_counter

import msgspec

from service.bench.writers import pieces
from service.database import Database, connection_pool
from service.keys import KeyFolder
from service.ledger.application import Ledger
from service.ledger.recorder import LedgerRecorder
from tests.bench.lab import ROOT

Written = dict[str, list[float]]
AHEAD = 500
"""Pieces of work that are made at a time, out of what is timed."""


@contextmanager
def writing(
    conninfo: str, keys: Path, shares: Sequence[Sequence[str]], threads: int, seconds: float
) -> Iterator[list[Popen[bytes]]]:
    """Such a process for each share of offices; they begin when a line is written to each."""
    base = [sys.executable, "-m", "tests.bench.writer_process", conninfo, str(keys)]
    rest = [str(threads), str(seconds)]
    running = [Popen([*base, ",".join(each), *rest], cwd=ROOT, stdin=PIPE, stdout=PIPE) for each in shares]
    try:
        for process in running:
            assert process.stdout is not None
            process.stdout.readline()  # it is ready
        yield running
    finally:
        for process in running:
            process.kill()
            process.communicate()


def written(running: Sequence[Popen[bytes]], seconds: float) -> list[Written]:
    """Lets all begin, and gives what each has written once all have ended."""
    for process in running:
        assert process.stdin is not None
        process.stdin.write(b"\n")
        process.stdin.flush()
    answers = [process.communicate(timeout=seconds * 10 + 300)[0] for process in running]
    return [msgspec.json.decode(each, type=Written) for each in answers]


def main(conninfo: str, keys: str, named: str, threads: str, seconds: str) -> None:
    offices, many = named.split(","), int(threads)
    with connection_pool(Database(conninfo), 1) as pool:
        ledger = Ledger(conninfo, pool, KeyFolder(Path(keys)))
        recorders = {office: ledger.log(office).recorder for office in offices}
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        with ThreadPoolExecutor(many) as threaded:
            shares = [offices[nth % len(offices) :] + offices[: nth % len(offices)] for nth in range(many)]
            found = list(threaded.map(lambda share: _wrote(recorders, share, float(seconds)), shares))
        whole: Written = {office: [took for each in found for took in each[office]] for office in offices}
        sys.stdout.buffer.write(msgspec.json.encode(whole))
        ledger.close()


def _wrote(recorders: Mapping[str, object], offices: Sequence[str], seconds: float) -> Written:
    took: Written = {office: [] for office in offices}
    end, work = perf_counter() + seconds, pieces(AHEAD)
    while True:
        for office in offices:
            recorder = recorders[office]
            assert isinstance(recorder, LedgerRecorder)
            began = perf_counter()
            if began > end:
                return took
            piece = work.pop(0)
            recorder.append([piece.event], command=piece.command)
            took[office].append(perf_counter() - began)
            work = work or pieces(AHEAD)


if __name__ == "__main__":
    main(*sys.argv[1:])
