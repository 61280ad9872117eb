"""The write path: the ledger beside plain inserts of the same bytes, the library's recorder, and what pgbench reaches.

pgbench inserts the same columns, prepared and committed one by one, from C: what is between it and the plain inserts is
the interpreter. The writers take turns in every round, each behind a checkpoint of the server.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence

import psycopg
from msgspec import Struct
from psycopg.conninfo import conninfo_to_dict

from service.bench.ledger import rate
from service.bench.machine import versions
from service.bench.scratch import scratch
from service.bench.writers import CONTENT_BYTES, PLAIN_TABLE, TOPIC, WRITERS
from service.database import Database
from tests.bench.figures import Found, Goal
from tests.bench.lab import Lab, NotMeasurable
from tests.bench.telling import Told

LEDGER, RAW, LIBRARY, PGBENCH = "ledger", "plain inserts", "library's recorder", "pgbench"
SIDES: Mapping[str, str] = {LEDGER: "ledger", RAW: "raw", LIBRARY: "library", PGBENCH: ""}
"""Each side by its name among the writers of `zhuoluo bench ledger`."""
WHAT = "commands"
GOALS = (
    *(Goal(what=WHAT, beside=RAW, at=f"{many} writers", goal=0.6, gross=0.1) for many in (1, 4)),
    Goal(what=WHAT, beside=RAW, at="16 writers", goal=1.0, gross=0.2),
    Goal(what=WHAT, beside=RAW, at="64 writers", goal=1.2, gross=0.2),
    Goal(what=WHAT, beside=LIBRARY, at="16 writers", goal=5.0, gross=1.0),
)
OF_RAW = (Goal(what=WHAT, beside=PGBENCH, goal=0.8),)
INSERT = f"""
INSERT INTO public.plain (office, log, position, stream, version, topic, recorded_at,
    content, stamp, mac, leaf, command, request, events)
VALUES ('pgbench', 'matters', nextval('public.plain_position'), gen_random_uuid(), 1, '{TOPIC}', now(),
    decode(repeat('5a', {CONTENT_BYTES}), 'hex'), decode(repeat('5a', 63), 'hex'), decode(repeat('5a', 32), 'hex'),
    decode(repeat('5a', 32), 'hex'), replace(gen_random_uuid()::text, '-', ''), decode(repeat('5a', 32), 'hex'), 1);
"""
PREPARED = ("CREATE SEQUENCE IF NOT EXISTS public.plain_position CACHE 1000",)
TPS = re.compile(r"tps = ([0-9.]+) \(without initial")


class Size(Struct, frozen=True):
    """Writers at once, seconds of a turn, rounds."""

    writers: Sequence[int] = (1, 4, 16, 64)
    seconds: float = 3.0
    rounds: int = 5

    def longest(self) -> float:
        """Seconds that it may take: preparing the work takes about as long as writing it."""
        return 30 + self.rounds * len(SIDES) * len(self.writers) * (2 * self.seconds + 2)


def measure(lab: Lab, size: Size, found: Found, told: Told) -> None:
    pgbench = _program(lab)
    if not pgbench:
        found.skip(PGBENCH, f"no pgbench beside {lab.server.cluster.programs.directory}, nor on the path")
    names = [name for name in SIDES if name != PGBENCH or pgbench]
    rates: defaultdict[tuple[int, str], list[float]] = defaultdict(list)
    with scratch(lab.settings) as database:
        found.versions |= versions(database)
        for many in size.writers:
            for nth in range(size.rounds):
                told(f"{many} writers, round {nth + 1} of {size.rounds}")
                for name in names[nth % len(names) :] + names[: nth % len(names)]:
                    rates[many, name].append(_rate(database, name, pgbench, many, size.seconds))
    for (many, name), each in rates.items():
        found.figure(WHAT, f"{many} writers", name, "a second", each, "more")
    found.compare(GOALS, LEDGER)
    found.compare(OF_RAW, RAW, {WHAT})
    found.ratios = [each for each in found.ratios if each.ours == LEDGER or each.beside == PGBENCH]


def _program(lab: Lab) -> str:
    """That which belongs to the server, else any."""
    own = lab.server.cluster.programs.path("pgbench")
    return str(own) if own.exists() else shutil.which("pgbench") or ""


def _rate(database: Database, name: str, pgbench: str, writers: int, seconds: float) -> float:
    if name == PGBENCH:
        return _pgbench(database, pgbench, writers, seconds)
    return rate(database, WRITERS[SIDES[name]], writers, seconds)


def _pgbench(database: Database, pgbench: str, writers: int, seconds: float) -> float:
    """Commits a second. Raises NotMeasurable."""
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        for statement in (PLAIN_TABLE, *PREPARED, "CHECKPOINT"):
            connection.execute(statement)
    where = conninfo_to_dict(database.conninfo)
    with tempfile.NamedTemporaryFile("w", suffix=".sql", encoding="utf-8") as script:
        script.write(INSERT)
        script.flush()
        command = [pgbench, "-n", "-M", "prepared", "-f", script.name, "-T", str(max(1, round(seconds)))]
        command += ["-c", str(writers), "-j", str(min(writers, 2)), "-h", str(where["host"]), "-p", str(where["port"])]
        done = subprocess.run(
            [*command, "-U", str(where["user"]), str(where["dbname"])], capture_output=True, text=True, check=False
        )
    said = TPS.search(done.stdout)
    if said is None:
        raise NotMeasurable(f"pgbench: {done.stderr.strip()[-300:]}")
    return float(said[1])
