"""More than can be answered is turned away at once, so that what is let in is answered in time.

A request counts from the moment it is whole until its answer begins: neither a body that comes slowly, or never, nor
somebody who reads slowly takes a place. Whoever finds no place is told 503 and when to ask again, before anything is
done for them. Whether the server is alive is always told.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from fastapi import Request, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from service.api import problems

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
        come = await _come(receive)
        if come[-1].get("more_body", False):  # a large body, which has walls of its own (sizes.py)
            await self._app(scope, _again(come, receive), send)
        elif self._inside >= self._most:
            await self._refused(scope)(scope, receive, send)
        else:
            await self._let_in(scope, _again(come, receive), send)

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


async def _come(receive: Receive) -> list[Message]:
    """What has come of the body once it is whole, or larger than SMALL."""
    come = [await receive()]
    size = len(come[-1].get("body", b""))
    while come[-1].get("more_body", False) and size <= SMALL:
        come.append(await receive())
        size += len(come[-1].get("body", b""))
    return come


def _again(come: list[Message], receive: Receive) -> Receive:
    async def received() -> Message:
        return come.pop(0) if come else await receive()

    return received
