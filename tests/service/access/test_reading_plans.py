"""What a viewer asks among 100,000 petitions, as the reader: by index, with a policy on what is shown."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from msgspec.structs import replace
from psycopg import Connection, Cursor

from domain.access import Viewer
from domain.guarded import person, unit
from service.access import table
from service.access.blinding import BlindMarks
from service.access.predicate import seeing
from service.access.reading import beginning
from service.database import Database
from service.readmodels import headings
from service.readmodels.asking import Question
from tests.service.projector.offices import Told
from tests.service.readmodels.large import OFFICE, filled, place
from tests.service.readmodels.test_plans import COPIES, Explaining, queries, scans

BLIND = BlindMarks(b"k" * 32, OFFICE)
UNITS = ("城建科", "农业科", "教育科", "卫生科", "交通科", "民政科", "安置科", "财务科")
# Each petition belongs to one unit; every hundredth accuses somebody.
GATE = f"""
INSERT INTO {table.TABLE} (office, petition, level, quarantined, accused, recused, involved, units)
SELECT office, petition, CASE WHEN nth %% 100 = 0 THEN 2 ELSE 0 END, false,
    CASE WHEN nth %% 100 = 0 THEN ARRAY[%(accused)s] ELSE ARRAY[]::bigint[] END, '{{}}', '{{}}',
    ARRAY[(%(units)s::bigint[])[1 + nth %% 8]]
FROM (SELECT office, petition, (row_number() OVER (ORDER BY petition))::int AS nth
    FROM {headings.TABLE} GROUP BY office, petition) AS p
"""


def viewer(role: str) -> Viewer:
    own = frozenset({person("赵明"), unit(UNITS[0])})
    return Viewer(
        person="赵明",
        office=OFFICE,
        unit=UNITS[0],
        roles=frozenset({role}),
        marks=own,
        barring=own | {person(f"同事{nth}") for nth in range(20)},
        units=frozenset({unit(UNITS[0])}),
    )


@contextmanager
def large(database: Database) -> Iterator[tuple[Connection[Any], Told]]:
    """A connection of the projector to an office of 100,000 petitions with a gate."""
    with psycopg.connect(database.projector, autocommit=True, options=_options(database)) as connection:
        told = filled(connection, COPIES)
        marks = {"accused": BLIND.all([person("屈正")])[0], "units": [BLIND.all([unit(each)])[0] for each in UNITS]}
        connection.execute(GATE.encode(), marks)
        connection.execute(f"VACUUM (ANALYZE) {table.TABLE}".encode())
        yield connection, told


def _options(database: Database) -> str:
    return f"{psycopg.conninfo.conninfo_to_dict(database.projector).get('options', '')} -c timezone=UTC -c jit=off"


def asked_by(told: Told, copy: int, role: str) -> Question:
    who = viewer(role)
    return replace(told.asked(*place(told, copy)), viewer=who, seeing=seeing(who, OFFICE, BLIND))


@pytest.mark.slow
def test_no_list_count_or_search_of_a_viewer_reads_a_large_table_from_end_to_end(database: Database) -> None:
    with large(database) as (connection, told):
        found: dict[tuple[str, int, str], set[str]] = {}
        shown: dict[str, int] = {}
        connection.cursor_factory = Explaining
        for role in ("handler", "registrar"):
            for copy in (0, COPIES - 1):
                asked = asked_by(told, copy, role)
                for name, query in queries(asked):
                    Explaining.plans.clear()
                    rows, large_ones = as_reader(connection, asked, query)
                    shown[role] = shown.get(role, 0) + rows
                    if large_ones:
                        found[role, copy, name] = large_ones
    assert sorted(found) == []
    assert 1000 < shown["handler"] < shown["registrar"], "beside the handler somebody who sees more"


def as_reader(connection: Connection[Any], asked: Question, query: Any) -> tuple[int, set[str]]:
    """How many rows were shown, and which large tables were read from end to end."""
    Cursor(connection).execute(beginning(asked.seeing))
    Explaining.plans.clear()
    page = query(connection)
    if getattr(page, "cursor", None):
        query(connection, cursor=page.cursor)
    connection.rollback()
    return len(getattr(page, "rows", ())), set(scans(Explaining.plans))
