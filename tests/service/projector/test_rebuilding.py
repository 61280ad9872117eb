"""A rebuild says what following said, while writers and readers go on, or changes nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from threading import Event
from typing import Any
from uuid import UUID

import pytest
from psycopg import Connection

from domain import events as e
from domain.access import CONSOLE
from projections.catalog import ALL
from service.ledger.application import MATTERS
from service.ledger.entry import Via
from service.projector import sample, schema
from service.projector.breaking_off import RebuildRunning
from service.projector.following import rebuild
from service.readmodels import register
from service.readmodels.asking import question
from service.runtime import Instance
from tests.service.projector.offices import RECORDED, Told, dump, follow, tell

INDEXES = "SELECT indexname, replace(indexdef, schemaname, '') FROM pg_indexes WHERE schemaname = %s ORDER BY 1"


@pytest.fixture
def told(instance: Instance, connection: Connection[Any]) -> Told:
    found = tell(instance.ledger, connection, list(islice(sample.lines(300), 300)))
    instance.projector.current(found.id)
    return found


def silent(_office: str, _done: int, _of: int) -> None:
    """Nobody looks at the progress."""


def rows(connection: Connection[Any], office: str) -> list[Any]:
    return [dump(connection, office, schema.opened(connection, projection)) for projection in ALL]


def test_a_rebuild_writes_what_following_wrote(instance: Instance, told: Told, connection: Connection[Any]) -> None:
    other = tell(instance.ledger, connection, list(islice(sample.lines(60, seed=2), 60)))
    instance.projector.current(other.id)
    followed = [rows(connection, office) for office in (told.id, other.id)]
    indexes = [connection.execute(INDEXES, (projection.schema,)).fetchall() for projection in ALL]
    said: list[tuple[str, int, int]] = []
    assert rebuild(instance.pool, lambda *heard: said.append(heard)) == told.last + other.last
    assert [rows(connection, office) for office in (told.id, other.id)] == followed
    assert [connection.execute(INDEXES, (projection.schema,)).fetchall() for projection in ALL] == indexes
    assert set(said) == {(each.id, each.last, each.last) for each in (told, other)}
    assert schema.behind(connection, MATTERS, [projection.schema for projection in ALL]) == []


def test_after_a_rebuild_the_runners_go_on(instance: Instance, told: Told, connection: Connection[Any]) -> None:
    rebuild(instance.pool, silent)
    more = stories(3, seed=3)
    instance.ledger.log(told.id).write([line for story in more for line in story], Via(channel="test"), at=RECORDED)
    instance.projector.current(told.id)
    followed = rows(connection, told.id)
    rebuild(instance.pool, silent)
    assert rows(connection, told.id) == followed


def stories(number: int, seed: int) -> list[list[e.Line]]:
    """The lines of so many petitions, petition by petition."""
    found: dict[UUID, list[e.Line]] = {}
    for line in sample.lines(number * 5, seed=seed):
        found.setdefault(line.petition, []).append(line)
    return list(found.values())[:number]


def test_writers_and_readers_go_on_during_a_rebuild(
    instance: Instance, told: Told, connection: Connection[Any]
) -> None:
    """A reader asks for what it wrote at every moment of two rebuilds, the exchange of the tables among them."""
    instance.projector.start()
    log, done = instance.ledger.log(told.id), Event()

    def write_and_read() -> int:
        written = 0
        petitions = {line.petition for line in told.lines}
        for story in stories(400, seed=9):
            log.write(story, Via(channel="test"), at=RECORDED)
            petitions.add(story[0].petition)
            written += 1
            asked = question(instance, CONSOLE, told.id)
            with instance.pool.connection() as own:
                assert {row.petition for row in register.whole(own, asked)} == petitions
            if done.is_set():
                break
        return written

    with ThreadPoolExecutor(1) as threads:
        writing = threads.submit(write_and_read)
        try:
            rebuild(instance.pool, silent)
            rebuild(instance.pool, silent)
        finally:
            done.set()
        assert writing.result() > 0
    instance.projector.current(told.id)
    alone = [schema.opened(connection, projection, f"{projection.schema}_alone") for projection in ALL]
    follow(connection, told.id, alone, 10_000)
    assert rows(connection, told.id) == [dump(connection, told.id, table) for table in alone]


def test_a_rebuild_that_fails_leaves_the_tables_in_use_as_they_were(
    instance: Instance, told: Told, connection: Connection[Any]
) -> None:
    followed = rows(connection, told.id)

    def struck(_office: str, _done: int, _of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(instance.pool, struck)
    assert rows(connection, told.id) == followed
    assert rebuild(instance.pool, silent) == told.last
    assert rows(connection, told.id) == followed


def test_one_rebuild_at_a_time(instance: Instance, told: Told) -> None:
    def another(_office: str, _done: int, _of: int) -> None:
        with pytest.raises(RebuildRunning):
            rebuild(instance.pool, silent)

    assert rebuild(instance.pool, another) == told.last
