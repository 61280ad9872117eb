"""The plan of every statement that a database carries out, and which of its tables are not read by office.

PostgreSQL itself says how it understood a statement: its planner carries `office = …` to every table that a join ties
to it, as the planner of a distributed PostgreSQL does before it chooses the shard. The plans come as notices of
auto_explain, those of triggers and functions too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from unittest import mock

import psycopg
from msgspec import Struct
from psycopg import Connection, sql
from psycopg.errors import Diagnostic

SETTINGS = {
    "session_preload_libraries": "auto_explain",
    "auto_explain.log_min_duration": "0",
    "auto_explain.log_format": "json",
    "auto_explain.log_level": "notice",
    "auto_explain.log_verbose": "on",
    "auto_explain.log_nested_statements": "on",
}
CONDITIONS = ("Index Cond", "Recheck Cond", "Filter", "TID Cond")
_VALUE = r"(?:'[^']*'::text|\(?\$\d+|\(?current_setting\([^)]*\)\)?)"
_OFFICE = r"(?:(\w+)\.)?office"
ONE_OFFICE = re.compile(rf"\b{_OFFICE} = {_VALUE}|{_VALUE} = {_OFFICE}\b")
SAME_OFFICE = re.compile(r"\b(\w+)\.office = (\w+)\.office\b")


class Planned(Struct, frozen=True):
    """A statement as it was carried out; `tables` are those it reads or writes, `loose` those not tied to an office."""

    text: str
    tables: frozenset[str]
    loose: frozenset[str]


@contextmanager
def listening(owner: str, dbname: str) -> Iterator[list[Planned]]:
    """What is carried out in the database over connections that are opened meanwhile, as it comes.

    `owner`: how a superuser connects.
    """
    with psycopg.connect(owner, autocommit=True) as connection:
        for name, value in SETTINGS.items():
            setting = sql.SQL("ALTER DATABASE {} SET {} = {}")
            named = sql.SQL(".").join(map(sql.Identifier, name.split(".")))
            connection.execute(setting.format(sql.Identifier(dbname), named, sql.Literal(value)))
    heard: list[Planned] = []

    def hear(said: Diagnostic) -> None:
        found = planned(said.message_primary or "")
        if found is not None:
            heard.append(found)

    real = Connection.connect

    def connect(*given: Any, **named: Any) -> Connection[Any]:
        made = real(*given, **named)
        made.add_notice_handler(hear)
        return made

    with mock.patch.object(Connection, "connect", connect), mock.patch.object(psycopg, "connect", connect):
        yield heard


def planned(notice: str) -> Planned | None:
    """The statement of a notice of auto_explain; None: it is another notice."""
    if not notice.startswith("duration: "):
        return None
    told = json.loads(notice[notice.index("{") :], strict=False)
    scans = list(_scans(told["Plan"]))
    tied = _tied(scans)
    return Planned(
        told["Query Text"],
        frozenset(scan.table for scan in scans),
        frozenset(scan.table for scan in scans if scan.alias not in tied),
    )


class Scan(Struct, frozen=True):
    """A table in a plan under the name that it has there; `writes`: rows are put into it or changed."""

    table: str
    alias: str
    conditions: str
    writes: bool


def _scans(node: dict[str, Any]) -> Iterator[Scan]:
    if "Relation Name" in node:
        conditions = " ".join(str(node[each]) for each in CONDITIONS if each in node)
        table = f"{node['Schema']}.{node['Relation Name']}"
        yield Scan(table, node["Alias"], conditions, node["Node Type"] == "ModifyTable")
    for below in node.get("Plans", ()):
        yield from _scans(below)


def _tied(scans: Sequence[Scan]) -> set[str]:
    """The names of those of which one office is read: by a value, or by another that is. Rows put in say theirs."""
    reads = [scan for scan in scans if not scan.writes]
    tied = {scan.alias for scan in reads if ONE_OFFICE.search(scan.conditions)}
    for _ in reads:
        tied |= {scan.alias for scan in reads if _partners(scan) & tied}
    return tied | {scan.alias for scan in scans if scan.writes} - {scan.alias for scan in reads}


def _partners(scan: Scan) -> set[str]:
    """Whose office is the same as that of the rows read."""
    pairs = [set(pair) for pair in SAME_OFFICE.findall(scan.conditions)]
    return {other for pair in pairs if scan.alias in pair for other in pair - {scan.alias}}
