"""The table of the exchange book: written by the index, asked by whoever sends, takes or shows."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from typing import Any
from uuid import UUID

from psycopg import Connection
from psycopg.rows import class_row

from projections.exchange import NAME, VERSION, Entry
from service.edge.table import IndexTable

INDEX = IndexTable(NAME, VERSION, "entry", (files("service.transfers") / "entry.sql").read_bytes())
TABLE = f"{INDEX.schema}.{INDEX.table}"
FIELDS = Entry.__struct_fields__
COLUMNS = ", ".join(FIELDS)
VALUES = ", ".join(f"%({name})s" for name in FIELDS)
# Only a receipt changes what is known of an entry.
PUT = f"""
INSERT INTO {TABLE} AS known (office, {COLUMNS}) VALUES (%(office)s, {VALUES})
ON CONFLICT (office, partner, outgoing, position, own) DO UPDATE SET stream = excluded.stream, leaf = excluded.leaf,
    answered = excluded.answered, answered_at = excluded.answered_at, declined = excluded.declined
WHERE known.answered IS NULL AND excluded.answered IS NOT NULL
"""  # noqa: S608 - constants
ASKED = f"SELECT {COLUMNS} FROM {TABLE} WHERE office = %(office)s AND own <= %(upto)s"  # noqa: S608 - constants
OUTBOX = f"{ASKED} AND outgoing AND partner = %(partner)s AND position > %(after)s ORDER BY position LIMIT %(limit)s"
BEFORE = f"""
SELECT coalesce(max(position), 0) FROM {TABLE}
WHERE office = %s AND outgoing AND partner = %s AND position < %s
"""  # noqa: S608 - constants
CAME = f"{ASKED} AND NOT outgoing AND partner = %(partner)s AND position = %(position)s ORDER BY own DESC LIMIT 1"
LAST = f"{ASKED} AND NOT outgoing AND partner = %(partner)s ORDER BY own DESC LIMIT 1"
SENT_AT = f"{ASKED} AND outgoing AND partner = %(partner)s AND position = %(position)s"
SENT_AS = f"""
{ASKED} AND outgoing AND what = 'petition' AND partner = %(partner)s AND stream = %(stream)s AND declined = ''
"""
TAKEN_AS = f"""
{ASKED} AND NOT outgoing AND what = 'petition' AND partner = %(partner)s AND stream = %(stream)s AND declined = ''
ORDER BY own DESC LIMIT 1
"""
OF_PETITION = f"{ASKED} AND petition = %(petition)s ORDER BY own, outgoing"
LAST_SENT = f"SELECT max(position) FROM {TABLE} WHERE office = %s AND outgoing AND partner = %s"  # noqa: S608


def write(connection: Connection[Any], office: str, entries: Iterable[Entry]) -> None:
    """Puts the entries down; one that is known stays, but for its receipt."""
    rows = [{"office": office, **{name: getattr(each, name) for name in FIELDS}} for each in entries]
    if rows:
        connection.cursor().executemany(PUT.encode(), rows)


class Book:
    """The exchange book of one office, as far as it is written up."""

    def __init__(self, connection: Connection[Any], office: str, upto: int) -> None:
        self._connection = connection
        self._said = {"office": office, "upto": upto}
        self.office, self.upto = office, upto

    def outbox(self, partner: str, after: int, limit: int) -> list[Entry]:
        """What goes to a partner behind a position, in order."""
        return self._found(OUTBOX, partner=partner, after=after, limit=limit)

    def before(self, partner: str, position: int) -> int:
        """The position of what went to the partner just before; 0 for the first."""
        row = self._connection.execute(BEFORE.encode(), (self.office, partner, position)).fetchone()
        return int(row[0]) if row else 0

    def came(self, partner: str, position: int) -> Entry | None:
        """What was taken of the partner from that position of its log."""
        return self._one(CAME, partner=partner, position=position)

    def last(self, partner: str) -> Entry | None:
        """What was taken of the partner last."""
        return self._one(LAST, partner=partner)

    def sent(self, partner: str, position: int) -> Entry | None:
        """What went to the partner by the event at that position."""
        return self._one(SENT_AT, partner=partner, position=position)

    def sent_as(self, partner: str, stream: UUID) -> Entry | None:
        """The petition that the partner took as its petition `stream`."""
        return self._one(SENT_AS, partner=partner, stream=stream)

    def taken_as(self, partner: str, stream: UUID) -> Entry | None:
        """The petition as which the partner's petition `stream` was taken here, the last time."""
        return self._one(TAKEN_AS, partner=partner, stream=stream)

    def of_petition(self, petition: UUID) -> list[Entry]:
        """What of a petition went to other offices and came from them, in the order of the log."""
        return self._found(OF_PETITION, petition=petition)

    def last_sent(self, partner: str) -> int:
        """The position of what goes to the partner last; 0 while nothing does."""
        row = self._connection.execute(LAST_SENT.encode(), (self.office, partner)).fetchone()
        return int(row[0] or 0) if row else 0

    def asked(self, condition: str, said: dict[str, Any]) -> list[Entry]:
        """The entries of a condition of ours, in SQL."""
        return self._found(f"{ASKED} AND {condition}", **said)

    def _one(self, statement: str, **said: Any) -> Entry | None:
        return next(iter(self._found(statement, **said)), None)

    def _found(self, statement: str, **said: Any) -> list[Entry]:
        cursor = self._connection.cursor(row_factory=class_row(Entry))
        return cursor.execute(statement.encode(), {**self._said, **said}).fetchall()
