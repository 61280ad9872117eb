"""What happens to the accounts of an office: who may sign in, by which identity, which machines hold a token.

Passwords, second factors, addresses, sessions and tokens themselves are no events: they can be changed and are
forgotten (service/signin). `reason` is why a person decided so.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from msgspec import Struct


class AccountOpened(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="AccountOpened/1"):
    """开设账号: a person of the office may sign in under this login. `first`: by the one-time code of the console."""

    account: UUID
    login: str
    person: str
    first: bool = False
    reason: str = ""


class AccountClosed(Struct, frozen=True, kw_only=True, tag="AccountClosed/1"):
    """注销账号: for ever. The login is not given again."""

    account: UUID
    reason: str


class AccountBlocked(Struct, frozen=True, kw_only=True, tag="AccountBlocked/1"):
    """停用账号: until it is released."""

    account: UUID
    reason: str


class AccountReleased(Struct, frozen=True, kw_only=True, tag="AccountReleased/1"):
    """恢复账号: one that was blocked may be signed in to again."""

    account: UUID
    reason: str


class CredentialReset(Struct, frozen=True, kw_only=True, tag="CredentialReset/1"):
    """重置凭据: an administrator made `what` void: password or second_factor. Every session ended with it."""

    account: UUID
    what: str
    reason: str


class IdentityLinked(Struct, frozen=True, kw_only=True, tag="IdentityLinked/1"):
    """关联统一身份: who is `subject` at this issuer (OpenID Connect `iss` and `sub`) signs in to the account."""

    account: UUID
    issuer: str
    subject: str
    reason: str


class IdentityUnlinked(Struct, frozen=True, kw_only=True, tag="IdentityUnlinked/1"):
    """解除统一身份关联."""

    account: UUID
    issuer: str
    subject: str
    reason: str


class MailAddressSet(Struct, frozen=True, kw_only=True, tag="MailAddressSet/1"):
    """登记提醒邮箱: reminders go by e-mail to an address that an administrator vouches for; `given`: whether to any.

    The address itself is personal and stands outside the ledger (service/signin/mailboxes.py).
    """

    account: UUID
    given: bool
    reason: str


class TokenIssued(Struct, frozen=True, kw_only=True, tag="TokenIssued/1"):
    """签发机器令牌: a program called `name` acts for a unit until `expires_at`, within `scopes`."""

    token: UUID
    name: str
    unit: str
    scopes: tuple[str, ...]
    expires_at: datetime
    reason: str


class TokenRevoked(Struct, frozen=True, kw_only=True, tag="TokenRevoked/1"):
    """撤销机器令牌."""

    token: UUID
    reason: str


AccountEvent = (
    AccountOpened | AccountClosed | AccountBlocked | AccountReleased | CredentialReset
    | IdentityLinked | IdentityUnlinked | MailAddressSet | TokenIssued | TokenRevoked
)  # fmt: skip
