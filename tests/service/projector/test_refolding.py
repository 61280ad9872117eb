"""A rebuild in processes of its own writes what following wrote, and may be struck at any time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from itertools import islice
from multiprocessing import active_children
from time import monotonic
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from psycopg import Connection

from domain import events as e
from projections.catalog import ALL
from service.database import Database
from service.ledger.application import MATTERS
from service.projector import histories, refolding, sample, schema
from service.projector.breaking_off import LinesMissing, WorkerLost
from service.projector.following import rebuild
from service.runtime import Instance
from tests.domain.stories import Story, stories
from tests.service.projector.offices import Told, dump, tell

ONE_DATABASE = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
PATIENCE = 60.0
FOLDING = "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s AND datname = current_database()"
HANG = """
import sys, time
from service.database import Database, connection_pool
from service.projector import histories
from service.projector.following import rebuild

def told(office, done, of):
    print(office, flush=True)
    time.sleep(3600)

if __name__ == "__main__":
    histories.PIECE = 20
    with connection_pool(Database(sys.argv[1]), 8) as pool:
        rebuild(pool, told, 2)
"""


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a short log is many pieces, and petitions of one begin in others' midst."""
    monkeypatch.setattr(histories, "PIECE", 20)
    monkeypatch.setattr(histories, "TOGETHER", 2)


@pytest.fixture
def told(instance: Instance, connection: Connection[Any]) -> Told:
    found = tell(instance.ledger, connection, list(islice(sample.lines(300), 300)))
    instance.projector.current(found.id)
    return found


def silent(_office: str, _done: int, _of: int) -> None:
    """Nobody looks at the progress."""


def rows(connection: Connection[Any], office: str) -> list[Any]:
    return [dump(connection, office, schema.opened(connection, projection)) for projection in ALL]


@settings(max_examples=5, deadline=None, suppress_health_check=ONE_DATABASE)
@given(one=stories(), other=stories())
def test_every_row_is_as_following_wrote_it(
    instance: Instance, connection: Connection[Any], one: Story, other: Story
) -> None:
    """Of several offices, with corrections, late facts, what was joined, voided and taken up again."""
    offices = [tell(instance.ledger, connection, story.lines) for story in (one, other)]
    for office in offices:
        instance.projector.current(office.id)
    followed = [rows(connection, office.id) for office in offices]
    rebuild(instance.pool, silent, 0)
    assert [rows(connection, office.id) for office in offices] == followed


def test_so_it_is_when_processes_share_the_work(instance: Instance, told: Told, connection: Connection[Any]) -> None:
    other = tell(instance.ledger, connection, list(islice(sample.lines(200, seed=2), 200)))
    instance.projector.current(other.id)
    followed = [rows(connection, office.id) for office in (told, other)]
    assert any(type(line.event) is e.Joined for line in told.lines)
    said: list[tuple[str, int, int]] = []
    assert rebuild(instance.pool, lambda *heard: said.append(heard), 2) == told.last + other.last
    assert [rows(connection, office.id) for office in (told, other)] == followed
    assert len(said) > 20, "piece by piece"
    assert {(each.id, each.last, each.last) for each in (told, other)} < set(said)
    assert schema.behind(connection, MATTERS, [projection.schema for projection in ALL]) == []


def test_a_process_that_is_killed_changes_nothing_and_the_next_rebuild_succeeds(
    instance: Instance, told: Told, connection: Connection[Any]
) -> None:
    followed = rows(connection, told.id)

    def kill(_office: str, _done: int, _of: int) -> None:
        for process in active_children():
            assert process.pid is not None
            os.kill(process.pid, signal.SIGKILL)

    with pytest.raises(WorkerLost, match="run it again"):
        rebuild(instance.pool, kill, 2)
    assert rows(connection, told.id) == followed
    assert instance.projector.current(told.id) == told.last
    assert rebuild(instance.pool, silent, 2) == told.last
    assert rows(connection, told.id) == followed


def test_the_processes_end_with_the_one_that_rebuilds(
    database: Database, told: Told, connection: Connection[Any]
) -> None:
    followed = rows(connection, told.id)
    with subprocess.Popen([sys.executable, "-c", HANG, database.conninfo], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline().strip() == told.id
        assert folding(connection) > 0
        parent.kill()
    give_up = monotonic() + PATIENCE
    while folding(connection) and monotonic() < give_up:
        connection.execute("SELECT pg_sleep(0.05)")
    assert folding(connection) == 0
    assert rows(connection, told.id) == followed


def folding(connection: Connection[Any]) -> int:
    """How many connections of processes that fold there are."""
    row = connection.execute(FOLDING, (refolding.NAME,)).fetchone()
    return int(row[0]) if row else 0


def test_a_log_with_fewer_lines_than_its_head_says_is_not_put_in_place(
    database: Database, instance: Instance, told: Told, connection: Connection[Any]
) -> None:
    followed = rows(connection, told.id)
    with psycopg.connect(database.conninfo) as damaging:
        damaging.execute("UPDATE ledger.head SET size = size + 1 WHERE office = %s", (told.id,))
    with pytest.raises(LinesMissing, match="zhuoluo verify"):
        rebuild(instance.pool, silent, 0)
    assert rows(connection, told.id) == followed
