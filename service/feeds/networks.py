"""Where deliveries may go: to public addresses, and to the networks that whoever runs the server has named.

Who names a subscription is no reason for this server to call a service of its own network: what describes a rented
computer to itself, a database, another office. Source: Standard Webhooks 1.0.0, "Server side request forgery".
"""

from __future__ import annotations

import socket
from collections.abc import Iterator, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from queue import Empty, Queue
from threading import Thread
from typing import Any

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address
VARIABLE = "ZHUOLUO_WEBHOOK_NETWORKS"
UNICAST = IPv6Network("2000::/3")
"""All that is handed out of IPv6 for the public: to `is_global` fec0::/10 and ::/96 are public too."""
NEVER = tuple(map(ip_network, ("2002::/16", "2001::/32", "3fff::/20", "168.63.129.16/32", "192.88.99.0/24")))
"""Public by number only: 6to4 and Teredo carry another address, 3fff::/20 is for examples (RFC 9637), 168.63.129.16
tells computers rented from Azure about themselves, 192.88.99.0/24 leads to relays."""


class Unresolved(Exception):
    """The name of a receiver leads nowhere."""


class NotAllowed(Exception):
    """The name of a receiver leads to addresses only that deliveries may not go to."""


def networks(text: str) -> tuple[Network, ...]:
    """Networks separated by commas. Raises ValueError naming the first that is none."""
    return tuple(ip_network(each.strip()) for each in text.split(",") if each.strip())


def reached(host: str, port: int, named: Sequence[Network], seconds: float) -> list[str]:
    """The addresses of a receiver that deliveries may go to. Raises Unresolved, NotAllowed, TimeoutError."""
    found = _looked_up(host, port, seconds)
    allowed = list(dict.fromkeys(_allowed([str(each[4][0]) for each in found], named)))
    if not allowed:
        raise NotAllowed
    return allowed


def _looked_up(host: str, port: int, seconds: float) -> list[Any]:
    """What the name leads to. The resolver of the system knows no limit of time, so that it is waited for so long only.

    Raises: Unresolved, TimeoutError; then a thread is left behind until the resolver gives up.
    """
    said: Queue[list[Any] | Exception] = Queue()

    def look() -> None:
        try:
            said.put(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            said.put(error)

    Thread(target=look, daemon=True).start()
    try:
        found = said.get(timeout=seconds)
    except Empty:
        raise TimeoutError from None
    if isinstance(found, Exception):
        raise Unresolved from found
    return found


def _allowed(addresses: Sequence[str], named: Sequence[Network]) -> Iterator[str]:
    for each in addresses:
        if may_go(ip_address(each), named):
            yield each


def may_go(address: Address, named: Sequence[Network]) -> bool:
    """Whether deliveries may go there: it is public, or of a network that was named."""
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return may_go(address.ipv4_mapped, named)
    if any(address in network for network in named):
        return True
    if isinstance(address, IPv6Address) and address not in UNICAST:
        return False
    return address.is_global and not address.is_multicast and not any(address in each for each in NEVER)
