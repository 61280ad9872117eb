"""How an instance stands, as any process reads it from the database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import Connection

from projections.catalog import ALL, STATISTICS
from service import status as told_by
from service.database import Database
from service.jobs import queue
from service.ledger.application import MATTERS
from service.migrations import read_migrations
from service.projector import office as keeping
from service.projector import sample, schema
from service.projector.following import Behind, rebuild
from service.runtime import Instance, assembled
from service.settings import Settings
from service.status import CATCHING_UP, CURRENT, FILLING, OfficeStatus, Status, status
from tests.service.projector.offices import Told, tell
from tests.service.projector.test_following import founded, receive

NAMES = {projection.name for projection in ALL}


@pytest.fixture
def instance(database: Database, tmp_path: Path) -> Iterator[Instance]:
    with assembled(Settings(tmp_path), database) as made:
        yield made


@pytest.fixture
def connection(database: Database) -> Iterator[Connection[Any]]:
    """That of a process which knows nothing of the others."""
    with psycopg.connect(database.conninfo, autocommit=True) as opened:
        yield opened


def states(found: Status) -> dict[str, set[str]]:
    """By office the states of its read models, but for what is kept up at the edge."""
    return {office.office: {model.state for model in office.models if model.name in NAMES} for office in found.offices}


def only(found: Status) -> OfficeStatus:
    (office,) = found.offices
    return office


def test_a_read_model_is_filled_then_current_then_catches_up(
    instance: Instance, connection: Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "BATCH", 3)
    office = founded(instance, "yimin")
    first = receive(instance, office)
    assert states(status(connection)) == {office: {FILLING}}
    with pytest.raises(Behind):
        instance.projector.wait_for(office, first.position, patience=-1)
    assert states(status(connection)) == {office: {FILLING}}, "three lines of four"
    assert instance.projector.current(office) == first.position
    assert states(status(connection)) == {office: {CURRENT}}
    later = receive(instance, office)
    assert states(status(connection)) == {office: {CATCHING_UP}}
    models = {model.name: model for model in only(status(connection)).models}
    assert {model.lag for name, model in models.items() if name in NAMES} == {later.position - first.position}


def test_it_says_how_long_ago_the_oldest_missing_line_was_recorded(
    instance: Instance, connection: Connection[Any]
) -> None:
    office = founded(instance, "yimin")
    instance.projector.current(office)
    before = datetime.now(UTC)
    receive(instance, office)
    receive(instance, office)
    found = only(status(connection)).models[0]
    assert found.missing_since is not None
    assert before - timedelta(seconds=1) <= found.missing_since <= datetime.now(UTC)
    assert found.seconds is not None
    assert 0 <= found.seconds <= (datetime.now(UTC) - found.missing_since).total_seconds() + 1


def test_where_time_is_replayed_it_does_not_say_how_long_ago(instance: Instance, connection: Connection[Any]) -> None:
    told: Told = tell(instance.ledger, connection, list(islice(sample.lines(20), 20)))
    found = only(status(connection)).models[0]
    assert (found.lag, found.seconds) == (told.last, None)
    assert found.missing_since is not None


def test_all_is_well_where_nothing_stands_still(instance: Instance, connection: Connection[Any]) -> None:
    assert status(connection).well
    instance.projector.current(founded(instance, "yimin"))
    found = status(connection)
    assert (found.well, found.missing, found.newer, found.rebuilding) == (True, (), (), False)
    assert found.database.startswith("PostgreSQL ")
    assert found.migrations == len(read_migrations())
    assert [(model.name, model.version) for model in only(found).models[:-3]] == [(p.name, p.version) for p in ALL]
    assert [model.name for model in only(found).models[-3:]] == ["likeness", "access", "exchange"]


def test_what_another_process_left_behind_when_it_stood_does_not_count_once_others_have_gone_on(
    instance: Instance, connection: Connection[Any]
) -> None:
    office = founded(instance, "yimin")
    instance.projector.current(office)
    receive(instance, office)
    connection.execute(
        "INSERT INTO projector.stopped (office, log, schema, position, stream, topic, error, place)"
        " VALUES (%s, %s, %s, 3, gen_random_uuid(), 'Received/1', 'ValueError', 'somewhere:1')",
        (office, MATTERS, STATISTICS.schema),
    )
    assert not status(connection).well
    assert schema.standing(connection, office, MATTERS, [STATISTICS.schema])[0].stopped
    instance.projector.current(office)
    assert status(connection).well


def test_a_rebuild_that_is_under_way_is_told(instance: Instance, connection: Connection[Any]) -> None:
    instance.projector.current(founded(instance, "yimin"))
    seen: list[bool] = []
    rebuild(instance.pool, lambda *_: seen.append(status(connection).rebuilding))
    assert seen
    assert all(seen)
    assert not status(connection).rebuilding


def test_jobs_are_counted_and_one_given_up_is_not_well(connection: Connection[Any]) -> None:
    now = datetime.now(UTC)
    for key, after in (("a", now - timedelta(hours=1)), ("b", now + timedelta(hours=1)), ("c", now)):
        queue.enqueue(connection, queue.Wanted(kind="recompute", office="desk", key=key, run_after=after), now)
    found = status(connection)
    assert (found.jobs.waiting, found.jobs.due, found.jobs.failed, found.well) == (3, 2, 0, True)
    assert found.jobs.first_at == now - timedelta(hours=1)
    connection.execute("UPDATE jobs.job SET failed_at = now() WHERE key = 'a'")
    found = status(connection)
    assert (found.jobs.waiting, found.jobs.failed, found.well) == (2, 1, False)


@pytest.mark.parametrize("damage", ["missing", "newer"])
def test_a_schema_of_another_program_is_told_and_nothing_else_is_looked_at(
    instance: Instance, connection: Connection[Any], damage: str
) -> None:
    founded(instance, "yimin")
    newest = read_migrations()[-1]
    if damage == "missing":
        connection.execute("DELETE FROM public.schema_migration WHERE number = %s", (newest.number,))
    else:
        connection.execute("INSERT INTO public.schema_migration VALUES (9999, '9999_to_come.sql', %s)", (bytes(32),))
    found = status(connection)
    expected = {"missing": ((newest.name,), ()), "newer": ((), ("9999_to_come.sql",))}
    assert (found.missing, found.newer) == expected[damage]
    assert (found.well, found.offices) == (False, ())


def test_an_empty_database_lacks_every_migration_and_gets_none(empty_database: Database) -> None:
    with psycopg.connect(empty_database.conninfo, autocommit=True) as connection:
        found = status(connection)
        assert found.missing == tuple(each.name for each in read_migrations())
        assert connection.execute("SELECT to_regclass('public.schema_migration')").fetchone() == (None,)


def test_tables_of_other_versions_are_listed_and_harm_nobody(
    instance: Instance, connection: Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    instance.projector.current(founded(instance, "yimin"))
    assert status(connection).versions == ()
    monkeypatch.setattr(told_by, "ALL", [each for each in ALL if each is not STATISTICS])
    found = status(connection)
    assert [(each.schema, each.unused) for each in found.versions] == [(STATISTICS.schema, False)]
    assert found.well
