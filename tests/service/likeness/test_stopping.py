"""A petition that cannot be indexed stops the likeness of its office before it, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import Connection

from projections.catalog import ALL
from service.database import Database
from service.edge import following
from service.ledger.application import MATTERS
from service.likeness import table
from service.likeness.table import SCHEMA
from service.projector import schema
from service.projector.following import Behind
from service.runtime import Instance, assembled
from service.settings import Settings
from service.status import Stop, status
from tests.service.processes import until
from tests.service.projector.test_following import founded, receive

pytestmark = pytest.mark.faults


@pytest.fixture
def instance(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Instance]:
    monkeypatch.setattr(following, "POLL", 0.02)
    with assembled(Settings(tmp_path), database) as made:
        yield made


@pytest.fixture
def connection(database: Database) -> Iterator[Connection[Any]]:
    with psycopg.connect(database.conninfo, autocommit=True) as opened:
        yield opened


def come_to(connection: Connection[Any], office: str) -> int:
    return schema.come_to(connection, office, MATTERS, [SCHEMA])


def stop(connection: Connection[Any], office: str) -> Stop | None:
    (found,) = [each for each in status(connection).offices if each.office == office]
    return next(model.stopped for model in found.models if model.name == "likeness")


def indexed(connection: Connection[Any], office: str) -> set[UUID]:
    statement = f"SELECT DISTINCT petition FROM {table.TABLE} WHERE office = %s"
    return {petition for (petition,) in connection.execute(statement, (office,))}


def test_it_stands_before_the_petition_and_goes_on_when_the_cause_has_passed(
    instance: Instance, connection: Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    office, other = founded(instance, "yimin"), founded(instance, "linye")
    good = [receive(instance, office).petition for _ in range(3)]
    bad = receive(instance, office)
    late = [receive(instance, office).petition for _ in range(3)]
    write = table.write

    def sick(own: Connection[Any], place: str, marks: Any, known: Any) -> None:
        every = list(marks)
        if any(each.petition == bad.petition for each in every):
            raise ValueError("王小明")
        write(own, place, every, known)

    with monkeypatch.context() as patched:
        patched.setattr(table, "write", sick)
        instance.likeness.start()
        assert until(lambda: stop(connection, office) is not None)
        found = stop(connection, office)
        assert found is not None
        assert (found.petition, found.error) == (bad.petition, "ValueError")
        assert come_to(connection, office) == found.position - 1
        assert indexed(connection, office) == set(good)
        with pytest.raises(Behind, match=SCHEMA):
            instance.likeness.current(office, patience=600)
        assert instance.projector.current(office) == instance.ledger.head(office).size
        assert {model.state for model in status(connection).offices[1].models if model.name == ALL[0].name} == {
            "current"
        }
        elsewhere = receive(instance, other)
        assert until(lambda: come_to(connection, other) == elsewhere.position)
    assert until(lambda: come_to(connection, office) == instance.ledger.head(office).size)
    assert until(lambda: stop(connection, office) is None)
    assert indexed(connection, office) == {*good, bad.petition, *late}
