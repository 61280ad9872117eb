"""How far each subscription has come: rows that follow the events of the office, and move with each delivery."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct
from psycopg import Connection
from psycopg.rows import class_row

from domain.subscriptions import ENDED, Subscriptions
from service.feeds import secrets

FOLLOWED = """
INSERT INTO feeds.subscription AS s (id, office, moved, after) VALUES (%s, %s, %s, %s)
ON CONFLICT (id) DO UPDATE SET moved = excluded.moved, after = excluded.after, failures = 0, failing_since = NULL,
    next_at = NULL, last_error = NULL
WHERE s.moved < excluded.moved
"""
COLUMNS = "id, moved, after, failures, failing_since, next_at, last_error, delivered_at"
FOUND = f"SELECT {COLUMNS} FROM feeds.subscription WHERE office = %s"  # noqa: S608 - constants
PLACE = "WHERE id = %(id)s AND moved = %(moved)s AND after = %(after)s"
"""Where a delivery began: what has moved since moves no more by it."""
ADVANCED = f"""
UPDATE feeds.subscription SET after = %(to)s, failures = 0, failing_since = NULL, next_at = NULL, last_error = NULL,
    delivered_at = coalesce(%(delivered_at)s, delivered_at)
{PLACE}
"""  # noqa: S608 - constants
FAILED = f"""
UPDATE feeds.subscription SET failures = failures + 1, failing_since = coalesce(failing_since, %(now)s),
    next_at = %(next_at)s, last_error = %(why)s
{PLACE}
"""  # noqa: S608 - constants
AT_ONCE = "UPDATE feeds.subscription SET next_at = NULL WHERE id = %s"
ENDED_ROWS = "DELETE FROM feeds.subscription WHERE office = %s AND id = ANY(%s)"


class Standing(Struct, frozen=True, kw_only=True):
    """Behind which position a subscription goes on, and since when, why and how often in a row it failed there.

    `next_at`: not tried again before.
    """

    id: UUID
    moved: int
    after: int
    failures: int
    failing_since: datetime | None
    next_at: datetime | None
    last_error: str | None
    delivered_at: datetime | None

    @property
    def place(self) -> dict[str, Any]:
        return {"id": self.id, "moved": self.moved, "after": self.after}


def mend(connection: Connection[Any], office: str, known: Subscriptions) -> None:
    """Makes the rows as the events say: new ones begin, those whose position was said go there, ended ones go."""
    ended = [each.id for each in known.known.values() if each.standing == ENDED]
    for each in known.known.values():
        if each.standing != ENDED:
            connection.execute(FOLLOWED, (each.id, office, each.moved, each.after))
    connection.execute(ENDED_ROWS, (office, ended))
    secrets.forget(connection, ended)


def current(connection: Connection[Any], office: str, known: Subscriptions) -> Mapping[UUID, Standing]:
    """Those of the office that have not ended, mended where they lag behind the events."""
    found = of_office(connection, office)
    wanted = {each.id: each.moved for each in known.known.values() if each.standing != ENDED}
    if wanted == {each.id: each.moved for each in found.values()}:
        return found
    with connection.transaction():
        mend(connection, office, known)
    return of_office(connection, office)


def of_office(connection: Connection[Any], office: str) -> Mapping[UUID, Standing]:
    """The rows as they are."""
    rows = connection.cursor(row_factory=class_row(Standing)).execute(FOUND.encode(), (office,))
    return {each.id: each for each in rows}


def advanced(connection: Connection[Any], place: Standing, to: int, delivered_at: datetime | None) -> bool:
    """Whether it goes on behind `to` now: not where somebody has put it elsewhere meanwhile."""
    said = {**place.place, "to": to, "delivered_at": delivered_at}
    return connection.execute(ADVANCED, said).rowcount > 0


def failed(connection: Connection[Any], place: Standing, why: str, now: datetime, next_at: datetime) -> None:
    """Notes an attempt that failed, where it still stands."""
    connection.execute(FAILED, {**place.place, "why": why, "now": now, "next_at": next_at})


def at_once(connection: Connection[Any], subscription: UUID) -> None:
    """It is tried without waiting."""
    connection.execute(AT_ONCE, (subscription,))
