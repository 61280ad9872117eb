"""The door of an office for an import: what stands there of many petitions at once, and writing many commands at once.

`Door` writes into the ledger, `Rehearsal` only beside it: what it would have written it remembers, so that the rows
behind are judged as they would be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from domain.events import Line
from domain.petition import UNKNOWN, Petition, replay
from service.desk import Judged, Request
from service.exchange.spool import Spool
from service.ledger.application import MATTERS
from service.ledger.submission import LedgerError, Written
from service.offices import KnownOffice
from service.runtime import Instance

KEYS = """
SELECT stream, command, position + events - 1 FROM ledger.event
WHERE office = %s AND log = %s AND stream = ANY(%s) AND command IS NOT NULL ORDER BY stream, version
"""
LAST_OF_FILE = """
SELECT coalesce(max(position + events - 1), 0) FROM ledger.event
WHERE office = %s AND log = %s AND command LIKE %s AND right(command, %s) = %s
"""
Keyed = tuple[UUID, str, int]
"""A petition, a command key that wrote something of it, and the last position that this led to."""


class Standing(Struct, frozen=True):
    """A petition as it stands: sealed as it is written, and with everything personal in the clear."""

    sealed: Petition = UNKNOWN
    clear: Petition = UNKNOWN


NOTHING = Standing()


class Door:
    """The office `known`, as it was when the import began; an office changes seldom, an import takes minutes."""

    def __init__(self, instance: Instance, known: KnownOffice) -> None:
        self._instance = instance
        self._office = known
        self.name = known.profile.id
        self._log = instance.ledger.log(self.name)

    @property
    def waits(self) -> bool:
        """Whether writing waits for something else, so that the next rows can be judged meanwhile."""
        return True

    def keys(self, petitions: Sequence[UUID]) -> list[Keyed]:
        """What was written of these petitions under a command key, in order."""
        with self._instance.pool.connection() as connection:
            return list(connection.execute(KEYS, (self.name, MATTERS, list(petitions))))

    def last_of(self, prefix: str, file: str) -> int:
        """The last position written by a key that begins and ends so; 0 when there is none."""
        with self._instance.pool.connection() as connection:
            values = (self.name, MATTERS, prefix.replace("_", r"\_") + "%", len(file), file)
            row = connection.execute(LAST_OF_FILE, values).fetchone()
        return int(row[0]) if row else 0

    def standing(self, petitions: Sequence[UUID]) -> dict[UUID, Standing]:
        """Those of the petitions that there are."""
        if not petitions:
            return {}
        opened = self._log.sealer.opened
        found = self._lines(petitions)
        return {
            petition: Standing(replay(lines), replay(opened(line, restricted=True) for line in lines))
            for petition, lines in found.items()
        }

    def then(self, petition: UUID, position: int) -> Petition:
        """The petition as it stood at a position."""
        lines = self._lines([petition]).get(petition, [])
        return replay(line for line in lines if line.position <= position)

    def opened(self, state: Petition) -> Petition:
        """With the personal fields of its details in the clear, as far as they may be seen."""
        return self._log.sealer.opened(state)

    def judged(self, request: Request, state: Petition) -> Judged:
        """What a request leads to. Raises: Refused."""
        return self._instance.desk.judged(request, state, self._office)

    def write(self, judged: Sequence[Judged]) -> list[Written | LedgerError]:
        """Commits them in their order, each all or none: where they stand, or why not."""
        return self._log.write_all([(each.lines, each.via) for each in judged])

    def _lines(self, petitions: Sequence[UUID]) -> dict[UUID, list[Line]]:
        found = self._log.streams(petitions)
        return {petition: [line for line in lines if isinstance(line, Line)] for petition, lines in found.items()}


class _Told(Struct):
    """What a rehearsal has written: the key, and the lines in the clear."""

    key: str
    lines: list[Line]


class Rehearsal(Door):
    """The same office; what is written goes into the spool, sealed, and is read back from there."""

    def __init__(self, instance: Instance, known: KnownOffice, spool: Spool, *, exists: bool) -> None:
        super().__init__(instance, known)
        self._spool = spool
        self._exists = exists
        self._size = instance.ledger.head(self.name).size if exists else 0

    @property
    def waits(self) -> bool:
        return False

    def keys(self, petitions: Sequence[UUID]) -> list[Keyed]:
        written = [(told.lines[0].petition, told.key, told.lines[-1].position) for told in self._written(petitions)]
        return [*(super().keys(petitions) if self._exists else ()), *written]

    def last_of(self, prefix: str, file: str) -> int:
        return super().last_of(prefix, file) if self._exists else 0

    def write(self, judged: Sequence[Judged]) -> list[Written | LedgerError]:
        return [self._kept(each) for each in judged]

    def _kept(self, judged: Judged) -> Written:
        first, now = self._size + 1, datetime.now(UTC)
        self._size += len(judged.lines)
        lines = [replace(line, position=first + nth, recorded_at=now) for nth, line in enumerate(judged.lines)]
        self._spool.keep_written(lines[0].petition.bytes, _Told(judged.via.key, lines))
        return Written(MATTERS, first, len(lines))

    def _written(self, petitions: Sequence[UUID]) -> Iterator[_Told]:
        found: Iterator[_Told] = self._spool.written([petition.bytes for petition in petitions], _Told)
        return found

    def _lines(self, petitions: Sequence[UUID]) -> dict[UUID, list[Line]]:
        found = super()._lines(petitions) if self._exists else {}
        for told in self._written(petitions):
            found.setdefault(told.lines[0].petition, []).extend(told.lines)
        return found
