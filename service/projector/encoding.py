"""Rows of a read model as PostgreSQL's COPY takes them in binary, each cell made once and found again.

What a register says of one petition it says of the next: units, states, days. So the bytes of a value are looked up by
the value, column by column, and only what has not been met yet is made, by psycopg's own dumper of the column's type.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from operator import getitem
from struct import Struct as Packed
from typing import Any
from zlib import crc32

from psycopg import Connection
from psycopg.abc import Buffer, Dumper
from psycopg.pq import Format

from projections.spans import Standing
from service.projector.schema import Table

HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TRAILER = b"\xff\xff"
COLUMNS, LENGTH = Packed(">h"), Packed(">i")
NULL = LENGTH.pack(-1)
POSITIONS = {2: Packed(">iqiq"), 3: Packed(">iqiqiq")}
"""Each position is eight bytes, with their number before it."""
REMEMBERED = 20_000
"""Values of a column that are kept with their bytes."""


def lane(office: str) -> int:
    """The lane of an office in the indexes of the read models; two offices may share one."""
    return crc32(office.encode()) >> 1


class Cells(dict[object, bytes]):
    """The bytes of each value of a column, made when first asked for."""

    def __init__(self, dumper: Dumper) -> None:
        super().__init__({None: NULL})
        self._dumper = dumper

    def __missing__(self, value: object) -> bytes:
        said = self.dumped(value) or b""
        if len(self) > REMEMBERED:
            self.clear()
            self[None] = NULL
        self[value] = cell = LENGTH.pack(len(said)) + bytes(said)
        return cell

    def dumped(self, value: Any) -> Buffer | None:
        return self._dumper.dump(value)


class Lists(Cells):
    """Of a column of lists, which stand in a row as tuples."""

    def dumped(self, value: Any) -> Buffer | None:
        return super().dumped(list(value))


class Encoder:
    """The rows of one table, for a connection. `columns` are those that it fills, in order."""

    def __init__(self, connection: Connection[Any], table: Table) -> None:
        projection = table.projection
        covered = ("from_pos", "to_pos", "until_pos") if projection.end else ("from_pos", "to_pos")
        whose, said = ("office", "lane", "petition"), (*projection.key, *projection.body)
        self.columns = (*whose, *said, *covered, *projection.end)
        cells = {name: _cells(connection, table.types[name]) for name in self.columns}
        self._whose, self._said, self._ends = ([cells[name] for name in part] for part in (whose, said, projection.end))
        self._without_end = tuple(NULL for _ in projection.end)
        self._positions = POSITIONS[len(covered)].pack

    def rows(self, office: str, rows: Iterable[Standing]) -> Iterator[bytes]:
        """Each row; COPY wants HEADER before the first and TRAILER behind the last."""
        known, whose = None, b""
        for row in rows:
            if row.petition is not known:
                known = row.petition
                whose = COLUMNS.pack(len(self.columns)) + b"".join(
                    map(getitem, self._whose, (office, lane(office), known))
                )
            yield b"".join((whose, *map(getitem, self._said, row.key + row.body), *self._spanned(row)))

    def _spanned(self, row: Standing) -> Sequence[bytes]:
        if not self._ends:
            return (self._positions(8, row.from_pos, 8, row.to_pos),)
        positions = self._positions(8, row.from_pos, 8, row.to_pos, 8, row.until_pos)
        if row.end is None:
            return (positions, *self._without_end)
        return (positions, *map(getitem, self._ends, row.end))


def _cells(connection: Connection[Any], kind: str) -> Cells:
    oid = connection.adapters.types.get_oid(kind)
    dumper = connection.adapters.get_dumper_by_oid(oid, Format.BINARY)
    return Lists(dumper(list, connection)) if kind.endswith("[]") else Cells(dumper(object, connection))
