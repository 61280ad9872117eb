"""A log cut into pieces of whole petitions: each piece has those whose first line stands in its stretch of the log.

So pieces can be folded beside each other, and of each petition it is known how a row ended before it is written.
Petitions that came in together stand near each other in the log, and in the tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from service.ledger import reading
from service.ledger.entry import Line

PIECE = 4_000
"""Positions in a piece; its petitions have about as many lines."""
TOGETHER = 200
"""Streams that are read at once."""
BEGUN = """
SELECT stream FROM ledger.event
WHERE office = %s AND log = %s AND position > %s AND position <= %s AND version = 1 ORDER BY position
"""


class Piece(Struct, frozen=True):
    """The streams of a log that begin behind position `after`, at `upto` or before; their lines down to `head`."""

    office: str
    log: str
    after: int
    upto: int
    head: int


def pieces(office: str, log: str, head: int) -> Iterator[Piece]:
    """All of a log down to `head`."""
    for after in range(0, head, PIECE):
        yield Piece(office, log, after, min(after + PIECE, head), head)


def read(connection: Connection[Any], piece: Piece) -> Iterator[Sequence[Line]]:
    """The lines of each stream of the piece, from its first one on; streams in the order in which they began."""
    rows = connection.execute(BEGUN, (piece.office, piece.log, piece.after, piece.upto)).fetchall()
    begun: list[UUID] = [stream for (stream,) in rows]
    for first in range(0, len(begun), TOGETHER):
        some = begun[first : first + TOGETHER]
        found = reading.streams(connection, piece.office, piece.log, some, piece.head)
        yield from (found[stream] for stream in some)
