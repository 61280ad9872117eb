"""How large a request may be and how slowly it may come."""

from __future__ import annotations

import re
from time import monotonic
from typing import Any

from anyio import fail_after
from msgspec import Struct
from starlette.types import Receive, Scope

from service.api import problems
from service.api.problems import Kind

KIB = 1024
LONGEST_ADDRESS = 8 * KIB
MOST_HEADERS = 100
LARGEST_HEADERS = 32 * KIB
FORM = 64 * KIB
JSON = 1024 * KIB
FILES = 640 * 1024 * KIB
PACKAGE = 16 * 1024 * KIB
"""What another office sends at once (service/transfers/sealing.py)."""
SHEET = 4 * FORM
"""What is typed into the largest form."""
PATIENCE = 30.0
"""Seconds for a body, beside those that it needs at the slowest pace."""
SLOWEST = 16 * KIB
"""Bytes a second: a large body may take long, but not for ever."""


class BodyLimit(Struct, frozen=True):
    """The largest body in bytes for addresses of that shape, where `kind` is named for bodies of that kind only."""

    path: re.Pattern[str]
    largest: int
    kind: str = ""


LIMITS = (
    BodyLimit(re.compile(r"/api/v1/offices/[^/]+/petitions/[^/]+/attachments"), FILES),
    BodyLimit(re.compile(r"/petitions/[^/]+/attachments"), FILES),
    BodyLimit(re.compile(r"/intake"), FILES, "multipart/form-data"),  # an entry with its scans
    BodyLimit(re.compile(r"/api/v1/offices/[^/]+/exchange/packages"), PACKAGE),
    BodyLimit(re.compile(r"/api/.*"), JSON),
    BodyLimit(re.compile(r"/office/(rulebooks|codes|calendar)/[a-z]+"), JSON),  # whole texts, as the API takes them
    BodyLimit(re.compile(r"/intake(/.*)?|/petitions/[^/]+/(acts|correct)/[^/]+"), SHEET),
    BodyLimit(re.compile(r"/reports/received"), JSON),
)
"""The first that fits counts; other addresses are pages, whose forms are small, but for what a letter says.

Attachments are streamed to disk.
"""


class Refused(Exception):
    """The request is too large or comes too slowly; raised where its body is read."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        super().__init__(kind.en)


def largest(path: str, kind: str = "") -> int:
    """The largest body in bytes of that content type for that address."""
    fitting = (each for each in LIMITS if each.kind in ("", kind) and each.path.fullmatch(path))
    return next((limit.largest for limit in fitting), FORM)


def head_fault(scope: Scope) -> Kind | None:
    """What is wrong with address and headers before anything is done for them."""
    if len(scope.get("raw_path") or b"") + len(scope["query_string"]) > LONGEST_ADDRESS:
        return problems.LONG_ADDRESS
    headers = scope["headers"]
    if len(headers) > MOST_HEADERS or sum(len(name) + len(value) for name, value in headers) > LARGEST_HEADERS:
        return problems.LARGE_HEADERS
    return None


class Metered:
    """Hands on the body as it comes, counted and timed; when it is through, what follows is not waited for in haste."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive = receive
        self._limit = limit
        self._size = 0
        self._until = monotonic() + PATIENCE + limit / SLOWEST
        self._through = False

    def check_said(self, length: str | None) -> None:
        """Raises Refused for a body that says itself that it is too large, before any of it is read."""
        if (
            length
            and length.isascii()
            and length.isdigit()
            and (len(length) > len(str(2**63)) or int(length) > self._limit)
        ):
            raise Refused(problems.TOO_LARGE)

    async def __call__(self) -> Any:
        """Raises Refused."""
        if self._through:
            return await self._receive()
        message = await self._timely()
        self._size += len(message.get("body", b""))
        if self._size > self._limit:
            raise Refused(problems.TOO_LARGE)
        self._through = message["type"] != "http.request" or not message.get("more_body", False)
        return message

    async def _timely(self) -> Any:
        try:
            with fail_after(max(0.0, self._until - monotonic())):
                return await self._receive()
        except TimeoutError:
            raise Refused(problems.SLOW) from None
