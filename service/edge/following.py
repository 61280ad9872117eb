"""Keeps an index at the edge up with the ledger: it opens what is sealed, and writes what does not tell it.

Only events that change something in the index are read. Where it has come to stands with the positions of the read
models, written in one transaction with what it wrote, so several processes share one index.
"""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Sequence
from math import inf
from time import monotonic
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg_pool import ConnectionPool

from domain import events as e
from domain.petition import Petition, replay
from service.edge.table import IndexTable
from service.ledger import reading
from service.ledger.application import MATTERS, Ledger
from service.projector import schema, stops
from service.projector.advancing import Stretch
from service.projector.failing import DATABASE_GONE, Failures
from service.projector.following import NO_OFFICE, PATIENCE, Behind
from service.projector.parting import narrowed
from service.projector.versions import Use

BATCH = 1000
POLL = 0.5


class EdgeIndex(ABC):
    """An index of one database, kept up by this process together with others.

    `telling` are the topics of the events that may change what is kept of a petition.
    """

    def __init__(self, pool: ConnectionPool[Any], ledger: Ledger, table: IndexTable, telling: Sequence[str]) -> None:
        self._pool = pool
        self._ledger = ledger
        self._table = table
        self._schema = table.schema
        self._telling = tuple(telling)
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self.failures = Failures(table.name)
        self._use = Use([self._schema])
        with pool.connection() as connection:
            self._use.said(connection)
            table.opened(connection)

    @abstractmethod
    def write(
        self, connection: Connection[Any], office: str, states: Sequence[Petition], known: Sequence[UUID]
    ) -> None:
        """Puts down what is kept of these petitions, of which the `known` ones are in the table already."""

    def besides(self, connection: Connection[Any], office: str, ids: Sequence[UUID], after: int) -> list[UUID]:
        """Petitions that change besides the streams `ids`, by what was recorded behind that position."""
        del connection, office, ids, after
        return []

    def start(self) -> None:
        """Keeps all offices up in a thread of its own until `close`."""
        self._thread = threading.Thread(target=self._follow, name=self._table.name, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()

    def current(self, office: str, patience: float = PATIENCE) -> None:
        """Returns once all that the office has recorded by now is indexed.

        Raises: Behind after `patience` seconds, or at once when a petition cannot be indexed.
        """
        wanted = self._ledger.head(office).size
        give_up = monotonic() + patience
        while (found := self._found(office, wanted)) < wanted:
            if (stuck := self.failures.stuck(office)) or monotonic() > give_up:
                raise Behind(office, wanted, found, self._schema if stuck else "")

    def rebuild(self) -> None:
        """Indexes every office anew, so that nothing is left of what was erased meanwhile."""
        with self._pool.connection() as connection:
            self._table.emptied(connection)
        for office in self._ledger.offices():
            self.current(office, inf)

    def _found(self, office: str, wanted: int) -> int:
        """How far the office is indexed, after one batch if that was not far enough."""
        found = self._position(office)
        return found if found >= wanted else self._tried(office)

    def _tried(self, office: str) -> int:
        """Indexes one batch, or up to the petition that cannot be indexed; how far the office is indexed then."""
        if self.failures.waits(office):
            return self._position(office)
        limit = 1 if office in self.failures else BATCH
        try:
            upto = self._advance(office, limit)
        except DATABASE_GONE:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it concerns this office only
            self._stopped_at(
                office, narrowed(lambda events: Stretch(self._advance(office, events), more=True), limit, error)
            )
            return self._position(office)
        if limit == 1:
            self._lifted(office)
        return upto

    def _position(self, office: str) -> int:
        with self._pool.connection(PATIENCE) as connection:
            return schema.come_to(connection, office, MATTERS, [self._schema])

    def _stopped_at(self, office: str, error: Exception | None) -> None:
        """Writes down which event is the next of those that tell something; None: it could be indexed after all."""
        if error is None:
            return
        with self._pool.connection(PATIENCE) as connection, connection.transaction():
            held = schema.held(connection, office, MATTERS, [self._schema], wait=True) or {}
            told = reading.told(connection, office, MATTERS, self._telling, held.get(self._schema, 0), 1)
            before = told[0][0] - 1 if told else 0
            schema.advance(connection, office, MATTERS, [self._schema], before)
            culprit = stops.note(connection, office, MATTERS, [self._schema], before, error)
        if culprit is not None:
            self.failures.failed(office, error, str(culprit))

    def _lifted(self, office: str) -> None:
        with self._pool.connection(PATIENCE) as connection:
            stops.lift(connection, office, MATTERS, [self._schema])
        self.failures.passed(office)

    def _advance(self, office: str, limit: int) -> int:
        """Indexes so many events that tell something; how far the office is indexed then."""
        with self._pool.connection(PATIENCE) as connection, connection.transaction():
            held = schema.held(connection, office, MATTERS, [self._schema], wait=True)
            after = held[self._schema] if held else 0
            size = reading.head(connection, office, MATTERS)
            told = reading.told(connection, office, MATTERS, self._telling, after, limit)
            if told:
                self._index(connection, office, list(dict.fromkeys(stream for _, stream in told)), after)
            last = told[-1][0] if told else 0
            upto = last if len(told) == limit else max(size, last)
            schema.advance(connection, office, MATTERS, [self._schema], upto)
        return upto

    def _index(self, connection: Connection[Any], office: str, ids: Sequence[UUID], after: int) -> None:
        """What is kept of these petitions, as all of their lines make it."""
        wanted = [*ids, *self.besides(connection, office, ids, after)]
        streams = reading.streams(connection, office, MATTERS, wanted, 2**62)
        told = [[line for line in lines if isinstance(line, e.Line)] for lines in streams.values()]
        # What came in later is indexed when its turn comes.
        states = [replay(lines) for lines in told if lines and (lines[0].petition in ids or lines[0].position <= after)]
        self.write(connection, office, states, [state.id for state in states if state.lines[0].position <= after])

    def _follow(self) -> None:
        """Looks every now and then for what is missing. Ends with `close` only."""
        while not self._stopped.wait(POLL):
            try:
                with self._pool.connection(PATIENCE) as connection:
                    self._use.said(connection)
                    behind = schema.behind(connection, MATTERS, [self._schema])
            except Exception as error:  # noqa: BLE001 - the database is away, or the like: it is tried again
                self.failures.failed(NO_OFFICE, error)
                continue
            self.failures.passed(NO_OFFICE)
            for office, size in behind:
                self._caught_up(office, size)

    def _caught_up(self, office: str, size: int) -> None:
        """Indexes an office batch by batch; an error is kept for later and concerns this office only."""
        if self.failures.waits(office):
            return
        try:
            while not self._stopped.is_set() and self._tried(office) < size and office not in self.failures:
                pass
        except Exception as error:  # noqa: BLE001 - whatever it is, the others go on
            self.failures.failed(office, error)
