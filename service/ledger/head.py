"""The head of a log: how far it goes, the right edge of its tree, its time, its number counters."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import Struct
from psycopg import Connection

from service.ledger import merkle, tables

READ = """
SELECT size, edge, recorded_at, replayed, accepted_last, accepted_skew
FROM ledger.head WHERE office = %s AND log = %s
"""
READ_COUNTERS = "SELECT series, period, last FROM ledger.series WHERE office = %s AND log = %s"
LAST_ACCESS = """
SELECT max(log) FROM ledger.head
WHERE office = %s AND log ~ '^access-[0-9]{4}$' AND log < %s AND size >= %s
"""
CLOSE = """
UPDATE ledger.head SET closed = true
WHERE office = %s AND log ~ '^access-[0-9]{4}$' AND (log < %s OR %s AND log = %s) AND NOT closed
"""
CREATE = """
INSERT INTO ledger.head (office, log, replayed) VALUES (%s, %s, %s)
ON CONFLICT (office, log) DO UPDATE SET replayed = excluded.replayed WHERE ledger.head.size = 0
"""
OF_OFFICE = "SELECT log FROM ledger.head WHERE office = %s ORDER BY log"
ALL = "SELECT office, log FROM ledger.head WHERE size > 0 ORDER BY office, log"
EVERYTHING = f"""
SELECT office, log FROM ledger.head UNION SELECT office, log FROM ledger.event
UNION {tables.ACCESS} ORDER BY 1, 2
"""  # noqa: S608 - a constant

Counters = Mapping[tuple[str, str], int]


class UnknownLog(LookupError):
    """The office has no such log."""


class Head(Struct, frozen=True):
    """A log as its head row says; `counters` maps (series, period) to the last number given."""

    size: int
    edge: merkle.Edge
    recorded_at: datetime | None
    replayed: bool
    accepted_last: datetime | None
    accepted_skew: float
    counters: Counters

    @property
    def root(self) -> bytes:
        return merkle.root(self.edge)


def read(connection: Connection[Any], office: str, log: str, *, lock: bool = False) -> Head:
    """The head as it stands; with `lock` its row is locked until the transaction ends. UnknownLog if none."""
    row = connection.execute(READ + ("FOR UPDATE" if lock else ""), (office, log)).fetchone()
    if row is None:
        message = f"office {office!r} has no log {log!r} (没有此日志)"
        raise UnknownLog(message)
    size, edge, recorded_at, replayed, accepted_last, accepted_skew = row
    counters = {(s, p): last for s, p, last in connection.execute(READ_COUNTERS, (office, log))}
    return Head(size, merkle.unpacked(edge), recorded_at, replayed, accepted_last, accepted_skew, counters)


def create(connection: Connection[Any], office: str, log: str, *, replayed: bool = False) -> None:
    """Makes the head row of a new log; one that has events stays as it is."""
    connection.execute(CREATE, (office, log, replayed))
    tables.create(connection, office, log)


def last_access(connection: Connection[Any], office: str, before: str, least: int = 0) -> str:
    """The newest log of access records named before `before` with at least so many events; "" when there is none."""
    row = connection.execute(LAST_ACCESS, (office, before, least)).fetchone()
    return row[0] or "" if row else ""


def close(connection: Connection[Any], office: str, before: str, *, included: bool = False) -> None:
    """Closes every log of access records named before `before`, or up to it: nothing is appended to them any more."""
    connection.execute(CLOSE, (office, before, included, before))


def logs(connection: Connection[Any]) -> list[tuple[str, str]]:
    """Every (office, log) of this database that has events, in order: a creation that failed left none."""
    return [(office, log) for office, log in connection.execute(ALL)]


def of_office(connection: Connection[Any], office: str) -> list[str]:
    """Every log of the office that has a head, also one whose creation failed."""
    return [log for (log,) in connection.execute(OF_OFFICE, (office,))]


def stored(connection: Connection[Any]) -> list[tuple[str, str]]:
    """Every (office, log) that has a head or events, in order: what an auditor looks at. Cost: all events."""
    return [(office, log) for office, log in connection.execute(EVERYTHING)]
