"""The library's own PostgreSQL recorder, as its factory makes it: what the ledger is measured against."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID

import psycopg
from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresFactory
from eventsourcing.utils import Environment


class LibraryWriter:
    """Appends events one at a time, as an application of the library does that saves one aggregate."""

    def __init__(self, factory: PostgresFactory) -> None:
        self._recorder = factory.application_recorder()

    def write(self, stream: UUID, version: int, topic: str, content: bytes) -> Sequence[int] | None:
        """The notification id, in a sequence of one."""
        return self._recorder.insert_events([StoredEvent(stream, version, topic, content)])


@contextmanager
def library_writer(conninfo: str, connections: int) -> Iterator[LibraryWriter]:
    """Such a writer over a pool of so many connections, otherwise with the library's settings; makes its table."""
    with PostgresFactory(Environment("library", _environment(conninfo, connections))) as factory:
        factory.datastore.pool.wait()
        yield LibraryWriter(factory)


def _environment(conninfo: str, connections: int) -> dict[str, str]:
    with psycopg.connect(conninfo) as connection:
        info = connection.info
        return {
            "PERSISTENCE_MODULE": "eventsourcing.postgres",
            "POSTGRES_DBNAME": info.dbname,
            "POSTGRES_HOST": info.host,
            "POSTGRES_PORT": str(info.port),
            "POSTGRES_USER": info.user,
            "POSTGRES_PASSWORD": info.password,
            "POSTGRES_POOL_SIZE": str(connections),
            "POSTGRES_MAX_OVERFLOW": "0",
        }
