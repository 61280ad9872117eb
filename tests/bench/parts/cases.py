"""A whole case over HTTP, ours beside those that somebody would use instead: how many, how fast, at what cost.

The sides take turns in every round; while one is measured no other runs. What an action costs is the processor time of
the side's own processes and of the database server together, as the kernel counts it: who else uses the machine
hardly changes it, while the rates are lower bounds on a busy one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from itertools import count

from msgspec import Struct

from tests.bench import processes
from tests.bench.casework import ACTIONS, Desk, life
from tests.bench.client import Seen, closed_loop
from tests.bench.figures import Better, Found, Goal
from tests.bench.lab import Lab, NotMeasurable
from tests.bench.peers.helpdesk import HELPDESK
from tests.bench.peers.plain import PLAIN
from tests.bench.peers.side import Running, Side
from tests.bench.peers.tracker import TRACKER
from tests.bench.peers.zhuoluo import ZHUOLUO
from tests.bench.telling import Told

SIDES = (ZHUOLUO, PLAIN, HELPDESK, TRACKER)
SHOWN: Sequence[tuple[str, str, Better]] = (
    ("case lives", "a second", "more"),
    ("action, median", "ms", "less"),
    ("action, p99", "ms", "less"),
    ("processor an action", "ms", "less"),
    ("of it the server's", "ms", "less"),
    ("of it the database's", "ms", "less"),
    ("stored for a case", "bytes", "less"),
    ("memory of the server", "MiB", "less"),
    ("busy processors, all", "cores", "less"),
)
COMPARED = {"case lives", "action, p99", "processor an action", "stored for a case"}
GOALS = (
    *(Goal(what="case lives", beside=each.name, goal=10, gross=1) for each in (HELPDESK, TRACKER)),
    Goal(what="case lives", beside=PLAIN.name, goal=3, gross=0.25),
    *(Goal(what="action, p99", beside=each.name, goal=1) for each in (PLAIN, HELPDESK, TRACKER)),
    *(Goal(what="processor an action", beside=each.name, gross=2) for each in (HELPDESK, TRACKER)),
    Goal(what="processor an action", beside=PLAIN.name, gross=0.25),
)
WARM = 2
"""Cases that each client carries through before its time begins."""
MIB = 1024 * 1024

Measured = dict[tuple[str, str, str], list[float]]
"""Rounds by what, at and side."""


class Size(Struct, frozen=True):
    """How much is measured: clients at once, seconds for each number of them, rounds."""

    clients: Sequence[int] = (1, 4, 16)
    seconds: float = 20.0
    rounds: int = 3

    def longest(self, sides: int = len(SIDES)) -> float:
        """Seconds that it may take: the starting of a side is reckoned with 40."""
        return self.rounds * sides * (len(self.clients) * (self.seconds + 5) + 40)


def measure(lab: Lab, size: Size, found: Found, told: Told, sides: Sequence[Side] = SIDES) -> None:
    """Every side that is there in every round, at every number of clients."""
    there = list(_there(sides, found))
    measured: Measured = defaultdict(list)
    for nth in range(size.rounds):
        for side in there[nth % len(there) :] + there[: nth % len(there)]:
            told(f"round {nth + 1} of {size.rounds}: {side.name}")
            try:
                _round(lab, side, size, measured)
            except NotMeasurable as why:
                found.skip(side.name, str(why))
    order = {what: (unit, better) for what, unit, better in SHOWN}
    for (what, at, name), rounds in measured.items():
        unit, better = order[what]
        found.figure(what, at, name, unit, rounds, better)
    found.compare(GOALS, what=COMPARED)


def _there(sides: Sequence[Side], found: Found) -> Iterator[Side]:
    for side in sides:
        if why := side.missing():
            found.skip(side.name, why)
        else:
            found.versions |= side.versions()
            yield side


def _round(lab: Lab, side: Side, size: Size, measured: Measured) -> None:
    with side.started(lab) as running:
        numbers = count()
        for clients in size.clients:
            with _signed_in(running, clients) as desks:
                _carried(desks, next(numbers), WARM, 600)
                for what, each in _timed(lab, running, desks, next(numbers), size.seconds):
                    measured[what, _at(clients), side.name].append(each)


@contextmanager
def _signed_in(running: Running, clients: int) -> Iterator[list[Desk]]:
    with ExitStack() as leaving:
        desks = [running.desk(client) for client in range(clients)]
        for desk in desks:
            leaving.callback(desk.leave)
        yield desks


def _at(clients: int) -> str:
    return f"{clients} client{'s' if clients > 1 else ''}"


def _carried(desks: Sequence[Desk], block: int, most: int | None, seconds: float) -> Seen:
    """Cases carried through at these desks. Raises NotMeasurable when an action was answered wrongly."""
    lives = [life(desk, client, block * 10_000) for client, desk in enumerate(desks)]
    seen = closed_loop(lives, seconds, most)
    if seen.wrong:
        raise NotMeasurable(f"{len(seen.wrong)} actions failed: {seen.wrong[0]}")
    return seen


def _timed(
    lab: Lab, running: Running, desks: Sequence[Desk], block: int, seconds: float
) -> Iterator[tuple[str, float]]:
    """What was found, by the names of SHOWN."""
    stored = lab.bytes_of(running.database)
    before = _used(lab, running)
    seen = _carried(desks, block, None, seconds)
    server, database, machine = (after - then for after, then in zip(_used(lab, running), before, strict=True))
    took, actions = seen.all, len(seen.all)
    lives = actions / len(ACTIONS)
    yield "case lives", lives / seen.seconds
    yield "action, median", took[actions // 2] * 1000
    yield "action, p99", took[min(actions - 1, actions * 99 // 100)] * 1000
    yield "processor an action", (server + database) * 1000 / actions
    yield "of it the server's", server * 1000 / actions
    yield "of it the database's", database * 1000 / actions
    yield "stored for a case", (lab.bytes_of(running.database) - stored) / lives
    yield "memory of the server", processes.memory(running.processes) / MIB
    yield "busy processors, all", machine / seen.seconds


def _used(lab: Lab, running: Running) -> tuple[float, float, float]:
    """Seconds of the processor until now: of the side, of the database server, of the whole machine."""
    return processes.seconds(running.processes), processes.seconds([lab.postmaster]), processes.busy()
