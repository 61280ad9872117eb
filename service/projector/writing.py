"""Writes what a fold found into the tables of the read models: new rows by COPY, ends of old ones by UPDATE."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID
from zlib import crc32

from psycopg import Connection, sql

from projections.spans import FOREVER, Key, Spans, Standing
from service.projector.schema import Table

COPY = "COPY {table} ({columns}) FROM STDIN (FORMAT BINARY)"
# Only the row that still stands is meant. One statement a row: a join with many keys at once is planned from
# what the server thinks of the table, which in a young one is wrong by orders of magnitude (measured).
UPDATE = "UPDATE {table} SET {changes} WHERE office = %s AND petition = %s AND {key} AND to_pos = {forever}"


def lane(office: str) -> int:
    """The lane of an office in the indexes of the read models; two offices may share one."""
    return crc32(office.encode()) >> 1


def write(connection: Connection[Any], office: str, table: Table, spans: Spans) -> None:
    """Brings the table to where the fold stands; to be called in the transaction that moves the position."""
    _end(connection, office, table, spans)
    _drop(connection, office, table, spans)
    _copy(connection, office, table, spans.new)


def _copy(connection: Connection[Any], office: str, table: Table, rows: Sequence[Standing]) -> None:
    if not rows:
        return
    projection = table.projection
    covered = ("from_pos", "to_pos", "until_pos") if projection.end else ("from_pos", "to_pos")
    columns = ("office", "lane", "petition", *projection.key, *projection.body, *covered, *projection.end)
    statement = sql.SQL(COPY).format(table=table.name, columns=sql.SQL(", ").join(map(sql.Identifier, columns)))
    nothing = (None,) * len(projection.end)
    with connection.cursor().copy(statement) as copy:
        copy.set_types([table.types[column] for column in columns])
        where = (office, lane(office))
        for row in rows:
            spanned = (row.from_pos, row.to_pos, row.until_pos) if projection.end else (row.from_pos, row.to_pos)
            copy.write_row((*where, row.petition, *row.key, *row.body, *spanned, *(row.end or nothing)))


def _end(connection: Connection[Any], office: str, table: Table, spans: Spans) -> None:
    rows = [(*place, (at, *end)) for place, (end, at) in spans.ended.items()]
    _update(connection, office, table, ("until_pos", *table.projection.end), rows)


def _drop(connection: Connection[Any], office: str, table: Table, spans: Spans) -> None:
    rows = [(*place, (at,)) for place, at in spans.dropped.items()]
    _update(connection, office, table, ("to_pos",), rows)


def _update(
    connection: Connection[Any],
    office: str,
    table: Table,
    changed: Sequence[str],
    rows: Iterable[tuple[UUID, Key, tuple[object, ...]]],
) -> None:
    """Sets the columns `changed` of the standing rows with these petitions and keys."""
    statement = sql.SQL(UPDATE).format(
        table=table.name,
        changes=_equal(", ", changed),
        key=_equal(" AND ", table.projection.key),
        forever=sql.Literal(FOREVER),
    )
    values = [(*said, office, petition, *key) for petition, key, said in rows]
    if values:
        connection.cursor().executemany(statement, values)


def _equal(joint: str, columns: Sequence[str]) -> sql.Composed:
    return sql.SQL(joint).join(sql.SQL("{} = %s").format(sql.Identifier(column)) for column in columns)
