"""Twelve clients write, read and follow while the server and its database are killed: all they were told is true."""

from __future__ import annotations

import os
import random
import socket
from math import inf
from pathlib import Path
from time import monotonic, sleep

import pytest

from tests.faults.counting import Recording, counted
from tests.faults.histories.breaking import Running, running
from tests.faults.histories.judging import faults
from tests.faults.histories.observed import Observed, Page, Read, Row, Write
from tests.faults.histories.working import OFFICE, Sending, Workers, differing, with_new_keys, with_one_key

CLIENTS = 12
OPERATIONS = int(os.environ.get("ZHUOLUO_FAULT_OPERATIONS", "1500"))
BLOWS = int(os.environ.get("ZHUOLUO_FAULT_BLOWS", "6"))
SEED = int(os.environ.get("ZHUOLUO_FAULT_SEED", "7"))
QUIET = 300
"""Seconds without an operation that ends, after which the test fails."""


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def broken(home: Path, operations: int, blows: int, sending: Sending) -> tuple[Observed, Workers]:
    """Lets the clients work while blows fall evenly among their operations, and looks at what stands there then."""
    with running(home, free_port()) as server:
        workers = Workers(f"http://127.0.0.1:{server.port}", CLIENTS, operations, sending)
        with workers.working():
            for nth in range(1, blows + 1):
                reached(workers, operations * nth // (blows + 1))
                blow(server, nth)
    return Observed(workers.writes, workers.reads, workers.pages, server.rows(OFFICE)), workers


def reached(workers: Workers, operations: int) -> None:
    end, before = monotonic() + QUIET, -1
    while (done := workers.done()) < operations:
        if done > before:
            end, before = monotonic() + QUIET, done
        assert monotonic() < end, f"nothing goes on after {done} operations"
        sleep(0.02)


def blow(server: Running, nth: int) -> None:
    """Each kind in turn, in an order by chance."""
    kinds = [server.kill, server.kill_database, server.cut]
    random.Random(SEED + nth // len(kinds)).shuffle(kinds)
    kinds[nth % len(kinds)]()


@pytest.mark.faults
@pytest.mark.slow
def test_all_that_clients_were_told_is_true_whatever_was_killed(home: Path, record_property: Recording) -> None:
    seen, workers = broken(home, OPERATIONS, BLOWS, with_one_key)
    assert faults(seen) == {"lost": [], "doubled": [], "wrong": []}
    assert differing(workers.repeats) == []
    assert all(write.ended < inf for write in seen.writes), "everybody was answered in the end"
    assert workers.done() >= OPERATIONS
    assert all((seen.reads, seen.pages, workers.repeats)), "every kind of operation was among them"
    counted(record_property, workers.done())


@pytest.mark.faults
@pytest.mark.slow
def test_clients_that_make_a_key_for_each_attempt_double_what_they_do_not_hear_of(home: Path) -> None:
    """The control: the same blows, and the same judge."""
    seen, _ = broken(home, OPERATIONS, BLOWS, with_new_keys)
    assert faults(seen)["doubled"] != []


# ---- the judge itself

A, B = "a", "b"
ROWS = [Row(1, A, 1, "k1"), Row(2, B, 1, "k2"), Row(3, A, 2, "k3"), Row(4, A, 3, "k4")]
WRITES = [
    Write(0, A, "k1", 0.0, 1.0, 1, 1),
    Write(1, B, "k2", 0.5, 1.5, 2, 1),
    Write(0, A, "k3", 2.0, 3.0, 3, 2),
    Write(1, A, "k4", 2.5),
]
READS = [Read(0, A, 3.5, 3.6, ((1, 1), (2, 3))), Read(1, B, 1.0, 1.1, ((1, 2),)), Read(1, A, 0.1, 0.2, ())]
PAGES = [Page(0, 1.6, 1.7, 0, 2, (1, 2)), Page(0, 3.5, 3.6, 2, 3, (3,)), Page(1, 4.0, 4.1, 0, 4, (1, 2, 3, 4))]
SOUND = Observed(WRITES, READS, PAGES, ROWS)


def test_a_sound_history_has_no_fault() -> None:
    assert faults(SOUND) == {"lost": [], "doubled": [], "wrong": []}


@pytest.mark.parametrize(
    ("seen", "kind"),
    [
        (SOUND._replace(rows=[*ROWS[:2], ROWS[3]._replace(position=3, version=2)]), "lost"),
        (SOUND._replace(rows=[ROWS[0]._replace(key="k2"), ROWS[1]._replace(key="k1"), *ROWS[2:]]), "lost"),
        (SOUND._replace(rows=[*ROWS, Row(5, B, 2, "k9")]), "doubled"),
        (SOUND._replace(rows=[*ROWS, Row(5, B, 2, "k2")]), "doubled"),
        (SOUND._replace(rows=[*ROWS, Row(6, B, 2, "")], writes=[*WRITES, Write(2, B, "", 4.0)]), "wrong"),
        (SOUND._replace(rows=[*ROWS[:3], ROWS[3]._replace(version=4)]), "wrong"),
        (SOUND._replace(writes=[WRITES[0]._replace(begun=8.0, ended=9.0), *WRITES[1:]]), "wrong"),
        (SOUND._replace(reads=[READS[0]._replace(seen=((1, 1),))]), "wrong"),
        (SOUND._replace(reads=[READS[0]._replace(seen=((1, 1), (3, 4)))]), "wrong"),
        (SOUND._replace(reads=[READS[1]._replace(seen=((1, 1),))]), "wrong"),
        (SOUND._replace(pages=[PAGES[0], PAGES[1]._replace(after=1)]), "wrong"),
        (SOUND._replace(pages=[PAGES[0]._replace(positions=(1,))]), "wrong"),
        (SOUND._replace(pages=[PAGES[2]._replace(positions=(2, 1, 3, 4))]), "wrong"),
    ],
)
def test_each_kind_of_fault_is_found(seen: Observed, kind: str) -> None:
    assert faults(seen)[kind] != []
