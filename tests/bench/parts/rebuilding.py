"""The rebuild of all read models, what share it is of what COPY alone could load, and what is stored for an event.

The share: the rows of every read model as they stand are copied, as the server's own binary form, into tables of the
same shape without indexes, one after the other over one connection. More than that no rebuild can load, since it loads
the same rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from msgspec import Struct
from psycopg import Connection
from psycopg.sql import SQL, Identifier

from projections.catalog import ALL
from service.bench.rebuild import Rebuilt, _timed, fill
from service.bench.scratch import scratch
from service.projector.sample import LINES_A_PETITION
from service.runtime import assembled
from service.settings import Settings
from tests.bench.figures import Found, Goal
from tests.bench.lab import Lab
from tests.bench.telling import Told

REBUILD, COPY = "rebuild", "COPY of the same rows"
FOLD, WHOLE = "fold and load", "with all indexes"
GOALS = (Goal(what=FOLD, beside=COPY, gross=0.005),)
BYTES = """
SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint FROM pg_class c
JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind = 'r' AND nspname = ANY(%s)
"""


class Size(Struct, frozen=True):
    """Events of the ledger, and how often its read models are made anew."""

    events: int = 100_000
    rounds: int = 3

    def longest(self) -> float:
        """Seconds that it may take: filled at 2,000 events a second, folded at 3,000, copied at 20,000."""
        return 60 + self.events / 2_000 + self.rounds * (10 + self.events / 3_000 + self.events / 20_000)


def measure(lab: Lab, size: Size, found: Found, told: Told) -> None:
    rounds: defaultdict[tuple[str, str, str], list[float]] = defaultdict(list)
    with (
        scratch(lab.settings) as database,
        TemporaryDirectory() as home,
        assembled(Settings(Path(home)), database) as instance,
    ):
        told(f"fill {size.events:,} events")
        fill(instance, size.events, lambda *_: None)
        with instance.pool.connection() as connection:
            for nth in range(size.rounds):
                told(f"round {nth + 1} of {size.rounds}")
                made = _timed(instance, connection, lambda *_: None)
                for key, each in _told(made, _copied(connection)):
                    rounds[key].append(each)
            _stored(connection, made, found)
            found.versions |= made.versions
    at = f"{size.events:,} events"
    for (what, side, unit), measured in rounds.items():
        found.figure(what, at, side, unit, measured, "more" if unit == "events a second" else "less")
    found.compare(GOALS, REBUILD, {FOLD})


def _told(made: Rebuilt, copied: float) -> Iterator[tuple[tuple[str, str, str], float]]:
    yield (FOLD, REBUILD, "events a second"), made.fold_per_second
    yield (WHOLE, REBUILD, "events a second"), made.per_second
    yield (FOLD, COPY, "events a second"), made.events / copied
    yield ("processor of the program", REBUILD, "µs an event"), made.program_seconds * 1e6 / made.events
    if made.server_seconds is not None:
        yield ("processor of the server", REBUILD, "µs an event"), made.server_seconds * 1e6 / made.events


def _copied(connection: Connection[Any]) -> float:
    """Seconds of loading all rows of all read models into empty tables, which are gone afterwards."""
    took = 0.0
    for projection in ALL:
        table, copy = Identifier(projection.schema, projection.name), Identifier("public", f"copy_{projection.name}")
        with connection.transaction(force_rollback=True), connection.cursor() as cursor:
            with cursor.copy(SQL("COPY {} TO STDOUT (FORMAT binary)").format(table)) as out:
                rows = [bytes(each) for each in out]
            cursor.execute(SQL("CREATE TABLE {} (LIKE {} INCLUDING GENERATED)").format(copy, table))
            began = perf_counter()
            with cursor.copy(SQL("COPY {} FROM STDIN (FORMAT binary)").format(copy)) as into:
                for row in rows:
                    into.write(row)
            took += perf_counter() - began
    return took


def _stored(connection: Connection[Any], made: Rebuilt, found: Found) -> None:
    """Bytes on disk, indexes included: of the ledger, of the read models, of both."""
    models = [projection.schema for projection in ALL]
    for what, schemas in (("ledger", ["ledger"]), ("read models", models), ("both", ["ledger", *models])):
        whole = _bytes(connection, schemas)
        found.figure(f"stored, {what}", "an event", REBUILD, "bytes", [whole / made.events], "less")
        of_case = whole * LINES_A_PETITION / made.events
        found.figure(
            f"stored, {what}", f"a petition of {LINES_A_PETITION:g} events", REBUILD, "bytes", [of_case], "less"
        )


def _bytes(connection: Connection[Any], schemas: Sequence[str]) -> int:
    row = connection.execute(BYTES, [list(schemas)]).fetchone()
    assert row is not None
    return int(row[0])
