"""Growing delays after failures, kept in the database: by network, by login, and by both together.

Every attempt is counted before it is checked, so that many at once gain nothing. Where the account was signed in to
from the same network before, only the failures of that network at that login count: whoever fails elsewhere, or at
other logins, delays nobody here. A delay is waited for by nobody: the attempt is refused with the seconds left.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil
from typing import Any
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from service.signin.errors import TooMany

NETWORK, LOGIN, PAIR = "network", "login", "pair"
FREE: Mapping[str, int] = {NETWORK: 20, LOGIN: 5, PAIR: 5}
"""Failures without a delay: many people may stand behind one network."""
LONGEST = 900
"""Seconds."""
DOUBLINGS = 10
FORGOTTEN = timedelta(days=1)
"""After that long without a failure they are not counted any more."""
REMEMBERED = timedelta(days=90)
"""How long a network stays known to an account."""
SWEPT = 20
IPV6_NETWORK = 64

FOUND = """
INSERT INTO signin.failure AS f (what, count, last_at)
SELECT what, 0, %(now)s FROM unnest(%(keys)s::bytea[]) AS what ORDER BY what
ON CONFLICT (what) DO UPDATE SET count = f.count
RETURNING what, count, last_at
"""
"""Locks every row in the order of the keys, those too that are not there yet: reading first would lock only what is."""
COUNTED = """
UPDATE signin.failure SET last_at = %(now)s, count = CASE WHEN last_at < %(since)s THEN 1 ELSE count + 1 END
WHERE what = ANY(%(keys)s)
"""
FORGET = "DELETE FROM signin.failure WHERE what = %s"
UNCOUNT = "UPDATE signin.failure SET count = greatest(count - 1, 0) WHERE what = %s"
SWEEP = """
DELETE FROM signin.failure WHERE what IN (
    SELECT what FROM signin.failure WHERE last_at < %s ORDER BY last_at LIMIT %s FOR UPDATE SKIP LOCKED)
"""
KNOWN = "SELECT 1 FROM signin.known_network WHERE account = %s AND network = %s AND seen_at > %s"
UNSEEN = "DELETE FROM signin.known_network WHERE account = %s AND seen_at <= %s"
SEEN = """
INSERT INTO signin.known_network (account, network, seen_at) VALUES (%s, %s, %s)
ON CONFLICT (account, network) DO UPDATE SET seen_at = excluded.seen_at
"""


class Attempt(Struct, frozen=True):
    """Where an attempt comes from and at which login; digests of what it is counted under, by kind."""

    counted: Mapping[str, bytes]
    known: bool = False


def attempt(address: str, login: str = "", *, known: bool = False) -> Attempt:
    """An attempt; without a login it is counted by its network alone."""
    network = network_of(address)
    if not login:
        return Attempt({NETWORK: _key(NETWORK, network)})
    pair = {PAIR: _key(PAIR, network, login)}
    if known:
        return Attempt(pair, known=True)
    return Attempt({NETWORK: _key(NETWORK, network), LOGIN: _key(LOGIN, login), **pair})


def network_of(address: str) -> str:
    """The address; of IPv6 the network of 64 bits, in which one caller has all addresses."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or ip_network((found, IPV6_NETWORK), strict=False))
    return str(found)


def _key(*parts: str) -> bytes:
    """A digest: a login that is none may be a password typed into the wrong field."""
    return sha256("\0".join(("failure", *parts)).encode("utf-8", "surrogatepass")).digest()


def begin(connection: Connection[Any], tried: Attempt, now: datetime) -> None:
    """Counts the attempt as failed until it is `cleared`. Raises TooMany: then it is not counted."""
    keys = sorted(tried.counted.values())
    kinds = {key: kind for kind, key in tried.counted.items()}
    with connection.transaction():
        rows = connection.execute(FOUND, {"keys": keys, "now": now}).fetchall()
        wait = max((waiting(kinds[bytes(what)], count, last_at, now) for what, count, last_at in rows), default=0.0)
        if wait > 0:
            raise TooMany(ceil(wait))
        connection.execute(COUNTED, {"keys": keys, "now": now, "since": now - FORGOTTEN})
    connection.execute(SWEEP, [now - FORGOTTEN, SWEPT])


def waiting(kind: str, count: int, last_at: datetime, now: datetime) -> float:
    """Seconds until the next attempt may be made."""
    if count < FREE[kind] or last_at < now - FORGOTTEN:
        return 0.0
    delay = min(LONGEST, 2 ** min(count - FREE[kind], DOUBLINGS))
    return (last_at + timedelta(seconds=delay) - now).total_seconds()


def cleared(connection: Connection[Any], tried: Attempt) -> None:
    """The attempt was none that failed; what this network failed at this login before is forgotten."""
    with connection.transaction():
        # In the order in which attempts lock them, so that neither ever waits for the other in a ring.
        for key, kind in sorted((key, kind) for kind, key in tried.counted.items()):
            connection.execute(FORGET if kind == PAIR else UNCOUNT, [key])


def is_known(connection: Connection[Any], account: UUID, address: str, now: datetime) -> bool:
    """Whether the account was signed in to from this network not long ago."""
    return connection.execute(KNOWN, [account, _network(address), now - REMEMBERED]).fetchone() is not None


def seen(connection: Connection[Any], account: UUID, address: str, now: datetime) -> None:
    connection.execute(UNSEEN, [account, now - REMEMBERED])
    connection.execute(SEEN, [account, _network(address), now])


def _network(address: str) -> bytes:
    return _key(NETWORK, network_of(address))
