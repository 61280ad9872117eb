"""Keeps the blind traits up with the ledger: an indexer at the edge, which opens what is sealed and writes hashes.

Only what changes the traits of a petition is read: its receipt, registration, classification and corrections. Where
it has come to stands with the positions of the read models, written in one transaction with the traits.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from math import inf
from time import monotonic
from typing import Any, TypeVar
from uuid import UUID

from msgspec.structs import replace
from psycopg import Connection
from psycopg_pool import ConnectionPool

from domain import events as e
from domain.likeness import Traits, traits_of
from domain.petition import Petition, replay
from domain.values import Details, Person
from service.keys import KeyFolder
from service.ledger import reading
from service.ledger.application import MATTERS, Ledger
from service.ledger.sealing import ERASED, Sealer
from service.likeness import table
from service.likeness.blinding import Blind
from service.likeness.table import SCHEMA, Marks
from service.projector import schema
from service.projector.failing import Failures
from service.projector.following import NO_OFFICE, PATIENCE, Behind

S = TypeVar("S", Details, Person)

BATCH = 1000
POLL = 0.5
TELLING = tuple(str(kind.__struct_config__.tag) for kind in (e.Received, e.Registered, e.Classified, e.Corrected))
"""The events that may say who wrote, how to reach them, or what it is about."""


class Indexer:
    """The blind traits of one database, kept up by this process together with others."""

    def __init__(self, pool: ConnectionPool[Any], ledger: Ledger, keys: KeyFolder) -> None:
        self._pool = pool
        self._ledger = ledger
        self._keys = keys
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._failures = Failures()
        with pool.connection() as connection:
            table.opened(connection)

    def start(self) -> None:
        """Keeps all offices up in a thread of its own until `close`."""
        self._thread = threading.Thread(target=self._follow, name="likeness", daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()

    def current(self, office: str, patience: float = PATIENCE) -> None:
        """Returns once all that the office has recorded by now is indexed. Raises Behind after `patience` seconds."""
        wanted = self._ledger.head(office).size
        give_up = monotonic() + patience
        while (found := self._advance(office)) < wanted:
            if monotonic() > give_up:
                raise Behind(office, wanted, found)

    def rebuild(self) -> None:
        """Indexes every office anew, so that nothing is left of what was erased meanwhile."""
        with self._pool.connection() as connection:
            table.emptied(connection)
        for office in self._ledger.offices():
            self.current(office, inf)

    def sharing(self, office: str, petition: UUID, traits: Traits, most: int) -> list[UUID]:
        """Other petitions that have something in common with these traits, at most `most` for each manner.

        Cost: one search by index for each trait, whatever the size of the register.
        """
        blind = self._blind(office)
        asked = (blind.strong(traits), blind.weak(traits), blind.passages(traits), blind.block(traits))
        with self._pool.connection(PATIENCE) as connection:
            found = [table.sharing(connection, office, petition, each, most) for each in asked]
        return list(dict.fromkeys(one for each in found for one in each))

    def traits(self, office: str, petition: Petition) -> Traits:
        """What is compared of a petition, as far as its keys are there."""
        return traits_of(_legible(self._ledger.log(office).sealer, petition.details))

    def _blind(self, office: str) -> Blind:
        return Blind(self._keys.instance_key(), office)

    def _advance(self, office: str) -> int:
        """Indexes one batch; how far the office is indexed then."""
        with self._pool.connection(PATIENCE) as connection, connection.transaction():
            held = schema.held(connection, office, MATTERS, [SCHEMA], wait=True)
            after = held[SCHEMA] if held else 0
            size = reading.head(connection, office, MATTERS)
            told = reading.told(connection, office, MATTERS, TELLING, after, BATCH)
            if told:
                self._index(connection, office, list(dict.fromkeys(stream for _, stream in told)), after)
            last = told[-1][0] if told else 0
            upto = last if len(told) == BATCH else max(size, last)
            schema.advance(connection, office, MATTERS, [SCHEMA], upto)
        return upto

    def _index(self, connection: Connection[Any], office: str, ids: Sequence[UUID], after: int) -> None:
        """The traits of these petitions as all of their lines make them."""
        blind = self._blind(office)
        streams = reading.streams(connection, office, MATTERS, ids, 2**62)
        states = [replay(line for line in lines if isinstance(line, e.Line)) for lines in streams.values()]
        known = [state.id for state in states if state.lines[0].position <= after]
        table.write(connection, office, self._marks(blind, office, states), known)

    def _marks(self, blind: Blind, office: str, states: Iterable[Petition]) -> Iterator[Marks]:
        for state in states:
            traits = tuple(blind.every(self.traits(office, state)))
            yield Marks(state.id, state.lines[0].position, traits)

    def _follow(self) -> None:
        """Looks every now and then for what is missing. Ends with `close` only."""
        while not self._stopped.wait(POLL):
            try:
                with self._pool.connection(PATIENCE) as connection:
                    behind = schema.behind(connection, MATTERS, [SCHEMA])
            except Exception as error:  # noqa: BLE001 - the database is away, or the like: it is tried again
                self._failures.failed(NO_OFFICE, error)
                continue
            self._failures.passed(NO_OFFICE)
            for office, size in behind:
                self._caught_up(office, size)

    def _caught_up(self, office: str, size: int) -> None:
        """Indexes an office batch by batch; an error is kept for later and concerns this office only."""
        if self._failures.waits(office):
            return
        try:
            while not self._stopped.is_set() and self._advance(office) < size:
                pass
        except Exception as error:  # noqa: BLE001 - whatever it is, the others go on
            self._failures.failed(office, error)
        else:
            self._failures.passed(office)


def _legible(sealer: Sealer, details: Details) -> Details:
    """What can be read of the details; what was erased is as if it had never been said."""
    known = _kept(sealer.opened(details))
    people = tuple(_kept(person) for person in known.representatives or ())
    petitioner = _kept(known.petitioner) if known.petitioner else None
    return replace(known, petitioner=petitioner, representatives=people or None)


def _kept(said: S) -> S:
    erased: dict[str, Any] = {name: None for name in said.__struct_fields__ if getattr(said, name) == ERASED}
    return replace(said, **erased) if erased else said
