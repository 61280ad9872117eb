"""The gate's rows: written by the index at the edge."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Any
from uuid import UUID

from psycopg import Connection

from domain.guarded import Guarded
from service.access.blinding import BlindMarks
from service.edge.table import IndexTable

INDEX = IndexTable("access", 1, "gate", (files("service.access") / "gate.sql").read_bytes())
TABLE = f"{INDEX.schema}.{INDEX.table}"
FORGET = f"DELETE FROM {TABLE} WHERE office = %s AND petition = ANY(%s)"  # noqa: S608 - constants
COPY = (
    f"COPY {TABLE} (office, petition, level, quarantined, accused, recused, involved, units) FROM STDIN (FORMAT BINARY)"
)
TYPES = ("text", "uuid", "int2", "bool", "int8[]", "int8[]", "int8[]", "int8[]")


def write(
    connection: Connection[Any],
    office: str,
    blind: BlindMarks,
    rows: Mapping[UUID, Guarded],
) -> None:
    """Puts these relations of petitions in the place of those that were known before."""
    connection.execute(FORGET, (office, list(rows)))
    with connection.cursor().copy(COPY) as copy:
        copy.set_types(TYPES)
        for petition, each in rows.items():
            marks = (blind.all(found) for found in (each.accused, each.recused, each.involved, each.units))
            copy.write_row((office, petition, each.level, each.quarantined, *marks))
