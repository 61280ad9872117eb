"""A server that is to stop says so first: it is not ready any more, but still answers, until nobody sends it anything.

Whoever shares out requests among several servers (docs/high-availability.md) asks /ready, and sends them elsewhere
before the door is shut.
"""

from __future__ import annotations

from time import monotonic

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Draining:
    """ASGI middleware around everything: once told to stop, connections are kept for one more answer only."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        """`seconds`: for how long it goes on answering once it was told to stop."""
        self._app, self._seconds = app, seconds
        self._until: float | None = None

    def begin(self) -> bool:
        """Begins; False when it is of no use or has begun already, so that the server stops at once."""
        if self._until is not None or not self._seconds:
            return False
        self._until = monotonic() + self._seconds
        return True

    @property
    def begun(self) -> bool:
        return self._until is not None

    @property
    def over(self) -> bool:
        return self._until is not None and monotonic() >= self._until

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._until is None or scope["type"] != "http":
            await self._app(scope, receive, send)
        else:
            await self._app(scope, receive, _last(send))


def _last(send: Send) -> Send:
    """Says with the answer that the connection is closed behind it, and so has the server close it."""

    async def told(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)["Connection"] = "close"
        await send(message)

    return told
