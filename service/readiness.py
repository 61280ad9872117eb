"""Whether an instance can work: the database answers at the schema of this program, the read models follow."""

from __future__ import annotations

from msgspec import Struct

from projections.catalog import ALL
from service.ledger.application import MATTERS
from service.migrations import read_migrations
from service.runtime import Instance

MIGRATIONS = "SELECT number, sha256 FROM public.schema_migration ORDER BY number"
LAGS = """
SELECT h.office, h.size, min(coalesce(p.position, 0))
FROM ledger.head h CROSS JOIN unnest(%s::text[]) AS wanted (schema)
LEFT JOIN projector.position p ON p.office = h.office AND p.log = h.log AND p.schema = wanted.schema
WHERE h.log = %s GROUP BY h.office, h.size ORDER BY h.office
"""
SERVER = "SHOW server_version"
READY_SECONDS = 2.0
"""Whoever asks whether the instance is ready does not wait long for the answer."""


class Lag(Struct, frozen=True):
    """How far the read models of an office have come in its ledger; `lag` is how many lines are missing.

    `failing`: the kind of error for which this process cannot fold it; "" when nothing is wrong.
    """

    office: str
    position: int
    read_models: int
    lag: int
    failing: str = ""


class Ready(Struct, frozen=True):
    """The state of the parts. `missing`: migrations of this program that the database lacks or has otherwise."""

    database: str
    migrations: int
    missing: tuple[str, ...]
    offices: tuple[Lag, ...]

    @property
    def ready(self) -> bool:
        return not self.missing


def readiness(instance: Instance) -> Ready:
    """Looks at every part. Raises psycopg.OperationalError when the database does not answer."""
    failing = instance.projector.failures.said()
    schemas = [projection.schema for projection in ALL]
    with instance.pool.connection(timeout=READY_SECONDS) as connection:
        row = connection.execute(SERVER).fetchone()
        applied = dict(connection.execute(MIGRATIONS).fetchall())
        lags = connection.execute(LAGS, (schemas, MATTERS)).fetchall()
    return Ready(
        database=f"PostgreSQL {row[0]}" if row else "",
        migrations=len(applied),
        missing=tuple(each.name for each in read_migrations() if applied.get(each.number) != each.digest),
        offices=tuple(Lag(office, size, read, size - read, failing.get(office, "")) for office, size, read in lags),
    )
