"""What can be asked for: a call for each address.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from service.client.call import Call, asked
from service.client.types.sign_in import AccountsSaid, IdentitySaid, SessionsSaid, TokensSaid

__all__ = (
    "account_sessions", "accounts", "sessions", "tokens", "who_am_i",
)  # fmt: skip


def who_am_i() -> Call[IdentitySaid]:
    """当前登录 Who is signed in."""
    return asked("/session", (), IdentitySaid)


def sessions() -> Call[SessionsSaid]:
    """本人会话 One's own sessions."""
    return asked("/sessions", (), SessionsSaid)


def accounts(office: str) -> Call[AccountsSaid]:
    """账号 The accounts of an office."""
    return asked("/offices/{office}/accounts", (office,), AccountsSaid)


def account_sessions(office: str, account: str) -> Call[SessionsSaid]:
    """账号的会话 The sessions of an account."""
    return asked("/offices/{office}/accounts/{account}/sessions", (office, account), SessionsSaid)


def tokens(office: str) -> Call[TokensSaid]:
    """机器令牌 The tokens of an office."""
    return asked("/offices/{office}/tokens", (office,), TokensSaid)
