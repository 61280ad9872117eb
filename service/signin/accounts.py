"""The accounts of an office: opened, blocked, closed, reset, linked. First the event, then the rows that follow.

`mend` makes the rows as the events say; each command begins and ends with it, so that one cut short in between is
finished by the next one.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4
from weakref import WeakSet

from psycopg import Connection
from psycopg_pool import ConnectionPool

from domain import office as o
from domain.accounts import CLOSED, OPEN, Account, Accounts, folded_login
from domain.deciding import Refused, structural
from domain.values import Actor
from service.ledger.entry import Via
from service.offices import decided
from service.runtime import Instance
from service.signin import calendar_links, second_factor
from service.signin.errors import UnknownAccount

TAKEN = "INSERT INTO signin.account (id, office, login, person, standing) VALUES (%s, %s, %s, %s, %s)"
ROWS = """
SELECT id, standing, password_resets, factor_resets FROM signin.account WHERE office = %s ORDER BY id FOR UPDATE
"""
CHANGED = "UPDATE signin.account SET standing = %s, password_resets = %s, factor_resets = %s WHERE id = %s"
UNKNOWN_IDENTITY = "DELETE FROM signin.identity WHERE account = %s AND NOT (issuer || ' ' || subject) = ANY(%s)"
IDENTITY = "INSERT INTO signin.identity (issuer, subject, account) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
REVOKED = "UPDATE signin.token SET revoked = true WHERE office = %s AND NOT revoked AND id = ANY(%s)"

_EXISTING: WeakSet[ConnectionPool[Any]] = WeakSet()


def accounts_exist(instance: Instance) -> bool:
    """Whether anybody was ever given an account here; asked of the database until it is so."""
    if instance.pool not in _EXISTING:
        with instance.pool.connection() as connection:
            if connection.execute("SELECT 1 FROM signin.account LIMIT 1").fetchone() is None:
                return False
        _EXISTING.add(instance.pool)
    return True


def of_office(instance: Instance, office: str) -> Accounts:
    """The accounts and tokens of an office. Raises UnknownOffice."""
    return instance.offices.get(office).state.accounts


def found(instance: Instance, office: str, said: str) -> Account:
    """The account of the office with this login or id. Raises UnknownAccount, UnknownOffice."""
    known = of_office(instance, office)
    account = known.by_login(said) or next((each for each in known.accounts.values() if str(each.id) == said), None)
    if account is None:
        raise UnknownAccount(said)
    return account


def open_account(
    instance: Instance,
    office: str,
    opened: o.AccountOpened,
    actor: Actor,
    via: Via,
) -> Account:
    """Opens an account, which cannot be signed in to before its password is set (one_time.py) or an identity linked.

    The row is taken before the event is written and committed after it: a login is given once in the instance,
    whoever asks at the same time. Raises: Refused, UnknownOffice, LedgerError.
    """
    mend(instance, office)
    known = instance.offices.get(office)
    decided(known, [opened], actor, known.moment(datetime.now(UTC)))  # what is refused anyhow never becomes a row
    with instance.pool.connection() as connection, connection.transaction():
        row = [opened.account, office, opened.login, opened.person, OPEN]
        if not connection.execute(f"{TAKEN} ON CONFLICT DO NOTHING", row).rowcount:
            raise Refused((structural("该用户名已被使用", "the login is taken"),))
        add(instance, office, opened, actor, via)
    return of_office(instance, office).accounts[opened.account]


def opening(login: str, person: str, *, reason: str = "", first: bool = False) -> o.AccountOpened:
    """The event that opens a new account."""
    return o.AccountOpened(
        account=uuid4(), login=folded_login(login), person=person.strip(), first=first, reason=reason
    )


def change(instance: Instance, office: str, event: o.AccountEvent, actor: Actor, via: Via) -> Accounts:
    """Writes an event of an account and makes its rows so: blocked, closed and reset accounts are signed out at once.

    Raises: Refused, UnknownOffice, LedgerError.
    """
    mend(instance, office)
    add(instance, office, event, actor, via)
    return mend(instance, office)


def add(instance: Instance, office: str, event: o.AccountEvent, actor: Actor, via: Via) -> None:
    """Writes the event; in an office with replayed time at the last time recorded."""
    at = instance.ledger.head(office).recorded_at if instance.offices.get(office).replayed else None
    instance.offices.add(office, event, actor, via, at=at)


def mend(instance: Instance, office: str) -> Accounts:
    """Makes the rows of an office's accounts as its events say; those accounts. Raises UnknownOffice.

    The rows are locked before the events are read: whoever has written a later event changes them afterwards.
    """
    with instance.pool.connection() as connection, connection.transaction():
        rows = {row[0]: row[1:] for row in connection.execute(ROWS, [office])}
        known = of_office(instance, office)
        for account in known.accounts.values():
            _mend_row(connection, office, account, rows.get(account.id))
        connection.execute(REVOKED, [office, list(known.revoked)])
    return known


def _mend_row(connection: Connection[Any], office: str, account: Account, row: tuple[Any, ...] | None) -> None:
    if row is None:
        said = [account.id, office, account.login, account.person, account.standing]
        connection.execute(f"{TAKEN} ON CONFLICT DO NOTHING", said)
    standing, passwords, factors = row or (account.standing, 0, 0)
    wanted = (account.standing, account.password_resets, account.factor_resets)
    if (standing, passwords, factors) != wanted:
        connection.execute("DELETE FROM signin.session WHERE account = %s", [account.id])
        if passwords != account.password_resets:
            _void(connection, account.id)
        if factors != account.factor_resets:
            second_factor.remove(connection, account.id)
        connection.execute(CHANGED, [*wanted, account.id])
    if account.standing == CLOSED:  # each time: either may have been on its way in while the account was closed
        connection.execute("DELETE FROM signin.mailbox WHERE account = %s", [account.id])
        calendar_links.revoked(connection, account.id)
    _mend_identities(connection, account)


def _void(connection: Connection[Any], account: UUID) -> None:
    """The password holds no more, nor a code to set one with, nor a calendar link that a thief of it may have made."""
    calendar_links.revoked(connection, account)
    connection.execute("UPDATE signin.credential SET password = NULL WHERE account = %s", [account])
    connection.execute("DELETE FROM signin.code WHERE account = %s", [account])


def _mend_identities(connection: Connection[Any], account: Account) -> None:
    wanted = [] if account.standing == CLOSED else list(account.identities)
    connection.execute(UNKNOWN_IDENTITY, [account.id, [f"{issuer} {subject}" for issuer, subject in wanted]])
    for issuer, subject in wanted:
        connection.execute(IDENTITY, [issuer, subject, account.id])


def is_open(instance: Instance, office: str, account: UUID) -> bool:
    """Whether the events of the office say that the account may be used."""
    known = of_office(instance, office).accounts.get(account)
    return known is not None and known.standing == OPEN
