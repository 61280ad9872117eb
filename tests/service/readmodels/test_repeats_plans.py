"""How repeat candidates and the petitions of a matter are found among 100,000: by index."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import psycopg
import pytest

from projections.catalog import MATTERS
from service.database import Database
from service.likeness import table
from service.projector import schema
from service.readmodels import matters
from tests.service.readmodels.test_plans import Explaining, scans

PETITIONS = 100_000
TRAITS = f"""
INSERT INTO {table.TABLE} (office, trait, position, petition)
SELECT 'large', hashint8extended(n * 20 + nth, 0) % 100000, n, md5(n::text)::uuid
FROM generate_series(1, {PETITIONS}) AS n, generate_series(1, 6) AS nth
ON CONFLICT DO NOTHING
"""
# Every tenth is joined to the one before.
JOINED = f"""
INSERT INTO {matters.TABLE} (office, lane, petition, since, matter, channel, people, from_pos, to_pos, until_pos)
SELECT 'large', 1, md5(n::text)::uuid, '2026-01-01', md5((n - (n % 10 = 0)::int)::text)::uuid, 'visit', 1,
    n, 10 ^ 12, 10 ^ 12
FROM generate_series(1, {PETITIONS}) AS n
"""


@pytest.mark.slow
def test_neither_candidates_nor_trips_read_a_large_table_from_end_to_end(database: Database) -> None:
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        filled(connection)
        connection.cursor_factory = Explaining
        Explaining.plans.clear()
        ((petition, traits),) = connection.execute(
            f"SELECT petition, array_agg(trait) FROM {table.TABLE}"
            " WHERE office = 'large' AND petition = md5('50000')::uuid GROUP BY petition"
        ).fetchall()
        assert len(table.sharing(connection, "large", petition, traits, 100)) > 10
        assert len(chain(connection, petition)) == 2
        assert set(scans(Explaining.plans)) == set()


def filled(connection: psycopg.Connection[Any]) -> None:
    table.INDEX.opened(connection)
    schema.opened(connection, MATTERS)
    for statement in (TRAITS, JOINED, f"VACUUM (ANALYZE) {table.TABLE}", f"VACUUM (ANALYZE) {matters.TABLE}"):
        connection.execute(statement.encode())


def chain(connection: psycopg.Connection[Any], petition: UUID) -> list[Any]:
    named = {"office": "large", "position": PETITIONS, "moment": "2026-06-01", "petition": petition}
    return connection.execute(matters.CHAIN, named).fetchall()
