"""Tables and keys let themselves be distributed by office: no server would need the rows of another to hold a key."""

from __future__ import annotations

from typing import Any

from psycopg import Connection

from tests.service.scaleout.distribution import Distribution, tables

KEYS = """
SELECT format('%s.%s', n.nspname, c.relname), pg_get_indexdef(i.indexrelid), EXISTS (
    SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'office' AND a.attnum = ANY(i.indkey::int2[]))
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE i.indisunique OR i.indisexclusion
"""
FOREIGN = """
SELECT format('%s.%s', n.nspname, c.relname), format('%s.%s', m.nspname, d.relname), k.confupdtype::text, EXISTS (
    SELECT FROM unnest(k.conkey, k.confkey) AS pair (own, other)
    JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = pair.own AND a.attname = 'office'
    JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = pair.other AND b.attname = 'office')
FROM pg_constraint k
JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_class d ON d.oid = k.confrelid JOIN pg_namespace m ON m.oid = d.relnamespace
WHERE k.contype = 'f'
"""
OFFICES = """
SELECT format('%s.%s', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'office' AND a.attnotnull AND NOT a.atthasdef
"""
CASCADING = {"projector.stopped"}
"""Refer to a distributed table with ON UPDATE CASCADE: docs/scale-out.md names them among what Citus would refuse."""


def loose_keys(connection: Connection[Any], parted: Distribution) -> list[str]:
    return [key for table, key, tied in connection.execute(KEYS) if table in parted.distributed and not tied]


def loose_references(connection: Connection[Any], parted: Distribution) -> list[str]:
    found = connection.execute(FOREIGN).fetchall()
    return [
        table
        for table, other, _, tied in found
        if table in parted.distributed and not ((tied and other in parted.distributed) or other in parted.reference)
    ]


def test_every_table_has_its_place(connection: Connection[Any], parted: Distribution) -> None:
    placed = [*parted.distributed, *parted.reference, *parted.staying]
    assert sorted(placed) == sorted(tables(connection))


def test_every_distributed_table_says_whose_each_row_is(connection: Connection[Any], parted: Distribution) -> None:
    """Not null and without a default, so that what is put in names its office."""
    assert parted.distributed <= {name for (name,) in connection.execute(OFFICES)}


def test_every_unique_key_holds_the_office(connection: Connection[Any], parted: Distribution) -> None:
    assert loose_keys(connection, parted) == []


def test_every_foreign_key_stays_within_the_office(connection: Connection[Any], parted: Distribution) -> None:
    """Or leads to what every server has."""
    assert loose_references(connection, parted) == []


def test_keys_whose_office_would_be_changed_are_named(connection: Connection[Any], parted: Distribution) -> None:
    cascading = {
        table
        for table, other, change, _ in connection.execute(FOREIGN)
        if change == "c" and other in parted.distributed
    }
    assert cascading == CASCADING


def test_a_key_without_the_office_is_found(connection: Connection[Any], parted: Distribution) -> None:
    """The control."""
    connection.execute("CREATE UNIQUE INDEX by_partner ON exchange.channel (partner)")
    connection.execute("CREATE UNIQUE INDEX of_all ON jobs.reminder (petition) WHERE office = 'yimin'")
    connection.execute(
        "ALTER TABLE jobs.reminder ADD COLUMN partner text REFERENCES exchange.channel (partner),"
        "ADD COLUMN account uuid REFERENCES signin.account"
    )
    assert len(loose_keys(connection, parted)) == 2
    assert loose_references(connection, parted) == ["jobs.reminder", "jobs.reminder"]


def test_a_table_without_a_place_is_found(connection: Connection[Any], parted: Distribution) -> None:
    """The control."""
    connection.execute("CREATE TABLE jobs.unplaced (office text NOT NULL)")
    placed = parted.distributed | parted.reference | parted.staying
    assert tables(connection) - placed == {"jobs.unplaced"}
