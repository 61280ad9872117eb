"""Patroni changes the leader under load, four ways: nothing acknowledged is lost, clients go on by themselves.

`make ha` runs it, where patroni, etcd and PostgreSQL 15 of Debian are installed, and writes what it has seen into
docs/high-availability.md.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread
from time import monotonic

import pytest

from service.migrations import migrate
from tests.faults.client import EVENTS, Client, client
from tests.faults.counting import Recording, counted
from tests.faults.ha_table import Seen, put_down
from tests.faults.patroni import Cluster, Member, awaited, cluster, lacking
from tests.faults.stored import Stored, verified

pytestmark = [
    pytest.mark.faults,
    pytest.mark.slow,
    pytest.mark.skipif("ZHUOLUO_HA" not in os.environ, reason="make ha runs it"),
    pytest.mark.skipif(bool(lacking()), reason=f"not installed: {', '.join(lacking())}"),
]
COMMANDS = 100
BLOWS = 4
LOOK = 0.005


class Pace(Thread):
    """Sees when something was acknowledged, and so for how long nothing was."""

    def __init__(self, busy: Client) -> None:
        super().__init__(daemon=True)
        self._busy, self._done = busy, Event()
        self._last = monotonic()
        self.longest = 0.0

    def run(self) -> None:
        size = self._busy.size()
        while not self._done.wait(LOOK):
            now, grown = monotonic(), self._busy.size()
            if grown > size:
                self.longest = max(self.longest, now - self._last)
                size, self._last = grown, now

    def end(self) -> float:
        """Seconds of the longest time in which nothing was acknowledged."""
        self._done.set()
        self.join()
        return self.longest


class Scene:
    """A cluster, a client at work on it, and all that its clients were told."""

    def __init__(self, servers: Cluster, home: Path) -> None:
        self.servers, self.home = servers, home
        self.told: dict[str, int] = {}
        self.seen: list[Seen] = []

    def struck(self, event: str, blow: Callable[[], Member], recovered: Callable[[Member], bool]) -> Seen:
        """What a blow does to a client that writes all the time; `recovered`: somebody else takes over."""
        with client(self.servers.conninfo, self.home) as busy:
            busy.wait_for(COMMANDS)
            pace = Pace(busy)
            pace.start()
            begun = monotonic()
            hit = blow()
            awaited(lambda: recovered(hit), f"{event}: somebody takes over")
            leader = monotonic() - begun
            busy.wait_for(COMMANDS)
            stopped = pace.end()
            told = busy.finish()
        return self._judged(event, told, leader, stopped)

    def whole_again(self, hit: Member | None = None) -> None:
        if hit is not None:
            hit.start()
        awaited(self.servers.whole, "three nodes are up again")

    def _judged(self, event: str, told: dict[str, int], leader: float, stopped: float) -> Seen:
        self.told |= told
        stored = Stored(self.servers.conninfo)
        lost = len(set(self.told.items()) - set(stored.commands().items()))
        seen = Seen(event, len(told), lost, len(stored.rows) - EVENTS * len(self.told) + EVENTS * lost, leader, stopped)
        assert stored.commands() == self.told
        assert (stored.without_gap(), stored.streams_in_order(), stored.half_commands(EVENTS)) == (True, True, [])
        assert verified(self.servers.conninfo, self.home / "keys").fault is None
        self.seen.append(seen)
        return seen


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    with tempfile.TemporaryDirectory(prefix="zhuoluo-ha-") as folder:
        Path(folder).chmod(0o755)
        with cluster(Path(folder) / "nodes") as servers:
            migrate(servers.conninfo)
            made = Scene(servers, Path(folder))
            yield made
            if len(made.seen) == BLOWS:  # what is written is a whole run, in which nothing failed
                put_down(made.seen)


def test_a_planned_switchover(scene: Scene, record_property: Recording) -> None:
    def blow() -> Member:
        leader, next_one = scene.servers.leader(), scene.servers.synchronous()
        status, said = leader.asked("POST", "/switchover", {"leader": leader.name, "candidate": next_one.name})
        assert status == 200, said
        return leader

    seen = scene.struck("planned switchover", blow, lambda hit: scene.servers.writable(but=hit))
    scene.whole_again()
    counted(record_property, 1, seen.lost, seen.doubled)


def test_the_postmaster_of_the_primary_is_killed(scene: Scene, record_property: Recording) -> None:
    def blow() -> Member:
        leader = scene.servers.leader()
        leader.kill_postmaster()
        return leader

    seen = scene.struck("kill -9 of the primary's postmaster", blow, lambda hit: scene.servers.writable(but=hit))
    scene.whole_again()
    counted(record_property, 1, seen.lost, seen.doubled)


def test_the_whole_node_of_the_primary_is_killed(scene: Scene, record_property: Recording) -> None:
    hits: list[Member] = []

    def blow() -> Member:
        hits.append(scene.servers.leader())
        hits[0].kill()
        return hits[0]

    seen = scene.struck(
        "kill -9 of the primary's whole node, Patroni too", blow, lambda hit: scene.servers.writable(but=hit)
    )
    scene.whole_again(hits[0])
    counted(record_property, 1, seen.lost, seen.doubled)


def test_the_node_of_the_synchronous_standby_is_killed(scene: Scene, record_property: Recording) -> None:
    hits: list[Member] = []

    def blow() -> Member:
        hits.append(scene.servers.synchronous())
        hits[0].kill()
        return hits[0]

    def another_follows(hit: Member) -> bool:
        return any(role == "sync_standby" and name != hit.name for name, (role, _) in scene.servers.states().items())

    seen = scene.struck("kill -9 of the synchronous standby's whole node", blow, another_follows)
    scene.whole_again(hits[0])
    counted(record_property, 1, seen.lost, seen.doubled)
