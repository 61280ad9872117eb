"""A mixed load at half of what the server can: whether memory and p99 stay flat, and nothing is lost or doubled.

First the most that it can is found. Then as many clients take cases through at half that pace, read the register after
every fourth act, which shows what was just written or waits for it, and send every tenth act twice under its
idempotency key, as who lost an answer does. Memory and p99 are told for windows of the time; at the end every case is
asked for its version, which is one for each act that was acknowledged, or something was lost or doubled.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from time import sleep
from typing import Any
from uuid import uuid4

from msgspec import Struct

from tests.bench import processes
from tests.bench.casework import ACTIONS, life
from tests.bench.client import Action, Life, Seen, closed_loop
from tests.bench.figures import OURS, Found, Ratio, better
from tests.bench.lab import Lab, NotMeasurable
from tests.bench.peers.side import Running
from tests.bench.peers.zhuoluo import OFFICE, PETITIONS, PREFIX, ZHUOLUO, ZhuoluoDesk
from tests.bench.telling import Told

TWICE, READ = 10, 4
KEY = "Idempotency-Key"
PAUSE, READING = "pause", "read of what was written"
MIB = 1024 * 1024


class Size(Struct, frozen=True):
    """Clients at once, seconds for finding the most, seconds of the load, and windows of it."""

    clients: int = 8
    trying: float = 20.0
    seconds: float = 3600.0
    windows: int = 10

    def longest(self) -> float:
        """Seconds that it may take, with the start of the server and the counting at the end."""
        return self.trying + 1.3 * self.seconds + 120


class SoakDesk(ZhuoluoDesk):
    """Sends some acts twice, and remembers how many of each case were acknowledged."""

    def __init__(self, place: str) -> None:
        super().__init__(place)
        self.acknowledged: Counter[str] = Counter()
        self.sent = self.repeated = 0

    def _post(self, path: str, **said: object) -> Any:
        self._http.headers[KEY] = uuid4().hex
        told = super()._post(path, **said)
        self.sent += 1
        if self.sent % TWICE == 0:
            self.repeated += 1
            if super()._post(path, **said) != told:
                raise NotMeasurable(f"the same key was answered otherwise: {path or 'receive'}")
        self.acknowledged[told["petition"]] += 1
        return told

    def read(self) -> None:
        self._http.json("GET", f"{PREFIX}/offices/{OFFICE}/register?limit=50")

    def version(self, petition: str) -> int:
        return int(self._http.json("GET", f"{PETITIONS}/{petition}")["version"])


def measure(lab: Lab, size: Size, found: Found, told: Told) -> None:
    with ZHUOLUO.started(lab) as running:
        place = running.place
        told("the most that it can")
        most = _most(place, size)
        found.figure("most", f"{size.clients} clients", OURS, "acts a second", [most], "more")
        with ExitStack() as leaving:
            desks = _desks(place, size, leaving)
            windows = list(_windows(running, desks, size, size.clients / (most / 2), told))
            told("count what was written")
            _counted(desks, found)
    _shown(windows, size, found)


def _most(place: str, size: Size) -> float:
    with ExitStack() as leaving:
        lives = [life(desk, nth) for nth, desk in enumerate(_desks(place, size, leaving))]
        seen = _without_fault(closed_loop(lives, size.trying))
    return len(seen.all) / seen.seconds


def _desks(place: str, size: Size, leaving: ExitStack) -> list[SoakDesk]:
    desks = [SoakDesk(place) for _ in range(size.clients)]
    for desk in desks:
        leaving.callback(desk.leave)
    return desks


def _without_fault(seen: Seen) -> Seen:
    if seen.wrong:
        raise NotMeasurable(f"{len(seen.wrong)} acts failed: {seen.wrong[0]}")
    return seen


def _windows(
    running: Running, desks: Sequence[SoakDesk], size: Size, interval: float, told: Told
) -> Iterator[tuple[Seen, int]]:
    """What clients saw in each window, and the memory of the server behind it."""
    for window in range(size.windows):
        told(f"window {window + 1} of {size.windows}, {interval * 1000:.0f} ms between the acts of a client")
        lives = [_paced(desk, nth, (window + 1) * 100_000, interval) for nth, desk in enumerate(desks)]
        yield _without_fault(closed_loop(lives, size.seconds / size.windows)), processes.memory(running.processes)


def _paced(desk: SoakDesk, client: int, first: int, interval: float) -> Life:
    """The life of a case with a pause before each act, and a look at the register behind some."""
    acts = life(desk, client, first)

    def paced(nth: int) -> Sequence[Action]:
        actions: list[Action] = []
        for done, action in enumerate(acts(nth), nth * len(ACTIONS) + 1):
            actions += [(PAUSE, lambda: sleep(interval)), action]
            actions += [(READING, desk.read)] if done % READ == 0 else []
        return actions

    return paced


def _counted(desks: Sequence[SoakDesk], found: Found) -> None:
    """Lost: acknowledged, but not there. Doubled: there, but not acknowledged."""
    lost = doubled = 0
    for desk in desks:
        for petition, acts in desk.acknowledged.items():
            there = desk.version(petition)
            lost += max(acts - there, 0)
            doubled += max(there - acts, 0)
    at = f"{sum(sum(desk.acknowledged.values()) for desk in desks):,} acts"
    found.figure("sent twice", at, OURS, "acts", [sum(desk.repeated for desk in desks)], "more")
    found.figure("lost", at, OURS, "acts", [lost], "less")
    found.figure("doubled", at, OURS, "acts", [doubled], "less")
    found.ratios.append(
        Ratio(part=found.part, what="nothing lost or doubled", at=at, beside="acknowledged",
              rounds=(float(not lost and not doubled),), goal=1.0, gross=1.0)
    )  # fmt: skip


def _shown(windows: Sequence[tuple[Seen, int]], size: Size, found: Found) -> None:
    acts = [_p99(each for name in ACTIONS for each in seen.actions.get(name, ())) for seen, _ in windows]
    reads = [_p99(seen.actions.get(READING, ())) for seen, _ in windows]
    memory = [held / MIB for _, held in windows]
    at = f"{size.seconds:,.0f} s in {size.windows} windows"
    found.figure("act, p99", at, OURS, "ms", acts, "less")
    found.figure(f"{READING}, p99", at, OURS, "ms", reads, "less")
    found.figure("memory", at, OURS, "MiB", memory, "less")
    half = len(windows) // 2
    for what, each, goal, gross in (("memory", memory, 0.9, 0.5), ("act, p99", acts, 0.67, 0.05)):
        flat = better(max(each[half:]), max(each[:half]), "less")
        found.ratios.append(
            Ratio(part=found.part, what=f"{what} stays flat", at="second half", beside="first half", rounds=(flat,),
                  goal=goal, gross=gross)
        )  # fmt: skip


def _p99(took: Any) -> float:
    """Milliseconds; nothing where nothing was asked."""
    found = sorted(took)
    return found[min(len(found) - 1, len(found) * 99 // 100)] * 1000 if found else 0.0
