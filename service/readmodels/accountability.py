"""Accountability 着落与结果: where every petition of the register stands, and what is wrong with some of them.

Every petition stands in exactly one of PARTS, so that the parts sum to the register at the same position and day.
FLAGS name what somebody should look into; several may fly on one petition. What is open is found as the open list of
the register finds it, the rest in the order of receipt.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace
from psycopg import Connection
from psycopg.rows import class_row

from domain import events as e
from domain.phases import Phases, phases
from domain.results import of_results
from projections.catalog import DUTIES, REGISTER
from projections.track import view
from service.ledger import reading
from service.ledger.application import MATTERS
from service.ledger.entry import Line
from service.readmodels import paging
from service.readmodels.asking import BadQuestion, Question
from service.readmodels.headings import CALLED, headed
from service.readmodels.leading import leader, led, led_of
from service.readmodels.paging import Page
from service.readmodels.truth import begun_of, chosen, net_of, true_of, values

PASSED_ON = 2
"""Passed on more often than this is too often, when nobody says otherwise."""
UNTOUCHED_DAYS = 30
"""So many calendar days without an act are too many, when nobody says otherwise."""
TABLE = f"{REGISTER.schema}.{REGISTER.name}"
DUTIES_TABLE = f"{DUTIES.schema}.{DUTIES.name}"
# What is known to be void was entered in error, on whatever day that is asked about.
VOID = f"""EXISTS (SELECT FROM {TABLE} v WHERE v.office = r.office AND v.petition = r.petition
    AND v.state = 'voided' AND v.from_pos <= %(position)s AND %(position)s < v.to_pos)"""
# The same for all of a register: these few are found once instead of being looked for petition by petition.
VOID_ONES = f"""r.petition IN (SELECT v.petition FROM {TABLE} v WHERE v.office = %(office)s
    AND v.state = 'voided' AND v.from_pos <= %(position)s AND %(position)s < v.to_pos)"""  # noqa: S608 - constants
# Looked up for each petition by itself: as a join the server would read the duties from end to end.
OVERDUE_RESULT = f"""(SELECT true FROM {DUTIES_TABLE} d WHERE d.petition = r.petition AND {true_of("d")}
    AND d.nature = 'duty' AND d.overdue_from <= %(judged)s AND d.entry = ANY(%(results)s) LIMIT 1) IS TRUE"""  # noqa: S608
MISSED_RESULT = f"""(SELECT true FROM {DUTIES_TABLE} d WHERE d.petition = r.petition AND {begun_of("d")}
    AND d.until_pos <= %(position)s AND d.until <= %(moment)s AND d.late AND d.entry = ANY(%(results)s)
    LIMIT 1) IS TRUE"""  # noqa: S608 - constants
HAS_RESULT = "(r.answered OR r.outcome <> '')"
WITHOUT_RESULT = "NOT r.open AND NOT r.answered AND r.outcome = '' AND NOT r.void"
WAITING = "r.state = 'awaiting_instruction'"
LATE = "coalesce(r.overdue_from <= %(judged)s, false)"
ENDED = "NOT r.void AND NOT r.open"
HERE = f"NOT r.on_the_way AND NOT {WAITING}"
PARTS: Mapping[str, str] = {
    "void": "r.void",
    "with-outcome": f"{ENDED} AND {HAS_RESULT}",
    "refused": f"{WITHOUT_RESULT} AND r.ending = 'refused'",
    "withdrawn": f"{WITHOUT_RESULT} AND r.ending = 'withdrawn'",
    "closed-without-outcome": f"{WITHOUT_RESULT} AND r.ending = 'closed'",
    "on-the-way": "r.on_the_way",
    "in-instruction": f"NOT r.on_the_way AND {WAITING}",
    "past-limit": f"{HERE} AND {LATE}",
    "inside-limit": f"{HERE} AND r.overdue_from > %(judged)s",
    "without-deadline": f"{HERE} AND r.overdue_from IS NULL",
}
"""Where a petition stands: void, ended with or without a result, or open in one of five ways; exactly one is true."""
OPEN_PARTS = tuple(PARTS)[5:]
MISSED = "ended-past-limit-without-outcome"
FLAGS: Mapping[str, str] = {
    "not-landed": "r.on_the_way",
    "waiting-instruction": WAITING,
    "without-open-duty": "r.overdue_from IS NULL",
    "without-live-deadline": "coalesce(r.live_until <= %(judged)s, true)",
    "past-limit-without-outcome": f"{LATE} AND {OVERDUE_RESULT}",
    "untouched": "%(day)s::date - r.touched_on >= %(untouched)s",
    "passed-on": "r.passed_on > %(passed_on)s AND NOT r.void",
    "breached-although-ended": "NOT r.open AND r.breaches > 0 AND NOT r.void",
    MISSED: f"{WITHOUT_RESULT} AND {MISSED_RESULT}",
}
"""What should be looked into."""
OPEN_FLAGS = tuple(FLAGS)[:6]
LISTS: Mapping[str, str] = {**PARTS, **FLAGS}
AGAIN = "r.passed_on > 1"
OF_OPEN = frozenset((*OPEN_PARTS, *OPEN_FLAGS))
"""Lists of open petitions only; what they ask is asked of those."""
FILTERS: Mapping[str, str] = {
    "unit": "r.unit = %(unit)s",
    "clause": "r.clause = %(clause)s",
    "leader": led_of("r.unit", "r.content_class"),
}
# What is open is found by the nets first: in the order of receipt the server would wade through all of the register.
OPEN = f"""WITH found AS MATERIALIZED (
    SELECT r.*, false AS void FROM {TABLE} r
    WHERE {true_of("r")} AND r.open AND {net_of("r")} AND NOT {VOID})"""  # noqa: S608 - constants
ENDED_WITHOUT = f"""WITH found AS MATERIALIZED (
    SELECT r.*, {VOID_ONES} AS void FROM {TABLE} r
    WHERE {true_of("r")} AND NOT r.open AND NOT r.answered AND r.outcome = '')"""  # noqa: S608 - constants
ALL = f"""(SELECT r.*, {VOID_ONES} AS void FROM {TABLE} r
    WHERE {true_of("r")} AND r.received_on <= %(day)s) r"""  # noqa: S608 - constants
# The day on which it came to the end at which it stands: that of the first row behind the last in which it was open.
LAST_OPEN = f"""(SELECT max(o.since) FROM {TABLE} o WHERE o.petition = r.petition AND {begun_of("o")} AND o.open)"""  # noqa: S608
ENDED_ON = f"""(SELECT (min(e.since) AT TIME ZONE %(zone)s)::date FROM {TABLE} e WHERE e.petition = r.petition
    AND {begun_of("e")} AND NOT e.open AND e.since > coalesce({LAST_OPEN}, '-infinity'))"""  # noqa: S608 - constants
COLUMNS = f"""r.petition, r.unit, r.person, r.on_the_way, '' AS leader, r.state,
    r.open, r.channel, r.content_class, r.received_on, r.due_on, r.due_at, r.clause, {LATE} AND r.open AS overdue,
    r.passed_on, r.touched_on, r.state_since, r.ending, r.outcome, r.breaches,
    CASE WHEN NOT r.open THEN {ENDED_ON} END AS ended_on"""
# What was done after the end (an archiving, a rating) makes no days of less than nothing.
DAYS = """r.counted_to - r.received_on AS days, greatest(r.counted_to - r.touched_on, 0) AS untouched_days,
    greatest(r.counted_to - r.state_since, 0) AS state_days"""
BEHIND = "(r.received_on, r.petition) > (%(after_day)s, %(after_petition)s)"
PAGE = f"""{{before}}listed AS MATERIALIZED (
    SELECT r.*, coalesce(r.ended_on, %(day)s::date) AS counted_to FROM (
        SELECT {COLUMNS} {{rows}} ORDER BY r.received_on, r.petition LIMIT %(limit)s
    ) r
)
SELECT r.*, {DAYS}, {CALLED} FROM listed r {headed("r")} ORDER BY r.received_on, r.petition
"""  # noqa: S608 - constants


class Bounds(Struct, frozen=True):
    """More than so many times passed on; so many calendar days untouched."""

    passed_on: int = PASSED_ON
    untouched: int = UNTOUCHED_DAYS


DEFAULT = Bounds()


class Accounted(Struct, frozen=True, kw_only=True):
    """A petition in a list of accountability.

    `leader` answers for it on the day asked about: by its content class, its unit or one above it; "" nobody is named.
    `due_on` or `due_at` is the end of its earliest open duty, `clause` that duty's; `ended_on` the day on which it
    ended at last. Days are calendar days up to `counted_to`, that day, else the day asked about: since the receipt,
    since the last act, since the act that set the state. `phases`: where the time of a late one went.
    """

    petition: UUID
    number: str
    external_id: str
    title: str
    unit: str
    person: str
    on_the_way: bool
    leader: str
    state: str
    open: bool
    channel: str
    content_class: str
    received_on: date
    due_on: date | None
    due_at: datetime | None
    clause: str
    overdue: bool
    passed_on: int
    touched_on: date
    state_since: date
    ending: str
    outcome: str
    breaches: int
    ended_on: date | None
    counted_to: date
    days: int
    untouched_days: int
    state_days: int
    phases: Phases | None = None


class _Place(Struct, frozen=True, array_like=True):
    """Where a list goes on."""

    after_day: date
    after_petition: UUID


def page(
    connection: Connection[Any],
    asked: Question,
    kind: str,
    filters: Mapping[str, object] | None = None,
    *,
    bounds: Bounds = DEFAULT,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[Accounted]:
    """One page of a list in the order of receipt, with where the time went; `kind` is one of LISTS.

    Raises: BadQuestion for an unknown list or filter, or a cursor that is none of ours.
    """
    found = listed(connection, asked, kind, filters, bounds=bounds, limit=limit, cursor=cursor)
    return spent(connection, asked, found)


def listed(
    connection: Connection[Any],
    asked: Question,
    kind: str,
    filters: Mapping[str, object] | None = None,
    *,
    bounds: Bounds = DEFAULT,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[Accounted]:
    """The same without where the time went; read from read models only. Raises BadQuestion."""
    if kind not in LISTS:
        message = f"no such list: {kind}; there are {', '.join(LISTS)} (没有此清单)"
        raise BadQuestion(message)
    conditions, given = chosen(filters, FILTERS)
    conditions += [*_besides(kind, bounds), asked.seeing.of("r", found=kind in OF_OPEN or kind == MISSED)]
    named = named_values(asked, bounds) | given | {"limit": limit + 1}
    if "leader" in given:
        named["led"] = led(asked, str(given["leader"]))
    mark = paging.list_of("accountability", kind, asked.id, given, bounds.passed_on, bounds.untouched)
    if cursor is not None:
        conditions.append(BEHIND)
        place = paging.placed(cursor, mark, _Place)
        named |= {"after_day": place.after_day, "after_petition": place.after_petition}
    statement = _of(kind, PAGE, conditions)
    rows = connection.cursor(row_factory=class_row(Accounted)).execute(statement, named).fetchall()
    found = paging.cut(rows, limit, mark, lambda row: (row.received_on, row.petition))
    return Page([replace(row, leader=leader(asked, row.unit, row.content_class)) for row in found.rows], found.cursor)


def whole(
    connection: Connection[Any],
    asked: Question,
    kind: str,
    filters: Mapping[str, object] | None = None,
    *,
    bounds: Bounds = DEFAULT,
) -> Iterator[Accounted]:
    """All rows of a list, in order of receipt. Raises BadQuestion."""

    def part(cursor: str | None) -> Page[Accounted]:
        return page(connection, asked, kind, filters, bounds=bounds, limit=paging.WHOLE_LIST, cursor=cursor)

    return paging.whole(part)


def named_values(asked: Question, bounds: Bounds) -> dict[str, Any]:
    """The values that the conditions name."""
    results = sorted(of_results(asked.office.books))
    named = {"results": results, "passed_on": bounds.passed_on, "untouched": bounds.untouched}
    return values(asked) | named | {"zone": asked.office.profile.time_zone}


def _of(kind: str, statement: str, conditions: Sequence[str] = ()) -> str:
    """The statement about a list: what is found first, and the rows under all conditions."""
    first = OPEN if kind in OF_OPEN else ENDED_WITHOUT if kind == MISSED else ""
    source = "found r" if first else ALL
    before = f"{first}, " if first else "WITH "
    return statement.format(
        first=first, before=before, rows=f"FROM {source} WHERE " + " AND ".join([LISTS[kind], *conditions])
    )


def _besides(kind: str, bounds: Bounds) -> list[str]:
    """What follows from the condition of the list, said for the sake of an index."""
    if kind == "void":
        return [VOID_ONES]
    return [AGAIN] if kind == "passed-on" and bounds.passed_on else []


def spent(connection: Connection[Any], asked: Question, page: Page[Accounted]) -> Page[Accounted]:
    """The page, and of those that are late where the time went; read from the ledger."""
    late = [row.petition for row in page.rows if row.overdue or row.breaches]
    told = time_spent(connection, asked, late) if late else {}
    return Page([replace(row, phases=told.get(row.petition)) for row in page.rows], page.cursor)


def time_spent(connection: Connection[Any], asked: Question, petitions: Sequence[UUID]) -> dict[UUID, Phases]:
    """Where the time of each went, by its lines known at the position."""
    streams = reading.streams(connection, asked.id, MATTERS, petitions, asked.position)
    return {id_: _phases(asked, lines) for id_, lines in streams.items()}


def _phases(asked: Question, lines: Sequence[Line]) -> Phases:
    known = [line for line in lines if isinstance(line, e.Line)]
    return phases(view(known, asked.on.moment, asked.office.zone), asked.on.day)
