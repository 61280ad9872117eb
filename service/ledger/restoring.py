"""Puts a whole log into the database as it was elsewhere: events byte by byte, head, counters.

Whoever calls has verified it, and does it in one transaction of a connection that may append.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from psycopg import Connection

from service.ledger import merkle, tables
from service.ledger.checking import Reached, Row

COLUMNS = "position, stream, version, topic, recorded_at, content, stamp, mac, leaf, command, request, events"
ROWS = """
SELECT position, stream::text, version, topic, recorded_at, content, stamp, mac, leaf, command, request, events
FROM ledger.event WHERE office = %s AND log = %s AND position <= %s ORDER BY position
"""
HEADS = """
SELECT log, size, replayed, closed, recorded_at, edge FROM ledger.head WHERE office = %s AND size > 0
ORDER BY log <> %s, log
"""
COPY = f"COPY ledger.event (office, log, {COLUMNS}) FROM STDIN"
BEGIN = "INSERT INTO ledger.head (office, log, replayed) VALUES (%s, %s, %s)"
END = """
UPDATE ledger.head SET size = %s, edge = %s, recorded_at = %s WHERE office = %s AND log = %s AND size = 0
"""
CLOSE = "UPDATE ledger.head SET closed = true WHERE office = %s AND log = %s"
COUNT = "INSERT INTO ledger.series (office, log, series, period, last) VALUES (%s, %s, %s, %s, %s)"
BATCH = 2000

HeadRow = tuple[str, int, bool, bool, Any, bytes]


def heads_of(connection: Connection[Any], office: str, first: str) -> list[HeadRow]:
    """Log, size, whether replayed and closed, time and edge of every log of an office, the one named `first` first."""
    return connection.execute(HEADS, (office, first), binary=True).fetchall()


def rows(connection: Connection[Any], office: str, log: str, upto: int) -> Iterator[list[Row]]:
    """The events of a log up to a position, as they are stored."""
    with connection.transaction(), connection.cursor(name="whole_log", binary=True) as cursor:
        cursor.execute(tables.over(ROWS, office, log), (office, log, upto))
        while found := cursor.fetchmany(BATCH):
            yield [Row(*row) for row in found]


def begin(connection: Connection[Any], office: str, log: str, *, replayed: bool, dropped: bool) -> None:
    """The log with nothing in it; `dropped`: its events are gone for good. Raises UniqueViolation where it is there."""
    connection.execute(BEGIN, (office, log, replayed))
    if not dropped:
        tables.create(connection, office, log)


def append(connection: Connection[Any], office: str, log: str, events: Iterable[Row]) -> None:
    """The events, in their order."""
    with connection.cursor() as cursor, cursor.copy(tables.over(COPY, office, log)) as copy:
        for row in events:
            copy.write_row((office, log, *(getattr(row, name) for name in Row.__struct_fields__)))


def end(connection: Connection[Any], office: str, log: str, reached: Reached, *, closed: bool) -> None:
    """How far it goes, and the last numbers that were given in it."""
    edge = merkle.packed(reached.edge)
    connection.execute(END, (reached.size, edge, reached.last, office, log))
    for series, periods in reached.counters.items():
        for period, last in periods.items():
            connection.execute(COUNT, (office, log, series, period, last))
    if closed:
        connection.execute(CLOSE, (office, log))
