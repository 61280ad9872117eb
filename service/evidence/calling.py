"""Asks another server over HTTP: one request, no redirects, bounded in time and size."""

from __future__ import annotations

from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from msgspec import Struct

SECONDS = 10
LARGEST = 1_000_000
"""Bytes of an answer that are read."""
SCHEMES = ("http", "https")


class Unreached(Exception):
    """There was no answer, or none that could be understood; it may be tried again."""


class Reply(Struct, frozen=True):
    """What was answered; `kind` is the content type without its parameters."""

    status: int
    kind: str
    body: bytes

    @property
    def line(self) -> str:
        """The first line of the body, for people."""
        return self.body[:500].decode("utf-8", "replace").strip().split("\n")[0]


class _Direct(HTTPRedirectHandler):
    """A witness answers itself: another address is another witness."""

    def redirect_request(self, *_: Any) -> None:
        return None


_OPENER = build_opener(_Direct)


def is_address(url: str) -> bool:
    """Whether this is an address that can be asked: http or https, with a host."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in SCHEMES and bool(parts.hostname) and not (parts.query or parts.fragment)


def asked(url: str, body: bytes | None = None, seconds: float = SECONDS) -> Reply:
    """The answer to a GET, or to a POST of this body, whatever its status. Raises Unreached."""
    if not is_address(url):
        message = f"{url!r} is no address that begins with http:// or https:// (地址无效)"
        raise Unreached(message)
    headers = {} if body is None else {"Content-Type": "text/plain; charset=utf-8"}
    request = Request(url, data=body, headers=headers)  # noqa: S310 - the scheme was checked above
    try:
        with _OPENER.open(request, timeout=seconds) as answer:
            return _reply(answer)
    except HTTPError as answer:
        with answer:
            return _reply(answer)
    except (URLError, HTTPException, OSError, ValueError) as error:
        reason = error.reason if isinstance(error, URLError) else error
        message = f"{url} does not answer: {reason} (没有应答)"
        raise Unreached(message) from error


def _reply(answer: Any) -> Reply:
    try:
        body = answer.read(LARGEST + 1)
    except (HTTPException, OSError) as error:
        message = f"{answer.url} broke off its answer: {error} (应答中断)"
        raise Unreached(message) from error
    if len(body) > LARGEST:
        message = f"{answer.url} answers with more than {LARGEST} bytes (应答过大)"
        raise Unreached(message)
    return Reply(answer.status, answer.headers.get_content_type(), body)
