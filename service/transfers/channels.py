"""How far a partner is known to have come, and what was refused of it: rows that only set the pace (migration 0120)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from psycopg import Connection
from psycopg.rows import class_row

COLUMNS = "partner, seen, sizes, heard_at, sent_at, next_at, failures, last_error"
FOUND = f"SELECT {COLUMNS} FROM exchange.channel WHERE office = %s"  # noqa: S608 - constants
BEGUN = "INSERT INTO exchange.channel (office, partner) VALUES (%s, %s) ON CONFLICT DO NOTHING"
# What is heard last may have been said first, on a medium that was slower: nothing known is forgotten by it.
HEARD = """
INSERT INTO exchange.channel AS c (office, partner, seen, sizes, heard_at) VALUES (%(office)s, %(partner)s, %(seen)s,
    %(sizes)s, %(now)s)
ON CONFLICT (office, partner) DO UPDATE SET seen = greatest(c.seen, excluded.seen),
    sizes = ARRAY(SELECT DISTINCT size FROM unnest(c.sizes || excluded.sizes) AS size ORDER BY size DESC LIMIT 60),
    heard_at = excluded.heard_at, failures = 0, next_at = NULL, last_error = NULL
"""
SENT = """
INSERT INTO exchange.channel AS c (office, partner, sizes, sent_at)
VALUES (%(office)s, %(partner)s, ARRAY[%(size)s::bigint], %(now)s)
ON CONFLICT (office, partner) DO UPDATE SET sent_at = excluded.sent_at,
    sizes = ARRAY(SELECT DISTINCT size FROM unnest(c.sizes || excluded.sizes) AS size ORDER BY size DESC LIMIT 60)
"""
FAILED = """
INSERT INTO exchange.channel AS c (office, partner, failures, next_at, last_error) VALUES (%(office)s, %(partner)s, 1,
    %(next_at)s, %(why)s)
ON CONFLICT (office, partner) DO UPDATE SET failures = c.failures + 1, next_at = excluded.next_at,
    last_error = excluded.last_error
"""
FORGOTTEN = "UPDATE exchange.channel SET seen = 0, sizes = '{}', next_at = NULL WHERE office = %s AND partner = %s"
REFUSED = """
INSERT INTO exchange.refusal AS r (office, partner, why, zh, en, digest, refused_at)
VALUES (%(office)s, %(partner)s, %(why)s, %(zh)s, %(en)s, %(digest)s, %(now)s)
ON CONFLICT (office, digest, why) DO UPDATE SET times = r.times + 1, refused_at = excluded.refused_at
"""
KEPT = """
DELETE FROM exchange.refusal WHERE office = %s AND id < (
    SELECT min(id) FROM (SELECT id FROM exchange.refusal WHERE office = %s ORDER BY id DESC LIMIT 1000) newest)
"""
REFUSALS = """
SELECT partner, why, zh, en, digest, times, refused_at FROM exchange.refusal WHERE office = %s
ORDER BY refused_at DESC, id DESC LIMIT %s
"""


class Channel(Struct, frozen=True, kw_only=True):
    """What is known of a partner: `seen`, that it has all that went there up to a position; heads that it may know."""

    partner: str
    seen: int = 0
    sizes: tuple[int, ...] = ()
    heard_at: datetime | None = None
    sent_at: datetime | None = None
    next_at: datetime | None = None
    failures: int = 0
    last_error: str | None = None


class Refusal(Struct, frozen=True):
    """Something that came and was not taken: from whom it said it is, why, how often. `digest`: SHA-256 of it, hex."""

    partner: str
    why: str
    zh: str
    en: str
    digest: str
    times: int
    refused_at: datetime


def of_office(connection: Connection[Any], office: str) -> dict[str, Channel]:
    """The channels of an office, by their partners."""
    rows = connection.cursor(row_factory=class_row(Channel)).execute(FOUND.encode(), (office,))
    return {each.partner: each for each in rows}


def of(connection: Connection[Any], office: str, partner: str) -> Channel:
    """The channel to a partner, as it is or as it begins."""
    return of_office(connection, office).get(partner) or Channel(partner=partner)


def heard(
    connection: Connection[Any], office: str, partner: str, seen: int, sizes: Sequence[int], now: datetime
) -> None:
    """The partner has said how far it has come."""
    said = {"office": office, "partner": partner, "seen": seen, "sizes": list(sizes), "now": now}
    connection.execute(HEARD, said)


def sent(connection: Connection[Any], office: str, partner: str, size: int, now: datetime) -> None:
    """A parcel was made under the head of that size: from now on the partner may know it."""
    connection.execute(SENT.encode(), {"office": office, "partner": partner, "size": size, "now": now})


def failed(connection: Connection[Any], office: str, partner: str, why: str, next_at: datetime) -> None:
    """An attempt failed; it is tried again then."""
    connection.execute(FAILED, {"office": office, "partner": partner, "why": why, "next_at": next_at})


def forget(connection: Connection[Any], office: str, partner: str) -> None:
    """Everything goes to the partner once more."""
    connection.execute(FORGOTTEN, (office, partner))


def refused(connection: Connection[Any], office: str, refusal: Refusal) -> None:
    """Notes what was not taken; the newest thousand are kept."""
    said = {name: getattr(refusal, name) for name in ("partner", "why", "zh", "en", "digest")}
    connection.execute(REFUSED, {**said, "office": office, "now": refusal.refused_at})
    connection.execute(KEPT, (office, office))


def refusals(connection: Connection[Any], office: str, limit: int = 100) -> list[Refusal]:
    """What was not taken, the newest first."""
    return connection.cursor(row_factory=class_row(Refusal)).execute(REFUSALS, (office, limit)).fetchall()
