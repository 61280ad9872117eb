"""Facts are added up behind the runners: by a server's thread, by several processes, after a rebuild; errors pass."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from projections.sums import BLOCK
from service.projector import sample
from service.projector.following import rebuild
from service.projector.summing import EVERY, SCHEMA, sum_up
from service.runtime import Instance
from tests.service.processes import until
from tests.service.projector.offices import Told, tell

LINES = 2 * BLOCK + 10


@pytest.fixture
def told(instance: Instance, connection: Connection[Any]) -> Told:
    found = tell(instance.ledger, connection, list(islice(sample.lines(LINES), LINES)))
    instance.projector.current(found.id)
    return found


def ends(connection: Connection[Any]) -> list[int]:
    """Where the blocks end that are added up."""
    return [upto for (upto,) in connection.execute(f"SELECT upto FROM {SCHEMA}.summed ORDER BY upto")]


def sums(connection: Connection[Any]) -> list[Any]:
    return connection.execute(f"SELECT s::text FROM {SCHEMA}.sums s ORDER BY 1").fetchall()


def test_a_server_adds_up_what_is_whole_without_being_asked(
    instance: Instance, told: Told, connection: Connection[Any]
) -> None:
    assert ends(connection) == []
    instance.sums.start()
    assert until(lambda: ends(connection) == [BLOCK, 2 * BLOCK], 30), told.last
    assert EVERY not in instance.sums.failures


def test_of_several_processes_each_block_is_added_up_by_one(
    instance: Instance, new_instance: Callable[[], Instance], told: Told, connection: Connection[Any]
) -> None:
    both = (instance, new_instance())
    with ThreadPoolExecutor(2) as threads:
        done = list(threads.map(lambda each: each.sums.catch_up(), both))
    assert sum(done) == told.last // BLOCK == len(ends(connection))


def test_after_a_rebuild_the_sums_are_made_anew_and_are_the_same(
    instance: Instance, told: Told, connection: Connection[Any]
) -> None:
    instance.sums.catch_up()
    before = sums(connection)
    assert len(before) > told.last // BLOCK
    rebuild(instance.pool, lambda *_: None)
    assert sums(connection) == []
    instance.sums.catch_up()
    assert sums(connection) == before


def test_what_fails_is_tried_again_and_leaves_nothing_half_done(
    instance: Instance, told: Told, connection: Connection[Any]
) -> None:
    connection.execute(f"ALTER TABLE {SCHEMA}.sums RENAME TO away")
    with pytest.raises(psycopg.errors.UndefinedTable):
        sum_up(connection)
    assert ends(connection) == []
    instance.sums.start()
    assert until(lambda: EVERY in instance.sums.failures, 30)
    connection.execute(f"ALTER TABLE {SCHEMA}.away RENAME TO sums")
    assert until(lambda: len(ends(connection)) == told.last // BLOCK, 30)
