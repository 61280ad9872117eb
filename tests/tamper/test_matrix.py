"""Each kind of tampering is found by what it takes and by no less; a log that nobody touched raises no alarm."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from service.evidence.whole import Whole
from tests.servers import AnyServer
from tests.service.ledger.conftest import OFFICE
from tests.tamper.kinds import INSIDE, KINDS, OUTSIDE, RECEIPTS, Kind
from tests.tamper.matrix import Matrix, looked

TRIALS = 2
MANY = 10


@pytest.fixture(scope="module")
def matrix(
    server: AnyServer, database_names: Iterator[str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Matrix]:
    made = Matrix(server, next(database_names), Path(tmp_path_factory.mktemp("tampered")))
    yield made
    made.close()


@pytest.mark.xdist_group("tamper")
@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_it_is_found_by_what_it_takes_and_by_no_less(matrix: Matrix, kind: Kind) -> None:
    row = matrix.tried(kind, TRIALS)
    assert row.as_expected, row


@pytest.mark.xdist_group("tamper")
def test_an_untouched_log_raises_no_alarm(matrix: Matrix) -> None:
    assert matrix.untouched(MANY) == 0


@pytest.mark.xdist_group("tamper")
def test_the_log_is_what_the_matrix_says_it_is(matrix: Matrix) -> None:
    with matrix.copied() as conninfo, psycopg.connect(conninfo) as connection:
        query = "SELECT count(*), count(DISTINCT stream), max(position) FROM ledger.event WHERE office = %s"
        assert connection.execute(query, (OFFICE,)).fetchone() == (500, 61, 500), "60 petitions and the office"
    found = looked_at(matrix)
    assert (found.checkpoints, found.cosignatures, found.held) == (4, 4, 8)


def looked_at(matrix: Matrix) -> Whole:
    with matrix.copied() as conninfo:
        return looked(conninfo, matrix.made.outside)


def test_the_matrix_has_at_least_the_27_kinds_and_each_way_to_find_them() -> None:
    assert len(KINDS) >= 27
    assert {kind.takes for kind in KINDS} == {INSIDE, OUTSIDE, RECEIPTS}
    assert len({kind.name for kind in KINDS}) == len(KINDS)


COLUMNS = """
SELECT column_name FROM information_schema.columns WHERE table_schema = 'ledger' AND table_name = 'event' ORDER BY 1
"""
CHANGES = {
    "command": "command = 'another' WHERE position = 2",
    "content": "content = content || '1'::bytea WHERE position = 7",
    "events": "events = events + 1 WHERE position = 2",
    "leaf": "leaf = mac WHERE position = 7",
    "log": "log = 'other' WHERE position = 7",
    "mac": "mac = leaf WHERE position = 7",
    "office": "office = 'other' WHERE position = 7",
    "position": "position = 501 WHERE position = 7",
    "recorded_at": "recorded_at = recorded_at + interval '1 microsecond' WHERE position = 500",
    "request": "request = leaf WHERE position = 2",
    "stamp": "stamp = stamp || ' '::bytea WHERE position = 7",
    "stream": "stream = '00000000-0000-4000-8000-000000000001' WHERE position = 7",
    "topic": "topic = 'Commented/9' WHERE position = 7",
    "version": "version = 99 WHERE position = 7",
}


@pytest.mark.xdist_group("tamper")
def test_there_is_no_column_of_an_event_that_could_be_changed_unseen(matrix: Matrix) -> None:
    with matrix.copied() as conninfo, psycopg.connect(conninfo) as connection:
        assert [name for (name,) in connection.execute(COLUMNS)] == sorted(CHANGES)
    for name, change in CHANGES.items():
        with matrix.copied() as conninfo:
            with psycopg.connect(conninfo) as connection:
                connection.execute("ALTER TABLE ledger.event DISABLE TRIGGER ALL")
                assert connection.execute(f"UPDATE ledger.event SET {change}".encode()).rowcount == 1, name
            assert not looked(conninfo, matrix.made.outside).verified.sound, name
