"""Writes what a fold found into the tables of the read models: new rows by COPY, ends of old ones by UPDATE."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from psycopg import Connection, sql

from projections.spans import FOREVER, Key, Spans
from service.projector.encoding import HEADER, TRAILER, Encoder, lane
from service.projector.schema import Table

__all__ = ["copy", "lane", "write"]

COPY = "COPY {table} ({columns}) FROM STDIN (FORMAT BINARY)"
# Only the row that still stands is meant. One statement a row: a join with many keys at once is planned from
# what the server thinks of the table, which in a young one is wrong by orders of magnitude (measured).
UPDATE = "UPDATE {table} SET {changes} WHERE office = %s AND petition = %s AND {key} AND to_pos = {forever}"


def write(connection: Connection[Any], office: str, table: Table, spans: Spans) -> None:
    """Brings the table to where the fold stands; to be called in the transaction that moves the position."""
    _end(connection, office, table, spans)
    _drop(connection, office, table, spans)
    encoder = Encoder(connection, table)
    copy(connection, table, encoder.columns, list(encoder.rows(office, spans.new)))


def copy(connection: Connection[Any], table: Table, columns: Sequence[str], rows: Sequence[bytes]) -> None:
    """Appends the rows, which an encoder has made, to the table."""
    if not rows:
        return
    named = sql.SQL(", ").join(map(sql.Identifier, columns))
    with connection.cursor().copy(sql.SQL(COPY).format(table=table.name, columns=named)) as sent:
        sent.write(b"".join((HEADER, *rows, TRAILER)))


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
