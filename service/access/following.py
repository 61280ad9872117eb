"""Keeps the gate up with the ledger: names complained of are opened here, and leave as keyed hashes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from msgspec.structs import replace
from psycopg import Connection
from psycopg_pool import ConnectionPool

from domain import events as e
from domain.access import Viewer
from domain.guarded import Guarded, guarded
from domain.petition import Petition, replay
from service.access import table
from service.access.blinding import BlindMarks
from service.access.predicate import Seeing, seeing
from service.edge.following import EdgeIndex
from service.keys import KeyFolder
from service.ledger import reading
from service.ledger.application import MATTERS, Ledger
from service.ledger.sealing import Sealer

TELLING = tuple(
    str(kind.__struct_config__.tag)
    for kind in (
        e.Received, e.Registered, e.Classified, e.Restricted, e.Recused, e.Forwarded, e.SignedFor, e.Returned,
        e.Submitted, e.Instructed, e.Reopened, e.Redirected, e.AcceptanceRefused, e.Corrected,
        e.Joined, e.Unjoined, e.Linked, e.Unlinked,
    )
)  # fmt: skip
"""The events that may change who may see a petition; a test holds that no other does."""


class Gate(EdgeIndex):
    """The relations of all petitions of one database, kept up by this process together with others."""

    def __init__(self, pool: ConnectionPool[Any], ledger: Ledger, keys: KeyFolder) -> None:
        self._keys = keys
        super().__init__(pool, ledger, table.INDEX, TELLING)

    def seeing(self, viewer: Viewer, office: str) -> Seeing:
        """What the viewer sees of the office, as it stands in the gate; see `current`."""
        return seeing(viewer, office, BlindMarks(self._keys.instance_key(), office))

    def relations(self, office: str, petition: UUID) -> Guarded:
        """The relations of a petition as its matter has them now; those of one that is not there are none."""
        with self._pool.connection() as connection:
            streams = reading.streams(connection, office, MATTERS, [petition], 2**62)
            states = [replay(line for line in lines if isinstance(line, e.Line)) for lines in streams.values()]
            matters = self._matters(connection, office, states)
        sealer = self._ledger.log(office).sealer
        found = {one: each for matter in matters for one, each in _shared(matter, sealer).items()}
        return found.get(petition, Guarded())

    def write(
        self, connection: Connection[Any], office: str, states: Sequence[Petition], known: Sequence[UUID]
    ) -> None:
        del known  # the others of a matter are written anew with each, so all rows are put in place
        blind = BlindMarks(self._keys.instance_key(), office)
        matters = self._matters(connection, office, states)
        sealer = self._ledger.log(office).sealer
        rows = {one: found for matter in matters for one, found in _shared(matter, sealer).items()}
        table.write(connection, office, blind, rows)

    def _matters(self, connection: Connection[Any], office: str, states: Sequence[Petition]) -> list[list[Petition]]:
        """The petitions with all others of their matters, matter by matter; one that has no lines belongs to none."""
        known = {state.id: state for state in states}
        looked: set[UUID] = set()
        while missing := sorted({one for state in known.values() for one in _beside(state)} - known.keys() - looked):
            looked.update(missing)
            for one, lines in reading.streams(connection, office, MATTERS, missing, 2**62).items():
                known[one] = replay(line for line in lines if isinstance(line, e.Line))
        found: dict[UUID, list[Petition]] = {}
        for state in known.values():
            found.setdefault(_first(state, known).id, []).append(state)
        return list(found.values())


def _beside(state: Petition) -> Iterator[UUID]:
    """The petitions that it is joined to, or that are joined to it."""
    if state.joined:
        yield state.joined
    yield from state.joiners


def _first(state: Petition, known: Mapping[UUID, Petition]) -> Petition:
    """The petition that names the matter: the end of the way upwards, which never turns back."""
    seen = {state.id}
    while state.joined and state.joined in known and state.joined not in seen:
        seen.add(state.joined)
        state = known[state.joined]
    return state


def _shared(matter: Sequence[Petition], sealer: Sealer) -> dict[UUID, Guarded]:
    """Each petition's relations; what the matter accuses and who stays away from it holds for all of its petitions."""
    opened = (replay(sealer.opened(line, restricted=True) for line in state.lines) for state in matter)
    found = {state.id: guarded(state) for state in opened}
    accused = frozenset().union(*(each.accused for each in found.values()))
    recused = frozenset().union(*(each.recused for each in found.values()))
    level = max(each.level for each in found.values())
    return {
        one: replace(each, accused=accused, recused=recused, level=level, quarantined=each.quarantined and not accused)
        for one, each in found.items()
    }
