"""How many events a second the read models are folded anew from, with all their indexes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from msgspec import Struct

from domain.events import Line
from domain.office import OfficeCreated
from domain.values import Actor
from service.bench.ledger import Progress
from service.bench.machine import machine, versions
from service.bench.scratch import scratch
from service.database import Database
from service.ledger.application import Log
from service.ledger.entry import Via
from service.projector import sample
from service.projector.following import rebuild
from service.runtime import Instance, assembled
from service.settings import Settings

OFFICE = OfficeCreated(id="bench", name="测试信访局", time_zone="Asia/Shanghai")
BOOK = "plain"
ADMINISTRATOR = Actor("bench")
COMMAND_EVENTS = 1000


class Rebuilt(Struct, frozen=True, kw_only=True):
    """One rebuild of all read models from an office's ledger of `events` lines."""

    events: int
    seconds: float
    per_second: float
    machine: dict[str, object]
    versions: dict[str, str]


def bench_rebuild(
    settings: Settings, *, events: int = 100_000, progress: Progress = lambda _what, _done, _of: None
) -> Rebuilt:
    """Fills a ledger with a seeded sample, then rebuilds all read models from it, the time of which is taken.

    `progress` is told (what is done now, events done, events in all). Works in a database of its own, made and
    dropped here. Raises: BenchRefused, DatabaseRefused, service.postgres.PostgresError.
    """
    with scratch(settings) as database, TemporaryDirectory() as home:
        with assembled(Settings(Path(home)), database) as instance:
            fill(instance, events, progress)
            began = perf_counter()
            folded = rebuild(instance.pool, lambda _office, done, of: progress("rebuild", done, of))
            seconds = perf_counter() - began
        return _rebuilt(database, folded, seconds)


def fill(instance: Instance, events: int, progress: Progress) -> None:
    """Writes the sample through the ledger, then has the server tidy up as it would have done in the meantime."""
    now = datetime.now(UTC)
    instance.offices.create(OFFICE, BOOK, ADMINISTRATOR, now, Via(channel="bench"))
    log = instance.ledger.log(OFFICE.id)
    for done in _write(log, sample.lines(events)):
        progress("fill", min(done, events), events)
    with instance.pool.connection() as connection:
        connection.execute("VACUUM ANALYZE ledger.event")


def _write(log: Log, lines: Iterator[Line]) -> Iterator[int]:
    """Writes the lines in big commands; yields how many are in after each."""
    written = 0
    while command := list(islice(lines, COMMAND_EVENTS)):
        log.write(command, Via(channel="bench"))
        written += len(command)
        yield written


def _rebuilt(database: Database, folded: int, seconds: float) -> Rebuilt:
    return Rebuilt(
        events=folded,
        seconds=round(seconds, 3),
        per_second=round(folded / seconds, 1),
        machine=machine(),
        versions=versions(database),
    )
