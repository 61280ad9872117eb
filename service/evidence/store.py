"""The checkpoints, cosignatures and refusals of a log as the database keeps them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from psycopg import Connection

from service.evidence import checkpoint
from service.evidence import note as notes
from service.evidence.checkpoint import Checkpoint
from service.evidence.note import Note

COLUMNS = "generation, size, note, signed_at"
OF_LOG = f"SELECT {COLUMNS} FROM ledger.checkpoint WHERE office = %s AND log = %s"  # noqa: S608 - a constant
NEWEST = f"{OF_LOG} ORDER BY generation DESC, size DESC LIMIT 1"
COVERING = f"{OF_LOG} AND generation = %s AND size >= %s ORDER BY size LIMIT 1"
OF_SIZE = f"{OF_LOG} AND generation = %s AND size = %s"
EVERY = f"{OF_LOG} ORDER BY generation, size"
COUNTED = "SELECT count(*) FROM ledger.checkpoint WHERE office = %s AND log = %s"
ADD = """
INSERT INTO ledger.checkpoint (office, log, generation, size, note) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT DO NOTHING
"""
COSIGNED = """
SELECT line FROM ledger.cosignature WHERE office = %s AND log = %s AND generation = %s AND size = %s ORDER BY witness
"""
COSIGN = """
INSERT INTO ledger.cosignature (office, log, generation, size, witness, line) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT DO NOTHING
"""
EVERY_COSIGNATURE = """
SELECT size, note, line FROM ledger.cosignature JOIN ledger.checkpoint USING (office, log, generation, size)
WHERE office = %s AND log = %s ORDER BY generation, size, witness
"""
LAST_COSIGNED = """
SELECT c.generation, c.size, c.note, c.signed_at FROM ledger.checkpoint c
JOIN ledger.cosignature s USING (office, log, generation, size)
WHERE office = %s AND log = %s AND s.witness = %s ORDER BY c.generation DESC, c.size DESC LIMIT 1
"""
COSIGNED_SIZES = """
SELECT array_agg(size ORDER BY size) FROM ledger.cosignature
WHERE office = %s AND log = %s AND generation = %s GROUP BY witness
"""
# The last checkpoint of each day, by the day in the zone of the office.
DAILY = f"""
SELECT DISTINCT ON (day) {COLUMNS}, (signed_at AT TIME ZONE %s)::date AS day
FROM ledger.checkpoint WHERE office = %s AND log = %s ORDER BY day DESC, generation DESC, size DESC LIMIT %s
"""  # noqa: S608 - a constant
OF_REFUSER = """
SELECT size, reason, refused_at FROM ledger.refusal
WHERE office = %(office)s AND log = %(log)s AND refused_by = %(by)s ORDER BY nth DESC LIMIT 1
"""
REFUSE = f"""
WITH last AS ({OF_REFUSER})
INSERT INTO ledger.refusal (office, log, refused_by, size, reason)
SELECT %(office)s, %(log)s, %(by)s, %(size)s::bigint, %(reason)s WHERE NOT EXISTS (SELECT FROM last
    WHERE size = %(size)s AND reason = %(reason)s AND refused_at > now() - interval '1 day')
"""  # noqa: S608 - a constant
SETTLE = f"""
WITH last AS ({OF_REFUSER})
INSERT INTO ledger.refusal (office, log, refused_by, size, reason)
SELECT %(office)s, %(log)s, %(by)s, %(size)s::bigint, '' FROM last WHERE reason <> ''
"""  # noqa: S608 - a constant
SETTLE_OTHERS = """
INSERT INTO ledger.refusal (office, log, refused_by, size, reason)
SELECT office, log, refused_by, size, '' FROM (SELECT DISTINCT ON (refused_by) * FROM ledger.refusal
    WHERE office = %s AND log = %s ORDER BY refused_by, nth DESC) last
WHERE reason <> '' AND refused_by <> ALL(%s)
"""
REFUSED = """
SELECT office, log, refused_by, size, reason, refused_at FROM ledger.refusal
WHERE office = %s AND log = %s AND reason <> '' ORDER BY nth DESC LIMIT %s
"""
SIGNER = "signer"
"""Who refuses what it does not sign."""


class Stored(Struct, frozen=True):
    """A checkpoint as it was signed; `generation` counts the origins of its log."""

    generation: int
    size: int
    text: str
    signed_at: datetime

    @property
    def note(self) -> Note:
        return notes.read(self.text)

    @property
    def head(self) -> Checkpoint:
        return checkpoint.of(self.note)


class Refusal(Struct, frozen=True):
    """Who refused a log at which size, and why: `signer`, the key name of a witness, or `before` a witness."""

    office: str
    log: str
    refused_by: str
    size: int
    reason: str
    refused_at: datetime


def newest(connection: Connection[Any], office: str, log: str) -> Stored | None:
    """The checkpoint signed last; None while there is none."""
    return _one(connection, NEWEST, office, log)


def covering(connection: Connection[Any], office: str, log: str, generation: int, position: int) -> Stored | None:
    """The first checkpoint of a generation that covers a position; None while there is none."""
    return _one(connection, COVERING, office, log, generation, position)


def found(connection: Connection[Any], office: str, log: str, generation: int, size: int) -> Stored | None:
    """The checkpoint of this size; None when there is none."""
    return _one(connection, OF_SIZE, office, log, generation, size)


def of_size(connection: Connection[Any], office: str, log: str, generation: int, size: int) -> Stored:
    """The checkpoint of this size. Raises LookupError."""
    stored = found(connection, office, log, generation, size)
    if stored is None:
        message = f"log {office}/{log} has no checkpoint of {size} events (没有该规模的检查点)"
        raise LookupError(message)
    return stored


def last_cosigned(connection: Connection[Any], office: str, log: str, witness: str) -> Stored | None:
    """The last checkpoint that this witness has cosigned; None when there is none."""
    return _one(connection, LAST_COSIGNED, office, log, witness)


def _one(connection: Connection[Any], query: str, *values: object) -> Stored | None:
    row = connection.execute(query.encode(), values).fetchone()
    return None if row is None else Stored(*row)


def every(connection: Connection[Any], office: str, log: str) -> Iterator[Stored]:
    """All checkpoints in the order in which they were signed."""
    return (Stored(*row) for row in connection.execute(EVERY, (office, log)))


def counted(connection: Connection[Any], office: str, log: str) -> int:
    """How many checkpoints a log has."""
    row = connection.execute(COUNTED, (office, log)).fetchone()
    return int(row[0]) if row else 0


def daily(connection: Connection[Any], office: str, log: str, zone: str, days: int) -> list[tuple[datetime, Stored]]:
    """The last checkpoint of each of the last days on which there was one, the latest day first."""
    rows = connection.execute(DAILY, (zone, office, log, days))
    return [(row[-1], Stored(*row[:-1])) for row in rows]


def add(connection: Connection[Any], office: str, log: str, generation: int, size: int, note: str) -> None:
    """Keeps a checkpoint; where another signer was faster at this size, that one stays. So it is not refused now."""
    connection.execute(ADD, (office, log, generation, size, note))
    _settle(connection, office, log, SIGNER, size)


def cosign(connection: Connection[Any], office: str, log: str, of: Stored, line: notes.Signature) -> None:
    """Keeps the cosignature of a witness, of the same head the first one. So this witness refuses no more."""
    connection.execute(COSIGN, (office, log, of.generation, of.size, line.name, line.line))
    for refuser in (line.name, before(line.name)):
        _settle(connection, office, log, refuser, of.size)


def cosigned(connection: Connection[Any], office: str, log: str, of: Stored) -> Note:
    """The checkpoint with the lines of all its witnesses."""
    rows = connection.execute(COSIGNED, (office, log, of.generation, of.size)).fetchall()
    lines = tuple(notes.read_line(line.removesuffix("\n")) for (line,) in rows)
    return Note(of.note.text, (*of.note.signatures, *lines))


def every_cosignature(connection: Connection[Any], office: str, log: str) -> Iterator[tuple[int, str, str]]:
    """Size and text of a checkpoint, and a line on it, for all cosignatures in order."""
    return iter(connection.execute(EVERY_COSIGNATURE, (office, log)))


def cosigned_sizes(connection: Connection[Any], office: str, log: str, generation: int) -> list[list[int]]:
    """The sizes of a generation that were cosigned, for each witness, the smallest first."""
    return [sizes for (sizes,) in connection.execute(COSIGNED_SIZES, (office, log, generation))]


def refuse(connection: Connection[Any], office: str, log: str, refused_by: str, size: int, reason: str) -> None:
    """Enters a refusal: where it is another one than before, or anew after a success or a day."""
    named = {"office": office, "log": log, "by": refused_by, "size": size, "reason": reason}
    connection.execute(REFUSE.encode(), named)


def before(witness: str) -> str:
    """Who refuses what cannot be proved to a witness: that ends when this witness is shown a proof and cosigns."""
    return f"{SIGNER} for {witness}"


def _settle(connection: Connection[Any], office: str, log: str, refused_by: str, size: int) -> None:
    connection.execute(SETTLE.encode(), {"office": office, "log": log, "by": refused_by, "size": size})


def settle_dismissed(connection: Connection[Any], office: str, log: str, witnesses: Sequence[str]) -> None:
    """Ends what is refused by others than the signer and these witnesses: they are asked no more."""
    asked = [SIGNER, *witnesses, *map(before, witnesses)]
    connection.execute(SETTLE_OTHERS, (office, log, asked))


def refusals(connection: Connection[Any], office: str, log: str, limit: int = 100) -> list[Refusal]:
    """What was refused, the latest first."""
    return [Refusal(*row) for row in connection.execute(REFUSED, (office, log, limit))]
