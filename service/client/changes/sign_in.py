"""What can be changed beside petitions: the office, its reports, erasures, accounts.

Written from the OpenAPI document by `make client`; not to be edited.
"""

from __future__ import annotations

from service.client.call import Call, ended, once
from service.client.types.sign_in import EndedSaid, EnrolmentSaid, IdentitySaid, LoginRow, RecoverySaid, TokenRow
from service.client.types.sign_in_sent import (
    Account,
    Confirm,
    Enrol,
    Link,
    Password,
    Redeem,
    Reset,
    SignIn,
    Token,
    WithReason,
)

__all__ = (
    "account_blocks", "account_closures", "account_identities", "account_releases", "account_resets", "accounts",
    "end_account_sessions", "end_other_sessions", "end_session", "redemptions", "session_password",
    "session_second_factor", "session_second_factor_confirmation", "sign_in", "sign_out", "token_revocations",
    "tokens",
)  # fmt: skip


def sign_in(body: SignIn) -> Call[IdentitySaid]:
    """登录 Sign in."""
    return once("/session", (), IdentitySaid, body)


def sign_out() -> Call[EndedSaid]:
    """退出 Sign out."""
    return ended("/session", (), EndedSaid, None)


def redemptions(body: Redeem) -> Call[LoginRow]:
    """使用一次性代码 Redeem a code."""
    return once("/redemptions", (), LoginRow, body)


def session_password(body: Password) -> Call[EndedSaid]:
    """修改密码 Change one's password."""
    return once("/session/password", (), EndedSaid, body)


def session_second_factor(body: Enrol) -> Call[EnrolmentSaid]:
    """设置第二因素 Set up."""
    return once("/session/second-factor", (), EnrolmentSaid, body)


def session_second_factor_confirmation(body: Confirm) -> Call[RecoverySaid]:
    """确认第二因素 Confirm."""
    return once("/session/second-factor/confirmation", (), RecoverySaid, body)


def end_other_sessions() -> Call[EndedSaid]:
    """结束其他会话 End one's other sessions."""
    return ended("/sessions", (), EndedSaid, None)


def end_session(session: str) -> Call[EndedSaid]:
    """结束会话 End one of one's sessions."""
    return ended("/sessions/{session}", (session,), EndedSaid, None)


def accounts(office: str, body: Account) -> Call[LoginRow]:
    """开设账号 Open an account."""
    return once("/offices/{office}/accounts", (office,), LoginRow, body)


def end_account_sessions(office: str, account: str) -> Call[EndedSaid]:
    """结束会话 End the sessions of an account."""
    return ended("/offices/{office}/accounts/{account}/sessions", (office, account), EndedSaid, None)


def tokens(office: str, body: Token) -> Call[TokenRow]:
    """签发令牌 Issue a token."""
    return once("/offices/{office}/tokens", (office,), TokenRow, body)


def account_blocks(office: str, account: str, body: WithReason) -> Call[LoginRow]:
    """停用账号 Block an account."""
    return once("/offices/{office}/accounts/{account}/blocks", (office, account), LoginRow, body)


def account_releases(office: str, account: str, body: WithReason) -> Call[LoginRow]:
    """恢复账号 Release an account."""
    return once("/offices/{office}/accounts/{account}/releases", (office, account), LoginRow, body)


def account_closures(office: str, account: str, body: WithReason) -> Call[LoginRow]:
    """注销账号 Close an account."""
    return once("/offices/{office}/accounts/{account}/closures", (office, account), LoginRow, body)


def account_resets(office: str, account: str, body: Reset) -> Call[LoginRow]:
    """重置凭据 Reset a credential."""
    return once("/offices/{office}/accounts/{account}/resets", (office, account), LoginRow, body)


def account_identities(office: str, account: str, body: Link) -> Call[LoginRow]:
    """关联统一身份 Link an identity."""
    return once("/offices/{office}/accounts/{account}/identities", (office, account), LoginRow, body)


def token_revocations(office: str, token: str, body: WithReason) -> Call[TokenRow]:
    """撤销令牌 Revoke a token."""
    return once("/offices/{office}/tokens/{token}/revocations", (office, token), TokenRow, body)
