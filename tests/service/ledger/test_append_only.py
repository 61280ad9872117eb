"""Nobody changes what stands in the ledger, the owner of the tables included."""

from __future__ import annotations

from uuid import uuid4

import psycopg
import pytest
from psycopg import errors

from service.database import Database
from service.ledger.application import Log
from tests.service.ledger.conftest import received, registered, via

CHANGES = {
    "update of an event": "UPDATE ledger.event SET topic = 'Opened/1'",
    "deletion of an event": "DELETE FROM ledger.event",
    "truncation of the events": "TRUNCATE ledger.event",
    "upsert of an event": "INSERT INTO ledger.event SELECT * FROM ledger.event"
    " ON CONFLICT (office, log, position) DO UPDATE SET topic = 'Opened/1'",
    "shrinking of the head": "UPDATE ledger.head SET size = size - 1",
    "another clock for the head": "UPDATE ledger.head SET replayed = NOT replayed",
    "deletion of the head": "DELETE FROM ledger.head",
    "truncation of the head": "TRUNCATE ledger.head",
    "deletion of a counter": "DELETE FROM ledger.series",
    "truncation of the counters": "TRUNCATE ledger.series",
}


@pytest.mark.parametrize("replica", [False, True], ids=["ordinary", "as a replica would"])
@pytest.mark.parametrize("change", CHANGES)
def test_the_tables_refuse(log: Log, database: Database, change: str, *, replica: bool) -> None:
    petition = uuid4()
    log.write([received(petition), registered(petition, 2)], via())
    with psycopg.connect(database.conninfo, autocommit=True) as owner:
        if replica:
            owner.execute("SET session_replication_role = replica")
        with pytest.raises(errors.InsufficientPrivilege):
            owner.execute(CHANGES[change])
        assert owner.execute("SELECT count(*), min(topic) FROM ledger.event").fetchone() == (2, "Received/1")
