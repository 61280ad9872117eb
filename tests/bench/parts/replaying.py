"""One long case read and replayed, a server that starts on a large ledger, and the verification of all of it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from uuid import UUID, uuid4

from msgspec import Struct

from domain.access import CONSOLE
from domain.commands import Command, Comment, Receive, Register
from domain.values import Details, Person
from service.bench.evidence import bench_evidence
from service.bench.read import WARMING
from service.bench.rebuild import ADMINISTRATOR, OFFICE, fill
from service.bench.scratch import scratch
from service.desk import Request, Step
from service.ledger.entry import Via
from service.projector.following import rebuild
from service.readmodels.asking import question
from service.readmodels.petition import case
from service.readmodels.replaying import replay
from service.runtime import Instance, assembled
from service.settings import Settings
from tests.bench.figures import OURS, Found
from tests.bench.lab import Lab, answers, free_port, program
from tests.bench.telling import Told


class Size(Struct, frozen=True):
    """Events of each long case; how often it is asked; events of the ledger on which a server starts."""

    events_of_case: tuple[int, ...] = (100, 1_000)
    asked: int = 50
    events: int = 100_000
    rounds: int = 3

    def longest(self) -> float:
        """Seconds that it may take: written at 50 acts a second, filled twice at 1,500 events a second."""
        return 120 + sum(self.events_of_case) / 50 + self.events / 750 + self.rounds * 60


def measure(lab: Lab, size: Size, found: Found, told: Told) -> None:
    with scratch(lab.settings) as database, TemporaryDirectory() as home:
        with assembled(Settings(Path(home)), database) as instance:
            told(f"fill {size.events:,} events")
            fill(instance, size.events, lambda *_: None)
            rebuild(instance.pool, lambda *_: None)
            for events in size.events_of_case:
                told(f"a case of {events:,} events")
                _long_case(instance, events, size.asked, found)
        told("start on it")
        took = [_started(home, database.conninfo, lab.folder / "start.log") for _ in range(size.rounds)]
        found.figure("start until it answers", f"{size.events:,} events", OURS, "s", took, "less")
    told("verify")
    proved = bench_evidence(lab.settings, threads=(1,), rounds=1, seconds=0.5, events=size.events)
    found.versions |= proved.versions
    seconds, busy = proved.verified_s
    found.figure("verification of all", f"{size.events:,} events", OURS, "s", [seconds], "less")
    found.figure("verification, processor", f"{size.events:,} events", OURS, "s", [busy], "less")


def _long_case(instance: Instance, events: int, asked: int, found: Found) -> None:
    petition = _written(instance, events)
    where = question(instance, CONSOLE, OFFICE.id)
    ways = {
        "one case read": lambda: case(instance, where, petition),
        "one case replayed": lambda: replay(instance, where, str(petition)),
    }
    for what, way in ways.items():
        found.figure(what, f"{events:,} events", OURS, "ms", list(_taken(way, asked)), "less")


def _written(instance: Instance, events: int) -> UUID:
    """A petition with so many events, in one request."""
    person = Person(id=uuid4(), name="王小明")
    steps: list[Command] = [
        Receive(channel="letter", details=Details(title="门前道路积水", petitioner=person, problem="道路积水")),
        Register(),
        *(Comment(text="已电话联系，转承办科室。") for _ in range(events - 2)),
    ]
    petition = uuid4()
    made = [Step(command=each) for each in steps]
    instance.desk.handle(
        Request(office=OFFICE.id, petition=petition, steps=made, actor=ADMINISTRATOR, via=Via(channel="bench"))
    )
    return petition


def _taken(way: Callable[[], object], asked: int) -> Iterator[float]:
    """Milliseconds of each time but the first few."""
    for nth in range(WARMING + asked):
        began = perf_counter()
        way()
        if nth >= WARMING:
            yield (perf_counter() - began) * 1000


def _started(home: str, conninfo: str, log: Path) -> float:
    """Seconds from the start of the process until it answers a question about its database."""
    port, began = free_port(), perf_counter()
    place = f"http://127.0.0.1:{port}"
    given = {"ZHUOLUO_HOME": home, "ZHUOLUO_DATABASE_URL": conninfo}
    command = [sys.executable, "-m", "service.cli.main", "serve", "--port", str(port)]
    with program(command, log, given) as pid:
        answers(place, f"/api/v1/offices/{OFFICE.id}", log, pid)
        return perf_counter() - began
