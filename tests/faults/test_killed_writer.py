"""kill -9 of the writing process in the middle: each command stands there with all its events or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.database import Database
from tests.faults.client import EVENTS, client
from tests.faults.counting import Recording, counted
from tests.faults.stored import Stored, verified

pytestmark = pytest.mark.faults

ROUNDS, BLOWS = 4, 20
COMMANDS = 60


def strike(database: Database, folder: Path, mode: str) -> dict[str, int]:
    """Kills a client that is at work; what it had been told."""
    with client(database.conninfo, folder, mode) as busy:
        busy.wait_for(COMMANDS)
        busy.process.kill()
        busy.process.wait()
        return busy.acknowledged()


def test_nothing_half_is_left_and_the_next_process_writes_on(
    database: Database, tmp_path: Path, record_property: Recording
) -> None:
    acknowledged: dict[str, int] = {}
    for _ in range(ROUNDS):
        acknowledged |= strike(database, tmp_path, "careful")
        stored = Stored(database.conninfo)
        assert acknowledged.items() <= stored.commands().items()
        assert (stored.without_gap(), stored.streams_in_order(), stored.half_commands(EVENTS)) == (True, True, [])
        assert verified(database.conninfo, tmp_path / "keys").fault is None
    counted(record_property, ROUNDS)


def test_commands_written_piece_by_piece_are_found_half(database: Database, tmp_path: Path) -> None:
    """The control: the same blow falls between the events of a command that is not one transaction, sooner or later."""
    for _ in range(BLOWS):
        strike(database, tmp_path, "piecewise")
        if half := Stored(database.conninfo).half_commands(EVENTS):
            break
    assert half != []
