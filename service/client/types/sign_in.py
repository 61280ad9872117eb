"""What is sent and answered, as the API describes it.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import UNSET, Struct, UnsetType

__all__ = (
    "AccountsSaid", "EndedSaid", "EnrolmentSaid", "IdentitySaid", "LoginRow", "RecoverySaid", "SessionRow",
    "SessionsSaid", "TokenRow", "TokensSaid",
)  # fmt: skip


class LoginRow(Struct, frozen=True, kw_only=True):
    """An account. `code`: to set the password with, shown once, holds for a week."""

    account: UUID
    login: str
    person: str
    standing: str
    identities: tuple[tuple[str, str], ...] = ()
    code: str | UnsetType = UNSET


class AccountsSaid(Struct, frozen=True, kw_only=True):
    """The accounts of an office, also those that were closed."""

    rows: tuple[LoginRow, ...]


class EndedSaid(Struct, frozen=True, kw_only=True):
    """How many sessions ended."""

    ended: int


class EnrolmentSaid(Struct, frozen=True, kw_only=True):
    """What the authenticator is set up with: the secret, and the same as an address for a QR code. Shown once."""

    secret: str
    uri: str


class IdentitySaid(Struct, frozen=True, kw_only=True):
    """Who is signed in: a person by a session, or a program by its token."""

    account: UUID
    office: str
    person: str
    login: str
    via: str
    scopes: tuple[str, ...]
    unit: str
    session: UUID | None


class RecoverySaid(Struct, frozen=True, kw_only=True):
    """Codes that each replace the authenticator once. Shown once."""

    codes: tuple[str, ...]


class SessionRow(Struct, frozen=True, kw_only=True):
    """A session; `own`: the one that asks."""

    session: UUID
    via: str
    opened_at: datetime
    used_at: datetime
    ends_at: datetime
    own: bool


class SessionsSaid(Struct, frozen=True, kw_only=True):
    """The sessions of an account that hold."""

    rows: tuple[SessionRow, ...]


class TokenRow(Struct, frozen=True, kw_only=True):
    """A token of a machine. `secret` is the token itself, shown once."""

    token: UUID
    name: str
    unit: str
    scopes: tuple[str, ...]
    expires_at: datetime
    standing: str
    secret: str | UnsetType = UNSET


class TokensSaid(Struct, frozen=True, kw_only=True):
    """The tokens of an office, also those that hold no more."""

    rows: tuple[TokenRow, ...]
