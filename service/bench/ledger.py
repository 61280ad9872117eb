"""How many commands a second the ledger takes, beside plain inserts and the library's recorder in the same run."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from statistics import median
from threading import Barrier
from time import perf_counter

import psycopg
from msgspec import Struct
from psycopg import errors

from service.bench.machine import machine, versions
from service.bench.scratch import BenchRefused, scratch
from service.bench.writers import WRITERS, Piece, Write, Writer, pieces
from service.database import Database
from service.settings import Settings

THREADS = (1, 4, 16, 64)
AT_MOST = 20_000
"""Events a second for which work is prepared; where a machine is faster, its turn is shorter than asked for."""
WARM = 20
"""Events that each thread writes before its time begins: connections, statements and pages are there then."""
FREE = """
SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int - count(*)
FROM pg_stat_activity WHERE backend_type = 'client backend'
"""

Progress = Callable[[str, int, int], None]
Rates = dict[tuple[int, str], list[float]]


class Measured(Struct, frozen=True, kw_only=True):
    """One writer at one number of threads: committed single-event commands a second, the median of the rounds."""

    writer: str
    threads: int
    per_second: float
    min: float
    max: float
    rounds: int
    each: tuple[float, ...]
    ratio_to_raw: float
    machine: dict[str, object]
    versions: dict[str, str]


def bench_ledger(
    settings: Settings,
    *,
    threads: Sequence[int] = THREADS,
    rounds: int = 3,
    seconds: float = 3.0,
    progress: Progress = lambda _what, _done, _of: None,
) -> list[Measured]:
    """Every writer at every number of threads, `rounds` turns of `seconds` each, the writers taking turns.

    `progress` is told (what is measured now, turns done, turns in all). Works in a database of its own, made
    and dropped here. Raises: BenchRefused, DatabaseRefused, service.postgres.PostgresError.
    """
    with scratch(settings) as database:
        _refuse_too_many(database, max(threads))
        rates: Rates = {}
        turns = list(_turns(threads, rounds))
        for done, (many, name) in enumerate(turns):
            progress(f"{name}, {many} threads", done, len(turns))
            rates.setdefault((many, name), []).append(rate(database, WRITERS[name], many, seconds))
        progress("", len(turns), len(turns))
        return _measured(rates, machine(), versions(database))


def _refuse_too_many(database: Database, threads: int) -> None:
    """Refuses more threads than the server can give connections to: plain inserts need one for each."""
    with psycopg.connect(database.conninfo) as connection:
        (free,) = connection.execute(FREE).fetchone() or (0,)
    if free < threads:
        message = f"{threads} threads need as many connections, the server has {free} free: raise max_connections"
        raise BenchRefused(message)


def _turns(threads: Sequence[int], rounds: int) -> Iterator[tuple[int, str]]:
    """Threads and writer of each turn. The writers change places, so that none is always the first."""
    names = list(WRITERS)
    for many in threads:
        for number in range(rounds):
            first = number % len(names)
            for name in names[first:] + names[:first]:
                yield many, name


def rate(database: Database, writer: Writer, threads: int, seconds: float) -> float:
    """Commands a second that `threads` threads get committed within `seconds`."""
    work = [pieces(WARM + max(1, int(seconds * AT_MOST / threads))) for _ in range(threads)]
    with writer(database, threads) as writes, _settled(database):
        start = Barrier(threads)
        with ThreadPoolExecutor(threads) as pool:
            turns = list(pool.map(lambda own: _turn(own[0], own[1], start, seconds), zip(writes, work, strict=True)))
    began = min(began for began, _, _ in turns)
    ended = max(ended for _, ended, _ in turns)
    return sum(written for _, _, written in turns) / (ended - began)


@contextmanager
def _settled(database: Database) -> Iterator[None]:
    """Every turn begins behind a checkpoint, and without the garbage collector walking over the prepared work."""
    with psycopg.connect(database.conninfo, autocommit=True) as connection, suppress(errors.InsufficientPrivilege):
        connection.execute("CHECKPOINT")
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _turn(write: Write, work: Sequence[Piece], start: Barrier, seconds: float) -> tuple[float, float, int]:
    """When this thread began and ended, and how many pieces it wrote in between."""
    for piece in work[:WARM]:
        write(piece)
    start.wait()
    began = perf_counter()
    end = began + seconds
    written = 0
    for piece in work[WARM:]:
        write(piece)
        written += 1
        if perf_counter() > end:
            break
    return began, perf_counter(), written


def _measured(rates: Rates, on: dict[str, object], of: dict[str, str]) -> list[Measured]:
    return [
        Measured(
            writer=name,
            threads=many,
            per_second=round(median(each), 1),
            min=round(min(each), 1),
            max=round(max(each), 1),
            rounds=len(each),
            each=tuple(round(one, 1) for one in each),
            ratio_to_raw=round(median(each) / median(rates[many, "raw"]), 3),
            machine=on,
            versions=of,
        )
        for (many, name), each in rates.items()
    ]
