"""Around every request: only local names of this server, headers that harden answers, no internals in a 500.

The server has no accounts yet and listens on loopback. A web page elsewhere that points its own name at
127.0.0.1 would reach it all the same; so a request must name this computer in its Host header.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Container, MutableMapping
from secrets import token_hex
from typing import Any
from urllib.parse import quote, urlsplit

from fastapi import Response
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Receive, Scope, Send

from service.api import problems

LOGGER = logging.getLogger("zhuoluo.api")
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
HARDENED = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Guard:
    """ASGI middleware; `hosts` are the names under which the server may be asked."""

    def __init__(self, app: ASGIApp, hosts: Container[str] = LOOPBACK) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answering = _Answering(send)
        if host_of(Headers(scope=scope).get("host", "")) not in self._hosts:
            await _problem(problems.WRONG_HOST, scope)(scope, receive, answering)
            return
        try:
            await self._app(scope, receive, answering)
        except ClientDisconnect:
            return
        except Exception as error:
            incident = _logged(error)
            if answering.begun:
                raise
            await _problem(problems.INTERNAL, scope, f"incident {incident}")(scope, receive, answering)


class _Answering:
    """Sends on, with the hardening headers added to those that the answer has; knows whether it has begun."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.begun = False

    async def __call__(self, message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self.begun = True
            headers = MutableHeaders(scope=message)
            for name, value in HARDENED.items():
                headers.setdefault(name, value)
        await self._send(message)


def host_of(header: str) -> str:
    """The name in a Host header without its port; "" when there is none or it makes no sense."""
    try:
        return urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return ""


def _problem(kind: problems.Kind, scope: Scope, detail: str = "") -> Response:
    return problems.answer(kind, quote(scope["path"]), detail)


def _logged(error: Exception) -> str:
    """Logs where it happened under a number that the caller is told; its words could hold personal data."""
    incident = token_hex(4)
    where = "".join(traceback.format_tb(error.__traceback__))
    LOGGER.error("incident %s: %s\n%s", incident, type(error).__name__, where)
    return incident
