"""Puts a running instance together: the one place that knows all concrete parts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from psycopg_pool import ConnectionPool

from service.database import Database, connection_pool, open_database
from service.desk import Desk
from service.keys import KeyFolder
from service.ledger.application import Ledger
from service.likeness.following import Indexer
from service.offices import Offices
from service.projector.following import Projector
from service.settings import Settings

POOL_SIZE = 16


@dataclass(frozen=True, slots=True)
class Instance:
    """Everything that commands and queries of one process need."""

    settings: Settings
    database: Database
    pool: ConnectionPool[Any]
    keys: KeyFolder
    ledger: Ledger
    offices: Offices
    desk: Desk
    projector: Projector
    likeness: Indexer


@contextmanager
def running(settings: Settings) -> Iterator[Instance]:
    """An instance over the database of these settings. Raises what `open_database` raises."""
    with open_database(settings) as database, assembled(settings, database) as instance:
        yield instance


@contextmanager
def assembled(settings: Settings, database: Database) -> Iterator[Instance]:
    """An instance over a database that is open already (tests use it with a fresh one)."""
    keys = KeyFolder(settings.home / "keys")
    with connection_pool(database, POOL_SIZE) as pool:
        ledger = Ledger(database.conninfo, pool, keys)
        offices = Offices(ledger)
        projector = Projector(pool, ledger)
        likeness = Indexer(pool, ledger, keys)
        try:
            yield Instance(settings, database, pool, keys, ledger, offices, Desk(ledger, offices), projector, likeness)
        finally:
            likeness.close()
            projector.close()
            ledger.close()
