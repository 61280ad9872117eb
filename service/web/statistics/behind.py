"""What stands behind a cell: its facts, a page at a time, each with its petition and its event; and what came later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from fastapi import Request
from msgspec import Struct
from msgspec.structs import replace

from domain.periods import Period
from service.api import problems
from service.api.querying import Known, parsed
from service.api.statistics import (
    CELL,
    FactsQuery,
    FactsSaid,
    SinceQuery,
    difference_told,
    facts_told,
    numbers_said,
    statistics_said,
)
from service.api.words import Name
from service.readmodels.called import NOTHING, Called
from service.readmodels.statistics import counting
from service.readmodels.statistics.behind import StatedFact
from service.web.files.sheet import Column, Value
from service.web.marking import N_
from service.web.screen import Screen
from service.web.statistics import holding
from service.web.statistics.selecting import Where
from service.web.statistics.telling import Telling

MOST_IN_A_FILE = 10_000
A_PAGE_OF_A_FILE = 1000


class CellQuery(FactsQuery, frozen=True, kw_only=True):
    """A cell, and of which period it is."""

    period: Name


class Fact(Struct, frozen=True):
    """A fact, and what its petition is called."""

    fact: StatedFact
    called: Called

    @property
    def number(self) -> str:
        return self.called.number or self.called.external_id

    @property
    def event(self) -> str:
        """Where its event stands on the page of the petition."""
        return f"/petitions/{self.fact.petition}#v{self.fact.act}"


class Behind(Struct, frozen=True, kw_only=True):
    """A page of the facts of a cell."""

    said: CellQuery
    period: Period
    found: FactsSaid
    facts: Sequence[Fact]

    @property
    def cell(self) -> Mapping[str, object]:
        """What was asked for, dimension by dimension."""
        return {name: value for name in CELL if (value := getattr(self.said, name)) is not None}


def behind(about: Screen, request: Request) -> Behind:
    """Raises Refusal (422), BadQuestion."""
    said = parsed(request, CellQuery)
    found = _facts(about, said, said.cursor)
    return _with_numbers(about, said, found)


def _facts(about: Screen, said: CellQuery, cursor: str | None, limit: int = 0) -> FactsSaid:
    given = {name: getattr(said, name) for name in FactsQuery.__struct_fields__}
    query = FactsQuery(**{**given, "cursor": cursor, "limit": limit or said.limit})
    return statistics_said(about.instance, about.id, said.period, query, facts_told)


def _with_numbers(about: Screen, said: CellQuery, found: FactsSaid) -> Behind:
    of = counting.period(said.period, said.style)
    return Behind(said=said, period=of, found=found, facts=named(about, found.basis.position, found.facts))


def named(about: Screen, position: int, facts: Iterable[StatedFact]) -> list[Fact]:
    """The facts with the numbers of their petitions as known at that position."""
    kept = list(facts)
    numbers = _numbers(about, position, {fact.petition for fact in kept})
    return [Fact(fact, numbers.get(fact.petition, NOTHING)) for fact in kept]


def _numbers(about: Screen, position: int, petitions: set[UUID]) -> Mapping[UUID, Called]:
    return numbers_said(about.instance, about.id, Known(position=position), petitions) if petitions else {}


def everything(about: Screen, request: Request) -> Behind:
    """All facts of a cell, at one position, for a file. Raises Refusal (422) for more than a file holds."""
    said = parsed(request, CellQuery)
    pages = list(_pages(about, said))
    whole = replace(pages[-1], facts=[fact for page in pages for fact in page.facts])
    return _with_numbers(about, said, whole)


def _pages(about: Screen, said: CellQuery) -> Iterator[FactsSaid]:
    page = _facts(about, said, None, A_PAGE_OF_A_FILE)
    if page.count - page.restricted > MOST_IN_A_FILE:
        zh, en = f"明细超过{MOST_IN_A_FILE}条，请缩小范围", f"more than {MOST_IN_A_FILE} facts: narrow it down"
        raise problems.invalid("query.period", zh, en)
    yield page
    said = replace(said, position=page.basis.position, on=page.basis.on.isoformat())
    while page.cursor:
        page = _facts(about, said, page.cursor, A_PAGE_OF_A_FILE)
        yield page


class Later(Struct, frozen=True, kw_only=True):
    """What the position at hand knows of the period that the earlier one did not, and what it knows no more."""

    since: int
    restricted: int
    added: Sequence[Fact]
    removed: Sequence[Fact]


def later(about: Screen, at: Where, since: int) -> Later:
    query = at.query(SinceQuery, since=since)
    found = statistics_said(about.instance, about.id, at.period.name, query, difference_told)
    return Later(
        since=found.since,
        restricted=found.restricted,
        added=named(about, found.basis.position, found.added),
        removed=named(about, found.basis.position, found.removed),
    )


HEAD = ("day", "number", "measure", "unit", "channel", "content_class", "outcome", "clause", "persons", "days")
"""The columns of facts in a file."""
COLUMNS: Mapping[str, str] = {
    "day": N_("Day"),
    "number": N_("Number"),
    "measure": N_("What was done"),
    "persons": N_("Persons"),
    "days": N_("Days since receipt"),
}


def columns(tell: Telling) -> Iterator[Column]:
    """What the columns are called and hold; the dimensions among them are called as everywhere."""
    about = tell.screen
    for name in HEAD:
        called = about.said(COLUMNS[name]) if name in COLUMNS else tell.dimension(name)
        yield Column(called, about.said(holding.FACT.get(name, holding.OF_FACT)))


def row(tell: Telling, each: Fact) -> list[Value]:
    fact = each.fact
    told = ((name, getattr(fact, name)) for name in HEAD[3:8])
    said = [tell.value(name, value, fact.measure) if value != "" else "" for name, value in told]
    return [fact.day, each.number, tell.words.measure(fact.measure), *said, fact.persons, fact.days]
