"""The password of an account: set, changed by its owner, checked against what would be guessed first."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec import Struct
from psycopg import Connection

from domain.accounts import Account
from service.runtime import Instance
from service.signin import delays, passwords, sessions
from service.signin.accounts import of_office
from service.signin.errors import SignInFailed
from service.signin.identity import Identity

SET = """
INSERT INTO signin.credential (account, password) VALUES (%s, %s)
ON CONFLICT (account) DO UPDATE SET password = excluded.password
"""
KEPT = "SELECT password, proved FROM signin.credential WHERE account = %s"


def check(instance: Instance, office: str, account: Account, password: str, *, factor: bool = False) -> None:
    """Raises Refused for a password that may not be used for this account."""
    profile = instance.offices.get(office).profile
    passwords.check(password, factor=factor, words=(account.login, account.person, profile.name, profile.id))


def set_password(instance: Instance, account: Account, password: str, connection: Connection[Any]) -> None:
    """Sets a password. Raises Refused, Busy."""
    office = connection.execute("SELECT office FROM signin.account WHERE id = %s", [account.id]).fetchone()
    if office is None:
        raise SignInFailed
    kept = connection.execute(KEPT, [account.id]).fetchone()
    check(instance, office[0], account, password, factor=bool(kept and kept[1]))
    connection.execute(SET, [account.id, passwords.hashed(password)])


class Change(Struct, frozen=True):
    """The password that is to be changed, and what it is to be."""

    old: str
    new: str


def change_password(instance: Instance, who: Identity, said: Change, address: str, now: datetime) -> int:
    """The owner changes the password; every session but the one at hand ends; how many did.

    Raises: SignInFailed when the old one does not fit (counted as a failure), TooMany, Busy, Refused.
    """
    account = of_office(instance, who.office).accounts[who.account]
    tried = delays.attempt(address, account.login, known=True)
    with instance.pool.connection() as connection:
        delays.begin(connection, tried, now)
        kept = connection.execute(KEPT, [account.id]).fetchone()
    # No connection is held while the password is worked on.
    if not passwords.fits(kept[0] if kept else None, said.old, passwords.KNOWN):
        raise SignInFailed
    with instance.pool.connection() as connection:
        delays.cleared(connection, tried)
        set_password(instance, account, said.new, connection)
    return sessions.revoke_all(instance, account.id, but=who.session)
