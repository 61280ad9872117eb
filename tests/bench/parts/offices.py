"""Many offices in one installation, and several processes that write to one.

One office: the same threads in one process and shared out among several, which take turns at its head. Several: how
long a command of a small office takes while it writes alone, and while the largest writes as fast as it can beside it.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from statistics import mean

from msgspec import Struct

from service.bench.machine import versions
from service.bench.scratch import scratch
from service.database import Database, connection_pool
from service.keys import KeyFolder
from service.ledger.application import Ledger
from tests.bench.figures import Found, Goal
from tests.bench.lab import Lab
from tests.bench.telling import Told
from tests.bench.writer_process import Written, writing, written

ONE, SEVERAL = "one process", "several processes"
ALONE, BESIDE = "small offices alone", "beside the largest at full rate"
TOGETHER, LEAST, TAKES = "commands of one office", "share of the least", "a command of a small office, p99"
GOALS = (Goal(what=TOGETHER, beside=ONE, goal=0.35, gross=0.05),)
SLOWED = (Goal(what=TAKES, beside=ALONE, gross=0.02),)
LARGE = "office-large"


class Size(Struct, frozen=True):
    """Processes, threads of each, seconds of a turn, rounds, and small offices beside the largest."""

    processes: int = 4
    threads: int = 16
    offices: int = 1_000
    seconds: float = 5.0
    rounds: int = 3

    def longest(self) -> float:
        """Seconds that it may take: processes need ten to be ready."""
        return 60 + self.offices / 20 + self.rounds * (4 * (self.seconds + 10) + self.processes * 10)


def measure(lab: Lab, size: Size, found: Found, told: Told) -> None:
    rounds: defaultdict[tuple[str, str, str], list[float]] = defaultdict(list)
    keys = lab.folder / "keys"
    small = [f"office-{nth}" for nth in range(size.offices)]
    with scratch(lab.settings) as database:
        found.versions |= versions(database)
        told(f"make {size.offices + 1} offices")
        _made(database, keys, [LARGE, *small])
        for nth in range(size.rounds):
            told(f"round {nth + 1} of {size.rounds}")
            _to_one_office(database, keys, size, rounds)
            _beside_a_large_one(database, keys, small, size, rounds)
    at = f"{size.processes} processes, {size.threads} threads in all"
    for (what, side, unit), each in rounds.items():
        where = f"{size.offices:,} offices" if what == TAKES else at
        found.figure(what, where, side, unit, each, "less" if what == TAKES else "more")
    found.compare(GOALS, SEVERAL, {TOGETHER})
    found.compare(SLOWED, BESIDE, {TAKES})


def _made(database: Database, keys: Path, offices: list[str]) -> None:
    with connection_pool(database, 1) as pool:
        ledger = Ledger(database.conninfo, pool, KeyFolder(keys))
        for office in offices:
            ledger.create(office)
        ledger.close()


def _to_one_office(
    database: Database, keys: Path, size: Size, rounds: defaultdict[tuple[str, str, str], list[float]]
) -> None:
    for side, processes in ((ONE, 1), (SEVERAL, size.processes)):
        shares, threads = [[LARGE]] * processes, max(1, size.threads // processes)
        with writing(database.conninfo, keys, shares, threads, size.seconds) as running:
            each = [len(wrote[LARGE]) / size.seconds for wrote in written(running, size.seconds)]
        rounds[TOGETHER, side, "a second"].append(sum(each))
        rounds[LEAST, side, "of the mean"].append(min(each) / mean(each))


def _beside_a_large_one(
    database: Database, keys: Path, small: list[str], size: Size, rounds: defaultdict[tuple[str, str, str], list[float]]
) -> None:
    """The small offices share one process, and one thread each of a few; the largest has one of its own."""
    for side, shares in ((ALONE, [small]), (BESIDE, [small, [LARGE]])):
        with writing(database.conninfo, keys, shares, max(1, size.threads // 4), size.seconds) as running:
            wrote = written(running, size.seconds)
        rounds[TAKES, side, "ms"].append(_p99(wrote[0]))


def _p99(wrote: Written) -> float:
    took = sorted(each for office in wrote.values() for each in office)
    return took[min(len(took) - 1, len(took) * 99 // 100)] * 1000
