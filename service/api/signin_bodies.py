"""What requests about signing in say, and what they are answered. Secrets are answered once, and never repeated."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from domain.accounts import CREDENTIALS
from service.api.bodies import Strict
from service.api.words import NO_CONTROLS, Instant, Name, Text, code
from service.signin.passwords import MOST

Typed = Annotated[str, Meta(max_length=MOST, description="as typed; never kept, logged or repeated")]
Short = Annotated[str, Meta(pattern=NO_CONTROLS, max_length=64)]
Scopes = Annotated[tuple[Annotated[str, Meta(pattern="^[a-z][a-z_-]{0,31}$")], ...], Meta(min_length=1, max_length=20)]


class SignInBody(Strict, frozen=True):
    """Login and password; `code` of the authenticator, or a recovery code, where there is a second factor."""

    login: Typed
    password: Typed
    code: Short = ""


class RedeemBody(Strict, frozen=True):
    """A one-time code and the password that it sets; `person` for the first account of an office only."""

    code: Short
    login: Typed
    password: Typed
    person: Annotated[str, Meta(pattern=NO_CONTROLS, max_length=200)] = ""


class PasswordBody(Strict, frozen=True):
    """The password that holds, and the new one. Every other session of the account ends."""

    old: Typed
    new: Typed


class EnrolBody(Strict, frozen=True):
    """Asks for a new secret of an authenticator (TOTP), which holds once a code of it was confirmed."""


class ConfirmBody(Strict, frozen=True):
    """A code that the authenticator shows now."""

    code: Short


class AccountBody(Strict, frozen=True):
    """开设账号: an account for a person of the office."""

    login: Annotated[str, Meta(max_length=64)]
    person: Name
    reason: Text = ""


class ReasonBody(Strict, frozen=True):
    """Why it is done."""

    reason: Text


class ResetBody(Strict, frozen=True):
    """重置凭据: the password or the second factor of an account is void; every session of it ends."""

    what: Annotated[str, code(*CREDENTIALS)]
    reason: Text


class LinkBody(Strict, frozen=True):
    """关联统一身份: who is `subject` at the issuer of this provider signs in to the account."""

    provider: Name
    subject: Name
    reason: Text


class TokenBody(Strict, frozen=True):
    """签发机器令牌: what a program may do (`scopes`), for which unit, until when (at most a year)."""

    name: Name
    unit: Name
    scopes: Scopes
    expires_at: Instant
    reason: Text


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


class EndedSaid(Struct, frozen=True):
    """How many sessions ended."""

    ended: int


class SessionRow(Struct, frozen=True):
    """A session; `own`: the one that asks."""

    session: UUID
    via: str
    opened_at: datetime
    used_at: datetime
    ends_at: datetime
    own: bool


class SessionsSaid(Struct, frozen=True):
    """The sessions of an account that hold."""

    rows: tuple[SessionRow, ...]


class EnrolmentSaid(Struct, frozen=True):
    """What the authenticator is set up with: the secret, and the same as an address for a QR code. Shown once."""

    secret: str
    uri: str


class RecoverySaid(Struct, frozen=True):
    """Codes that each replace the authenticator once. Shown once."""

    codes: tuple[str, ...]


class LoginRow(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An account. `code`: to set the password with, shown once, holds for a week."""

    account: UUID
    login: str
    person: str
    standing: str
    identities: tuple[tuple[str, str], ...] = ()
    code: str | UnsetType = UNSET


class AccountsSaid(Struct, frozen=True):
    """The accounts of an office, also those that were closed."""

    rows: tuple[LoginRow, ...]


class TokenRow(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A token of a machine. `secret` is the token itself, shown once."""

    token: UUID
    name: str
    unit: str
    scopes: tuple[str, ...]
    expires_at: datetime
    standing: str
    secret: str | UnsetType = UNSET


class TokensSaid(Struct, frozen=True):
    """The tokens of an office, also those that hold no more."""

    rows: tuple[TokenRow, ...]


BODIES: tuple[type[Struct], ...] = (
    SignInBody, RedeemBody, PasswordBody, EnrolBody, ConfirmBody, AccountBody, ReasonBody, ResetBody, LinkBody,
    TokenBody,
)  # fmt: skip
ANSWERS: tuple[type[Struct], ...] = (
    IdentitySaid, EndedSaid, SessionsSaid, EnrolmentSaid, RecoverySaid, LoginRow, AccountsSaid, TokenRow, TokensSaid,
)  # fmt: skip

_PASSWORD = "quiet lanterns over the river"  # noqa: S105 - an example
_CODE = "ABCD-EFGH-IJKL-MNOP"
_WHY = {"reason": "调离岗位。"}
EXAMPLES: Mapping[str, Any] = {
    "session": {"login": "liwen", "password": _PASSWORD, "code": "123456"},
    "redemptions": {"code": _CODE, "login": "liwen", "password": _PASSWORD, "person": "李文"},
    "session/password": {"old": _PASSWORD, "new": "seven grey herons asleep"},
    "session/second-factor": {},
    "session/second-factor/confirmation": {"code": "123456"},
    "accounts": {"login": "liwen", "person": "李文", "reason": "新到岗。"},
    "blocks": _WHY,
    "releases": {"reason": "核实无误。"},
    "closures": _WHY,
    "resets": {"what": "second_factor", "reason": "手机遗失。"},
    "identities": {"provider": "gov", "subject": "248289761001", "reason": "统一认证。"},
    "tokens": {
        "name": "数据交换",
        "unit": "信访科",
        "scopes": ["read", "figures"],
        "expires_at": "2027-01-01T00:00:00+08:00",
        "reason": "与市级平台对接。",
    },
    "revocations": {"reason": "对接结束。"},
}
"""A request for each address, by its end."""
