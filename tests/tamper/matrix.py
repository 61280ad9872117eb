"""Every kind of tampering, several times each with other places: what finds it, and whether anything finds what is not.

`python -m tests.tamper.matrix` prints the table (`make tamper`).
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import NamedTuple

import psycopg
from msgspec.structs import replace

from service.evidence.whole import Outside, Whole, verify_whole
from service.ledger.application import MATTERS
from service.migrations import migrate
from service.postgres import embedded
from service.settings import Settings
from tests.servers import AnyServer, private_home
from tests.service.ledger.conftest import OFFICE
from tests.tamper import office
from tests.tamper.kinds import INSIDE, KINDS, OUTSIDE, RECEIPTS, Kind, Work
from tests.tamper.office import Made

FAST = ("fsync=off", "full_page_writes=off")
TRIALS = 10
ORDER = (INSIDE, OUTSIDE, RECEIPTS)


class Row(NamedTuple):
    """Of so many trials how many were found by keys alone, with heads kept outside, with receipts too; in words."""

    kind: str
    takes: str
    trials: int
    found: tuple[int, int, int]
    said: str

    @property
    def as_expected(self) -> bool:
        """Found every time from what it takes on, and never by less."""
        takes = ORDER.index(self.takes)
        return all(found == (self.trials if nth >= takes else 0) for nth, found in enumerate(self.found))


class Matrix:
    """A server with the log as a template, of which each trial gets a copy."""

    def __init__(self, server: AnyServer, mark: str, home: Path) -> None:
        self._server = server
        self._mark = mark
        self._numbers = count(1)
        self._template = f"{mark}_log"
        self._sql(f"CREATE DATABASE {self._template} TEMPLATE template0 ENCODING 'UTF8'")
        migrate(server.conninfo(self._template))
        self.made: Made = office.written(server.conninfo(self._template), home)

    def _sql(self, statement: str) -> None:
        with psycopg.connect(self._server.conninfo("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def close(self) -> None:
        self._sql(f"DROP DATABASE {self._template} WITH (FORCE)")

    @contextmanager
    def copied(self) -> Iterator[str]:
        """How to connect to a copy of the log, as a superuser."""
        name = f"{self._mark}_{next(self._numbers)}"
        self._sql(f"CREATE DATABASE {name} TEMPLATE {self._template}")
        try:
            yield self._server.conninfo(name)
        finally:
            self._sql(f"DROP DATABASE {name} WITH (FORCE)")

    def tried(self, kind: Kind, trials: int) -> Row:
        """Tampers and looks, as often as that."""
        found = [0, 0, 0]
        said = ""
        for trial in range(trials):
            with self.copied() as conninfo:
                self._tamper(kind, conninfo, random.Random(f"{kind.name} {trial}"))
                for nth, verdict in enumerate(self._verdicts(conninfo)):
                    found[nth] += not verdict.sound
                    said = said or words(verdict)
        return Row(kind.name, kind.takes, trials, (found[0], found[1], found[2]), said)

    def untouched(self, trials: int) -> int:
        """How often something was found in a log that nobody touched."""
        alarms = 0
        for _ in range(trials):
            with self.copied() as conninfo:
                alarms += sum(not verdict.sound for verdict in self._verdicts(conninfo))
        return alarms

    def _tamper(self, kind: Kind, conninfo: str, chance: random.Random) -> None:
        with psycopg.connect(conninfo) as connection:
            office.switched(connection, "DISABLE")
            connection.commit()
            kind.done(Work(connection, chance, self.made.home, conninfo))
            connection.commit()
            office.switched(connection, "ENABLE")

    def _verdicts(self, conninfo: str) -> Iterator[Whole]:
        """By keys alone, with the heads that are kept outside, and with what callers were told."""
        outside = self.made.outside
        every = replace(outside, receipts=(*outside.receipts, *self.made.acknowledged))
        for known in (office.inside(outside), outside, every):
            yield looked(conninfo, known)


def looked(conninfo: str, known: Outside) -> Whole:
    with psycopg.connect(conninfo, autocommit=True) as connection:
        return verify_whole(connection, OFFICE, MATTERS, known)[0]


def words(verdict: Whole) -> str:
    """What was found first: position and fault."""
    if verdict.sound:
        return ""
    if verdict.verified.fault:
        return f"{verdict.verified.position}: {verdict.verified.fault}"
    fault = verdict.faults[0]
    return f"{fault.position}: {fault.of}: {fault.what}"


def table(rows: Sequence[Row], alarms: int, trials: int) -> str:
    lines = [
        "| what was done | takes | keys alone | heads outside | receipts | as said by the first |",
        "|---|---|---|---|---|---|",
    ]
    for row in rows:
        found = " | ".join(f"{each}/{row.trials}" for each in row.found)
        lines.append(f"| {row.kind} | {row.takes} | {found} | {row.said} |")
    lines.append(f"\nuntouched: {alarms} false alarms in {trials} logs, each looked at three times")
    return "\n".join(lines)


def main() -> int:
    home = private_home("zhuoluo-tamper-")
    with embedded(Settings(home), test_options=FAST) as server, tempfile.TemporaryDirectory() as keys:
        matrix = Matrix(server, "tamper", Path(keys))
        rows = [matrix.tried(kind, TRIALS) for kind in KINDS]
        alarms = matrix.untouched(TRIALS)
    sys.stdout.write(table(rows, alarms, TRIALS) + "\n")
    return 0 if not alarms and all(row.as_expected for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
