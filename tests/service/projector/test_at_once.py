"""Many offices are followed at the same time: one that is slow or stuck holds up no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg
import pytest
from psycopg import Connection

from domain import commands as c
from projections.catalog import ALL, DUTIES, REGISTER
from service.database import Database
from service.desk import Answer, Request, Step
from service.ledger.application import MATTERS
from service.ledger.entry import Via
from service.projector import advancing, following, schema
from service.projector.following import Behind
from service.runtime import Instance
from tests.service.processes import until
from tests.service.projector.offices import CLERK
from tests.service.projector.test_following import come_to, founded, receive

pytestmark = pytest.mark.faults

Make = Callable[[], Instance]
SCHEMAS = [projection.schema for projection in ALL]
WAITS = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"


@contextmanager
def locked(database: Database, statement: str, *named: object) -> Iterator[Connection[Any]]:
    """Somebody holds what the statement locks."""
    with psycopg.connect(database.conninfo) as other:
        assert other.execute(statement.encode(), named).rowcount > 0
        yield other
        other.rollback()


def answered(instance: Instance, office: str, petition: UUID) -> Answer:
    """The petition is answered: its row in the register ends."""
    steps = [Step(command=c.Answer(reply_kind="result", text="已办", delivered=True))]
    return instance.desk.handle(
        Request(office=office, petition=petition, steps=steps, actor=CLERK, via=Via(channel="test"))
    )


def holding(office: str, petition: UUID) -> tuple[str, str, UUID]:
    """What locks the row that the next event of a petition ends, in one of the read models."""
    table = f"{REGISTER.schema}.{REGISTER.name}"
    return f"SELECT 1 FROM {table} WHERE office = %s AND petition = %s FOR UPDATE", office, petition


def waiting(connection: Connection[Any]) -> int:
    return int((connection.execute(WAITS).fetchone() or (0,))[0])


def test_an_office_whose_positions_somebody_holds_keeps_no_other_waiting(
    instance: Instance, database: Database, connection: Connection[Any]
) -> None:
    held, free = founded(instance, "held"), founded(instance, "free")
    instance.projector.current(held)
    instance.projector.start()
    with locked(database, "SELECT 1 FROM projector.position WHERE office = %s FOR UPDATE", held):
        stood, late, other = (
            come_to(connection, held),
            receive(instance, held).position,
            receive(instance, free).position,
        )
        assert until(lambda: come_to(connection, free) == other)
        with pytest.raises(Behind):
            instance.projector.current(held, patience=0)
        assert come_to(connection, held) == stood
    assert until(lambda: come_to(connection, held) == late)


def test_while_the_runner_of_one_office_waits_for_a_row_all_others_are_followed(
    instance: Instance, database: Database, connection: Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As long as it takes: here the runner is never told to give up waiting."""
    monkeypatch.setattr(advancing, "LOCK_TIMEOUT", "SET LOCAL lock_timeout = 0")
    slow, others = founded(instance, "slow"), [founded(instance, f"quick-{nth}") for nth in range(6)]
    petition = receive(instance, slow).petition
    instance.projector.current(slow)
    instance.projector.start()
    with locked(database, *holding(slow, petition)):
        late = answered(instance, slow, petition).position
        assert until(lambda: waiting(connection) == 1)
        written = {office: receive(instance, office).position for office in others}
        assert until(lambda: all(come_to(connection, office) == last for office, last in written.items()))
        assert waiting(connection) == 1
        assert come_to(connection, slow) < late
    assert until(lambda: come_to(connection, slow) == late)


def test_one_after_the_other_they_would_all_wait_for_it(
    instance: Instance, database: Database, connection: Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: one office at a time."""
    monkeypatch.setattr(advancing, "LOCK_TIMEOUT", "SET LOCAL lock_timeout = 0")
    monkeypatch.setattr(following, "AT_ONCE", 1)
    slow, quick = founded(instance, "slow"), founded(instance, "quick")
    petition = receive(instance, slow).petition
    instance.projector.current(slow)
    stood = instance.projector.current(quick)
    instance.projector.start()
    with locked(database, *holding(slow, petition)):
        answered(instance, slow, petition)
        assert until(lambda: waiting(connection) == 1)
        receive(instance, quick)
        assert until(lambda: "quick" in instance.projector._busy)
        assert (waiting(connection), come_to(connection, quick)) == (1, stood)


def test_a_lock_on_the_rows_of_one_read_model_holds_up_none_of_the_others(
    instance: Instance, database: Database, connection: Connection[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(advancing, "LOCK_TIMEOUT", "SET LOCAL lock_timeout = '20ms'")
    office = founded(instance, "desk")
    petition = receive(instance, office).petition
    instance.projector.current(office)
    instance.projector.start()
    with locked(database, *holding(office, petition)):
        late = answered(instance, office, petition).position
        others = [name for name in SCHEMAS if name != REGISTER.schema]
        assert until(lambda: schema.come_to(connection, office, MATTERS, others) == late)
        assert instance.projector.current(office, needs=(DUTIES,)) == late
        with pytest.raises(Behind):
            instance.projector.current(office, patience=0, needs=(REGISTER,))
        assert connection.execute("SELECT count(*) FROM projector.stopped").fetchone() == (0,), "it will pass"
    assert until(lambda: come_to(connection, office) == late)
    assert until(lambda: instance.projector.failures.said() == {})
