"""A call: one request as a value, with the key under which it is carried out once however often it is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar
from urllib.parse import quote
from uuid import uuid4

from msgspec import Struct

A_co = TypeVar("A_co", covariant=True)
A = TypeVar("A")

V1 = "/api/v1"


@dataclass(frozen=True, slots=True)
class Call(Generic[A_co]):
    """One request, and what is answered to it: a struct, or bytes for what is a file.

    `key` is the idempotency key: the same value sent again is carried out once. `version`: only if what it changes is
    still at that version. `seen`: the ETag of what was read before; while it stands there is nothing new (NotChanged).
    `harmless` can be sent any number of times without a key. `further`: where the next page begins.
    """

    method: str
    path: str
    answer: type[A_co]
    query: Struct | None = None
    body: object = None
    key: str | None = None
    version: int | None = None
    seen: str | None = None
    harmless: bool = False
    further: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def under(self, key: str) -> Call[A_co]:
        """The same under a key of the caller's own, such as the number of a line that is sent over."""
        return replace(self, key=key)

    def only_at(self, version: int) -> Call[A_co]:
        """The same, to be carried out only if what it changes is still at this version: `Changed` otherwise."""
        return replace(self, version=version)

    def unless(self, etag: str) -> Call[A_co]:
        """The same, answered only if it is no longer as it was under this ETag: `NotChanged` otherwise."""
        return replace(self, seen=etag)

    def going_on(self, **where: str) -> Call[A_co]:
        """The same question for the page that begins there."""
        return replace(self, further=where)

    @property
    def repeatable(self) -> bool:
        """Whether sending it again does nothing that was not asked for."""
        return self.harmless or self.key is not None


def asked(template: str, parts: Sequence[object], answer: type[A], query: Struct | None = None) -> Call[A]:
    """A question: it changes nothing but the record of who has read."""
    return Call("GET", address(template, parts), answer, query, harmless=True)


def keyed(template: str, parts: Sequence[object], answer: type[A], body: object) -> Call[A]:
    """A change that is carried out once however often it is sent, under a key of its own."""
    return Call("POST", address(template, parts), answer, body=body, key=uuid4().hex)


def once(template: str, parts: Sequence[object], answer: type[A], body: object) -> Call[A]:
    """A change that knows no key: sent again it may be made again."""
    return Call("POST", address(template, parts), answer, body=body)


def ended(template: str, parts: Sequence[object], answer: type[A], _body: None) -> Call[A]:
    """What ends stays ended: it may be asked for again."""
    return Call("DELETE", address(template, parts), answer, harmless=True)


def address(template: str, parts: Sequence[object]) -> str:
    """The path with its parts percent-encoded. Raises ValueError for a part that is empty.

    Source: RFC 3986, section 3.3; a `/` inside a part is encoded too, but those of a tile's name are its own.
    """
    if any(not str(part) for part in parts):
        raise ValueError(f"地址的一部分为空 (a part of the address is empty): {template}")
    first, *rest = template.split("{")
    named = [each.split("}", 1) for each in rest]
    said = [
        quote(str(part), safe="/" if name == "tile" else "") + after
        for part, (name, after) in zip(parts, named, strict=True)
    ]
    return V1 + first + "".join(said)
