"""What was entered afterwards: acts said to be in time and entered late 迟补录, acts entered with a reason 补录理由.

A list names the petition as the register showed it at the same position and moment. A petition that the viewer may
not know of stands in no list and no count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace
from psycopg import Connection
from psycopg.rows import class_row

from projections.catalog import DUTIES, ENTERED_LATE, EXCUSED, REGISTER
from projections.duties import RECORDED
from service.readmodels import paging
from service.readmodels.asking import Question
from service.readmodels.headings import CALLED, headed
from service.readmodels.paging import Page
from service.readmodels.truth import begun_of, chosen, true_of, values

Filters = Mapping[str, object] | None

LATE = f"{ENTERED_LATE.schema}.{ENTERED_LATE.name}"
REASONED = f"{EXCUSED.schema}.{EXCUSED.name}"
PETITIONS = f"{REGISTER.schema}.{REGISTER.name}"
BROKEN = f"{DUTIES.schema}.{DUTIES.name}"
BY_WHOM: Mapping[str, str] = {
    "person": "d.person = %(person)s",
    "unit": "d.unit = %(unit)s",
}
OF_DUTY: Mapping[str, str] = {
    **BY_WHOM,
    "clause": "d.clause = %(clause)s",
}
LATE_KEY = "d.from_pos, d.petition, d.entry, d.discriminator, d.opened_in, d.act"
LATE_LISTED = f"""
WITH entered AS MATERIALIZED (
    SELECT d.* FROM {LATE} d WHERE {begun_of("d")} AND {{where}} ORDER BY {LATE_KEY} LIMIT %(limit)s
)
SELECT d.from_pos AS known, d.petition, {CALLED}, r.state, d.act, d.event, d.entry,
    d.discriminator, d.opened_in, d.clause, d.nature, d.holder, d.kind, d.due_on, d.due_at, d.occurred_on,
    d.occurred_at, d.recorded_at, d.entered_in, d.person, d.unit, d.post, d.authenticated
FROM entered d JOIN {PETITIONS} r ON r.petition = d.petition AND {true_of("r")} {headed("d")}
ORDER BY {LATE_KEY}
"""  # noqa: S608 - constants
KEY = "d.from_pos, d.petition, d.act"
EXCUSED_LISTED = f"""
WITH excused AS MATERIALIZED (
    SELECT d.* FROM {REASONED} d WHERE {begun_of("d")} AND {{where}} ORDER BY {KEY} LIMIT %(limit)s
)
SELECT d.from_pos AS known, d.petition, {CALLED}, r.state, d.act, d.event, d.occurred_on,
    d.occurred_at, d.recorded_at, d.person, d.unit, d.post, d.authenticated
FROM excused d JOIN {PETITIONS} r ON r.petition = d.petition AND {true_of("r")} {headed("d")}
ORDER BY {KEY}
"""  # noqa: S608 - constants
# The breaches of an act stand among the duties, ended as soon as they began.
CAUSED = f"""
SELECT b.petition, b.act, b.clause, b.entry, b.detail FROM {BROKEN} b
WHERE {begun_of("b")} AND b.petition = ANY(%(petitions)s) AND b.kind = %(recorded)s
ORDER BY b.petition, b.act, b.discriminator
"""  # noqa: S608 - constants
COUNTED = f"""
SELECT d.petition, d.person, count(*), sum(d.breaches) FROM {REASONED} d
WHERE {begun_of("d")} AND {{where}} GROUP BY d.petition, d.person
"""  # noqa: S608 - constants


class Entry(Struct, frozen=True, kw_only=True):
    """An act of a petition, of version `act`, and who entered it when; `authenticated`: how it was known who did.

    `known`: the position at which the row became known as it stands; the order of the lists.
    """

    known: int
    petition: UUID
    number: str
    external_id: str
    title: str
    state: str
    act: int
    event: str
    occurred_on: date
    occurred_at: datetime | None
    recorded_at: datetime
    person: str
    unit: str
    post: str
    authenticated: str


class LateListed(Entry, frozen=True, kw_only=True):
    """An act that ended a duty in time (kind `met` or `cancelled`) and was entered after the duty's end.

    `entered_in` is `act`, or the version of the correction that brought the act into time: its person and recording.
    """

    entry: str
    discriminator: str
    opened_in: int
    clause: str
    nature: str
    holder: str
    kind: str
    due_on: date | None
    due_at: datetime | None
    entered_in: int


class Caused(Struct, frozen=True):
    """A rule that was broken: its clause, its entry of the rulebook, what was missing."""

    clause: str
    entry: str
    detail: str


class ExcusedListed(Entry, frozen=True, kw_only=True):
    """An act that was entered with a reason why it had already been done, and the breaches recorded with it."""

    breaches: tuple[Caused, ...] = ()


class ByPerson(Struct, frozen=True):
    """How many acts a person entered with a reason, and how many breaches were recorded with them."""

    person: str
    acts: int
    breaches: int


class _LatePlace(Struct, frozen=True, array_like=True):
    """Where the list of what was entered late goes on."""

    after_known: int
    after_petition: UUID
    after_entry: str
    after_discriminator: str
    after_opened: int
    after_act: int


class _Place(Struct, frozen=True, array_like=True):
    """Where the list of what was excused goes on."""

    after_known: int
    after_petition: UUID
    after_act: int


R = TypeVar("R", bound=Entry)


def entered_late(
    connection: Connection[Any], asked: Question, filters: Filters = None, *, limit: int = 50, cursor: str | None = None
) -> Page[LateListed]:
    """One page of what is said to have been in time and was entered late, in the order in which it became known.

    Filters: OF_DUTY. Raises BadQuestion for an unknown one or a cursor that is none of ours.
    """
    conditions, given = chosen(filters, OF_DUTY)
    mark = paging.list_of("entered-late", asked.id, given)
    place = paging.placed(cursor, mark, _LatePlace) if cursor is not None else None
    statement, named = _asked(LATE_LISTED, asked, conditions, given, LATE_KEY, place)
    rows = connection.cursor(row_factory=class_row(LateListed)).execute(statement, named | {"limit": limit + 1})
    page = paging.cut(rows.fetchall(), limit, mark, _late_place)
    return Page(_seen(connection, asked, page.rows), page.cursor)


def excused(
    connection: Connection[Any], asked: Question, filters: Filters = None, *, limit: int = 50, cursor: str | None = None
) -> Page[ExcusedListed]:
    """One page of the acts that were entered with a reason, as they became known, with what each broke.

    Filters: BY_WHOM. Raises BadQuestion.
    """
    conditions, given = chosen(filters, BY_WHOM)
    mark = paging.list_of("excused", asked.id, given)
    place = paging.placed(cursor, mark, _Place) if cursor is not None else None
    statement, named = _asked(EXCUSED_LISTED, asked, conditions, given, KEY, place)
    rows = connection.cursor(row_factory=class_row(ExcusedListed)).execute(statement, named | {"limit": limit + 1})
    page = paging.cut(rows.fetchall(), limit, mark, lambda row: (row.known, row.petition, row.act))
    return Page(_with_breaches(connection, asked, _seen(connection, asked, page.rows)), page.cursor)


def all_entered_late(connection: Connection[Any], asked: Question, filters: Filters = None) -> Iterator[LateListed]:
    """All that was entered late, in order. Raises BadQuestion."""
    return paging.whole(lambda cursor: entered_late(connection, asked, filters, limit=paging.WHOLE_LIST, cursor=cursor))


def all_excused(connection: Connection[Any], asked: Question, filters: Filters = None) -> Iterator[ExcusedListed]:
    """All that was excused, in order. Raises BadQuestion."""
    return paging.whole(lambda cursor: excused(connection, asked, filters, limit=paging.WHOLE_LIST, cursor=cursor))


def by_person(connection: Connection[Any], asked: Question, filters: Filters = None) -> tuple[ByPerson, ...]:
    """How often each person entered an act with a reason, of the whole list, who did most often first.

    Cost: reads the streams of the petitions that have such an act. Raises BadQuestion.
    """
    conditions, given = chosen(filters, BY_WHOM)
    statement, named = _asked(COUNTED, asked, conditions, given)
    found = connection.execute(statement, named).fetchall()
    visible = asked.seeing.among(connection, {petition for petition, *_ in found})
    acts: dict[str, tuple[int, int]] = {}
    for petition, person, count, broken in found:
        if petition in visible:
            before = acts.get(person, (0, 0))
            acts[person] = (before[0] + count, before[1] + broken)
    counted = (ByPerson(person, *both) for person, both in acts.items())
    return tuple(sorted(counted, key=lambda each: (-each.acts, -each.breaches, each.person)))


def _asked(
    statement: str,
    asked: Question,
    conditions: Sequence[str],
    given: dict[str, object],
    key: str = "",
    place: _Place | _LatePlace | None = None,
) -> tuple[str, dict[str, Any]]:
    """The statement under these conditions, behind that place of its order, and the values that it names."""
    where = [*conditions]
    named = values(asked) | given
    if place is not None:
        after = {name: getattr(place, name) for name in place.__struct_fields__}
        where.append(f"({key}) > ({', '.join(f'%({name})s' for name in after)})")
        named |= after
    return statement.format(where=" AND ".join(where or ["true"])), named


def _late_place(row: LateListed) -> tuple[Any, ...]:
    return (row.known, row.petition, row.entry, row.discriminator, row.opened_in, row.act)


def _with_breaches(connection: Connection[Any], asked: Question, rows: Sequence[ExcusedListed]) -> list[ExcusedListed]:
    named = values(asked) | {"petitions": [row.petition for row in rows], "recorded": RECORDED}
    found: dict[tuple[UUID, int], list[Caused]] = {}
    for petition, act, *said in connection.execute(CAUSED, named) if rows else ():
        found.setdefault((petition, act), []).append(Caused(*said))
    return [replace(row, breaches=tuple(found.get((row.petition, row.act), ()))) for row in rows]


def _seen(connection: Connection[Any], asked: Question, rows: Sequence[R]) -> list[R]:
    visible = asked.seeing.among(connection, {row.petition for row in rows})
    return [row for row in rows if row.petition in visible]
