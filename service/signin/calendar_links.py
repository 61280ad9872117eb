"""The secret link of a calendar: made by the person whose it is, shown once, kept as a digest, gone when it is renewed.

It opens the own calendar and nothing else. That somebody has one is no event, as a session is none; what is fetched by
it is on record as read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from msgspec import Struct
from psycopg import Connection

from domain.accounts import OPEN
from service.runtime import Instance
from service.signin.chance import digest, new_token
from service.signin.sessions import TOUCHED

PREFIX = "zlc_"
LONGEST = 200
"""Characters of a link of ours; longer ones are not looked for."""
MADE = """
INSERT INTO signin.calendar_link (account, id, digest, language, made_at) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (account) DO UPDATE SET id = excluded.id, digest = excluded.digest, language = excluded.language,
    made_at = excluded.made_at, used_at = NULL
"""
REVOKED = "DELETE FROM signin.calendar_link WHERE account = %s"
FOUND = "SELECT account, made_at, used_at FROM signin.calendar_link WHERE account = ANY(%s)"
BY_LINK = """
SELECT l.id, l.language, l.used_at, a.id, a.office, a.person, a.standing
FROM signin.calendar_link l JOIN signin.account a ON a.id = l.account WHERE l.digest = %s
"""
TOUCH = "UPDATE signin.calendar_link SET used_at = %s WHERE id = %s"


class Link(Struct, frozen=True):
    """A link as it may be shown: when it was made, and when a calendar last fetched by it."""

    made_at: datetime
    used_at: datetime | None


class Holder(Struct, frozen=True):
    """Whose calendar a link opens; `link` is its public id."""

    link: UUID
    account: UUID
    office: str
    person: str
    language: str


def make(instance: Instance, account: UUID, language: str, now: datetime) -> str:
    """A new link, in the place of one made before. Shown once and kept nowhere."""
    said = PREFIX + new_token()
    with instance.pool.connection() as connection:
        connection.execute(MADE, [account, uuid4(), digest(said), language, now])
    return said


def revoke(instance: Instance, account: UUID) -> bool:
    """Whether there was a link; there is none any more."""
    with instance.pool.connection() as connection:
        return revoked(connection, account)


def revoked(connection: Connection[Any], account: UUID) -> bool:
    """As `revoke`, within a transaction of somebody else."""
    return connection.execute(REVOKED, [account]).rowcount > 0


def links(instance: Instance, of: Iterable[UUID]) -> Mapping[UUID, Link]:
    """The links of those of the accounts that have one."""
    with instance.pool.connection() as connection:
        return {account: Link(*said) for account, *said in connection.execute(FOUND, [list(of)])}


def link_of(instance: Instance, account: UUID) -> Link | None:
    return links(instance, [account]).get(account)


def holder(connection: Connection[Any], said: str, now: datetime) -> Holder | None:
    """Whose link it is; None for one that was never made, is no more, or whose account is not open."""
    if len(said) > LONGEST or not said.startswith(PREFIX):
        return None
    row = connection.execute(BY_LINK, [digest(said)]).fetchone()
    if row is None:
        return None
    link, language, used_at, account, office, person, standing = row
    if standing != OPEN:
        return None
    if used_at is None or now >= used_at + TOUCHED:
        connection.execute(TOUCH, [now, link])
    return Holder(link, account, office, person, language)
