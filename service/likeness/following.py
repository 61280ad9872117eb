"""Keeps the blind traits up with the ledger: an index at the edge of who wrote, how to reach them, and what about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar
from uuid import UUID

from msgspec.structs import replace
from psycopg import Connection
from psycopg_pool import ConnectionPool

from domain import events as e
from domain.erasure_events import ProcessingRestricted, RestrictionLifted, SubjectErased
from domain.likeness import Traits, traits_of
from domain.office_state import office_stream
from domain.petition import Petition
from domain.values import Details, Person
from service.edge.following import EdgeIndex
from service.keys import KeyFolder
from service.ledger import reading
from service.ledger.application import MATTERS, Ledger
from service.ledger.barred import named_in
from service.ledger.concerned import concerned
from service.ledger.sealing import HIDDEN, Sealer
from service.likeness import table
from service.likeness.blinding import Blind
from service.likeness.table import Marks
from service.projector.following import PATIENCE

S = TypeVar("S", Details, Person)

TELLING = tuple(
    str(kind.__struct_config__.tag)
    for kind in (
        *(e.Received, e.Registered, e.Classified, e.Corrected),
        *(SubjectErased, ProcessingRestricted, RestrictionLifted),
    )
)
"""The events that may say who wrote, how to reach them, or what it is about; or that nobody is to know any more."""


class Indexer(EdgeIndex):
    """The blind traits of one database, kept up by this process together with others."""

    def __init__(self, pool: ConnectionPool[Any], ledger: Ledger, keys: KeyFolder) -> None:
        self._keys = keys
        super().__init__(pool, ledger, table.INDEX, TELLING)

    def sharing(self, office: str, petition: UUID, traits: Traits, most: int) -> list[UUID]:
        """Other petitions that have something in common with these traits, at most `most` for each manner.

        Cost: one search by index for each trait, whatever the size of the register.
        """
        blind = self._blind(office)
        asked = (blind.strong(traits), blind.weak(traits), blind.passages(traits), blind.block(traits))
        with self._pool.connection(PATIENCE) as connection:
            found = [table.sharing(connection, office, petition, each, most) for each in asked]
        return list(dict.fromkeys(one for each in found for one in each))

    def having(self, office: str, traits: Traits, most: int) -> list[UUID]:
        """Petitions of who has each of these names, phones and identity numbers, the newest first."""
        blind = self._blind(office)
        with self._pool.connection(PATIENCE) as connection:
            return table.having(connection, office, [*blind.strong(traits), *blind.weak(traits)], most)

    def traits(self, office: str, petition: Petition) -> Traits:
        """What is compared of a petition, as far as its keys are there."""
        return traits_of(_legible(self._ledger.log(office).sealer, petition.details))

    def kept(self, office: str, petition: UUID) -> frozenset[int]:
        """The blind traits that the index holds of a petition."""
        with self._pool.connection(PATIENCE) as connection:
            return table.of(connection, office, petition)

    def made(self, office: str, petition: Petition) -> frozenset[int]:
        """The blind traits that a petition has now."""
        return frozenset(self._blind(office).every(self.traits(office, petition)))

    def besides(self, connection: Connection[Any], office: str, ids: Sequence[UUID], after: int) -> list[UUID]:
        """The petitions that tell something of those who were erased, restricted or free again behind that position."""
        if barred := self._ledger.log(office).sealer.barred:
            barred.refresh()
        own = office_stream(office)
        if own not in ids:
            return []
        lines = reading.streams(connection, office, MATTERS, [own], 2**62).get(own, [])
        subjects = {name for line in lines if line.position > after for name in named_in(line.event)}
        return concerned(connection, office, sorted(subjects))

    def write(
        self, connection: Connection[Any], office: str, states: Sequence[Petition], known: Sequence[UUID]
    ) -> None:
        table.write(connection, office, self._marks(self._blind(office), office, states), known)

    def _blind(self, office: str) -> Blind:
        return Blind(self._keys.instance_key(), office)

    def _marks(self, blind: Blind, office: str, states: Iterable[Petition]) -> Iterator[Marks]:
        for state in states:
            traits = tuple(blind.every(self.traits(office, state)))
            yield Marks(state.id, state.lines[0].position, traits)


def _legible(sealer: Sealer, details: Details) -> Details:
    """What can be read of the details; what was erased or restricted is as if it had never been said."""
    known = _kept(sealer.opened(details))
    people = tuple(_kept(person) for person in known.representatives or ())
    petitioner = _kept(known.petitioner) if known.petitioner else None
    return replace(known, petitioner=petitioner, representatives=people or None)


def _kept(said: S) -> S:
    erased: dict[str, Any] = {name: None for name in said.__struct_fields__ if getattr(said, name) in HIDDEN}
    return replace(said, **erased) if erased else said
