"""The read models of one office at full size, filled by copying a small office over and over."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice
from typing import Any

from msgspec.structs import replace
from psycopg import Connection, sql

from projections.catalog import ALL
from projections.spans import FOREVER
from service.access.table import INDEX
from service.projector import sample, schema
from service.projector.folding import fold
from service.projector.schema import Table
from service.projector.tracks import Tracks
from service.projector.writing import write
from tests.service.projector.offices import Told, founded, known

OFFICE = "large"
SMALL = 12_000
"""Lines of the office that is copied: about 2,200 petitions of 440 days."""
DAYS = 450
MOMENTS = ("since", "until", "received_at", "due_at", "overdue_from", "live_until")
DAYS_OF = ("received_on", "due_on", "opened_on", "ended_on", "day", "touched_on", "state_since")
POSITIONS = ("from_pos", "to_pos", "until_pos")


def filled(connection: Connection[Any], copies: int) -> Told:
    """An office of about 2,200 petitions a copy; each copy follows the one before in time and position."""
    INDEX.opened(connection)  # figures ask the gate what is restricted today
    lines = [replace(line, position=nth + 1) for nth, line in enumerate(islice(sample.lines(SMALL), SMALL))]
    for projection in ALL:
        schema.dropped(connection, projection.schema)  # made with indexes: here they come last
    tables = [schema.opened(connection, projection, indexed=False) for projection in ALL]
    tracks = Tracks(ALL, sample.ZONE, SMALL)
    for table, spans in zip(tables, fold(lines, tracks, [0] * len(ALL), lambda _: {}), strict=True):
        write(connection, OFFICE, table, spans)
        _copy(connection, table, copies)
        schema.index(connection, table)
        connection.execute(sql.SQL("VACUUM (ANALYZE) {}").format(table.name))
    return Told(known(founded(OFFICE)), tuple(lines))


def place(told: Told, copy: int) -> tuple[int, date]:
    """A position in the middle of a copy, and the day of that line."""
    line = told.lines[SMALL // 2]
    return line.position + copy * SMALL, line.occurred.day + timedelta(days=copy * DAYS)


def _copy(connection: Connection[Any], table: Table, copies: int) -> None:
    names = sql.SQL(", ").join(map(sql.Identifier, table.types))
    values = sql.SQL(", ").join(sql.SQL(_moved(name)) for name in table.types)
    connection.execute(
        sql.SQL("INSERT INTO {table} ({names}) SELECT {values} FROM {table}, generate_series(1, {last}) AS n").format(
            table=table.name, names=names, values=values, last=sql.Literal(copies - 1)
        )
    )


def _moved(name: str) -> str:
    """The column in copy `n`."""
    if name == "petition":
        return "md5(petition::text || n)::uuid"
    if name in ("number", "external_id"):
        return f"CASE {name} WHEN '' THEN '' ELSE {name} || '-' || n END"
    if name in MOMENTS:
        return f"{name} + n * interval '{DAYS} days'"
    if name in DAYS_OF:
        return f"{name} + n * {DAYS}"
    if name in POSITIONS:
        return f"CASE {name} WHEN {FOREVER} THEN {name} ELSE {name} + n * {SMALL} END"
    return f'"{name}"'
