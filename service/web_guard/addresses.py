"""Under which name, over which scheme and from which address somebody asks: a proxy is believed only if it is ours.

X-Forwarded-For is read from its end: each proxy of ours adds who asked it, so the first address from the right that is
no proxy of ours is the client. What stands further left anybody can have written.
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

from msgspec import Struct

from service.web_guard.configured import Network

Raw = list[tuple[bytes, bytes]]
LONGEST_CHAIN = 20


class Asker(Struct, frozen=True):
    """`address` as text, the peer's own where it is no IP address; `trusted`: the peer is a proxy of ours."""

    address: str
    scheme: str
    trusted: bool

    @property
    def is_here(self) -> bool:
        """A program on this computer that came straight, as the console does."""
        found = _parsed(self.address)
        return not self.trusted and (found is None or found.is_loopback)


def asker(peer: str, scheme: str, headers: Raw, proxies: tuple[Network, ...]) -> Asker:
    """Who asks: `peer` and `scheme` are those of the connection."""
    if not proxies or not _is_ours(_parsed(peer), proxies):
        return Asker(peer, scheme, trusted=False)
    proto = joined(headers, b"x-forwarded-proto").rsplit(",", 1)[-1].strip().lower()
    return Asker(_client(peer, headers, proxies), proto if proto in ("http", "https") else scheme, trusted=True)


def joined(headers: Raw, name: bytes, between: str = ",") -> str:
    """All values of a header, in order."""
    return between.join(value.decode("latin-1") for each, value in headers if each == name)


def first(headers: Raw, name: bytes) -> str | None:
    """The value of a header; None when it is not there, "" when several times: then it means nothing."""
    found = [value for each, value in headers if each == name]
    return None if not found else found[0].decode("latin-1") if len(found) == 1 else ""


@lru_cache(maxsize=1024)
def host_of(header: str) -> str:
    """The name in a Host header without its port; "" when there is none or it makes no sense."""
    try:
        return urlsplit(f"//{header}").hostname or ""
    except ValueError:
        return ""


def _client(peer: str, headers: Raw, proxies: tuple[Network, ...]) -> str:
    known = peer
    for said in reversed(joined(headers, b"x-forwarded-for").split(",")[-LONGEST_CHAIN:]):
        found = _parsed(said.strip())
        if found is None:
            return known
        known = str(found)
        if not _is_ours(found, proxies):
            return known
    return known


def _is_ours(address: IPv4Address | IPv6Address | None, proxies: tuple[Network, ...]) -> bool:
    return address is not None and any(address in network for network in proxies)


@lru_cache(maxsize=4096)
def _parsed(said: str) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(said)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found
