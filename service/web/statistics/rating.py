"""The indicators of a period, each with its formula in words and the facts of its parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import product

from domain.indicators import INDICATORS, Indicator, Rate, Term
from service.api.statistics import RatesQuery, rates_told, statistics_said
from service.web.marking import N_
from service.web.screen import Screen
from service.web.statistics import holding
from service.web.statistics.selecting import Where
from service.web.statistics.tables import Cell, Table
from service.web.statistics.telling import Telling
from service.web.statistics.views import Told

HEAD = (N_("Indicator"), N_("Part counted"), N_("of all counted"), N_("Rate"), N_("Facts"), N_("Formula"))
PERCENT, TENTH = Decimal("0.01"), Decimal("0.1")


def rates(about: Screen, at: Where, tell: Telling) -> Told:
    found = statistics_said(about.instance, about.id, at.period.name, at.query(RatesQuery), rates_told)
    made_of = {each.id: each for each in INDICATORS}
    table = Table(
        caption=about.said("Indicators"),
        head=tuple(about.said(each) for each in HEAD),
        labels=1,
        rows=tuple(_row(about, at, tell, each, made_of[each.id]) for each in found.rates),
        holds=tuple(about.said(each) for each in holding.RATE),
    )
    return {"table": table, "cell": {}, "counted": found.counted, "basis": found.basis}


def _row(about: Screen, at: Where, tell: Telling, rate: Rate, made_of: Indicator) -> tuple[Cell, ...]:
    links = dict.fromkeys((*_opens(at, tell, made_of.of), *_opens(at, tell, made_of.by)))
    return (
        Cell(tell.words.said(rate)),
        Cell(rate.of),
        Cell(rate.by),
        _value(about, rate, made_of),
        Cell("", links=tuple(links)),
        Cell(rate.id),
    )


def _value(about: Screen, rate: Rate, made_of: Indicator) -> Cell:
    """A rate in percent; where days are divided, days."""
    if rate.value is None:
        return Cell(None)
    if any(term.days for term in made_of.of):
        return Cell(rate.value.quantize(TENTH), suffix=f" {about.said('days')}")
    return Cell((rate.value * 100).quantize(PERCENT), suffix="%")


def _opens(at: Where, tell: Telling, terms: Sequence[Term]) -> Iterator[tuple[str, str]]:
    """The cells that the terms count, each by its words; limits are told apart by more than a cell says."""
    for term in terms:
        if not term.limit:
            for values in product(*term.where.values()):
                by = dict(zip(term.where, values, strict=True))
                told = [f"{tell.dimension(name)}={tell.value(name, by[name], term.measure)}" for name in by]
                yield " ".join((tell.words.measure(term.measure), *told)), at.facts(measure=term.measure, **by)
