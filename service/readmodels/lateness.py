"""What is overdue, or due soon, counted for those who look after it: by unit, leader, clause and days late."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from psycopg import Connection

from domain.values import midnight
from service.readmodels.asking import Question
from service.readmodels.leading import leader
from service.readmodels.register import FILTERS, KINDS
from service.readmodels.truth import chosen, values

BANDS: Mapping[str, tuple[int, int | None]] = {"1-7": (1, 7), "8-30": (8, 30), "31-": (31, None)}
"""Days late, from and to."""
GROUPED = """{first}
SELECT unit, content_class, clause, count(*) FILTER (WHERE overdue_from > %(week)s)::int,
    count(*) FILTER (WHERE overdue_from <= %(week)s AND overdue_from > %(month)s)::int,
    count(*) FILTER (WHERE overdue_from <= %(month)s)::int
{rows} GROUP BY 1, 2, 3
"""


class Late(Struct, frozen=True):
    """Petitions of one unit, class and clause in each of BANDS; `leader` answers for them, "" nobody is named."""

    unit: str
    content_class: str
    clause: str
    bands: tuple[int, int, int]
    leader: str = ""

    @property
    def petitions(self) -> int:
        return sum(self.bands)


class Sum(Struct, frozen=True):
    """The petitions of a unit, a leader or a clause, in each of BANDS."""

    name: str
    bands: tuple[int, int, int]

    @property
    def petitions(self) -> int:
        return sum(self.bands)


def since(asked: Question, band: str) -> dict[str, datetime]:
    """The filters of what is late by as many days as the band says."""
    first, last = BANDS[band]
    found = {"late_from": _ago(asked, first)}
    return found if last is None else {**found, "late_to": _ago(asked, last + 1)}


def _ago(asked: Question, days: int) -> datetime:
    """The last instant at which something became overdue that is now late by so many days."""
    return midnight(asked.on.day - timedelta(days=days - 1), asked.office.zone)


def grouped(
    connection: Connection[Any], asked: Question, kind: str, filters: Mapping[str, object], *, soon: datetime
) -> tuple[Late, ...]:
    """Every group of the petitions of a list that the viewer sees. Raises BadQuestion for an unknown filter."""
    conditions, given = chosen(filters, FILTERS)
    conditions.append(asked.seeing.of("found", found=True))
    first, rows_of = KINDS[kind]
    statement = GROUPED.format(first=first, rows=" AND ".join([rows_of, *conditions]))
    named = {"week": _ago(asked, 8), "month": _ago(asked, 31), "soon": soon}
    rows = connection.execute(statement, values(asked) | given | named)
    return tuple(
        Late(unit, content_class, clause, tuple(bands), leader(asked, unit, content_class))
        for unit, content_class, clause, *bands in rows
    )


def summed(groups: Sequence[Late], of: Callable[[Late], str]) -> tuple[Sum, ...]:
    """The groups of each name together, the most first."""
    found: dict[str, tuple[int, int, int]] = {}
    for each in groups:
        before = found.get(of(each), (0, 0, 0))
        found[of(each)] = (before[0] + each.bands[0], before[1] + each.bands[1], before[2] + each.bands[2])
    return tuple(sorted((Sum(*both) for both in found.items()), key=lambda each: (-each.petitions, each.name)))
