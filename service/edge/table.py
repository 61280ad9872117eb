"""The table of an index at the edge: made in a schema of its version, emptied for a rebuild."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from psycopg import Connection, sql

from service.projector.claiming import CLAIM

FROM_THE_START = "UPDATE projector.position SET position = 0 WHERE schema = %s"


class IndexTable(Struct, frozen=True):
    """An index by name and version: its table's name, and the SQL that makes the table."""

    name: str
    version: int
    table: str
    making: bytes

    @property
    def schema(self) -> str:
        return f"{self.name}_v{self.version}"

    def opened(self, connection: Connection[Any]) -> None:
        """Makes the table when it is not there yet; of several processes one makes it, the others wait."""
        with connection.transaction():
            if connection.execute(CLAIM, (self.schema, self.name, self.version)).fetchone() is None:
                return
            name = sql.Identifier(self.schema)
            connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(name))
            connection.execute(sql.SQL("CREATE SCHEMA {}").format(name))
            connection.execute(sql.SQL("SET LOCAL search_path = {}").format(name))
            connection.execute(self.making)

    def emptied(self, connection: Connection[Any]) -> None:
        """Forgets every row and how far the offices were indexed.

        Positions first: who indexes holds a row of them, and is waited for. And once more, for an office that was
        indexed for the first time in between.
        """
        with connection.transaction():
            connection.execute(FROM_THE_START, (self.schema,))
            connection.execute(sql.SQL("TRUNCATE {}").format(sql.Identifier(self.schema, self.table)))
            connection.execute(FROM_THE_START, (self.schema,))
