"""A period beside the one before and the year before, or beside any other that was chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.indicators import growth
from domain.periods import Period, period
from projections.measures import MEASURES
from service.api.basis import BasisSaid
from service.api.statistics import (
    ComparisonSaid,
    FiguresQuery,
    ShownQuery,
    comparison_told,
    figures_told,
    statistics_said,
)
from service.readmodels.statistics import counting
from service.readmodels.statistics.comparing import Compared
from service.readmodels.statistics.whole import Basis
from service.web.screen import Screen
from service.web.statistics import holding
from service.web.statistics.selecting import Where, address
from service.web.statistics.tables import Cell, Table, number
from service.web.statistics.telling import Telling
from service.web.statistics.views import Told, head_cells, in_order, labels


def comparison(about: Screen, at: Where, tell: Telling) -> Told:
    """Beside the period before and the year before, or beside one period that was chosen."""
    if at.said.against:
        return _against(about, at, tell, counting.period(at.said.against, at.period.style))
    query = at.query(FiguresQuery, by=",".join(at.by))
    found = statistics_said(about.instance, about.id, at.period.name, query, comparison_told)
    said = found.comparison
    change = about.said("Change in percent")
    head = (*labels(about, at, tell), at.period.name, _called(said.before), change, _called(said.year_before), change)
    rows = tuple(_compared(at, tell, each, found) for each in in_order(said.figures))
    said_of = (holding.PERIOD, holding.EARLIER, holding.CHANGE, holding.EARLIER, holding.CHANGE)
    return _beside(said.basis, found.basis, _table(about, at, head, rows, said_of))


def _table(
    about: Screen, at: Where, head: tuple[str, ...], rows: tuple[tuple[Cell, ...], ...], holds: tuple[str, ...]
) -> Table:
    return Table(
        caption=about.said("Compared"),
        head=head,
        labels=len(at.by) + 1,
        rows=rows,
        holds=(*holding.labels_hold(about, at.by), *map(about.said, holds)),
    )


def _called(basis: Basis) -> str:
    """The period; of one that is compared up to a day only, its days."""
    return basis.period if basis.last == _whole(basis).last else f"{basis.first}..{basis.last}"


def _whole(basis: Basis) -> Period:
    return period(basis.period, basis.style)


def _facts_of(at: Where, basis: Basis, cell: Mapping[str, object]) -> str:
    name = _called(basis)
    style = {} if ".." in name else {"style": basis.style}
    said = {**at.pinned, **at.cell, "style": None, "period": name, **style, **cell}
    return address("/statistics/facts", said, blank=tuple(cell))


def _compared(at: Where, tell: Telling, each: Compared, found: ComparisonSaid) -> tuple[Cell, ...]:
    cell = {"measure": each.measure, **each.by}
    said = found.comparison
    return (
        *head_cells(tell, each.measure, each.by),
        number(each.count, at.facts(**cell)),
        number(each.before, _facts_of(at, said.before, cell)),
        Cell(each.period_on_period, suffix="%"),
        number(each.year_before, _facts_of(at, said.year_before, cell)),
        Cell(each.year_on_year, suffix="%"),
    )


def _against(about: Screen, at: Where, tell: Telling, other: Period) -> Told:
    of = [
        statistics_said(about.instance, about.id, each.name, _shown_plain(at), figures_told)
        for each in (at.period, other)
    ]
    counts = [{(each.measure, *each.by.items()): each.count or 0 for each in found.figures} for found in of]
    keys = sorted({*counts[0], *counts[1]}, key=lambda key: (MEASURES.index(str(key[0])), str(key)))
    head = (
        *labels(about, at, tell),
        at.period.name,
        other.name,
        about.said("More or fewer"),
        about.said("Change in percent"),
    )
    rows = tuple(_two(at, tell, of[1].counted, key, counts[0].get(key, 0), counts[1].get(key, 0)) for key in keys)
    said_of = (holding.PERIOD, holding.EARLIER, holding.MORE, holding.CHANGE)
    return _beside(of[0].counted, of[0].basis, _table(about, at, head, rows, said_of))


def _shown_plain(at: Where) -> ShownQuery:
    return at.query(ShownQuery, by=",".join(at.by))


def _two(at: Where, tell: Telling, other: Basis, key: Any, count: int, beside: int) -> tuple[Cell, ...]:
    by = dict(key[1:])
    cell = {"measure": key[0], **by}
    return (
        *head_cells(tell, key[0], by),
        number(count, at.facts(**cell)),
        number(beside, _facts_of(at, other, cell)),
        Cell(count - beside),
        Cell(growth(count, beside), suffix="%"),
    )


MOST_COLUMNS = 6
"""Pairs of columns whose names stand beside each other."""


def _beside(counted: Basis, basis: BasisSaid, table: Table) -> Told:
    """The largest rows as pairs of columns: this period and the one of the next column of numbers."""
    first = table.labels
    largest = sorted(table.rows, key=lambda row: -int(str(row[first].value or 0)))[:MOST_COLUMNS]
    known = [row for row in largest if row[first + 1].value is not None]
    return {
        "table": table,
        "charted": (first, first + 1),
        "counted": counted,
        "basis": basis,
        "columns": [(table.label(row), row[first].value) for row in known],
        "second": [row[first + 1].value for row in known],
        "names": (table.head[first], table.head[first + 1]),
    }
