"""The bytes of a row are those that psycopg itself would send."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

import pytest
from msgspec.structs import replace
from psycopg import Connection, sql

from projections.catalog import ALL
from projections.spans import Spans, Standing
from projections.walking import walk
from service.projector import encoding, sample, schema
from service.projector.encoding import HEADER, TRAILER, Encoder
from service.projector.schema import Table
from tests.domain.stories import ZONE_INFO
from tests.projections import golden
from tests.service.projector.offices import dump

OFFICE = "office"
COPY = "COPY {} ({}) FROM STDIN (FORMAT BINARY)"


def told() -> list[list[Standing]]:
    """For each read model the rows of a sample, and of the golden case in which things turn out later."""
    spans = [Spans() for _ in ALL]
    known: dict[Any, list[Any]] = {}
    for nth, line in enumerate(islice(sample.lines(200), 200), 1):
        known.setdefault(line.petition, []).append(replace(line, position=nth))
    *_, corrected = golden.cases().values()
    for lines in (*known.values(), [replace(line, position=nth) for nth, line in enumerate(corrected, 1)]):
        walk(ALL, lines, ZONE_INFO, spans)
    return [found.new for found in spans]


def by_psycopg(connection: Connection[Any], table: Table, rows: Sequence[Standing]) -> None:
    """The same rows, each value encoded by psycopg as COPY writes it."""
    columns = Encoder(connection, table).columns
    statement = sql.SQL(COPY).format(table.name, sql.SQL(", ").join(map(sql.Identifier, columns)))
    nothing = (None,) * len(table.projection.end)
    with connection.cursor().copy(statement) as copy:
        copy.set_types([table.types[column] for column in columns])
        for row in rows:
            spanned = (row.from_pos, row.to_pos, row.until_pos) if nothing else (row.from_pos, row.to_pos)
            whose = (OFFICE, encoding.lane(OFFICE), row.petition)
            body = (list(value) if isinstance(value, tuple) else value for value in row.body)
            copy.write_row((*whose, *row.key, *body, *spanned, *(row.end or nothing)))


@pytest.mark.parametrize("remembered", [3, encoding.REMEMBERED])
def test_what_is_sent_is_what_psycopg_would_send(
    connection: Connection[Any], monkeypatch: pytest.MonkeyPatch, remembered: int
) -> None:
    """Also when so few values are remembered that they are forgotten again and again."""
    monkeypatch.setattr(encoding, "REMEMBERED", remembered)
    for projection, rows in zip(ALL, told(), strict=True):
        ours, theirs = (schema.opened(connection, projection, f"{projection.schema}_{who}") for who in "ab")
        encoder = Encoder(connection, ours)
        statement = sql.SQL(COPY).format(ours.name, sql.SQL(", ").join(map(sql.Identifier, encoder.columns)))
        with connection.cursor().copy(statement) as copy:
            copy.write(b"".join((HEADER, *encoder.rows(OFFICE, rows), TRAILER)))
        by_psycopg(connection, theirs, rows)
        assert rows
        assert dump(connection, OFFICE, ours) == dump(connection, OFFICE, theirs)
