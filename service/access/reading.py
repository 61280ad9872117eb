"""Connections to read with for a viewer: as the reader, to whom the database shows what the viewer may know of.

The predicate (predicate.py) stands in every query; this stands behind it. Row level security lies on the read models
with content, and asks the same rule of every row, by settings that hold as long as the transaction. A query that forgot
its predicate is answered as if it had it. What this does not stop stands in docs/walls.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from psycopg import Connection, sql
from psycopg_pool import ConnectionPool

from domain.access import CONSOLE
from service import roles
from service.access.predicate import Seeing

OFFICE = "zhuoluo.office"
PREFIX = "zhuoluo."


class Reading:
    """Lends connections of a pool: to a viewer as the reader, to the console as it is.

    `walled`: whether the pool acts as the role that owns the read models. Without it, or without the role of the
    reader, there is the predicate alone, and `zhuoluo doctor` says so.
    """

    def __init__(self, pool: ConnectionPool[Any], *, walled: bool) -> None:
        self._pool = pool
        self.as_reader = walled and self._may_read()

    def _may_read(self) -> bool:
        with self._pool.connection() as connection:
            return roles.may_read(connection)

    @contextmanager
    def of(self, seeing: Seeing) -> Iterator[Connection[Any]]:
        """A connection in a read-only transaction that ends with the `with`; the console's is in none.

        Cost: one round trip to begin, one to end.
        """
        with self._pool.connection() as connection:
            if self.as_reader and seeing.viewer is not CONSOLE:
                connection.execute(beginning(seeing))
            yield connection


def beginning(seeing: Seeing) -> sql.Composed:
    """Begins a transaction of the reader with the viewer's values, all at once: several statements in one message."""
    said = {"role": roles.READER, **settings(seeing)}
    calls = (sql.SQL("set_config({}, {}, true)").format(sql.Literal(name), sql.Literal(said[name])) for name in said)
    return sql.SQL("BEGIN READ ONLY; SELECT {}").format(sql.SQL(", ").join(calls))


def settings(seeing: Seeing) -> Mapping[str, str]:
    """What the policies read; nothing, so that nothing is visible, of a viewer who sees nothing of the office."""
    if not seeing.anything:
        return {}
    return {OFFICE: seeing.office, **{f"{PREFIX}{name}": _said(value) for name, value in seeing.values.items()}}


def _said(value: object) -> str:
    """The value as PostgreSQL reads it: an array of numbers, a number, true or false."""
    if isinstance(value, list | tuple):
        return "{" + ",".join(map(str, value)) + "}"
    return str(value).lower()
