"""Sessions on the server: who is signed in, until when; ended at once by whoever may end them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from msgspec import Struct
from psycopg import Connection

from service.runtime import Instance
from service.signin.chance import digest, new_token
from service.signin.errors import UnknownAccount

COOKIE = "__Host-sid"
IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
TOUCHED = timedelta(minutes=1)
"""A session's last use is written down at most that often."""

OPENED = """
INSERT INTO signin.session (id, digest, account, via, opened_at, used_at, ends_at) VALUES (%s, %s, %s, %s, %s, %s, %s)
"""
ENDED = "DELETE FROM signin.session WHERE account = %s AND (ends_at <= %s OR used_at <= %s)"
MINE = """
SELECT id, via, opened_at, used_at, ends_at FROM signin.session
WHERE account = %s AND ends_at > %s AND used_at > %s ORDER BY opened_at, id
"""


class Opened(Struct, frozen=True):
    """A session that was opened just now; `token` is what the cookie holds and is kept nowhere."""

    id: UUID
    token: str
    account: UUID


class Session(Struct, frozen=True):
    """A session as it may be shown."""

    id: UUID
    via: str
    opened_at: datetime
    used_at: datetime
    ends_at: datetime


def opened(connection: Connection[Any], account: UUID, via: str, now: datetime) -> Opened:
    """A new session with a new token; those of the account that have ended are swept away."""
    made = Opened(uuid4(), new_token(), account)
    connection.execute(ENDED, [account, now, now - IDLE])
    connection.execute(OPENED, [made.id, digest(made.token), account, via, now, now, now + ABSOLUTE])
    return made


def of_account(instance: Instance, account: UUID, now: datetime) -> list[Session]:
    """The sessions of an account that hold, the oldest first."""
    with instance.pool.connection() as connection:
        return [Session(*row) for row in connection.execute(MINE, [account, now, now - IDLE])]


def revoke(instance: Instance, account: UUID, session: UUID) -> None:
    """Ends one session of an account. Raises UnknownAccount when it has no such session."""
    with instance.pool.connection() as connection:
        gone = connection.execute("DELETE FROM signin.session WHERE id = %s AND account = %s", [session, account])
        if not gone.rowcount:
            raise UnknownAccount(str(session))


def revoke_all(instance: Instance, account: UUID, *, but: UUID | None = None) -> int:
    """Ends every session of an account, `but` that one; how many there were."""
    with instance.pool.connection() as connection:
        sql = "DELETE FROM signin.session WHERE account = %s AND id IS DISTINCT FROM %s"
        return int(connection.execute(sql, [account, but]).rowcount)
