"""Which tables would be distributed by office, as docs/scale-out.md says, and which there are."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from msgspec import Struct
from psycopg import Connection

PAGE = Path(__file__).parents[3] / "docs" / "scale-out.md"
READ_MODELS = """
SELECT format('%s.%s', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN projector.projection p ON p.schema = n.nspname WHERE c.relkind IN ('r', 'p')
"""
TABLES = """
SELECT format('%s.%s', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
"""
OF_A_YEAR = re.compile(r"ledger\.access-\d{4}/[a-z0-9-]+")
"""A table of access records, which is one office's alone."""


class Distribution(Struct, frozen=True):
    """Names of tables, each with its schema; `listed`: how the statements over all offices begin."""

    distributed: frozenset[str]
    reference: frozenset[str]
    staying: frozenset[str]
    listed: tuple[str, ...]


def distribution(connection: Connection[Any]) -> Distribution:
    """As the page says, with the read models of this database."""
    page = PAGE.read_text()
    read_models = {name for (name,) in connection.execute(READ_MODELS)}
    staying, over_all = _section(page, "### What stays"), _section(page, "### Statements over all")
    return Distribution(
        frozenset(re.findall(r"create_distributed_table\('([^']+)'", page)) | read_models,
        frozenset(re.findall(r"create_reference_table\('([^']+)'", page)),
        frozenset(re.findall(r"`([a-z_]+\.[a-z_]+)`", staying)),
        tuple(re.findall(r"^\| `([^`]+)`", over_all, re.MULTILINE)),
    )


def tables(connection: Connection[Any]) -> set[str]:
    """Every table of the database but those of a year of access records."""
    return {name for (name,) in connection.execute(TABLES) if not OF_A_YEAR.fullmatch(name)}


def _section(page: str, heading: str) -> str:
    return page.split(heading, 1)[1].split("\n### ", 1)[0]
