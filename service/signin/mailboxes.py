"""To which address reminders of an account go: set by an administrator, who vouches for it, and kept sealed.

The address is no event, for it is personal; that one was set or taken away is. Its owner sees it, and may say that no
mail is wanted.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from msgspec import Struct

from domain import office as o
from domain.deciding import Refused, structural
from domain.values import Actor
from service.ledger.entry import Via
from service.mailing.configured import plain_address
from service.runtime import Instance
from service.signin import accounts
from service.signin.sealing import sealed, unsealed

LOGGER = logging.getLogger("zhuoluo.mail")
PURPOSE = b"mailbox"
FOUND = "SELECT account, address, wanted, refused_at FROM signin.mailbox WHERE account = ANY(%s)"
SET = """
INSERT INTO signin.mailbox (account, address) VALUES (%s, %s)
ON CONFLICT (account) DO UPDATE SET address = excluded.address, refused_at = NULL
"""
REMOVED = "DELETE FROM signin.mailbox WHERE account = %s"
WANTED = "UPDATE signin.mailbox SET wanted = %s WHERE account = %s"
REFUSED = "UPDATE signin.mailbox SET refused_at = %s WHERE account = %s"


class Mailbox(Struct, frozen=True):
    """An address; whether its owner wants mail; when the mail server last would not have it."""

    address: str
    wanted: bool = True
    refused_at: datetime | None = None


def mailboxes(instance: Instance, of: Iterable[UUID]) -> Mapping[UUID, Mailbox]:
    """The mailboxes of those of the accounts that have one; what is sealed under another key is none."""
    with instance.pool.connection() as connection:
        rows = connection.execute(FOUND, [list(of)]).fetchall()
    opened = {account: _opened(instance, account, kept) for account, kept, *_ in rows}
    return {account: Mailbox(opened[account], *more) for account, _, *more in rows if opened[account]}


def _opened(instance: Instance, account: UUID, kept: bytes) -> str:
    try:
        return unsealed(instance.keys, account, kept, PURPOSE)
    except (InvalidTag, ValueError):
        LOGGER.warning("the address of account %s is sealed under another key", account)
        return ""


def mailbox(instance: Instance, account: UUID) -> Mailbox | None:
    return mailboxes(instance, [account]).get(account)


def checked(said: str) -> str:
    """The address as it is kept, "" for none. Raises Refused."""
    try:
        return plain_address(said.strip()) if said.strip() else ""
    except ValueError:
        zh, en = "邮箱地址有误，应如 name@example.org", "it is no e-mail address such as name@example.org"
        raise Refused((structural(zh, en),)) from None


def setting(account: UUID, address: str, reason: str) -> o.MailAddressSet:
    """The event: that there is an address now, or none, and not which."""
    return o.MailAddressSet(account=account, given=bool(address), reason=reason)


def set_address(
    instance: Instance, office: str, change: o.MailAddressSet, address: str, actor: Actor, via: Via
) -> None:
    """Sets the address of an account, or takes it away; the row is committed after the event is written.

    Raises: Refused, UnknownOffice, LedgerError.
    """
    accounts.mend(instance, office)
    with instance.pool.connection() as connection, connection.transaction():
        if address:
            connection.execute(SET, [change.account, sealed(instance.keys, change.account, address, PURPOSE)])
        else:
            connection.execute(REMOVED, [change.account])
        accounts.add(instance, office, change, actor, via)
    accounts.mend(instance, office)


def want(instance: Instance, account: UUID, *, wanted: bool) -> None:
    """What the owner says of getting mail; nothing where there is no address."""
    _changed(instance, WANTED, wanted, account)


def refused(instance: Instance, account: UUID, at: datetime | None) -> None:
    """Notes that the mail server would not have the address, or (None) that it has it again."""
    _changed(instance, REFUSED, at, account)


def _changed(instance: Instance, statement: str, *values: Any) -> None:
    with instance.pool.connection() as connection:
        connection.execute(statement.encode(), values)
