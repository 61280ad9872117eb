"""Two versions of a program over one database: the newer fills its own tables beside those that are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import islice
from typing import Any

import pytest
from msgspec.structs import replace
from psycopg import Connection

from domain.access import CONSOLE
from projections.catalog import ALL, REGISTER, STATISTICS, Projection
from service.ledger.application import MATTERS
from service.ledger.entry import Via
from service.projector import office as keeping
from service.projector import sample, schema, versions
from service.projector.following import Behind, Projector, rebuild
from service.projector.rebuilding import RebuildRunning
from service.readmodels import register
from service.readmodels.asking import question
from service.runtime import Instance
from service.status import own_schemas
from tests.service.processes import until
from tests.service.projector.offices import RECORDED, Told, dump, tell

NEWER = replace(STATISTICS, version=STATISTICS.version + 1)
PROGRAM = [NEWER if each is STATISTICS else each for each in ALL]
AGED = "UPDATE projector.projection SET used_at = now() - interval '1 day' WHERE schema = %s"


@pytest.fixture
def told(instance: Instance, connection: Connection[Any]) -> Told:
    """An office that the program in use has read to its end."""
    found = tell(instance.ledger, connection, list(islice(sample.lines(300), 300)))
    instance.projector.current(found.id)
    return found


@pytest.fixture
def newer(instance: Instance, told: Told, monkeypatch: pytest.MonkeyPatch) -> Iterator[Projector]:
    """A program of a newer version, which folds a few lines at a time."""
    del told
    monkeypatch.setattr(keeping, "BATCH", 20)
    with closing(Projector(instance.pool, instance.ledger, PROGRAM)) as projector:
        yield projector


def come_to(connection: Connection[Any], office: str, projection: Projection) -> int:
    return schema.come_to(connection, office, MATTERS, [projection.schema])


def write(instance: Instance, office: str, seed: int) -> int:
    """A few petitions more; the position of the last line."""
    lines = list(islice(sample.lines(20, seed=seed), 20))
    return instance.ledger.log(office).write(lines, Via(channel="test"), at=RECORDED).positions[-1]


def rows(connection: Connection[Any], office: str, projection: Projection) -> list[tuple[Any, ...]]:
    return dump(connection, office, schema.opened(connection, projection))


def test_the_newer_fills_its_tables_beside_those_in_use_and_is_current_when_it_has(
    instance: Instance, told: Told, newer: Projector, connection: Connection[Any]
) -> None:
    steps, last = 0, told.last
    assert newer.current(told.id, needs=(REGISTER,)) == last, "what is of the same version is current at once"
    while True:
        try:
            newer.current(told.id, patience=0)
        except Behind:
            steps += 1
            last = write(instance, told.id, seed=100 + steps) if steps < 4 else last
            assert instance.projector.current(told.id) == last, "the program in use goes on meanwhile"
            with instance.pool.connection() as own:
                assert len(register.page(own, question(instance, CONSOLE, told.id)).rows) > 0
            assert come_to(connection, told.id, NEWER) < last
        else:
            break
    assert steps > 4
    assert come_to(connection, told.id, NEWER) == last
    kept = rows(connection, told.id, STATISTICS)
    assert rows(connection, told.id, NEWER) == kept, "nothing is lost, nothing is there twice"
    rebuild(instance.pool, lambda *_: None)
    assert rows(connection, told.id, STATISTICS) == kept


def test_both_are_followed_by_whichever_program_runs(
    instance: Instance, told: Told, newer: Projector, connection: Connection[Any]
) -> None:
    instance.projector.start()
    newer.start()
    last = write(instance, told.id, seed=7)
    assert until(lambda: {come_to(connection, told.id, each) for each in (*ALL, NEWER)} == {last})
    assert rows(connection, told.id, NEWER) == rows(connection, told.id, STATISTICS)


def own(program: list[Projection]) -> list[str]:
    return [
        *(each.schema for each in program),
        *(name for name in own_schemas() if name.startswith(("likeness", "access", "exchange"))),
    ]


def test_a_version_is_dropped_by_command_only_and_when_no_program_has_used_it_for_a_while(
    instance: Instance, told: Told, newer: Projector, connection: Connection[Any]
) -> None:
    newer.current(told.id)
    before = rows(connection, told.id, NEWER)
    (found,) = versions.others(connection, own(PROGRAM))
    assert (found.schema, found.version, found.unused) == (STATISTICS.schema, STATISTICS.version, False)
    assert found.size > 0
    assert versions.drop_unused(connection, own(PROGRAM)) == []
    connection.execute(AGED, (STATISTICS.schema,))
    assert [each.unused for each in versions.others(connection, own(PROGRAM))] == [True]
    write(instance, told.id, seed=8)
    newer.current(told.id)
    assert versions.others(connection, own(PROGRAM)) != [], "no program drops it by itself"
    assert [each.schema for each in versions.drop_unused(connection, own(PROGRAM))] == [STATISTICS.schema]
    assert versions.others(connection, own(PROGRAM)) == []
    assert connection.execute("SELECT to_regnamespace(%s)", (STATISTICS.schema,)).fetchone() == (None,)
    assert come_to(connection, told.id, STATISTICS) == 0
    assert set(rows(connection, told.id, NEWER)) >= set(before)


def test_a_program_that_runs_says_so_and_its_tables_are_not_dropped(
    instance: Instance, newer: Projector, connection: Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    del newer
    monkeypatch.setattr(versions, "SAID_EVERY", 0.0)
    connection.execute(AGED, (STATISTICS.schema,))
    instance.projector._use = versions.Use([STATISTICS.schema])
    instance.projector.start()
    assert until(lambda: not versions.others(connection, own(PROGRAM))[0].unused)
    assert versions.drop_unused(connection, own(PROGRAM)) == []


def test_a_program_that_comes_back_makes_its_tables_anew_and_fills_them(
    new_instance: Callable[[], Instance], told: Told, newer: Projector, connection: Connection[Any]
) -> None:
    newer.current(told.id)
    before = rows(connection, told.id, STATISTICS)
    connection.execute(AGED, (STATISTICS.schema,))
    versions.drop_unused(connection, own(PROGRAM))
    back = new_instance()
    back.projector.current(told.id)
    assert rows(connection, told.id, STATISTICS) == before


def test_what_a_rebuild_fills_is_not_dropped_however_long_it_takes(
    instance: Instance, told: Told, connection: Connection[Any]
) -> None:
    fresh = f"{REGISTER.schema}_new"
    seen: list[bool] = []

    def long_after(*_: object) -> None:
        connection.execute(AGED, (fresh,))
        seen.extend(each.unused for each in versions.others(connection, own_schemas()) if each.schema == fresh)
        with pytest.raises(RebuildRunning):
            versions.drop_unused(connection, own_schemas())

    assert rebuild(instance.pool, long_after) == told.last
    assert seen
    assert not any(seen)
    assert versions.others(connection, own_schemas()) == []
