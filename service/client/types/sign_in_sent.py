"""What is sent and answered, as the API describes it.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

__all__ = (
    "Account", "Confirm", "Enrol", "Link", "Password", "Redeem", "Reset", "SignIn", "Token", "WithReason",
)  # fmt: skip


class Account(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """开设账号: an account for a person of the office."""

    login: str
    person: str
    reason: str = ""


class Confirm(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A code that the authenticator shows now."""

    code: str


class Enrol(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Asks for a new secret of an authenticator (TOTP), which holds once a code of it was confirmed."""


class Link(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """关联统一身份: who is `subject` at the issuer of this provider signs in to the account."""

    provider: str
    subject: str
    reason: str


class Password(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The password that holds, and the new one. Every other session of the account ends."""

    old: str
    new: str


class WithReason(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why it is done."""

    reason: str


class Redeem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A one-time code and the password that it sets; `person` for the first account of an office only."""

    code: str
    login: str
    password: str
    person: str = ""


class Reset(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """重置凭据: the password or the second factor of an account is void; every session of it ends."""

    what: Literal["password", "second_factor"]
    reason: str


class SignIn(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Login and password; `code` of the authenticator, or a recovery code, where there is a second factor."""

    login: str
    password: str
    code: str = ""


class Token(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """签发机器令牌: what a program may do (`scopes`), for which unit, until when (at most a year)."""

    name: str
    unit: str
    scopes: tuple[str, ...]
    expires_at: datetime
    reason: str
