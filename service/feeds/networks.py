"""Where deliveries may go: to public addresses, and to the networks that whoever runs the server has named.

Who names a subscription is no reason for this server to call a service of its own network: what describes a rented
computer to itself, a database, another office. Source: Standard Webhooks 1.0.0, "Server side request forgery".
"""

from __future__ import annotations

import socket
from collections.abc import Iterator, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network
Address = IPv4Address | IPv6Address
VARIABLE = "ZHUOLUO_WEBHOOK_NETWORKS"
CARRYING = tuple(map(ip_network, ("64:ff9b::/96", "2002::/16", "2001::/32")))
"""Addresses that lead to another one written in them (NAT64, 6to4, Teredo)."""


class Unresolved(Exception):
    """The name of a receiver leads nowhere."""


class NotAllowed(Exception):
    """The name of a receiver leads to addresses only that deliveries may not go to."""


def networks(text: str) -> tuple[Network, ...]:
    """Networks separated by commas. Raises ValueError naming the first that is none."""
    return tuple(ip_network(each.strip()) for each in text.split(",") if each.strip())


def reached(host: str, port: int, named: Sequence[Network]) -> list[str]:
    """The addresses of a receiver that deliveries may go to. Raises Unresolved, NotAllowed."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise Unresolved from error
    allowed = list(dict.fromkeys(_allowed([str(each[4][0]) for each in found], named)))
    if not allowed:
        raise NotAllowed
    return allowed


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
    return address.is_global and not address.is_multicast and not any(address in each for each in CARRYING)
