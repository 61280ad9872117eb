"""Makes the tables of the read models, each version in a schema of its own, and keeps their positions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from psycopg import Connection, sql

from projections.catalog import Projection
from service.access import table as gate
from service.projector.claiming import CLAIM

TYPES = """
SELECT attname, format_type(atttypid, NULL) FROM pg_attribute
WHERE attrelid = to_regclass(%s) AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
"""
ENTER = """
INSERT INTO projector.position (office, log, schema) SELECT %s, %s, unnest(%s::text[])
ON CONFLICT (office, log, schema) DO NOTHING
"""
HOLD = """
SELECT schema, position FROM projector.position
WHERE office = %s AND log = %s AND schema = ANY(%s) ORDER BY schema FOR UPDATE {}
"""
ADVANCE = """
UPDATE projector.position p SET position = greatest(p.position, %(position)s), filled = p.filled OR
    %(position)s >= (SELECT h.size FROM ledger.head h WHERE h.office = p.office AND h.log = p.log)
WHERE p.office = %(office)s AND p.log = %(log)s AND p.schema = ANY(%(schemas)s)
"""
STANDING = """
SELECT wanted.schema, coalesce(p.position, 0), s.position IS NOT NULL FROM unnest(%s::text[]) AS wanted (schema)
LEFT JOIN projector.position p ON p.schema = wanted.schema AND p.office = %s AND p.log = %s
LEFT JOIN projector.stopped s ON s.office = p.office AND s.log = p.log AND s.schema = p.schema
    AND s.position = p.position + 1
"""
COME_TO = """
SELECT coalesce(min(coalesce(position, 0)), 0) FROM unnest(%s::text[]) AS wanted (schema)
LEFT JOIN projector.position p ON p.schema = wanted.schema AND p.office = %s AND p.log = %s
"""
BEHIND = """
SELECT h.office, h.size FROM ledger.head h
WHERE h.log = %s AND h.size > 0 AND (
    SELECT count(*) FROM projector.position p
    WHERE p.office = h.office AND p.log = h.log AND p.schema = ANY(%s) AND p.position >= h.size
) < %s ORDER BY h.office
"""
FORGET = "DELETE FROM projector.projection WHERE schema = %s"


class Standing(Struct, frozen=True):
    """How far a schema has come in a log; `stopped`: somebody has found that it cannot fold the next event."""

    schema: str
    position: int
    stopped: bool


class Table(Struct, frozen=True):
    """The table of a projection in the schema `schema`, with the type of each of its columns."""

    projection: Projection
    schema: str
    types: dict[str, str]

    @property
    def name(self) -> sql.Identifier:
        return sql.Identifier(self.schema, self.projection.name)


def opened(
    connection: Connection[Any], projection: Projection, schema: str | None = None, *, indexed: bool = True
) -> Table:
    """The table, made when it is not there yet; of several processes one makes it, the others wait."""
    schema = schema or projection.schema
    with connection.transaction():
        claimed = connection.execute(CLAIM, (schema, projection.name, projection.version)).fetchone()
        if claimed is not None:
            _make(connection, projection, schema, indexed=indexed)
    types = dict(connection.execute(TYPES, (f'"{schema}".{projection.name}',)).fetchall())
    return Table(projection, schema, types)


def _make(connection: Connection[Any], projection: Projection, schema: str, *, indexed: bool) -> None:
    name = sql.Identifier(schema)
    if projection.policy_sql:
        gate.INDEX.opened(connection)  # what a policy looks into has to be there
    connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(name))
    connection.execute(sql.SQL("CREATE SCHEMA {}").format(name))
    connection.execute(sql.SQL("SET LOCAL search_path = {}").format(name))
    connection.execute(projection.table_sql.encode() + projection.policy_sql.encode())
    if indexed:
        connection.execute(projection.index_sql.encode())


def index(connection: Connection[Any], table: Table) -> None:
    """Makes the indexes of a table that was opened without them."""
    with connection.transaction():
        connection.execute(sql.SQL("SET LOCAL search_path = {}").format(sql.Identifier(table.schema)))
        connection.execute(table.projection.index_sql.encode())


def dropped(connection: Connection[Any], schema: str) -> None:
    """Forgets a schema and how far it had come."""
    with connection.transaction():
        connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(schema)))
        connection.execute(FORGET, (schema,))


def held(
    connection: Connection[Any], office: str, log: str, schemas: Sequence[str], *, wait: bool = False
) -> dict[str, int] | None:
    """The position of each schema, kept from other runners until the transaction ends; None: one has them.

    With `wait` the other runner's batch is waited for.
    """
    statement = HOLD.format("" if wait else "SKIP LOCKED")
    found = dict(connection.execute(statement, (office, log, list(schemas))).fetchall())
    if len(found) < len(schemas):
        entered(connection, office, log, schemas)
        found = dict(connection.execute(statement, (office, log, list(schemas))).fetchall())
    return found if len(found) == len(schemas) else None


def entered(connection: Connection[Any], office: str, log: str, schemas: Sequence[str]) -> None:
    """Every one of these schemas has a position in the log, 0 where it has not begun."""
    connection.execute(ENTER, (office, log, list(schemas)))


def come_to(connection: Connection[Any], office: str, log: str, schemas: Sequence[str]) -> int:
    """How far all of these schemas have come; 0 when one of them has not begun."""
    row = connection.execute(COME_TO, (list(schemas), office, log)).fetchone()
    return int(row[0]) if row else 0


def standing(connection: Connection[Any], office: str, log: str, schemas: Sequence[str]) -> list[Standing]:
    """Where each of these schemas stands."""
    return [Standing(*row) for row in connection.execute(STANDING, (list(schemas), office, log))]


def behind(connection: Connection[Any], log: str, schemas: Sequence[str]) -> list[tuple[str, int]]:
    """The offices whose log `log` goes on behind one of these schemas, and how far it goes."""
    return connection.execute(BEHIND, (log, list(schemas), len(schemas))).fetchall()


def advance(connection: Connection[Any], office: str, log: str, schemas: Sequence[str], position: int) -> None:
    """Says that these schemas have come as far as `position`."""
    named = {"position": position, "office": office, "log": log, "schemas": list(schemas)}
    connection.execute(ADVANCE, named)


def swap(connection: Connection[Any], made: str, live: str) -> None:
    """Puts the schema `made` in the place of `live`, with its positions; in a transaction of the caller's.

    The row of `live` in projector.projection stays: a runner that waits for its positions finds the new ones.
    """
    connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(live)))
    connection.execute(sql.SQL("ALTER SCHEMA {} RENAME TO {}").format(sql.Identifier(made), sql.Identifier(live)))
    connection.execute("DELETE FROM projector.position WHERE schema = %s", (live,))
    connection.execute("UPDATE projector.position SET schema = %s WHERE schema = %s", (live, made))
    connection.execute(FORGET, (made,))
