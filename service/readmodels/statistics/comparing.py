"""A period beside the same one a year before (同比) and the one before (环比), and its rates (domain.md 9.3, 9.4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from msgspec import Struct
from psycopg import Connection

from domain import indicators
from domain.indicators import GROWTH, IN_TIME, LATE, OVERDUE, Rate, Term, growth
from domain.periods import Period, before, year_before
from domain.results import purposes
from service.readmodels import duties
from service.readmodels.asking import Question, of_everybody
from service.readmodels.statistics.counting import NO_CELL, TABLE, WITHIN, Cell, known_from, values
from service.readmodels.statistics.figures import Figure, figures
from service.readmodels.statistics.taking import Taken, taken
from service.readmodels.statistics.whole import Basis, basis, stocked


class Compared(Struct, frozen=True):
    """One cell of three periods, and the change in percent.

    None: nothing is known of a period that was over before the register began. From nothing and from zero there is no
    change in percent.
    """

    measure: str
    by: dict[str, str | bool]
    count: int
    year_before: int | None
    year_on_year: Decimal | None
    before: int | None
    period_on_period: Decimal | None


class Comparison(Struct, frozen=True):
    """A period and the two that it is compared with, each up to the same day while it is not over."""

    formula: str
    basis: Basis
    year_before: Basis
    before: Basis
    figures: list[Compared]


class Rates(Struct, frozen=True):
    """The indicators of a period."""

    basis: Basis
    rates: list[Rate]


def comparison(
    connection: Connection[Any], asked: Question, of: Period, by: Sequence[str] = (), cell: Cell = NO_CELL
) -> Comparison:
    """All as known at the question's position. Raises BadQuestion."""
    then, prior = year_before(of, asked.on.day), before(of, asked.on.day)
    this, last_year, last = (_counts(figures(connection, asked, each, by, cell)) for each in (of, then, prior))
    cells = {**this, **last_year, **last}
    began = known_from(connection, asked)
    known = [began is not None and each.last >= began for each in (then, prior)]
    found = [_compared(key, cells[key].by, this, (last_year, last), known) for key in sorted(cells)]
    return Comparison(GROWTH, basis(asked, of), basis(asked, then), basis(asked, prior), found)


Key = tuple[str, ...]


def _counts(found: Sequence[Figure]) -> Mapping[Key, Figure]:
    return {(each.measure, *map(str, each.by.values())): each for each in found}


def _of(key: Key, found: Mapping[Key, Figure]) -> int:
    return found[key].count if key in found else 0


def _compared(
    key: Key,
    by: dict[str, str | bool],
    this: Mapping[Key, Figure],
    bases: tuple[Mapping[Key, Figure], Mapping[Key, Figure]],
    known: Sequence[bool],
) -> Compared:
    count = _of(key, this)
    year, last = (_of(key, base) if is_known else None for base, is_known in zip(bases, known, strict=True))
    return Compared(key[0], by, count, year, growth(count, year or 0), last, growth(count, last or 0))


# Of a limit the duty is told as its entry, its discriminator and its version.
SETTLED = f"""
SELECT measure, split_part(duty, ' ', 1), count(*)::int FROM {TABLE}
WHERE {WITHIN} AND measure IN ('{IN_TIME}', '{LATE}') GROUP BY 1, 2
"""  # noqa: S608 - constants


TOLD_APART = ("outcome", "channel", "repeat")
"""The dimensions by which the terms of indicators tell facts apart."""


def rates(connection: Connection[Any], asked: Question, of: Period) -> Rates:
    """The indicators of a period as known at the question's position. Raises BadQuestion."""
    found = figures(connection, asked, of, TOLD_APART)
    took = taken(connection, asked, of, TOLD_APART)
    limits = _limits(connection, asked, of)

    def count(term: Term) -> int:
        if term.limit:
            return limits[term.measure, term.limit]
        if term.days:
            return sum(each.sum for each in took if _is_of(each, term))
        return sum(each.count for each in found if _is_of(each, term))

    return Rates(basis(asked, of), indicators.rates(count))


def _limits(connection: Connection[Any], asked: Question, of: Period) -> Counter[tuple[str, str]]:
    """How many limits were kept, missed, and are overdue at the end of the period, by what they are for."""
    meant = purposes(asked.office.books)
    found: Counter[tuple[str, str]] = Counter()
    for measure, entry, count in connection.execute(SETTLED, values(asked, of)):
        found[measure, meant.get(entry, "")] += count
    for duty in duties.all_open(connection, of_everybody(stocked(asked, min(of.last, asked.on.day))), "overdue"):
        found[OVERDUE, meant.get(duty.entry, "")] += 1
    return found


def _is_of(figure: Figure | Taken, term: Term) -> bool:
    return figure.measure == term.measure and all(figure.by[name] in said for name, said in term.where.items())
