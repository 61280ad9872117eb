"""The views of a period: figures and days taken. Each is a table, and what stands around it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from typing import Any, Protocol, TypeVar

from projections.measures import MEASURES
from service.api.statistics import (
    DaysQuery,
    PeriodSaid,
    ShownQuery,
    days_told,
    figures_told,
    statistics_said,
)
from service.readmodels.statistics.hiding import Shown
from service.readmodels.statistics.taking import CALENDAR, ELAPSED, Taken
from service.web.marking import N_
from service.web.screen import Screen
from service.web.statistics import holding
from service.web.statistics.selecting import Where, address
from service.web.statistics.tables import MOST_BARS, Cell, Table, number
from service.web.statistics.telling import COUNTS, Telling

Told = Mapping[str, Any]
"""What a template is given: at least `table`, `counted` and `basis`.

A file takes `charted` (the columns that a chart shows), `grounds` (more lines of what it rests on), and `cell`, where
it is not narrowed as was chosen.
"""
HIDDEN = "*"
DAYS = {
    "count": N_("Acts"),
    "mean": N_("Mean"),
    "median": N_("Median"),
    "p90": N_("9 of 10 within"),
    "shortest": N_("Shortest"),
    "longest": N_("Longest"),
}
COUNTING_NAMES: Mapping[str, str] = {CALENDAR: N_("calendar days"), ELAPSED: N_("spans of 24 hours")}


class Measured(Protocol):
    """Something that is told of a measure."""

    @property
    def measure(self) -> str: ...


def figures(about: Screen, at: Where, tell: Telling) -> Told:
    found = statistics_said(about.instance, about.id, at.period.name, _shown(at), figures_told)
    rows = tuple(_figure(at, tell, each) for each in in_order(found.figures))
    head = (*labels(about, at, tell), *(tell.count(name) for name in COUNTS))
    holds = (*holding.labels_hold(about, at.by), *(about.said(holding.COUNTED[name]) for name in COUNTS))
    charted = len(at.by) + 1
    table = Table(caption=about.said("Figures"), head=head, labels=charted, rows=rows, holds=holds)
    return {
        "table": table,
        "charted": (charted,),
        "grounds": ((about.said("For outsiders: hide figures below"), at.said.small),) if at.said.small else (),
        "counted": found.counted,
        "basis": found.basis,
        "bars": table.bars(charted),
        "balance": tuple(_balance(about, at, found)) if found.balance else (),
        "stocks": _stocks(about, at, tell, found) if found.stocks else None,
    }


def _shown(at: Where) -> ShownQuery:
    return at.query(ShownQuery, by=",".join(at.by), small=at.said.small)


M = TypeVar("M", bound=Measured)


def in_order(found: Iterable[M]) -> list[M]:
    """By the measures in the order in which a petition goes through them."""
    return sorted(found, key=lambda each: MEASURES.index(each.measure))


def labels(about: Screen, at: Where, tell: Telling) -> tuple[str, ...]:
    return (about.said("What was done"), *(tell.dimension(name) for name in at.by))


def head_cells(tell: Telling, measure: str, by: Mapping[str, object]) -> tuple[Cell, ...]:
    return (Cell(tell.words.measure(measure)), *(Cell(said) for said in tell.values(by, measure)))


def _figure(at: Where, tell: Telling, each: Shown) -> tuple[Cell, ...]:
    href = at.facts(measure=each.measure, **each.by)
    counts = (Cell(HIDDEN) if each.hidden else number(getattr(each, name), href) for name in COUNTS)
    return (*head_cells(tell, each.measure, each.by), *counts)


def _balance(about: Screen, at: Where, found: PeriodSaid) -> Iterator[tuple[int, str, str]]:
    """Number, words and what opens: what was open, became open, ended, is open, is overdue."""
    balance, day = found.balance, found.counted.counted_to
    assert balance is not None  # noqa: S101 - asked before
    yield balance.opening, about.said("open when it began"), _stock(at, "open", at.period.first - timedelta(1))
    yield balance.opened, about.said("became open"), at.facts(measure="opened")
    yield balance.ended, about.said("came to an end"), at.facts(measure="ended")
    yield balance.closing, about.said("open at its end"), _stock(at, "open", day)
    yield balance.overdue, about.said("of these overdue"), _stock(at, "overdue", day)


def _stock(at: Where, kind: str, day: object, unit: str = "") -> str:
    return address("/statistics/stock", {"kind": kind, "on": day, "position": at.position, "unit": unit})


def _stocks(about: Screen, at: Where, tell: Telling, found: PeriodSaid) -> Table:
    day = found.counted.counted_to
    return Table(
        caption=about.said("Open at the end, by unit"),
        head=(tell.dimension("unit"), about.said("Open petitions"), about.said("Overdue petitions")),
        labels=1,
        rows=tuple(
            (
                Cell(tell.value("unit", each.unit)),
                *(
                    number(n, _stock_of(at, kind, day, each.unit))
                    for n, kind in ((each.open, "open"), (each.overdue, "overdue"))
                ),
            )
            for each in found.stocks
        ),
    )


def _stock_of(at: Where, kind: str, day: object, unit: str) -> str:
    """Of a unit that is named; what is restricted or with nobody has no list of its own."""
    return _stock(at, kind, day, unit) if unit and unit != "restricted" else ""


def days(about: Screen, at: Where, tell: Telling) -> Told:
    query = at.query(DaysQuery, by=",".join(at.by), counting=at.said.counting)
    found = statistics_said(about.instance, about.id, at.period.name, query, days_told)
    within = [about.said("within %(days)s", days=days) for days in (found.days[0].within if found.days else ())]
    head = (*labels(about, at, tell), *(about.said(said) for said in DAYS.values()), *within)
    ordered = in_order(found.days)
    rows = tuple(_taken(at, tell, each) for each in ordered)
    table = Table(
        caption=about.said("Days taken"),
        head=head,
        labels=len(at.by) + 1,
        rows=rows,
        holds=_days_hold(about, at, len(within)),
    )
    bars = [(table.label(row), round(each.median, 1)) for row, each in zip(rows, ordered, strict=True)][:MOST_BARS]
    return {
        "table": table,
        "charted": (table.labels + tuple(DAYS).index("median"),),
        "grounds": ((about.said("Days counted as"), about.said(COUNTING_NAMES[at.said.counting])),),
        "counted": found.counted,
        "basis": found.basis,
        "bars": bars,
    }


def _days_hold(about: Screen, at: Where, within: int) -> tuple[str, ...]:
    said = (*(holding.DAYS[name] for name in DAYS), *[holding.WITHIN] * within)
    return (*holding.labels_hold(about, at.by), *map(about.said, said))


def _taken(at: Where, tell: Telling, each: Taken) -> tuple[Cell, ...]:
    href = at.facts(measure=each.measure, **each.by)
    said = (round(float(each.mean), 1), round(each.median, 1), round(each.p90, 1), each.shortest, each.longest)
    return (
        *head_cells(tell, each.measure, each.by),
        *(Cell(value, href) for value in (each.count, *said)),
        *(number(value, href) for value in each.within.values()),
    )
