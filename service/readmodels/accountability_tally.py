"""What the sums of accountability are made of: petitions counted by unit, content class, clause and part.

Counting reads the whole register. What was counted is kept, one office at a time: asked again about the same day, only
the petitions touched between the two positions are counted, as they stood and as they stand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from psycopg import Connection

from projections.catalog import DUTIES, REGISTER
from service.readmodels import register
from service.readmodels.accountability import (
    ALL,
    FLAGS,
    HAS_RESULT,
    LATE,
    MISSED_RESULT,
    OPEN_FLAGS,
    OVERDUE_RESULT,
    PARTS,
    WITHOUT_RESULT,
)
from service.readmodels.asking import Question
from service.readmodels.kept import Breached, Kept, Numbers, Place, Tallies, Tally, touched
from service.readmodels.restricting import masked, restricted
from service.readmodels.truth import begun_of, true_of

ASKED_FOR = f"NOT r.void AND (r.open OR r.ending <> 'withdrawn' OR {HAS_RESULT})"
RESULT = f"({HAS_RESULT} OR NOT r.open AND r.ending = 'refused')"
DUE = f"({RESULT} OR NOT r.open OR {FLAGS['past-limit-without-outcome']})"
COUNTS: Mapping[str, str] = {
    **{flag: f"NOT r.void AND r.open AND {FLAGS[flag]}" for flag in OPEN_FLAGS},
    **{flag: condition for flag, condition in FLAGS.items() if flag not in OPEN_FLAGS},
    "asked-for": ASKED_FOR,
    "landed": f"{ASKED_FOR} AND NOT r.on_the_way",
    "result": f"{ASKED_FOR} AND {RESULT}",
    "due": f"{ASKED_FOR} AND {DUE}",
}
"""What is counted beside the parts."""
COLUMNS = (
    *("petition", "unit", "content_class", "clause", "open", "state", "on_the_way", "overdue_from", "live_until"),
    *("passed_on", "touched_on", "answered", "outcome", "ending", "breaches"),
)
"""The columns that the conditions name."""


def _once(condition: str) -> str:
    """The condition by what was looked up once."""
    return condition.replace(OVERDUE_RESULT, "r.overdue_result").replace(MISSED_RESULT, "r.missed_result")


PART = "CASE " + " ".join(f"WHEN {condition} THEN '{part}'" for part, condition in PARTS.items()) + " END"
# What is looked up for each petition is looked up once: OFFSET keeps the server from writing it wherever it is used.
ONCE = f"""(SELECT r.*, r.open AND NOT r.void AND {LATE} AND {OVERDUE_RESULT} AS overdue_result,
    {WITHOUT_RESULT} AND {MISSED_RESULT} AS missed_result
    FROM (SELECT {", ".join(f"r.{name}" for name in COLUMNS)}, r.void FROM {ALL} {{among}} OFFSET 0) r OFFSET 0) r"""  # noqa: S608
HIDDEN = "LEFT JOIN unnest(%(restricted)s::uuid[]) AS m (petition) ON m.petition = r.petition"
COUNT = f"""
SELECT {masked("r.unit")}, {masked("r.content_class")}, {masked("r.clause")}, {PART} AS part, count(*),
    {", ".join(f"count(*) FILTER (WHERE {_once(condition)})" for condition in COUNTS.values())}
FROM {ONCE} {HIDDEN} GROUP BY 1, 2, 3, part
"""  # noqa: S608 - constants
REGISTERED = f"SELECT count(*) {register.KINDS['register'][1]} {{among}}"
BREACHED = f"""
SELECT {masked("d.holder")}, {masked("r.content_class")}, {masked("d.clause")}, count(*), count(DISTINCT d.petition),
    count(DISTINCT d.petition) FILTER (WHERE NOT r.open)
FROM {DUTIES.schema}.{DUTIES.name} d JOIN {REGISTER.schema}.{REGISTER.name} r
    ON r.petition = d.petition AND {true_of("r")} {HIDDEN}
WHERE d.late AND {begun_of("d")} AND d.until_pos <= %(position)s AND d.until <= %(moment)s {{among}}
GROUP BY 1, 2, 3
"""  # noqa: S608 - constants


Key = TypeVar("Key")


def _combined(one: Tally, other: Tally, sign: int) -> Tally:
    """The petitions of both, or those of the one without the other's."""
    return Tally(
        one.registered + sign * other.registered,
        _added(one.places, other.places, sign),
        _added(one.breaches, other.breaches, sign),
    )


def _added(one: Mapping[Key, Numbers], other: Mapping[Key, Numbers], sign: int) -> dict[Key, Numbers]:
    """The numbers of both under each key, one by one; a key with nothing under it is none."""
    found = dict(one)
    for key, numbers in other.items():
        before = found.get(key, (0,) * len(numbers))
        found[key] = tuple(each + sign * more for each, more in zip(before, numbers, strict=True))
    return {key: numbers for key, numbers in found.items() if any(numbers)}


def tallied(connection: Connection[Any], named: Mapping[str, Any], among: Sequence[UUID] | None = None) -> Tally:
    """Everything counted at the position and day of `named`, or of some petitions only.

    `named`: as named_values, and which petitions are restricted.
    """
    named = {**named, "among": list(among or ())}
    counted = connection.execute(COUNT.format(among=_only(among, "WHERE r.")), named)
    places: dict[Place, Numbers] = {row[:4]: row[4:] for row in counted}
    broken = connection.execute(BREACHED.format(among=_only(among, "AND d.")), named)
    breaches: dict[Breached, Numbers] = {row[:3]: row[3:] for row in broken}
    registered = connection.execute(REGISTERED.format(among=_only(among, "AND ")), named).fetchone()
    return Tally(registered[0] if registered else 0, places, breaches)


def _only(among: Sequence[UUID] | None, of: str) -> str:
    return "" if among is None else f"{of}petition = ANY(%(among)s::uuid[])"


GROUNDS = ("passed_on", "untouched")
"""Values that a count rests on, beside the day and the entries of results."""


def tally(connection: Connection[Any], asked: Question, named: Mapping[str, Any], kept: Tallies | None = None) -> Tally:
    """Everything counted; from what was counted last where that differs by a few petitions only."""
    hidden = restricted(connection, asked, named)
    named = {**named, "restricted": list(hidden)}
    if kept is None or asked.frozen:
        return tallied(connection, named)
    grounds = (asked.on, tuple(named["results"]), *(named[each] for each in GROUNDS))
    last = kept.get(asked.id)
    if last is not None and (last.grounds, last.restricted) == (grounds, hidden):
        found = _moved(connection, asked.position, named, last)
    else:
        found = tallied(connection, named)
    kept[asked.id] = Kept(grounds, asked.position, hidden, found)
    return found


def _moved(connection: Connection[Any], position: int, named: Mapping[str, Any], last: Kept) -> Tally:
    """The last count, with the petitions touched in between as they are at the position and not as they were."""
    among = touched(connection, named["office"], last.position, position)
    if among is None:
        return tallied(connection, named)
    if not among:
        return last.tally
    before = tallied(connection, {**named, "position": last.position}, among)
    return _combined(_combined(last.tally, before, -1), tallied(connection, named, among), 1)
