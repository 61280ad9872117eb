"""How an instance stands, read from its database by any process: migrations, read models by office, jobs, versions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace
from psycopg import Connection

from domain.office import office_stream
from projections.catalog import ALL
from service.access import table as access
from service.evidence.standing import HeadStatus, standing
from service.ledger.application import MATTERS
from service.likeness import table as likeness
from service.migrations import read_migrations
from service.projector import versions
from service.projector.versions import Version
from service.transfers import table as exchange

CURRENT, CATCHING_UP, FILLING, STOPPED = "current", "catching-up", "filling", "stopped"
READ_MODEL, JOB, HEAD, MIGRATION = "read-model-stopped", "job-given-up", "head-refused", "migrations-amiss"
ALARMS = (READ_MODEL, JOB, HEAD, MIGRATION)
"""What of this calls for somebody; each has a run-book of its name in docs/operations.md."""
SERVER = "SHOW server_version"
MIGRATED = "SELECT to_regclass('public.schema_migration') IS NOT NULL"
MIGRATIONS = "SELECT number, name, sha256 FROM public.schema_migration ORDER BY number"
# A stop counts for as long as the model stands right before its event: it may have been left by another process.
MODELS = """
SELECT h.office, h.replayed, h.size, wanted.name, wanted.version, coalesce(p.position, 0), coalesce(p.filled, false),
    e.recorded_at, CASE WHEN NOT h.replayed THEN extract(epoch FROM now() - e.recorded_at)::float8 END,
    s.position, s.stream, s.topic, s.error, s.place, s.attempts, s.since, s.tried_at
FROM ledger.head h
CROSS JOIN unnest(%(schemas)s::text[], %(names)s::text[], %(versions)s::int[])
    WITH ORDINALITY AS wanted (schema, name, version, nth)
LEFT JOIN projector.position p ON p.office = h.office AND p.log = h.log AND p.schema = wanted.schema
LEFT JOIN projector.stopped s ON s.office = p.office AND s.log = p.log AND s.schema = p.schema
    AND s.position = p.position + 1
LEFT JOIN ledger.event e ON e.office = h.office AND e.log = h.log AND e.position = coalesce(p.position, 0) + 1
WHERE h.log = %(log)s AND h.size > 0 ORDER BY h.office, wanted.nth
"""
JOBS = """
SELECT count(*) FILTER (WHERE failed_at IS NULL), count(*) FILTER (WHERE failed_at IS NULL AND run_after <= now()),
    count(*) FILTER (WHERE failed_at IS NOT NULL), min(run_after) FILTER (WHERE failed_at IS NULL)
FROM jobs.job WHERE finished_at IS NULL
"""


class Stop(Struct, frozen=True, kw_only=True):
    """The event that a read model cannot fold; `petition` is null for an event of the office.

    `error` and `place` are the kind of error and the place in the program, never its words.
    """

    position: int
    petition: UUID | None
    topic: str
    error: str
    place: str
    attempts: int
    since: datetime
    tried_at: datetime


class ModelStatus(Struct, frozen=True, kw_only=True):
    """A read model of an office: `lag` lines are missing, the oldest recorded at `missing_since`.

    `seconds` ago, where time is not replayed. `state`: current 最新, catching-up 追赶中, filling 首次填充 (it has
    never been current yet), stopped 已停.
    """

    name: str
    version: int
    position: int
    lag: int
    state: str
    missing_since: datetime | None
    seconds: float | None
    stopped: Stop | None


class OfficeStatus(Struct, frozen=True, kw_only=True):
    """How far the ledger of an office goes, and each of its read models."""

    office: str
    position: int
    models: tuple[ModelStatus, ...]


class JobsStatus(Struct, frozen=True):
    """The jobs that wait, those of them that may run by now, those given up, and when the first of them may run."""

    waiting: int
    due: int
    failed: int
    first_at: datetime | None


class Status(Struct, frozen=True, kw_only=True):
    """The state of the parts.

    `missing` and `newer`: migrations that the database lacks or has otherwise than this program, and that the program
    lacks; with any of these nothing else is looked at. `versions`: tables of other versions of read models. `heads`:
    how far each log is signed and witnessed. `well`: nothing of all this calls for somebody.
    """

    database: str
    migrations: int
    missing: tuple[str, ...]
    newer: tuple[str, ...]
    rebuilding: bool = False
    offices: tuple[OfficeStatus, ...] = ()
    heads: tuple[HeadStatus, ...] = ()
    jobs: JobsStatus = JobsStatus(0, 0, 0, None)
    versions: tuple[Version, ...] = ()
    well: bool = False


def alarms(found: Status) -> tuple[str, ...]:
    """What calls for somebody; nothing while all is well."""
    raised = {
        READ_MODEL: any(model.stopped for office in found.offices for model in office.models),
        JOB: found.jobs.failed > 0,
        HEAD: any(head.refused_by for head in found.heads),
        MIGRATION: bool(found.missing or found.newer),
    }
    return tuple(name for name in ALARMS if raised[name])


INDEXES = (likeness.INDEX, access.INDEX, exchange.INDEX)
"""What is kept up at the edge beside the read models."""


def own_schemas() -> list[str]:
    """The versions of the tables that this program uses."""
    return [schema for schema, _, _ in _wanted()]


def status(connection: Connection[Any]) -> Status:
    """Looks at every part; changes nothing. Raises psycopg.OperationalError when the database does not answer."""
    (server,) = connection.execute(SERVER).fetchone() or ("",)
    (migrated,) = connection.execute(MIGRATED).fetchone() or (False,)
    applied = connection.execute(MIGRATIONS).fetchall() if migrated else []
    missing, newer = _against(applied)
    found = Status(database=f"PostgreSQL {server}", migrations=len(applied), missing=missing, newer=newer)
    return found if missing or newer else _with_parts(connection, found)


def _against(applied: Sequence[tuple[int, str, bytes]]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The migrations that the database lacks or has otherwise, and those that the program lacks."""
    own = {each.number: each for each in read_migrations()}
    found = {number: digest for number, _, digest in applied}
    missing = tuple(each.name for each in own.values() if found.get(each.number) != each.digest)
    return missing, tuple(name for number, name, _ in applied if number not in own)


def _with_parts(connection: Connection[Any], found: Status) -> Status:
    offices = tuple(_offices(connection))
    jobs = JobsStatus(*(connection.execute(JOBS).fetchone() or (0, 0, 0, None)))
    heads = standing(connection)
    whole = replace(
        found,
        rebuilding=versions.rebuilding(connection),
        offices=offices,
        heads=heads,
        jobs=jobs,
        versions=tuple(versions.others(connection, own_schemas())),
    )
    return replace(whole, well=not alarms(whole))


def _wanted() -> list[tuple[str, str, int]]:
    own = [(each.schema, each.name, each.version) for each in ALL]
    return [*own, *((index.schema, index.name, index.version) for index in INDEXES)]


def _offices(connection: Connection[Any]) -> Iterator[OfficeStatus]:
    schemas, names, numbers = zip(*_wanted(), strict=True)
    named = {"schemas": list(schemas), "names": list(names), "versions": list(numbers), "log": MATTERS}
    rows = connection.execute(MODELS, named).fetchall()
    for (office, size), found in groupby(rows, lambda row: (row[0], row[2])):
        yield OfficeStatus(office=office, position=size, models=tuple(map(_model, found)))


def _model(row: tuple[Any, ...]) -> ModelStatus:
    office, _, size, name, version, position, filled, missing_since, seconds, *stopped = row
    stop = _stop(office, *stopped) if stopped[0] is not None else None
    return ModelStatus(
        name=name,
        version=version,
        position=position,
        lag=max(size - position, 0),
        state=_state(size - position, filled=filled, stopped=stop is not None),
        missing_since=missing_since,
        seconds=max(seconds, 0.0) if seconds is not None else None,
        stopped=stop,
    )


def _state(lag: int, *, filled: bool, stopped: bool) -> str:
    if stopped:
        return STOPPED
    if lag <= 0:
        return CURRENT
    return CATCHING_UP if filled else FILLING


def _stop(office: str, position: int, stream: UUID, *said: Any) -> Stop:
    topic, error, place, attempts, since, tried_at = said
    return Stop(
        position=position,
        petition=None if stream == office_stream(office) else stream,
        topic=topic,
        error=error,
        place=place,
        attempts=attempts,
        since=since,
        tried_at=tried_at,
    )
