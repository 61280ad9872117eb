"""The filter of a list as it is recorded: one text for one filter, in which no personal value stands.

What was searched for in a personal field stands there as a keyed digest: the same search gives the same digest, and
without the key of the instance nobody can tell, or try out, what was searched for.
"""

from __future__ import annotations

import hmac
from collections.abc import Collection, Mapping
from urllib.parse import quote

from service.keys import KeyFolder

PURPOSE = b"zhuoluo access filter 1"
DIGITS = 24
"""Hex digits of a digest: 96 bits."""


def canonical(keys: KeyFolder, office: str, said: Mapping[str, object], personal: Collection[str]) -> str:
    """`name=value` of everything that was said, by name, joined by "&"; values of `personal` names as digests."""
    parts = []
    for name, value in sorted(said.items()):
        if value is None or value == "":
            continue
        text = _digest(keys, office, name, str(value)) if name in personal else quote(str(value), safe="")
        parts.append(f"{quote(name, safe='')}={text}")
    return "&".join(parts)


def _digest(keys: KeyFolder, office: str, name: str, value: str) -> str:
    own = hmac.digest(keys.instance_key(), PURPOSE, "sha256")
    return "hmac:" + hmac.digest(own, f"{office}\n{name}\n{value}".encode(), "sha256").hex()[:DIGITS]
