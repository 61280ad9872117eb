"""Signing in with a password: the same answer, after the same work, whatever does not fit."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from domain.accounts import OPEN, folded_login
from service.runtime import Instance
from service.signin import accounts, delays, passwords, second_factor, sessions
from service.signin.errors import SignInFailed
from service.signin.sessions import Opened

PASSWORD = "password"  # noqa: S105 - how somebody was identified
LONGEST_LOGIN = 200
BY_LOGIN = """
SELECT a.id, a.office, a.standing, c.password, CASE WHEN c.proved THEN c.totp END
FROM signin.account a LEFT JOIN signin.credential c ON c.account = a.id WHERE a.login = %s
"""


class Said(Struct, frozen=True):
    """What somebody typed; `code` of the authenticator, or a recovery code, where the account has a second factor."""

    login: str
    password: str
    code: str = ""


class _Account(Struct, frozen=True):
    id: UUID
    office: str
    standing: str
    password: str | None
    totp: bytes | None


def sign_in(instance: Instance, said: Said, address: str, now: datetime) -> Opened:
    """A new session. `address`: where the request comes from.

    Raises: SignInFailed, TooMany, Busy, database errors.
    """
    login = folded_login(said.login)
    with instance.pool.connection() as connection:
        account = _by_login(connection, login)
        known = account is not None and delays.is_known(connection, account.id, address, now)
        tried = delays.attempt(address, login, known=known)
        delays.begin(connection, tried, now)
    # No connection is held while the password is worked on.
    fits = passwords.fits(account.password if account else None, said.password, _lane(known=known))
    if account is None or not fits or not _may(instance, account):
        raise SignInFailed
    return _opened(instance, account, said, tried, address, now)


def _lane(*, known: bool) -> passwords.Lane:
    return passwords.KNOWN if known else passwords.STRANGERS


def _by_login(connection: Connection[Any], login: str) -> _Account | None:
    if not login or len(login) > LONGEST_LOGIN or not login.isprintable():
        return None
    row = connection.execute(BY_LOGIN, [login]).fetchone()
    return _Account(*row) if row else None


def _may(instance: Instance, account: _Account) -> bool:
    """By the row and by the events, of which one may be behind the other."""
    return account.standing == OPEN and accounts.is_open(instance, account.office, account.id)


def _opened(
    instance: Instance, account: _Account, said: Said, tried: delays.Attempt, address: str, now: datetime
) -> Opened:
    with instance.pool.connection() as connection:
        if account.totp is not None and not second_factor.passes(
            connection, instance.keys, account.id, account.totp, said.code, now
        ):
            raise SignInFailed
        _rehash(connection, account, said.password)
        delays.cleared(connection, tried)
        delays.seen(connection, account.id, address, now)
        return sessions.opened(connection, account.id, PASSWORD, now)


def _rehash(connection: Connection[Any], account: _Account, password: str) -> None:
    """Keeps the password with today's parameters, unless it was changed meanwhile."""
    if account.password and passwords.outgrown(account.password):
        sql = "UPDATE signin.credential SET password = %s WHERE account = %s AND password = %s"
        connection.execute(sql, [passwords.hashed(password), account.id, account.password])
