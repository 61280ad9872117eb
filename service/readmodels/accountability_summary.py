"""The sums of accountability: how many petitions stand where, by unit, leader and clause; rates; breaches by unit.

The parts sum to the register, which is counted apart by the register's own condition. Of what is restricted unit,
leader and clause are one row "restricted".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from msgspec import Struct
from psycopg import Connection

from domain.guarded import RESTRICTED
from domain.indicators import percent
from projections.catalog import DUTIES, REGISTER
from service.readmodels import register
from service.readmodels.accountability import (
    ALL,
    DEFAULT,
    FLAGS,
    HAS_RESULT,
    LATE,
    MISSED_RESULT,
    OPEN_FLAGS,
    OVERDUE_RESULT,
    PARTS,
    WITHOUT_RESULT,
    Bounds,
    leader,
    named_values,
)
from service.readmodels.asking import Question
from service.readmodels.restricting import joined, masked
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
    FROM (SELECT {", ".join(f"r.{name}" for name in COLUMNS)}, r.void FROM {ALL} OFFSET 0) r OFFSET 0) r"""  # noqa: S608
COUNT = f"""
SELECT {masked("r.unit")}, {masked("r.content_class")}, {masked("r.clause")}, {PART} AS part, count(*),
    {", ".join(f"count(*) FILTER (WHERE {_once(condition)})" for condition in COUNTS.values())}
FROM {ONCE} {{restricted}} GROUP BY 1, 2, 3, part
"""  # noqa: S608 - constants
REGISTERED = f"SELECT count(*) {register.KINDS['register'][1]}"
BREACHED = f"""
SELECT {masked("d.holder")}, {masked("r.content_class")}, {masked("d.clause")}, count(*), count(DISTINCT d.petition),
    count(DISTINCT d.petition) FILTER (WHERE NOT r.open)
FROM {DUTIES.schema}.{DUTIES.name} d JOIN {REGISTER.schema}.{REGISTER.name} r
    ON r.petition = d.petition AND {true_of("r")} {{restricted}}
WHERE d.late AND {begun_of("d")} AND d.until_pos <= %(position)s AND d.until <= %(moment)s
GROUP BY 1, 2, 3
"""  # noqa: S608 - constants


class Row(NamedTuple):
    """Petitions of one unit, content class and clause that stand in one part, and how many of them each count holds."""

    unit: str
    content_class: str
    clause: str
    part: str
    petitions: int
    counts: tuple[int, ...]


class Of(Struct, frozen=True):
    """Petitions of one unit, leader or clause: how many, by part and by flag; what is none is left out."""

    name: str
    petitions: int
    parts: Mapping[str, int]
    flags: Mapping[str, int]


class Rate(Struct, frozen=True):
    """A part of a whole; `percent` to one decimal, half up, None when the whole is nothing."""

    name: str
    numerator: int
    denominator: int
    percent: Decimal | None


class Broken(Struct, frozen=True):
    """Breaches of one clause by one unit, in how many petitions, how many of these have ended; `leader` answers for it.

    Petitions that are void are among them, as in the list of breaches.
    """

    unit: str
    leader: str
    clause: str
    breaches: int
    petitions: int
    ended: int


class Total(Struct, frozen=True, kw_only=True):
    """Where everything in the register stands. The sum of `parts` is `register`, counted apart."""

    register: int
    parts: Mapping[str, int]
    flags: Mapping[str, int]
    rates: tuple[Rate, ...]


class Summary(Total, frozen=True, kw_only=True):
    """The same by unit, by leader and by clause (of the earliest open duty): the sums over each are those of all."""

    units: tuple[Of, ...]
    leaders: tuple[Of, ...]
    clauses: tuple[Of, ...]
    breaches: tuple[Broken, ...]


def summary(connection: Connection[Any], asked: Question, bounds: Bounds = DEFAULT) -> Summary:
    """Everything counted at the question's position and day. Reads the whole register."""
    named = named_values(asked, bounds)
    counted = connection.execute(COUNT.format(restricted=joined(asked, "r.petition")), named)
    rows = [Row(unit, sort, clause, part, all_, tuple(more)) for unit, sort, clause, part, all_, *more in counted]
    registered = connection.execute(REGISTERED, named).fetchone()
    counts = _counts(rows)
    return Summary(
        register=registered[0] if registered else 0,
        parts=_parts(rows),
        flags={flag: counts[flag] for flag in FLAGS},
        rates=rates(counts),
        units=_by(rows, lambda row: row.unit),
        leaders=_by(rows, lambda row: _leader(asked, row.unit, row.content_class)),
        clauses=_by(rows, lambda row: row.clause),
        breaches=_broken(connection, asked, named),
    )


def total(of: Sequence[Total]) -> Total:
    """The sums of several offices; a rate is that of the sums, not the mean of the rates."""
    parts = Counter[str]()
    flags = Counter[str]()
    for each in of:
        parts.update(each.parts)
        flags.update(each.flags)
    return Total(
        register=sum(each.register for each in of),
        parts={part: parts[part] for part in PARTS},
        flags={flag: flags[flag] for flag in FLAGS},
        rates=tuple(_of_all(rates) for rates in zip(*(each.rates for each in of), strict=True)),
    )


def _of_all(rates: Sequence[Rate]) -> Rate:
    return _rate(rates[0].name, sum(rate.numerator for rate in rates), sum(rate.denominator for rate in rates))


def rates(counts: Mapping[str, int]) -> tuple[Rate, ...]:
    """What has landed, what has an outcome, and what has one of that which is due."""
    return (
        _rate("landed", counts["landed"], counts["asked-for"]),
        _rate("with-outcome", counts["result"], counts["asked-for"]),
        _rate("with-outcome-of-due", counts["result"], counts["due"]),
    )


def _rate(name: str, part: int, whole: int) -> Rate:
    return Rate(name, part, whole, percent(part, whole))


def _parts(rows: Iterable[Row]) -> dict[str, int]:
    found = Counter[str]()
    for row in rows:
        found[row.part] += row.petitions
    return {part: found[part] for part in PARTS}


def _counts(rows: Iterable[Row]) -> Counter[str]:
    found = Counter[str]()
    for row in rows:
        found.update(dict(zip(COUNTS, row.counts, strict=True)))
    return found


def _by(rows: Sequence[Row], name: Callable[[Row], str]) -> tuple[Of, ...]:
    """The rows by a name, in order; nobody named comes first."""
    grouped: dict[str, list[Row]] = {}
    for row in rows:
        grouped.setdefault(name(row), []).append(row)
    return tuple(_of(each, grouped[each]) for each in sorted(grouped))


def _of(name: str, rows: Sequence[Row]) -> Of:
    parts = {part: count for part, count in _parts(rows).items() if count}
    counts = _counts(rows)
    return Of(name, sum(parts.values()), parts, {flag: counts[flag] for flag in FLAGS if counts[flag]})


def _leader(asked: Question, unit: str, content_class: str) -> str:
    return RESTRICTED if unit == RESTRICTED else leader(asked, unit, content_class)


def _broken(connection: Connection[Any], asked: Question, named: Mapping[str, Any]) -> tuple[Broken, ...]:
    """By clause and unit, and by whoever answers for the unit in that class of content."""
    found: dict[tuple[str, str, str], list[int]] = {}
    statement = BREACHED.format(restricted=joined(asked, "r.petition"))
    for holder, content_class, clause, *counts in connection.execute(statement, named):
        key = (clause, holder, _leader(asked, holder, content_class))
        found[key] = [one + other for one, other in zip(found.get(key, (0, 0, 0)), counts, strict=True)]
    return tuple(Broken(unit, led, clause, *found[clause, unit, led]) for clause, unit, led in sorted(found))
