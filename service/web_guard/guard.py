"""Around every request: judged before anything is done for it, its answer hardened, its end logged.

In this order: request id, size of address and headers, name asked for, rate by address and session, body metered, where
it comes from, its form's token. What is refused is answered with a problem document; what breaks inside, with a 500
that names the request and nothing else.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Iterable, MutableMapping
from hashlib import sha256
from time import perf_counter
from typing import Any
from urllib.parse import quote

from fastapi import Request, Response
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api import problems
from service.api.problems import Kind
from service.keys import KeyFolder
from service.web_guard import access_log, addresses, csrf, headers, request_ids, sizes
from service.web_guard.addresses import Asker
from service.web_guard.configured import LOOPBACK, WebSettings
from service.web_guard.csrf import Csrf, FormToken
from service.web_guard.rates import Buckets

LOGGER = logging.getLogger("zhuoluo.api")
Face = Callable[[Request, Response], Response]
Count = Callable[[str, str, int, float], None]
"""Counts an answer: method, shape of the address, status, seconds."""


class Refusing(Exception):
    """The guard lets the request go no further."""

    def __init__(self, kind: Kind, wait: int = 0) -> None:
        self.kind, self.wait = kind, wait
        super().__init__(kind.en)


class Guard:
    """ASGI middleware. Leaves in `scope["state"]`: request_id, client_address, csrf (write it into forms).

    And from_here: a program on this computer asks by one of its own names.
    """

    def __init__(
        self,
        app: ASGIApp,
        keys: KeyFolder,
        settings: WebSettings | None = None,
        face: Face = lambda _asked, said: said,
        count: Count = lambda _method, _route, _status, _seconds: None,
    ) -> None:
        """`face` makes a page of a problem document where a page was asked for."""
        self._app = app
        self._face = face
        self._count = count
        self._settings = settings or WebSettings()
        self._csrf = Csrf(keys)
        self._by_address = Buckets(self._settings.address_rate)
        self._by_session = Buckets(self._settings.session_rate)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = perf_counter()
        asking = addresses.asker(
            (scope.get("client") or ("",))[0], scope["scheme"], scope["headers"], self._settings.proxies
        )
        given = addresses.first(scope["headers"], b"x-request-id")
        request_id = request_ids.of_request(given, trusted=asking.trusted)
        state = scope.setdefault("state", {})
        host = addresses.host_of(addresses.first(scope["headers"], b"host") or "")
        from_here = asking.is_here and host in LOOPBACK
        state |= {"request_id": request_id, "client_address": asking.address, "from_here": from_here}
        marked = request_ids.CURRENT.set(request_id)
        answering = _Answering(send, scope, asking, request_id, self._face)
        try:
            await self._answered(scope, receive, answering, asking)
        finally:
            said = access_log.asked(scope, answering.status, perf_counter() - begun, state)
            self._count(said.method, said.route, said.status, said.milliseconds / 1000)
            access_log.told(said)
            request_ids.CURRENT.reset(marked)

    async def _answered(self, scope: Scope, receive: Receive, answering: _Answering, asking: Asker) -> None:
        """Lets the request through, or says why not."""
        try:
            await self._app(scope, await self._judged(scope, receive, asking), answering)
        except ClientDisconnect:
            return
        except Refusing as refusing:
            await answering.problem(refusing.kind, receive, wait=refusing.wait)
        except sizes.Refused as refused:
            await answering.problem(refused.kind, receive, close=True)
        except Exception as error:  # noqa: BLE001 - whatever broke, its words go neither to the caller nor into a log
            _log(error)
            await answering.problem(problems.INTERNAL, receive, incident=True)

    async def _judged(self, scope: Scope, receive: Receive, asking: Asker) -> Receive:
        """The body to hand on. Raises Refusing, sizes.Refused."""
        raw, method, path = scope["headers"], scope["method"], scope["path"]
        _refuse(sizes.head_fault(scope))
        host = addresses.first(raw, b"host") or ""
        name = addresses.host_of(host)
        if name not in self._settings.hosts:
            raise Refusing(problems.WRONG_HOST)
        if path.startswith(("/api/docs", "/api/static/", "/api/v1/openapi.json")) and not self._settings.shows_docs:
            raise Refusing(problems.NOT_FOUND)
        token = self._csrf.token(raw)
        scope["state"]["csrf"] = token
        self._meter(token, asking, name)
        metered = sizes.Metered(receive, sizes.largest(path, csrf.kind_of(raw)))
        metered.check_said(addresses.first(raw, b"content-length"))
        _refuse(csrf.origin_fault(method, raw, f"{asking.scheme}://{host}"))
        _refuse(csrf.type_fault(method, raw))
        return await _checked(raw, metered, token) if csrf.needs_token(method, path, raw) else metered

    def _meter(self, token: FormToken, asking: Asker, name: str) -> None:
        """Raises Refusing. The console's programs, on this computer and by its own names, are not counted."""
        if asking.is_here and name in LOOPBACK:
            return
        wait = self._by_address.wait(asking.address)
        if token.session:
            wait = max(wait, self._by_session.wait(sha256(token.session.encode()).hexdigest()))
        if wait:
            raise Refusing(problems.TOO_MANY_REQUESTS, wait)


class _Answering:
    """Sends on, with the hardening headers put into the answer; knows whether it has begun and with which status."""

    def __init__(self, send: Send, scope: Scope, asking: Asker, request_id: str, face: Face) -> None:
        self._send = send
        self._face = face
        self._scope = scope
        self._https = asking.scheme == "https"
        self._request_id = request_id.encode()
        self.status = 0

    async def __call__(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            started = dict(message)
            headers.hardened(started, self._scope["path"], https=self._https, request_id=self._request_id)
            token = self._scope["state"].get("csrf")
            if isinstance(token, FormToken) and token.cookie:
                started["headers"].append((b"set-cookie", token.cookie.encode()))
            message = started
        await self._send(message)

    async def problem(
        self, kind: Kind, receive: Receive, *, wait: int = 0, close: bool = False, incident: bool = False
    ) -> None:
        """Answers with a problem document; one that has begun is broken off, and the server closes the connection."""
        if self.status:
            return
        said = {"Retry-After": str(wait)} if wait else {}
        if close:
            said["Connection"] = "close"
        detail = f"incident {self._request_id.decode()}" if incident else ""
        answer = problems.answer(kind, quote(self._scope["path"]), detail, headers=said)
        await self._face(Request(self._scope), answer)(self._scope, receive, self)


def _refuse(kind: Kind | None) -> None:
    if kind is not None:
        raise Refusing(kind)


async def _checked(raw: addresses.Raw, receive: Receive, token: FormToken) -> Receive:
    """The body from its beginning again, once its token was found to fit. Raises Refusing, sizes.Refused."""
    enough = csrf.PEEKED if csrf.kind_of(raw) == csrf.MULTIPART else sizes.FORM
    read: list[Message] = []
    size = 0
    while size < enough:
        message = await receive()
        read.append(message)
        size += len(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body", False):
            break
    beginning = b"".join(message.get("body", b"") for message in read)
    if not token.fits(csrf.token_in(raw, beginning)):
        raise Refusing(problems.NO_TOKEN)
    return _again(read, receive)


def _again(read: Iterable[Message], receive: Receive) -> Receive:
    waiting = iter(tuple(read))

    async def received() -> Message:
        for message in waiting:
            return message
        return await receive()

    return received


def _log(error: Exception) -> None:
    """Where it happened, under the id of the request; the words of the error could hold personal data."""
    where = "".join(traceback.format_tb(error.__traceback__))
    LOGGER.error("incident %s: %s\n%s", request_ids.CURRENT.get(), type(error).__name__, where)
