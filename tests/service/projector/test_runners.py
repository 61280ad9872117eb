"""Runners of one log: whoever folds, each line is folded once, and a batch is there whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice, pairwise
from pathlib import Path
from threading import Barrier
from typing import Any

import psycopg
import pytest
from msgspec.structs import replace
from psycopg import Connection

from projections.catalog import ALL
from service.database import Database
from service.ledger.application import MATTERS, Ledger
from service.projector import sample, schema
from service.projector.advancing import LogProjector
from service.projector.schema import Table
from tests.service.projector.offices import Told, a_ledger, dump, follow, tell

LINES = 400


@pytest.fixture
def ledger(database: Database, tmp_path: Path) -> Iterator[Ledger]:
    with a_ledger(database, tmp_path) as made:
        yield made


@pytest.fixture
def told(ledger: Ledger, connection: Connection[Any]) -> Told:
    return tell(ledger, connection, list(islice(sample.lines(LINES), LINES)))


@pytest.fixture
def tables(connection: Connection[Any]) -> list[Table]:
    return [schema.opened(connection, projection) for projection in ALL]


def rows(connection: Connection[Any], told: Told, tables: Sequence[Table]) -> list[list[tuple[Any, ...]]]:
    return [dump(connection, told.id, table) for table in tables]


def at_once(connection: Connection[Any], told: Told) -> list[list[tuple[Any, ...]]]:
    """What a single runner writes, into tables of its own."""
    tables = [schema.opened(connection, projection, f"{projection.schema}_alone") for projection in ALL]
    follow(connection, told.id, tables, 10_000)
    return rows(connection, told, tables)


def test_runners_at_once_fold_each_line_once_and_in_order(
    database: Database, connection: Connection[Any], told: Told, tables: list[Table]
) -> None:
    start = Barrier(3)

    def run(_: int) -> list[int]:
        projector = LogProjector(told.id, MATTERS, tables)
        reached: list[int] = []
        with psycopg.connect(database.conninfo, autocommit=True) as own:
            start.wait()
            while not reached or reached[-1] < told.last:
                stretch = projector.advance(own, 7)
                if stretch is not None and (not reached or stretch.position > reached[-1]):
                    reached.append(stretch.position)
        return reached

    with ThreadPoolExecutor(3) as threads:
        each = list(threads.map(run, range(3)))
    ends = sorted({0, *(end for ends in each for end in ends)})
    assert all(later - earlier <= 7 for earlier, later in pairwise(ends)), "no stretch was left out"
    assert rows(connection, told, tables) == at_once(connection, told), "and none was folded twice"


def test_another_runner_is_not_waited_for_unless_asked_to(
    database: Database, connection: Connection[Any], told: Told, tables: list[Table]
) -> None:
    follow(connection, told.id, tables, 5)
    with psycopg.connect(database.conninfo) as other:
        assert schema.held(other, told.id, MATTERS, [table.schema for table in tables]) is not None
        assert LogProjector(told.id, MATTERS, tables).advance(connection, 5) is None


def test_an_error_between_rows_and_position_leaves_nothing_and_the_runner_goes_on(
    connection: Connection[Any], told: Told, tables: list[Table], monkeypatch: pytest.MonkeyPatch
) -> None:
    projector = LogProjector(told.id, MATTERS, tables)
    projector.advance(connection, 100)
    stood = rows(connection, told, tables)

    def struck(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr(schema, "advance", struck)
        with pytest.raises(RuntimeError):
            projector.advance(connection, 100)
    assert rows(connection, told, tables) == stood
    assert schema.come_to(connection, told.id, MATTERS, [table.schema for table in tables]) == 100
    while (stretch := projector.advance(connection, 100)) and stretch.more:
        pass
    assert rows(connection, told, tables) == at_once(connection, told)


def test_a_runner_whose_connection_is_cut_before_the_commit_leaves_nothing(
    database: Database, connection: Connection[Any], told: Told, tables: list[Table], monkeypatch: pytest.MonkeyPatch
) -> None:
    projector = LogProjector(told.id, MATTERS, tables)
    advance = schema.advance

    def cut(own: Connection[Any], *given: Any) -> None:
        advance(own, *given)
        connection.execute("SELECT pg_terminate_backend(%s)", (own.info.backend_pid,))

    with monkeypatch.context() as patched, psycopg.connect(database.conninfo, autocommit=True) as own:
        patched.setattr(schema, "advance", cut)
        with pytest.raises(psycopg.OperationalError):
            projector.advance(own, 100)
    assert rows(connection, told, tables) == [[] for _ in tables]
    assert schema.come_to(connection, told.id, MATTERS, [table.schema for table in tables]) == 0
    follow(connection, told.id, tables, 100)
    assert rows(connection, told, tables) == at_once(connection, told)


def test_a_table_of_a_new_version_is_filled_beside_the_one_in_use(
    connection: Connection[Any], told: Told, tables: list[Table]
) -> None:
    """A server of the new version follows both at first; it is not current before the new one is."""
    follow(connection, told.id, tables, 1000)
    stood = rows(connection, told, tables)
    raised = replace(ALL[2], version=ALL[2].version + 1)
    newer = [*tables[:2], schema.opened(connection, raised), *tables[3:]]
    schemas = [table.schema for table in newer]
    assert newer[2].schema == f"statistics_v{raised.version}"
    assert schema.come_to(connection, told.id, MATTERS, schemas) == 0
    assert schema.behind(connection, MATTERS, schemas) == [(told.id, told.last)]
    follow(connection, told.id, newer, 150)
    assert schema.come_to(connection, told.id, MATTERS, schemas) == told.last
    assert rows(connection, told, newer) == stood
    assert rows(connection, told, tables) == stood
    assert schema.behind(connection, MATTERS, schemas) == []


def test_of_processes_that_start_at_once_one_makes_the_tables(database: Database) -> None:
    start = Barrier(4)

    def open_all(_: int) -> list[Table]:
        with psycopg.connect(database.conninfo, autocommit=True) as own:
            start.wait()
            return [schema.opened(own, projection) for projection in ALL]

    with ThreadPoolExecutor(4) as threads:
        first, *others = threads.map(open_all, range(4))
    assert all(each == first for each in others)
    assert all(table.types for table in first)
