"""A database with its walls up and something in every table of the ledger, and connections as each of its roles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from psycopg import Connection

from service import roles
from service.database import Database, connection_pool
from service.doctor.mending import mend
from service.keys import KeyFolder
from service.ledger.application import Ledger
from tests.service.ledger.conftest import OFFICE, received, registered, via

SUPERUSER = "superuser"
EVIDENCE = f"""
INSERT INTO ledger.checkpoint (office, log, generation, size, note) VALUES ('{OFFICE}', 'matters', 1, 2, 'note');
INSERT INTO ledger.cosignature (office, log, generation, size, witness, line)
    VALUES ('{OFFICE}', 'matters', 1, 2, 'witness', 'line');
INSERT INTO ledger.tile (office, log, level, nth, hashes, root)
    VALUES ('{OFFICE}', 'matters', 0, 0, decode(repeat('00', 8192), 'hex'), decode(repeat('00', 32), 'hex'));
INSERT INTO ledger.refusal (office, log, refused_by, size, reason) VALUES ('{OFFICE}', 'matters', 'signer', 2, 'why');
"""

As = Callable[[str], Connection[Any]]
"""Gives a connection of a role, or of the superuser; what it does is taken back at the end."""


@pytest.fixture
def walled(database: Database, tmp_path: Path) -> Database:
    """Four events, two register numbers, and evidence: all of it written by the application's role."""
    mend(database.conninfo)
    made = Database(database.conninfo, (), roles.taken_on(database.conninfo))
    assert made.logins is not None
    with connection_pool(made, 2) as pool:
        ledger = Ledger(made.committer, pool, KeyFolder(tmp_path / "keys"))
        log = ledger.create(OFFICE)
        for petition in (uuid4(), uuid4()):
            log.write([received(petition), registered(petition, 2)], via())
        ledger.close()
    with psycopg.connect(made.committer) as app:
        app.execute(EVIDENCE.encode())
    return made


@pytest.fixture
def as_role(walled: Database) -> Iterator[As]:
    """As if the role had logged in: on any server, and for the owner too, as which nobody can."""
    with ExitStack() as stack:

        def connected(role: str) -> Connection[Any]:
            connection = psycopg.connect(walled.conninfo, options="-c lock_timeout=20s")
            stack.callback(connection.close)
            if role != SUPERUSER:
                connection.execute(f"SET SESSION AUTHORIZATION {role}")
                connection.commit()
            return connection

        yield connected
