"""Operations of the API that are to go: announced in every answer of theirs, long before they do.

Source: RFC 9745 (Deprecation), RFC 8594 (Sunset); what is promised stands in docs/compatibility.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from typing import Any

from msgspec import Struct
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LEAST = timedelta(days=365)
GUIDE = "/api/docs"
PREFIX = "/api/v1"


class Going(Struct, frozen=True):
    """An operation that goes: announced on which day, answered at least until which, and what takes its place."""

    announced: date
    until: date
    instead: str

    def headers(self) -> dict[str, str]:
        return {
            "Deprecation": f"@{int(_midnight(self.announced).timestamp())}",
            "Sunset": format_datetime(_midnight(self.until), usegmt=True),
            "Link": f'<{GUIDE}>; rel="deprecation"; type="text/html"',
        }


GOING: Mapping[str, Going] = {}
"""By method and template, as "GET /api/v1/offices/{office}/open". None is going now."""


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


class Announcing:
    """Says of each answer of an operation that goes when it was announced and how long it stays.

    It stands next to the routes: those who copy the scope on the way would keep it from seeing which one was taken.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app, self.going = app, GOING

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def told(message: Message) -> None:
            if message["type"] == "http.response.start" and (going := self._of(scope)):
                MutableHeaders(scope=message).update(going.headers())
            await send(message)

        await self.app(scope, receive, told if self.going else send)

    def _of(self, scope: Scope) -> Going | None:
        """A route knows its template with the prefix of its router or without, as FastAPI's versions have it."""
        route = scope.get("route")
        if route is None or not scope["path"].startswith(PREFIX):
            return None
        return self.going.get(f"{scope['method']} {PREFIX}{route.path.removeprefix(PREFIX)}")


def marked(document: dict[str, Any], going: Mapping[str, Going]) -> None:
    """Says in the OpenAPI document which operations go, until when, and what takes their place."""
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if said := going.get(f"{method.upper()} {path}"):
                operation["deprecated"] = True
                words = f"将停用，至少保留至 {said.until}，请改用 {said.instead}"
                operation["description"] += f" {words} (to go, not before {said.until}: use {said.instead})."
