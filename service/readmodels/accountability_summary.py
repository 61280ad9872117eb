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
from service.readmodels.accountability import DEFAULT, FLAGS, PARTS, Bounds, named_values
from service.readmodels.accountability_tally import COUNTS, tally
from service.readmodels.asking import Question
from service.readmodels.kept import Tallies, Tally
from service.readmodels.leading import leader


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


def summary(
    connection: Connection[Any], asked: Question, bounds: Bounds = DEFAULT, kept: Tallies | None = None
) -> Summary:
    """Everything counted at the question's position and day. Reads the whole register, unless some of it is kept."""
    named = named_values(asked, bounds)
    found = tally(connection, asked, named, kept)
    rows = [Row(*place, all_, tuple(more)) for place, (all_, *more) in found.places.items()]
    counts = _counts(rows)
    return Summary(
        register=found.registered,
        parts=_parts(rows),
        flags={flag: counts[flag] for flag in FLAGS},
        rates=rates(counts),
        units=_by(rows, lambda row: row.unit),
        leaders=_by(rows, lambda row: _leader(asked, row.unit, row.content_class)),
        clauses=_by(rows, lambda row: row.clause),
        breaches=_broken(asked, found),
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


def _broken(asked: Question, counted: Tally) -> tuple[Broken, ...]:
    """By clause and unit, and by whoever answers for the unit in that class of content."""
    found: dict[tuple[str, str, str], list[int]] = {}
    for (holder, content_class, clause), counts in counted.breaches.items():
        key = (clause, holder, _leader(asked, holder, content_class))
        found[key] = [one + other for one, other in zip(found.get(key, (0, 0, 0)), counts, strict=True)]
    return tuple(Broken(unit, led, clause, *found[clause, unit, led]) for clause, unit, led in sorted(found))
