"""The endpoints of those who administer accounts and tokens of an office; each calls what the command line calls.

They are for persons of the office who are signed in and of whom `may` says so; nobody, unless somebody says who. The
first account of an office is made by a code of its console (service/signin/one_time.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec
from fastapi import APIRouter, Response
from msgspec import Struct

from domain import office as o
from domain.accounts import CLOSED, PASSWORD, Account, Accounts, holds
from domain.values import Actor
from service.api import described, problems
from service.api import signin_bodies as b
from service.api.basis import json
from service.api.offices import OFFICE, Nothing
from service.api.posting import PostedRequest
from service.api.problems import Refusal
from service.api.signing_in import TAG, VIA, Act, rows_of, secret_post, uuid_of
from service.runtime import Instance
from service.signin import accounts, machine, one_time, sessions
from service.signin.identity import TOKEN, Identity, identity
from service.signin.oidc_settings import provider

May = Callable[[Identity, str], bool]
"""Whether somebody who is signed in may administer the accounts of an office."""
ACCOUNT, TOKENS = f"{OFFICE}/accounts/{{account}}", f"{OFFICE}/tokens"
WHO = (problems.SIGNED_OUT, problems.FORBIDDEN, problems.NO_OFFICE, problems.WRONG_HOST, problems.INVALID)
WRITE = (*WHO, problems.MALFORMED, problems.REFUSED, problems.TOO_LARGE, problems.WRONG_TYPE, problems.UNAVAILABLE)


def nobody_may(_who: Identity, _office: str) -> bool:
    """Nobody administers accounts but the command line."""
    return False


class _Desk:
    """The accounts of one instance, and who may administer them."""

    def __init__(self, instance: Instance, may: May) -> None:
        self.instance, self._may = instance, may

    def actor(self, office: str) -> Actor:
        """Who does it. Raises Refusal when nobody is signed in, or somebody who may not."""
        who = identity()
        if who is None:
            raise Refusal(problems.SIGNED_OUT)
        if who.office != office or who.via == TOKEN or not self._may(who, office):
            raise Refusal(problems.FORBIDDEN)
        return Actor(who.person, authenticated=who.via)

    def account(self, office: str, said: str) -> Account:
        return accounts.found(self.instance, office, str(uuid_of(said)))


def router(instance: Instance, may: May = nobody_may) -> APIRouter:
    routes, desk = APIRouter(), _Desk(instance, may)
    for method, path, act, summary, said in _reads(desk):
        missing = (problems.NO_ACCOUNT,) if "{account}" in path else ()
        known = described.plain(summary, TAG, said, (*WHO, *missing))
        routes.add_api_route(path, act, methods=[method], name=f"{method.lower()}_{path}", **known)
    for path, act, summary, body, said in _writes(desk):
        missing = (problems.NO_ACCOUNT,) if path.count("{") > 1 else ()
        known = secret_post(summary, TAG, body, b.EXAMPLES[path.rsplit("/", 1)[1]], said, (*WRITE, *missing))
        routes.add_api_route(path, act, methods=["POST"], name=f"post_{path}", **known)
    return routes


def _reads(desk: _Desk) -> Iterator[tuple[str, str, Act, str, type[Struct]]]:
    yield "GET", f"{OFFICE}/accounts", _accounts(desk), "账号 The accounts of an office", b.AccountsSaid
    yield "GET", f"{ACCOUNT}/sessions", _sessions(desk), "账号的会话 The sessions of an account", b.SessionsSaid
    yield "DELETE", f"{ACCOUNT}/sessions", _signed_out(desk), "结束会话 End the sessions of an account", b.EndedSaid
    yield "GET", TOKENS, _tokens(desk), "机器令牌 The tokens of an office", b.TokensSaid


def _writes(desk: _Desk) -> Iterator[tuple[str, Act, str, type[Struct], type[Struct]]]:
    yield f"{OFFICE}/accounts", _opened(desk), "开设账号 Open an account", b.AccountBody, b.LoginRow
    for end, kind, summary in (
        ("blocks", o.AccountBlocked, "停用账号 Block an account"),
        ("releases", o.AccountReleased, "恢复账号 Release an account"),
        ("closures", o.AccountClosed, "注销账号 Close an account"),
    ):
        yield f"{ACCOUNT}/{end}", _changed(desk, kind), summary, b.ReasonBody, b.LoginRow
    yield f"{ACCOUNT}/resets", _reset(desk), "重置凭据 Reset a credential", b.ResetBody, b.LoginRow
    yield f"{ACCOUNT}/identities", _linked(desk), "关联统一身份 Link an identity", b.LinkBody, b.LoginRow
    yield TOKENS, _issued(desk), "签发令牌 Issue a token", b.TokenBody, b.TokenRow
    yield f"{TOKENS}/{{token}}/revocations", _revoked(desk), "撤销令牌 Revoke a token", b.ReasonBody, b.TokenRow


def account_rows(known: Accounts) -> tuple[b.LoginRow, ...]:
    """Every account of the office."""
    return tuple(map(_row, known.accounts.values()))


def _row(account: Account, code: str | msgspec.UnsetType = msgspec.UNSET) -> b.LoginRow:
    return b.LoginRow(
        account=account.id, login=account.login, person=account.person, standing=account.standing,
        identities=account.identities, code=code,
    )  # fmt: skip


def _accounts(desk: _Desk) -> Act:
    def listed(office: str, _said: Nothing) -> Response:
        desk.actor(office)
        return json(b.AccountsSaid(account_rows(accounts.of_office(desk.instance, office))))

    return listed


def _sessions(desk: _Desk) -> Act:
    def shown(office: str, account: str, _said: Nothing) -> Response:
        desk.actor(office)
        return json(rows_of(desk.instance, desk.account(office, account).id, None))

    return shown


def _signed_out(desk: _Desk) -> Act:
    def signed_out(office: str, account: str, _said: Nothing) -> Response:
        desk.actor(office)
        return json(b.EndedSaid(sessions.revoke_all(desk.instance, desk.account(office, account).id)))

    return signed_out


def _opened(desk: _Desk) -> Act:
    def opened(office: str, posted: PostedRequest) -> Response:
        body = posted.said(b.AccountBody)
        actor = desk.actor(office)
        event = accounts.opening(body.login, body.person, reason=body.reason)
        account = accounts.open_account(desk.instance, office, event, actor, VIA)
        return json(_row(account, one_time.invitation(desk.instance, office, account.id, datetime.now(UTC))))

    return opened


def _changed(desk: _Desk, kind: Callable[..., o.AccountEvent]) -> Act:
    def changed(office: str, account: str, posted: PostedRequest) -> Response:
        body = posted.said(b.ReasonBody)
        actor, known = desk.actor(office), desk.account(office, account)
        after = accounts.change(desk.instance, office, kind(account=known.id, reason=body.reason), actor, VIA)
        return json(_row(after.accounts[known.id]))

    return changed


def _reset(desk: _Desk) -> Act:
    def reset(office: str, account: str, posted: PostedRequest) -> Response:
        body = posted.said(b.ResetBody)
        actor, known = desk.actor(office), desk.account(office, account)
        event = o.CredentialReset(account=known.id, what=body.what, reason=body.reason)
        after = accounts.change(desk.instance, office, event, actor, VIA).accounts[known.id]
        if body.what != PASSWORD or after.standing == CLOSED:
            return json(_row(after))
        return json(_row(after, one_time.invitation(desk.instance, office, known.id, datetime.now(UTC))))

    return reset


def _linked(desk: _Desk) -> Act:
    def linked(office: str, account: str, posted: PostedRequest) -> Response:
        body = posted.said(b.LinkBody)
        actor, known = desk.actor(office), desk.account(office, account)
        issuer = provider(desk.instance.settings.home, body.provider).issuer
        event = o.IdentityLinked(account=known.id, issuer=issuer, subject=body.subject, reason=body.reason)
        return json(_row(accounts.change(desk.instance, office, event, actor, VIA).accounts[known.id]))

    return linked


def _tokens(desk: _Desk) -> Act:
    def listed(office: str, _said: Nothing) -> Response:
        desk.actor(office)
        known = accounts.of_office(desk.instance, office)
        now = datetime.now(UTC)
        return json(b.TokensSaid(token_rows(known, now)))

    return listed


def token_rows(known: Accounts, now: datetime) -> tuple[b.TokenRow, ...]:
    """Every token of the office, and whether it holds."""
    return tuple(_token(each, holding=holds(known, each.token, now)) for each in known.tokens.values())


def _token(event: o.TokenIssued, *, holding: bool = True, **more: Any) -> b.TokenRow:
    return b.TokenRow(
        token=event.token, name=event.name, unit=event.unit, scopes=event.scopes, expires_at=event.expires_at,
        standing="holds" if holding else "ended", **more,
    )  # fmt: skip


def _issued(desk: _Desk) -> Act:
    def issued(office: str, posted: PostedRequest) -> Response:
        body = posted.said(b.TokenBody)
        actor = desk.actor(office)
        event = machine.issuing(body.name, body.unit, body.scopes, body.expires_at, body.reason)
        return json(_token(event, secret=machine.issue(desk.instance, office, event, actor, VIA).token))

    return issued


def _revoked(desk: _Desk) -> Act:
    def revoked(office: str, token: str, posted: PostedRequest) -> Response:
        body = posted.said(b.ReasonBody)
        actor, known = desk.actor(office), uuid_of(token)
        machine.revoke(desk.instance, office, known, body.reason, actor, VIA)
        return json(_token(accounts.of_office(desk.instance, office).tokens[known], holding=False))

    return revoked
