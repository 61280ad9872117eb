"""A process that delivers may be killed at any moment: nothing is lost, and what comes twice comes with the same id."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path

import pytest

from service.database import Database
from service.runtime import Instance
from tests.service.feeds.killed import CARELESS, NOWHERE, PLACES, dead
from tests.service.feeds.offices import Program, delivered, letter, subscribed
from tests.service.feeds.receiver import Came, Receiver

pytestmark = pytest.mark.faults
EVENTS = 6


def whole(receiver: Receiver) -> bool:
    """Whether every event came, in order; of those that came twice every time with the same id and the same bytes."""
    first: dict[int, Came] = {}
    for each in receiver.came:
        known = first.setdefault(each.position, each)
        assert (known.id, known.body) == (each.id, each.body)
    assert list(first) == sorted(first)
    return len(first) == EVENTS


@pytest.mark.parametrize("nth", [1, EVENTS])
@pytest.mark.parametrize("where", PLACES)
def test_killed_anywhere_nothing_is_lost_and_what_is_doubled_has_the_same_id(
    instance: Instance, database: Database, home: Path, receiver: Receiver, program: Program, where: str, nth: int
) -> None:
    letter(instance)
    letter(instance)
    made = subscribed(instance, receiver.url, program.id)
    with dead(database, home, made.id, where, nth) as process:
        assert process.wait(60) == -signal.SIGKILL
    came = len(receiver.came)
    assert came == (nth if where.startswith("after-post") or where == "after-advance" else nth - 1)
    assert delivered(instance, made.id) is None
    assert whole(receiver)
    assert len(receiver.came) == EVENTS + (where == "after-post")


@pytest.mark.parametrize("nth", [1, 3])
def test_killed_while_the_receiver_works_at_it(
    instance: Instance, database: Database, home: Path, receiver: Receiver, program: Program, nth: int
) -> None:
    """The receiver has the event and its answer reaches nobody."""
    letter(instance)
    letter(instance)
    made = subscribed(instance, receiver.url, program.id)
    running: list[subprocess.Popen[bytes]] = []

    def kill(_came: Came) -> tuple[int, dict[str, str]]:
        if len(receiver.came) == nth - 1:
            running[0].kill()
            running[0].wait(60)
        return 204, {}

    receiver.answers = kill
    running.append(dead(database, home, made.id, NOWHERE))
    with running[0] as process:
        assert process.wait(60) == -signal.SIGKILL
    receiver.says(204)
    assert delivered(instance, made.id) is None
    assert whole(receiver)
    assert len(receiver.came) == EVENTS + 1


def test_a_deliverer_that_moved_its_place_first_would_lose_what_it_was_killed_with(
    instance: Instance, database: Database, home: Path, receiver: Receiver, program: Program
) -> None:
    """The control: the order of posting and moving is what the tests before are about."""
    letter(instance)
    letter(instance)
    made = subscribed(instance, receiver.url, program.id)
    with dead(database, home, made.id, "before-record", 2, CARELESS) as process:
        assert process.wait(60) == -signal.SIGKILL
    assert delivered(instance, made.id) is None
    assert not whole(receiver)
