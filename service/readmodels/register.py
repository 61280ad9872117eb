"""The register and the lists taken from it: open, overdue, due soon, by page or counted by unit."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct
from psycopg import Connection
from psycopg.rows import class_row

from projections.catalog import REGISTER
from service.projector.writing import lane
from service.readmodels.asking import BadQuestion, Question

COLUMNS = """petition, number, external_id, unit, on_the_way, state, open, channel, source, content_class, title,
    people, received_on, due_on, due_at, clause, overdue_from <= %(judged)s AND open AS overdue"""
# A row is true at position P and moment M; the boxes are nets that an index can be searched with.
TRUE = """office = %(office)s AND from_pos <= %(position)s AND %(position)s < to_pos AND since <= %(moment)s
    AND (%(position)s < until_pos OR %(moment)s < until)"""
NET = """(known && box(point(%(position)s, %(lane)s + 0.5), point(%(position)s, %(lane)s + 0.5))
    OR until IS NOT NULL AND stood && box(point(%(epoch)s, %(lane)s + 0.5), point(%(epoch)s, %(lane)s + 0.5)))"""
TABLE = f"{REGISTER.schema}.{REGISTER.name}"
KINDS: Mapping[str, str] = {
    "register": "true",
    "open": f"open AND {NET}",
    "overdue": f"open AND {NET} AND overdue_from <= %(judged)s",
    "due-soon": f"open AND {NET} AND overdue_from > %(judged)s AND overdue_from <= %(soon)s",
}
FILTERS: Mapping[str, str] = {
    "unit": "unit = %(unit)s",
    "channel": "channel = %(channel)s",
    "state": "state = %(state)s",
    "content_class": "content_class = %(content_class)s",
    "clause": "clause = %(clause)s",
    "received_from": "received_on >= %(received_from)s",
    "received_to": "received_on <= %(received_to)s",
}
BEHIND = "(received_on, petition) > (%(after_day)s, %(after_petition)s)"
PAGE = "SELECT {columns} FROM {table} WHERE {where} ORDER BY received_on, petition LIMIT %(limit)s"
COUNT = """
SELECT unit, count(*), count(*) FILTER (WHERE open), count(*) FILTER (WHERE open AND overdue_from <= %(judged)s)
FROM {table} WHERE {where} GROUP BY unit ORDER BY unit
"""
MOST = 100_000


class Listed(Struct, frozen=True):
    """A petition in a list. `due_on` or `due_at` is the end of its earliest open duty, `clause` that duty's."""

    petition: UUID
    number: str
    external_id: str
    unit: str
    on_the_way: bool
    state: str
    open: bool
    channel: str
    source: str
    content_class: str
    title: str
    people: int
    received_on: date
    due_on: date | None
    due_at: datetime | None
    clause: str
    overdue: bool | None


class Page(Struct, frozen=True):
    """Some rows in order of receipt, and the cursor that goes on behind them (None: there are no more)."""

    rows: list[Listed]
    cursor: str | None


class UnitCount(Struct, frozen=True):
    """Petitions of one unit: all, open, overdue."""

    unit: str
    petitions: int
    open: int
    overdue: int


def page(
    connection: Connection[Any],
    asked: Question,
    kind: str = "register",
    filters: Mapping[str, object] | None = None,
    *,
    limit: int = 50,
    cursor: str | None = None,
    soon: datetime | None = None,
) -> Page:
    """One page of a list. Raises BadQuestion for an unknown filter or a cursor that is none of ours."""
    where, values = _where(asked, kind, filters or {})
    values |= {"limit": limit + 1, "soon": soon}
    if cursor is not None:
        where += f" AND {BEHIND}"
        values |= _placed(cursor)
    statement = PAGE.format(columns=COLUMNS, table=TABLE, where=where)
    rows = connection.cursor(row_factory=class_row(Listed)).execute(statement, values).fetchall()
    return Page(rows[:limit], _cursor(rows[limit - 1]) if len(rows) > limit else None)


def whole(connection: Connection[Any], asked: Question, kind: str, filters: Mapping[str, object]) -> Iterator[Listed]:
    """All rows of a list, in order of receipt."""
    cursor: str | None = None
    while True:
        found = page(connection, asked, kind, filters, limit=5000, cursor=cursor)
        yield from found.rows
        cursor = found.cursor
        if cursor is None:
            return


def by_unit(connection: Connection[Any], asked: Question) -> list[UnitCount]:
    """How many petitions each unit has, how many are open and overdue."""
    where, values = _where(asked, "register", {})
    statement = COUNT.format(table=TABLE, where=f"{where} AND state <> 'voided'")
    return [UnitCount(*row) for row in connection.execute(statement, values)]


def identified(connection: Connection[Any], office: str, number: str) -> UUID | None:
    """The petition that has this register number or this id of its source; None when there is none."""
    statement = f"SELECT petition FROM {TABLE} WHERE office = %s AND {{}} = %s LIMIT 1"  # noqa: S608 - constants
    for column in ("number", "external_id"):
        row = connection.execute(statement.format(column), (office, number)).fetchone()
        if row is not None:
            return UUID(str(row[0]))
    return None


def _where(asked: Question, kind: str, filters: Mapping[str, object]) -> tuple[str, dict[str, Any]]:
    given = {name: value for name, value in filters.items() if value is not None}
    if unknown := sorted(set(given) - set(FILTERS)):
        message = f"no such filter: {', '.join(unknown)}; there are {', '.join(FILTERS)}"
        raise BadQuestion(message)
    values: dict[str, Any] = {
        "office": asked.id,
        "lane": lane(asked.id),
        "position": asked.position,
        "moment": asked.on.moment,
        "epoch": asked.on.moment.timestamp(),
        "judged": asked.on.judged,
        **given,
    }
    return " AND ".join([TRUE, KINDS[kind], *(FILTERS[name] for name in given)]), values


def _cursor(row: Listed) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode((row.received_on, row.petition))).decode()


def _placed(cursor: str) -> dict[str, Any]:
    try:
        day, petition = msgspec.json.decode(base64.urlsafe_b64decode(cursor), type=tuple[date, UUID])
    except (ValueError, msgspec.MsgspecError):
        message = "the cursor is none that this list gave out (cursor 无效)"
        raise BadQuestion(message) from None
    return {"after_day": day, "after_petition": petition}
