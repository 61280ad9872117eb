"""What a look at one thing found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from psycopg import Connection

OK, MISSING, SKIPPED = "ok", "missing", "skipped"
SHOWN = 6
"""Things that are named one by one; of more it is said how many."""


class Check(Struct, frozen=True):
    """One thing looked at. `state`: ok 正常, missing 缺失 (something is wrong), skipped 略过 (it cannot be had here).

    `zh` and `en` say what was found and, where it is not ok, why and what to do.
    """

    name: str
    state: str
    zh: str
    en: str


class Service(Struct, frozen=True):
    """How the service connects: to a server of its own, or by a URL."""

    embedded: bool
    login: str


def ok(name: str, zh: str, en: str) -> Check:
    return Check(name, OK, zh, en)


def missing(name: str, zh: str, en: str) -> Check:
    return Check(name, MISSING, zh, en)


def skipped(name: str, zh: str, en: str) -> Check:
    return Check(name, SKIPPED, zh, en)


def listed(things: Sequence[str]) -> str:
    """The things in a line; of many the first ones and how many more there are."""
    more = f", … +{len(things) - SHOWN}" if len(things) > SHOWN else ""
    return ", ".join(things[:SHOWN]) + more


def names(connection: Connection[Any], query: str, *values: object) -> list[str]:
    """The first column of the rows, as text."""
    return [str(row[0]) for row in connection.execute(query.encode(), values or None)]


def one(connection: Connection[Any], query: str, *values: object) -> Any:
    """The first column of the first row; None without rows."""
    row = connection.execute(query.encode(), values or None).fetchone()
    return row[0] if row else None
