"""Connection strings as they may be shown: without their passwords."""

from __future__ import annotations

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

MASK = "***"
SECRET = ("password", "sslpassword", "oauth_client_secret")


def masked(text: str) -> str:
    """The connection string with its passwords masked; the whole of it where it cannot be understood."""
    if not text:
        return ""
    try:
        parts = conninfo_to_dict(text)
    except psycopg.ProgrammingError:
        return MASK
    hidden = {name: MASK for name in SECRET if parts.get(name)}
    return make_conninfo("", **{**parts, **hidden}) if hidden else text
