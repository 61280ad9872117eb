"""More than can be answered is turned away at once, so that what is let in is answered in time.

A request counts from the moment it is whole until its answer begins: neither a body that comes slowly, or never, nor
somebody who reads slowly takes a place. A large body, or one in chunks, takes none, and is turned away like others when
there is none. Who is turned away is told 503 and when to ask again, before anything is done. Whether the server
is alive is always told.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from fastapi import Request, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api import problems
from service.web_guard import addresses

ALIVE = "/api/v1/health"
SMALL = 64 * 1024
"""Bytes of a body that is waited for; forms and commands are smaller."""
SECONDS = "2"
"""When to ask again; clients draw their own time around it."""


class Shedding:
    """ASGI middleware. `most`: so many requests are inside at once. Not for threads: used by the one event loop."""

    def __init__(
        self, app: ASGIApp, most: int, face: Callable[[Request, Response], Response] = lambda _asked, said: said
    ) -> None:
        """`face` makes a page of a problem document where a page was asked for."""
        self._app, self._most, self._face = app, most, face
        self._inside = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] == ALIVE:
            await self._app(scope, receive, send)
            return
        is_small = _is_small(scope)
        come = await _come(receive) if is_small else []
        if self._inside >= self._most:
            await self._refused(scope)(scope, receive, send)
        elif is_small:
            await self._let_in(scope, _again(come, receive), send)
        else:  # it is read while it is worked on, and has walls of its own (sizes.py)
            await self._app(scope, receive, send)

    async def _let_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The place is free again when the answer begins, or nothing comes of it."""
        self._inside += 1
        begun = False

        async def sent(message: Message) -> None:
            nonlocal begun
            if not begun:
                begun = True
                self._inside -= 1
            await send(message)

        try:
            await self._app(scope, receive, sent)
        finally:
            if not begun:
                self._inside -= 1

    def _refused(self, scope: Scope) -> Response:
        said = problems.answer(problems.OVERLOADED, quote(scope["path"]), headers={"Retry-After": SECONDS})
        return self._face(Request(scope), said)


def _is_small(scope: Scope) -> bool:
    """Whether the request says that it has no body, or a small one; one in chunks says nothing."""
    if addresses.first(scope["headers"], b"transfer-encoding") is not None:
        return False
    length = addresses.first(scope["headers"], b"content-length") or "0"
    return length.isascii() and length.isdigit() and len(length) <= len(str(SMALL)) and int(length) <= SMALL


async def _come(receive: Receive) -> list[Message]:
    """All of a small body."""
    come = [await receive()]
    while come[-1].get("more_body", False):
        come.append(await receive())
    return come


def _again(come: list[Message], receive: Receive) -> Receive:
    async def received() -> Message:
        return come.pop(0) if come else await receive()

    return received
