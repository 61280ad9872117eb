"""The endpoints of whoever signs in: the session at hand, one's other sessions, password, second factor."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from msgspec import Struct

from service.api import described, problems
from service.api import signin_bodies as b
from service.api.basis import json
from service.api.offices import Nothing
from service.api.posting import PostedRequest
from service.api.problems import Refusal
from service.ledger.entry import Via
from service.runtime import Instance
from service.signin import credentials, one_time, second_factor, sessions
from service.signin.identity import TOKEN, Identity, by_session, identity
from service.signin.signing_in import Said, sign_in

TAG = "sign-in"
FAILURES = (
    problems.MALFORMED, problems.SIGN_IN_FAILED, problems.TOO_LARGE, problems.WRONG_TYPE, problems.WRONG_HOST,
    problems.INVALID, problems.TOO_MANY, problems.BUSY,
)  # fmt: skip
OWN = (problems.SIGNED_OUT, problems.WRONG_HOST, problems.INVALID)
ENDED = {"Clear-Site-Data": '"cache", "cookies", "storage"'}
VIA = Via(channel="api")

Act = Callable[..., Response]


def router(instance: Instance, granted: one_time.Granted = one_time.nothing_granted) -> APIRouter:
    """`granted` is called with office and person of a first account, to give it the role to administer."""
    routes = APIRouter()
    _posts(routes, instance, granted)
    reads: tuple[tuple[str, str, Act, str, type[Struct]], ...] = (
        ("GET", "/session", who_am_i, "当前登录 Who is signed in", b.IdentitySaid),
        ("DELETE", "/session", _signed_out(instance), "退出 Sign out", b.EndedSaid),
        ("GET", "/sessions", _mine(instance), "本人会话 One's own sessions", b.SessionsSaid),
        ("DELETE", "/sessions", _others_ended(instance), "结束其他会话 End one's other sessions", b.EndedSaid),
        ("DELETE", "/sessions/{session}", _one_ended(instance), "结束会话 End one of one's sessions", b.EndedSaid),
    )
    for method, path, act, summary, said in reads:
        missing = (problems.NO_ACCOUNT,) if "{" in path else ()
        known = described.plain(summary, TAG, said, (*OWN, *missing))
        routes.add_api_route(path, act, methods=[method], name=f"{method.lower()}_{path}", **known)
    return routes


def _posts(routes: APIRouter, instance: Instance, granted: one_time.Granted) -> None:
    posts: tuple[tuple[str, Act, str, type[Struct], type[Struct]], ...] = (
        ("session", _signed_in(instance), "登录 Sign in", b.SignInBody, b.IdentitySaid),
        ("redemptions", _redeemed(instance, granted), "使用一次性代码 Redeem a code", b.RedeemBody, b.LoginRow),
        ("session/password", _changed(instance), "修改密码 Change one's password", b.PasswordBody, b.EndedSaid),
        ("session/second-factor", _set_up(instance), "设置第二因素 Set up", b.EnrolBody, b.EnrolmentSaid),
        ("session/second-factor/confirmation", _confirmed(instance), "确认第二因素 Confirm", b.ConfirmBody,
         b.RecoverySaid),
    )  # fmt: skip
    for path, act, summary, body, said in posts:
        kinds = (*FAILURES, problems.REFUSED, problems.SIGNED_OUT)
        known = secret_post(summary, TAG, body, b.EXAMPLES[path], said, kinds)
        routes.add_api_route(f"/{path}", act, methods=["POST"], name=f"post_{path}", **known)


def secret_post(
    summary: str, tag: str, body: type[Struct], example: Any, said: type[Struct], kinds: tuple[problems.Kind, ...]
) -> described.Described:
    """The description of a POST that is not repeated under a key: what it answers is shown once."""
    content = {described.JSON: {"schema": {"$ref": described.SCHEMAS + body.__name__}, "example": example}}
    return {
        "summary": summary,
        "description": " ".join((body.__doc__ or "").split()),
        "tags": [tag],
        "responses": described.answers("200", said.__name__, kinds),
        "openapi_extra": {"requestBody": {"required": True, "content": content}},
    }


def address_of(request: Request) -> str:
    """Where the request comes from: what a trusted proxy says, else what the server sees."""
    said = request.scope.get("state", {}).get("client_address")
    return str(said) if said else request.client.host if request.client else ""


def person() -> Identity:
    """The person who is signed in. Raises Refusal for nobody, and for a program."""
    who = identity()
    if who is None:
        raise Refusal(problems.SIGNED_OUT)
    if who.via == TOKEN:
        raise Refusal(problems.FORBIDDEN)
    return who


def cookie(token: str) -> str:
    """The header that gives a browser its session; kept until it ends or the browser is closed."""
    return f"{sessions.COOKIE}={token}; Path=/; Secure; HttpOnly; SameSite=Lax"


def gone() -> dict[str, str]:
    """The headers that take it away again."""
    return {"Set-Cookie": f"{cookie('')}; Max-Age=0", **ENDED}


def _signed_in(instance: Instance) -> Act:
    def signed_in(posted: PostedRequest, request: Request) -> Response:
        body = posted.said(b.SignInBody)
        said = Said(body.login, body.password, body.code)
        opened = sign_in(instance, said, address_of(request), datetime.now(UTC))
        end_session(instance, identity())
        with instance.pool.connection() as connection:
            who = _by(connection, opened.token)
        return json(_said(who), {"Set-Cookie": cookie(opened.token)})

    return signed_in


def _by(connection: Any, token: str) -> Identity:
    who = by_session(connection, token, datetime.now(UTC))
    if who is None:  # blocked in this moment
        raise Refusal(problems.SIGN_IN_FAILED)
    return who


def _said(who: Identity) -> b.IdentitySaid:
    return b.IdentitySaid(
        account=who.account, office=who.office, person=who.person, login=who.login, via=who.via,
        scopes=tuple(sorted(who.scopes)), unit=who.unit, session=who.session,
    )  # fmt: skip


def who_am_i(_asked: Nothing) -> Response:
    who = identity()
    if who is None:
        raise Refusal(problems.SIGNED_OUT)
    return json(_said(who))


def end_session(instance: Instance, who: Identity | None) -> int:
    """Ends the session at hand, if there is one."""
    if who is None or who.session is None:
        return 0
    with instance.pool.connection() as connection:
        return int(connection.execute("DELETE FROM signin.session WHERE id = %s", [who.session]).rowcount)


def _signed_out(instance: Instance) -> Act:
    def signed_out(_asked: Nothing) -> Response:
        return json(b.EndedSaid(end_session(instance, person())), gone())

    return signed_out


def _mine(instance: Instance) -> Act:
    def mine(_asked: Nothing) -> Response:
        who = person()
        return json(rows_of(instance, who.account, who.session))

    return mine


def rows_of(instance: Instance, account: UUID, own: UUID | None) -> b.SessionsSaid:
    """The sessions of an account, as they are shown."""
    found = sessions.of_account(instance, account, datetime.now(UTC))
    return b.SessionsSaid(
        tuple(b.SessionRow(each.id, each.via, each.opened_at, each.used_at, each.ends_at, each.id == own)
              for each in found)
    )  # fmt: skip


def _others_ended(instance: Instance) -> Act:
    def others_ended(_asked: Nothing) -> Response:
        who = person()
        return json(b.EndedSaid(sessions.revoke_all(instance, who.account, but=who.session)))

    return others_ended


def _one_ended(instance: Instance) -> Act:
    def one_ended(session: str, _asked: Nothing) -> Response:
        sessions.revoke(instance, person().account, uuid_of(session))
        return json(b.EndedSaid(1))

    return one_ended


def uuid_of(said: str) -> UUID:
    """Raises Refusal (404) for what cannot be an id."""
    try:
        return UUID(said)
    except ValueError:
        raise Refusal(problems.NO_ACCOUNT) from None


def _redeemed(instance: Instance, granted: one_time.Granted) -> Act:
    def redeemed(posted: PostedRequest, request: Request) -> Response:
        body = posted.said(b.RedeemBody)
        said = one_time.Redeemed(body.code, body.login, body.password, body.person)
        account = one_time.redeem(instance, said, address_of(request), datetime.now(UTC), VIA, granted)
        row = b.LoginRow(account=account.id, login=account.login, person=account.person, standing=account.standing)
        return json(row)

    return redeemed


def _changed(instance: Instance) -> Act:
    def changed(posted: PostedRequest, request: Request) -> Response:
        body = posted.said(b.PasswordBody)
        said = credentials.Change(body.old, body.new)
        return json(
            b.EndedSaid(credentials.change_password(instance, person(), said, address_of(request), datetime.now(UTC)))
        )

    return changed


def _set_up(instance: Instance) -> Act:
    def set_up(posted: PostedRequest) -> Response:
        posted.said(b.EnrolBody)
        who = person()
        made = second_factor.set_up(instance, who.account, who.login)
        return json(b.EnrolmentSaid(made.secret, made.uri))

    return set_up


def _confirmed(instance: Instance) -> Act:
    def confirmed(posted: PostedRequest) -> Response:
        body = posted.said(b.ConfirmBody)
        return json(b.RecoverySaid(second_factor.confirm(instance, person().account, body.code, datetime.now(UTC))))

    return confirmed
