"""The register and the lists taken from it: open, overdue, due soon, by page or counted by unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct
from psycopg import Connection
from psycopg.rows import class_row

from projections.catalog import REGISTER, STATISTICS
from service.readmodels import paging
from service.readmodels.asking import Question
from service.readmodels.headings import CALLED, headed
from service.readmodels.leading import led_of
from service.readmodels.paging import Page
from service.readmodels.restricting import joined, masked
from service.readmodels.searching import sought
from service.readmodels.truth import chosen, net_of, true_of, values

COLUMNS = """petition, unit, person, on_the_way, state, open, channel, source, content_class,
    people, received_on, due_on, due_at, clause,
    coalesce(overdue_from <= %(judged)s AND open, false) AS overdue"""
TABLE = f"{REGISTER.schema}.{REGISTER.name}"
TRUE = f"""FROM {TABLE} WHERE {true_of(REGISTER.name)}"""
# What is open is found by the nets first: in the order of receipt the server would wade through all of the register.
# What is known to be void was entered in error, on whatever day that is asked about.
FOUND = f"""{TRUE} AND open AND {net_of(REGISTER.name)}
    AND NOT EXISTS (SELECT FROM {TABLE} v WHERE v.office = register.office AND v.petition = register.petition
        AND v.state = 'voided' AND v.from_pos <= %(position)s AND %(position)s < v.to_pos)"""
OPEN = f"WITH found AS MATERIALIZED (SELECT * {FOUND})"
KINDS: Mapping[str, tuple[str, str]] = {
    "register": ("", f"{TRUE} AND received_on <= %(day)s"),
    "open": (OPEN, "FROM found WHERE true"),
    "overdue": (OPEN, "FROM found WHERE overdue_from <= %(judged)s"),
    "due-soon": (OPEN, "FROM found WHERE overdue_from > %(judged)s AND overdue_from <= %(soon)s"),
}
"""Each list: what is found first, and where its rows are taken from under which condition."""
AMONG = (
    f"WITH found AS MATERIALIZED (SELECT * {TRUE} AND petition = ANY(%(among)s))",
    "FROM found WHERE received_on <= %(day)s",
)
"""The register of some petitions, which are found first."""
SHOWN_FROM = {False: REGISTER.name, True: "found"}
"""What the rows of a list are called: those of the table, or those that were found first."""
FILTERS: Mapping[str, str] = {
    "unit": "unit = %(unit)s",
    "channel": "channel = %(channel)s",
    "state": "state = %(state)s",
    "content_class": "content_class = %(content_class)s",
    "clause": "clause = %(clause)s",
    "received_from": "received_on >= %(received_from)s",
    "received_to": "received_on <= %(received_to)s",
    "units": "unit = ANY(%(units)s)",
    "on_the_way": "on_the_way = %(on_the_way)s",
    "petitions": "petition = ANY(%(petitions)s)",
    "late_from": "overdue_from <= %(late_from)s",
    "late_to": "overdue_from > %(late_to)s",
    "led": led_of("unit", "content_class"),
}
OLDEST, NEWEST = "oldest", "newest"
ORDERS: Mapping[str, tuple[str, str]] = {OLDEST: ("ASC", ">"), NEWEST: ("DESC", "<")}
"""In which order of receipt, and what lies behind a row of it."""
BEHIND = "(received_on, petition) {behind} (%(after_day)s, %(after_petition)s)"
PAGE = f"""{{first}}listed AS MATERIALIZED (
    SELECT {COLUMNS} {{rows}} ORDER BY received_on {{way}}, petition {{way}} LIMIT %(limit)s
)
SELECT l.*, {CALLED} FROM listed l {headed("l")} ORDER BY l.received_on {{way}}, l.petition {{way}}
"""  # noqa: S608 - constants
COUNT = f"""
{OPEN}, stands AS (
    SELECT {masked("found.unit")} AS unit, count(*) AS open,
        count(*) FILTER (WHERE overdue_from <= %(judged)s) AS overdue
    FROM found {{of_found}} GROUP BY 1
), came AS (
    SELECT {masked("s.unit")} AS unit, count(*) AS petitions FROM {STATISTICS.schema}.{STATISTICS.name} s {{of_facts}}
    WHERE office = %(office)s AND measure = 'received' AND day <= %(day)s
        AND from_pos <= %(position)s AND %(position)s < to_pos
    GROUP BY 1
)
SELECT unit, coalesce(petitions, 0), coalesce(open, 0), coalesce(overdue, 0)
FROM came FULL JOIN stands USING (unit) ORDER BY unit
"""  # noqa: S608 - constants
STOCKS = f"""
{OPEN}
SELECT {masked("found.unit")}, {masked("found.channel")}, {masked("found.content_class")}, count(*),
    count(*) FILTER (WHERE overdue_from <= %(judged)s), sum(people)::int
FROM found {{of_found}} GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""  # noqa: S608 - constants
OPENED = f"SELECT count(*)::int {FOUND}"


class Listed(Struct, frozen=True):
    """A petition in a list; `person` is who has it in its unit, as far as that is known.

    `due_on` or `due_at` is the end of its earliest open duty, `clause` that duty's.
    """

    petition: UUID
    number: str
    external_id: str
    unit: str
    person: str
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
    overdue: bool


class _Place(Struct, frozen=True, array_like=True):
    """Where a list goes on."""

    after_day: date
    after_petition: UUID


class UnitCount(Struct, frozen=True):
    """Petitions that came in at one unit up to that day, void ones left out; and those open and overdue there now."""

    unit: str
    petitions: int
    open: int
    overdue: int


class Stock(Struct, frozen=True):
    """Open petitions of one unit, channel and content class, those overdue among them, and their petitioners."""

    unit: str
    channel: str
    content_class: str
    open: int
    overdue: int
    persons: int


class Wanted(Struct, frozen=True):
    """What of a list is wanted beside its filters: in which order, what it is called in part, only these petitions."""

    order: str = OLDEST
    text: str | None = None
    among: tuple[UUID, ...] | None = None


PLAINLY = Wanted()


def page(
    connection: Connection[Any],
    asked: Question,
    kind: str = "register",
    filters: Mapping[str, object] | None = None,
    *,
    limit: int = 50,
    cursor: str | None = None,
    soon: datetime | None = None,
    wanted: Wanted = PLAINLY,
) -> Page[Listed]:
    """One page of a list, in order of receipt; `kind` is one of KINDS.

    `soon`: the last instant of due-soon at which a petition becomes overdue; see Question.within.
    Raises: BadQuestion for an unknown filter, a cursor that is none of ours, a text that is too short.
    """
    conditions, given = chosen(filters, FILTERS)
    mark = paging.list_of(kind, asked.id, given, *([wanted] if wanted != PLAINLY else []))
    looked = _looked_for(connection, asked, kind, wanted)
    way, behind = ORDERS[wanted.order]
    named = values(asked) | given | dict(looked.named) | {"limit": limit + 1, "soon": soon or asked.within()}
    if cursor is not None:
        conditions.append(BEHIND.format(behind=behind))
        place = paging.placed(cursor, mark, _Place)
        named |= {"after_day": place.after_day, "after_petition": place.after_petition}
    rows_of = " AND ".join([looked.rows, *conditions, *looked.conditions])
    statement = PAGE.format(first=f"{looked.first}, " if looked.first else "WITH ", rows=rows_of, way=way)
    rows = connection.cursor(row_factory=class_row(Listed)).execute(statement, named).fetchall()
    return paging.cut(rows, limit, mark, lambda row: (row.received_on, row.petition))


def unlisted(
    connection: Connection[Any], asked: Question, kind: str = "register", filters: Mapping[str, object] | None = None
) -> int:
    """How many rows of a list this viewer is not shown. By other filters than days it would tell where they are.

    Raises BadQuestion for an unknown filter.
    """
    conditions, given = chosen(filters, FILTERS)
    first, rows = KINDS[kind]
    seen = asked.seeing.of(SHOWN_FROM[bool(first)], found=bool(first))
    where = " AND ".join([rows, *conditions, f"({seen}) IS NOT TRUE"])
    named = values(asked) | given | {"soon": asked.within()}
    ((found,),) = connection.execute(f"{first} SELECT count(*)::int {where}".encode(), named).fetchall()
    return int(found)


class _Looked(Struct, frozen=True):
    """How a list is found: what first, from where, under which conditions beside its filters, by which values."""

    first: str
    rows: str
    conditions: tuple[str, ...]
    named: Mapping[str, Any]


def _looked_for(connection: Connection[Any], asked: Question, kind: str, wanted: Wanted) -> _Looked:
    found = sought(connection, asked, wanted.text) if wanted.text is not None else None
    among = wanted.among if wanted.among is not None else found.among if found else None
    first, rows = KINDS[kind] if first_found(kind) or among is None else AMONG
    table = SHOWN_FROM[bool(first)]
    conditions = [asked.seeing.of(table, found=bool(first))]
    if first_found(kind) and among is not None:
        conditions.append("petition = ANY(%(among)s)")
    if found:
        conditions.append(found.condition(table))
    text = {"sought": found.text} if found else {}
    return _Looked(first, rows, tuple(conditions), {**text, **({} if among is None else {"among": list(among)})})


def first_found(kind: str) -> bool:
    """Whether the rows of a list are found before they are filtered."""
    return bool(KINDS[kind][0])


def whole(
    connection: Connection[Any],
    asked: Question,
    kind: str = "register",
    filters: Mapping[str, object] | None = None,
    *,
    soon: datetime | None = None,
    wanted: Wanted = PLAINLY,
) -> Iterator[Listed]:
    """All rows of a list, in order of receipt. Raises BadQuestion."""

    def part(cursor: str | None) -> Page[Listed]:
        return page(connection, asked, kind, filters, limit=paging.WHOLE_LIST, cursor=cursor, soon=soon, wanted=wanted)

    return paging.whole(part)


def by_unit(connection: Connection[Any], asked: Question) -> list[UnitCount]:
    """What came in at each unit, and what is open and overdue there. The sums are those of the register.

    What is restricted is one row "restricted", here and in `stocks`.
    """
    statement = COUNT.format(of_found=joined(asked, "found.petition"), of_facts=joined(asked, "s.petition"))
    return [UnitCount(*row) for row in connection.execute(statement, values(asked))]


def stocks(connection: Connection[Any], asked: Question) -> list[Stock]:
    """What is open and overdue, broken down; the sums over channels and classes are those of `by_unit`."""
    statement = STOCKS.format(of_found=joined(asked, "found.petition"))
    return [Stock(*row) for row in connection.execute(statement, values(asked))]


def how_many_open(connection: Connection[Any], asked: Question) -> int:
    """The sum of `stocks`, for less."""
    ((found,),) = connection.execute(OPENED, values(asked)).fetchall()
    return int(found)
