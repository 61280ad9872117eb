"""Which versions of the tables there are, who uses them, and how those that nobody uses are dropped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from time import monotonic
from typing import Any

from msgspec import Struct
from psycopg import Connection

from service.projector import schema
from service.projector.rebuilding import alone

SAID_EVERY = 60.0
"""Seconds after which a program that runs says anew that it uses its versions."""
UNUSED_MINUTES = 10
"""A version that no program has used for so long may be dropped."""
# In order, so that programs that say so at once wait for each other instead of standing in each other's way.
USED = """
UPDATE projector.projection v SET used_at = now() FROM (
    SELECT schema FROM projector.projection WHERE schema = ANY(%s) ORDER BY schema FOR NO KEY UPDATE
) AS own WHERE v.schema = own.schema
"""
REBUILDING = """
EXISTS (
    SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND (classid::bigint << 32) | objid::bigint = hashtext('zhuoluo rebuild')
)
"""
OTHERS = f"""
SELECT v.schema, v.name, v.version, v.used_at,
    v.used_at < now() - make_interval(mins => %(minutes)s) AND NOT {REBUILDING},
    coalesce((SELECT sum(pg_total_relation_size(c.oid)) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = v.schema AND c.relkind = 'r'), 0)::bigint
FROM projector.projection v WHERE v.schema <> ALL(%(own)s) ORDER BY v.schema
"""  # noqa: S608 - constants
# Whoever begins to use it says so first, and waits for this row.
CLAIMED = """
SELECT 1 FROM projector.projection
WHERE schema = %s AND used_at < now() - make_interval(mins => %s) FOR UPDATE
"""


class Version(Struct, frozen=True):
    """Tables that this program does not use; `unused`: nor has any other since `used_at`. `size` in bytes.

    While a rebuild is under way none is unused: it fills tables of its own.
    """

    schema: str
    name: str
    version: int
    used_at: datetime
    unused: bool
    size: int


class Use:
    """Says from time to time that this program uses these schemas.

    To be said before they are opened: who is about to drop one is waited for, and it is then made anew.
    """

    def __init__(self, schemas: Sequence[str]) -> None:
        self._schemas = list(schemas)
        self._again_at = 0.0

    def said(self, connection: Connection[Any]) -> None:
        if monotonic() >= self._again_at:
            connection.execute(USED, (self._schemas,))
            self._again_at = monotonic() + SAID_EVERY


def others(connection: Connection[Any], own: Sequence[str]) -> list[Version]:
    """The versions besides `own`: of other programs, or left over."""
    found = connection.execute(OTHERS, {"own": list(own), "minutes": UNUSED_MINUTES})
    return [Version(*row) for row in found]


def drop_unused(connection: Connection[Any], own: Sequence[str]) -> list[Version]:
    """Drops the versions that no program uses; which they were. They can be filled anew from the ledger.

    Raises: RebuildRunning, for what a rebuild fills is not in use yet.
    """
    unused = [version for version in others(connection, own) if version.unused]
    with alone(connection):
        return [version for version in unused if _dropped(connection, version.schema)]


def rebuilding(connection: Connection[Any]) -> bool:
    """Whether a rebuild is under way."""
    (found,) = connection.execute(f"SELECT {REBUILDING}".encode()).fetchone() or (False,)
    return bool(found)


def _dropped(connection: Connection[Any], name: str) -> bool:
    with connection.transaction():
        if connection.execute(CLAIMED, (name, UNUSED_MINUTES)).fetchone() is None:
            return False
        schema.dropped(connection, name)
    return True
