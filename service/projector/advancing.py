"""Brings the read models of a log forward by one batch, in one transaction with their positions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from domain.events import Line
from projections.spans import Spans
from service.ledger import reading
from service.projector import schema
from service.projector.folding import fold
from service.projector.schema import Table
from service.projector.tracks import Tracks
from service.projector.writing import write
from service.projector.zones import zone_of

LOCK_TIMEOUT = "SET LOCAL lock_timeout = '2s'"
"""So long does a runner wait for rows or tables that somebody else has locked, before it lets others go first."""
REMEMBERED = 256
"""Petitions that are kept folded between two batches, about 20 KB each; the others are loaded when met again."""


class Stretch(Struct, frozen=True):
    """How far the read models of a log have come, and whether the log may go on behind that."""

    position: int
    more: bool


class Batch(Struct, frozen=True):
    """What some lines of a log, down to `last`, change in each read model; `more`: there may be lines behind them."""

    spans: Sequence[Spans]
    last: int
    more: bool


class LogProjector:
    """The read models `tables` of one log. Not for two threads at once."""

    def __init__(self, office: str, log: str, tables: Sequence[Table], *, remembered: int = REMEMBERED) -> None:
        self.office = office
        self.log = log
        self._tables = tables
        self._remembered = remembered
        self._tracks: Tracks | None = None
        self._folded = -1
        self.after = 0
        """The position behind which it folded last, or tried to."""

    def advance(self, connection: Connection[Any], limit: int, *, wait: bool = False) -> Stretch | None:
        """Folds and writes at most `limit` lines; None when another runner has the log just now.

        With `wait` the other runner's batch is waited for. Whatever goes wrong, nothing is written.
        """
        try:
            with connection.transaction():
                if not wait:
                    connection.execute(LOCK_TIMEOUT)
                positions = schema.held(connection, self.office, self.log, self._schemas, wait=wait)
                return None if positions is None else self._advance(connection, positions, limit)
        except BaseException:
            self._tracks = None
            raise

    @property
    def _schemas(self) -> list[str]:
        return [table.schema for table in self._tables]

    def _advance(self, connection: Connection[Any], positions: Mapping[str, int], limit: int) -> Stretch:
        batch = self.folded(connection, positions, limit)
        if batch is None:
            return Stretch(min(positions.values()), more=False)
        self.write(connection, batch)
        return Stretch(batch.last, more=batch.more)

    def begin(self, connection: Connection[Any]) -> dict[str, int]:
        """The position of each schema, entered where the log has none yet; for schemas that nobody else writes."""
        return schema.held(connection, self.office, self.log, self._schemas, wait=True) or {}

    def folded(self, connection: Connection[Any], positions: Mapping[str, int], limit: int) -> Batch | None:
        """Folds at most `limit` lines behind these positions of the schemas, writes nothing; None: there are none."""
        after = self.after = min(positions.values())
        lines = reading.tail(connection, self.office, self.log, after, limit)
        if not lines:
            return None
        found = fold(
            lines,
            self._remembering(connection, after),
            [positions[name] for name in self._schemas],
            lambda ids: self._earlier(connection, ids, after),
        )
        self._folded = lines[-1].position
        return Batch(found, self._folded, more=len(lines) == limit)

    def write(self, connection: Connection[Any], batch: Batch) -> None:
        """Writes the rows and the position of a batch, all or nothing."""
        with connection.transaction():
            for table, spans in zip(self._tables, batch.spans, strict=True):
                write(connection, self.office, table, spans)
            schema.advance(connection, self.office, self.log, self._schemas, batch.last)

    def _earlier(self, connection: Connection[Any], ids: Sequence[UUID], upto: int) -> dict[UUID, list[Line]]:
        """The lines of these petitions at or before a position."""
        found = reading.streams(connection, self.office, self.log, ids, upto)
        return {petition: [line for line in lines if isinstance(line, Line)] for petition, lines in found.items()}

    def _remembering(self, connection: Connection[Any], after: int) -> Tracks:
        """The petitions as they were left at position `after`; none when another runner went on from there."""
        if self._tracks is None or self._folded != after:
            projections = [table.projection for table in self._tables]
            zone = zone_of(connection, self.office, self.log)
            self._tracks = Tracks(projections, zone, self._remembered)
        return self._tracks
