"""How many events a second the read models are folded anew from, with all their indexes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from msgspec import Struct
from psycopg import Connection

from domain.events import Line
from domain.office import OfficeCreated
from domain.values import Actor
from service.bench.ledger import Progress
from service.bench.machine import machine, versions
from service.bench.processor import processor
from service.bench.scratch import scratch
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
    """One rebuild of all read models from an office's ledger of `events` lines.

    `fold_*` is until the last row is written, the rest until the tables with all their indexes are in place.
    `program_seconds` and `server_seconds` are processor time, in all processes.
    """

    events: int
    fold_seconds: float
    fold_per_second: float
    seconds: float
    per_second: float
    program_seconds: float
    server_seconds: float | None
    machine: dict[str, object]
    versions: dict[str, str]


def bench_rebuild(
    settings: Settings, *, events: int = 100_000, progress: Progress = lambda _what, _done, _of: None
) -> Rebuilt:
    """Fills a ledger with a seeded sample, then rebuilds all read models from it, the time of which is taken.

    `progress` is told (what is done now, events done, events in all). Works in a database of its own, made and
    dropped here. Raises: BenchRefused, DatabaseRefused, service.postgres.PostgresError.
    """
    with (
        scratch(settings) as database,
        TemporaryDirectory() as home,
        assembled(Settings(Path(home)), database) as instance,
    ):
        fill(instance, events, progress)
        with instance.pool.connection() as connection:
            return _timed(instance, connection, progress)


def _timed(instance: Instance, connection: Connection[Any], progress: Progress) -> Rebuilt:
    folded_at = 0.0

    def told(_office: str, done: int, total: int) -> None:
        nonlocal folded_at
        folded_at = perf_counter()
        progress("rebuild", done, total)

    used, began = processor(connection), perf_counter()
    events = rebuild(instance.pool, told)
    seconds, fold_seconds = perf_counter() - began, folded_at - began
    spent = processor(connection).since(used)
    return Rebuilt(
        events=events,
        fold_seconds=round(fold_seconds, 3),
        fold_per_second=round(events / fold_seconds, 1),
        seconds=round(seconds, 3),
        per_second=round(events / seconds, 1),
        program_seconds=spent.program,
        server_seconds=spent.server,
        machine=machine(),
        versions=versions(instance.database),
    )


def fill(instance: Instance, events: int, progress: Progress, years: float = sample.YEARS) -> None:
    """Writes the sample through the ledger, then has the server tidy up as it would have done in the meantime.

    Of whatever size it is, it is what an office writes in so many years.
    """
    now = datetime.now(UTC)
    instance.offices.create(OFFICE, BOOK, ADMINISTRATOR, now, Via(channel="bench"))
    log = instance.ledger.log(OFFICE.id)
    for done in _write(log, sample.lines(events, petitions_a_day=sample.a_day(events, years))):
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
