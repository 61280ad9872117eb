"""Which read models stand still before an event that they cannot fold, kept where every process sees it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from service.projector import schema
from service.projector.failing import kind, place

# Only while they still stand there: another process, of another program perhaps, may have gone past it.
NOTE = """
INSERT INTO projector.stopped AS s (office, log, schema, position, stream, topic, error, place)
SELECT p.office, p.log, p.schema, e.position, e.stream, e.topic, %s, %s
FROM projector.position p
JOIN ledger.event e ON e.office = p.office AND e.log = p.log AND e.position = p.position + 1
WHERE p.office = %s AND p.log = %s AND p.schema = ANY(%s) AND p.position = %s
FOR UPDATE OF p SKIP LOCKED
ON CONFLICT (office, log, schema) DO UPDATE SET
    position = excluded.position, stream = excluded.stream, topic = excluded.topic,
    error = excluded.error, place = excluded.place, tried_at = now(),
    since = CASE WHEN s.position = excluded.position THEN s.since ELSE now() END,
    attempts = CASE WHEN s.position = excluded.position THEN s.attempts + 1 ELSE 1 END
RETURNING position, stream, topic
"""
LIFT = "DELETE FROM projector.stopped WHERE office = %s AND log = %s AND schema = ANY(%s)"


class Culprit(Struct, frozen=True):
    """The event that cannot be folded; `stream` is its petition, or the office."""

    position: int
    stream: UUID
    topic: str

    def __str__(self) -> str:
        return f"position {self.position}, {self.topic} of {self.stream}"


def note(
    connection: Connection[Any], office: str, log: str, schemas: Sequence[str], after: int, error: Exception
) -> Culprit | None:
    """Says that these schemas, which stand at `after`, cannot fold the next event; None: they stand there no more."""
    asked = (kind(error), place(error), office, log, list(schemas), after)
    with connection.transaction():
        schema.entered(connection, office, log, schemas)
        row = connection.execute(NOTE, asked).fetchone()
    return Culprit(*row) if row else None


def lift(connection: Connection[Any], office: str, log: str, schemas: Sequence[str]) -> None:
    """Says that these schemas go on."""
    connection.execute(LIFT, (office, log, list(schemas)))
