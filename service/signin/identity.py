"""Who a request comes from: by the session in its cookie, or by the token of a machine in its Authorization header.

Nothing is remembered between requests, so that what was revoked is gone with the next one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID

import psycopg
from anyio import to_thread
from fastapi import Request, Response
from msgspec import Struct
from psycopg import Connection
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Receive, Scope, Send

from domain.accounts import OPEN
from service.api import problems
from service.runtime import Instance
from service.signin.chance import digest
from service.signin.machine import PREFIX
from service.signin.sessions import COOKIE, IDLE, TOUCHED

PERSONAL = frozenset({"read", "write", "figures"})
"""The scopes of a person who is signed in; roles decide what they are worth."""
TOKEN = "token"  # noqa: S105 - how somebody was identified
LONGEST = 200
"""Characters of a cookie or token of ours; longer ones are not looked for."""

BY_SESSION = """
SELECT s.id, s.via, s.used_at, s.ends_at, a.id, a.office, a.person, a.login, a.standing
FROM signin.session s JOIN signin.account a ON a.id = s.account WHERE s.digest = %s
"""
BY_MACHINE = """
SELECT id, office, unit, name, scopes, used_at FROM signin.token WHERE digest = %s AND NOT revoked AND expires_at > %s
"""
TOUCH_SESSION = "UPDATE signin.session SET used_at = %s WHERE id = %s"
TOUCH_MACHINE = "UPDATE signin.token SET used_at = %s WHERE id = %s"


class Identity(Struct, frozen=True):
    """Who asks. `account` is the id of the account, or of the token; `person` its name, or that of the program.

    `via`: password, oidc or token. `session`: the public id of the session, None for a token. `unit`: what a token is
    bound to; "" for a person, whose posts say it.
    """

    account: UUID
    office: str
    person: str
    login: str
    via: str
    session: UUID | None = None
    scopes: frozenset[str] = PERSONAL
    unit: str = ""


_IDENTITY: ContextVar[Identity | None] = ContextVar("identity", default=None)


def identity() -> Identity | None:
    """Who the request at hand comes from; None: nobody is signed in."""
    return _IDENTITY.get()


def by_session(connection: Connection[Any], token: str, now: datetime) -> Identity | None:
    """Who is signed in by the token of a cookie; None for one that was never given, has ended or was revoked."""
    row = connection.execute(BY_SESSION, [digest(token)]).fetchone()
    if row is None:
        return None
    session, via, used_at, ends_at, account, office, person, login, standing = row
    if standing != OPEN or now >= ends_at or now >= used_at + IDLE:
        return None
    if now >= used_at + TOUCHED:
        connection.execute(TOUCH_SESSION, [now, session])
    return Identity(account, office, person, login, via, session)


def by_token(connection: Connection[Any], token: str, now: datetime) -> Identity | None:
    """Which machine a token belongs to; None for one that was never issued, has expired or was revoked."""
    row = connection.execute(BY_MACHINE, [digest(token), now]).fetchone()
    if row is None:
        return None
    issued, office, unit, name, scopes, used_at = row
    if used_at is None or now >= used_at + TOUCHED:
        connection.execute(TOUCH_MACHINE, [now, issued])
    return Identity(issued, office, name, "", TOKEN, scopes=frozenset(scopes), unit=unit)


class Identified:
    """ASGI middleware that says who a request comes from.

    A cookie that holds no more is as none; a token that does not hold is answered with 401.
    """

    def __init__(
        self,
        app: ASGIApp,
        instance: Instance,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        face: Callable[[Request, Response], Response] = lambda _asked, said: said,
    ) -> None:
        """`face` makes a page of a problem document where a page was asked for."""
        self._app, self._instance, self._clock, self._face = app, instance, clock, face

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        bearer, cookie = bearer_of(headers), cookie_of(headers, COOKIE)
        who = None
        if bearer is not None or cookie:
            try:
                who = await to_thread.run_sync(self._found, bearer, cookie)
            except psycopg.Error:  # its words could hold what was looked for
                told = _problem(problems.UNAVAILABLE, scope, {"Retry-After": "2"})
                await self._face(Request(scope), told)(scope, receive, send)
                return
        if bearer is not None and who is None:
            await _problem(problems.BAD_TOKEN, scope, CHALLENGE)(scope, receive, send)
            return
        await self._going_on(who, scope, receive, send)

    async def _going_on(self, who: Identity | None, scope: Scope, receive: Receive, send: Send) -> None:
        if who is not None:
            scope.setdefault("state", {})["account"] = str(who.account)
        before = _IDENTITY.set(who)
        try:
            await self._app(scope, receive, send)
        finally:
            _IDENTITY.reset(before)

    def _found(self, bearer: str | None, cookie: str) -> Identity | None:
        with self._instance.pool.connection() as connection:
            if bearer is not None:
                return by_token(connection, bearer, self._clock()) if bearer.startswith(PREFIX) else None
            return by_session(connection, cookie, self._clock())


CHALLENGE = {"WWW-Authenticate": 'Bearer realm="zhuoluo"'}


def _problem(kind: problems.Kind, scope: Scope, headers: Mapping[str, str]) -> Response:
    return problems.answer(kind, quote(scope["path"]), headers=headers)


def bearer_of(headers: Headers) -> str | None:
    """What stands behind Bearer in the Authorization header; None when there is no such header."""
    given = headers.getlist("authorization")
    if not given:
        return None
    kind, _, token = given[0].partition(" ")
    fits = len(given) == 1 and kind.casefold() == "bearer" and len(token) <= LONGEST
    return token.strip() if fits else ""


def cookie_of(headers: Headers, name: str) -> str:
    """The cookie of this name, "" for none, for several different ones, or for one that is none of ours."""
    found: set[str] = set()
    for header in headers.getlist("cookie"):
        cookies = cookie_parser(header)
        if name in cookies:
            found.add(cookies[name])
    value = found.pop() if len(found) == 1 else ""
    return value if len(value) <= LONGEST else ""
