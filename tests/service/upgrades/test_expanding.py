"""Expand, then contract: a migration disturbs no server of the version before (docs/upgrades.md)."""

from __future__ import annotations

import re

import pytest

from service.migrations import Migration, read_migrations
from tests.service.upgrades.expanding import breaking

BEFORE_THE_FIRST_RELEASE = {
    "0030_stops_of_projections.sql": 1,
    "0090_reminders_by_mail.sql": 2,
}
"""Statements that would disturb: these files were written when there was no version before."""


@pytest.mark.parametrize("migration", read_migrations(), ids=lambda migration: migration.name)
def test_a_migration_stops_no_server_of_the_version_before(migration: Migration) -> None:
    found = breaking(migration.body.decode())
    assert len(found) == BEFORE_THE_FIRST_RELEASE.get(migration.name, 0), "\n".join(found)


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE jobs.job",
        "ALTER TABLE jobs.job DROP COLUMN payload",
        "ALTER TABLE jobs.job DROP payload",
        "alter table jobs.job alter column payload drop default",
        "DROP INDEX jobs.job_waiting",
        "ALTER TABLE jobs.job DROP CONSTRAINT job_office_kind_key_key",
        "ALTER TABLE jobs.job RENAME COLUMN key TO name",
        "ALTER SCHEMA jobs RENAME TO work",
        "ALTER TABLE jobs.job ALTER last_error SET NOT NULL",
        "ALTER TABLE jobs.job ALTER COLUMN id TYPE numeric",
        "ALTER TABLE jobs.job ADD COLUMN place text NOT NULL",
        "ALTER TABLE jobs.job ADD COLUMN a int DEFAULT 1, ADD COLUMN place text NOT NULL",
        "ALTER TABLE jobs.job ADD COLUMN place text NOT NULL, ADD COLUMN a int DEFAULT 1",
        "ALTER TABLE jobs.job ADD COLUMN other uuid DEFAULT gen_random_uuid()",
        "CREATE INDEX by_kind ON jobs.job (kind)",
        "CREATE UNIQUE INDEX by_kind ON jobs.job (kind)",
        "ALTER TABLE jobs.job ADD CHECK (id > 0)",
        "ALTER TABLE jobs.job ADD CONSTRAINT of_job FOREIGN KEY (id) REFERENCES jobs.attempt",
        "ALTER TABLE jobs.job ADD UNIQUE (kind)",
        "UPDATE jobs.job SET kind = 'other'",
        "DELETE FROM jobs.job",
        "LOCK TABLE jobs.job",
        "TRUNCATE jobs.job",
        "REINDEX TABLE jobs.job",
    ],
)
def test_what_would_stop_one_is_found(statement: str) -> None:
    """The control."""
    made_too = "CREATE TABLE jobs.other (id int);\nCREATE INDEX on_other ON jobs.other (id);\n"
    (found,) = {re.sub(": .*", "", each) for each in breaking(f"-- Why.\n{made_too}{statement};")}
    assert found == statement[:60]
    assert breaking(f"-- contract: unused since 0.3\n{statement};") == []


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE jobs.more (id int NOT NULL, UNIQUE (id)); ALTER TABLE jobs.more ALTER id TYPE bigint",
        "ALTER TABLE jobs.job ADD COLUMN place text",
        "ALTER TABLE jobs.job ADD COLUMN place text NOT NULL DEFAULT ''",
        "ALTER TABLE jobs.job ALTER kind DROP NOT NULL",
        "-- no-transaction\nCREATE INDEX CONCURRENTLY IF NOT EXISTS by_kind ON jobs.job (kind)",
        "ALTER TABLE jobs.job ADD CONSTRAINT positive CHECK (id > 0) NOT VALID",
        "ALTER TABLE jobs.job VALIDATE CONSTRAINT positive",
        "-- DROP TABLE jobs.job;",
        "CREATE OR REPLACE FUNCTION jobs.f() RETURNS void LANGUAGE sql AS $$ DELETE FROM jobs.job; $$",
    ],
)
def test_what_only_adds_is_not_found(statement: str) -> None:
    assert breaking(statement) == []
