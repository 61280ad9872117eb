"""What is owed 限时事项: open duties by holder and date, those overdue or due soon, lapsed rights, and every breach.

A list names the petition as the register showed it at the same position and moment. What stays owed after a
petition was closed (a notice, a service) stands here, while the register's overdue list holds open petitions.
A right that nobody used in its time has lapsed: nobody owes it, so it stands in a list of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct
from psycopg import Connection
from psycopg.rows import class_row

from projections.catalog import DUTIES, REGISTER
from service.readmodels import paging
from service.readmodels.asking import Question
from service.readmodels.headings import CALLED, headed
from service.readmodels.leading import led_of
from service.readmodels.paging import Page
from service.readmodels.truth import begun_of, chosen, net_of, true_of, values

Filters = Mapping[str, object] | None

TABLE = f"{DUTIES.schema}.{DUTIES.name}"
PETITIONS = f"{REGISTER.schema}.{REGISTER.name}"
OVERDUE = "d.nature = 'duty' AND d.overdue_from <= %(judged)s"
LAPSED = "d.nature = 'right' AND d.overdue_from <= %(judged)s"
OWED = f"({LAPSED}) IS NOT TRUE"
KINDS: Mapping[str, str] = {
    "duties": OWED,
    "overdue": OVERDUE,
    "due-soon": "d.nature = 'duty' AND d.overdue_from > %(judged)s AND d.overdue_from <= %(soon)s",
    "lapsed": LAPSED,
}
FILTERS: Mapping[str, str] = {
    "holder": "d.holder = %(holder)s",
    "clause": "d.clause = %(clause)s",
    "entry": "d.entry = %(entry)s",
    "petition": "d.petition = %(petition)s",
    "nature": "d.nature = %(nature)s",
    "holders": "d.holder = ANY(%(holders)s)",
    "entries": "d.entry = ANY(%(entries)s)",
    "late_from": "d.overdue_from <= %(late_from)s",
    "late_to": "d.overdue_from > %(late_to)s",
    "led": f"""EXISTS (SELECT FROM {PETITIONS} p WHERE p.petition = d.petition AND {true_of("p")}
        AND {led_of("p.unit", "p.content_class")})""",
}
PERIOD: Mapping[str, str] = {
    "ended_from": "d.ended_on >= %(ended_from)s",
    "ended_to": "d.ended_on <= %(ended_to)s",
}
KEY = "d.petition, d.entry, d.discriminator, d.act, d.since"
# What has no date comes last.
DUE = "coalesce(d.overdue_from, 'infinity')"
# The fence keeps the condition `seen` behind the order, where it is asked of the rows of the page only.
FENCE = "OFFSET 0"
OPEN = f"""
WITH owed AS MATERIALIZED (
    SELECT d.* FROM (
        SELECT d.*, {DUE} AS due, coalesce({OVERDUE}, false) AS overdue, coalesce({LAPSED}, false) AS lapsed
        FROM {TABLE} d WHERE {{where}}
        ORDER BY due, {KEY} {{fence}}
    ) d WHERE {{seen}}
    ORDER BY d.due, {KEY} LIMIT %(limit)s
)
SELECT d.petition, {CALLED}, r.state, d.entry, d.discriminator, d.act, d.since, d.clause,
    d.nature, d.holder, d.opened_on, d.due_on, d.due_at, d.overdue_from, d.overdue, d.lapsed, d.provisional
FROM owed d JOIN {PETITIONS} r ON r.petition = d.petition AND {true_of("r")} {headed("d")}
ORDER BY d.due, {KEY}
"""  # noqa: S608 - constants
COUNTED = f"""
SELECT count(*)::int, count(*) FILTER (WHERE {KINDS["overdue"]})::int, count(*) FILTER (WHERE {KINDS["due-soon"]})::int
FROM {TABLE} d WHERE {{where}}
"""  # noqa: S608 - constants
BREACHED = f"""
WITH broken AS MATERIALIZED (
    SELECT d.* FROM {TABLE} d
    WHERE d.late AND {begun_of("d")} AND d.until_pos <= %(position)s AND d.until <= %(moment)s {{more}}
    ORDER BY d.ended_on, {KEY} LIMIT %(limit)s
)
SELECT d.petition, {CALLED}, r.state, d.entry, d.discriminator, d.act, d.since, d.clause,
    d.holder, d.opened_on, d.due_on, d.due_at, d.ended_on, d.kind, d.detail
FROM broken d JOIN {PETITIONS} r ON r.petition = d.petition AND {true_of("r")} {headed("d")}
ORDER BY d.ended_on, {KEY}
"""  # noqa: S608 - constants


class OfPetition(Struct, frozen=True, kw_only=True):
    """A duty in a list; entry, discriminator, act and since tell the duties of a petition apart.

    `due_on` or `due_at` is its end, neither: it has no date.
    """

    petition: UUID
    number: str
    external_id: str
    title: str
    state: str
    entry: str
    discriminator: str
    act: int
    since: datetime
    clause: str
    holder: str
    opened_on: date
    due_on: date | None
    due_at: datetime | None


class DutyListed(OfPetition, frozen=True, kw_only=True):
    """An open duty. A right or an aim is never overdue; a right whose end has passed has lapsed."""

    nature: str
    overdue_from: datetime | None
    overdue: bool
    lapsed: bool
    provisional: bool


class BreachListed(OfPetition, frozen=True, kw_only=True):
    """A duty that was met or cancelled after its end, or (kind `recorded`) a rule that an act broke.

    `holder` owed it, or did the act; `detail` is what was missing then. `state` may be voided.
    """

    ended_on: date
    kind: str
    detail: str


class DutyCounts(Struct, frozen=True):
    """Open duties, those overdue among them, those due soon."""

    owed: int
    overdue: int
    soon: int


class _DutyPlace(Struct, frozen=True, array_like=True):
    """Where a list of open duties goes on; `after_due` None = among those without a date."""

    after_due: datetime | None
    after_petition: UUID
    after_entry: str
    after_discriminator: str
    after_act: int
    after_since: datetime


class _BreachPlace(Struct, frozen=True, array_like=True):
    """Where a list of breaches goes on."""

    after_day: date
    after_petition: UUID
    after_entry: str
    after_discriminator: str
    after_act: int
    after_since: datetime


def open_duties(
    connection: Connection[Any],
    asked: Question,
    kind: str = "duties",
    filters: Filters = None,
    *,
    limit: int = 50,
    cursor: str | None = None,
    soon: datetime | None = None,
) -> Page[DutyListed]:
    """One page of the open duties, those that end first before the others; `kind` is one of KINDS.

    `soon`: the last instant of due-soon at which a duty becomes overdue; see Question.within.
    Raises: BadQuestion for an unknown filter or a cursor that is none of ours.
    """
    conditions, given = chosen(filters, FILTERS)
    named = values(asked) | given | {"limit": limit + 1, "soon": soon or asked.within()}
    conditions = [true_of("d"), net_of("d"), KINDS[kind], *conditions]
    mark = paging.list_of("duties", kind, asked.id, given)
    if cursor is not None:
        conditions.append(_behind(f"{DUE}, {KEY}", "coalesce(%(after_due)s::timestamptz, 'infinity')"))
        named |= _named(paging.placed(cursor, mark, _DutyPlace))
    statement = OPEN.format(**_placed(asked, conditions))
    rows = connection.cursor(row_factory=class_row(DutyListed)).execute(statement, named).fetchall()
    return paging.cut(rows, limit, mark, lambda row: (row.overdue_from, *_key(row)))


def _placed(asked: Question, conditions: list[str]) -> dict[str, str]:
    """Where it is asked what the viewer sees: of one who sees nearly all last, else first, so that few are ordered."""
    seen = asked.seeing.of("d")
    if asked.seeing.viewer.everywhere:
        return {"where": " AND ".join(conditions), "fence": FENCE, "seen": seen}
    return {"where": " AND ".join([*conditions, seen]), "fence": "", "seen": "true"}


def all_open(
    connection: Connection[Any],
    asked: Question,
    kind: str = "duties",
    filters: Filters = None,
    *,
    soon: datetime | None = None,
) -> Iterator[DutyListed]:
    """All open duties of a kind, in order. Raises BadQuestion."""

    def page(cursor: str | None) -> Page[DutyListed]:
        return open_duties(connection, asked, kind, filters, limit=paging.WHOLE_LIST, cursor=cursor, soon=soon)

    return paging.whole(page)


def counted(
    connection: Connection[Any], asked: Question, filters: Filters = None, *, soon: datetime | None = None
) -> DutyCounts:
    """How many open duties there are. Raises BadQuestion for an unknown filter."""
    conditions, given = chosen(filters, FILTERS)
    conditions = [true_of("d"), net_of("d"), OWED, *conditions, asked.seeing.of("d")]
    named = values(asked) | given | {"soon": soon or asked.within()}
    row = connection.execute(COUNTED.format(where=" AND ".join(conditions)), named).fetchone()
    return DutyCounts(*row) if row else DutyCounts(0, 0, 0)


def breaches(
    connection: Connection[Any],
    asked: Question,
    filters: Filters = None,
    *,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[BreachListed]:
    """One page of all breaches known by then, in the order of their days.

    Filters: FILTERS, and the days PERIOD from and to (both included) on which they became so. Raises BadQuestion.
    """
    conditions, given = chosen(filters, {**FILTERS, **PERIOD})
    conditions.append(asked.seeing.of("d"))
    named = values(asked) | given | {"limit": limit + 1}
    mark = paging.list_of("breaches", asked.id, given)
    if cursor is not None:
        conditions.append(_behind(f"d.ended_on, {KEY}", "%(after_day)s"))
        named |= _named(paging.placed(cursor, mark, _BreachPlace))
    statement = BREACHED.format(more="".join(f" AND {condition}" for condition in conditions))
    rows = connection.cursor(row_factory=class_row(BreachListed)).execute(statement, named).fetchall()
    return paging.cut(rows, limit, mark, lambda row: (row.ended_on, *_key(row)))


def all_breaches(connection: Connection[Any], asked: Question, filters: Filters = None) -> Iterator[BreachListed]:
    """All breaches known by then, in order. Raises BadQuestion."""

    def page(cursor: str | None) -> Page[BreachListed]:
        return breaches(connection, asked, filters, limit=paging.WHOLE_LIST, cursor=cursor)

    return paging.whole(page)


def _behind(columns: str, first: str) -> str:
    rest = "%(after_petition)s, %(after_entry)s, %(after_discriminator)s, %(after_act)s, %(after_since)s"
    return f"({columns}) > ({first}, {rest})"


def _named(place: _DutyPlace | _BreachPlace) -> dict[str, Any]:
    return {name: getattr(place, name) for name in place.__struct_fields__}


def _key(row: DutyListed | BreachListed) -> tuple[Any, ...]:
    return (row.petition, row.entry, row.discriminator, row.act, row.since)
