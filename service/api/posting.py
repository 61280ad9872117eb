"""What comes with every POST: its key, the version the caller had seen, and a JSON body of bounded size."""

from __future__ import annotations

import re
from typing import Annotated, TypeVar
from uuid import uuid4

from fastapi import Depends, Request
from msgspec import Struct

from service.api import problems
from service.api.decoding import decoded, digest
from service.api.problems import Refusal
from service.api.querying import NoQuery, parsed
from service.ledger.entry import Via

B = TypeVar("B", bound=Struct)

CHANNEL = "api"
LARGEST_BODY = 1024 * 1024
KEY = re.compile(r"[!-~]{1,200}")
VERSION = re.compile(r'"([0-9]{1,9})"')


class Posted(Struct, frozen=True):
    """A POST as it came: where to, under which key, upon which version, the bytes of its body."""

    path: str
    key: str
    expected: int | None
    body: bytes

    def said(self, kind: type[B]) -> B:
        """The body as a `kind`. Raises Refusal."""
        return decoded(self.body, kind)

    def via(self) -> Via:
        """How the command came in; the body must have been decoded before."""
        return Via(channel=CHANNEL, key=self.key, request=digest("POST", self.path, self.body))


async def posted(request: Request) -> Posted:
    """Reads the request. Raises Refusal: 400 for a bad header, 413, 415, 422 for a query."""
    parsed(request, NoQuery)
    key = key_of(request)
    expected = _expected(request)
    _check_type(request.headers.get("content-type", ""))
    return Posted(request.scope["path"], key, expected, await _body(request))


PostedRequest = Annotated[Posted, Depends(posted)]


def key_of(request: Request) -> str:
    """The idempotency key, one of our own when none was given. Raises Refusal."""
    key = header(request, "Idempotency-Key")
    if key is None:
        return uuid4().hex
    if KEY.fullmatch(key) is None:
        zh, en = "须为1至200个可见ASCII字符", "not 1 to 200 visible ASCII characters"
        raise problems.bad_header("Idempotency-Key", zh, en)
    return key


def _expected(request: Request) -> int | None:
    """The version in If-Match; "*" asks only that the petition exists, which every verb does."""
    said = header(request, "If-Match")
    if said is None or said.strip() == "*":
        return None
    found = VERSION.fullmatch(said.strip())
    if found is None:
        raise problems.bad_header("If-Match", '须为一个版本，例如"3"', 'not one version such as "3"')
    return int(found[1])


def header(request: Request, name: str) -> str | None:
    """The header's value; given twice it means nothing certain."""
    given = request.headers.getlist(name)
    if len(given) > 1:
        raise problems.bad_header(name, "只能出现一次", "given more than once")
    return given[0] if given else None


def _check_type(said: str) -> None:
    kind, _, parameters = said.partition(";")
    charset = parameters.strip().lower().removeprefix("charset=").strip('"')
    if kind.strip().lower() != "application/json" or charset not in ("", "utf-8"):
        raise Refusal(problems.WRONG_TYPE)


async def _body(request: Request) -> bytes:
    length = request.headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length) > LARGEST_BODY:
        raise _too_large()
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > LARGEST_BODY:
            raise _too_large()
        parts.append(part)
    return b"".join(parts)


def _too_large() -> Refusal:
    detail = f"a body has at most {LARGEST_BODY} bytes (请求体至多{LARGEST_BODY}字节)"
    return Refusal(problems.TOO_LARGE, detail, headers={"Connection": "close"})
