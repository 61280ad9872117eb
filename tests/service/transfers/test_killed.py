"""Two installations exchange matters while either is killed at random: each is moved once, totals above equal below.

The short form runs with the others; `make exchange` runs it with a thousand (ZHUOLUO_EXCHANGE_MATTERS).
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
from collections import Counter
from pathlib import Path
from time import monotonic, sleep
from uuid import UUID

import pytest

from domain import events as e
from service.transfers import listing
from tests.service.transfers import offices as at
from tests.service.transfers.conftest import Pair
from tests.service.transfers.killed import DONE, KEYLESS, POLL, started
from tests.service.transfers.offices import LOWER, UPPER
from tests.service.transfers.totals import assigned_above, handled_below, received_below, reported_above

pytestmark = pytest.mark.faults
SHORT = 40
MATTERS = int(os.environ.get("ZHUOLUO_EXCHANGE_MATTERS", str(SHORT)))
SEED = int(os.environ.get("ZHUOLUO_EXCHANGE_SEED", "5"))
DEATHS = 6 if MATTERS == SHORT else 60
STEPS = 60 if MATTERS == SHORT else 400
"""A process passes fewer before it is killed: so many that deaths go on until most of the matters are moved."""
PATIENCE = 240 + 3 * MATTERS
"""Seconds after which something is stuck."""


def assigned(pair: Pair, many: int) -> list[UUID]:
    return [at.assigned(pair.upper) for _ in range(many)]


def start(pair: Pair, folder: Path, office: str, steps: int, *how: str) -> subprocess.Popen[bytes]:
    place = (UPPER, LOWER).index(office)
    return started(pair.databases[place], pair.homes[place], office, folder, steps, *how)


def waiting(pair: Pair) -> int:
    """What the upper office has no receipt for."""
    (partner,) = listing.partners(pair.upper, UPPER)
    return partner.waiting


def done(pair: Pair) -> bool:
    """Whether each result is back and each assignment acknowledged, as the counts of the upper office's events say."""
    topics = ("ResultReported/1", "TransferAcknowledged/1")
    return all(at.counted(pair.upper, UPPER, topic) >= MATTERS for topic in topics)


def results(pair: Pair, petitions: list[UUID]) -> Counter[int]:
    """How many petitions have how many results."""
    found = (at.state(pair.upper, UPPER, each).lines for each in petitions)
    return Counter(sum(isinstance(line.event, e.ResultReported) for line in lines) for lines in found)


def exchanged(pair: Pair, folder: Path) -> Counter[str]:
    """Both work at the same time and are started anew when they are killed; how often each was, until all is done."""
    chance, died, ends = random.Random(SEED), Counter[str](), monotonic() + PATIENCE
    running = {office: start(pair, folder, office, chance.randrange(1, STEPS)) for office in (UPPER, LOWER)}
    try:
        while not done(pair):
            assert monotonic() < ends, (waiting(pair), died)
            for office, process in running.items():
                if process.poll() is not None:
                    assert process.returncode == -signal.SIGKILL
                    died[office] += 1
                    steps = chance.randrange(1, STEPS) if died.total() < DEATHS else 0
                    running[office] = start(pair, folder, office, steps)
            sleep(POLL)
        (folder / DONE).touch()
        assert {process.wait(PATIENCE) for process in running.values()} <= {0, -signal.SIGKILL}
    finally:
        for process in running.values():
            process.kill()
            process.wait()
    return died


def test_each_matter_is_moved_exactly_once_and_the_totals_agree_whoever_is_killed(pair: Pair, tmp_path: Path) -> None:
    petitions = assigned(pair, MATTERS)
    began = monotonic()
    died = exchanged(pair, tmp_path)
    print(f"{MATTERS} matters in {monotonic() - began:.0f} s, killed: {dict(died)}")  # noqa: T201 - `make exchange`
    assert died.total() >= DEATHS // 2, "too few were killed for this to show anything"
    came = at.came(pair.lower, LOWER)
    assert len(came) == len(set(came)) == MATTERS
    assert results(pair, petitions) == {1: MATTERS}
    assert waiting(pair) == 0
    cited = Counter(
        line.event.stream
        for each in came
        for line in at.state(pair.lower, LOWER, each).lines
        if isinstance(line.event, e.TransferTaken) and line.event.what == "petition"
    )
    assert cited == Counter(petitions)
    assert assigned_above(pair.upper) == received_below(pair.lower) == MATTERS
    assert reported_above(pair.upper) == handled_below(pair.lower) == MATTERS


def test_without_command_keys_what_was_killed_in_between_is_moved_twice(pair: Pair, tmp_path: Path) -> None:
    """The control: a package that comes again is taken again, where no key says that it was taken."""
    assigned(pair, 3)
    (tmp_path / DONE).touch()
    start(pair, tmp_path, UPPER, 0).wait(PATIENCE)
    package = (tmp_path / f"to-{LOWER}").read_bytes()
    for _ in range(2):
        (tmp_path / f"to-{LOWER}").write_bytes(package)
        start(pair, tmp_path, LOWER, 0, KEYLESS).wait(PATIENCE)
    assert len(at.came(pair.lower, LOWER)) > 3
