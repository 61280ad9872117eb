"""Tokens of machines: random, kept as digests, bound to a unit, within scopes, until a day within a year."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from msgspec import Struct

from domain import office as o
from domain.values import Actor
from service.ledger.entry import Via
from service.runtime import Instance
from service.signin import accounts
from service.signin.chance import digest, new_token
from service.signin.errors import UnknownAccount

PREFIX = "zl_"
ISSUED = """
INSERT INTO signin.token (id, digest, office, unit, name, scopes, expires_at) VALUES (%s, %s, %s, %s, %s, %s, %s)
"""


class Issued(Struct, frozen=True):
    """A token that was made just now; `token` is shown once and kept nowhere."""

    id: UUID
    token: str


def issuing(name: str, unit: str, scopes: tuple[str, ...], expires_at: datetime, reason: str) -> o.TokenIssued:
    """The event that issues a new token; each scope once, in order."""
    ordered = tuple(sorted(set(scopes)))
    return o.TokenIssued(
        token=uuid4(), name=name.strip(), unit=unit, scopes=ordered, expires_at=expires_at, reason=reason
    )


def issue(instance: Instance, office: str, event: o.TokenIssued, actor: Actor, via: Via) -> Issued:
    """Issues a token. Cut short between the event and its row, it was shown to nobody and opens nothing.

    Raises: Refused, UnknownOffice, LedgerError.
    """
    made = Issued(event.token, PREFIX + new_token())
    accounts.change(instance, office, event, actor, via)
    row = [made.id, digest(made.token), office, event.unit, event.name, list(event.scopes), event.expires_at]
    with instance.pool.connection() as connection:
        connection.execute(ISSUED, row)
    return made


def revoke(instance: Instance, office: str, token: UUID, reason: str, actor: Actor, via: Via) -> None:
    """Revokes a token at once. Raises: UnknownAccount, Refused, UnknownOffice, LedgerError."""
    if token not in accounts.of_office(instance, office).tokens:
        raise UnknownAccount(str(token))
    accounts.change(instance, office, o.TokenRevoked(token=token, reason=reason), actor, via)
