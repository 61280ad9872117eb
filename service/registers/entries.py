"""What a row of a register is made from: the petition as the list shows it, its steps, a fact or a duty."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from msgspec import Struct
from psycopg import Connection
from psycopg.rows import class_row

from domain.periods import Period, period
from domain.wellformed import YEARS
from service.readmodels import duties, register
from service.readmodels.asking import Question
from service.readmodels.duties import DutyListed
from service.readmodels.register import Listed, Wanted
from service.readmodels.statistics.behind import StatedFact, all_facts
from service.readmodels.statistics.counting import TABLE

T = TypeVar("T")

BATCH = 1000
"""Rows that are read and written at a time."""
BEGUN, ENDED = date(YEARS.start, 1, 1), date(YEARS.stop - 1, 12, 31)
STEPS = ("received", "registered", "accepted", "answered", "closed", "archived")
"""Of which a row tells the day: the last one of each by the day asked about."""
OF_STEPS = f"""
SELECT DISTINCT ON (petition, measure) petition, measure, day, purpose, place, repeat, content_class, outcome
FROM {TABLE} WHERE office = %(office)s AND petition = ANY(%(petitions)s) AND measure = ANY(%(measures)s)
    AND day <= %(day)s AND from_pos <= %(position)s AND %(position)s < to_pos
ORDER BY petition, measure, day DESC, act DESC
"""  # noqa: S608 - constants


class Stepped(Struct, frozen=True):
    """The last fact of a step of a petition."""

    petition: UUID
    measure: str
    day: date
    purpose: str
    place: str
    repeat: bool
    content_class: str
    outcome: str


class Entry(Struct, frozen=True, kw_only=True):
    """One row; `fact` or `duty` is what it is about where a register is not about petitions themselves."""

    petition: Listed
    steps: Mapping[str, Stepped]
    fact: StatedFact | None = None
    duty: DutyListed | None = None


class Days(Struct, frozen=True):
    """From one day to another, both included; None: without end."""

    first: date | None = None
    last: date | None = None

    def period(self, asked: Question) -> Period | None:
        """As far as the day asked about; None: nothing can have happened in it."""
        last = min(self.last or ENDED, asked.on.day, ENDED)
        first = max(self.first or BEGUN, BEGUN)
        return period(f"{first}..{last}") if first <= last else None

    def __contains__(self, day: date) -> bool:
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    @property
    def received(self) -> dict[str, date]:
        """The days as filters of the register."""
        named = {"received_from": self.first, "received_to": self.last}
        return {name: day for name, day in named.items() if day is not None}


def of_petitions(connection: Connection[Any], asked: Question, kind: str, days: Days) -> Iterator[Entry]:
    """The rows of a list of petitions, by their days of receipt."""
    for part in batches(register.whole(connection, asked, kind, days.received)):
        steps = _steps(connection, asked, [row.petition for row in part])
        yield from (Entry(petition=row, steps=steps.get(row.petition, {})) for row in part)


def of_facts(
    connection: Connection[Any], asked: Question, cells: Sequence[Mapping[str, object]], days: Days
) -> Iterator[Entry]:
    """The facts of these cells, one cell behind the other, each with its petition."""
    span = days.period(asked)
    if span is None:
        return
    for cell in cells:
        for part in batches(all_facts(connection, asked, span, cell)):
            rows, steps = _beside(connection, asked, [fact.petition for fact in part])
            for fact in part:
                if fact.petition in rows:
                    yield Entry(petition=rows[fact.petition], steps=steps.get(fact.petition, {}), fact=fact)


def of_duties(connection: Connection[Any], asked: Question, kind: str, days: Days) -> Iterator[Entry]:
    """Open duties in the order of their ends, each with its petition; the days are those on which they were opened."""
    for part in batches(duty for duty in duties.all_open(connection, asked, kind) if duty.opened_on in days):
        rows, steps = _beside(connection, asked, [duty.petition for duty in part])
        for duty in part:
            if duty.petition in rows:
                yield Entry(petition=rows[duty.petition], steps=steps.get(duty.petition, {}), duty=duty)


def batches(found: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(found)
    while part := list(islice(rest, BATCH)):
        yield part


def _beside(
    connection: Connection[Any], asked: Question, named: Sequence[UUID]
) -> tuple[Mapping[UUID, Listed], Mapping[UUID, Mapping[str, Stepped]]]:
    """The petitions as the register shows them, and their steps. A void one is among them."""
    wanted = Wanted(among=tuple(dict.fromkeys(named)))
    rows = register.page(connection, asked, limit=len(wanted.among or ()), wanted=wanted).rows
    return {row.petition: row for row in rows}, _steps(connection, asked, [row.petition for row in rows])


def _steps(
    connection: Connection[Any], asked: Question, petitions: Sequence[UUID]
) -> Mapping[UUID, Mapping[str, Stepped]]:
    """The steps of petitions that whoever asks was shown."""
    named = {
        "office": asked.id,
        "petitions": list(petitions),
        "measures": list(STEPS),
        "day": asked.on.day,
        "position": asked.position,
    }
    found: dict[UUID, dict[str, Stepped]] = {}
    for each in connection.cursor(row_factory=class_row(Stepped)).execute(OF_STEPS, named):
        found.setdefault(each.petition, {})[each.measure] = each
    return found
