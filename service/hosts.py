"""A database that stands on several hosts: the one that takes writes is found, one that is silent is given up soon.

Source: PostgreSQL documentation, "Connection Strings: Specifying Multiple Hosts".
"""

from __future__ import annotations

from collections.abc import Mapping

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

WRITABLE = frozenset({"read-write", "primary"})
SEVERAL: Mapping[str, str | int] = {
    "target_session_attrs": "read-write",
    "connect_timeout": 2,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
"""What is set where several hosts are named, unless the string says otherwise. Seconds, the last in milliseconds."""


class WrongHost(ValueError):
    """The string would also lead to a server that takes no writes."""


def following(conninfo: str) -> str:
    """The string, so that it leads to whichever of its hosts takes writes; as it is where it names one.

    Raises: WrongHost.
    """
    try:
        given = conninfo_to_dict(conninfo)
    except psycopg.ProgrammingError:  # refused by those who connect, who know which variable it stands in
        return conninfo
    if "," not in str(given.get("host") or given.get("hostaddr") or ""):
        return conninfo
    if given.get("target_session_attrs", "read-write") not in WRITABLE:
        message = f"several hosts and target_session_attrs={given['target_session_attrs']}; it must be read-write"
        raise WrongHost(message)
    return make_conninfo(conninfo, **{name: value for name, value in SEVERAL.items() if name not in given})


def within(conninfo: str, seconds: int) -> str:
    """The string, so that each of its hosts is given up after so many seconds, unless it says after how many."""
    if "connect_timeout" in conninfo_to_dict(conninfo):
        return conninfo
    return make_conninfo(conninfo, connect_timeout=seconds)
