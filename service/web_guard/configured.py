"""What the environment says of the server's place in the network; everything refused that cannot be meant."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network

Network = IPv4Network | IPv6Network

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|[0-9a-f:]+")
SWITCH = {"on": True, "off": False}


class WebSettingsError(ValueError):
    """An environment variable of the server holds something that cannot be meant."""


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests a second in the long run, and so many at once after a pause."""

    per_second: float
    burst: int


@dataclass(frozen=True, slots=True)
class WebSettings:
    """`hosts`: names under which the server may be asked; `proxies`: networks whose word on a client is believed.

    `public` is the first of the names that other computers know, "" when there is none: links in e-mail lead there.
    Rates are for each address and each session. `docs` and `access_log` None: on exactly while only loopback is asked.
    `drain_seconds`: how long it goes on answering after SIGTERM, while /ready says that it does not.
    """

    hosts: frozenset[str] = LOOPBACK
    proxies: tuple[Network, ...] = ()
    address_rate: Rate = Rate(50, 200)
    session_rate: Rate = Rate(20, 100)
    docs: bool | None = None
    access_log: bool | None = None
    public: str = ""
    drain_seconds: int = 0

    @property
    def on_loopback(self) -> bool:
        """Console mode: only programs on this computer are served."""
        return self.hosts <= LOOPBACK

    @property
    def shows_docs(self) -> bool:
        return self.on_loopback if self.docs is None else self.docs

    @property
    def logs_access(self) -> bool:
        return not self.on_loopback if self.access_log is None else self.access_log


def web_settings(given: Mapping[str, str]) -> WebSettings:
    """The settings of ZHUOLUO_HOSTS, _PROXIES, _ADDRESS_RATE, _SESSION_RATE, _API_DOCS, _ACCESS_LOG, _DRAIN_SECONDS.

    Raises: WebSettingsError naming the variable.
    """
    plain = WebSettings()
    return WebSettings(
        hosts=_hosts(given.get("ZHUOLUO_HOSTS")),
        proxies=tuple(_network(each) for each in _listed(given.get("ZHUOLUO_PROXIES", ""))),
        address_rate=_rate("ZHUOLUO_ADDRESS_RATE", given, plain.address_rate),
        session_rate=_rate("ZHUOLUO_SESSION_RATE", given, plain.session_rate),
        docs=_switch("ZHUOLUO_API_DOCS", given),
        access_log=_switch("ZHUOLUO_ACCESS_LOG", given),
        public=next((name for name in _named(given.get("ZHUOLUO_HOSTS")) if name not in LOOPBACK), ""),
        drain_seconds=_seconds("ZHUOLUO_DRAIN_SECONDS", given),
    )


def _listed(text: str) -> list[str]:
    return [each.strip() for each in text.split(",") if each.strip()]


def _named(text: str | None) -> list[str]:
    return [name.lower() for name in _listed(text or "")]


def _hosts(text: str | None) -> frozenset[str]:
    """Names without scheme and port; a star would let a page elsewhere point its own name here."""
    names = _named(text)
    for name in names:
        if HOST.fullmatch(name) is None:
            message = f"ZHUOLUO_HOSTS names {name!r}, which is no host name without scheme and port (主机名有误)"
            raise WebSettingsError(message)
    return frozenset(names) or LOOPBACK


def _network(text: str) -> Network:
    try:
        return ip_network(text)
    except ValueError:
        message = f"ZHUOLUO_PROXIES names {text!r}, which is no address or network such as 10.0.0.0/8 (网段有误)"
        raise WebSettingsError(message) from None


def _rate(variable: str, given: Mapping[str, str], otherwise: Rate) -> Rate:
    """PER_SECOND/BURST, such as 50/200."""
    text = given.get(variable)
    if text is None:
        return otherwise
    found = re.fullmatch(r"([0-9]{1,5}(?:\.[0-9]{1,3})?)/([0-9]{1,6})", text.strip())
    if found is None or float(found[1]) == 0 or int(found[2]) == 0:
        message = f"{variable}={text!r} is not requests a second and at once, such as 50/200 (限速有误)"
        raise WebSettingsError(message)
    return Rate(float(found[1]), int(found[2]))


def _seconds(variable: str, given: Mapping[str, str]) -> int:
    text = given.get(variable, "0").strip()
    if re.fullmatch(r"[0-9]{1,3}", text) is None:
        message = f"{variable}={text!r} is not a number of seconds from 0 to 999 (秒数有误)"
        raise WebSettingsError(message)
    return int(text)


def _switch(variable: str, given: Mapping[str, str]) -> bool | None:
    text = given.get(variable)
    if text is None:
        return None
    if text.strip() not in SWITCH:
        message = f"{variable}={text!r} is neither on nor off"
        raise WebSettingsError(message)
    return SWITCH[text.strip()]
