"""A call as HTTP has it, and its answer: the same for both clients, without a connection."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec
from httpx2 import URL

from service.client.call import Call
from service.client.errors import NotChanged, Unexpected, failed

A = TypeVar("A")

JSON = "application/json"
PURPOSE = "X-Purpose"
NOT_CHANGED, GOOD = 304, range(200, 300)
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Answer(Generic[A]):
    """What was answered. `repeated`: it was carried out before, and this is the answer of then."""

    said: A
    headers: Mapping[str, str]

    @property
    def etag(self) -> str:
        return self.headers.get("etag", "")

    @property
    def repeated(self) -> bool:
        return self.headers.get("idempotent-replayed") == "true"


def base_url(place: str, token: str | None) -> str:
    """Where the server is. Raises ValueError where a token would be sent in the clear over a network."""
    url = URL(place)
    if url.scheme not in ("http", "https") or not url.host:
        raise ValueError(f"须为 http:// 或 https:// 地址 (not an address of a server): {place}")
    if token and url.scheme == "http" and url.host not in LOOPBACK:
        raise ValueError(f"令牌只经 https 发送 (a token is sent over https only): {place}")
    return place.rstrip("/")


def at_home(jar: CookieJar, url: URL) -> None:
    """Lets the cookie of a session, which is for https, go back to this computer over http, as browsers do.

    Source: W3C Secure Contexts, section 3.1: what never leaves the machine is not read by others.
    """
    if url.scheme == "http" and url.host in LOOPBACK:
        for cookie in jar:
            cookie.secure = False


def standing(token: str | None, purpose: str) -> dict[str, str]:
    """The headers that go with every request. Whoever has signed in may change nothing without the latter two.

    They say that no page of any site has brought it about (W3C Fetch Metadata), which a page can not.
    """
    said = {"Accept": "*/*", "User-Agent": "zhuoluo-client", "Sec-Fetch-Site": "none", "X-Zhuoluo": "client"}
    said |= {"Authorization": f"Bearer {token}"} if token else {}
    return said | ({PURPOSE: purpose} if purpose else {})


def request(call: Call[Any], purpose: str = "") -> dict[str, Any]:
    """What httpx is to build the request of, but for a body that is a file."""
    headers = dict(call.headers)
    headers |= {"Idempotency-Key": call.key} if call.key is not None else {}
    headers |= {"If-Match": f'"{call.version}"'} if call.version is not None else {}
    headers |= {"If-None-Match": call.seen} if call.seen is not None else {}
    headers |= {PURPOSE: purpose} if purpose else {}
    made: dict[str, Any] = {"method": call.method, "url": call.path, "headers": headers, "params": parameters(call)}
    if call.body is not None and not isinstance(call.body, Path):
        made["content"] = msgspec.json.encode(call.body)
        headers["Content-Type"] = JSON
    return made


def parameters(call: Call[Any]) -> dict[str, str]:
    """The query as text: what is not said is left out."""
    said = msgspec.to_builtins(call.query) if call.query is not None else {}
    words = {
        name: value if isinstance(value, str) else msgspec.json.encode(value).decode() for name, value in said.items()
    }
    return words | dict(call.further)


def announced(call: Call[Any], headers: Mapping[str, str]) -> None:
    """Warns of an operation that is to go. Source: RFC 9745, RFC 8594."""
    if "deprecation" in headers:
        until = headers.get("sunset", "")
        words = f"{call.method} {call.path} 将停用 (is to go) {until}".rstrip()
        warnings.warn(words, DeprecationWarning, stacklevel=4)


def answered(call: Call[A], status: int, headers: Mapping[str, str], content: bytes) -> Answer[A]:
    """The answer in its type. Raises NotChanged, Failed, Unexpected."""
    announced(call, headers)
    if status == NOT_CHANGED and call.seen is not None:
        raise NotChanged(call.seen)
    if status not in GOOD:
        raise failed(status, headers, content)
    if call.answer is bytes:
        return Answer(content, headers)  # type: ignore[arg-type] # its type is that of the content
    try:
        return Answer(msgspec.json.decode(content, type=call.answer), headers)
    except (msgspec.DecodeError, RecursionError) as error:
        raise Unexpected(f"答复不是所述的 {call.answer.__name__} (not as described): {error}") from error
