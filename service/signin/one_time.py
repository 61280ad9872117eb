"""One-time codes: for the first account of an office, printed on its console, and to set the password of an account.

Nobody else ever knows a password, and nothing has a default one. A code is kept as a digest.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from msgspec import Struct
from psycopg import Connection

from domain import office as o
from domain.accounts import CLOSED, Account, folded_login
from domain.deciding import Refused, structural
from domain.values import Actor
from service.ledger.entry import Via
from service.runtime import Instance
from service.signin import accounts, credentials, delays
from service.signin.chance import digest, new_code, typed
from service.signin.errors import BadCode

FIRST = timedelta(minutes=15)
INVITED = timedelta(days=7)
GIVEN = "INSERT INTO signin.code (digest, office, account, expires_at) VALUES (%s, %s, %s, %s)"
FOUND = "SELECT office, account FROM signin.code WHERE digest = %s AND expires_at > %s FOR UPDATE"

Granted = Callable[[str, str], None]
"""Called with the office and the person of a first account before its code is used up: grants the role to administer.

It may be called again for the same two when a redemption was cut short.
"""


def nothing_granted(_office: str, _person: str) -> None:
    """No role is given."""


class Redeemed(Struct, frozen=True):
    """What somebody with a code says; `person` is needed for a first account only."""

    code: str
    login: str
    password: str
    person: str = ""


def first_code(instance: Instance, office: str, now: datetime) -> str:
    """A code for the first account of an office, in the place of one given before. Shown once, holds for 15 minutes.

    Raises: Refused when the office has an account, UnknownOffice.
    """
    known = accounts.mend(instance, office)
    if any(each.standing != CLOSED for each in known.accounts.values()):
        zh, en = "本机构已有账号：由其管理员开设", "the office has an account: its administrator opens others"
        raise Refused((structural(zh, en),))
    return _given(instance, office, None, now + FIRST)


def invitation(instance: Instance, office: str, account: UUID, now: datetime) -> str:
    """A code to set the password of an account with, in the place of one given before. Shown once, holds a week."""
    return _given(instance, office, account, now + INVITED)


def _given(instance: Instance, office: str, account: UUID | None, until: datetime) -> str:
    code = new_code()
    with instance.pool.connection() as connection, connection.transaction():
        sql = "DELETE FROM signin.code WHERE office = %s AND account IS NOT DISTINCT FROM %s"
        connection.execute(sql, [office, account])
        connection.execute(GIVEN, [digest(code), office, account, until])
    return code


def redeem(
    instance: Instance, said: Redeemed, address: str, now: datetime, via: Via, granted: Granted = nothing_granted
) -> Account:
    """The account whose password is set by a code, opened by it if it is the first of its office.

    The code is used up at the end; cut short, the same may be said again. Failures delay the network.
    Raises: BadCode, TooMany, Busy, Refused (a weak password, a login that is taken), LedgerError.
    """
    tried = delays.attempt(address)
    with instance.pool.connection() as connection:
        delays.begin(connection, tried, now)
        try:
            with connection.transaction():
                account = _redeemed(instance, connection, said, now, via, granted)
        except Refused:  # the code was right
            delays.cleared(connection, tried)
            raise
        delays.cleared(connection, tried)
    return account


def _redeemed(
    instance: Instance, connection: Connection[Any], said: Redeemed, now: datetime, via: Via, granted: Granted
) -> Account:
    code = digest(typed(said.code))
    row = connection.execute(FOUND, [code, now]).fetchone()
    if row is None:
        raise BadCode
    office, invited = row
    account = _account(instance, said, office, invited, via, granted)
    credentials.set_password(instance, account, said.password, connection)
    connection.execute("DELETE FROM signin.code WHERE digest = %s", [code])
    return account


def _account(
    instance: Instance, said: Redeemed, office: str, account: UUID | None, via: Via, granted: Granted
) -> Account:
    known = accounts.of_office(instance, office).accounts
    first = uuid5(NAMESPACE_URL, f"zhuoluo:first-account:{digest(typed(said.code)).hex()}")
    wanted = known.get(account or first)
    if wanted is None and account is None:
        return _first(instance, said, office, first, via, granted)
    if wanted is None or wanted.login != folded_login(said.login) or wanted.standing == CLOSED:
        raise BadCode
    return wanted


def _first(instance: Instance, said: Redeemed, office: str, account: UUID, via: Via, granted: Granted) -> Account:
    """Gives the role and opens the first account; a password that would be refused is refused before.

    The role first: by it an administrator who holds no post is known in the office.
    """
    opened = o.AccountOpened(account=account, login=folded_login(said.login), person=said.person.strip(), first=True)
    if any(each.standing != CLOSED for each in accounts.of_office(instance, office).accounts.values()):
        raise BadCode
    credentials.check(instance, office, Account(account, opened.login, opened.person), said.password)
    granted(office, opened.person)
    actor = Actor(opened.person, authenticated="one-time code")
    return accounts.open_account(instance, office, opened, actor, via)
